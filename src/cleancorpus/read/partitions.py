"""Columns in the names of folders, as Hive, Spark and Arrow write them: `label=0/part.parquet` has a column `label` with 0."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from cleancorpus.read.files import SourceFile
from cleancorpus.read.names import below

_FOLDER = re.compile(r"(?P<name>[\w .-]+)=(?P<value>[^?=]*)")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NULL = "__HIVE_DEFAULT_PARTITION__"
_ROWS = ("parquet", "arrow", "jsonl", "csv")  # formats whose records have fields


def with_partitions(files: list[SourceFile], given: str) -> list[SourceFile]:
    """The files of the source with the path `given`, each with the columns that its folders give.

    A column is of numbers where those of all files are whole. Folders that the path itself names give none: what stands there is
    where the corpus lies, no part of it (`/home/user=jane/in`).
    """
    found = [_texts_of(below(given, file.name)) if file.format in _ROWS else {} for file in files]
    texts = {name for values in found for name, value in values.items() if value and not _WHOLE.fullmatch(value)}

    def value_of(name: str, value: str | None) -> str | int | None:
        return value if value is None or name in texts else int(value)

    return [
        replace(file, partition=tuple((name, value_of(name, value)) for name, value in values.items()))
        if values
        else file
        for file, values in zip(files, found, strict=True)
    ]


def _texts_of(name: str) -> dict[str, str | None]:
    """The columns in a file's name as text.

    >>> _texts_of("in/label=0/day=2024%2F05/part.parquet")
    {'label': '0', 'day': '2024/05'}
    """
    parts = [match for folder in name.split("/")[:-1] if (match := _FOLDER.fullmatch(folder)) is not None]
    texts = {part["name"]: unquote(part["value"]) for part in parts}
    return {key: None if value in ("", _NULL) else value for key, value in texts.items()}
