"""Which of the dates in a short line is that of publication: told by the labels before or behind them.

>>> published_part("Mis à jour le 9 mars 2024 - Publié le 3 février 2024")
Part(text='Publié le 3 février 2024', kind='published')
>>> published_part("2024年3月9日更新 2024年2月3日公開").text
' 2024年2月3日公開'
>>> [published_part(text).kind for text in ("Updated 9 March 2024", "Deadline: 9 March 2024", "9 March 2024")]
['updated', 'event', '']
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from cleancorpus.lexicon import phrases
from cleancorpus.text import fold

# Thai and Lao, kana, Han, and Hangul, which has spaces but joins words and particles.
UNSPACED_SCRIPT = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")

DateKind = Literal["published", "updated", "event", ""]
_KINDS: tuple[Literal["published", "updated", "event"], ...] = ("updated", "published", "event")
_RANKS: dict[DateKind, int] = {"published": 0, "": 1, "updated": 2, "event": 3}
_DATED = re.compile(r"\d|[\u05d0-\u05ea][\"'\u05f3\u05f4]")  # Hebrew dates may be all in letters


class Part(NamedTuple):
    """A part of a line with a date, and what its label says the date is of; '' without one."""

    text: str
    kind: DateKind


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    """The labels of dates, longest first, whole words where there are such."""

    def group(*, spaced: bool) -> str:
        rows = [(text, kind) for kind in _KINDS for text in phrases(f"timestamp.word-{kind}")]
        rows = [
            (text, kind)
            for text, kind in rows
            if bool(UNSPACED_SCRIPT.search(text)) != spaced and (len(text) > 1 or not text.isalnum())
        ]
        rows.sort(key=lambda row: -len(row[0]))  # stable: a label of two kinds is the first of `_KINDS`
        return "|".join(re.escape(text) for text in dict.fromkeys(text for text, _ in rows))

    return re.compile(rf"(?<![\w])(?:{group(spaced=True)})(?!\w)|{group(spaced=False)}")


@lru_cache(maxsize=1)
def _kinds() -> dict[str, DateKind]:
    table: dict[str, DateKind] = {}
    for kind in _KINDS:
        for text in phrases(f"timestamp.word-{kind}"):
            table.setdefault(text, kind)
    return table


@lru_cache(maxsize=1024)
def label_kind(text: str) -> DateKind:
    """What the last label in `text` says of the date that follows it."""
    found = list(_labels().finditer(fold(text)))
    return _kinds()[found[-1][0]] if found else ""


@lru_cache(maxsize=1)
def _reading() -> re.Pattern[str]:
    texts = sorted(phrases("timestamp.word-reading"), key=len, reverse=True)
    return re.compile(r"|".join(rf"(?<![^\W\d_]){re.escape(text)}(?![^\W\d_])" for text in texts))


def has_label(text: str) -> bool:
    """Whether a whole label stands in `text`, and not only a word of one: «Online since …», and no «Since …».

    >>> has_label("Online since 3 May 2024"), has_label("Since 3 May 2024"), has_label("5 min read")
    (True, False, True)
    """
    folded = fold(text)
    return _labels().search(folded) is not None or _reading().search(folded) is not None


def date_parts(text: str) -> list[Part]:
    """The parts of a short line that hold a figure, each with its label: before the date, or behind it in all of the line.

    A label without a figure up to the next one belongs to what follows only if that has none of its own.
    """
    return list(_parts(text))


@lru_cache(maxsize=1024)  # asked more than once of a line, and by more than one
def _parts(text: str) -> tuple[Part, ...]:
    labels = list(_labels().finditer(fold(text)))
    if not labels:
        return (Part(text, ""),) if _DATED.search(text) else ()
    kinds = _kinds()
    if _DATED.search(text, 0, labels[0].start()) and not _DATED.search(text, labels[-1].end()):
        starts = [0, *(label.end() for label in labels[:-1])]
        spans = [(start, label.end(), kinds[label[0]]) for start, label in zip(starts, labels, strict=True)]
        spans[-1] = (spans[-1][0], len(text), spans[-1][2])
    else:
        ends = [*(label.start() for label in labels[1:]), len(text)]
        spans = [(label.start(), end, kinds[label[0]]) for label, end in zip(labels, ends, strict=True)]
        spans.insert(0, (0, labels[0].start(), ""))
    return tuple(Part(text[start:end], kind) for start, end, kind in spans if _DATED.search(text, start, end))


def ranked_parts(text: str) -> list[Part]:
    """`date_parts`, those of publication first, then those without a label, of updates and of events."""
    return sorted(date_parts(text), key=lambda part: _RANKS[part.kind])


def published_part(text: str) -> Part:
    """The part of a short line that says when something was published, or comes next to it."""
    return next(iter(ranked_parts(text)), Part(text, label_kind(text)))
