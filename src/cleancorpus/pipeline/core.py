"""One record to one outcome: extract, repair, detect, decide. The core that the job and `Cleaner` share.

It opens no file, keeps no state between records and gives the same outcome in any process and order.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.errors import DocumentError
from cleancorpus.model import Record
from cleancorpus.pipeline.judge_stage import JudgeStage
from cleancorpus.pipeline.outcome import Outcome, outcomes_of, record_of
from cleancorpus.pipeline.text_stage import TextStage
from cleancorpus.read.metadata import safe_string


class Core:
    """The stages of one configuration, built once."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.texts = TextStage(config)
        self.judging = JudgeStage(config)

    def warm_up(self) -> None:
        """Load now what is loaded when it is first needed: profiles, phrases, weights, date parsers."""
        sentence = (
            "The bridge was closed on Monday after a storm, and the town said that it would open again on Thursday."
        )
        page = f"<html><body><article><h1>Bridge closed</h1><p>{sentence}</p><p>{sentence}</p></article></body></html>"
        texts = (("text", f"Bridge closed\n{sentence}"), ("html", page))
        outcomes_of(
            [self.process(Record("warm-up", "", 1, kind, text.encode(), "utf-8")).row() for kind, text in texts]
        )

    def process(self, record: Record) -> Outcome:
        """What becomes of `record`.

        A `DocumentError` makes a quarantined outcome; any other exception is a defect and is raised.
        """
        if record.kind == "error":
            word, _, message = (record.error or "unreadable: no reason given").partition(": ")
            return Outcome(record, "quarantined", word, message)
        try:
            doc, flags = self.texts.read(record)
        except DocumentError as error:
            return Outcome(record, "quarantined", "extraction-failed", str(error))
        return self.judging.judge(record, doc, flags)

    def process_batch(self, batch: pa.RecordBatch, began: Callable[[int], None] | None = None) -> pa.RecordBatch:
        """Outcomes (`schema.OUTCOMES`) of records (`schema.RECORDS`), row by row.

        A defect of a rule or library on one document costs that document: it is quarantined with its message and the
        calls that led there. `began` is called with the number of each row before it is worked on.
        """
        records = [record_of(row) for row in batch.to_pylist()]
        rows = []
        for number, record in enumerate(records):
            if began is not None:
                began(number)
            rows.append(self.row_of(record))
        try:
            return outcomes_of(rows)
        except Exception:  # noqa: BLE001 - one row cannot be written: it is found, and the others are kept
            return outcomes_of([_writable(row, record) for row, record in zip(rows, records, strict=True)])

    def row_of(self, record: Record) -> dict[str, Any]:
        """The row of `schema.OUTCOMES` for one record, whatever happens while it is processed."""
        try:
            return self.process(record).row()
        except Exception as error:  # noqa: BLE001 - written down with its calls and counted: nothing is swallowed
            return _defect(record, error)


def _defect(record: Record, error: Exception) -> dict[str, Any]:
    return Outcome(record, "quarantined", "defect", _where_and_what(error)).row()


def _writable(row: dict[str, Any], record: Record) -> dict[str, Any]:
    """`row` if Arrow takes it, else what says why not."""
    try:
        outcomes_of([row])
    except Exception as error:  # noqa: BLE001 - as in `row_of`
        return _defect(record, error)
    return row


def _where_and_what(error: Exception) -> str:
    """The last calls before an error, as module:line, and its message: the same on every machine."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    calls = " > ".join(f"{PurePath(frame.filename).stem}:{frame.lineno}" for frame in frames)
    return safe_string(f"{type(error).__name__}: {' '.join(str(error).split())[:500]} ({calls})")
