"""Kinds of values in a manifest: counts, names, days, versions; each checked as it is, and none converted.

Each function gives its value back, or raises `ValueError` with what is so.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

import pyarrow as pa
from pydantic import AfterValidator, Field, Strict

from cleancorpus.schema import unpack_fields
from cleancorpus.shown import printable
from cleancorpus.versions.semver import SemVer

_MOST = 10**18  # of any count: sums of some are still whole numbers of 64 bits


def is_version(text: str) -> str:
    """A number as 1.2.0 or 1.2.0-rc.1."""
    if SemVer.maybe(text) is None:
        raise ValueError(f"is no version, as 1.2.0 or 1.2.0-rc.1 (value {text!r})")
    return text


def is_day(text: str) -> str:
    """A day in ISO 8601."""
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"is no day, as 2024-06-01 (value {text!r})") from error
    return text


def is_inside(path: str) -> str:
    """The path of a file in the version's folder, on any system: a stranger's may lead out of it."""
    odd = "\\" in path or ":" in path or printable(path) != path
    if odd or any(part in ("", ".", "..") for part in path.split("/")):
        raise ValueError(f"is no name of a file in the version's folder (value {path!r})")
    return path


def is_split(name: str) -> str:
    """A name that `datasets` takes for a split."""
    if re.fullmatch(r"\w+", name) is None:
        raise ValueError(f"is no name of a split (value {name!r})")
    return name


def has_columns(packed: str) -> str:
    """Columns as `schema.pack_fields` packs them."""
    try:
        unpack_fields(packed)
    except (ValueError, KeyError, OSError, pa.ArrowException) as error:  # ValueError: it is no base64
        raise ValueError("holds no columns that can be read") from error
    return packed


Text = Annotated[str, Strict()]
Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=0, le=_MOST)]
Share = Annotated[float, Strict(), Field(ge=0, le=1)]
Seconds = Annotated[float, Strict(), Field(ge=0, le=_MOST)]
Version = Annotated[Text, AfterValidator(is_version)]
ConfigName = Literal["default", "removals", "dropped", "duplicates", "quarantined"]  # the keys of `schema.TABLES`
Counts = dict[Text, Count]
Texts = dict[Text, Text]
