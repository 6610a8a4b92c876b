"""What a rule is: prose, options, examples both ways, and `find`, which points and never edits.

One file a rule. From that file alone come its tests (exact spans), its options in the config and the JSON schema, its
page in the catalogue and `python -m cleancorpus rules <id>`.

Where a comment beside a threshold says what another value does «on 216 labelled texts», the whole cleaner ran on them,
line model and all, with that one value changed; what one rule leaves, another or the model may take.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core.core_schema import ValidationInfo

from cleancorpus.config.values import no_bool_for_a_number
from cleancorpus.detect.line import Line
from cleancorpus.detect.paragraphs import paragraph_hash, paragraph_key, profile_of_paragraphs
from cleancorpus.detect.repeats import profile_of_counts
from cleancorpus.detect.view import Finder, View
from cleancorpus.model import Document, Finding, Span
from cleancorpus.repair.assemble import assemble

_MARK = re.compile(r"\[-(.*?)-\]", re.DOTALL)  # the shortest stretch between two marks, over lines

Stage = Literal["trial", "stable"]


class RuleOptions(BaseModel):
    """Options of a rule: frozen, unknown keys are errors, every field has a description."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _numbers_are_numbers(cls, value: Any, info: ValidationInfo) -> Any:
        return no_bool_for_a_number(value, cls.model_fields[str(info.field_name)].annotation)


@dataclass(frozen=True)
class Example:
    """A text, a block a line, with `[-…-]` around exactly what the rule must point at.

    `title`, `headlines`, `authors`, `site`, `language` and `url` are what the source would have said of it. A case that the rule
    should get and does not has `known_failure=True`; its test demands that it still fails. `fields` are the metadata
    the findings must carry, as (field, value) pairs; `options` are option values other than the defaults. `counts` are lines and
    in how many of the site's `site_documents` they stand, if that was counted; a line with 0 for its digits, whatever they are.
    `paragraphs` are lines and in how many documents of the corpus they stand, another one being the first.
    """

    marked: str
    title: str | None = None
    headlines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    site: str | None = None
    language: str = "en"
    url: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    site_documents: int = 0
    paragraphs: tuple[tuple[str, int], ...] = ()
    note: str = ""
    known_failure: bool = False

    def document(self) -> Document:
        """The example as the document a rule would be given."""
        return assemble(
            _MARK.sub(r"\1", self.marked),
            id="example",
            title=self.title,
            headlines=self.headlines,
            authors=self.authors,
            site=self.site,
            language=self.language,
            language_score=1.0,
            url=self.url,
        )

    def view(self, rules: Sequence[Finder] = ()) -> View:
        """The example as a rule sees it."""
        doc, site = self.document(), self.site or "example"
        of_site, paragraphs = None, None
        if self.site_documents:
            of_site = profile_of_counts(site, self.site_documents, self.counts, doc.text).of_site(site)
        if self.paragraphs:
            counts = [(paragraph_hash(paragraph_key(line)), number, 0) for line, number in self.paragraphs]
            paragraphs = profile_of_paragraphs(counts).of_document(1)
        return View(doc, rules, of_site, paragraphs)

    def spans(self) -> tuple[Span, ...]:
        """The marked spans, in code points of the text without marks."""
        spans, shift = [], 0
        for match in _MARK.finditer(self.marked):
            start = match.start() - shift
            spans.append(Span(start, start + len(match[1])))
            shift += 4
        return tuple(spans)


class Rule(ABC):
    """Base of all rules. A subclass declares the class attributes and writes `find`.

    `stage` is `trial` (reports, cuts nothing) or `stable`. `languages` are ISO 639-1 codes, or `("*",)` for a rule that
    works by structure or whose lexicon knows many languages. `protects` makes the rule a keeper: its findings say
    that a span must stay, whatever rules of these categories or ids (`("*",)`: all) say. `modes` are those of
    `decide.mode` in which it runs unless the config switches it on or off. `reasons` are the ways it finds something:
    a code, which its findings carry and code may branch on, and a line of explanation for people. `counts` is of what it needs
    counts that a run makes before: of each site's lines, or of the paragraphs of the corpus; without them it finds nothing.
    """

    id: ClassVar[str]
    version: ClassVar[int]
    stage: ClassVar[Stage] = "stable"
    category: ClassVar[str]
    reasons: ClassVar[Mapping[str, str]]
    languages: ClassVar[tuple[str, ...]] = ("*",)
    protects: ClassVar[tuple[str, ...]] = ()
    modes: ClassVar[tuple[str, ...]] = ("careful", "strict")
    counts: ClassVar[Literal["lines", "paragraphs"] | None] = None
    enabled: ClassVar[bool] = True  # whether presets switch it on unless they say otherwise
    removes: ClassVar[tuple[Example, ...]] = ()
    keeps: ClassVar[tuple[Example, ...]] = ()

    class Options(RuleOptions):
        """No options."""

    def __init__(self, options: RuleOptions | None = None) -> None:
        self.options: Any = self.Options() if options is None else options

    @property
    def is_on_trial(self) -> bool:
        """Whether it only reports."""
        return self.stage == "trial"

    @abstractmethod
    def find(self, view: View) -> Iterator[Finding]:
        """Point at what this rule removes (or protects) in a document. Pure: no I/O, no state, no edit.

        A finding's span lies inside one line, or runs from one line's start to another's end.
        """

    def authors(self, view: View) -> Iterable[str]:  # noqa: ARG002 - for rules that read names
        """The names this rule reads as those of the document's authors; other rules ask for them as `View.authors`.

        It must not ask for `View.authors` itself, nor may `find` of a rule that answers here.
        """
        return ()

    def finding(
        self,
        where: Line | Span,
        reason: str,
        evidence: str = "",
        *,
        score: float = 1.0,
        fields: tuple[tuple[str, str], ...] = (),
        category: str | None = None,
    ) -> Finding:
        """A finding of this rule on a line or span; without `evidence` the reason's explanation stands for it."""
        span = where.span if isinstance(where, Line) else where
        said = evidence or self.reasons[reason]
        return Finding(self.id, self.version, category or self.category, span, reason, score, said, fields)

    def applies_to(self, language: str) -> bool:
        """Whether the rule runs on documents of `language` (an ISO code, `und` where unknown)."""
        return "*" in self.languages or language == "und" or language in self.languages
