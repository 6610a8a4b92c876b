"""Rules against what people judged in a review: whether what was right is cut still, what was wrong no longer, and what was
missed now.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleancorpus.config import Config
from cleancorpus.model import Record
from cleancorpus.numbers import Interval, wilson
from cleancorpus.pipeline.core import Core
from cleancorpus.pipeline.outcome import Outcome
from cleancorpus.review.examples import documents_and_spots
from cleancorpus.review.judgements import Judgement, Spot, read_judgements


@dataclass
class Judged:
    """Spots of one rule, or missed lines of one label: how many were judged so, and how many of them are cut now. `lost` are
    those that were wrong and are cut still, `left` those that should go and stay: id of the document, and text.
    """

    right: int = 0
    right_cut: int = 0
    wrong: int = 0
    wrong_cut: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)

    @property
    def precision(self) -> Interval | None:
        """The share that is right of what is cut now, with Wilson's interval of 95 %; None where nothing is."""
        cut = self.right_cut + self.wrong_cut
        return wilson(self.right_cut, cut) if cut else None


@dataclass
class JudgedReport:
    """The figures of a file of judgements. `not_found` counts spots whose text is not in the document any more as it is read now,
    or whose document the file has not; `damaged` lines of the file that cannot be read.
    """

    documents: int = 0
    rules: dict[str, Judged] = field(default_factory=lambda: defaultdict(Judged))
    missed: dict[str, Judged] = field(default_factory=lambda: defaultdict(Judged))
    unsure: int = 0
    not_found: int = 0
    damaged: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain values, in order of names."""
        rules = {}
        for rule, one in sorted(self.rules.items()):
            figure = one.precision
            rules[rule] = {name: getattr(one, name) for name in ("right", "right_cut", "wrong", "wrong_cut")}
            rules[rule]["precision"] = None if figure is None else round(figure.value, 4)
        missed = {label: {"lines": one.right, "cut": one.right_cut} for label, one in sorted(self.missed.items())}
        others = {name: getattr(self, name) for name in ("unsure", "not_found", "damaged")}
        return {"documents": self.documents, "rules": rules, "missed": missed, **others}


def evaluate_judged(path: Path, config: Config) -> JudgedReport:
    """Clean the texts of the documents that were judged, as plain text with what was known of them, and see what is cut of what
    was judged: at least half of its characters.

    Raises:
        CleancorpusError: the file cannot be read, or is none of judgements.
    """
    judgements, damaged = read_judgements(path)
    documents, spots = documents_and_spots(judgements)
    report = JudgedReport(damaged=damaged)
    by_document: dict[Any, list[tuple[Spot, Judgement]]] = defaultdict(list)
    for (version, spot), judgement in spots.items():
        by_document[version, spot.document].append((spot, judgement))
    core = Core(config)
    for key, judged in by_document.items():
        document = documents.get(key)
        if document is None:
            report.not_found += len(judged)
            continue
        report.documents += 1
        outcome = core.process(_record(document))
        for spot, judgement in judged:
            _count(report, outcome, spot, judgement)
    return report


def _record(document: Judgement) -> Record:
    agency = document.get("agency")
    return Record(
        document["id"],
        "",
        1,
        "text",
        document["text"].encode("utf-8", "replace"),
        "utf-8",
        authors=tuple(document.get("authors") or ()),
        agency=(agency,) if agency else (),
        title=document.get("title"),
        url=document.get("url"),
        site=document.get("site"),
        language=document.get("language"),
    )


def _count(report: JudgedReport, outcome: Outcome, spot: Spot, judgement: Judgement) -> None:
    verdict = judgement["verdict"]
    if verdict == "unsure":
        report.unsure += 1
        return
    is_cut = _is_cut(outcome, judgement["text"].strip(), spot.start)
    if is_cut is None:
        report.not_found += 1
        return
    told = (spot.document.id, judgement["text"].strip())
    if spot.kind == "line":
        one = report.missed[judgement.get("label") or "nav"]
    else:
        one = report.rules[judgement["rule"]]
    if verdict == "wrong":
        one.wrong += 1
        one.wrong_cut += is_cut
        if is_cut:
            one.lost.append(told)
    else:
        one.right += 1
        one.right_cut += is_cut
        if not is_cut:
            one.left.append(told)


def _is_cut(outcome: Outcome, text: str, start: int) -> bool | None:
    """Whether half of a text that stood at `start` is cut; None where it is not in the document."""
    doc = outcome.doc
    if doc is None or not text:
        return None
    place = _nearest(doc.text, text, start)
    if place is None:
        return None
    end = place + len(text)
    spans = [removal.span for removal in outcome.removals]
    cut = sum(max(0, min(end, span.end) - max(place, span.start)) for span in spans)
    return 2 * cut >= len(text)


def _nearest(text: str, part: str, start: int) -> int | None:
    """Where a part stands in a text, nearest to a place."""
    before = text.rfind(part, 0, start + len(part))
    behind = text.find(part, start)
    found = [place for place in (before, behind) if place >= 0]
    return min(found, key=lambda place: abs(place - start), default=None)
