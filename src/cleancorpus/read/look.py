"""What sources hold, told by the beginnings of some of their files: formats, encodings, and which fields are which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import pyarrow as pa

from cleancorpus.config import Fields, Read, Source
from cleancorpus.errors import ShardError
from cleancorpus.model import Record
from cleancorpus.read.archive import is_member
from cleancorpus.read.arrow import first_arrow_rows
from cleancorpus.read.encoding import decode
from cleancorpus.read.fields import FieldNames, has_field
from cleancorpus.read.files import Files, SourceFile
from cleancorpus.read.looking import LOOK_MB, looking
from cleancorpus.read.markup import has_tags
from cleancorpus.read.memory import NEEDS_MEMORY, is_out_of_memory
from cleancorpus.read.parquet import first_parquet_rows
from cleancorpus.read.partitions import with_partitions
from cleancorpus.read.parts import Piece, read_piece
from cleancorpus.read.record import seeing_rows
from cleancorpus.read.stream import Damage, open_stream, utf8_pieces
from cleancorpus.shown import printable
from cleancorpus.text import n_words

WITH_FIELDS = ("jsonl", "csv", "parquet", "arrow")  # the formats whose records have fields with names of people's own
_TABLES = {"parquet": first_parquet_rows, "arrow": first_arrow_rows}
_FILES, _RECORDS = 12, 40  # looked at: files of a format, spread over all; records of each
_MORE, _FEW = 200, 3  # of records on this machine, where opening a file costs little: files, and records of each
_SHOWN = 3  # names of files
_MEMBERS = 3  # files of archives that are looked at, the first of all
_TEXT_WORDS = 8  # an unknown field with more words than this, on average, may be the text
_ADDRESS = re.compile(r"https?://\S+")
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_DATE = re.compile(r"\D*(?:19|20)\d\d\D.*|\d{10}(?:\d{3})?", re.DOTALL)
# Names that are not among the defaults, as they often mean something else: taken only if the values look so, and nothing
# else is there.
_ALSO: dict[str, tuple[str, ...]] = {
    "title": ("heading", "head", "subject", "article_title", "page_title", "name"),
    "url": ("href", "permalink", "canonical_url", "article_url", "web_url", "page_url", "address", "source"),
    "published": ("created_at", "publish_date", "publishdate", "pubdate", "datetime", "time", "created", "day"),
    "authors": ("writer", "writers", "creator", "by", "author_name", "credit"),
    "site": ("domain", "outlet", "publication", "newspaper", "source_name", "host", "source"),
    "id": ("_id", "article_id", "record_id", "page_id"),
}
_LANGUAGE = ("language", "lang", "locale", "language_code", "lang_code")


@dataclass
class Look:
    """What was seen of a source: `formats` of all its files, and of a sample of them the rest.

    `fields` are our fields with the records' names for them, `language` those that may hold one, `others` all other names, with
    those in the names of folders.
    `codecs` are the encodings of text that is not in UTF-8. `broken` are the errors of those of `n_records` that cannot be
    read with these fields. `short` are the names of files for which memory did not suffice: what was not seen of them counts
    nowhere.
    """

    formats: Counter[str]
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    language: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    codecs: Counter[str] = field(default_factory=Counter)
    n_records: int = 0
    broken: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    @property
    def has_records(self) -> bool:
        """Whether there are files of records, which have fields."""
        return any(fmt in WITH_FIELDS for fmt in self.formats)

    @property
    def to_say(self) -> dict[str, tuple[str, ...]]:
        """The fields that a configuration has to name, as not all of their names are usual ones: behind the names that were found
        stand the usual ones, which records that were not looked at may have.
        """
        usual = Fields().model_dump()
        return {
            key: tuple(dict.fromkeys((*names, *usual[key])))
            for key, names in self.fields.items()
            if any(name.lower() not in usual[key] for name in names)
        }


def look_at(source: Source, found: Files) -> Look:
    """Look at a sample of the files of one source."""
    files = [file for file in found.files if file.source == source]
    look = Look(Counter(file.format for file in files))
    sample = sample_of(files)
    rows = [row for file, most in sample if file.format in WITH_FIELDS for row in beginning_of(file, Read(), most).rows]
    look.codecs = Counter(codec for file, _ in sample if (codec := _codec_of(file)) is not None)
    _name_fields(look, rows)
    of_folders = dict.fromkeys(name for file in with_partitions(files, source.path) for name, _ in file.partition)
    look.others += tuple(name for name in of_folders if not any(name in row for row in rows))
    fields = Fields.model_validate(look.to_say)
    for file, most in sample:
        named = SourceFile(
            file.path, file.name, file.format, file.size_bytes, source.model_copy(update={"fields": fields})
        )
        beginning = beginning_of(named, Read(), most)
        look.short += (file.name,) if beginning.short else ()
        for record in beginning.records:
            look.n_records += 1
            if record.error:
                look.broken += (record.error,)
    return look


def sample_of(files: Sequence[SourceFile]) -> list[tuple[SourceFile, int]]:
    """Some files of each format, the first and the last of it among them, each with how many of its records are to be read."""
    by_format: dict[str, list[SourceFile]] = {}
    for file in files:
        by_format.setdefault(file.format, []).append(file)
    return [picked for same in by_format.values() for picked in _spread(same)]


def _spread(files: list[SourceFile]) -> list[tuple[SourceFile, int]]:
    if any(is_member(file.path) for file in files):  # to read one of a packed archive is to unpack all before it
        files = [
            *[file for file in files if is_member(file.path)][:_MEMBERS],
            *(f for f in files if not is_member(f.path)),
        ]
    cheap = files[0].format in WITH_FIELDS and not any(is_member(file.path) or "://" in file.path for file in files)
    n_long, n_all = min(_FILES, len(files)), min(_MORE if cheap else _FILES, len(files))
    most = dict.fromkeys(_places(n_all, len(files)), _FEW) | dict.fromkeys(_places(n_long, len(files)), _RECORDS)
    return [(files[place], most[place]) for place in sorted(most)]


def _places(n: int, of: int) -> list[int]:
    """`n` places of so many, as far from each other as can be."""
    return [number * (of - 1) // max(1, n - 1) for number in range(n)]


class Beginning(NamedTuple):
    """The first records of a file, and the rows that they are made of with all their fields: none of a file that has no fields,
    or cannot be read. Where it is `short`, there was too little memory for more (`looking`), and of the rest nothing is known.
    """

    rows: list[Mapping[str, Any]]
    records: list[Record]
    short: bool = False


def first_records(file: SourceFile, read: Read, most: int) -> tuple[list[Record], bool]:
    """The first records of a file, `most` at most, without those for which there was too little memory; and whether some were.

    Raises:
        ConfigError, SourceLostError: as `beginning_of`.
    """
    records, short = list[Record](), False
    with looking():
        try:
            for record in islice(read_piece(Piece(file), read), most):
                if record.error is not None and record.error.startswith(f"{NEEDS_MEMORY}:"):
                    short = True
                else:
                    records.append(record)
        except MemoryError:  # between the records
            short = True
    return records, short


def beginning_of(file: SourceFile, read: Read, most: int = _RECORDS) -> Beginning:
    """Read the first records of a file, `most` at most.

    Raises:
        ConfigError: a carried column has the name of one of ours.
        SourceLostError: it is elsewhere, and its server has stopped answering.
    """
    rows: list[Mapping[str, Any]] = []
    with looking():
        with seeing_rows(lambda row: rows.append(dict(row))):
            records, short = first_records(file, read, most)
        if file.format in _TABLES:  # their readers read only the columns that they need
            try:
                rows = [*_TABLES[file.format](file, most)]
            except (Damage, ShardError, pa.ArrowException, OSError, ValueError, MemoryError) as error:
                rows = []  # the records say so
                short = short or is_out_of_memory(error)
    return Beginning(rows, records, short)


def short_notes(names: Sequence[str]) -> list[str]:
    """That files were not looked at to the end, which says nothing of what a run makes of them."""
    if not names:
        return []
    shown = f"{', '.join(map(printable, names[:_SHOWN]))}{', …' if len(names) > _SHOWN else ''}"
    return [f"not looked at, as that takes more than {LOOK_MB} MB: records of {shown}; workers may have run.memory_mb"]


def _codec_of(file: SourceFile) -> str | None:
    """The encoding of a file's beginning where it is text of another than UTF-8; pages, tables and the like say theirs."""
    if file.format in ("html", "mhtml", "feed", "warc", *_TABLES):
        return None
    try:
        with open_stream(file.path, file.name, only_head=True) as stream:
            codec = decode(stream.head).encoding if file.format == "text" else utf8_pieces(stream, None)[1]
    except ShardError:
        return None
    return None if codec.replace("_", "-") in ("utf-8", "ascii") else codec


def _name_fields(look: Look, rows: Sequence[Mapping[str, Any]]) -> None:
    """Find out which field is which, by the default names, else by other names and values."""
    values = _values_of(rows)
    names = list(values)
    by_default = FieldNames(Fields()).of(names)
    for key in Fields.model_fields:
        # A field within another («meta.url») counts where no field of the record itself is called so.
        found = [name for name in by_default[key] if name in values]
        found = found or [name for name in names if "." in name and name.rsplit(".", 1)[1].lower() in by_default[key]]
        if found:
            look.fields[key] = tuple(dict.fromkeys(found))
    taken = {name for found in look.fields.values() for name in found}
    by_low = {name.lower(): name for name in names if name not in taken and "." not in name}
    # Files of several kinds may lie in one folder: a text is looked for in all records that have none under a usual name.
    content = [name for key in ("html", "text") for name in look.fields.get(key, ())]
    without = _values_of([row for row in rows if not any(has_field(row, name) for name in content)])
    _guess_text(look, {name: without[name] for name in by_low.values() if name in without})
    for key, others in _ALSO.items():
        if key in look.fields:
            continue
        taken = {name for found in look.fields.values() for name in found}
        fits = [by_low[low] for low in others if low in by_low and by_low[low] not in taken]
        found = [name for name in fits if _looks_like(key, values[name])][:1]
        if found:
            look.fields[key] = tuple(found)
    look.language = tuple(by_low[low] for low in _LANGUAGE if low in by_low and _all_like(_CODE, values[by_low[low]]))
    taken = {name for found in look.fields.values() for name in found} | set(look.language)
    used = taken | {name.split(".")[0] for name in taken}
    look.others = tuple(name for name in names if name not in used and "." not in name)


def _values_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """What stands in each field, nothing left out but what is empty."""
    values: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in flat(row):
            held = values.setdefault(name, [])
            if value not in (None, "", []):
                held.append(value)
    return values


def flat(row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Fields and, behind those that are objects, the fields in them."""
    for name, value in row.items():
        yield str(name), value
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", held) for inner, held in value.items())


def _guess_text(look: Look, values: Mapping[str, list[Any]]) -> None:
    """Take the field with most words on average for the text, or for the page where it has tags."""
    words = {
        name: sum(n_words(str(value)) for value in held) / len(held) for name, held in values.items() if _texts(held)
    }
    best = max(words, key=lambda name: words[name], default=None)
    if best is not None and words[best] > _TEXT_WORDS:
        tagged = sum(has_tags(value) for value in values[best])
        key = "html" if 2 * tagged > len(values[best]) else "text"
        look.fields[key] = (*look.fields.get(key, ()), best)


def _texts(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(value, str | bytes) for value in values)


def _all_like(form: re.Pattern[str], values: list[Any]) -> bool:
    return bool(values) and all(isinstance(value, str | int) and form.fullmatch(str(value).strip()) for value in values)


def _looks_like(key: str, values: list[Any]) -> bool:
    if key == "url":
        return _all_like(_ADDRESS, values)
    if key == "published":
        return bool(values) and all(_DATE.fullmatch(str(value)) for value in values)
    if key == "id":
        return bool(values) and all(isinstance(value, str | int) for value in values) and len(set(map(str, values))) > 1
    if key == "site":
        return _texts(values) and not _all_like(_ADDRESS, values) and max(n_words(str(value)) for value in values) <= 6
    if key == "authors" and all(isinstance(value, list) for value in values):
        return bool(values)
    return _texts(values) and max(n_words(str(value)) for value in values) <= 40
