"""Values of any Arrow type as JSON values and back, without loss.

What JSON has no form for is written as the number or text behind it: times as whole numbers in the type's unit, decimals as
text, bytes as base64. With the type beside it each value comes back as it was. A time that the type of export has no room for
is text, also among whole numbers (`plain`). So is one that Python cannot hold, for which no row of it could be read.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_UNITS = ("s", "ms", "us", "ns")
_DAY = 86_400_000  # milliseconds
_BEYOND = "<value out of range: "  # what Arrow writes for a time that has no form in its calendar
# What Arrow raises for a value that Python has no form for; for a zone of time that it does not know a LookupError.
UNREADABLE = (ValueError, OverflowError, LookupError)
_FIRST, _LAST = -719_162, 2_932_896  # days of Python's calendar from 1970-01-01: years 1 to 9999
_MOST_DAYS = 999_999_999  # of its durations


def normal_type(kind: pa.DataType) -> pa.DataType:
    """The type in which values of `kind` are exported: the same, but for what Parquet or `datasets` cannot hold, or give back
    as another.

    Dictionaries and extensions become what is in them, large and view types plain ones, lists of a fixed length lists, maps
    lists of `key` and `value`, seconds milliseconds, small decimals 128 bits; what no table can hold is JSON text. Of several
    fields of one name in an object, the second is called `name_2`.
    """
    types = pa.types
    if types.is_dictionary(kind) or types.is_run_end_encoded(kind):
        return normal_type(kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return normal_type(kind.storage_type)
    if types.is_large_string(kind) or types.is_string_view(kind):
        return pa.string()
    if types.is_large_binary(kind) or types.is_binary_view(kind):
        return pa.binary()
    if types.is_map(kind):
        entry = [pa.field("key", normal_type(kind.key_type)), pa.field("value", normal_type(kind.item_type))]
        return pa.list_(pa.struct(entry))
    if is_list(kind):
        return pa.list_(normal_type(kind.value_type))
    if types.is_struct(kind):
        names = _distinct(field.name for field in kind)
        return pa.struct([pa.field(name, normal_type(field.type)) for name, field in zip(names, kind, strict=True)])
    if types.is_timestamp(kind) and kind.unit == "s":
        return pa.timestamp("ms", kind.tz)
    if types.is_time32(kind):
        return pa.time32("ms")
    if types.is_date64(kind):
        return pa.date32()
    if types.is_decimal(kind):
        return decimal_type(kind.precision - min(0, kind.scale), max(0, kind.scale)) or kind
    if types.is_union(kind) or types.is_interval(kind):
        return pa.string()
    return kind


def _distinct(names: Iterable[str]) -> list[str]:
    """Names of which each stands once: `a`, `a` become `a`, `a_2`.

    >>> _distinct(["a", "a", "a_2", "a"])
    ['a', 'a_3', 'a_2', 'a_4']
    """
    all_names = list(names)
    used, found = {*all_names}, dict[str, None]()
    for name in all_names:
        ours, number = name, 2
        while ours in found or (ours != name and ours in used):
            ours, number = f"{name}_{number}", number + 1
        found[ours] = None
    return list(found)


def decimal_type(precision: int, scale: int) -> pa.DataType | None:
    """The narrowest of the types for decimals that has room for these digits; None where none has."""
    if precision <= 38:
        return pa.decimal128(precision, scale)
    return pa.decimal256(precision, scale) if precision <= 76 else None


def is_list(kind: pa.DataType) -> bool:
    """Whether a type is a list of any layout; a map is none."""
    types = pa.types
    views = types.is_list_view(kind) or types.is_large_list_view(kind)
    return bool(views or types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def is_clock(kind: pa.DataType) -> bool:
    """Whether a type is one of times: of a day, dates, durations."""
    types = pa.types
    return bool(types.is_timestamp(kind) or types.is_duration(kind) or types.is_time(kind) or types.is_date(kind))


def whole_numbers(kind: pa.DataType) -> pa.DataType:
    """The type of the whole numbers that a time is stored as."""
    return pa.int32() if kind.bit_width == 32 else pa.int64()


def plain(array: pa.Array) -> list[Any]:
    """The values of an array as JSON values, in the form of `normal_type(array.type)`; a time that this type has no room for
    (`date64` that is no midnight, seconds beyond what milliseconds hold) as text, and one that Python's calendar has not.
    """
    kind, types = array.type, pa.types
    if isinstance(kind, pa.BaseExtensionType):
        return plain(array.storage)
    if types.is_dictionary(kind):
        return _looked_up(array)
    if types.is_run_end_encoded(kind):
        return _runs(array)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return _strings(array)
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind):
        return _mapped(array, _base64)
    if types.is_fixed_size_binary(kind):
        return _mapped(array, _base64)
    if is_clock(kind):
        return _times(array)
    if types.is_decimal(kind):
        return _mapped(array, lambda value: format(value, "f"))
    if types.is_float16(kind):
        return list(array.cast(pa.float32()).to_pylist())
    if types.is_map(kind):
        return _maps(array)
    if types.is_list_view(kind) or types.is_large_list_view(kind):
        return _list_views(array)
    if is_list(kind):
        return _lists(array, plain(array.flatten()))
    if types.is_struct(kind):
        names = _distinct(field.name for field in kind)
        columns = [plain(child) for child in array.flatten()]
        valid = array.is_valid().to_pylist()
        rows = zip(rows_across(columns, len(array)), valid, strict=True)
        return [dict(zip(names, row, strict=True)) if good else None for row, good in rows]
    if types.is_union(kind) or types.is_interval(kind):
        return [_json_text(scalar) for scalar in array]
    return list(array.to_pylist())


def _times(array: pa.Array) -> list[Any]:
    """Times as whole numbers in the unit of the type of export, as text where this has no room for them."""
    kind, normal = array.type, normal_type(array.type)
    values = array.view(whole_numbers(kind)).to_pylist()
    first, last = _range_of(normal)
    kept = values
    # Not by `cast`: it fails for all if it fails for one, and some of what does not fit goes round to another time.
    if pa.types.is_date64(kind):
        found = [None if value is None else divmod(value, _DAY) for value in values]
        kept = [None if both is None or both[1] else both[0] for both in found]
        kind = pa.timestamp("ms")  # which is what a date with a time of day is
    elif kind != normal:
        kept = [None if value is None else value * 1000 for value in values]
    return [
        number if value is None or (number is not None and first <= number <= last) else time_text(value, kind)
        for value, number in zip(values, kept, strict=True)
    ]


@lru_cache(maxsize=64)
def _range_of(kind: pa.DataType) -> tuple[int, int]:
    """The least and the greatest whole number that a time of a `normal_type` may be: what its bits and Python have room for."""
    types = pa.types
    edge = 1 << (kind.bit_width - 1)
    if types.is_date(kind):
        return _FIRST, _LAST
    day = 86_400 * 1000 ** unit_rank(kind)
    if types.is_time(kind):
        return 0, day - 1
    if types.is_duration(kind):
        return max(-edge, -_MOST_DAYS * day), min(edge - 1, _MOST_DAYS * day)
    # a day less at both ends, as zones move times
    first, last = (_FIRST + 1, _LAST - 1) if kind.tz else (_FIRST, _LAST)
    return max(-edge, first * day), min(edge - 1, (last + 1) * day - 1)


def time_text(value: int, kind: pa.DataType) -> str:
    """A time, as the whole number it is stored as, in ISO 8601; as this number and its unit where it has no such form.

    >>> time_text(1 << 62, pa.timestamp("s"))
    '4611686018427387904 s since 1970-01-01'
    """
    types = pa.types
    if types.is_duration(kind):
        return f"{value} {kind.unit}"
    stamp = types.is_timestamp(kind)
    plain_kind = pa.timestamp(kind.unit) if stamp else kind
    said = str(pa.array([value], whole_numbers(kind)).view(plain_kind).cast(pa.string())[0].as_py())
    if not said.startswith(_BEYOND):
        return f"{said.replace(' ', 'T')}{'Z' if kind.tz else ''}" if stamp else said
    if types.is_date(kind):
        return f"{value} {'days' if types.is_date32(kind) else 'ms'} since 1970-01-01"
    return f"{value} {kind.unit} since 1970-01-01" if stamp else f"{value} {kind.unit}"


def _json_text(scalar: pa.Scalar) -> str | None:
    """A value of a union or an interval."""
    try:
        value = scalar.as_py()
    except UNREADABLE:  # a time beyond Python's calendar, text that is not UTF-8
        inner = scalar.value
        value = readable(plain(pa.repeat(inner, 1))[0], normal_type(inner.type))
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _mapped(array: pa.Array, change: Callable[[Any], Any]) -> list[Any]:
    return [None if value is None else change(value) for value in array.to_pylist()]


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _strings(array: pa.Array) -> list[Any]:
    """Strings; what is not UTF-8 in them is replaced, as no file may hold it."""
    try:
        return list(array.to_pylist())
    except UnicodeDecodeError:
        return _mapped(array.cast(pa.large_binary()), lambda value: value.decode("utf-8", "replace"))


def _looked_up(array: pa.DictionaryArray) -> list[Any]:
    """The values that places in a dictionary stand for."""
    try:
        decoded = array.dictionary_decode()
    except pa.ArrowNotImplementedError:  # of views, which Arrow cannot take out
        places = array.indices.to_pylist()
        return [None if at is None else plain(array.dictionary.slice(at, 1))[0] for at in places]
    return plain(decoded)


def _runs(array: pa.RunEndEncodedArray) -> list[Any]:
    """The values of runs, each as often as it stands there. Arrow decodes only those of some types."""
    first, count = array.find_physical_offset(), array.find_physical_length()
    begin, last = array.offset, array.offset + len(array)
    rows: list[Any] = []
    for value, end in zip(
        plain(array.values.slice(first, count)), array.run_ends.slice(first, count).to_pylist(), strict=True
    ):
        rows += [value] * (min(end, last) - begin)
        begin = end
    return rows


def _maps(array: pa.MapArray) -> list[Any]:
    """Maps as lists of their entries."""
    # The entries of a slice are those of the whole array.
    offsets, valid = array.offsets.to_pylist(), array.is_valid().to_pylist()
    first, n_entries = offsets[0], offsets[-1] - offsets[0]
    keys, items = plain(array.keys.slice(first, n_entries)), plain(array.items.slice(first, n_entries))
    return [
        [{"key": keys[at], "value": items[at]} for at in range(start - first, stop - first)] if good else None
        for (start, stop), good in zip(pairwise(offsets), valid, strict=True)
    ]


def _lists(array: pa.Array, values: list[Any]) -> list[Any]:
    """Lists as long as those of `array`, of the values of all of them."""
    rows: list[Any] = []
    start = 0
    for length in pc.list_value_length(array).to_pylist():
        if length is None:
            rows.append(None)
            continue
        rows.append(values[start : start + length])
        start += length
    return rows


def _list_views(array: pa.Array) -> list[Any]:
    """Lists that stand in any order; of a slice of these Arrow's own cast makes lists with places outside of their data."""
    places = zip(array.offsets.to_pylist(), array.sizes.to_pylist(), array.is_valid().to_pylist(), strict=True)
    return [plain(array.values.slice(start, length)) if good else None for start, length, good in places]


def from_plain(values: list[Any], kind: pa.DataType) -> pa.Array:
    """The array of a `normal_type` that `plain` was asked of."""
    types = pa.types
    if is_clock(kind):
        return pa.array(values, whole_numbers(kind)).cast(kind)
    if types.is_decimal(kind):
        return pa.array([None if value is None else Decimal(value) for value in values], kind)
    if types.is_binary(kind) or types.is_fixed_size_binary(kind):
        return pa.array([None if value is None else base64.b64decode(value) for value in values], kind)
    if types.is_float16(kind):
        return pa.array(values, pa.float32()).cast(kind)
    if types.is_list(kind):
        offsets: list[int | None] = []
        inner: list[Any] = []
        for value in values:
            offsets.append(None if value is None else len(inner))
            inner += value or ()
        items = from_plain(inner, kind.value_type)
        return pa.ListArray.from_arrays(pa.array([*offsets, len(inner)], pa.int32()), items, type=kind)
    if types.is_struct(kind):
        columns = [from_plain([(value or {}).get(field.name) for value in values], field.type) for field in kind]
        mask = pa.array([value is None for value in values], pa.bool_())
        return pa.StructArray.from_arrays(columns, fields=list(kind), mask=mask)
    return pa.array(values, kind)


def rows_across(columns: Sequence[Iterable[Any]], n_rows: int) -> Iterable[tuple[Any, ...]]:
    """The rows of columns; without a column so many empty ones, as a table may have rows and no column."""
    return zip(*columns, strict=True) if columns else repeat((), n_rows)


def rows_of(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """The rows of a batch as values that have one JSON form: strings, numbers and bytes as they are, all else as `plain`."""
    columns = [column.to_pylist() if _has_json_form(column.type) else plain(column) for column in batch.columns]
    return [dict(zip(batch.schema.names, row, strict=True)) for row in zip(*columns, strict=True)]


def _has_json_form(kind: pa.DataType) -> bool:
    types = pa.types
    if types.is_list(kind):
        return _has_json_form(kind.value_type)
    if types.is_struct(kind):
        return all(_has_json_form(field.type) for field in kind)
    floats = types.is_float32(kind) or types.is_float64(kind)
    words = types.is_string(kind) or types.is_binary(kind) or types.is_fixed_size_binary(kind)
    return bool(types.is_integer(kind) or floats or words or types.is_boolean(kind) or types.is_null(kind))


def readable(value: Any, kind: pa.DataType | None) -> Any:
    """A value of `plain` as people write it in JSON: times in ISO 8601. `kind` None: it is one of JSON already."""
    if value is None or kind is None or (isinstance(value, str) and is_clock(kind)):
        return value
    types = pa.types
    if types.is_list(kind):
        return [readable(item, kind.value_type) for item in value]
    if types.is_struct(kind):
        return {field.name: readable(value.get(field.name), field.type) for field in kind}
    if types.is_timestamp(kind) or types.is_date(kind) or types.is_time(kind):
        return time_text(value, kind)
    return value


def unit_rank(kind: pa.DataType) -> int:
    """How fine the unit of a time is: 0 for seconds, 3 for nanoseconds."""
    return _UNITS.index(kind.unit)


def unit_of(rank: int) -> str:
    """The unit of `unit_rank`."""
    return _UNITS[rank]
