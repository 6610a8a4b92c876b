"""Puts into words which features spoke for cutting a line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from cleancorpus.detect.line_model.chars import Floats
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


def _phrase(name: str, value: float) -> str:
    for pattern, low, high in _GROUPS:
        match = pattern.match(name)
        if match:
            groups = match.groupdict()
            topic = groups.get("x") or groups.get("y") or ""
            return (high if value > 0 else low or "").format(topic)
    return ""


def describe(names: Sequence[str], row: Floats, contributions: Floats, most: int = 3) -> str:
    """The two or three reasons that added most to a line's score, best first, in words.

    `row` are the standardised features of the line, `contributions` what each added.
    """
    total: dict[str, float] = defaultdict(float)
    for index in np.flatnonzero(contributions > 0).tolist():
        phrase = _phrase(names[index], float(row[index]))
        if phrase:
            total[phrase] += float(contributions[index])
    best = sorted(total, key=lambda phrase: (-total[phrase], phrase))[:most]
    return "; ".join(best) if best else "the lines around it"


CATEGORY_OF_TOPIC = {
    "related": "related",
    "comment": "comment",
    "share": "share",
    "newsletter": "newsletter",
    "paywall": "newsletter",
    "ad": "advertisement",
    "nav": "navigation",
    "cookie": "cookie",
    "byline": "byline",
    "timestamp": "timestamp",
    "copyright": "copyright",
}


def guess_category(columns: dict[str, int], values: Floats, signals: Signals) -> str:
    """The class of a line by its own phrases, or by the heading or finding above it; "boilerplate" if neither speaks.

    `columns` says where a feature stands in `values`, the line's features before standardising.
    """
    own = [(float(values[columns[f"share {topic}"]]), topic) for topic in signals.topics if topic in CATEGORY_OF_TOPIC]
    share, topic = max(own, default=(0.0, ""))
    if share >= 0.25:
        return CATEGORY_OF_TOPIC[topic]
    above = [
        (float(values[columns[f"since {topic} line"]]), CATEGORY_OF_TOPIC[topic])
        for topic in ("related", "comment")
        if topic in signals.topics
    ]
    above += [
        (float(values[columns[f"since {category} found"]]), category)
        for category in ("related", "comment", "newsletter", "navigation")
        if category in signals.categories
    ]
    nearness, category = max(above, default=(0.0, ""))
    return category if nearness >= 0.5 else "boilerplate"
