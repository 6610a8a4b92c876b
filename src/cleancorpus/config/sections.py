"""The configuration: frozen models that forbid unknown keys; each field's description is its documentation.

What changes text or rows enters the digest; what only changes speed, display, the card or whether a run is refused is
named in the section's `outside_digest`, each key with the reason. Loading (`extends`, `--set`, one-line errors) is in
`files.py`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from cleancorpus.config.carry import Carry
from cleancorpus.config.dedup import Dedup
from cleancorpus.config.pii import Pii
from cleancorpus.config.quality import Quality
from cleancorpus.config.section import Section
from cleancorpus.config.site_lines import SiteLines
from cleancorpus.config.sources import Read, Source
from cleancorpus.config.splits import Splits
from cleancorpus.config.values import NAME, VERSION, check_address, check_code, check_name, check_version
from cleancorpus.licences import check_card_licence


class Extract(Section):
    """From a page, or plain text, to blocks."""

    outside_digest = {
        "timeout_s": "which records are too slow is up to the machine; the others come out the same under any limit"
    }

    engine: Literal["trafilatura", "trafilatura+blocks", "blocks"] = Field(
        "blocks",
        description="what finds the main text of a page: trafilatura; trafilatura, its ends cut and lost blocks restored by "
        "the block classifier; or the classifier alone, with trafilatura as second opinion where it is unsure",
    )
    fast: bool = Field(
        False, description="trafilatura without its fallbacks: a quarter faster, 6 % of its texts differ"
    )
    focus: Literal["balanced", "precision", "recall"] = Field(
        "balanced", description="trafilatura's favour_precision or favour_recall; of no use to the classifier"
    )
    # So little is a caption or a notice: that the text was missed is likely, and few pages cost a second extraction.
    second_try_words: int = Field(
        30, ge=0, description="a page with fewer words in its text is tried again with focus on recall"
    )
    consent_containers: bool = Field(True, description="drop consent banners by id and class before extraction")
    tables: bool = Field(True, description="keep tables, a row a line")
    title_from_text: bool = Field(True, description="plain text without a title: take a headline-like first line")
    # A line or block takes three to five kilobytes of a worker, an element or attribute one, whatever is in it: with as many as
    # this lets in, it takes .9 GB. A record of 16 MB has fewer where its lines have 120 characters.
    max_lines: int = Field(
        135_000, ge=100, description="a text of more lines, or a page of more blocks of text, goes to quarantine"
    )
    max_elements: int = Field(
        500_000, ge=100, description="a page of more elements and attributes together goes to quarantine"
    )
    # A parser takes time by their square: a thousand take a millisecond, 100,000 a minute. No element of 400 pages has 40.
    max_attributes: int = Field(
        1_000, ge=100, description="a page with an element of more attributes goes to quarantine"
    )
    # A page takes some hundredths of a second; what takes a thousand times as long hangs.
    timeout_s: float = Field(
        30.0, gt=0, description="a record that takes longer goes to quarantine; reading it from its file does not count"
    )


class Repair(Section):
    """Steps that mend text, in this order; each can be switched off."""

    html_entities: bool = Field(
        True, description="unescape &amp; and the like in plain text (never in text from a page)"
    )
    mojibake: bool = Field(
        True, description="ftfy: text decoded in the wrong encoding, in the configuration that keeps quotes and widths"
    )
    control_characters: bool = Field(
        True, description="remove control characters, terminal escapes, lone surrogates, non-characters"
    )
    invisible_characters: bool = Field(
        True,
        description="remove zero-width characters, soft hyphens, byte order marks; joiners stay where a script needs them",
    )
    nfc: bool = Field(True, description="Unicode normal form C")
    spaces: bool = Field(
        True, description="one plain space for runs of spaces of any kind; no spaces at the ends of lines"
    )
    ligatures: bool = Field(False, description="ftfy: typographic ligatures to letters")
    quotes: bool = Field(False, description="ftfy: curly quotes to straight ones")


class Language(Section):
    """Which language a text is in."""

    detector: Literal["auto", "off"] = Field(
        "auto", description="auto: langid and langdetect together; off: take the source's language field, else und"
    )
    # langdetect costs more than any other step of a text, by its length, and a few sentences are enough for it.
    max_chars: int = Field(1000, ge=100, le=1000, description="how much of the text is looked at")
    keep: tuple[str, ...] = Field((), description="codes of the languages to keep; empty: all")

    @field_validator("keep")
    @classmethod
    def _are_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            check_code(code)
        return codes

    min_score: float = Field(0.0, ge=0, le=1, description="drop documents that the detector is less sure of")


class OwnRule(Section):
    """A rule written in the config: phrases and regular expressions (RE2 syntax, linear time)."""

    category: str = Field("site-boilerplate", description="what it removes, for counts and the removals table")
    phrases: tuple[str, ...] = Field(
        (), description="a line that consists of one of these goes (case and quotes do not matter)"
    )
    contains: tuple[str, ...] = Field((), description="a line that holds one of these goes")
    regexes: tuple[str, ...] = Field((), description="what matches goes, within a line")
    languages: tuple[str, ...] = Field(("*",), description="codes of the languages it applies to")
    stage: Literal["trial", "stable"] = Field("stable", description="trial: count and report, cut nothing")
    max_words: int = Field(60, ge=1, description="lines with more words are left alone by phrases and contains")

    @field_validator("category")
    @classmethod
    def _can_be_shown(cls, category: str) -> str:
        if not category.strip() or not category.isprintable():
            raise ValueError("has characters that cannot be shown, or none")
        return category

    @field_validator("languages")
    @classmethod
    def _are_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if not codes:
            raise ValueError('is empty: the rule would apply to no text; write ["*"] for all languages')
        for code in codes:
            check_code(code, "*")
        return codes

    @model_validator(mode="after")
    def _finds_something(self) -> OwnRule:
        if not (self.phrases or self.contains or self.regexes):
            raise ValueError("has no phrases, contains or regexes; give it some, or take the rule out")
        for key in ("phrases", "contains", "regexes"):
            for number, text in enumerate(getattr(self, key)):
                if not text.strip():
                    raise ValueError(f"{key}[{number}] is {text!r}, which {_OF_NOTHING[key]}; take it out")
        return self


class Plugins(Section):
    """Rules of other installed packages (entry point `cleancorpus.rules`)."""

    outside_digest = {"on_error": "whether a run begins; the rules that it has are named in the manifest"}

    use: bool = Field(True, description="ask them; false: only the package's rules and own_rules")
    on_error: Literal["stop", "without"] = Field(
        "stop",
        description="one that cannot be loaded, or fails at a sample text: stop does nothing but say so, without goes on without "
        "it; one that fails at a document costs that document, as with any rule",
    )


_OF_NOTHING = {"phrases": "is no phrase", "contains": "every line holds", "regexes": "matches everywhere"}


class Decide(Section):
    """What is cut, and what becomes of a document that would lose too much."""

    outside_digest = dict.fromkeys(
        ("guard", "guard_share", "guard_min_documents"),
        "says what was lost, and whether a version is made of it; rows are the same",
    )

    mode: Literal["careful", "strict"] = Field("careful", description="careful: keep what is unsure; strict: cut it")
    line_model: bool = Field(
        True, description="let the learned line model judge lines of plain text that no rule knows"
    )
    # Pages of links lose nearly all and should; an article that loses so much was misread, or is a stub.
    max_removed_share: float = Field(0.9, gt=0, le=1, description="budget: the most of its words a document may lose")
    over_budget: Literal["keep", "drop", "flag"] = Field(
        "flag", description="keep: leave the text as it was; drop: drop the document; flag: cut and flag it"
    )
    guard: Literal["warn", "stop", "off"] = Field(
        "warn",
        description="where a site, source or language loses too much: warn says so with the cause, stop makes no version",
    )
    # A site that loses half of what it has was misread, or copies others; below 20 documents that happens by chance.
    guard_share: float = Field(
        0.5, gt=0, lt=1, description="guard: the most of its documents, or text, a group may lose"
    )
    guard_min_documents: int = Field(20, ge=1, description="guard: smaller groups are not looked at")


class Tokens(Section):
    """Tokens of each document, counted after the cut."""

    tokenizer: str | None = Field(
        None,
        min_length=1,
        description="fills the column n_tokens: a file tokenizer.json, or a name on the Hub (org/name, org/name@revision); "
        "null: it stays empty; needs the extra tokens",
    )


class Export(Section):
    """Where the dataset goes and what its card says."""

    # `takedowns` is not here: it names documents that are left out.
    outside_digest = {
        "dir": "a place",
        "version": "a name for the rows",
        "licence": "said in the card",
        "licence_name": "said in the card",
        "licence_link": "said in the card",
        "pretty_name": "said in the card",
        "description": "said in the card",
        "contact": "said in the card",
        "takedown_selectors": "said in the receipts",
        "shard_max_mb": "cuts the same rows into other files",
        "report": "a page about the rows",
    }

    dir: str = Field(
        "dist",
        min_length=1,
        description="the dataset is written to <dir>/<name>/<version>/; a folder, or a place in a store (s3://bucket/corpora)",
    )
    version: str = Field(
        "auto",
        description="MAJOR.MINOR.PATCH, or auto: computed against the newest version in dir",
        json_schema_extra={"pattern": VERSION},
    )
    licence: str | None = Field(
        None, description="licence id for the card, as the Hub lists them, or other; never guessed"
    )
    licence_name: str | None = Field(None, description="name of the licence where licence is other")
    licence_link: str | None = Field(None, description="address of the licence where licence is other")
    pretty_name: str | None = Field(None, description="title of the card")
    description: str = Field("", description="what the corpus is, for the card")
    contact: str | None = Field(None, description="where removal requests go, for the card")
    takedowns: str | None = Field(
        None,
        description="file with ids or urls that every version from now on leaves out (JSONL: id or url, reason, date, copies)",
    )
    takedown_selectors: Literal["digest", "written"] = Field(
        "digest",
        description="receipts name ids and urls by their sha256 alone, or also as they are written in the file",
    )
    # As `datasets` writes them by default.
    shard_max_mb: int = Field(500, ge=1, description="size of a Parquet file, at most, before compression")
    report: bool = Field(
        True, description="a page on what was done, report.html beside the card, and a picture in the card"
    )

    @field_validator("dir")
    @classmethod
    def _is_address(cls, place: str) -> str:
        return check_address(place)

    @field_validator("version", mode="before")
    @classmethod
    def _is_version(cls, version: Any) -> Any:
        return check_version(version)

    @field_validator("licence")
    @classmethod
    def _is_licence(cls, licence: str | None) -> str | None:
        if licence is not None:
            check_card_licence(licence)
        return licence


class Run(Section):
    """How it runs; nothing here changes what becomes of a record that can be processed."""

    outside_digest = {
        "workers": "speed",
        "batch_size": "speed",
        "max_failed_share": "only decides whether a version is made",
        "engine": "all engines give the same rows",
        "ray_address": "a place",
        "work_dir": "a place",
        "keep_work": "what stays on the disk",
        "memory_mb": "which records need too much is up to the machine; the others come out the same under any limit",
    }

    workers: int | None = Field(None, ge=1, le=1024, description="processes at most; null: one a core")
    # A batch is what is done again where a record kills its worker; far fewer records make the pipe dear.
    batch_size: int = Field(64, ge=1, description="records a worker is given at once")
    # One record in a hundred: damaged records are rarer in a good source, a wrong setting fails most.
    max_failed_share: float = Field(
        0.01,
        ge=0,
        le=1,
        description="a larger share of records quarantined, or of bytes of files not read: no version is made, exit code 1",
    )
    engine: Literal["local", "ray"] = Field("local", description="local: processes on this machine; ray: a Ray cluster")
    ray_address: str | None = Field(
        None, description="address of the Ray cluster; null: the one that RAY_ADDRESS names, else one on this machine"
    )
    work_dir: str | None = Field(
        None,
        description="folder or fsspec URL for unfinished work; null: .work beside the dataset, or in dist/.elsewhere where "
        "export.dir is in a store. With Ray, all machines see it",
    )
    keep_work: bool = Field(
        False, description="keep the work folder when a version is done, so that a change of a rule need not read again"
    )
    memory_mb: int = Field(4096, ge=256, description="address space a worker may use above what it starts with")

    @field_validator("work_dir")
    @classmethod
    def _is_address(cls, place: str | None) -> str | None:
        return place if place is None else check_address(place)


class Config(Section):
    """A whole configuration."""

    takes_true = ("site_lines",)

    outside_digest = {"name": "what the dataset is called"}

    name: str = Field(
        "corpus", description="name of the dataset: letters, digits, - _ .", json_schema_extra={"pattern": NAME}
    )
    sources: tuple[Source, ...] = Field((), description="what is read, in this order")
    carry: Carry = Carry()
    read: Read = Read()
    extract: Extract = Extract()
    repair: Repair = Repair()
    language: Language = Language()
    rules: dict[str, bool | dict[str, Any]] = Field({}, description="per rule: false, true, or its options")
    own_rules: dict[str, OwnRule] = Field({}, description="rules of your own, by id")
    plugins: Plugins = Plugins()
    site_lines: SiteLines | None = Field(
        None,
        description="cut lines that stand in many documents of their site: true, or options of their own; null: none are counted",
    )
    decide: Decide = Decide()
    quality: Quality = Quality()
    pii: Pii = Pii()
    tokens: Tokens = Tokens()
    dedup: Dedup = Dedup()
    splits: Splits = Splits()
    export: Export = Export()
    run: Run = Run()

    @field_validator("own_rules")
    @classmethod
    def _have_ids(cls, rules: dict[str, OwnRule]) -> dict[str, OwnRule]:
        for name in rules:
            if not name.strip() or not name.isprintable():
                raise ValueError(f"{name!r} is no id: it has characters that cannot be shown, or none")
        return rules

    @field_validator("carry")
    @classmethod
    def _goes_with_those_of_sources(cls, carry: Carry, info: ValidationInfo) -> Carry:
        sources = info.data.get("sources", ())
        carry.check_types(*(source.carry for source in sources))
        for number, source in enumerate(sources):
            try:
                _ = source.carry and source.carry.within(carry)
            except ValueError as error:
                raise ValueError(f"with sources[{number}].carry: {error}") from error
        return carry

    @model_validator(mode="after")
    def _sources_carry(self) -> Config:
        if self.carry != Carry():
            sources = (
                source.model_copy(update={"carry": source.carry.within(self.carry) if source.carry else self.carry})
                for source in self.sources
            )
            self.__dict__["sources"] = tuple(sources)  # frozen from here on
        return self

    @field_validator("name")
    @classmethod
    def _is_name(cls, name: str) -> str:
        return check_name(name)

    def canonical_json(self) -> str:
        """Everything that can change text or rows, as JSON with sorted keys; the base of `digest`."""
        return json.dumps(self.digested(), sort_keys=True, ensure_ascii=False)

    @property
    def digest(self) -> str:
        """sha256 of `canonical_json`, in hex."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()
