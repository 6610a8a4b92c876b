"""Documents ordered by a carried column: which of several that are alike is the first.

Numbers come first, then dates and times, then texts, whichever way the column is ordered; what is missing or is none of these
comes last. A text that is a number counts as one, as files of CSV know no other, and one in ISO 8601 as a date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from cleancorpus.carry.columns import schema_in
from cleancorpus.carry.values import is_clock, unit_rank
from cleancorpus.engine.stage import Rows
from cleancorpus.schema import CARRIED

Values = list[str | None]
_IS_NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?", re.ASCII)
_IS_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EPOCH = datetime(1970, 1, 1)
_DAY = 86_400 * 10**9  # nanoseconds
_NUMBER, _TIME, _TEXT = 0, 1, 2
_LONGEST = 200  # characters of a text that count


def values_of(batch: pa.RecordBatch, column: str) -> Values:
    """What a carried column holds in the rows of a batch (`schema.OUTCOMES`), in a form that `ranks` takes; None where it has
    nothing to order by.
    """
    cells = zip(*(batch.column(field.name).to_pylist() for field in CARRIED), strict=True)
    return [None if values is None else _value_in(json.loads(values), types, column) for values, types in cells]


def _value_in(row: dict[str, Any], types: bytes | None, column: str) -> str | None:
    value = row.get(column)
    if value is None:
        return None
    kind = schema_in(types).field(column).type if types is not None else None
    found = _ordered(value, kind)
    return None if found is None else json.dumps(found, ensure_ascii=False)


def _ordered(value: Any, kind: pa.DataType | None) -> tuple[int, str] | None:
    """Kind and value of one of `values.plain`; `kind` is its type in a source that has types."""
    if isinstance(value, int | float):
        if kind is not None and pa.types.is_date(kind):
            return _TIME, str(value * _DAY)
        if kind is not None and is_clock(kind):
            value *= 1000 ** (3 - unit_rank(kind))
            return _TIME if pa.types.is_timestamp(kind) else _NUMBER, str(value)
        number = Decimal(repr(value + 0))  # of `true`, 1
        return None if number.is_nan() else (_NUMBER, str(number))
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _IS_NUMBER.fullmatch(text):
        return _NUMBER, text
    moment = _moment(text) if _IS_DATE.match(text) else None
    return (_TEXT, value[:_LONGEST]) if moment is None else (_TIME, str(moment))


def _moment(text: str) -> int | None:
    """A date or time in ISO 8601 as nanoseconds since 1970, in UTC where it names its zone; None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    since = moment.replace(tzinfo=None) - _EPOCH - (moment.utcoffset() or timedelta())
    return since // timedelta(microseconds=1) * 1000


def ranks(values: Sequence[str | None], keep: Literal["largest", "smallest"]) -> list[int]:
    """A number for each of the values of `values_of`: the least for the one to keep, equal ones for what is equal."""
    key = _key(keep)
    orders = {value: key(value) for value in values if value is not None}
    known: dict[str | None, int] = {}
    last, before = 0, None
    for value in sorted(orders, key=orders.__getitem__):
        last += orders[value] != before
        known[value], before = last, orders[value]
    known[None] = last + 1
    return [known[value] for value in values]


def _key(keep: Literal["largest", "smallest"]) -> Callable[[str], tuple[Any, ...]]:
    largest = keep == "largest"

    def key(value: str) -> tuple[Any, ...]:
        kind, said = json.loads(value)
        if kind == _TEXT:
            # Of two texts, the one of which the other is the beginning is the larger.
            return (kind, (*(-ord(char) for char in said), 1) if largest else said)
        number = Decimal(said)
        return kind, number.copy_negate() if largest else number

    return key


def dictionary_ranks(column: pa.ChunkedArray, keep: Literal["largest", "smallest"]) -> Rows:
    """`ranks` of a column of many rows, of which each value is looked at once."""
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    by_code = np.array(ranks(coded.dictionary.to_pylist(), keep), np.int64)
    found: Rows = by_code[coded.indices.to_numpy()]
    return found
