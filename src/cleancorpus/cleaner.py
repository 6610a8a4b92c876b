"""`Cleaner`: the core as a callable in somebody's own code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from os import PathLike
from typing import TYPE_CHECKING, Any

from cleancorpus import arrow_face
from cleancorpus.batch_cells import cell, is_array, is_arrow, is_many, listed, text_of, wrong_cell
from cleancorpus.checked_config import load_config
from cleancorpus.config import Config, Fields
from cleancorpus.decide.apply import restore
from cleancorpus.explain.explanation import Explanation, PageBlock, page_blocks
from cleancorpus.export.asked import AskedColumns
from cleancorpus.model import NO_FACTS, Record, Removal
from cleancorpus.pipeline.core import Core
from cleancorpus.pipeline.outcome import Outcome, removal_row, trial_row
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.read.encoding import decode
from cleancorpus.read.fields import FieldNames
from cleancorpus.read.given import given_record
from cleancorpus.read.ids import record_id
from cleancorpus.read.metadata import author_fields
from cleancorpus.schema import DOCUMENTS, OUTCOMES, PLACE, SAID

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS = (*DOCUMENTS.names, "status", "reason", "detail")
# Where a record stands and what its source said: of a batch the caller knows that better.
_OF_FILES = ("source", "position", *(field.name for field in (*PLACE, *SAID)))
_PLACES = frozenset(("source", "position", *(field.name for field in PLACE)))  # of which a cleaner knows nothing at all
_ASIDE = "clean_"  # before the name of a column of ours where the caller has one of that name
_LISTED = ("authors", "agency")  # may be lists, too
_KNOWN = ("id", "url", "title", "published", "site", "language", *_LISTED)  # what a row may say of its document


@dataclass(frozen=True)
class CleanDocument:
    """A cleaned document; the fields are those of the exported dataset.

    `status` is kept or dropped (or quarantined: the page could not be parsed, the bytes are no text), `reason` and
    `detail` say why it would not be in a dataset; a dropped document has its text all the same. What says where a record
    stands (`source`, `position`, `source_offset` …) is that of a file with this one document: empty, 1, null. `asked` has the
    columns that the configuration asks for (`quality_words` …).
    """

    id: str
    text: str
    title: str | None
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    translators: tuple[str, ...]
    agency: str | None
    published: str | None
    language: str
    language_score: float
    url: str | None
    site: str | None
    source: str
    position: int
    source_offset: int | None
    source_length: int | None
    source_record_id: str | None
    declared_encoding: str | None
    encoding: str | None
    source_language: str | None
    source_published: str | None
    fetched: str | None
    n_words: int
    n_chars: int
    n_tokens: int | None
    place: str | None
    photo_credits: tuple[str, ...]
    page_type: str | None
    text_confidence: float | None
    canonical_url: str | None
    section: str | None
    tags: tuple[str, ...]
    description: str | None
    image_url: str | None
    licence: str | None
    rights: tuple[str, ...]
    metadata_sources: tuple[str, ...]
    raw_sha256: str
    text_sha256: str
    removed_share: float
    flags: tuple[str, ...]
    repairs: tuple[str, ...]
    removals: tuple[Removal, ...]
    status: str
    reason: str | None
    detail: str | None
    asked: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def repaired_text(self) -> str:
        """The text before the cut, put together from `text` and `removals`."""
        return restore(self.text, ((removal.span, removal.text) for removal in self.removals))


class Cleaner:
    """Cleans documents one by one or in batches, as the configuration says.

    `config` is the name of a preset (`news`), the path of a YAML file, or a `Config`. The object holds nothing but its
    configuration: it can be pickled, sent to processes and hashed, and `datasets.map` gives equal cleaners equal
    fingerprints; another version of the package, of a rule or of the configuration gives another.

    Of a batch all columns of the caller stay as they are; only the text that was cleaned is replaced, where its column is
    called `text`. A column of ours whose name the caller has goes under `clean_<name>` (`id` is left out: it is the caller's).
    Otherwise:

    - `columns` are those to give, of the fields of `CleanDocument`; None: all but `source`, `position` and what else is about a
      record in a file.
    - `prefix` stands before all their names, also where none clashes: with `prefix="clean_"` the result's columns have the same
      names whatever the caller's are, and the text stays, too.
    - `overwrite` names columns of the caller that may be replaced; True: any.

    >>> cleaner = Cleaner("news")
    >>> doc = cleaner.clean("Storm closes bridge\\n\\nBy Jane Doe\\n\\nThe bridge was closed on Monday after a storm.")
    >>> doc.title, doc.authors, doc.text
    ('Storm closes bridge', ('Jane Doe',), 'The bridge was closed on Monday after a storm.')
    """

    def __init__(
        self,
        config: str | PathLike[str] | Config = "news",
        *,
        columns: Iterable[str] | None = None,
        prefix: str | None = None,
        overwrite: bool | Iterable[str] = False,
    ) -> None:
        self.config = config if isinstance(config, Config) else load_config(config)
        self._asked = AskedColumns(self.config)
        known = (*_COLUMNS, *self._asked.names)
        given = [name for name in known if name not in _OF_FILES] if columns is None else _names_in(columns)
        if wrong := next((name for name in given if name not in known or name in _PLACES), None):
            what = f"'{wrong}' says where a record stands in a file" if wrong in _PLACES else f"there is no '{wrong}'"
            offered = ", ".join(name for name in known if name not in _PLACES)
            raise ValueError(f"columns: {what}; a cleaner gives {offered}")
        self.columns = tuple(dict.fromkeys(given))
        self.prefix = prefix
        self.overwrite = overwrite if isinstance(overwrite, bool) else tuple(sorted(_names_in(overwrite)))
        self._check_overwrite()
        self._core = Core(self.config)

    def _check_overwrite(self) -> None:
        """Raises: ValueError: a name in `overwrite` is that of no column that this cleaner gives."""
        ours = [f"{self.prefix or ''}{name}" for name in self.columns]
        aside = [f"{_ASIDE}{name}" for name in self.columns if self.prefix is None]
        names = () if isinstance(self.overwrite, bool) else self.overwrite
        if wrong := next((name for name in names if name not in ours and name not in aside), None):
            also = f", each also with '{_ASIDE}' before it" if aside else ""
            raise ValueError(f"overwrite: this cleaner gives no '{wrong}'; it gives {', '.join(ours)}{also}")

    def clean(
        self,
        text_or_html: str | bytes,
        url: str | None = None,
        *,
        id: str | None = None,
        title: str | None = None,
        authors: object = (),
        agency: object = (),
        published: str | None = None,
        site: str | None = None,
        language: str | None = None,
        kind: str | None = None,
    ) -> CleanDocument:
        """The cleaned document of a text or a page.

        `kind` is `text` or `html`; without it, what starts with a tag is a page. The other arguments are what the
        caller knows of the document; `language` is a hint. `authors` may be a list of names, a byline («By Jane Doe and Bo
        Lind»), or objects with a `name`; `agency` a name or a list of names. Bytes are decoded as a file's would be.

        Raises:
            TypeError: `text_or_html` is neither text nor bytes.
            ValueError: `kind` is neither `text` nor `html`.
        """
        record = given_record(
            text_or_html, kind, id=id, title=title, authors=authors, agency=agency, published=published, site=site,
            language=language, url=url,
        )  # fmt: skip
        return _clean_document(self._core.process(record), self._asked)

    def explain(
        self, text_or_html: str | bytes, url: str | None = None, *, kind: str | None = None, **known: Any
    ) -> Explanation:
        """What becomes of a text or page and why, to look at: a notebook shows it with each cut highlighted, `.html()` is a page,
        `str()` has `[-…-]` around what goes. The arguments are those of `clean`.

        Raises:
            TypeError, ValueError: as `clean`.
        """
        return self.explain_record(given_record(text_or_html, kind, url=url, **known))

    def explain_record(self, record: Record) -> Explanation:
        """The same of a record of a file (`read`)."""
        outcome = self._core.process(record)
        doc = _clean_document(outcome, self._asked)
        row = {each.name: getattr(doc, each.name) for each in fields(doc)}
        row |= {"removals": [removal_row(removal) for removal in doc.removals], "repaired_text": doc.repaired_text}
        trials = () if outcome.doc is None else tuple(trial_row(outcome.doc, one) for one in outcome.claims.trials)
        blocks: tuple[PageBlock, ...] = ()
        if outcome.doc is not None and record.kind == "html":
            blocks = page_blocks(decode(record.data, record.encoding, is_html=True).text, record.url)
        return Explanation(doc.status, row, trials, blocks)

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """Clean a batch of columns, or one row: for `datasets.map(cleaner, batched=True)`, Ray Data and the like.

        Takes the first column of `text`, `html`, … that a batch has, and `url`, `title`, `id` and the rest where there
        are any (the names of `Fields`, in any capitals). Gives the columns of the cleaned documents (see the class), one row
        a row; rows that a dataset would drop say so in `status`, so `.filter` can drop them. A mapping with text itself in that
        column is one row, as `map` without `batched=True` gives it, and so is what comes back. A batch of numpy arrays, as Ray
        Data gives it, comes back with the caller's columns, as Ray takes what comes back for all there is.

        Raises:
            KeyError: the batch has no column that may hold text or HTML.
            TypeError: a cell of that column is neither text nor null, or the batch is a table of Arrow.
            ValueError: a column of ours has no name that is free.
        """
        if is_arrow(batch):
            raise TypeError(
                "batch: is a table of Arrow; give it to `clean_table`: `map(cleaner.clean_table, batched=True)`"
            )
        names = FieldNames(Fields()).of(batch)
        column = _text_column(names, batch)
        if column is None:
            raise KeyError(f"batch: no column 'text' or 'html'; columns are {', '.join(batch)}; rename one")
        known = {key: next((name for name in names[key] if name in batch), None) for key in _KNOWN}
        given = {key: batch[name] for key, name in known.items() if name is not None}
        kind = "html" if column in names["html"] else "text"
        cells = cell(batch[column])
        ours = self._names(batch)
        if not isinstance(cells, str | bytes | None) and not is_many(cells):
            raise wrong_cell(0, column, cells)
        if isinstance(cells, str | bytes | None):
            (row,) = self._rows([_record(cells, column, kind, given)])
            return {name: row[own] for own, name in ours.items()}
        records = []
        for number, value in enumerate(listed(cells)):
            text = cell(value)
            if not isinstance(text, str | bytes | None):
                raise wrong_cell(number, column, value)
            records.append(_record(text, column, kind, {key: values[number] for key, values in given.items()}))
        rows = self._rows(records)
        found = {name: [row[own] for row in rows] for own, name in ours.items()}
        return {**batch, **found} if is_array(cells) else found

    def _rows(self, records: list[Record]) -> list[dict[str, Any]]:
        """The columns of some documents."""
        return [_columns(_clean_document(outcome, self._asked)) for outcome in self._core.process_batch(records)]

    def _names(self, present: Iterable[str]) -> dict[str, str]:
        """The names that our columns get beside the columns `present`.

        Raises:
            ValueError: one is not free.
        """
        present = tuple(present)
        names = FieldNames(Fields()).of(present)
        replaced = {"text"} if _text_column(names, present) == "text" else set()
        found = {}
        for own in self.columns:
            is_free = own not in present or own in replaced or self._may_replace(own)
            if self.prefix is None and not is_free and own == "id":
                continue
            name = f"{self.prefix}{own}" if self.prefix is not None else own if is_free else f"{_ASIDE}{own}"
            if name != own and name in present and not self._may_replace(name):
                raise ValueError(
                    f"batch: has a column '{name}' already; give the cleaner a prefix, or name it in overwrite"
                )
            found[own] = name
        return found

    def _may_replace(self, name: str) -> bool:
        return self.overwrite if isinstance(self.overwrite, bool) else name in self.overwrite

    def clean_table(self, table: pa.Table | pa.RecordBatch) -> pa.Table:
        """Clean a table of Arrow as a batch is cleaned: for Spark's `mapInArrow`, Ray Data, Polars and the like.

        Columns of text may be of any of Arrow's types for text or bytes. The caller's columns stay, with their types;
        ours have the types of the dataset, whatever is in them, and the names that the class says. `table_schema` says
        beforehand what comes out.

        Raises:
            KeyError: the table has no column that may hold text or HTML.
            TypeError: a cell of that column is neither text nor null.
            ValueError: two columns have one name, or a column of ours has no name that is free.
        """
        return arrow_face.clean_table(table, self, self._names(table.column_names), self._fields)

    def table_schema(self, given: pa.Schema) -> pa.Schema:
        """The schema of what `clean_table` makes of tables with the schema `given`.

        Raises:
            ValueError: as there.
        """
        return arrow_face.cleaned_schema(given, self._names(given.names), self._fields)

    def features(self, given: Mapping[str, Any] | None = None) -> Any:
        """The `datasets.Features` of what `map(cleaner, batched=True)` makes of a dataset with the features `given`.

        For `map(…, features=)`. Without it `datasets` takes the type of a column from the rows it writes first, and fails
        where these have no title, say, or no removal: an empty list has no type of its items.
        """
        import pyarrow as pa
        from datasets import Features

        names = self._names(given or ())
        schema = pa.schema(
            [(self._fields.get(own) or OUTCOMES.field(own)).with_name(name) for own, name in names.items()]
        )
        return Features({**(given or {}), **Features.from_arrow_schema(schema)})

    @property
    def _fields(self) -> dict[str, pa.Field]:
        """The columns that the configuration asks for, by name."""
        return {field.name: field for field in self._asked.fields}

    @property
    def fingerprint(self) -> str:
        """sha256 over what a result depends on: configuration, code and data of the package, Python, libraries that it uses, and
        how columns are named.

        Equal for equal cleaners, anywhere.
        """
        facts = [make_plan(self.config).judge.digest, self._options()]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    def _options(self) -> dict[str, Any]:
        return {"columns": self.columns, "prefix": self.prefix, "overwrite": self.overwrite}

    def __repr__(self) -> str:
        n_rules = len(self._core.judging.detector.rules)
        return f"Cleaner({self.config.name!r}, {n_rules} rules, fingerprint {self.fingerprint[:12]})"

    def __getstate__(self) -> dict[str, Any]:
        # Class bodies are not part of what `datasets` hashes, so what the code is has to be in the state: an upgrade, also
        # of a library such as ftfy, must not find the cache of the version before.
        return {"config": self.config.model_dump_json(), "fingerprint": self.fingerprint, **self._options()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.config = Config.model_validate_json(state["config"])
        self.columns, self.prefix, self.overwrite = state["columns"], state["prefix"], state["overwrite"]
        self._asked = AskedColumns(self.config)
        self._core = Core(self.config)


def _names_in(names: str | Iterable[str]) -> list[str]:
    """Names as a list; a single one may stand alone."""
    return [names] if isinstance(names, str) else [*names]


def _text_column(names: dict[str, tuple[str, ...]], present: Collection[str]) -> str | None:
    """The column that is cleaned: the first that may hold a page, else the first that may hold text."""
    return next((name for name in (*names["html"], *names["text"]) if name in present), None)


def _record(value: str | bytes | None, column: str, kind: str, given: dict[str, Any]) -> Record:
    """A row of a batch; `given` is what it says of its document, by the names of `clean`. Null is an error, as in a run."""
    known: dict[str, Any] = {key: of if key in _LISTED else text_of(of) for key, of in given.items()}
    if value is not None:
        return given_record(value, kind, **known)
    known |= {key: author_fields(known.get(key, ())) for key in _LISTED}
    known["id"] = record_id(known.get("id"), None, b"")
    error = f"missing-field: column '{column}' is null; fill it"
    return Record(source="", position=1, data=b"", kind="error", error=error, **known)


def _columns(doc: CleanDocument) -> dict[str, Any]:
    row = {name: getattr(doc, name) for name in _COLUMNS}
    row["removals"] = [removal_row(removal) for removal in doc.removals]
    row |= doc.asked
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


def _clean_document(outcome: Outcome, asked: AskedColumns) -> CleanDocument:
    row = outcome.row()
    values: dict[str, Any] = {name: row.get(name) for name in _COLUMNS}
    if outcome.doc is None:
        values |= {
            "text": "",
            "language": "und",
            "language_score": 0.0,
            "n_words": 0,
            "n_chars": 0,
            "removed_share": 0.0,
        }
        values |= {"text_sha256": hashlib.sha256(b"").hexdigest()}
        values |= dict.fromkeys(("authors", "editors", "translators", "photo_credits", "flags", "repairs"), ())
        values |= NO_FACTS._asdict()
    spans = [span._asdict() for span in outcome.pii_spans]  # in the text, also of a dropped document
    values |= {"removals": outcome.removals, "asked": asked.of_row({**row, "pii_spans": spans})}
    return CleanDocument(**values)
