"""The README's words stand for things that exist."""

import re
from pathlib import Path

import pytest

from cleancorpus.checked_config import settle
from cleancorpus.cli.arguments import make_parser
from cleancorpus.config import Config
from cleancorpus.detect.registry import rule_classes

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"python -m cleancorpus ([^#`\n]+?)\s*(?:#|`|$)", README, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_command_parses(command):
    make_parser().parse_args(command.split())


CONFIGS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


def test_the_readme_shows_configs():
    assert len(CONFIGS) >= 2


@pytest.mark.parametrize("text", CONFIGS)
def test_config_of_the_readme_settles(text):
    import yaml

    values = yaml.safe_load(text)
    values.pop("extends", None)
    assert isinstance(settle(values, "README.md"), Config)


def test_two_commands_are_there():
    assert "# run the main job on seeds/\n" in README
    assert "# pass the tests\n" in README


def test_every_command_has_help_and_is_in_the_readme():
    actions = next(action for action in make_parser()._actions if action.dest == "command")
    for name, parser in actions.choices.items():
        assert f"cleancorpus {name}" in README
        assert all(action.help for action in parser._actions if action.option_strings)


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_rules_of_the_readme_exist():
    for rule_id in ("byline", "timestamp", "cookie-notice"):
        assert rule_id in rule_classes()
