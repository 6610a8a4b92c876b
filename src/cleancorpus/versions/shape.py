"""The shape of a manifest: which values it has, and of which kinds. What reads a manifest can rely on it.

A manifest may be a stranger's, or damaged. It is looked at once, where it is loaded (`open.parse_manifest`), and stays the plain
values that it was. Keys that are not declared, of a later version of this package, are passed over; a field with a default may be
missing. Whether the numbers are those of the rows is what `verify` asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError

from cleancorpus.config.messages import explain_value, key_of
from cleancorpus.versions.manifest_values import (
    ConfigName,
    Count,
    Counts,
    Flag,
    Seconds,
    Share,
    Text,
    Texts,
    Version,
    has_columns,
    is_day,
    is_inside,
    is_split,
)

_DEEPEST, _SHOWN = 100, 5  # levels of lists and keys in one another, and those that a message names
_HALF = re.compile("[\ud800-\udfff]")
# The columns that are read of any version, whichever others it has.
_ROW = frozenset(("id", "source", "raw_sha256"))
ALWAYS = {
    "default": _ROW | {"text", "text_sha256"},
    "removals": frozenset(("id",)),
    "dropped": _ROW | {"reason"},
    "duplicates": _ROW | {"reason"},
    "quarantined": _ROW | {"reason", "raw"},
}


class File(BaseModel):
    """A Parquet file."""

    path: Annotated[Text, AfterValidator(is_inside)]
    config: ConfigName
    split: Annotated[Text, AfterValidator(is_split)]
    rows: Count
    size: Count
    sha256: Text


class LedgerReasons(BaseModel):
    """Rows that were not kept, by reason."""

    dropped: Counts
    duplicates: Counts
    quarantined: Counts


class Ledger(BaseModel):
    """Records in, and what became of them."""

    rows_in: Count
    kept: Count
    dropped: Count
    duplicates: Count
    quarantined: Count
    removals: Count
    by_reason: LedgerReasons


class SplitFigures(BaseModel):
    """How large a split is."""

    documents: Count
    words: Count
    text_bytes: Count


class RuleFigures(BaseModel):
    """What a rule cut."""

    spans: Count
    chars: Count
    reasons: Counts


class Figures(BaseModel):
    """What was counted of the documents."""

    documents: Count
    words: Count
    chars: Count
    tokens: Count | None
    text_bytes: Count
    removed_chars: Count
    removed_share: Share
    documents_cut: Count
    splits: dict[Text, SplitFigures] = {}
    languages: Counts
    sites: Counts
    n_sites: Count
    sources: Counts
    n_sources: Count
    years: Counts
    page_types: Counts = {}
    flags: Counts = {}
    repairs: Counts = {}
    removals_by_rule: dict[Text, RuleFigures]
    trial_by_rule: Counts


class Card(BaseModel):
    """What the configuration says of the dataset."""

    licence: Text | None
    licence_name: Text | None
    licence_link: Text | None
    pretty_name: Text | None
    description: Text
    contact: Text | None


class FailedIn(BaseModel):
    """How many records of a file could not be processed."""

    file: Text
    records: Count


class FailedFiles(BaseModel):
    """The files with records that could not be processed for one reason."""

    count: Count
    first: list[FailedIn]


class Alarm(BaseModel):
    """A group that lost more than it may."""

    kind: Text
    name: Text
    documents: Count
    of: Text
    lost_share: Share
    cause: Text
    cause_share: Share


class EvaluationItem(BaseModel):
    """An item of a benchmark that stands in documents."""

    file: Text
    record: Count
    documents: Count


class EvaluationItems(BaseModel):
    """The items of benchmarks that stand in documents."""

    count: Count
    first: list[EvaluationItem]


class Masked(BaseModel):
    """What was masked of one kind."""

    spans: Count
    documents: Count


class Run(BaseModel):
    """What the run counted."""

    rows_in: Count = 0
    kept: Count = 0
    dropped: Count = 0
    duplicate: Count = 0
    quarantined: Count = 0
    dropped_by_reason: Counts = {}
    duplicates_by_reason: Counts = {}
    quarantined_by_reason: Counts = {}
    first_message_by_reason: Texts = {}
    quarantined_files_by_reason: dict[Text, FailedFiles] = {}
    removals_by_rule: Counts = {}
    removed_chars_by_rule: Counts = {}
    trial_findings_by_rule: Counts = {}
    kept_by_language: Counts = {}
    kept_by_flag: Counts = {}
    evaluation_items: EvaluationItems | None = None
    masked_by_kind: dict[Text, Masked] = {}
    limit: Count | None = None
    guard: list[Alarm] = []
    alarms: Count = 0
    seconds: dict[Text, Seconds] = {}
    parts: Count = 0
    reused_parts: Count = 0
    against: list[Text] = []


class Takedown(BaseModel):
    """A request that something be taken down."""

    kind: Literal["id", "url"]
    digest: Text
    reason: Text = ""
    date: Text = ""
    copies: Flag = False


class Input(BaseModel):
    """A file that was read."""

    path: Text
    format: Text = ""
    bytes: Count
    sha256: Text = ""
    records: Count = 0
    rows: Count
    skipped: Counts = {}
    unread_bytes: Count = 0
    grew: Flag = False


class RecordsSkipped(BaseModel):
    """Records that are no documents."""

    count: Count
    by_reason: Counts


class SkippedFile(BaseModel):
    """A file that was not read."""

    path: Text
    reason: Text
    why: Text = ""
    bytes: Count | None = None
    source: Text = ""
    files: Count | None = None


class SourceFiles(BaseModel):
    """How many files of a source were read, and how many not."""

    path: Text
    read: Count
    skipped: Count
    by_reason: Counts


class SkippedFiles(BaseModel):
    """Files that the sources name and that were not read."""

    count: Count
    by_reason: Counts
    first: list[SkippedFile]
    by_source: list[SourceFiles] = []


class SplitsMade(BaseModel):
    """How the splits were made."""

    by: Text = ""
    groups: Counts = {}
    largest_group: Count = 0
    first_days: dict[Text, Annotated[Text, AfterValidator(is_day)]] = {}


class DecideSaid(BaseModel):
    """Of the settings of `decide`, what is read again."""

    guard: Text = ""
    guard_min_documents: Count = 0
    guard_share: Share = 0.0


class ExportSaid(BaseModel):
    """Of the settings of `export`, what is read again."""

    report: Flag = False


class ConfigSaid(BaseModel):
    """Of the settled configuration, what is read again. How sources were read is asked of `Config` itself, and by itself."""

    decide: DecideSaid = Field(default_factory=DecideSaid)
    export: ExportSaid = Field(default_factory=ExportSaid)
    pii: dict[Text, Any] = {}
    splits: dict[Text, Any] = {}


class Environment(BaseModel):
    """What the version was made with."""

    cleancorpus: Text
    commit: Text | None
    python: Text
    platform: Text
    packages: Texts
    plugins: Texts = {}


class Receipts(BaseModel):
    """The file of receipts of takedowns."""

    sha256: Text
    requests: Count = 0
    documents: Count = 0


class Sketches(BaseModel):
    """The file of sketches."""

    sha256: Text
    bytes: Count = 0
    documents: Count
    made_of: Texts


class Manifest(BaseModel):
    """All of it."""

    name: Text
    version: Version
    sample: Text = ""
    previous_version: Version | None = None
    bump: Text
    created: Text
    content_hash: Text
    schema_hash: Text = ""
    config_hash: Text = ""
    configs: dict[ConfigName, Count]
    ledger: Ledger
    figures: Figures
    run: Run = Field(default_factory=Run)
    card: Card
    files: list[File]
    schemas: dict[Text, Texts]
    carried: Annotated[Text, AfterValidator(has_columns)] = ""
    takedowns: list[Takedown] = []
    takedown_receipts: Receipts = Field(default_factory=lambda: Receipts(sha256=""))
    sketches: Sketches | None = None
    inputs: list[Input]
    records_skipped: RecordsSkipped = Field(default_factory=lambda: RecordsSkipped(count=0, by_reason={}))
    skipped_files: SkippedFiles = Field(default_factory=lambda: SkippedFiles(count=0, by_reason={}, first=[]))
    config: ConfigSaid = Field(default_factory=ConfigSaid)
    tokenizer_sha256: Text | None
    environment: Environment
    splits: SplitsMade = Field(default_factory=SplitsMade)


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def wrong_in(manifest: dict[str, Any]) -> str:
    """The first value of a manifest that is none of its kind, `key: what is so`; '' where all are."""
    if odd := _odd_in(manifest):
        return odd
    try:
        _adapter().validate_python(manifest)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{key_of(part for part in first['loc'] if part != '[key]')}: {explain_value(first, None)[0]}"
    for config in manifest["configs"]:
        if missing := sorted(ALWAYS[config] - manifest["schemas"].get(config, {}).keys()):
            return f"schemas.{config}: lacks the column '{missing[0]}'"
    return ""


def _has_half(text: str) -> bool:
    return not text.isascii() and _HALF.search(text) is not None


def _odd_in(manifest: dict[str, Any]) -> str:
    """What no manifest has anywhere, also in keys that are passed over: text that cannot be written, and nesting without end.

    JSON can spell half of a surrogate pair, which neither a file nor a terminal takes.
    """
    left: list[tuple[tuple[int | str, ...], Any]] = [((), manifest)]
    while left:
        at, value = left.pop()
        if len(at) > _DEEPEST:
            return f"{key_of(at[:_SHOWN])}…: is nested more than {_DEEPEST} levels deep"
        pairs: Iterable[tuple[int | str, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            if isinstance(key, str) and _has_half(key):
                return f"{key_of((*at, key))}: the key holds half of a surrogate pair"
            if isinstance(inner, str):
                if _has_half(inner):
                    return f"{key_of((*at, key))}: holds half of a surrogate pair (value {json.dumps(inner)})"
            elif isinstance(inner, (dict, list)):  # a union takes thrice the time
                left.append(((*at, key), inner))
    return ""
