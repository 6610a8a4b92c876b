"""Progress on stderr: a bar on a terminal, elsewhere a line every few seconds, with `--log-json` an event."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.console import Console, RenderableType
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from cleancorpus.cli.memory import memory_bytes
from cleancorpus.logs import log_event
from cleancorpus.pipeline.progress import CLEANING, JUDGING, Progress, Standing
from cleancorpus.read import Files

log = logging.getLogger(__name__)
_BAR_EVERY_S, _LOOK_S = 0.5, 0.1
_FORETOLD = (CLEANING, JUDGING)  # steps of which it is said how long they take
_LEAST_S = 0.5  # a rate over less time says nothing
_MEMORY_EVERY_S = 5.0  # the kernel adds up all pages for it


@dataclass(frozen=True)
class View:
    """A run's standing with what follows from it: `share` done (None: unknown), seconds `left` (None: unknown)."""

    standing: Standing
    seconds: float
    share: float | None
    left: float | None
    memory: int | None = None
    judged_per_s: float | None = None

    @property
    def rate(self) -> float | None:
        """Documents cleaned, or judged, a second, those of an earlier run left out; None in the first moments."""
        if self.standing.step == JUDGING:
            return self.judged_per_s
        if self.seconds < _LEAST_S:
            return None
        return (self.standing.rows - self.standing.reused_rows) / self.seconds

    def line(self) -> str:
        """The view in one line."""
        now = self.standing
        first = self.counts() if now.step == CLEANING else f"{now.step} {now.rows:,} documents"
        if now.step == JUDGING and now.judged:
            first = f"{now.step} {now.rows:,} documents ({self.outcomes()})"
        return ", ".join(word for word in (first, self.outlook(), self.memory_words()) if word)

    def counts(self) -> str:
        """Documents so far, by outcome; those that are judged later are only read."""
        now = self.standing
        if now.rows and not now.judged:
            return f"{now.rows:,} documents read"
        return f"{now.rows:,} documents ({self.outcomes()})"

    def outcomes(self) -> str:
        """How many documents have each outcome."""
        now = self.standing
        return f"{now.kept:,} kept, {now.dropped:,} dropped, {now.quarantined:,} quarantined"

    def outlook(self) -> str:
        """While it is cleaned, or judged: how fast, how much of it, how long yet."""
        if self.standing.step not in _FORETOLD:
            return ""
        words = [] if self.rate is None else [f"{self.rate:,.0f}/s"]
        words += [] if self.share is None else [f"{self.share:.0%}"]
        words += [] if self.left is None else [f"{duration(self.left)} left"]
        return ", ".join(words)

    def memory_words(self) -> str:
        """The memory of all processes, where it is known."""
        return "" if self.memory is None else f"{self.memory / 1e6:,.0f} MB of memory"

    def fields(self, total_bytes: int) -> dict[str, Any]:
        """The view as an event's fields."""
        now = self.standing
        return {
            "step": now.step,
            "documents": now.rows,
            "kept": now.kept,
            "dropped": now.dropped,
            "quarantined": now.quarantined,
            "bytes": now.size_bytes,
            "bytes_total": total_bytes,
            "share": None if self.share is None else round(self.share, 4),
            "documents_per_s": None if self.rate is None else round(self.rate, 1),
            "seconds": round(self.seconds, 1),
            "seconds_left": None if self.left is None else round(self.left),
            "parts": now.parts,
            "parts_reused": now.reused_parts,
            "memory_bytes": self.memory,
        }


def duration(seconds: float) -> str:
    """A time in words.

    >>> duration(42), duration(600), duration(90_000)
    ('42 s', '10 min', '25 h')
    """
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:,.0f} s"


class _Bar(Bar):
    """A bar with how long it takes yet, and below it a line of counts; both fit into a terminal of 80 columns."""

    def __init__(self, console: Console) -> None:
        self.words = ""
        bar = BarColumn(bar_width=30)
        columns = (TextColumn("{task.description:9}"), bar, TimeElapsedColumn(), TextColumn("{task.fields[left]}"))
        super().__init__(*columns, console=console, transient=True)

    def get_renderables(self) -> Iterable[RenderableType]:
        """The bar and the line."""
        yield from super().get_renderables()
        yield Text(self.words, "dim", no_wrap=True, overflow="ellipsis")


class Reporter:
    """Shows how far a run is while the `with` lasts, from a thread of its own; `progress` is to be given to the run.

    Shares are those of the files' own bytes, compressed ones as they are. Where a file has no known size there is none.
    """

    def __init__(self, found: Files, *, limit: int | None = None, every_s: float = 10.0, as_json: bool = False) -> None:
        self.progress = Progress()
        self.total_bytes = sum(file.size_bytes for file in found.files)
        self._known = all(file.size_bytes or "://" not in file.path for file in found.files)
        self._limit, self._every_s, self._as_json = limit, every_s, as_json
        self._console = Console(stderr=True)
        self._bar: _Bar | None = None
        self._task = TaskID(0)
        self._start = time.monotonic()
        self._began: float | None = None  # when the first worker was at work: until then they load what they need
        self._best = 0.0  # a worker that was replaced begins its part again: the share waits until it is there again
        self._judging: tuple[float, int] | None = None  # when the first documents were judged, and how many these were
        self._memory: tuple[float, int | None] = (0.0, None)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._show_until_over, name="progress", daemon=True)
        self.seconds = 0.0

    def __enter__(self) -> Reporter:
        self._start = time.monotonic()
        if self._console.is_terminal and not self._as_json:
            self._bar = _Bar(self._console)
            self._task = self._bar.add_task(CLEANING, total=1.0, left="")
            self._bar.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.seconds = time.monotonic() - self._start
        if self._bar is not None:
            self._bar.stop()

    def view(self) -> View:
        """How far the run is now."""
        self._look()
        standing, now = self.progress.now(), time.monotonic()
        seconds = now - (self._began or now)
        if standing.step == JUDGING:
            return self._judging_view(standing, now, seconds)
        if self._limit is not None:
            done, total, reused = standing.rows, self._limit, standing.reused_rows
        else:
            done, total, reused = standing.size_bytes, self.total_bytes, standing.reused_bytes
        share = min(1.0, done / total) if total and (self._known or self._limit is not None) else None
        left = None
        if share is not None:
            share = self._best = max(self._best, share)
            fresh = min(total, done) - reused
            if fresh > 0 and seconds >= _LEAST_S and standing.step == CLEANING:
                left = seconds * (1 - share) * total / fresh
        return View(standing, seconds, share, left, self._memory_now())

    def _judging_view(self, standing: Standing, now: float, seconds: float) -> View:
        """How far the judging is, where that is a step of its own: by documents, as all are read."""
        fresh = standing.judged - standing.reused_judged
        if self._judging is None and fresh:
            self._judging = (now, fresh)
        began, first = self._judging or (now, 0)
        rate = (fresh - first) / (now - began) if now - began >= _LEAST_S else None
        share = min(1.0, standing.judged / standing.rows) if standing.rows else None
        left = max(0, standing.rows - standing.judged) / rate if rate else None
        return View(standing, seconds, share, left, self._memory_now(), rate)

    def _memory_now(self) -> int | None:
        at, size = self._memory
        if time.monotonic() - at > _MEMORY_EVERY_S or not at:
            size = memory_bytes()
            self._memory = (time.monotonic(), size)
        return size

    def _show_until_over(self) -> None:
        every_s = self._every_s if self._bar is None else _BAR_EVERY_S
        shown = time.monotonic()
        while not self._over.wait(min(every_s, _LOOK_S)):
            self._look()
            if time.monotonic() - shown >= every_s:
                shown = time.monotonic()
                self._show()

    def _look(self) -> None:
        if self._began is None and (self.progress.done.parts or self.progress.at_work()):
            self._began = time.monotonic()

    def _show(self) -> None:
        view = self.view()
        if self._bar is not None:
            pulse = view.share is None or view.standing.step not in _FORETOLD
            share = 1.0 if view.share is None or pulse else view.share
            self._bar.words = ", ".join(word for word in (view.counts(), view.memory_words()) if word)
            self._bar.update(
                self._task,
                completed=share,
                total=None if pulse else 1.0,
                description=view.standing.step,
                left=view.outlook(),
            )
        elif self._as_json:
            log_event(log, "progress", view.line(), **view.fields(self.total_bytes))
        else:
            print(view.line(), file=sys.stderr, flush=True)
