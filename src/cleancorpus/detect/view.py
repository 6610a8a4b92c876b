"""A document as rules read it: what several rules need of one document, each thing found out once."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import repeat
from typing import Protocol

from cleancorpus.detect.headline import Headline, known_headlines
from cleancorpus.detect.labels import labels_of
from cleancorpus.detect.layout import Layout, lay_out
from cleancorpus.detect.line import Line, lines_of
from cleancorpus.detect.name_lists import name_lists
from cleancorpus.detect.own_rows import own_rows
from cleancorpus.detect.paragraphs import Paragraphs
from cleancorpus.detect.prose import is_prose, prose_before
from cleancorpus.detect.repeats import Profile, SiteLines
from cleancorpus.known.people import name_key
from cleancorpus.lexicon import Hit
from cleancorpus.model import Document, Finding


class Finder(Protocol):
    """What a view has to know of a rule; `detect.rule.Rule` is one."""

    def applies_to(self, language: str) -> bool: ...

    def find(self, view: View) -> Iterator[Finding]: ...

    def authors(self, view: View) -> Iterable[str]: ...


class View:
    """One document and what rules ask of it; every property is computed when it is first asked for, and kept.

    `rules` are the rules of the configuration, in any order. A view asks them who wrote the document, and nothing else
    of what one rule finds reaches another: so rules may run in any order, alone, or not at all. `site_lines` is in how many
    documents of the site its lines stand, `paragraphs` in how many of the corpus, where that was counted.
    """

    def __init__(
        self,
        doc: Document,
        rules: Sequence[Finder] = (),
        site_lines: SiteLines | None = None,
        paragraphs: Paragraphs | None = None,
    ) -> None:
        self.doc = doc
        self.paragraphs = paragraphs
        self.site_lines = site_lines
        self._rules = rules
        self.signing: dict[str, tuple[int, ...]] = {}  # by name the lines that say that it writes (`byline_neighbours`)
        self.known_rows: dict[range, tuple[int, int]] = {}  # how many of a list's rows are authors, of so many known
        self._findings: dict[Finder, tuple[Finding, ...]] = {}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The blocks with their text, in order; `lines[i]` is `doc.blocks[i]`."""
        return lines_of(self.doc)

    def line_at(self, place: int) -> Line:
        """The line that holds the character at `place` of the text, which must not be a line break."""
        return self.lines[bisect_right(self._starts, place) - 1]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple([block.span.start for block in self.doc.blocks])

    @cached_property
    def hits(self) -> tuple[tuple[Hit, ...], ...]:
        """Per line the phrases of the lexicon in it, by start, longest first."""
        return tuple(line.found.hits for line in self.lines)

    @cached_property
    def phrases(self) -> dict[str, list[tuple[int, Hit]]]:
        """The phrases of the lexicon by kind: (line index, hit) in order of lines."""
        found: dict[str, list[tuple[int, Hit]]] = defaultdict(list)
        for index, hits in enumerate(self.hits):
            for hit in hits:
                found[hit.phrase.kind].append((index, hit))
        return dict(found)

    def hits_of(self, line: Line, *kinds: str) -> tuple[Hit, ...]:
        """The phrases in `line` of the given kinds; a kind that ends in `.` stands for all of its topic."""
        found = self.hits[line.index]
        if not found:
            return ()
        topics = tuple([kind for kind in kinds if kind[-1] == "."])
        return tuple([hit for hit in found if hit.phrase.kind in kinds or hit.phrase.kind.startswith(topics)])

    @cached_property
    def labels(self) -> tuple[frozenset[str], ...]:
        """Per line the lexicon kinds that know the whole line; empty for most lines."""
        return labels_of(self.lines)

    @cached_property
    def prose(self) -> tuple[bool, ...]:
        """Per line whether it reads like a paragraph."""
        return tuple(is_prose(line) for line in self.lines)

    @cached_property
    def prose_lines(self) -> tuple[int, ...]:
        """The indexes of the lines that read like paragraphs, in order."""
        return tuple(index for index, is_long in enumerate(self.prose) if is_long)

    def has_prose_before(self, index: int) -> bool:
        """Whether a paragraph stands above line `index`."""
        return bool(self.prose_lines) and self.prose_lines[0] < index

    def has_prose_after(self, index: int) -> bool:
        """Whether a paragraph stands below line `index`."""
        return bool(self.prose_lines) and self.prose_lines[-1] > index

    @cached_property
    def prose_before(self) -> tuple[float, ...]:
        """Per line which share of the prose words (0 to 1) stands before it; all 1 in a document without prose."""
        return prose_before(self.lines, self.prose)

    def at_edge(self, index: int) -> bool:
        """Whether line `index` stands before the first prose line or after the last."""
        return self.prose_before[index] in (0.0, 1.0)

    @cached_property
    def lone_line(self) -> int | None:
        """The only line among the paragraphs that is none: an article has no subheading or several. None: none, or more."""
        long = self.prose_lines
        if not long or long[-1] - long[0] != len(long):
            return None
        return next(index for index in range(long[0], long[-1]) if not self.prose[index])

    @cached_property
    def layout(self) -> Layout:
        """Where the head, the run of paragraphs and the tail are."""
        consent = [
            index
            for index, hits in enumerate(self.hits)
            if len(hits) > 1 and sum([hit.phrase.kind[:7] == "cookie." for hit in hits]) > 1
        ]
        return lay_out(self.lines, self.titles, frozenset(consent))

    @cached_property
    def name_lists(self) -> dict[int, range]:
        """By line, where it is a row of a list of people (a cast, a jury, results), all rows of that list."""
        return name_lists(self.lines)

    @cached_property
    def own_rows(self) -> dict[int, str]:
        """By line, where it is a row of a table, a fact of a list or a line of a log that the article itself sets, which."""
        return own_rows(self.lines, self.prose_lines, self.layout)

    @property
    def from_page(self) -> bool:
        """Whether the lines are blocks of a page, which the extractor has judged."""
        return self.doc.from_page

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The headlines the source gave, the document's title first, each once."""
        return tuple(dict.fromkeys(title for title in (self.doc.title, *self.doc.headlines) if title))

    @cached_property
    def known_headlines(self) -> tuple[Headline, ...]:
        """The forms of all headlines the source gave, whole titles first."""
        return known_headlines(self.titles)

    @cached_property
    def authors(self) -> frozenset[str]:
        """Who wrote the document, as `name_key` writes full names: by the source, and by the rules of the configuration."""
        named = (name for rule in self._rules if rule.applies_to(self.doc.language) for name in rule.authors(self))
        return frozenset(name_key(name) for name in (*self.doc.authors, *named) if " " in name)

    def findings_of(self, rule: Finder) -> tuple[Finding, ...]:
        """What `rule` finds, computed once: for a rule that is also asked who wrote the document."""
        if rule not in self._findings:
            self._findings[rule] = tuple(rule.find(self))
        return self._findings[rule]


def make_views(
    docs: Iterable[Document],
    rules: Sequence[Finder] = (),
    profile: Profile | None = None,
    paragraphs: Sequence[Paragraphs] | None = None,
) -> list[View]:
    """Views of a batch of documents, in order; `profile` has the counts of lines of their sites, `paragraphs` those of the whole
    corpus, for each of them.
    """
    counts = repeat(None) if paragraphs is None else paragraphs
    return [
        View(doc, rules, None if profile is None else profile.of_document(doc.url, doc.site), own)
        for doc, own in zip(docs, counts, strict=False)
    ]
