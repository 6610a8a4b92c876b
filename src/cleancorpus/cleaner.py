"""`Cleaner`: the core as a callable in somebody's own code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any

from cleancorpus.checked_config import load_config
from cleancorpus.config import Config, Fields
from cleancorpus.decide.apply import restore
from cleancorpus.model import NO_FACTS, Record, Removal
from cleancorpus.pipeline.core import Core
from cleancorpus.pipeline.outcome import Outcome, removal_row
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.read.encoding import looks_binary
from cleancorpus.read.fields import FieldNames
from cleancorpus.read.markup import is_page_or_fragment
from cleancorpus.read.metadata import author_fields
from cleancorpus.read.record import binary
from cleancorpus.read.stream import KEEP_BYTES
from cleancorpus.schema import DOCUMENTS, OUTCOMES

_COLUMNS = (*DOCUMENTS.names, "status", "reason", "detail")
_LISTED = ("authors", "agency")  # may be lists, too
_KNOWN = ("id", "url", "title", "published", "site", "language", *_LISTED)  # what a row may say of its document


@dataclass(frozen=True)
class CleanDocument:
    """A cleaned document; the fields are those of the exported dataset.

    `status` is kept or dropped (or quarantined: the page could not be parsed, the bytes are no text), `reason` and
    `detail` say why it would not be in a dataset; a dropped document has its text all the same. What says where a record
    stands (`source`, `position`, `source_offset` …) is that of a file with this one document: empty, 1, null.
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

    @property
    def repaired_text(self) -> str:
        """The text before the cut, put together from `text` and `removals`."""
        return restore(self.text, ((removal.span, removal.text) for removal in self.removals))


class Cleaner:
    """Cleans documents one by one or in batches, as the configuration says.

    `config` is the name of a preset (`news`), the path of a YAML file, or a `Config`. The object holds nothing but its
    configuration: it can be pickled, sent to processes and hashed, and `datasets.map` gives equal cleaners equal
    fingerprints; another version of the package, of a rule or of the configuration gives another.

    >>> cleaner = Cleaner("news")
    >>> doc = cleaner.clean("Storm closes bridge\\n\\nBy Jane Doe\\n\\nThe bridge was closed on Monday after a storm.")
    >>> doc.title, doc.authors, doc.text
    ('Storm closes bridge', ('Jane Doe',), 'The bridge was closed on Monday after a storm.')
    """

    def __init__(self, config: str | PathLike[str] | Config = "news") -> None:
        self.config = config if isinstance(config, Config) else load_config(config)
        self._core = Core(self.config)

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
        if not isinstance(text_or_html, str | bytes):
            raise TypeError(f"text_or_html: {type(text_or_html).__name__} is neither str nor bytes")
        if kind not in (None, "text", "html"):
            raise ValueError(f"kind: {kind!r} is neither 'text' nor 'html'")
        raw = text_or_html.encode("utf-8", "surrogatepass") if isinstance(text_or_html, str) else text_or_html
        kind = kind or ("html" if is_page_or_fragment(text_or_html) else "text")
        error = None
        if isinstance(text_or_html, bytes) and looks_binary(raw[:KEEP_BYTES]):  # as for a file of a run
            trouble = binary("HTML" if kind == "html" else "text")
            kind, error = "error", f"{trouble.code}: {trouble.what}"
        record = Record(
            id=id or f"txt-{hashlib.sha256(raw).hexdigest()[:16]}",
            source="",
            position=1,
            data=raw,
            kind=kind,
            encoding="utf-8" if isinstance(text_or_html, str) else None,
            title=title,
            authors=author_fields(authors),
            agency=author_fields(agency),
            published=published,
            language=language,
            url=url,
            site=site,
            error=error,
        )
        return _clean_document(self._core.process(record))

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """Clean a batch of columns, or one row: for `datasets.map(cleaner, batched=True)`, Ray Data and the like.

        Takes the first column of `text`, `html`, … that a batch has, and `url`, `title`, `id` and the rest where there
        are any (the names of `Fields`, in any capitals). Gives the columns of the exported documents and `status`,
        `reason`, `detail`, one row a row; rows that a dataset would drop say so in `status`, so `.filter` can drop them.
        A mapping with text itself in that column is one row, as `map` without `batched=True` gives it, and so is what
        comes back.

        Raises:
            KeyError: the batch has no column that may hold text or HTML.
            TypeError: a cell of that column is neither text nor null.
        """
        names = FieldNames(Fields()).of(batch)
        column = next((name for name in (*names["html"], *names["text"]) if name in batch), None)
        if column is None:
            raise KeyError(f"batch: no column 'text' or 'html'; columns are {', '.join(batch)}; rename one")
        known = {key: next((name for name in names[key] if name in batch), None) for key in _KNOWN}
        given = {key: batch[name] for key, name in known.items() if name is not None}
        kind = "html" if column in names["html"] else "text"
        cells = batch[column]
        if isinstance(cells, str | bytes | None):
            return self._row(cells, kind, given)
        rows = []
        for number, value in enumerate(cells):
            if not isinstance(value, str | bytes | None):
                what = type(value).__name__
                raise TypeError(f"batch: row {number} of column '{column}' is {what}, must be text; convert or drop it")
            rows.append(self._row(value, kind, {key: values[number] for key, values in given.items()}))
        return {name: [row[name] for row in rows] for name in _COLUMNS}

    def _row(self, value: str | bytes | None, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        """The columns of one document; `given` is what its row says of it, by the names of `clean`."""
        known = {key: cell if key in _LISTED else _text(cell) for key, cell in given.items()}
        return _columns(self.clean("" if value is None else value, kind=kind, **known))

    def features(self, given: Mapping[str, Any] | None = None) -> Any:
        """The `datasets.Features` of what `map(cleaner, batched=True)` makes of a dataset with the features `given`.

        For `map(…, features=)`. Without it `datasets` takes the type of a column from the rows it writes first, and fails
        where these have no title, say, or no removal: an empty list has no type of its items.
        """
        import pyarrow as pa
        from datasets import Features

        schema = pa.schema([OUTCOMES.field(name) for name in _COLUMNS])
        return Features({**(given or {}), **Features.from_arrow_schema(schema)})

    @property
    def fingerprint(self) -> str:
        """sha256 over what a result depends on: configuration, code and data of the package, Python, libraries that it uses.

        Equal for equal cleaners, anywhere; it is the digest of the last stage that works document by document in a run.
        """
        return make_plan(self.config).judge.digest

    def __repr__(self) -> str:
        n_rules = len(self._core.judging.detector.rules)
        return f"Cleaner({self.config.name!r}, {n_rules} rules, fingerprint {self.fingerprint[:12]})"

    def __getstate__(self) -> dict[str, Any]:
        # Class bodies are not part of what `datasets` hashes, so what the code is has to be in the state: an upgrade, also
        # of a library such as ftfy, must not find the cache of the version before.
        return {"config": self.config.model_dump_json(), "fingerprint": self.fingerprint}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.config = Config.model_validate_json(state["config"])
        self._core = Core(self.config)


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _columns(doc: CleanDocument) -> dict[str, Any]:
    row = {name: getattr(doc, name) for name in _COLUMNS}
    row["removals"] = [removal_row(removal) for removal in doc.removals]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


def _clean_document(outcome: Outcome) -> CleanDocument:
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
    values |= {"removals": outcome.removals}
    return CleanDocument(**values)
