"""The documents that a report shows: samples of removals, documents that lost most, dropped ones, records in quarantine.

Each has at most so many characters, and all of a kind at most so many bytes on the page; what does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from cleancorpus.report.documents import Place, rows_at
from cleancorpus.report.figures import category_of
from cleancorpus.report.highlight import (
    Caps,
    Mark,
    capped,
    excerpt,
    highlighted,
    is_link,
    marks_of,
    repaired_text,
    shown,
)
from cleancorpus.report.losses import LostRows
from cleancorpus.report.rows import DocumentRows, RemovalAt
from cleancorpus.versions.open import VersionFiles

PER_RULE = 6  # samples of a rule
RULES = 60  # rules with samples, those with most removals
_SAMPLE = Caps(cut=420, kept=400)
_MOST_LOST = Caps(cut=260, kept=110, total=2_400)
_OPENING = 320  # characters of a dropped document
_RAW = 200  # bytes of a record in quarantine
_NAME = 140
_URL = 300  # characters of an address that becomes a link
BYTES = {"samples": 600_000, "most_lost": 200_000, "dropped": 150_000, "quarantined": 80_000}
_COLUMNS = ("id", "title", "url", "site", "language", "text", "n_chars", "removed_share", "removals")


@dataclass(frozen=True)
class Example:
    """A document on the page: names and address short enough, `html` escaped; `said` is what there is to say of it."""

    id: str
    title: str
    url: str | None
    site: str
    language: str
    said: str
    html: Markup

    @property
    def size(self) -> int:
        """Bytes on the page, about."""
        names = (self.id, self.title, self.url or "", self.site, self.language, self.said)
        return sum(len(str(shown(name)).encode()) for name in names) + len(str(self.html).encode()) + 300


@dataclass
class RuleExamples:
    """Samples of a rule's removals."""

    rule: str
    category: str
    examples: list[Example] = field(default_factory=list)


@dataclass
class Examples:
    """All that is shown; `left_out` counts what did not fit, by kind."""

    rules: list[RuleExamples]
    most_lost: list[Example]
    dropped: dict[str, list[Example]]
    quarantined: dict[str, list[Example]]
    left_out: dict[str, int]


def examples_of(version: VersionFiles, rows: DocumentRows, lost: dict[str, LostRows]) -> Examples:
    """What is shown of a version.

    Raises:
        ExportError: a file cannot be read.
    """
    left_out: dict[str, int] = {}
    of_rule: dict[str, int] = {}
    for (rule, *_), count in rows.spans.items():
        of_rule[rule] = of_rule.get(rule, 0) + count
    rules = sorted(of_rule, key=lambda rule: (-of_rule[rule], rule))[:RULES]
    found = _read_documents(version, rows, set(rules))
    groups = [RuleExamples(rule, category_of(rows, rule), found.choose(rule)) for rule in rules]
    _fit("samples", [group.examples for group in groups], left_out)
    _fit("most_lost", [found.most_lost], left_out)
    others = {}
    for config in ("dropped", "quarantined"):
        others[config] = _lost_examples(version, config, lost[config])
        _fit(config, list(others[config].values()), left_out)
    return Examples(groups, found.most_lost, others["dropped"], others["quarantined"], left_out)


def _fit(kind: str, groups: list[list[Example]], left_out: dict[str, int]) -> None:
    """Leave out the last examples of the groups, in turn, until all fit; the first of each group goes last."""
    sizes = [[example.size for example in group] for group in groups]
    total, dropped = sum(map(sum, sizes)), 0
    while total > BYTES[kind]:
        longest = max(range(len(groups)), key=lambda number: (len(groups[number]), sum(sizes[number]), -number))
        groups[longest].pop()
        total -= sizes[longest].pop()
        dropped += 1
    if dropped:
        left_out[kind] = dropped


class _Found:
    """Examples as they are read, in the order of files: by rule and reason with their rank, and those that lost most."""

    def __init__(self, rows: DocumentRows) -> None:
        self._rows = rows
        self._samples: dict[tuple[str, str, int], tuple[str, Example]] = {}
        self._lost: dict[int, Example] = {}

    def add_sample(self, rule: str, reason: str, rank: int, row: dict[str, Any], start: int) -> None:
        text, marks = repaired_text(row), marks_of(row["removals"])
        mark = next(mark for mark in marks if mark.start == start)
        html = highlighted(text, marks, window=excerpt(text, mark), focus=mark, caps=_SAMPLE)
        same = " ".join(text[mark.start : mark.end][:_NAME].split())
        self._samples[rule, reason, rank] = same, _example(row, _why(mark), html)

    def add_lost(self, rank: int, row: dict[str, Any]) -> None:
        text, marks = repaired_text(row), marks_of(row["removals"])
        cut = sum(mark.end - mark.start for mark in marks)
        said = f"{100 * cut / max(1, len(text)):.0f} % of {len(text):,} characters, in {len(marks):,} cuts"
        self._lost[rank] = _example(row, said, highlighted(text, marks, caps=_MOST_LOST))

    @property
    def most_lost(self) -> list[Example]:
        return [example for _, example in sorted(self._lost.items(), key=lambda item: item[0])]

    def choose(self, rule: str) -> list[Example]:
        """Samples of a rule: of its commonest reasons in turn, equal texts once as long as there are others."""
        counts: dict[str, int] = {}
        for (name, _, reason, _), count in self._rows.spans.items():
            if name == rule:
                counts[reason] = counts.get(reason, 0) + count
        order = sorted(counts, key=lambda reason: (-counts[reason], reason))
        queues = [sorted(key for key in self._samples if key[:2] == (rule, reason)) for reason in order]
        chosen: list[Example] = []
        again: list[Example] = []
        seen: set[str] = set()
        while any(queues) and len(chosen) < PER_RULE:
            for queue in queues:
                if queue and len(chosen) < PER_RULE:
                    same, example = self._samples[queue.pop(0)]
                    (again if same in seen else chosen).append(example)
                    seen.add(same)
        return [*chosen, *again][:PER_RULE] if len(chosen) < 2 else chosen


def _why(mark: Mark) -> str:
    score = "" if mark.score is None else f" (score {mark.score:.2f})"
    return f"{mark.reason}: {mark.evidence}{score}"


def _read_documents(version: VersionFiles, rows: DocumentRows, rules: set[str]) -> _Found:
    found = _Found(rows)
    wanted: dict[Place, list[tuple[str, str, int, int]]] = {}
    for rule, reason in rows.samples.groups():
        if rule in rules:
            at: RemovalAt
            for rank, at in enumerate(rows.samples.of((rule, reason))):
                wanted.setdefault(at.place, []).append((rule, reason, rank, at.start))
    for rank, place in enumerate(rows.most_lost.of(None)):
        wanted.setdefault(place, []).append(("", "", rank, -1))
    for (rule, reason, rank, start), row in rows_at(version, wanted, _COLUMNS):
        if start < 0:
            found.add_lost(rank, row)
        else:
            found.add_sample(rule, reason, rank, row, start)
    return found


def _lost_examples(version: VersionFiles, config: str, lost: LostRows) -> dict[str, list[Example]]:
    wanted: dict[Place, list[tuple[str, int]]] = {}
    for reason in lost.samples.groups():
        for rank, place in enumerate(lost.samples.of(reason)):
            wanted.setdefault(place, []).append((reason, rank))
    text = "raw" if config == "quarantined" else "repaired_text"
    columns = ["id", "url", "detail", "source", text, *(() if config == "quarantined" else ("title", "language"))]
    read = dict(rows_at(version, wanted, columns))
    found: dict[str, list[Example]] = {}
    for reason, rank in _ordered(read, lost):
        row = read[reason, rank]
        content = _raw(row[text]) if config == "quarantined" else capped(row[text], _OPENING)
        row = {"title": None, "language": None, "site": row["source"], **row}
        found.setdefault(reason, []).append(_example(row, row["detail"] or "", shown(content)))
    return found


def _ordered(keys: Iterable[tuple[str, int]], lost: LostRows) -> Iterator[tuple[str, int]]:
    """Reasons with most rows first, of each the samples in their order."""
    yield from sorted(keys, key=lambda key: (-lost.by_reason[key[0]], key))


def _raw(data: bytes | None) -> str:
    return capped((data or b"")[:_RAW].decode("utf-8", "backslashreplace"), _RAW)


def _example(row: dict[str, Any], said: str, html: Markup) -> Example:
    url = row["url"] if is_link(row["url"]) and len(row["url"]) <= _URL else capped(row["url"], _NAME) or None
    names = {name: capped(row[name], _NAME) for name in ("id", "title", "site", "language")}
    return Example(**names, url=url, said=capped(said, 2 * _NAME), html=html)
