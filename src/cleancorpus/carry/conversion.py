"""Carried values as the type that the configuration gives to their column."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pyarrow as pa

ARROW_TYPES = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_BOOLS = {"true": True, "false": False, "1": True, "0": False}


def converted(value: Any, kind: str) -> Any:
    """A JSON value as one of the type `kind` (of `ARROW_TYPES`); blank text is null where it is to be no text.

    >>> converted(" 7 ", "int64"), converted(1.5, "string"), converted("True", "bool"), converted("", "float64")
    (7, '1.5', True, None)

    Raises:
        ValueError: it is none.
    """
    if value is None:
        return None
    if kind == "string":
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return None
    elif not isinstance(value, bool | int | float):
        raise ValueError(kind)
    return {"int64": _int, "float64": _float, "bool": _bool}[kind](value)


def _int(value: str | float) -> int:
    if isinstance(value, float) and not (math.isfinite(value) and value.is_integer()):
        raise ValueError(value)
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError(value)
    found = int(value)
    if not -(1 << 63) <= found < 1 << 63:
        raise ValueError(value)
    return found


def _float(value: str | float) -> float:
    if isinstance(value, str) and "_" in value:  # which Python takes
        raise ValueError(value)
    try:
        found = float(value)
    except OverflowError as error:
        raise ValueError(value) from error
    if (
        math.isinf(found) and isinstance(value, str) and any(map(str.isdigit, value))
    ):  # «1e400»: written as a finite number
        raise ValueError(value)
    return found


def _bool(value: str | float) -> bool:
    if isinstance(value, str):
        value = value.lower()
    else:
        value = str(int(value)) if value in (0, 1) else ""
    if value not in _BOOLS:
        raise ValueError(value)
    return _BOOLS[value]
