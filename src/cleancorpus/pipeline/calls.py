"""What the driver of a run asks of its workers, and what it gets of a cleaned part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from cleancorpus.pipeline.progress import RowCounts
from cleancorpus.read.draw import Draw
from cleancorpus.read.files import SourceFile
from cleancorpus.read.parts import Part

BLAMED = "blamed"  # folder of parts with rows that timed out or ended a worker: results of one run alone


class Times(NamedTuple):
    """What a worker took for some records: seconds of reading, of each batch how many rows it had and seconds of cleaning, and
    seconds of what else is done with them (writing them down, their keys).
    """

    reading_s: float = 0.0
    batches: tuple[tuple[int, float], ...] = ()
    rest_s: float = 0.0


NO_TIMES = Times()


@dataclass(frozen=True)
class SurveyCall:
    """Cut a large file into parts; with `draw` only what a sample needs of it."""

    file: SourceFile
    draw: Draw | None = None


@dataclass(frozen=True)
class Cleaned:
    """A part after its last map stage: where its outcomes are, how many, and what is known of its files.

    `counts` counts its rows, `records` is how many records the readers counted in each file, `skipped` has those of them that
    are no documents, by file and reason; `named` has the names of fields that somebody chose and that records of a file have,
    `unread` the bytes of files that were not read to their end. `reused` says that an earlier run had done it.
    `keys` is how many keys its lines have, where these are counted. `passed` and `seen` are those of `Tally`, `times` is what
    reading and cleaning took.
    """

    name: str
    counts: RowCounts
    records: dict[str, int]
    skipped: dict[str, dict[str, int]]
    named: dict[str, list[str]]
    unread: dict[str, int]
    inputs: tuple[dict[str, Any], ...]
    reused: bool
    keys: int = 0
    passed: float = 0.0
    seen: int = 0
    times: Times = NO_TIMES

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.counts.rows


@dataclass(frozen=True)
class CleanCall:
    """Clean a part; `limit` is how many of its records are read at most. With `draw`, only those that are drawn."""

    part: Part
    limit: int | None = None
    draw: Draw | None = None


@dataclass(frozen=True)
class JudgeCall:
    """Judge the readings of part number `number`, with the counts of lines in the file `profile`, and of paragraphs in the file
    `paragraphs`, where they were made ('': they were not). `counts` stands for what they say.
    """

    number: int
    texts: str
    profile: str
    paragraphs: str
    counts: str


@dataclass(frozen=True)
class CarriedCall:
    """Tell the kinds of the carried columns in part number `number`, of which the first `rows` count (None: all)."""

    number: int
    name: str
    rows: int | None


@dataclass(frozen=True)
class MergeCall:
    """Merge a range of buckets of fold number `fold`: `keys` are its files of gathered keys, in the order of parts.

    `earlier` are the files of the verdicts of the folds before, by fold.
    """

    fold: int
    keys: tuple[str, ...]
    earlier: dict[str, tuple[str, ...]]
    target: str


@dataclass(frozen=True)
class SettleCall:
    """Settle part number `number`, of which the first `rows` count; `verdicts` are the folds' files by fold, `carried` the
    carried columns of all parts (`Columns.state`), `grouped` the file that tells splits and copies of what was taken down.
    """

    number: int
    name: str
    rows: int | None
    verdicts: dict[str, tuple[str, ...]]
    takedowns: tuple[dict[str, Any], ...]
    where: str
    carried: str = "{}"
    grouped: str = ""


@dataclass(frozen=True)
class ProofCall:
    """The content hash over all rows, from files of their digests, and that no id stands twice; see `prove_content`."""

    digests: tuple[str, ...]
    indexes: tuple[str, ...]
    where: str
