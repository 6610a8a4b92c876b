"""One record to one outcome: the text stage, then the judge stage. The core that the job and `Cleaner` share.

It opens no file, keeps no state between records and gives the same outcome in any process and order.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Any, Literal

import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.credentials import without_credentials
from cleancorpus.detect.detector import Began
from cleancorpus.detect.plugins import PluginError
from cleancorpus.model import Record
from cleancorpus.pipeline.judge_stage import JudgeStage
from cleancorpus.pipeline.outcome import Outcome, outcomes_of
from cleancorpus.pipeline.reading import Origin, Reading, reading_of, readings_of
from cleancorpus.pipeline.text_stage import TextStage
from cleancorpus.read.memory import NEEDS_MEMORY, is_out_of_memory, out_of_memory
from cleancorpus.read.metadata import safe_string
from cleancorpus.text import stretches

# Views of so much text are held together: a batch of articles is less, a batch of dumps would not fit into a worker.
_JUDGED_CHARS = 1_000_000
_SAID = "The bridge was closed on Monday after a storm, and the town said that it would open again on Thursday."
_WARM = {
    "text": f"Bridge closed\n{_SAID}",
    "html": f"<html><body><article><h1>Bridge closed</h1><p>{_SAID}</p><p>{_SAID}</p></article></body></html>",
}


class Core:
    """The two stages of one configuration, built once."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.texts = TextStage(config)
        self.judging = JudgeStage(config)
        self._warm: set[str] = set()

    def warm_up(self, kind: Literal["text", "html"] = "text") -> None:
        """Load now what is loaded when it is first needed: profiles, phrases, weights; of pages what they need besides: parsers
        and the extractor, a quarter of a second that texts do without.
        """
        if kind not in self._warm:
            self._warm.add(kind)
            record = Record("warm-up", "", 1, kind, _WARM[kind].encode(), "utf-8")
            with suppress(PluginError):  # it costs the documents at which it fails, and is told there
                outcomes_of([self.process(record).row()])

    def process(self, record: Record) -> Outcome:
        """What becomes of `record`; an exception of a rule or library is a defect and is raised."""
        return self.judging.judge(self.texts.read(record))

    def process_batch(self, records: Sequence[Record]) -> list[Outcome]:
        """The same of some records, in half the time that they take one by one."""
        return [
            outcome
            for _, some in _groups([self.texts.read(record) for record in records])
            for outcome in self.judging.judge_batch(some)
        ]

    def read_batch(self, records: list[Record], began: Began | None = None) -> list[Reading]:
        """The text stage for some records. A defect on one of them costs that record: it is quarantined with its message
        and the calls that led there. `began` is called with the number of each record before it is worked on.
        """
        readings = []
        for number, record in enumerate(records):
            if began is not None:
                began(number)
            readings.append(self._read(record))
        return readings

    def judge_batch(self, readings: list[Reading], began: Began | None = None, first_place: int = 0) -> pa.RecordBatch:
        """The judge stage for some readings, as `schema.OUTCOMES`; a defect costs its document, as in `read_batch`.

        `first_place` is that of the first reading in the corpus.
        """
        rows = []
        for first, group in _groups(readings):
            rows += [outcome.row() for outcome in self._judged(group, first, began, first_place)]
        try:
            return outcomes_of(rows)
        except Exception:  # noqa: BLE001 - one row cannot be written: it is found, and the others are kept
            return outcomes_of([_writable(row, reading) for row, reading in zip(rows, readings, strict=True)])

    def _read(self, record: Record) -> Reading:
        try:
            return self.texts.read(record)
        except Exception as error:  # noqa: BLE001 - written down with its calls and counted: nothing is swallowed
            return Reading(Origin.of(record), reason=_reason(error), detail=_where_and_what(error))

    def _judged(self, readings: list[Reading], first: int, began: Began | None, first_place: int) -> list[Outcome]:
        """The outcomes of readings number `first` and following; after a defect on one of them each is judged alone."""
        tell = None if began is None else lambda number: began(first + number)
        try:
            return self.judging.judge_batch(readings, tell, first_place + first)
        except Exception as error:  # noqa: BLE001 - as in `_read`
            if len(readings) == 1:
                return [_defect(readings[0], error)]
        alone = (self._judged([reading], first + number, began, first_place) for number, reading in enumerate(readings))
        return [outcome for outcomes in alone for outcome in outcomes]


def _groups(readings: list[Reading]) -> Iterator[tuple[int, list[Reading]]]:
    """Stretches of a batch whose texts have a million characters together, or are one text; with the first's number."""
    lengths = (len(reading.doc.text) if reading.doc is not None else 0 for reading in readings)
    for first, last in stretches(lengths, _JUDGED_CHARS):
        yield first, readings[first:last]


def readings_batch(readings: list[Reading]) -> pa.RecordBatch:
    """Readings as `schema.READINGS`; one that Arrow does not take becomes one that says so."""
    rows = [reading.row() for reading in readings]
    try:
        return readings_of(rows)
    except Exception:  # noqa: BLE001 - as in `Core.judge_batch`
        return readings_of([_writable_reading(row, reading) for row, reading in zip(rows, readings, strict=True)])


def readings_in(batch: pa.RecordBatch) -> list[Reading]:
    """The readings of a batch of `schema.READINGS`."""
    return [reading_of(row) for row in batch.to_pylist()]


def _defect(reading: Reading, error: Exception) -> Outcome:
    return Outcome(reading.origin, "quarantined", _reason(error), _where_and_what(error))


def _writable(row: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """`row` if Arrow takes it, else what says why not."""
    try:
        outcomes_of([row])
    except Exception as error:  # noqa: BLE001 - as in `Core._read`
        return _defect(reading, error).row()
    return row


def _writable_reading(row: dict[str, Any], reading: Reading) -> dict[str, Any]:
    try:
        readings_of([row])
    except Exception as error:  # noqa: BLE001 - as in `Core._read`
        return Reading(reading.origin, reason=_reason(error), detail=_where_and_what(error)).row()
    return row


def _reason(error: Exception) -> str:
    if isinstance(error, PluginError):
        return "plugin-failed"
    return NEEDS_MEMORY if is_out_of_memory(error) else "defect"


def _where_and_what(error: Exception) -> str:
    """The last calls before an error, as module:line, and its message: the same on every machine; of one for want of memory
    what to do.
    """
    if is_out_of_memory(error):
        return str(out_of_memory("it").what)
    if isinstance(error, PluginError):
        return safe_string(str(error))
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    calls = " > ".join(f"{PurePath(frame.filename).stem}:{frame.lineno}" for frame in frames)
    said = without_credentials(" ".join(str(error).split()))[:500]
    return safe_string(f"{type(error).__name__}: {said} ({calls})")
