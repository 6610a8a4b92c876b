"""The page about stores: its commands parse, its configurations settle, its links lead somewhere."""

import re
from pathlib import Path

import pytest
import yaml

from cleancorpus.checked_config import settle
from cleancorpus.cli.arguments import make_parser
from cleancorpus.config import Config
from cleancorpus.read.files import REASONS
from cleancorpus.read.formats import archive_kind

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "stores.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", re.findall(r"^python -m cleancorpus (.+?)\s*(?:#.*)?$", PAGE, re.MULTILINE))
def test_command_parses(command: str) -> None:
    make_parser().parse_args(command.split())


@pytest.mark.parametrize("text", re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
def test_config_settles(text: str) -> None:
    assert isinstance(settle(yaml.safe_load(text), "stores.md"), Config)


def test_what_it_names_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGE):
        assert (DOCS / target).exists(), target
    for reason in ("encrypted", "nested-archive", "archive-bomb"):
        assert reason in REASONS
        assert f"`{reason}`" in PAGE
    endings = re.findall(r"`(\.(?:zip|t[a-z0-9.]+))`", PAGE)
    assert len(endings) == 7
    assert all(archive_kind(f"a{ending}") for ending in endings)
    extras = re.findall(r"cleancorpus\[(\w+)\]", PAGE)
    declared = (DOCS.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert all(re.search(rf"^{extra} = \[", declared, re.MULTILINE) for extra in extras)
