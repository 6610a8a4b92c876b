"""Puts into words which features spoke for cutting a line."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleancorpus.detect.line_model.net import UNIT, Floats
from cleancorpus.detect.line_model.signals import Signals

_MIXED = "lines-around"
# The ways the model comes to a judgement, by what spoke loudest.
REASONS = {
    "findings-around": "what rules found beside it, or did not",
    "phrases": "phrases of boilerplate in it or near",
    "other-sites": "it or lines beside it stand on other sites",
    "headline": "how it compares with the headline",
    "site-name": "the site's name",
    "repeated": "it was said before on the page",
    "words": "its words are not the article's, or many other lines'",
    "sentence": "whether it ends like a sentence",
    "length": "its length",
    "sentences-around": "sentences around it, or none",
    "lengths-around": "a run of lines of like length",
    "place": "where on the page it stands",
    "shape": "a shape like the lines beside it, or of its own",
    "signs": "capitals, digits, commas and signs of links",
    "page": "the make-up of the page",
    _MIXED: "the lines around it",
}

# Features in groups, each with its reason code and what to say when its standardised value is low and when it is high.
# The first match counts.
_ABOUT = (
    (
        "findings-around",
        r"found (?!within|by|on page)(?P<x>[\w-]+)|(?:since|until) (?P<y>[\w-]+) found",
        "",
        "next to what rules call {}",
    ),
    ("findings-around", r"found |partly found|run: found", "rules found little around", "rules found lines around it"),
    (
        "phrases",
        r"(?:phrase|line|share) (?P<x>[a-z_]+)[.\w-]*$|(?:since|until) (?P<y>[a-z_]+) line$",
        "",
        "{} phrases here or near",
    ),
    (
        "phrases",
        r"lexicon|phrase topics|run: lexicon|(?:since|until) any phrase",
        "",
        "phrases of boilerplate here or near",
    ),
    (
        "other-sites",
        r"on other sites|lines? of other sites|run: on other",
        "",
        "it or lines beside it stand on other sites",
    ),
    (
        "headline",
        r"headline again|like headline|near headline|part of headline",
        "unlike the headline",
        "repeats the headline",
    ),
    ("headline", r"headline|run: headline", "words of the headline absent", "near the headline"),
    ("site-name", r"site name", "", "name of the site"),
    (
        "repeated",
        r"times on page|seen before|like line before|close to last|word pairs|run: times",
        "",
        "said before on the page",
    ),
    ("words", r"words of main run|run: words of main", "shares few words with the article", ""),
    ("words", r"words on", "", "words of many other lines"),
    (
        "sentence",
        r"ends a sentence$|ends with letter|inner ends|sentence$",
        "no sentence end",
        "a full sentence out of place",
    ),
    (
        "length",
        r"(?:chars|words|one word|two to|six to|length against .*|longest word|word length)$",
        "short line",
        "its length",
    ),
    (
        "sentences-around",
        r"sentence|since sentence|until sentence|run is sent",
        "no sentences around",
        "sentences around",
    ),
    ("sentences-around", r"ends a sentence|run: ends", "no sentences around", "sentences around"),
    (
        "lengths-around",
        r"words [+-]|run words|run length|short run|place in short",
        "short lines around",
        "a run of like lines",
    ),
    (
        "place",
        r"from start|first line|second line|no sentence before|before main",
        "near the start",
        "before the article",
    ),
    ("place", r"run is first|mass before|run mass before", "near the start", "late on the page"),
    ("place", r"from end|no sentence after|after main|run is last", "near the end", "after the article"),
    ("place", r"mass after|run mass after|place by|in main run", "outside the article", "late on the page"),
    ("shape", r"shape like", "shape of its own", "shape like the lines beside it"),
    ("signs", r"capital|starts small|run: capital|run: starts small|glued", "few capitals", "capitals like a headline"),
    ("signs", r"clock|date|digits", "no digits", "dates or digits"),
    ("signs", r"comma", "few commas", "commas"),
    ("signs", r"url|at$|hash|copyright|arrow|pipe|symbols|slash|run: url", "", "signs of links or menus"),
    ("page", r".*on page", "make-up of the page", "make-up of the page"),
)
_GROUPS = tuple((code, re.compile(pattern), low, high) for code, pattern, low, high in _ABOUT)


def _phrase(name: str, high: bool) -> tuple[str, str]:
    """Reason code and words for a feature whose value is high or low; words are '' where it has nothing to say."""
    for code, pattern, if_low, if_high in _GROUPS:
        match = pattern.match(name)
        if match:
            groups = match.groupdict()
            topic = groups.get("x") or groups.get("y") or ""
            return code, (if_high if high else if_low).format(topic.replace("_", " "))
    return _MIXED, ""


@lru_cache(maxsize=4)
def _phrases(names: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str], NDArray[np.float64]]:
    """All phrases there are, the reason code of each, and which of them each feature speaks for.

    Rows of the last are features low, then features high.
    """
    said = [_phrase(name, high) for high in (False, True) for name in names]
    codes = {phrase: code for code, phrase in said if phrase}
    every = tuple(sorted(codes))
    votes = np.zeros((len(said), len(every)))
    for row, (_, phrase) in enumerate(said):
        if phrase:
            votes[row, every.index(phrase)] = 1
    return every, codes, votes


def describe(
    names: tuple[str, ...], rows: Floats, contributions: NDArray[np.float64], most: int = 3
) -> list[tuple[str, str]]:
    """For each row the code of the reason that added most to its score, and the best two or three in words, best first.

    `rows` are standardised features, `contributions` what each added. A reason counts if it added over a tenth.
    """
    every, codes, votes = _phrases(names)
    added = np.rint(np.maximum(contributions, 0) / UNIT) * UNIT  # of which sums are exact, in whatever order
    total = np.concatenate((added * (rows <= 0), added * (rows > 0)), axis=1) @ votes
    found = []
    for row, order in zip(total, np.argsort(-total, axis=1, kind="stable")[:, :most], strict=True):
        said = [every[i] for i in order.tolist() if row[i] > 0.1]
        found.append((codes[said[0]], "; ".join(said)) if said else (_MIXED, REASONS[_MIXED]))
    return found


CATEGORY_OF_TOPIC = {
    "related": "related",
    "comment": "comment",
    "comments": "comment",
    "share": "share",
    "newsletter": "newsletter",
    "paywall": "newsletter",
    "ad": "advertisement",
    "advertisement": "advertisement",
    "nav": "navigation",
    "navigation": "navigation",
    "cookie": "cookie",
    "byline": "byline",
    "timestamp": "timestamp",
    "copyright": "copyright",
}
_SECTIONS = ("related", "comment", "newsletter", "navigation")  # what comes as a heading and a list under it


def guess_category(columns: dict[str, int], values: NDArray[np.float64], signals: Signals) -> str:
    """The class of a line by its own phrases, or by the heading or finding above it; "boilerplate" if neither speaks.

    `columns` says where a feature stands in `values`, the line's features before standardising.
    """
    own: list[tuple[float, str]] = []
    for kind in signals.kinds:
        topic, _, part = kind.partition(".")
        if topic in CATEGORY_OF_TOPIC and not part.startswith("word-") and values[columns[f"phrase {kind}"]]:
            own.append((float(values[columns[f"share {topic}"]]), CATEGORY_OF_TOPIC[topic]))
    share, category = max(own, default=(0.0, ""))
    if share >= 0.25:
        return category
    above = [
        (float(values[columns[f"since {category} found"]]), category)
        for category in signals.categories
        if category in _SECTIONS
    ]
    above += [
        (float(values[columns[f"since {topic} line"]]), CATEGORY_OF_TOPIC[topic])
        for topic in signals.topics
        if CATEGORY_OF_TOPIC.get(topic) in _SECTIONS
    ]
    nearness, category = max(above, default=(0.0, ""))
    return category if nearness >= 0.5 else "boilerplate"
