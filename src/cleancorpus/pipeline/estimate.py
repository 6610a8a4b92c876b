"""What a random sample says of all records: shares with their intervals, and how long a run would take."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import sqrt
from typing import Any

from cleancorpus.numbers import Z95, Interval, wilson
from cleancorpus.pipeline.result import RunResult
from cleancorpus.read.draw import Draw
from cleancorpus.versions.open import local_version

_LEAST_BATCHES = 3  # of fewer nothing can be said of how times vary


@dataclass(frozen=True)
class Share:
    """What so many records of the sample have in common, and the share of all that have it."""

    label: str
    number: int
    share: Interval
    removals: int = 0

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        found = {"number": self.number, **self.share._asdict()}
        return {**found, "removals": self.removals} if self.removals else found


@dataclass(frozen=True)
class Estimate:
    """What a sample says of the whole.

    `drawn` are records of the sample, `total` is how many there are in all, about unless `is_counted`. `passing` are those
    that pass all checks, duplicates among them; `dropped` and `quarantined` are those that do not, by reason, all of each first.
    `duplicates` were found within the sample: in the whole there are more. `rules` are documents with a removal, by rule, of
    those that are kept; `text` is the share of their characters that goes. `seconds` is the time of all records with so many
    `workers`, None where an earlier try had done the work.
    """

    drawn: int
    total: int
    is_counted: bool
    passing: Share
    dropped: tuple[Share, ...]
    quarantined: tuple[Share, ...]
    duplicates: int
    kept: int
    rules: tuple[Share, ...]
    text: Interval | None
    seconds: Interval | None
    workers: int

    def to_json(self) -> dict[str, Any]:
        """As JSON values; shares between 0 and 1."""
        named = ("dropped", "quarantined", "rules")
        return {
            "drawn": self.drawn,
            "records": self.total,
            "records_counted": self.is_counted,
            "kept_or_duplicate": self.passing.to_json(),
            **{name: {one.label: one.to_json() for one in getattr(self, name)} for name in named},
            "duplicates_in_sample": self.duplicates,
            "kept_in_sample": self.kept,
            "removed_characters": self.text and self.text._asdict(),
            "seconds": self.seconds and self.seconds._asdict(),
            "workers": self.workers,
        }


def estimate_of(result: RunResult, draw: Draw, workers: int) -> Estimate:
    """What the sample of a run says.

    Raises:
        ExportError: the sample's files cannot be read.
    """
    ledger, drawn = result.ledger, int(result.ledger["rows_in"])
    total = max(drawn, round(drawn + result.passed))
    everything = draw.rate >= 1

    def share(label: str, number: int, of: int = drawn, removals: int = 0) -> Share:
        exact = Interval(number / max(1, of), number / max(1, of), number / max(1, of))
        return Share(label, number, exact if everything else wilson(number, of), removals)

    def shares(status: str, reasons: str) -> tuple[Share, ...]:
        return (share("all", ledger[status]), *(share(name, number) for name, number in ledger[reasons].items()))

    documents, removals, text = _cut_in(result)
    if text is not None and everything:
        text = Interval(text.value, text.value, text.value)
    return Estimate(
        drawn=drawn,
        total=total,
        is_counted=draw.blocks == 1 or everything,
        passing=share("kept or duplicate", ledger["kept"] + ledger["duplicate"]),
        dropped=shares("dropped", "dropped_by_reason"),
        quarantined=shares("quarantined", "quarantined_by_reason"),
        duplicates=ledger["duplicate"],
        kept=ledger["kept"],
        rules=tuple(share(rule, number, ledger["kept"], removals[rule]) for rule, number in documents.most_common()),
        text=text,
        seconds=_seconds(result, total, workers),
        workers=workers,
    )


def _cut_in(result: RunResult) -> tuple[Counter[str], Counter[str], Interval | None]:
    """Documents of the sample that lose something, by rule; removals by rule; and the share of characters that go."""
    documents, removals = Counter[str](), Counter[str]()
    if result.export is None:
        return documents, removals, None
    cut, left = list[float](), list[float]()
    for _, batch in local_version(result.export.path).read("default", ["n_chars", "removals"]):
        for n_chars, spans in zip(*(batch.column(name).to_pylist() for name in ("n_chars", "removals")), strict=True):
            rules = Counter(str(span["rule"]) for span in spans)
            removals += rules
            documents.update(rules.keys())
            cut.append(sum(span["end"] - span["start"] for span in spans))
            left.append(n_chars)
    whole = [gone + kept for gone, kept in zip(cut, left, strict=True)]
    return documents, removals, _ratio(whole, cut)


def _seconds(result: RunResult, total: int, workers: int) -> Interval | None:
    """Seconds of reading and cleaning all records: what a record took in the sample, times all, over the workers."""
    batches = [batch for times in result.times for batch in times.batches]
    per_record = _ratio([float(rows) for rows, _ in batches], [seconds for _, seconds in batches])
    if per_record is None:
        return None
    rows = max(1, int(result.ledger["rows_in"]))
    more = sum(each.reading_s for each in result.times) / max(1, result.seen)
    more += (result.judging_s + sum(each.rest_s for each in result.times)) / rows
    return Interval(*(figure + more for figure in per_record)).times(total / workers)


def _ratio(sizes: list[float], values: list[float]) -> Interval | None:
    """All values over all sizes, with its interval from how far single ones are from it; None for nothing."""
    n, size = len(sizes), sum(sizes)
    if not size:
        return None
    ratio = sum(values) / size
    if n < _LEAST_BATCHES:
        return Interval(ratio, 0.0, float("inf"))
    squares = sum((value - ratio * each) ** 2 for each, value in zip(sizes, values, strict=True))
    free = n - 1
    # Student's t for few values, as a series in 1/free (Abramowitz and Stegun 26.7.5)
    deviations = Z95 + (Z95**3 + Z95) / (4 * free) + (5 * Z95**5 + 16 * Z95**3 + 3 * Z95) / (96 * free**2)
    half = deviations * sqrt(squares * n / free) / size
    return Interval(ratio, max(0.0, ratio - half), ratio + half)
