"""The first step of a run: which parts there are, in which order, and what came of each."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cleancorpus.engine.task import Task
from cleancorpus.pipeline.calls import CleanCall, Cleaned, SurveyCall, Times
from cleancorpus.read.draw import ONE_RECORD, Draw
from cleancorpus.read.files import SourceFile
from cleancorpus.read.no_documents import largest_first
from cleancorpus.read.parts import Part, group_files
from cleancorpus.read.survey import Survey

_Place = tuple[int, int]  # of a part: its file or group among all, and its piece


@dataclass(frozen=True)
class CleanedParts:
    """All parts in final order: names, how many of their rows count (None: all), and the files they came from.

    `rows` is how many rows count in all, `reused` how many parts an earlier run had done. `named` are names of fields that
    somebody chose and that records have, by file. `passed` is how many records a sample went past, `seen` how
    many were read, `times` what its parts took.
    """

    names: tuple[str, ...]
    limits: tuple[int | None, ...]
    rows: int
    reused: int
    inputs: list[dict[str, Any]]
    named: dict[str, set[str]]
    keys: int = 0
    passed: float = 0.0
    seen: int = 0
    times: tuple[Times, ...] = ()

    @property
    def listed(self) -> tuple[tuple[str, int | None], ...]:
        """Names and how many rows count, of each part in order."""
        return tuple(zip(self.names, self.limits, strict=True))

    @property
    def digest(self) -> str:
        """24 hex digits that stand for all of `listed`."""
        return hashlib.sha256(json.dumps(self.listed).encode()).hexdigest()[:24]


class Cleaning:
    """Gives the tasks of a run's first step and takes their results, in whatever order they come.

    A large file is first cut by a worker (`survey`); its parts follow. With `limit` no more parts are begun than are
    needed for so many records from the start; with `draw` only the records are cleaned that it draws.
    """

    def __init__(self, files: Sequence[SourceFile], limit: int | None, draw: Draw | None = None) -> None:
        self._files, self._limit, self._draw = files, limit, draw
        self._passed = 0.0
        if draw is not None:
            self._files = [file for file in files if file.format not in ONE_RECORD or draw.takes_file(file)]
            self._passed = len(files) - len(self._files)
        self._pieces: dict[int, int] = {}  # how many pieces an item has, once that is known
        self._cut: deque[tuple[_Place, Part]] = deque()
        self._asked = 0  # surveys whose answer is not here yet
        self._places: dict[str, _Place] = {}
        self._done: dict[_Place, Cleaned] = {}
        self._sha256: dict[str, str] = {}

    def tasks(self, token: str) -> Iterator[Task | None]:
        """The tasks; None where the next one depends on a result that is not here yet."""
        items = enumerate(group_files(self._files, self._share))
        exhausted = False
        while not self._enough():
            if self._cut:
                place, part = self._cut.popleft()
                yield self._clean_task(place, part, token)
                continue
            item = None if exhausted else next(items, None)
            if item is None:
                exhausted = True
                if not self._asked:
                    return
                yield None
            elif isinstance(item[1], Part):
                self._pieces[item[0]] = 1
                yield self._clean_task((item[0], 0), item[1], token)
            else:
                self._asked += 1
                call = SurveyCall(item[1], self._draw)
                yield self._noted(Task("survey", call, f"{token}-{item[0]}"), (item[0], 0))

    @property
    def _share(self) -> Callable[[SourceFile], float] | None:
        draw = self._draw
        return None if draw is None else lambda file: 1.0 if file.format in ONE_RECORD else draw.rate

    def _clean_task(self, place: _Place, part: Part, token: str) -> Task:
        task = Task("clean", CleanCall(part, self._limit, self._draw), f"{token}-{place[0]}-{place[1]}")
        return self._noted(task, place)

    def _noted(self, task: Task, place: _Place) -> Task:
        self._places[f"{task.kind} {task.token}"] = place
        return task

    def done(self, task: Task, result: Any) -> Cleaned | None:
        """Take the result of a task; gives the part that it cleaned, if it did."""
        place = self._places.pop(f"{task.kind} {task.token}")
        if isinstance(result, Survey):
            self._asked -= 1
            self._passed += result.passed
            parts = list(self._parts_of(result))
            self._pieces[place[0]] = len(parts)
            self._cut += [((place[0], number), part) for number, part in enumerate(parts)]
            if result.sha256:
                self._sha256[result.pieces[0].file.name] = result.sha256
            return None
        cleaned: Cleaned = result
        self._done[place] = cleaned
        return cleaned

    def _parts_of(self, cut: Survey) -> Iterator[Part]:
        """A part of each piece; of a sample, of so many that batches are as full as in a run."""
        if not cut.pieces:
            return
        file, n_pieces = cut.pieces[0].file, len(cut.pieces)
        n_parts = n_pieces if self._draw is None else min(n_pieces, self._draw.n_parts(file))
        sized = [replace(piece, size_bytes=piece.size_bytes or file.size_bytes // n_pieces) for piece in cut.pieces]
        for number in range(n_parts):
            pieces = sized[number * n_pieces // n_parts : (number + 1) * n_pieces // n_parts]
            yield Part(tuple(pieces), sum(piece.size_bytes for piece in pieces))

    def _enough(self) -> bool:
        """Whether the parts from the start on that are done, without a gap, hold as many records as are wanted."""
        if self._limit is None:
            return False
        rows, item = 0, 0
        while item in self._pieces:
            for piece in range(self._pieces[item]):
                if (item, piece) not in self._done:
                    return rows >= self._limit
                rows += self._done[item, piece].rows
            item += 1
        return rows >= self._limit

    def result(self) -> CleanedParts:
        """All parts in their order, once all tasks are done."""
        names, limits, rows = list[str](), list[int | None](), 0
        inputs: dict[str, dict[str, Any]] = {}
        named: dict[str, set[str]] = {}
        for place in sorted(self._done):
            part = self._done[place]
            if self._limit is not None and rows >= self._limit:
                break
            left = None if self._limit is None else self._limit - rows
            names.append(part.name)
            limits.append(None if left is None or part.rows <= left else left)
            rows += part.rows if left is None else min(part.rows, left)
            for file, found in part.named.items():
                named.setdefault(file, set()).update(found)
            for entry in part.inputs:
                known = inputs.setdefault(entry["path"], {**entry, "records": 0, "rows": 0})
                known["records"] += part.records.get(entry["path"], 0)
                known["rows"] += part.counts.by_source.get(entry["path"], 0)
                if skipped := part.skipped.get(entry["path"]):
                    known["skipped"] = largest_first(Counter(known.get("skipped", {})) + Counter(skipped))
                if entry["path"] in part.unread:
                    lost = known.get("unread_bytes", 0) + part.unread[entry["path"]]
                    known["unread_bytes"] = min(lost, entry["bytes"])
                if entry.get("grew"):
                    known["grew"] = True
                if entry["path"] in self._sha256:
                    known["sha256"] = self._sha256[entry["path"]]
        reused = sum(part.reused for part in self._done.values())
        keys = sum(part.keys for part in self._done.values())
        passed = self._passed + sum(part.passed for part in self._done.values())
        times = tuple(self._done[place].times for place in sorted(self._done))
        seen = sum(part.seen for part in self._done.values())
        listed = list(inputs.values())
        return CleanedParts(tuple(names), tuple(limits), rows, reused, listed, named, keys, passed, seen, times)
