"""Shells complete commands, options, presets, files and rule ids with the scripts that are printed for them."""

import os
import shutil
import subprocess
import sys

import pytest

from cleancorpus.cli import main
from cleancorpus.cli.arguments import make_parser
from cleancorpus.cli.completion import SHELLS
from cleancorpus.config.files import preset_names
from cleancorpus.detect.registry import rule_classes

pytest.importorskip("shtab", reason="needs the extra: pip install 'cleancorpus[completion]'")


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("completion")
    for shell in SHELLS:
        argv = [sys.executable, "-m", "cleancorpus", "completion", shell]
        text = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
        (folder / f"script.{shell}").write_text(text, encoding="utf-8")
    (folder / "mine.yaml").touch()
    (folder / "other.txt").touch()
    (folder / "sub").mkdir()
    return folder


BASH = """
source script.bash
COMP_WORDS=({words} "{last}"); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
{function} cleancorpus "{last}" "${{COMP_WORDS[COMP_CWORD-1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
FISH = """
source script.fish
complete -C '{words} {last}'
"""


def offered(scripts, shell, words, last):
    """What a shell offers behind some words for the beginning `last`."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    text = {"bash": BASH, "fish": FISH}[shell].format(words=words, last=last, function="_shtab_cleancorpus")
    environment = {**os.environ, "HOME": str(scripts)}
    argv = [shell, "--norc", "-c", text] if shell == "bash" else [shell, "--no-config", "-c", text]
    done = subprocess.run(argv, cwd=scripts, capture_output=True, text=True, check=True, env=environment)
    return {line.split("\t")[0] for line in done.stdout.splitlines() if line}


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_commands_options_presets_files_and_rules_are_offered(scripts, shell):
    assert {"run", "rules"} <= offered(scripts, shell, "cleancorpus", "ru")
    assert {"--log-json", "--limit"} <= offered(scripts, shell, "cleancorpus run", "--l")
    configs = offered(scripts, shell, "cleancorpus run", "")
    assert {*preset_names(), "mine.yaml"} <= configs
    assert "other.txt" not in configs
    assert "cookie-notice" in offered(scripts, shell, "cleancorpus rules", "cook")
    assert offered(scripts, shell, "cleancorpus config", "s") >= {"schema", "show"}
    assert "strict" in offered(scripts, shell, "cleancorpus explain --config", "str")


def test_the_script_for_zsh_is_one_and_has_all_of_it(scripts):
    text = (scripts / "script.zsh").read_text(encoding="utf-8")
    for word in (*rule_classes(), *preset_names(), "--log-json", "--progress-every", "completion"):
        assert word in text
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed: its script was not run")
    run = 'autoload -Uz compinit && compinit -u -d ./dump && eval "$(<script.zsh)" && print $_comps[cleancorpus]'
    done = subprocess.run(["zsh", "-f", "-c", run], cwd=scripts, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("_shtab_cleancorpus", "")


def test_every_option_is_in_every_script(scripts):
    def options(parser):
        for action in parser._actions:
            yield from action.option_strings
            for command in (action.choices or {}).values() if action.dest in ("command", "action") else ():
                yield from options(command)

    for shell in SHELLS:
        text = (scripts / f"script.{shell}").read_text(encoding="utf-8")
        for option in set(options(make_parser())):
            assert (option.removeprefix("--") if shell == "fish" else option) in text, (shell, option)


def test_without_shtab_it_says_what_to_install(capsys, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(["completion", "zsh"]) == 2
    assert capsys.readouterr().err == (
        "error: completion zsh: shtab is not installed; pip install 'cleancorpus[completion]'\n"
    )
