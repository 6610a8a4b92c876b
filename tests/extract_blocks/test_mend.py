"""Where the lines of another extractor's text stand in the letters of a page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from cleancorpus.extract.blocks.mend import _place


def placed(keys: list[str], blocks: list[str]) -> list[str | None]:
    """For each key the number of the block that its place begins in and the letters there; None where it has none."""
    starts = [0, *accumulate(map(len, blocks))][:-1]
    page = "".join(blocks)
    found = _place(keys, page, starts)
    return [
        None if at is None else f"{sum(start <= at[0] for start in starts) - 1}:{page[at[0] : at[1]]}" for at in found
    ]


def test_short_lines_stand_where_blocks_begin_and_behind_the_one_before() -> None:
    blocks = ["share", "thebridgewasclosedonmonday", "share", "whoeversharesit", ""]
    assert placed(["share", "share", "share"], blocks) == ["0:share", "2:share", "0:share"]
    assert placed(["bridge", "ever", "", "whoever"], blocks) == [None, None, None, "3:whoever"]
    assert placed(["bridgewasclosedonmonday"], blocks) == ["1:bridgewasclosedonmonday"]  # long ones stand anywhere


def test_many_short_lines_take_time_by_their_number(assert_linear: Callable[..., None]) -> None:
    assert_linear(lambda n: (["byjanedoe"] * n, "x" + "byjanedoe" * n, [0]), lambda given: _place(*given), 4_000)
