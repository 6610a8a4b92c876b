"""«Judge N»: of each rule N removals at random, the same each time, and how precise that says the rule is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cleancorpus.numbers import Interval, counted, wilson
from cleancorpus.report.sampling import hashes_of, mixed
from cleancorpus.review.index import RowIndex
from cleancorpus.review.judgements import DocumentKey, Judgement, Spot
from cleancorpus.schema import STATUS_TABLE
from cleancorpus.shown import as_code, in_cell, in_markdown

KEPT = next(iter(STATUS_TABLE))


@dataclass
class RuleAudit:
    """The sample of a rule: `removals` it has in documents that were kept, `sample` those to judge, by their numbers in the
    index; `said` counts verdicts, `days` are the first and last days of judging.
    """

    rule: str
    category: str
    removals: int
    sample: list[int]
    said: Counter[str] = field(default_factory=Counter)
    open: list[int] = field(default_factory=list)
    days: list[str] = field(default_factory=list)

    @property
    def judged(self) -> int:
        """Those judged right or wrong."""
        return self.said["right"] + self.said["wrong"]

    @property
    def precision(self) -> Interval | None:
        """The share that is right, with its interval; None where nothing was judged. Where all removals were, it is exact."""
        if not self.judged:
            return None
        if self.judged == self.removals:
            return Interval(*[self.said["right"] / self.judged] * 3)
        return wilson(self.said["right"], self.judged)


class Sample:
    """The removals of each rule in an order of chance, of which an audit takes the first: a larger one has the smaller in it.

    The order is that of a hash of id, place and `content_hash`: it does not depend on the order of rows, and another version has
    another one, as a rule that was mended on what was drawn here is better on that than on the rest.
    """

    def __init__(self, index: RowIndex, content_hash: str) -> None:
        self._index = index
        removals = index.removals
        kept = np.flatnonzero(index.status[removals.row] == 0)
        rows, places = np.unique(removals.row[kept], return_inverse=True)
        hashes = hashes_of(index.ids.take(rows).to_pylist()) ^ hashes_of([content_hash])
        ranks = mixed(hashes[places], removals.start[kept])
        codes = removals.rule.codes[kept]
        order = np.lexsort((ranks, codes))
        self._kept, codes = kept[order], codes[order]
        self._starts = np.searchsorted(codes, np.arange(len(removals.rule.names) + 1))
        self._ranks = np.full(len(removals.row), np.iinfo(np.int64).max)
        self._ranks[self._kept] = np.arange(len(codes)) - self._starts[codes]

    def is_drawn(self, number: int, size: int) -> bool:
        """Whether a removal, by its number in the index, is in the sample of `size`."""
        return int(self._ranks[number]) < size

    def audit(self, size: int, said: Mapping[Spot, Judgement]) -> list[RuleAudit]:
        """The sample of each rule with what was said of it, the rule with most removals first."""
        removals, found = self._index.removals, []
        by_place = {(spot.document.id, spot.start, spot.end): one for spot, one in said.items() if _counts(spot, one)}
        for code, rule in enumerate(removals.rule.names):
            first, last = int(self._starts[code]), int(self._starts[code + 1])
            if first == last:
                continue
            sample = self._kept[first : min(last, first + size)].tolist()
            one = RuleAudit(rule, removals.categories[rule], last - first, sample)
            for number in sample:
                self._add(one, number, by_place)
            found.append(one)
        return sorted(found, key=lambda one: (-one.removals, one.rule))

    def _add(self, one: RuleAudit, number: int, said: Mapping[tuple[str, int, int], Judgement]) -> None:
        removals = self._index.removals
        row_id = self._index.ids[int(removals.row[number])].as_py()
        judgement = said.get((row_id, int(removals.start[number]), int(removals.end[number])))
        if judgement is None or not self.is_drawn(number, judgement["audit"]):  # nor was it when it was judged
            one.open.append(number)
            return
        one.said[judgement["verdict"]] += 1
        if judgement["verdict"] != "unsure":
            day = str(judgement["time"])[:10]
            one.days = sorted({*one.days, day})
            one.days = [one.days[0], one.days[-1]] if len(one.days) > 2 else one.days


def _counts(spot: Spot, judgement: Judgement) -> bool:
    """Whether it was judged as one of the sample: what somebody chose to judge says nothing of the others."""
    return spot.kind == "removal" and spot.document.status == KEPT and bool(judgement.get("audit"))


def key_of(status: str, row: Mapping[str, Any]) -> DocumentKey:
    """Which document a row is."""
    return DocumentKey(status, str(row["id"]), str(row["source"]), row.get("position"))


def card_section(audits: list[RuleAudit], size: int) -> str:
    """What the card says of it, in Markdown; '' where nothing was judged."""
    judged = [one for one in audits if one.judged]
    if not judged:
        return ""
    lines = [
        "## How precise the rules are",
        "",
        f"People judged a random sample of at most {size:,} removals of a rule, drawn from those in the documents that were "
        "kept: whether what was cut is no part of the article. The interval is Wilson's, of 95 %; where all removals of a rule "
        "were judged there is none. "
        f"{_not_judged(audits)}",
        "",
        "| rule | removals | judged | right | wrong | unsure | precision | 95 % | judged on |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in judged:
        figure = one.precision
        assert figure is not None
        interval = "all judged" if one.judged == one.removals else f"{figure.low:.1%} to {figure.high:.1%}"
        lines.append(
            f"| {in_cell(as_code(one.rule))} | {one.removals:,} | {one.judged:,} | {one.said['right']:,} | {one.said['wrong']:,} "
            f"| {one.said['unsure']:,} | {figure.value:.1%} | {interval} | {in_markdown(' to '.join(one.days))} |"
        )
    return "\n".join(lines)


def _not_judged(audits: list[RuleAudit]) -> str:
    others = [one for one in audits if not one.judged]
    if not others:
        return "Of every rule some were judged."
    return f"Of {counted(len(others), 'rule')} with {sum(one.removals for one in others):,} removals none were."
