"""The cheap and changing half: a document to its outcome (detect, decide, keep or drop)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleancorpus.config import Config
from cleancorpus.decide.apply import cut
from cleancorpus.decide.budget import over_budget
from cleancorpus.decide.resolve import resolve
from cleancorpus.detect.detector import NOTHING_CLAIMED, Began, Claims, Detector
from cleancorpus.detect.paragraphs import ParagraphProfile
from cleancorpus.detect.repeats import read_profile
from cleancorpus.detect.view import make_views
from cleancorpus.extract.brand import brand_of
from cleancorpus.known.agencies import join_agencies, kind_of, split_agencies
from cleancorpus.known.people import distinct_people, is_caseless, name_key
from cleancorpus.known.sites import SiteNames
from cleancorpus.model import QUALITY_LINE, Document, Finding, Removal
from cleancorpus.pii.masker import Masker, PiiSpan
from cleancorpus.pipeline.outcome import Outcome
from cleancorpus.pipeline.reading import Reading
from cleancorpus.quality.check import Cleaned
from cleancorpus.quality.checks import build_checks, first_verdict
from cleancorpus.quality.contamination import REASON as CONTAMINATED
from cleancorpus.quality.contamination import Contamination
from cleancorpus.quality.signals import measure, signals_of
from cleancorpus.text import plain
from cleancorpus.tokens import TokenCounter, token_counter
from cleancorpus.word_counts import count_words

_WRITERS = frozenset(("authors", "contributors"))


class JudgeStage:
    """Judges documents; built once for a configuration, without state between documents."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.tokens: TokenCounter | None = None
        if config.tokens.tokenizer is not None:
            self.tokens = token_counter(config.tokens.tokenizer)
        self.detector = Detector(config)
        # How often lines stand on their sites; where a run counts that, it is set when that is known.
        self.profile = read_profile(config.site_lines.profile) if config.site_lines is not None else None
        self.paragraphs: ParagraphProfile | None = None  # set where a run has counted them
        self.checks = build_checks(config)
        self.masker = Masker(config.pii)
        self.contamination = next(check for check in self.checks if isinstance(check, Contamination))
        self.signals = signals_of(config.quality.columns)

    @property
    def versions(self) -> tuple[str, ...]:
        """`id@version` of each rule, of the line model and of each check, with a digest of what lists and counts it was given."""
        counts = () if self.profile is None else (f"site-lines@{self.profile.digest}",)
        return self.detector.versions + counts + tuple(check.label for check in self.checks)

    def judge(self, reading: Reading) -> Outcome:
        """What becomes of a record: kept or dropped, and what was cut; quarantined where it has no document."""
        return self.judge_batch([reading])[0]

    def judge_batch(
        self, readings: Sequence[Reading], began: Began | None = None, first_place: int = 0
    ) -> list[Outcome]:
        """What becomes of each record of a batch, in three passes: rules, line model, decision.

        `began` is called in each with the number of each record before it is worked on. `first_place` is that of the first
        record in the corpus whose paragraphs were counted.
        """
        docs = {number: reading.doc for number, reading in enumerate(readings) if reading.doc is not None}
        numbers = list(docs)
        counts = self.paragraphs
        paragraphs = None if counts is None else [counts.of_document(first_place + number) for number in numbers]
        views = make_views(docs.values(), self.detector.rules, self.profile, paragraphs)
        found = self.detector.find_batch(views, None if began is None else lambda number: began(numbers[number]))
        claims = dict(zip(numbers, found, strict=True))
        outcomes = []
        for number, reading in enumerate(readings):
            if began is not None:
                began(number)
            outcomes.append(self._decide(reading, claims.get(number, NOTHING_CLAIMED)))
        return outcomes

    def _decide(self, reading: Reading, claims: Claims) -> Outcome:
        origin, doc, flags = reading.origin, reading.doc, reading.flags
        if doc is None:
            return Outcome(origin, "quarantined", reading.reason, reading.detail, flags=flags)
        removals = resolve(doc, claims)
        decide = self.config.decide
        over = over_budget(doc, removals, decide.max_removed_share)
        if over is not None:
            flags += ("over-budget",)
            if decide.over_budget == "keep":
                asked = tuple(finding for finding in claims.cuts if finding.category == QUALITY_LINE)
                removals = resolve(doc, replace(claims, cuts=asked))
        text = cut(doc, removals)
        doc, fields, credited = _with_beside(*_with_fields(doc, removals), claims.beside)
        flags += credited
        verdict = over if decide.over_budget == "drop" else None
        cleaned = Cleaned(doc, text, count_words(text), removals)
        verdict = verdict or first_verdict(self.checks, cleaned)
        signals = measure(self.checks, cleaned, self.signals)
        matches = self.contamination.matches_of(text, verdict)
        if matches and verdict is None:
            flags += (CONTAMINATED,)
        status = "dropped" if verdict else "kept"
        reason = verdict.reason if verdict else None
        detail = verdict.detail if verdict else None
        spans: tuple[PiiSpan, ...] = ()
        repaired_spans: tuple[PiiSpan, ...] = ()
        if self.masker:
            masked = self.masker.mask(doc, removals, claims.trials)
            doc, text, removals, spans = masked.doc, masked.text, masked.removals, masked.spans
            repaired_spans = masked.repaired_spans
            said = origin.said  # a date that nobody can read is text as it stands there
            said = said._replace(source_published=self.masker.mask_given(said.source_published))
            origin = replace(origin, said=said)
            claims = replace(claims, trials=masked.trials)
            fields = {name: self.masker.mask_strings(values) for name, values in fields.items()}
            flags = self.masker.mask_strings(flags)
        n_tokens = None if self.tokens is None else self.tokens.count(text)
        return Outcome(
            origin,
            status,
            reason,
            detail,
            doc,
            text,
            removals,
            claims,
            flags,
            fields,
            n_tokens,
            signals,
            matches,
            spans,
            repaired_spans,
            cleaned.n_words if text == cleaned.text else count_words(text),
        )


def _with_fields(doc: Document, removals: tuple[Removal, ...]) -> tuple[Document, dict[str, tuple[str, ...]]]:
    """`doc` with the metadata that its removals carried; what the source said comes first, and nobody stands twice."""
    found: dict[str, dict[str, str]] = {}
    for removal in removals:
        for finding in removal.findings:
            for name, value in finding.fields:
                found.setdefault(name, {}).setdefault(plain(value), value)
    fields = {name: tuple(values.values()) for name, values in found.items()}
    fields["editors"] = distinct_people(fields.get("editors", ()))
    credited = [name for name in fields.get("agency", ()) if not _is_own(name, doc.site)]
    changed = replace(
        doc,
        authors=_authors(doc, (*fields.get("authors", ()), *fields.get("contributors", ()))),
        translators=distinct_people((*doc.translators, *fields.get("translators", ()))),
        agency=join_agencies((*split_agencies(doc.agency), *credited)),
        published=doc.published or next(iter(fields.get("published", ())), None),
    )
    return changed, fields


def _with_beside(
    doc: Document, fields: dict[str, tuple[str, ...]], beside: tuple[Finding, ...]
) -> tuple[Document, dict[str, tuple[str, ...]], tuple[str, ...]]:
    """`doc` and `fields` with what lines beside the text credit, where nothing else does; and flags that say which.

    A line that names other people than the source does is another story's.
    """
    if not beside:
        return doc, fields, ()
    is_brand = brand_of(SiteNames.of(doc.site, doc.url))
    people = {name_key(name) for name in doc.authors if not is_brand(name)}
    found: dict[str, list[str]] = {}
    for finding in beside:
        writers = {name_key(value) for name, value in finding.fields if name in _WRITERS}
        if people and writers and people.isdisjoint(writers):
            continue
        for name, value in finding.fields:
            found.setdefault("authors" if name in _WRITERS else name, []).append(value)
    # Where the site stands for its authors one word may be its name, too: «By QN».
    named = [] if people else found.get("authors", [])
    authors = tuple(name for name in named if not doc.authors or " " in name or is_caseless(name))
    agencies = [name for name in found.get("agency", ()) if not _is_own(name, doc.site)]
    changed = replace(
        doc,
        authors=_authors(doc, authors),
        translators=doc.translators or distinct_people(tuple(found.get("translators", ()))),
        agency=doc.agency or join_agencies(agencies),
    )
    more = {name: tuple(dict.fromkeys(found.get(name, ()))) for name in ("editors", "photo_credits")}
    more = {name: values for name, values in more.items() if values and not fields.get(name)}
    taken = [name for name in ("authors", "translators", "agency") if getattr(changed, name) != getattr(doc, name)]
    return changed, fields | more, tuple(f"credit-beside-text:{name}" for name in (*taken, *more))


def _authors(doc: Document, found: tuple[str, ...]) -> tuple[str, ...]:
    """Who wrote `doc`: whom the source names, then whom its text credits; the site itself only where nobody else does.

    A name in the text that is the headline is that of the person whom the article is about.
    """
    if doc.title:
        headline = plain(doc.title)
        found = tuple(name for name in found if plain(name) != headline)
    if not found:
        return distinct_people(doc.authors)
    is_brand = brand_of(SiteNames.of(doc.site, doc.url))
    people = [name for name in found if not is_brand(name)]
    given = [name for name in doc.authors if not is_brand(name)] if people else doc.authors
    return distinct_people((*given, *(people if people or doc.authors else found)))


def _is_own(agency: str, site: str | None) -> bool:
    """Whether an outlet is the site itself, whose credit line names no agency."""
    return kind_of(agency) == "outlet" and plain(agency).replace(" ", "") in plain(site or "").replace(" ", "")
