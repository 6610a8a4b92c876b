"""Lines and openings that stand in many documents of a site of a version, and that no rule took: suggestions for own rules.

Two passes over the texts, in bounded memory: the first counts lines in a table of fixed size, in which some share a place; the
second looks at those whose place has enough, and counts them exactly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import yaml
from xxhash import xxh3_64_intdigest

from cleancorpus.detect.repeats import exact_key, is_counted, line_key, mark_of, site_key
from cleancorpus.shown import printable
from cleancorpus.text import fold, n_words
from cleancorpus.versions.open import VersionFiles

PLACES = 1 << 24  # of the table: 64 MB; ten million different lines overcount one in a few thousand
MOST_WORDS = 60  # own rules leave longer lines alone
_OUTER = 3  # lines from either end that count as the beginning, or end, of a text
_OPENING_WORDS = range(2, 9)
_CLOSES = ":—–|»›>•"  # what ends an opening that is none of the sentence behind it
_ARTICLES = 20_000  # of a suggestion that are remembered, to count copies once; of more a few copies change nothing
_SAMPLES, _WRITTEN = 3, 8  # ids of a suggestion; ways of writing that are looked at
_DIGITS = re.compile(r"\d+")
_COLUMNS = ("id", "text", "url", "site", "title")


@dataclass
class Suggestion:
    """A line, or an opening of lines, that stands in `documents` of a site (copies of one article are one).

    `above` and `below` are how many of them have it among their first and last lines, `elsewhere` is in how many documents of
    other sites it stands, `written` the ways in which it is, `ids` a few of the documents.
    """

    site: str
    key: str
    is_opening: bool
    documents: int = 0
    above: int = 0
    below: int = 0
    elsewhere: int = 0
    written: Counter[str] = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    articles: set[int] = field(default_factory=set, repr=False)

    @property
    def text(self) -> str:
        """How it is mostly written."""
        return self.written.most_common(1)[0][0]

    @property
    def pattern(self) -> str | None:
        """A regular expression of RE2 for it, where a phrase would not do: an opening, or a line with other digits each time."""
        form = _DIGITS.sub("0", self.text)
        if not self.is_opening and len({_DIGITS.findall(text).__repr__() for text in self.written}) < 2:
            return None
        escaped = "".join(
            rf"\{char}" if not char.isalnum() and char.isascii() and char != " " else char for char in form
        )
        body = escaped.replace("0", r"\d+")
        return rf"^\s*{body}\s*" if self.is_opening else rf"^\s*{body}\s*$"

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        own = ("site", "text", "is_opening", "documents", "above", "below", "elsewhere", "ids", "pattern")
        return {name: getattr(self, name) for name in own}


@dataclass
class Suggestions:
    """What was found, by site; `documents` of each site, and how many there are without a site, of which nothing is said."""

    by_site: dict[str, list[Suggestion]]
    documents: Counter[str]
    without_site: int

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "sites": {
                site: {"documents": self.documents[site], "suggestions": [one.to_json() for one in found]}
                for site, found in self.by_site.items()
            },
            "documents_without_site": self.without_site,
        }


def suggest(
    version: VersionFiles, *, min_documents: int = 10, min_share: float = 0.1, most: int = 40, only: str | None = None
) -> Suggestions:
    """Lines that stand in `min_documents` of a site or more, and in that share of its documents; `most` a site. `only` is
    the site to look at.

    Raises:
        ExportError: a file of the version cannot be read.
    """
    table, documents, without = np.zeros(PLACES, np.uint32), Counter[str](), 0
    for row, site in _rows(version):
        if site is None:
            without += 1
            continue
        documents[site] += 1
        places = {_place(site, key, opening) for key, opening, *_ in _lines(row["text"])}
        table[list(places)] += 1
    wanted = {site for site, count in documents.items() if count >= min_documents and only in (None, site)}
    found: dict[tuple[str, str, bool], Suggestion] = {}
    for row, site in _rows(version):
        if site not in wanted or site is None:
            continue
        article, seen = mark_of(row["title"] or row["text"][:500]), set[tuple[str, bool]]()
        for key, opening, text, above, below in _lines(row["text"]):
            if (key, opening) in seen or table[_place(site, key, opening)] < min_documents:
                continue
            seen.add((key, opening))
            one = found.setdefault((site, key, opening), Suggestion(site, key, opening))
            _count(one, row["id"], article, text, above=above, below=below)
    enough = {
        place: one
        for place, one in found.items()
        if one.documents >= min_documents and one.documents >= min_share * documents[one.site]
    }
    _count_elsewhere(version, enough)
    by_site: dict[str, list[Suggestion]] = {}
    for one in sorted(_without_parts(enough), key=lambda one: (one.site, -one.documents, one.key)):
        by_site.setdefault(one.site, []).append(one)
    order = sorted(by_site, key=lambda site: (-documents[site], site))
    return Suggestions({site: by_site[site][:most] for site in order}, documents, without)


def _rows(version: VersionFiles) -> Iterator[tuple[dict[str, Any], str | None]]:
    """The documents of a version, each with its site."""
    for _, batch in version.read("default", list(_COLUMNS)):
        for row in batch.to_pylist():
            yield row, site_key(row["url"], row["site"])


def _place(site: str, key: str, opening: bool) -> int:
    return xxh3_64_intdigest(f"{site}\0{int(opening)}\0{key}".encode("utf-8", "surrogatepass")) % PLACES


def _lines(text: str) -> Iterator[tuple[str, bool, str, bool, bool]]:
    """The lines of a text that may be suggested, and openings of the first and last ones: key, whether it is an opening, how it
    is written, whether it stands among the first and among the last lines.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for number, line in enumerate(lines):
        above, below = number < _OUTER, number >= len(lines) - _OUTER
        key = line_key(fold(line))
        if is_counted(key) and n_words(line) <= MOST_WORDS:
            yield key, False, line, above, below
        if above or below:
            for opening in _openings(line):
                yield line_key(fold(opening)), True, opening, above, below


def _openings(line: str) -> Iterator[str]:
    """Beginnings of a line that are set off from what comes behind them: «Our man in Velden: …»."""
    words = line.split(" ")
    for count in _OPENING_WORDS:
        if count < len(words) and words[count - 1] and words[count - 1][-1] in _CLOSES:
            opening = " ".join(words[:count])
            if is_counted(exact_key(fold(opening))):
                yield opening


def _count(one: Suggestion, row_id: str, article: int, text: str, *, above: bool, below: bool) -> None:
    if article in one.articles:
        return  # a copy, or the same article again
    if len(one.articles) < _ARTICLES:
        one.articles.add(article)
    one.documents += 1
    one.above += above
    one.below += below
    if text in one.written or len(one.written) < _WRITTEN:
        one.written[text] += 1
    if len(one.ids) < _SAMPLES:
        one.ids.append(row_id)


def _count_elsewhere(version: VersionFiles, found: dict[tuple[str, str, bool], Suggestion]) -> None:
    """In how many documents of other sites each stands: an own rule knows no sites."""
    if not found:
        return
    keys = {(key, opening) for _, key, opening in found}
    total: Counter[tuple[str, bool]] = Counter()
    of_site: Counter[tuple[str | None, str, bool]] = Counter()
    for row, site in _rows(version):
        for place in {(key, opening) for key, opening, *_ in _lines(row["text"])} & keys:
            total[place] += 1
            of_site[(site, *place)] += 1
    for (site, key, opening), one in found.items():
        one.elsewhere = total[key, opening] - of_site[site, key, opening]


def _without_parts(found: dict[tuple[str, str, bool], Suggestion]) -> Iterator[Suggestion]:
    """All but openings of lines that are suggested themselves, and shorter openings of as many documents."""
    for (site, key, opening), one in found.items():
        longer = (
            other
            for (where, whole, _), other in found.items()
            if opening and where == site and whole != key and whole.startswith(key)
        )
        if not any(other.documents >= 0.9 * one.documents for other in longer):
            yield one


_CAUTION = (
    "# Suggestions only: what stands in many documents of a site may be furniture, or a heading, a refrain, a form of words",
    "# that belongs to the text. Read each with some of its documents (`explain DIR --id ID`), take out what is text, put",
    "# the rest into your configuration and `try` it. On trial a rule counts and cuts nothing; without the line `stage` it",
    "# cuts, and on all sites, as own rules know none.",
)


def as_rules(found: Suggestions, *, is_chosen: bool = False) -> str:
    """The suggestions as `own_rules` of a configuration, with what is known of each as a comment: on trial, unless somebody chose
    them.
    """
    lines = [] if is_chosen else [*_CAUTION]
    if found.without_site:
        lines.append(f"# Not looked at: {found.without_site:,} documents without an address or a site.")
    if not found.by_site:
        none = "# None." if is_chosen else "# Nothing stands in enough documents of a site."
        return "\n".join([*lines, none, "own_rules: {}", ""])
    lines.append("own_rules:")
    names: Counter[str] = Counter()
    for site, suggestions in found.by_site.items():
        name = _rule_id(site, names)
        lines += [f"  {name}:  # {printable(site)}, {found.documents[site]:,} documents"]
        lines += [] if is_chosen else ["    stage: trial"]
        for key, chosen in (
            ("phrases", [one for one in suggestions if one.pattern is None]),
            ("regexes", [one for one in suggestions if one.pattern is not None]),
        ):
            lines += [f"    {key}:"] if chosen else []
            for one in chosen:
                lines += [
                    f"      # {_figures(one, found.documents[site])}",
                    f"      - {_quoted(one.pattern or one.text)}",
                ]
    return "\n".join([*lines, ""])


def _figures(one: Suggestion, of: int) -> str:
    said = [f"{'opens lines of ' if one.is_opening else ''}{one.documents:,} of {of:,} documents"]
    said += [f"{one.above:,} at the beginning"] if one.above else []
    said += [f"{one.below:,} at the end"] if one.below else []
    said += [f"{one.elsewhere:,} of other sites, too"] if one.elsewhere else []
    sample = f", as in {printable(one.text)[:100]}" if one.pattern else ""
    return f"{'; '.join(said)}{sample}; ids {', '.join(printable(each)[:80] for each in one.ids)}"


def _quoted(text: str) -> str:
    """A string of YAML on one line."""
    written: str = yaml.safe_dump(text, default_style='"', width=float("inf"), allow_unicode=True)
    return written.rstrip("\n")


def _rule_id(site: str, names: Counter[str]) -> str:
    """An id for the rule of a site, each another."""
    name = "-".join(re.findall(r"[a-z0-9]+", site.lower())) or "site"
    name = name if name[0].isalpha() else f"site-{name}"
    names[name] += 1
    return f"{name}-lines" if names[name] == 1 else f"{name}-lines-{names[name]}"
