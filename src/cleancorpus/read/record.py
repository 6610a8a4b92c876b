"""Records: what a reader gives, and how they are made of fields."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from cleancorpus.carry.columns import Cell
from cleancorpus.config import Carry, Fields
from cleancorpus.errors import DEFECT, ConfigError, told
from cleancorpus.known.published import published_in
from cleancorpus.model import NO_EXTENT, Extent, Record
from cleancorpus.read.carried import CarriedFields, Partition
from cleancorpus.read.encoding import decode
from cleancorpus.read.fields import FieldNames, has_field, lookup
from cleancorpus.read.ids import error_id, record_id
from cleancorpus.read.lines import KEEP_BYTES, too_long
from cleancorpus.read.markup import has_tags, is_whole_page
from cleancorpus.read.memory import is_out_of_memory, out_of_memory
from cleancorpus.read.metadata import author_fields, plain_string, safe_string
from cleancorpus.read.stream import Damage
from cleancorpus.remote.errors import message_of

_MAX_NAMED_FIELDS = 8  # in an error's line
_MAX_DATE_CHARS = 100  # a longer value is a text
# Surrogates but for those that stand for single bytes (PEP 383).
_NOT_ESCAPED = re.compile("[\ud800-\udc7f\udd00-\udfff]")


EMPTY = Damage("empty-file", "nothing in it", "delete it, or write it again")


def binary(wanted: str) -> Damage:
    """The trouble with a binary file where `wanted` was expected."""
    return Damage("binary", f"holds binary data, not {wanted}", "leave it out, or set the source's format")


def other_content(what: str) -> Damage:
    """The trouble with a file that is something else than its name or the source's format says."""
    return Damage("other-content", f"is {what}", "give it the ending of what it is, or set the source's format")


def error_record(
    source: str,
    position: int,
    damage: Damage,
    data: bytes,
    *,
    line: int | None = None,
    url: str | None = None,
    extent: Extent = NO_EXTENT,
    unread: int = 0,
) -> Record:
    """A record for what could not be read: `error` is `code: source:line: what; what to do`, `data` its first 64 KiB.

    `line` is given where it is not the position; 0 leaves it out, for errors of a whole file. `unread` is `Record.unread`.
    """
    line = position if line is None else line
    where = f"{source}:{line}" if line else source
    return Record(
        id=error_id(source, position),
        source=source,
        position=position,
        kind="error",
        data=data[:KEEP_BYTES],
        url=url,
        error=safe_string(f"{damage.code}: {where}: {told(damage.what, damage.todo)}"),
        extent=extent,
        unread=unread,
    )


_SEEN: ContextVar[Callable[[Mapping[str, Any]], None] | None] = ContextVar("seen", default=None)


@contextmanager
def seeing_rows(see: Callable[[Mapping[str, Any]], None]) -> Iterator[None]:
    """Within the `with`, `see` is given each row that a record is made of, whatever the format, with all its fields."""
    token = _SEEN.set(see)
    try:
        yield
    finally:
        _SEEN.reset(token)


class RecordMaker:
    """Makes records of the rows of one file.

    Records longer than `max_record_bytes` become error records. `declared` is the encoding that the configuration says,
    `file_encoding` that of the file where the rows were made of it in another one. `carry` says which of their fields go along,
    and of the columns in `partition`.
    """

    def __init__(
        self,
        source: str,
        fields: Fields,
        max_record_bytes: int,
        *,
        declared: str | None = None,
        file_encoding: str | None = None,
        carry: Carry | None = None,
        partition: Partition = (),
    ) -> None:
        self._source, self._fields, self._max_bytes = source, FieldNames(fields), max_record_bytes
        self._declared, self._file_encoding = declared, file_encoding
        self._carried = None if carry is None else CarriedFields(carry, source, partition)
        self._unseen = {name for names in self._fields.chosen.values() for name in names}

    def names_read(self, row: Mapping[str, Any]) -> list[str]:
        """The fields of a row that are read: for one of ours, or carried. Of a field in another one it is that.

        Raises:
            ConfigError: a carried field has the name of a column of ours.
        """
        names = self._fields.of(row)
        wanted = [name for ours in names.values() for name in ours]
        if self._carried is not None:
            wanted += self._carried.names(row, names)
        tops = (name if name in row else name.partition(".")[0] for name in wanted)
        return list(dict.fromkeys(top for top in tops if top in row))

    def make(
        self,
        row: Mapping[str, Any],
        position: int,
        raw: Callable[[], bytes],
        *,
        line: int | None = None,
        escaped: bool = False,
        extent: Extent = NO_EXTENT,
        carried: Cell | Damage | None = None,
    ) -> Record:
        """The record of one row, which stands at `extent`; an error record where it has no text.

        `carried` is the row's cell where the source has types of its own, or why it has none; else it is made of the row.

        `raw` gives the row as it stood in the file, for the error record. `escaped` says that bytes which are not UTF-8
        stand in the row's strings as `surrogateescape` makes them: the text is then handed on as the bytes it was.
        """
        if (noted := _SEEN.get()) is not None:
            noted(row)
        try:
            record = self._make(row, position, raw, line, escaped, extent, carried)
        except ConfigError:  # of columns that nobody can carry: no fault of the record
            raise
        except RecursionError:
            deep = Damage("broken-json", "nested too deeply", "write the field as text, or leave the record out")
            record = error_record(self._source, position, deep, raw(), line=line, extent=extent)
        except Exception as error:  # noqa: BLE001 - written down and counted: what is in a record costs that record
            defect = Damage("defect", f"{type(error).__name__}: {message_of(error)}", DEFECT)
            if is_out_of_memory(error):
                defect = out_of_memory("it")
            record = error_record(self._source, position, defect, raw(), line=line, extent=extent)
        if self._unseen and (seen := {name for name in self._unseen if has_field(row, name)}):
            self._unseen -= seen
            return record._replace(named=tuple(sorted(seen)))
        return record

    def _make(
        self,
        row: Mapping[str, Any],
        position: int,
        raw: Callable[[], bytes],
        line: int | None,
        escaped: bool,
        extent: Extent,
        carried: Cell | Damage | None,
    ) -> Record:
        names = self._fields.of(row)
        url = self._string(row, names["url"], escaped)
        try:
            kind, value = self._content(row, names)
            data, encoding = _to_bytes(value, escaped=escaped)
            if len(data) > self._max_bytes:
                raise too_long(self._max_bytes, len(data))
            if isinstance(carried, Damage):
                raise carried
            if carried is None and self._carried is not None:
                carried = self._carried.cell(row, names, _unescaped if escaped else None)
            if carried is not None and len(carried.values) > self._max_bytes:
                raise too_long(self._max_bytes, len(carried.values))
        except Damage as damage:
            return error_record(self._source, position, damage, raw(), line=line, url=url, extent=extent)
        authors, agency = _first(row, names["authors"]), _first(row, names["agency"])
        if escaped:
            authors, agency = _map_strings(authors, _unescape), _map_strings(agency, _unescape)
        published = _first(row, names["published"])
        own = _first(row, names["id"])
        return Record(
            id=record_id(plain_string(_unescape(own) if escaped else own), url, data),
            source=self._source,
            position=position,
            kind=kind,
            data=data,
            encoding=encoding,
            title=self._string(row, names["title"], escaped),
            authors=author_fields(authors),
            agency=author_fields(agency),
            published=_published(_unescape(published) if escaped else published) if published else None,
            language=self._string(row, names["language"], escaped),
            url=url,
            site=self._string(row, names["site"], escaped),
            declared_encoding=self._declared,
            extent=extent,
            file_encoding=self._file_encoding,
            carried=carried,
        )

    def _string(self, row: Mapping[str, Any], names: tuple[str, ...], escaped: bool) -> str | None:
        value = _first(row, names)
        if isinstance(value, dict):
            value = value.get("name")
        return plain_string(_unescape(value) if escaped else value)

    def _content(self, row: Mapping[str, Any], by_key: dict[str, tuple[str, ...]]) -> tuple[str, str | bytes]:
        """Kind and content of a row: its page, else its text, which may be a page, too. `by_key` are its fields' names.

        Raises:
            Damage: there is neither.
        """
        no_page: str | bytes | None = (
            None  # in a field for pages, but without a tag: a file's name, or a number of pages
        )
        empty: tuple[str, str | bytes] | None = None
        trouble: Damage | None = None
        for kind in ("html", "text"):
            for name in by_key[kind]:
                value = lookup(row, name)
                if isinstance(value, str | bytes):
                    if not value:
                        empty = empty or (kind, value)
                    elif kind == "text":
                        return "html" if is_whole_page(value) else "text", value
                    elif has_tags(value):
                        return kind, value
                    else:
                        no_page = no_page or value
                elif value is not None:
                    todo = f"give it a string, or set fields.{kind}"
                    trouble = trouble or Damage("wrong-type", f"field '{name}' is {_type_name(value)}, no string", todo)
                elif name in row:
                    trouble = trouble or Damage(
                        "missing-field", f"field '{name}' is null", f"fill it, or set fields.{kind}"
                    )
        if no_page is not None:
            return "html", no_page
        if empty:
            return empty
        wanted = " or ".join(f"'{names[0]}'" for names in (by_key["html"], by_key["text"]) if names)
        what = f"no field {wanted} (nor another name of theirs); fields are {_listed(row)}"
        hint = self._fields.hint(row)
        todo = "set fields.text or fields.html"
        raise trouble or Damage("missing-field", what, f"{hint} ({todo})" if hint else todo)


def raw_json(row: Mapping[str, Any]) -> bytes:
    """A row that was no JSON in its file as JSON, for its error record."""
    return json.dumps(dict(row), ensure_ascii=False, default=_as_text)[:KEEP_BYTES].encode("utf-8", "surrogatepass")


def _as_text(value: object) -> str:
    return decode(value).text if isinstance(value, bytes) else str(value)


def _published(value: object) -> str | None:
    """The date in ISO 8601; what nobody understands as it is, if it is short enough to have been meant as one."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    text = plain_string(value)
    if (iso := published_in(text if isinstance(value, bytes) else value)) is not None:
        return iso
    return text if text is not None and len(text) <= _MAX_DATE_CHARS else None


def _first(row: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The value of the first of the fields that has one."""
    for name in names:
        value = row.get(name)
        if value is None and "." in name:
            value = lookup(row, name)
        if value is not None and value != "" and value != []:
            return value
    return None


def _to_bytes(value: str | bytes, *, escaped: bool) -> tuple[bytes, str | None]:
    """The content as bytes, and their encoding; None where that must be found out."""
    if isinstance(value, bytes):
        return value, None
    try:
        return value.encode("utf-8"), "utf-8"
    except UnicodeEncodeError:
        if escaped:
            return _bytes_of_escaped(value), None
        return value.encode("utf-8", "surrogatepass"), "utf-8"


def _unescape(value: Any) -> Any:
    """A string with escaped bytes as it would read in the encoding those bytes are in."""
    if not isinstance(value, str) or value.isascii():
        return value
    return decode(_bytes_of_escaped(value)).text


def _bytes_of_escaped(value: str) -> bytes:
    """The bytes a string was made of with `surrogateescape`; other lone surrogates come from JSON escapes."""
    return _NOT_ESCAPED.sub("\N{REPLACEMENT CHARACTER}", value).encode("utf-8", "surrogateescape")


def _map_strings(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [_map_strings(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _map_strings(item, change) for key, item in value.items()}
    return change(value)


def _unescaped(value: Any) -> Any:
    return _map_strings(value, _unescape)


def _type_name(value: object) -> str:
    names = {list: "a list", dict: "an object", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), f"of type {type(value).__name__}")


def _listed(row: Mapping[str, Any]) -> str:
    names = [f"'{' '.join(str(name).split())[:40]}'" for name in list(row)[:_MAX_NAMED_FIELDS]]
    return ", ".join(names) + ("…" if len(row) > _MAX_NAMED_FIELDS else "") if names else "none"
