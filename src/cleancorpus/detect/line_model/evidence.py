"""Puts into words which features spoke for cutting a line."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleancorpus.detect.line_model.net import Floats
from cleancorpus.detect.line_model.signals import Signals

# Features in groups, each with what to say when its standardised value is low and when it is high. First match counts.
_ABOUT = (
    (r"found (?!within|by|on page)(?P<x>[\w-]+)|(?:since|until) (?P<y>[\w-]+) found", "", "next to what rules call {}"),
    (r"found |partly found|run: found", "rules found little around", "rules found lines around it"),
    (
        r"(?:phrase|line|share) (?P<x>[a-z_]+)[.\w-]*$|(?:since|until) (?P<y>[a-z_]+) line$",
        "",
        "{} phrases here or near",
    ),
    (r"lexicon|phrase topics|run: lexicon|(?:since|until) any phrase", "", "phrases of boilerplate here or near"),
    (r"on other sites|lines? of other sites|run: on other", "", "it or lines beside it stand on other sites"),
    (r"headline again|like headline|near headline|part of headline", "unlike the headline", "repeats the headline"),
    (r"headline|run: headline", "words of the headline absent", "near the headline"),
    (r"site name", "", "name of the site"),
    (r"times on page|seen before|like line before|close to last|word pairs|run: times", "", "said before on the page"),
    (r"words of main run|run: words of main", "shares few words with the article", ""),
    (r"words on", "", "words of many other lines"),
    (r"ends a sentence$|ends with letter|inner ends|sentence$", "no sentence end", "a full sentence out of place"),
    (r"(?:chars|words|one word|two to|six to|length against .*|longest word|word length)$", "short line", "its length"),
    (r"sentence|since sentence|until sentence|run is sent", "no sentences around", "sentences around"),
    (r"ends a sentence|run: ends", "no sentences around", "sentences around"),
    (r"words [+-]|run words|run length|short run|place in short", "short lines around", "a run of like lines"),
    (r"from start|first line|second line|no sentence before|before main", "near the start", "before the article"),
    (r"run is first|mass before|run mass before", "near the start", "late on the page"),
    (r"from end|no sentence after|after main|run is last", "near the end", "after the article"),
    (r"mass after|run mass after|place by|in main run", "outside the article", "late on the page"),
    (r"shape like", "shape of its own", "shape like the lines beside it"),
    (r"capital|starts small|run: capital|run: starts small|glued", "few capitals", "capitals like a headline"),
    (r"clock|date|digits", "no digits", "dates or digits"),
    (r"comma", "few commas", "commas"),
    (r"url|at$|hash|copyright|arrow|pipe|symbols|slash|run: url", "", "signs of links or menus"),
    (r".*on page", "make-up of the page", "make-up of the page"),
)
_GROUPS = tuple((re.compile(pattern), low, high) for pattern, low, high in _ABOUT)


def _phrase(name: str, high: bool) -> str:
    for pattern, if_low, if_high in _GROUPS:
        match = pattern.match(name)
        if match:
            groups = match.groupdict()
            topic = groups.get("x") or groups.get("y") or ""
            return (if_high if high else if_low).format(topic.replace("_", " "))
    return ""


@lru_cache(maxsize=4)
def _phrases(names: tuple[str, ...]) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """All phrases there are, and which of them each feature speaks for: rows are features low, then features high."""
    said = [_phrase(name, high) for high in (False, True) for name in names]
    every = tuple(sorted(set(said) - {""}))
    votes = np.zeros((len(said), len(every)), np.float32)
    for row, phrase in enumerate(said):
        if phrase:
            votes[row, every.index(phrase)] = 1
    return every, votes


def describe(names: tuple[str, ...], rows: Floats, contributions: Floats, most: int = 3) -> list[str]:
    """For each row the two or three reasons that added most to its score, best first, in words.

    `rows` are standardised features, `contributions` what each added. A reason counts if it added over a tenth.
    """
    every, votes = _phrases(names)
    added = np.maximum(contributions, 0)
    total = np.concatenate((added * (rows <= 0), added * (rows > 0)), axis=1) @ votes
    found = []
    for row, order in zip(total, np.argsort(-total, axis=1, kind="stable")[:, :most], strict=True):
        reasons = [every[i] for i in order.tolist() if row[i] > 0.1]
        found.append("; ".join(reasons) if reasons else "the lines around it")
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
