"""What is wrong with a value of the configuration, and what to write instead, for people who write YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_QUOTED = re.compile(r"'([^']*)'")
_WITH_UNIT = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%|[A-Za-z]+)\s*")  # 5%, 30s, 20MB
_KINDS = {
    "int": "must be a whole number",
    "float": "must be a number",
    "finite": "must be a number",
    "bool": "must be true or false",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "must be {} or more"),
    "greater_than": ("gt", "must be more than {}"),
    "less_than_equal": ("le", "must be {} or less"),
    "less_than": ("lt", "must be less than {}"),
}
_MAX_SHOWN = 60  # characters of a value in a message


def key_of(loc: Iterable[int | str]) -> str:
    """A place in the configuration as messages write it.

    >>> key_of(("sources", 0, "fields", "text", 1))
    'sources[0].fields.text[1]'
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")


def explain_value(error: Mapping[str, Any], field: FieldInfo | None, written: str = "") -> tuple[str, str]:
    """What is so and what to do, for one error of pydantic at a place that `field` describes; the latter may be empty.

    `written` is how the value stood in the file where YAML took it for something else than a text: `off`, `1.10`.
    """
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "missing":
        return "is missing", "add it"
    if kind == "value_error":
        return str(error["msg"]).removeprefix("Value error, "), ""
    models = list(models_in(field.annotation)) if field is not None else []
    todo = ""
    if kind == "literal_error":
        what, todo = "no such value", _one_of(value, _QUOTED.findall(str(context["expected"])), written)
    elif kind == "string_type":
        what, todo = "must be a text", _as_text(value, written)
    elif kind in ("tuple_type", "list_type"):
        what, todo = "must be a list", _as_list(value, models, written)
    elif kind in ("dict_type", "model_type", "model_attributes_type"):
        what, todo = "must be keys with values", _as_keys(value, models)
    elif kind in _BOUNDS:
        name, sentence = _BOUNDS[kind]
        what = sentence.format(f"{context[name]:g}")
    elif (first := kind.split("_")[0]) in _KINDS:
        what = _KINDS[first]
        todo = "" if first == "bool" else _as_number(value, written, optional=_may_be_null(field))
    elif kind in ("string_too_long", "string_too_short", "too_short"):
        what = "is too long" if kind == "string_too_long" else "is empty"
        todo = 'a tab is written "\\t", in double quotes' if value in (r"\t", "tab") else ""
        if not todo and kind == "string_too_long":
            todo = f"write {context['max_length']} character{'s' * (context['max_length'] > 1)}"
        elif not todo:
            todo = "write one" if _may_be_null(field) is False else "write one, or take the key out"
    else:
        what = f"{error['msg'][:1].lower()}{error['msg'][1:]}"
    return f"{what} (value {_short(value)})", todo


def near(name: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?`, or '' where no known name is like it."""
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean '{close[0]}'?" if close else ""


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The sections in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def _may_be_null(field: FieldInfo | None) -> bool:
    return field is not None and type(None) in get_args(field.annotation)


def _one_of(value: Any, options: list[str], written: str) -> str:
    if isinstance(value, bool):
        words = (written.lower(), *(("on", "yes") if value else ("off", "no")))
        word = next((word for word in words if word in options), None)
        if word:
            return f'YAML reads {written or word} as {json.dumps(value)}: quote it, "{word}"'
    return near(str(value).lower(), options) or f"write one of {', '.join(options)}"


def _as_text(value: Any, written: str) -> str:
    if isinstance(value, bool):
        word = written or ("yes" if value else "no")  # what most often stood there
        return f'YAML reads {word} as {json.dumps(value)}: quote it, "{word}"'
    if isinstance(value, list | dict):
        return "write one value"
    return f'quote it, "{written or value}"' if value is not None else "write a value, or take the key out"


def _as_list(value: Any, models: list[type[BaseModel]], written: str) -> str:
    if value is None:
        return "write a list, or take the key out"
    if models and isinstance(value, str):
        return f"write a list: [{{{next(iter(models[0].model_fields))}: {value}}}]"
    if isinstance(value, bool):
        word = written or ("yes" if value else "no")
        return f'YAML reads {word} as {json.dumps(value)}: write a list, ["{word}"]'
    return f"write a list: [{_flow(value)}]"


def _as_number(value: Any, written: str, *, optional: bool) -> str:
    if value is None:
        return "write a number, or take the key out"
    if isinstance(value, bool):
        plain = written in ("", json.dumps(value))
        return "write a number" if plain else f"YAML reads {written} as {json.dumps(value)}: write a number"
    match = _WITH_UNIT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return "take the key out for the default, null" if optional else ""
    if match["unit"] == "%":
        return f"write {float(match['number']) / 100:g}"
    return f"write the number alone, without '{match['unit']}'"


def _as_keys(value: Any, models: list[type[BaseModel]]) -> str:
    if value is None:
        return "write keys below it, or take it out"
    names = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    if not models and names:
        return f"write {{{', '.join(f'{name}: true' for name in names)}}}"
    if models and isinstance(value, str) and (first := next(iter(models[0].model_fields.items())))[1].is_required():
        return f"write {{{first[0]}: {value}}}"
    return f"keys are {', '.join(models[0].model_fields)}" if models else "write it as {key: value}"


def _flow(value: Any) -> str:
    """A value as YAML would have it within brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _MAX_SHOWN else shown[: _MAX_SHOWN - 1] + "…"


def _short(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _MAX_SHOWN else shown[: _MAX_SHOWN - 3] + "…"
