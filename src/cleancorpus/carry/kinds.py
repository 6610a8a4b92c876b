"""What is known of the type of a column, row by row, and the one type that holds them all.

A *kind* is a dict that JSON can hold. `merge` puts two together; it is associative, and says the same whichever way rows are
put into parts. (Fields of a declared type keep their order; those of JSON, which has none, stand by name, so that a row more in
front makes no other type.) What cannot be told of a kind alone is decided at the end, by `arrow_type`:

| `k` | is | also has |
| --- | --- | --- |
| `null` | nothing but nulls | |
| `bool`, `text`, `date` | these | |
| `number` | numbers | most bits of signed (`s`), unsigned (`u`) and fractions (`f`); `w`: a whole one is beyond 2**53 |
| `decimal` | decimals | most digits before (`i`) and behind (`d`) the point |
| `binary` | bytes | `n`: their fixed widths, 0 for none |
| `timestamp`, `duration`, `time` | times | finest unit (`u`); time zones (`z`); `w`: one is beyond nanoseconds |
| `list` | lists | `of`: the kind of their items |
| `struct` | objects | `f`: kinds by name; `j`: one is of JSON |
| `json` | kinds that no type holds: JSON text | `of`: which |
| `beyond` | times that no column has room for, always beside their type's kind | |

Any kind but `null` and `json` may have `h`: the features (`features.py`) that columns of it have, `""` for none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from cleancorpus.carry.features import feature_of, label_names, noted, said
from cleancorpus.carry.values import decimal_type, is_clock, is_list, unit_of, unit_rank

Kind = dict[str, Any]
NULL: Kind = {"k": "null"}
_MAX_FIELDS = 200  # of an object: more are keys that somebody counts with, not names of fields
_MAX_DEPTH = 8  # objects and lists within one another
_EXACT = 1 << 53  # whole numbers up to here are exact as fractions
_MAX_FEATURES = 3  # of a column: where they differ, none is kept, and a few are named
_WORDS = {
    "bool": "true and false",
    "number": "numbers",
    "decimal": "decimals",
    "text": "texts",
    "binary": "bytes",
    "date": "dates",
    "time": "times of day",
    "timestamp": "times",
    "duration": "durations",
    "list": "lists",
    "struct": "objects",
    "beyond": "times that no column has room for",
}


def _number(*, s: int = 0, u: int = 0, f: int = 0, w: bool = False) -> Kind:
    return {"k": "number", "s": s, "u": u, "f": f, "w": w}


def kind_of_value(value: Any, depth: int = 0) -> Kind:
    """The kind of a JSON value."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return {"k": "bool"}
    if isinstance(value, int):
        if not -(1 << 63) <= value < 1 << 63:
            return {"k": "json", "of": ["number"]}
        return _number(s=64, w=abs(value) > _EXACT)
    if isinstance(value, float):
        return _number(f=64)
    if isinstance(value, str):
        return {"k": "text"}
    is_object = isinstance(value, dict)
    if depth >= _MAX_DEPTH or (is_object and len(value) > _MAX_FIELDS):
        return {"k": "json", "of": ["struct" if is_object else "list"]}
    if is_object:
        return {"k": "struct", "f": {name: kind_of_value(item, depth + 1) for name, item in value.items()}, "j": True}
    of = NULL
    simple = {*map(type, value)} - {type(None)}
    if len(simple) == 1 and simple <= {float, str, bool}:  # all items are of one kind: vectors may be long
        return {"k": "list", "of": kind_of_value(next(item for item in value if item is not None))}
    for item in value:
        of = merge(of, kind_of_value(item, depth + 1))
    return {"k": "list", "of": of}


def kind_of_typed(value: Any, field: pa.Field) -> Kind:
    """The kind of a value (of `values.plain`) of a column of a declared type: also where it is null, its type counts."""
    kind = _kind_of_typed(value, field.type)
    feature = feature_of(field)
    if not feature or kind["k"] in ("null", "json"):
        return kind
    names = label_names(feature)
    fits = (
        value is None or not names or -1 <= value < len(names)
    )  # -1 is a label that nobody knows, as `datasets` has it
    return {**kind, "h": [feature if fits else ""]}


def _kind_of_typed(value: Any, kind: pa.DataType) -> Kind:
    types = pa.types
    if isinstance(value, str) and is_clock(kind):
        return merge(_kind_of_typed(None, kind), {"k": "beyond"})
    if types.is_list(kind):
        items = kind.value_field
        of = kind_of_typed(None, items)
        for item in value or ():
            of = merge(of, kind_of_typed(item, items))
        return {"k": "list", "of": of}
    if types.is_struct(kind):
        fields = {f.name: kind_of_typed((value or {}).get(f.name), f) for f in kind}
        return {"k": "struct", "f": fields, "j": False}
    if types.is_integer(kind):
        bits = kind.bit_width
        wide = value is not None and abs(value) > _EXACT
        return _number(s=bits, w=wide) if types.is_signed_integer(kind) else _number(u=bits, w=wide)
    if types.is_timestamp(kind):
        return {"k": "timestamp", "u": unit_rank(kind), "z": [kind.tz or ""], "w": _beyond(value, kind)}
    if types.is_duration(kind):
        return {"k": "duration", "u": unit_rank(kind), "w": _beyond(value, kind)}
    if types.is_decimal(kind) and value is not None:  # nobody keeps a writer from more digits than it has declared
        digits = len(value.lstrip("-0").partition(".")[0])
        return {"k": "decimal", "i": max(kind.precision - kind.scale, digits), "d": kind.scale}
    return _declared(kind)


def _declared(kind: pa.DataType) -> Kind:
    """The kind of a declared type whose values do not matter."""
    types = pa.types
    if types.is_null(kind):
        return NULL
    if types.is_floating(kind):
        return _number(f=kind.bit_width)
    if types.is_decimal(kind):
        return {"k": "decimal", "i": kind.precision - kind.scale, "d": kind.scale}
    if types.is_binary(kind):
        return {"k": "binary", "n": [0]}
    if types.is_fixed_size_binary(kind):
        return {"k": "binary", "n": [kind.byte_width]}
    if types.is_time(kind):
        return {"k": "time", "u": unit_rank(kind)}
    if types.is_boolean(kind):
        return {"k": "bool"}
    return {"k": "date"} if types.is_date(kind) else {"k": "text"}


def _beyond(value: int | None, kind: pa.DataType) -> bool:
    """Whether a time has no form in nanoseconds, of which 64 bits hold 292 years."""
    return value is not None and not -(1 << 63) <= value * 1000 ** (3 - unit_rank(kind)) < 1 << 63


def merge(one: Kind, other: Kind) -> Kind:
    """The kind of what is of the one or the other."""
    if one["k"] == "null" or one is other:
        return other
    if other["k"] == "null":
        return one
    kind = _merged(one, other)
    if kind["k"] == "json" or ("h" not in one and "h" not in other):
        return kind
    return {**kind, "h": sorted({*one.get("h", [""]), *other.get("h", [""])})[:_MAX_FEATURES]}


def _merged(one: Kind, other: Kind) -> Kind:
    """As `merge`, without features."""
    name = one["k"]
    if name != other["k"] or name == "json":
        return {"k": "json", "of": sorted({*_names(one), *_names(other)})}
    if name == "list":
        return {"k": "list", "of": merge(one["of"], other["of"])}
    if name == "struct":
        fields = dict(one["f"])
        for field, kind in other["f"].items():
            fields[field] = merge(fields[field], kind) if field in fields else kind
        if len(fields) > _MAX_FIELDS:
            return {"k": "json", "of": ["struct"]}
        return {"k": "struct", "f": fields, "j": one["j"] or other["j"]}
    joined = {key: _join(value, other[key]) for key, value in one.items() if key not in ("k", "h")}
    return {"k": name, **joined}


def _names(kind: Kind) -> list[str]:
    return list(kind["of"]) if kind["k"] == "json" else [kind["k"]]


def _join(one: Any, other: Any) -> Any:
    return sorted({*one, *other}) if isinstance(one, list) else max(one, other)


def kind_feature(kind: Kind) -> str:
    """The feature that all columns of a kind have; '' where they differ or have none."""
    found = kind.get("h", [""])
    return found[0] if len(found) == 1 else ""


def arrow_field(name: str, kind: Kind) -> pa.Field:
    """A field of a kind, with its feature."""
    found = arrow_type(kind)
    return noted(pa.field(name, found or pa.string()), kind_feature(kind) if found is not None else "")


def arrow_type(kind: Kind) -> pa.DataType | None:
    """The type that holds all that is of this kind; None where none does: it is written as JSON text.

    What was never anything but null is text.
    """
    if label_names(kind_feature(kind)):
        return pa.int64()
    match kind["k"]:
        case "null" | "text":
            return pa.string()
        case "bool":
            return pa.bool_()
        case "date":
            return pa.date32()
        case "number":
            return _number_type(kind)
        case "decimal":
            return decimal_type(max(1, kind["i"] + kind["d"]), kind["d"])
        case "binary":
            width = kind["n"][0] if len(kind["n"]) == 1 else 0
            return pa.binary(width) if width else pa.binary()
        case "time":
            return pa.time64(unit_of(kind["u"])) if kind["u"] > 1 else pa.time32("ms")
        case "duration":
            return None if kind["w"] and kind["u"] == 3 else pa.duration(unit_of(kind["u"]))
        case "timestamp":
            return _timestamp_type(kind)
        case "list":
            return pa.list_(arrow_field("item", kind["of"]))
        case "struct" if kind["f"]:
            names = sorted(kind["f"]) if kind["j"] else kind["f"]
            return pa.struct([arrow_field(name, kind["f"][name]) for name in names])
    return None


def _number_type(kind: Kind) -> pa.DataType | None:
    signed, unsigned, fraction = kind["s"], kind["u"], kind["f"]
    if fraction and (signed or unsigned):
        return None if kind["w"] else pa.float64()
    if fraction:
        return {16: pa.float16(), 32: pa.float32(), 64: pa.float64()}[fraction]
    if not signed:
        return {8: pa.uint8(), 16: pa.uint16(), 32: pa.uint32(), 64: pa.uint64()}[unsigned]
    bits = max(signed, 2 * unsigned)
    return {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}.get(bits)


def _timestamp_type(kind: Kind) -> pa.DataType | None:
    zones = kind["z"]
    if (kind["w"] and kind["u"] == 3) or ("" in zones and len(zones) > 1):
        return None
    return pa.timestamp(unit_of(kind["u"]), (zones[0] or None) if len(zones) == 1 else "UTC")


class Conflict(NamedTuple):
    """A column, or by its `path` what is within one (`meta.score`, `tags[]`), that has no type; why; and the words (`words_of`)
    to look for where it came from.
    """

    column: str
    path: str
    why: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path} ({self.why})"


def conflicts(kind: Kind, name: str) -> list[Conflict]:
    """What of a column is written as JSON text: `meta.score (numbers and texts)`."""
    return [Conflict(name, path, *_why(one)) for path, one in _within(kind, name) if arrow_type(one) is None]


def split_features(kind: Kind, name: str) -> list[Conflict]:
    """What of a column loses its features, as not all sources have the same."""
    return [
        Conflict(name, path, "its sources differ in it", tuple(map(_feature_word, one["h"])))
        for path, one in _within(kind, name)
        if len(one.get("h", ())) > 1 and arrow_type(one) is not None
    ]


def _within(kind: Kind, path: str) -> Iterator[tuple[str, Kind]]:
    """A column and all that is within it, by path."""
    yield path, kind
    if kind["k"] == "list":
        yield from _within(kind["of"], f"{path}[]")
    elif kind["k"] == "struct":
        for field, inner in sorted(kind["f"].items()):
            yield from _within(inner, f"{path}.{field}")


def words_of(kind: Kind, name: str) -> Iterator[tuple[str, str]]:
    """What a value is, by path and in words that `Conflict.words` may have: for the first file that has each."""
    for path, one in _within(kind, name):
        name = one["k"]
        for part in _names(one) if name != "null" else ():
            yield path, _WORDS[part]
        if name in ("number", "timestamp", "duration"):
            yield from ((path, word) for word in _details(one))
        for feature in one.get("h", [""]) if name != "null" else ():
            yield path, _feature_word(feature)


def _feature_word(feature: str) -> str:
    return said(feature) if feature else "no such names"


def _details(kind: Kind) -> list[str]:
    """What a number or time has that may go with no other."""
    if kind["k"] == "number":
        found = {"fractions": kind["f"], "whole numbers beyond 2^53": kind["w"], "whole numbers with a sign": kind["s"]}
        found["whole numbers without one"] = kind["u"]
        return [word for word, is_so in found.items() if is_so]
    zones = [f"times {'in a' if zone else 'without a'} zone" for zone in kind.get("z", ())]
    beyond = ["times beyond nanoseconds"] if kind["w"] else []
    return [*dict.fromkeys(zones), *beyond, *(["times in nanoseconds"] if kind["u"] == 3 else [])]


def _why(kind: Kind) -> tuple[str, tuple[str, ...]]:
    """Why a kind has no type, and the words of what made it so."""
    match kind["k"]:
        case "struct":
            return "objects without a field", (_WORDS["struct"],)
        case "number":
            words = _details(kind) if kind["f"] else ["whole numbers with a sign", "whole numbers without one"]
            return "whole numbers too large for fractions, or for one type", tuple(words)
        case "timestamp" | "duration":
            return f"{_WORDS[kind['k']]} that no one type holds", tuple(_details(kind))
        case "json" if kind["of"] == ["number"]:
            return "whole numbers of more than 64 bits", (_WORDS["number"],)
        case "json" if len(kind["of"]) == 1:
            word = _WORDS[kind["of"][0]]
            return f"{word} of too many names, or too deep", (word,)
        case "json":
            words = [_WORDS[name] for name in kind["of"]]
            return " and ".join(words), tuple(words)
    return f"{_WORDS[kind['k']]} that no one type holds", (_WORDS[kind["k"]],)


def varies(field: pa.Field) -> bool:
    """Whether values of a column can differ in kind from one another: whether each has to be looked at."""
    kind = field.type
    if feature_of(field):
        return True
    if is_list(kind):
        return varies(kind.value_field)
    if pa.types.is_struct(kind):
        return any(varies(part) for part in kind)
    return bool(is_clock(kind) or (pa.types.is_integer(kind) and kind.bit_width == 64))
