"""Rows that the article itself sets: tables, lists of facts, a quoted log of commits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from cleancorpus.detect.layout import Layout
from cleancorpus.detect.line import Line
from cleancorpus.known.stamps import read_stamp

_BARS = 6  # more cells are a menu
_ROW_CHARS = 200
_HEAD_ROWS = 3  # two rows above the first paragraphs may be a masthead: «By … | Staff», «3 May | 5 min read»
_FACT = re.compile(
    r"[-*\N{BULLET}\N{EN DASH}]?\s*[^\W\d_][^:\N{FULLWIDTH COLON}]{1,28}[:\N{FULLWIDTH COLON}]\s?\S.{0,90}$"
)
_COMMIT = re.compile(r"[\s>]*commit [0-9a-f]{7,40}\b")
_LOGGED = re.compile(r"\W*(?:Author|AuthorDate|Commit|CommitDate|Date|Merge): *\S")


def own_rows(lines: Sequence[Line], prose: Sequence[int], place: Layout) -> dict[int, str]:
    """By line the reason why it is such a row: `table`, `facts` or `log`; `prose` are the indexes of the lines of prose."""
    found: dict[int, str] = {}

    def are_amid(run: Sequence[Line], rows: int) -> bool:
        first, last = run[0].index, run[-1].index
        needed = _HEAD_ROWS if place.in_head(first) else 2
        return rows >= needed and bool(prose) and prose[0] < first and last < prose[-1]

    for run in table_runs(lines):
        if are_amid(run, len(run)) or (prose and prose[0] < run[0].index and _is_of_other_things(run)):
            found.update({row.index: "table" for row in run})
    for run in runs(lines, lambda line: line.kind == "list_item"):
        facts = [item for item in run if _FACT.match(item.text)]
        if len(facts) * 2 > len(run) and are_amid(run, len(facts)):
            found.update({item.index: "facts" for item in facts})
    for line in lines:
        if _COMMIT.match(line.text):
            for row in lines[line.index + 1 : line.index + 5]:
                if not _LOGGED.match(row.text):
                    break
                found.update({line.index: "log", row.index: "log"})
    return found


def _is_of_other_things(run: Sequence[Line]) -> bool:
    """Whether half of three rows and more, or more of them, are nothing that a lexicon knows and no dates."""
    others = [row for row in run if not row.found.hits and not read_stamp(row.text, row.folded).anchor]
    return len(run) >= _HEAD_ROWS and len(others) * 2 >= len(run)


def table_runs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Two and more neighbouring lines of as many cells, with bars between them: the rows of a table."""

    def cells(line: Line) -> int:
        text = line.text
        if "|" not in text or len(text) > _ROW_CHARS or line.kind in ("heading", "code"):
            return 0
        row = text.strip().strip("|").split("|")
        return len(row) if 1 < len(row) <= _BARS and all(cell.strip() for cell in row) else 0

    return runs(lines, cells)


def runs(lines: Iterable[Line], key: Callable[[Line], object]) -> Iterator[list[Line]]:
    """Two and more neighbouring lines with the same key, which must say something."""
    for value, group in groupby(lines, key):
        run = list(group) if value else []
        if len(run) > 1:
            yield run
