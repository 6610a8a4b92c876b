"""The Arrow schemas of what flows between stages and of what is exported, in one place.

`READINGS` is what the text stage makes of records (`model.Record`), `OUTCOMES` what becomes of them, a row a record.
The exported tables (`DOCUMENTS`, `REMOVALS`, `DROPPED`, `DUPLICATES`, `QUARANTINED`) are columns of `OUTCOMES`. Field
descriptions stand in the fields' metadata; README, card and dataset features are made from them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cleancorpus.carry.features import feature_of, schema_metadata


def _field(name: str, kind: pa.DataType, description: str) -> pa.Field:
    return pa.field(name, kind, metadata={"description": description})


STRINGS = pa.list_(pa.string())

# `model.Extent`: where a record stands in its source, beside `source` and `position`.
PLACE = (
    _field(
        "source_offset",
        pa.int64(),
        "first byte of the record in its file, or of a packed file in what is unpacked; null where it has none of its own",
    ),
    _field("source_length", pa.int64(), "bytes of the record from there"),
    _field("source_record_id", pa.string(), "id that the source's format gives it (WARC-Record-ID)"),
)
# What the source says of a record, before anything was decided.
SAID = (
    _field(
        "declared_encoding", pa.string(), "encoding that the configuration, else a header, else the page says it is in"
    ),
    _field("encoding", pa.string(), "encoding that it was read in, as Python's codec"),
    _field("source_language", pa.string(), "language that the record says, else its page"),
    _field("source_published", pa.string(), "date that the record says, in ISO 8601 where that could be read"),
    _field("fetched", pa.string(), "when it was fetched from the web, where the source says that, ISO 8601"),
)

FINDING = pa.struct(
    [
        _field("rule", pa.string(), "id of the rule"),
        _field("version", pa.int32(), "version of the rule"),
        _field("category", pa.string(), "what kind of boilerplate it claims"),
        _field("reason", pa.string(), "code of what it found; the catalogue of rules explains it"),
        _field("score", pa.float64(), "how sure the rule is, 0 to 1"),
        _field("start", pa.int64(), "first code point that it claims, in the repaired text"),
        _field("end", pa.int64(), "code point after the last; a claim may be longer or shorter than what was cut"),
        _field("evidence", pa.string(), "what convinced it, in words"),
    ]
)

REMOVAL = pa.struct(
    [
        _field("rule", pa.string(), "id of the rule with the best claim"),
        _field("version", pa.int32(), "version of that rule"),
        _field("category", pa.string(), "what kind of boilerplate it is"),
        _field("reason", pa.string(), "code of what that rule found; the catalogue of rules explains it"),
        _field("start", pa.int64(), "first code point of the span in the repaired text"),
        _field("end", pa.int64(), "code point after the last"),
        _field("text", pa.string(), "the removed text, line breaks that went with it included"),
        _field("score", pa.float64(), "how sure that rule is, 0 to 1"),
        _field("evidence", pa.string(), "what convinced it, in words"),
        _field("findings", pa.list_(FINDING), "all claims behind the cut, best first"),
    ]
)

# `model.PageFacts`: null, or empty, for plain text and where a page does not say.
FACTS = (
    _field("canonical_url", pa.string(), "address that the page calls its own: link rel=canonical, else og:url"),
    _field("section", pa.string(), "section of the site: articleSection of JSON-LD, else article:section"),
    _field("tags", STRINGS, "keywords: of JSON-LD, else article:tag, news_keywords or keywords"),
    _field("description", pa.string(), "the page's summary: og:description, else the meta description, else JSON-LD"),
    _field("image_url", pa.string(), "address of the lead image: og:image, else JSON-LD, else twitter:image"),
    _field("licence", pa.string(), "licence that the page declares: cc-by-4.0 and the like, else an address or a name"),
    _field(
        "rights",
        STRINGS,
        "reservations to machines: noai, noimageai, noindex (robots), tdm (TDMRep), of metas or headers",
    ),
    _field("metadata_sources", STRINGS, "where canonical_url and the others up to rights were found, as field:source"),
)

# Columns that a configuration asks for (`export/asked.py`), in no version without it.
PII_SPANS = _field(
    "pii_spans",
    pa.list_(
        pa.struct(
            [
                _field("kind", pa.string(), "what was masked: email, phone, ip, iban, card or national-id"),
                _field(
                    "start",
                    pa.int64(),
                    "first code point of the placeholder in text, of a dropped document in repaired_text",
                ),
                _field("end", pa.int64(), "code point after its last"),
            ]
        )
    ),
    "where placeholders stand for personal data in text; id, licence, addresses and carried columns are as they were",
)
CONTAMINATION = _field(
    "contamination",
    pa.list_(
        pa.struct(
            [
                _field("file", pa.string(), "file of the evaluation item"),
                _field("record", pa.int64(), "number of the item in that file, from 1"),
                _field("ngrams", pa.int64(), "how many of its n-grams stand in the text"),
                _field("of", pa.int64(), "how many n-grams it has"),
            ]
        )
    ),
    "evaluation items whose words in a row stand in the text, those with most n-grams in common first",
)

# A row's own columns on their way (`carry.columns.Cell`); the export has a column for each.
CARRIED = (
    _field("carried", pa.string(), "the record's own columns, as JSON"),
    _field("carried_types", pa.binary(), "their Arrow schema, where the source has types"),
)

READINGS = pa.schema(
    [
        _field("id", pa.string(), "as in the record"),
        _field("source", pa.string(), "as in the record"),
        _field("position", pa.int64(), "as in the record"),
        *PLACE,
        *SAID,
        *CARRIED,
        _field("record_url", pa.string(), "address that the record gives"),
        _field("raw_sha256", pa.string(), "sha256 of the record as it was read"),
        _field("reason", pa.string(), "why there is no document, one word"),
        _field("detail", pa.string(), "the message behind the reason"),
        _field("raw", pa.binary(), "first 64 KiB of a record without a document"),
        _field("flags", STRINGS, "remarks"),
        _field("text", pa.string(), "the repaired text; null where there is no document"),
        _field("block_starts", pa.list_(pa.int64()), "first code point of each block of text"),
        _field("block_ends", pa.list_(pa.int64()), "code point after the last of each block"),
        _field("block_kinds", STRINGS, "what each block was on the page, or by its form in plain text"),
        _field("title", pa.string(), "the headline"),
        _field("headlines", STRINGS, "further headlines of the same story"),
        _field("authors", STRINGS, "authors that the source gives"),
        _field("translators", STRINGS, "translators that the source gives"),
        _field("agency", pa.string(), "agency that the source gives"),
        _field("published", pa.string(), "date or time of publication, ISO 8601"),
        _field("language", pa.string(), "code of the language, und where unknown"),
        _field("language_score", pa.float64(), "the detector's confidence, 0 to 1"),
        _field("url", pa.string(), "address of the page"),
        _field("site", pa.string(), "name of the site, else its host"),
        _field("page_type", pa.string(), "what the page is"),
        _field("text_confidence", pa.float64(), "how sure the extractor is of the page's text, 0 to 1"),
        _field("repairs", STRINGS, "repair steps that changed the text"),
        _field("from_page", pa.bool_(), "whether the text comes from a page"),
        _field("lines_above", STRINGS, "short lines of the page right above its text, no part of it"),
        _field("lines_below", STRINGS, "short lines of the page right below its text, no part of it"),
        *FACTS,
    ]
)

DOCUMENTS = pa.schema(
    [
        _field("id", pa.string(), "stable id: the caller's own, else made from url or content"),
        _field("text", pa.string(), "the cleaned text; a block a line, a blank line between paragraphs of plain text"),
        _field("title", pa.string(), "the headline, without the site's name"),
        _field("authors", STRINGS, "who wrote or reported it; a newsroom where the page names no person"),
        _field("editors", STRINGS, "who edited it"),
        _field("translators", STRINGS, "who translated it"),
        _field("agency", pa.string(), "news agency credited, under one name each, several joined by ' / '"),
        _field("published", pa.string(), "date or time of publication, ISO 8601, as exact as the source"),
        _field("language", pa.string(), "ISO 639-1 code (639-3 where there is none), und where unknown"),
        _field("language_score", pa.float64(), "the detector's confidence, 0 to 1"),
        _field("url", pa.string(), "address of the page"),
        _field("site", pa.string(), "name of the site, else its host"),
        _field("source", pa.string(), "file the document came from"),
        _field("position", pa.int64(), "number of the record in that file, from 1"),
        *PLACE,
        *SAID,
        _field("n_words", pa.int64(), "words of text; characters of scripts without spaces count one by one"),
        _field("n_chars", pa.int64(), "code points of text"),
        _field(
            "n_tokens", pa.int64(), "tokens of text by the tokenizer that the configuration names; null without one"
        ),
        _field("place", pa.string(), "place of the dateline"),
        _field("photo_credits", STRINGS, "credits of pictures"),
        _field("page_type", pa.string(), "article, or what else the page is; null for plain text"),
        _field(
            "text_confidence",
            pa.float64(),
            "F1 to be expected of the page's text, 0 to 1; null where the block classifier did not find it",
        ),
        *FACTS,
        _field("raw_sha256", pa.string(), "sha256 of the record as it was read"),
        _field("text_sha256", pa.string(), "sha256 of text in UTF-8"),
        _field("removed_share", pa.float64(), "removed code points over those of the repaired text"),
        _field(
            "flags",
            STRINGS,
            "remarks: budget exceeded, second extraction used, encoding guessed, a field read beside the text",
        ),
        _field("repairs", STRINGS, "repair steps that changed the text"),
        _field("removals", pa.list_(REMOVAL), "what was cut; with text it gives the repaired text again"),
    ]
)

CLUSTER = _field("cluster", pa.string(), "of near duplicates: id of the best document of all that hang together")

OUTCOMES = pa.schema(
    [
        *DOCUMENTS,
        _field("status", pa.string(), "kept, dropped, duplicate or quarantined"),
        _field("reason", pa.string(), "why it was not kept: one word, counted in the ledger"),
        _field("detail", pa.string(), "the figures or message behind the reason"),
        _field("survivor_id", pa.string(), "of a duplicate: the document that was kept"),
        CLUSTER,
        _field(
            "similarity", pa.float64(), "of a near duplicate: share of shingles in common with the survivor (Jaccard)"
        ),
        _field("repaired_text", pa.string(), "of a dropped document: the text before the cut"),
        _field("raw", pa.binary(), "of a quarantined record: its first 64 KiB"),
        _field("trial", pa.list_(REMOVAL), "what rules on trial would have cut"),
        _field("signals", pa.list_(pa.float64()), "figures that the configuration asks for, in their order"),
        PII_SPANS,
        CONTAMINATION,
        *CARRIED,
    ]
)

REMOVALS = pa.schema([_field("id", pa.string(), "id of the document"), *REMOVAL])


def _pick(*names: str) -> pa.Schema:
    return pa.schema([OUTCOMES.field(name) for name in names])


KEPT = pa.schema([*DOCUMENTS, CLUSTER])  # what the table of documents has of an outcome
_WHERE = ("id", "source", "position", *(field.name for field in PLACE), "url")
DROPPED = _pick(*_WHERE, "reason", "detail", "title", "language", "repaired_text", "removals", "raw_sha256")
DUPLICATES = _pick(
    *_WHERE, "survivor_id", "cluster", "similarity", "reason", "detail", "title", "text", "text_sha256", "raw_sha256"
)
QUARANTINED = _pick(*_WHERE, "reason", "detail", "raw", "raw_sha256")

META_SHA256 = pa.field(
    "meta_sha256",
    pa.string(),
    metadata={
        "description": "sha256 of all other columns but text and the place in the source file, as canonical JSON"
    },
)

SPLIT = "train"  # the one split of every table but that of the documents, and of that unless others are asked for


def type_name(kind: pa.DataType) -> str:
    """An Arrow type as text that does not change with pyarrow or with a trip through Parquet.

    >>> type_name(pa.list_(pa.struct([("a", pa.string())])))
    'list<struct<a: string>>'
    """
    if pa.types.is_list(kind):
        return f"list<{field_type(kind.value_field)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{field.name}: {field_type(field)}' for field in kind)}>"
    return str(kind)


def field_type(field: pa.Field) -> str:
    """The type of a column as text, with what `datasets` knows of it beyond that: a change of class labels is one of type.

    >>> field_type(pa.field("label", pa.int64(), metadata={"huggingface": '{"_type": "ClassLabel", "names": ["a", "b"]}'}))
    'int64 {"_type": "ClassLabel", "names": ["a", "b"]}'
    """
    return f"{type_name(field.type)} {feature_of(field)}".rstrip()


@dataclass(frozen=True)
class Table:
    """A table of the export: the config's name, its folder in the export, its schema and what a row is."""

    name: str
    folder: str
    schema: pa.Schema
    description: str

    @property
    def columns(self) -> dict[str, str]:
        """The type of each column, as text: what `schema_hash` and the rule for versions compare."""
        return {field.name: field_type(field) for field in self.schema}


def tables(further: Iterable[pa.Field] = ()) -> dict[str, Table]:
    """The tables of an export with these columns, asked for or carried: documents, dropped ones and duplicates have them. Of
    what is in quarantine often no field could be read, and its first bytes are there.
    """
    own = list(further)
    known = schema_metadata(own)  # by which `datasets` opens single files with the same features as all

    def schema(*fields: pa.Field) -> pa.Schema:
        return pa.schema(list(fields), metadata=known)

    found = (
        Table("default", "data", schema(*KEPT, *own, META_SHA256), "the documents"),
        Table("removals", "removals", REMOVALS, "what was cut from the documents, a span a row"),
        Table("dropped", "dropped", schema(*DROPPED, *own), "documents that were dropped, and why"),
        Table("duplicates", "duplicates", schema(*DUPLICATES, *own), "documents that duplicate another, and which"),
        Table("quarantined", "quarantined", QUARANTINED, "records that could not be processed, and why"),
    )
    return {table.name: table for table in found}


def tables_in(manifest: Mapping[str, Any]) -> dict[str, Table]:
    """The tables of the version that a manifest is of."""
    packed = manifest.get("carried")
    return tables(unpack_fields(packed)) if packed else TABLES


def pack_fields(fields: Iterable[pa.Field]) -> str:
    """Carried columns with their types and descriptions as text; '' for none."""
    schema = pa.schema(list(fields))
    return base64.b64encode(schema.serialize().to_pybytes()).decode("ascii") if len(schema) else ""


def unpack_fields(packed: str) -> list[pa.Field]:
    """The columns that `pack_fields` was asked of."""
    return list(pa.ipc.read_schema(pa.py_buffer(base64.b64decode(packed)))) if packed else []


TABLES = tables()  # without carried columns
# Names that a carried column cannot have.
RESERVED = frozenset(name for table in ("default", "dropped", "duplicates") for name in TABLES[table].schema.names)
STATUS_TABLE = {"kept": "default", "dropped": "dropped", "duplicate": "duplicates", "quarantined": "quarantined"}


def describe_columns(schema: pa.Schema) -> Iterator[tuple[str, str, str]]:
    """`(name, type, description)` of each column and, for lists of structs, of their fields (`removals[].rule`)."""
    for field in schema:
        yield from _describe(field, "")


def _describe(field: pa.Field, prefix: str) -> Iterator[tuple[str, str, str]]:
    name, kind = f"{prefix}{field.name}", field.type
    if not holds_structs(kind):
        yield name, type_name(kind), _description(field)
        return
    yield name, "list<struct>", _description(field)
    for part in kind.value_type:
        yield from _describe(part, f"{name}[].")


def holds_structs(kind: pa.DataType) -> bool:
    """Whether an Arrow type is a list of structs."""
    return bool(pa.types.is_list(kind) and pa.types.is_struct(kind.value_type))


def _description(field: pa.Field) -> str:
    return bytes((field.metadata or {}).get(b"description", b"")).decode()
