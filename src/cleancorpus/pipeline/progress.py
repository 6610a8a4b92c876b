"""How far a run is: what is done, and what workers are at right now."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from cleancorpus.logs import log_event

log = logging.getLogger(__name__)
# What a worker says of the part it is at (`Watch.tell`): bytes of source files used up, rows, and of these by outcome.
TOLD = ("size_bytes", "rows", "kept", "dropped", "quarantined")
# Steps of a run, in order. Judging is one of its own where lines of sites are counted before.
CLEANING, JUDGING, COMPARING, SETTLING, WRITING = "cleaning", "judging", "comparing", "settling", "writing"
READ = "read"  # stands for the outcome of a row that is not judged yet
# What is counted of documents where lines of sites are: all, those with a site, those on a site with enough documents.
WITH_TEXT, WITH_SITE, WITH_COUNTS = "documents", "with a site", "with counts"


@dataclass(frozen=True)
class Standing:
    """Where a run stands: its step, records and bytes of sources done, outcomes so far (duplicates are still among the
    kept), parts done; and how much of it an earlier run had done. Where judging is a step of its own, `reused_judged` are rows.
    """

    step: str = CLEANING
    rows: int = 0
    size_bytes: int = 0
    kept: int = 0
    dropped: int = 0
    quarantined: int = 0
    parts: int = 0
    reused_parts: int = 0
    reused_rows: int = 0
    reused_bytes: int = 0
    reused_judged: int = 0

    @property
    def judged(self) -> int:
        """Records with an outcome."""
        return self.kept + self.dropped + self.quarantined


@dataclass
class Progress:
    """What is done; `at_work` gives what each worker tells of the part it is at. Another thread may ask."""

    done: Standing = field(default_factory=Standing)
    at_work: Callable[[], Sequence[Sequence[int]]] = lambda: ()
    _took: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.monotonic)

    def seconds(self) -> dict[str, float]:
        """How long each step took, in their order; the last one so far, for the report."""
        took = {**self._took, self.done.step: time.monotonic() - self._since}
        return {step: round(seconds, 1) for step, seconds in took.items()}

    def begin(self, step: str) -> None:
        """A step begins."""
        now = time.monotonic()
        self._took[self.done.step], self._since = now - self._since, now
        self.done = replace(self.done, step=step)
        log_event(log, "step", f"{step} {self.done.rows:,} documents", step=step, documents=self.done.rows)

    def add(self, counts: RowCounts, size_bytes: int, *, reused: bool) -> None:
        """A part is done."""
        done, rows = self.done, counts.rows
        self.done = replace(
            done,
            rows=done.rows + rows,
            size_bytes=done.size_bytes + size_bytes,
            kept=done.kept + counts.by_status.get("kept", 0),
            dropped=done.dropped + counts.by_status.get("dropped", 0),
            quarantined=done.quarantined + counts.by_status.get("quarantined", 0),
            parts=done.parts + 1,
            reused_parts=done.reused_parts + reused,
            reused_rows=done.reused_rows + reused * rows,
            reused_bytes=done.reused_bytes + reused * size_bytes,
        )

    def judged(self, counts: RowCounts, *, reused: bool) -> None:
        """A part is judged that was read before."""
        outcomes = {status: getattr(self.done, status) + counts.by_status.get(status, 0) for status in TOLD[2:]}
        self.done = replace(self.done, **outcomes, reused_judged=self.done.reused_judged + reused * counts.rows)

    def now(self) -> Standing:
        """What is done, with what workers have done of the parts they are at."""
        standing = self.done
        if standing.step in (CLEANING, JUDGING):
            for told in self.at_work():
                more = {name: getattr(standing, name) + number for name, number in zip(TOLD, told, strict=False)}
                standing = replace(standing, **more)
        return standing


class RowCounts:
    """Rows of a part by the file they come from, and by outcome; where lines of sites are counted also by what is known of their
    site (`WITH_SITE` …).
    """

    def __init__(
        self,
        by_source: dict[str, int] | None = None,
        by_status: dict[str, int] | None = None,
        by_site: dict[str, int] | None = None,
    ) -> None:
        self.by_source, self.by_status, self.by_site = by_source or {}, by_status or {}, by_site or {}

    def add(self, outcomes: pa.RecordBatch) -> None:
        """Count a batch of outcomes."""
        for counts, column in ((self.by_source, "source"), (self.by_status, "status")):
            for value in outcomes.column(column).to_pylist():
                counts[value] = counts.get(value, 0) + 1

    def add_read(self, readings: pa.RecordBatch) -> None:
        """Count a batch of readings, which have no outcome yet."""
        for source in readings.column("source").to_pylist():
            self.by_source[source] = self.by_source.get(source, 0) + 1
        self.by_status[READ] = self.by_status.get(READ, 0) + readings.num_rows

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(self.by_status.values())

    def told(self, size_bytes: int) -> tuple[int, ...]:
        """What a worker tells of it, in the order of `TOLD`."""
        return size_bytes, self.rows, *(self.by_status.get(status, 0) for status in TOLD[2:])

    def judged(self) -> tuple[int, ...]:
        """The same of rows that count as done already."""
        return 0, 0, *self.told(0)[2:]

    def to_note(self) -> dict[str, dict[str, int]]:
        """As JSON values, for `RowCounts(**…)`."""
        return {"by_source": self.by_source, "by_status": self.by_status, "by_site": self.by_site}
