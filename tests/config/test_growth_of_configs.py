"""What a configuration costs grows as it does, whatever in it has no end: a key, a value, a comment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from cleancorpus.checked_config import load_config
from cleancorpus.errors import ConfigError

PLACES = {
    "a key": "{}: 1",
    "a rule": "rules: {{by{}: 1}}",
    "an option": "rules: {{byline: {{a{}: 1}}}}",
    "a text": 'name: "x{}"',
    "a number": 'quality: {{min_words: "5{}"}}',
    "a share": 'splits: {{sizes: {{test: "0{}"}}}}',
    "a path": 'sources: [{{path: "a{}"}}]',
    "an address": 'sources: [{{path: "https://e{}"}}]',
    "a field": 'sources: [{{path: a, fields: {{text: "b{}"}}}}]',
    "a pattern": 'own_rules: {{m: {{regexes: ["a{}"]}}}}',
    "a phrase": 'own_rules: {{m: {{phrases: ["a{}"]}}}}',
    "a parent": 'extends: "a{}"',
    "a version": 'export: {{version: "1{}"}}',
    "words without quotes": "name: a{}b",
    "a comment": "# {}\nname: 1",
}
ENDLESS = (" ", "a", "1", ".", "*", ":", "/", "[", "{", "@", "é", "a-", "a ", "- ", " #", "&a ", "\\\\")


@pytest.mark.slow
@pytest.mark.parametrize("endless", ENDLESS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_has_no_end_costs_as_much_as_there_is_of_it(
    tmp_path: Path, assert_linear: Callable[..., None], place: str, endless: str
) -> None:
    path = tmp_path / "c.yaml"

    def load(text: str) -> None:
        path.write_text(text, encoding="utf-8")
        with suppress(ConfigError):
            load_config(str(path))

    assert_linear(lambda n: place.format(endless * (n // len(endless))), load, 20_000)


def test_a_message_shows_the_beginning_and_the_end_of_what_is_long(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(f"rules: {{by{' ' * 30_000}line, timestamp: true}}", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(str(path))
    told = str(caught.value)
    assert len(told) < 5_000
    assert "rules.by   " in told
    assert told.endswith("   line: must be false, true or the rule's options; write it as {option: value}")
