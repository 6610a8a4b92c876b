"""YAML as people write it: values with the words they were written in, and what is wrong with it, in one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from cleancorpus.config.messages import key_of
from cleancorpus.errors import ConfigError

Loc = tuple[int | str, ...]
Written = dict[Loc, str]  # scalars that YAML takes for something else than a text, as they were written: `no`, `1.10`

_TEXT = "tag:yaml.org,2002:str"
_KEPT = ("bool", "int", "float", "timestamp", "null")
_MOST_DIGITS = 100  # Python reads no number of more than 4,300, and no key has use for one of 20
_NOT_DECIMAL = re.compile(r"[-+]?0[0-7]+|[-+]?\d+(?::\d+)+")
_HALF = re.compile(r"[\ud800-\udfff]")
# What PyYAML says, and what to do about it; the first that fits.
_TODO = (
    (re.compile(r"character '\\t' that cannot start"), "indent with spaces, not with tabs"),
    (re.compile(r"character '[@`%]' that cannot start"), "put quotes around the value"),
    (re.compile(r"mapping values are not allowed"), "quote a value that holds ': ', or mend the indentation"),
    (re.compile(r"expected alphabetic or numeric character|undefined alias"), "quote a value that starts with * or &"),
    (re.compile(r"unexpected end of stream|expected ',' or '[\]}]'"), "close the quote or bracket that is open"),
    (re.compile(r"another document"), "keep one document: take the second --- out"),
    (re.compile(r"unhashable key"), "a key is one word: quote a key that starts with [ or {"),
    (re.compile(r"constructor for the tag"), "quote a value that starts with !"),
    (re.compile(r"unknown escape character"), "write single quotes, or double each backslash"),
    (re.compile(r"could not find expected ':'"), "put `: ` between key and value"),
    (re.compile(r"expected <block end>"), "mend the indentation: keys of one level start in one column"),
    (re.compile(r"special characters are not allowed"), "take the control character out"),
)


class Parsed(NamedTuple):
    """The values of a YAML document, and how some of them were written."""

    values: Any
    written: Written


def parse_yaml(text: str, where: str, *, lines: bool = True) -> Parsed:
    """The values of a YAML document in which no key stands twice, and every key is a text.

    With `lines` an error names the line.

    Raises:
        ConfigError: it is no YAML; the line is in it.
    """
    loader: yaml.SafeLoader | None = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return Parsed(None, {})
        written: Written = {}
        _look_at(node, (), lambda node: f"{where}:{node.start_mark.line + 1}" if lines else where, set(), written)
        values = loader.construct_document(node)
        _count_values(values, where)
        return Parsed(values, written)
    except RecursionError as error:
        raise ConfigError(where, "nests too deep", "write it flat") from error
    except yaml.YAMLError as error:
        raise _told(error, where, lines) from error
    finally:
        if loader is not None:
            loader.dispose()


# A configuration has some hundred values; aliases of aliases of aliases make millions of ten lines.
_MOST_VALUES = 1_000_000


def _count_values(
    value: Any, where: str, around: frozenset[int] = frozenset(), counted: dict[int, int] | None = None
) -> int:
    """How many values stand in `value`, those behind aliases each time.

    Raises:
        ConfigError: a value holds itself, or there are millions.
    """
    if not isinstance(value, dict | list):
        return 1
    counted = {} if counted is None else counted
    if id(value) in around:
        raise ConfigError(where, "a value holds itself (`*` in what its `&` names)", "write the value out")
    if (known := counted.get(id(value))) is not None:
        return known
    inside = value.values() if isinstance(value, dict) else value
    n = 1 + sum(_count_values(item, where, around | {id(value)}, counted) for item in inside)
    if n > _MOST_VALUES:
        raise ConfigError(where, f"its aliases stand for more than {_MOST_VALUES:,} values", "write fewer of them")
    counted[id(value)] = n
    return n


def _told(error: yaml.YAMLError, where: str, lines: bool) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    line = f"{where}:{mark.line + 1}" if mark is not None and lines else where
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
    words = " ".join(str(said).split())
    return ConfigError(line, f"not YAML: {words}", next((todo for sign, todo in _TODO if sign.search(words)), ""))


def _join_halves(node: yaml.ScalarNode, name: str, at: str) -> None:
    """JSON writes a character beyond U+FFFF as two escapes, `\\ud83d\\ude00`, which YAML takes for two characters."""
    if not _HALF.search(node.value):
        return
    try:
        node.value = node.value.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise ConfigError(at, f"{name} has half a surrogate pair", "write the character itself") from error


def _look_at(node: yaml.Node, loc: Loc, at: Callable[[yaml.Node], str], seen: set[int], written: Written) -> None:
    """Refuse a mapping with a key that stands twice, as YAML would take the last and say nothing, or that is no text;
    note how values were written."""
    if isinstance(node, yaml.ScalarNode):
        name, place = f"'{key_of(loc)}'" if loc else "the value", at(node)
        _join_halves(node, name, place)
        kind, word = node.tag.rsplit(":", 1)[-1], str(node.value)
        if "\0" in word:  # no path, pattern or name has one
            raise ConfigError(place, f"{name} has a NUL character", "take it out")
        if kind == "int" and len(word) > _MOST_DIGITS:
            raise ConfigError(place, f"{name} is a number of {len(word):,} digits", "write a smaller one, or quote it")
        if kind == "int" and _NOT_DECIMAL.fullmatch(word):  # base 8, or minutes and seconds: nobody means that here
            number = yaml.SafeLoader("").construct_yaml_int(node)
            todo = f'write {word.lstrip("0") or 0}, or quote it, "{word}"' if ":" not in word else f'quote it, "{word}"'
            raise ConfigError(place, f"{name}: YAML reads {word} as {number}", todo)
        if kind == "timestamp":
            try:
                yaml.SafeLoader("").construct_yaml_timestamp(node)
            except ValueError as error:  # 2024-13-01
                what = f"{name}: {word} is no date: {error}"
                raise ConfigError(place, what, f'write another, or quote it, "{word}"') from error
        if kind in _KEPT:
            written[loc] = word
        return
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _look_at(item, (*loc, number), at, seen, written)
    elif isinstance(node, yaml.MappingNode):
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            _join_halves(key, "a key", at(key))
            here, line = (*loc, str(key.value)), key.start_mark.line + 1
            if key.value == "<<":
                continue
            if key.tag != _TEXT:
                what = f"'{key_of(here)}': YAML reads the key {key.value or 'null'} as another kind of value"
                raise ConfigError(at(key), what, f'quote it, "{key.value}"')
            if key.value in lines:
                what = f"'{key_of(here)}' stands twice, in line {lines[key.value]} and line {line}"
                raise ConfigError(at(key), what, "keep one of them")
            lines[key.value] = line
            _look_at(value, here, at, seen, written)
