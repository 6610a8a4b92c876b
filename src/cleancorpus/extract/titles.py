"""The headline of an article out of its candidates, without the site's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from cleancorpus.extract.headings import is_run
from cleancorpus.known.headlines import (
    MAX_HEADLINE_CHARS,
    headline_key,
    partition_colon,
    same_headline,
    split_title,
)
from cleancorpus.known.sites import SECTIONS, SiteNames, goes_on, strip_site
from cleancorpus.known.titles import without_last_part
from cleancorpus.text import words_of


@dataclass(frozen=True)
class Candidate:
    """A candidate: where it stood (`h1`, `heading`, `og`, `json-ld`, `work`, `twitter`, `meta`, `title`) and its text.

    `heading` is one of a lower level that says what a title says, `work` the name of a video in the page's JSON-LD.
    """

    source: str
    text: str


# How far each source is believed; JSON-LD and h1 are written for the reader, the others for search engines.
_WEIGHTS = {
    "json-ld": 3.0,
    "h1": 2.5,
    "heading": 2.5,
    "og": 2.0,
    "title": 1.5,
    "twitter": 1.2,
    "meta": 1.0,
    "work": 0.5,
}


def choose_headlines(candidates: Iterable[Candidate], names: SiteNames) -> tuple[str, ...]:
    """Distinct headlines of a page, best first, each without the site's name as far as it is known.

    The newsroom's own headline is taken, the `headline` of JSON-LD, then the first-level heading, if it has to do with
    what the page is called elsewhere: a heading may be the site's name or a box's, a JSON-LD node another article's.
    Where neither has, the candidate that the others agree with most is taken.
    """
    usable = [c for c in candidates if len(c.text) <= MAX_HEADLINE_CHARS and any(map(str.isalnum, c.text))]
    if not usable:
        return ()
    # A heading that is the site's name, undeclared, is told from the headline in the page's title as a declared one is.
    names = names.with_more(c.text for c in usable if _is_site_heading(c, usable, names))
    stripped = [
        Candidate(c.source, strip_site(c.text, names, (other.text for other in usable if other.source != c.source)))
        for c in usable
    ]
    stripped = _without_sections(stripped)
    fit = [c for c in stripped if not names.is_name(c.text) and headline_key(c.text) not in SECTIONS]
    fit = [c for c in fit if not _is_site_heading(c, usable, names)] or fit or stripped
    best = _newsroom_headline(fit) or max(_but_headings(fit), key=lambda c: _votes(c, fit))
    result = [best.text if goes_on(best.text, (c.text for c in usable)) else without_last_part(best.text)]
    for candidate in sorted(stripped, key=lambda c: -_WEIGHTS[c.source]):
        if not names.is_name(candidate.text) and not any(same_headline(candidate.text, kept) for kept in result):
            result.append(candidate.text)
    return tuple(result)


def _without_sections(candidates: list[Candidate]) -> list[Candidate]:
    """`candidates` without first-level headings of sections: of three or more, those that no other source speaks of."""
    headings = {headline_key(c.text) for c in candidates if c.source == "h1"}
    others = [c.text for c in candidates if c.source != "h1"]
    if len(headings) < _SECTIONS_FROM or not others:
        return candidates
    return [c for c in candidates if c.source != "h1" or any(_related(c.text, other) for other in others)]


def _newsroom_headline(candidates: list[Candidate]) -> Candidate | None:
    """The headline of JSON-LD, else of a heading: one that is what a title says, before one that only speaks of the same.

    Of several that speak of the same the first is taken, for cards of related stories stand behind the article.
    """
    for source, relation in (("json-ld", _shares_word), ("h1", is_run), ("heading", _any), ("h1", _related)):
        ours = [c for c in candidates if c.source == source]
        others = [c for c in candidates if c.source not in (source, "heading")]
        related = [c for c in ours if not others or any(relation(c.text, other.text) for other in others)]
        if related:
            telling = [c for c in related if any(_shares_word(c.text, other.text) for other in others)]
            best = (
                (telling or related)[0] if relation is _related else max(related, key=lambda c: _votes(c, candidates))
            )
            return _without_kicker(best, others)
    return None


def _but_headings(candidates: list[Candidate]) -> list[Candidate]:
    """`candidates` without headings that nothing else on the page speaks of, if others are left."""
    return [c for c in candidates if c.source != "h1"] or candidates


def _without_kicker(heading: Candidate, others: list[Candidate]) -> Candidate:
    """`heading` without the kicker before it, if other sources show where the kicker ends.

    They do if one has the headline alone, or with another kicker; where the kicker is glued to an h1 without a sign
    between them, two sources must have the headline alone.
    """
    for kicker, tail in _kickers(heading.text):
        for other in others:
            # The <title> and cards for Twitter are shortened in ways of their own.
            if other.source in ("title", "twitter"):
                continue
            alone = headline_key(other.text) == headline_key(tail)
            if alone or any(
                headline_key(tail) == headline_key(end) and _disjoint(kicker, start)
                for start, end in _kickers(other.text)
            ):
                return Candidate(heading.source, tail)
    if heading.source == "h1":
        for other in others:
            agreeing = {c.source for c in others if headline_key(c.text) == headline_key(other.text)}
            if (
                len(agreeing) >= 2
                and len(headline_key(other.text)) >= 12
                and headline_key(heading.text).endswith(" " + headline_key(other.text))
            ):
                return other
    return heading


def _kickers(text: str) -> list[tuple[str, str]]:
    """`(kicker, headline)` for the first separator and the first colon in `text`, if it reads like that."""
    pairs = []
    pieces = split_title(text)
    n = len(pieces.texts)
    if n > 1:
        pairs.append((pieces.texts[0], pieces.join(1, n)))
    head, colon, tail = partition_colon(text)
    if colon:
        pairs.append((head, tail))
    return [
        (kicker, tail)
        for kicker, tail in pairs
        # Kickers name a section, a place or a person; what stands behind must be a headline by itself.
        if len(words_of(headline_key(kicker))) <= 5 and len(words_of(headline_key(tail))) >= 3
    ]


def _disjoint(one: str, other: str) -> bool:
    return not set(words_of(headline_key(one))) & set(words_of(headline_key(other)))


def _is_site_heading(candidate: Candidate, candidates: list[Candidate], names: SiteNames) -> bool:
    """Whether an h1 is what the page's title starts or ends with beside the headline: the site's own name.

    It is, if nothing else is called so, and it stands at the end of the title, or before a headline that another source has.
    """
    if candidate.source != "h1":
        return False
    others = [c.text for c in candidates if c.source not in ("h1", "title")]
    if any(same_headline(other, candidate.text) for other in others):
        return False
    for title in (c.text for c in candidates if c.source == "title"):
        pieces = split_title(title)
        n = len(pieces.texts)
        tails = [pieces.join(start, n) for start in range(1, n)]
        # Where the site's name or host stands at the start, the headline stands at the end.
        if not names.is_alone(pieces.texts[0]) and any(
            headline_key(tail) == headline_key(candidate.text) for tail in tails
        ):
            return True
        if headline_key(pieces.texts[0]) == headline_key(candidate.text) and any(
            same_headline(tail, other) for tail in tails for other in others
        ):
            return True
        head, colon, tail = partition_colon(title)
        if (
            colon
            and headline_key(head) == headline_key(candidate.text)
            and any(same_headline(tail, other) for other in others)
        ):
            return True
    return False


def _votes(candidate: Candidate, candidates: list[Candidate]) -> float:
    """How far the sources agree with `candidate`, each with its weight; sources in a fixed order, for equal sums."""
    score = _WEIGHTS[candidate.source]
    for source, weight in _WEIGHTS.items():
        if source != candidate.source:
            texts = [other.text for other in candidates if other.source == source]
            score += weight * max((_agreement(candidate.text, text) for text in texts), default=0.0)
    return score


def _agreement(one: str, other: str) -> float:
    """How far two headlines say the same, 0 to 1: squared ratio of their plain texts."""
    return float((fuzz.ratio(headline_key(one), headline_key(other)) / 100) ** 2)


def _any(one: str, other: str) -> bool:  # noqa: ARG001 - headings of lower levels come here because a title says them
    return True


def _related(one: str, other: str) -> bool:
    """Whether two headlines may be of one story: a good part of their words is the same."""
    return float(fuzz.token_set_ratio(headline_key(one), headline_key(other))) >= _RELATED


_SECTIONS_FROM = 3  # first-level headings; two are the site's name and the headline
_RELATED = 55.0  # `fuzz.token_set_ratio`; chosen by hand: about half of the words, as a headline for search engines has


def _shares_word(one: str, other: str) -> bool:
    """Whether two headlines share a word of four letters or more, or two signs of a script without spaces."""
    shared = set(words_of(headline_key(one))) & set(words_of(headline_key(other)))
    return any(len(word) >= 4 for word in shared) or sum(not word.isascii() for word in shared) >= 2
