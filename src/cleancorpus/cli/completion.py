"""`cleancorpus completion SHELL`: a script that lets a shell complete commands, options, presets and rule ids."""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterator
from typing import Any

from cleancorpus.config.files import preset_names
from cleancorpus.detect.registry import rule_classes
from cleancorpus.errors import CleancorpusError

SHELLS = ("bash", "zsh", "fish")

_BASH = """
_cleancorpus_configs() {{
  compgen -W "{presets}" -- $1
  compgen -f -X '!*.yaml' -- $1
  compgen -f -X '!*.yml' -- $1
  compgen -d -- $1
}}
"""
_ZSH = """
_cleancorpus_configs() {{
  _alternative 'presets:preset:({presets})' 'files:configuration:_files -g "*.(yaml|yml)"'
}}
"""
_FISH = """
function _cleancorpus_configs
  printf '%s\\n' {presets}
  for path in (__fish_complete_path (commandline -ct))
    if string match -qr -- '\\.ya?ml$|/$' (string split -m1 \\t -- $path)[1]
      printf '%s\\n' $path
    end
  end
end
"""


def completion_command(parser: argparse.ArgumentParser, shell: str) -> int:
    """Print the script for a shell; gives the exit code.

    Raises:
        CleancorpusError: shtab, which writes it, is not installed.
    """
    if importlib.util.find_spec("shtab") is None:
        todo = "pip install 'cleancorpus[completion]'"
        raise CleancorpusError(f"completion {shell}", "shtab is not installed", todo)
    import shtab

    presets = " ".join(preset_names())
    preamble = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
    configs = {
        "bash": "_cleancorpus_configs",
        "zsh": "_cleancorpus_configs",
        "fish": "(_cleancorpus_configs)",
        "preamble": {name: text.format(presets=presets) for name, text in preamble.items()},
    }
    for action in _actions(parser):
        place: Any = action
        if action.dest in ("config", "other"):
            place.complete = configs
        elif action.dest == "rule":
            action.choices = list(rule_classes())
        elif action.dest in _DIRECTORIES:
            place.complete = shtab.DIRECTORY
        elif action.dest in _FILES:
            place.complete = shtab.FILE
    print(shtab.complete(parser, shell))
    return 0


_DIRECTORIES = ("folder", "target", "a", "b")
_FILES = ("file", "gold", "sources", "predictions", "out", "html")


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in dict.fromkeys(action.choices.values()):
                yield from _actions(command)
        else:
            yield action
