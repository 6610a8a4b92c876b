"""What a text costs grows as it does, also where all its lines ask the same of one another.

Machines differ and stutter, so time is compared at one length and at four times that, on the CPU's clock, and the best of
three tries counts: four times the work takes up to seven times the time here, sixteen times the work never so little.
"""

from __future__ import annotations

import time

import pytest

from cleancorpus import Cleaner

PARAGRAPH = (
    "The council met on Monday to decide about the bridge, which had been closed for a week after the storm. " * 5
)
WORST = {
    "bylines": (f"{PARAGRAPH}\n" * 3, "By Ada Exemplar\n", ""),
    "labels above the text": ("", "Share\nPrint\nSave\n", PARAGRAPH),
    "labels below the text": (f"{PARAGRAPH}\n" * 3, "Read more\n", ""),
    "dates": (f"{PARAGRAPH}\n" * 3, "3 March 2024\n", ""),
    "notices": (f"{PARAGRAPH}\n" * 3, "We use cookies to improve your experience on this website. Accept all\n", ""),
    "items": (f"{PARAGRAPH}\n" * 3, "Item 12\n", ""),
    "one line": ("", PARAGRAPH, ""),
}


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    cleaner = Cleaner("news")
    cleaner.clean(PARAGRAPH)
    return cleaner


@pytest.mark.parametrize("before,line,behind", WORST.values(), ids=WORST.keys())
def test_four_times_the_lines_take_no_more_than_seven_times_the_time(
    cleaner: Cleaner, before: str, line: str, behind: str
) -> None:
    ratios = []
    for _ in range(3):
        took = []
        for n in (2_500, 10_000):
            began = time.process_time()
            cleaner.clean(before + line * n + behind) if line != PARAGRAPH else cleaner.clean(line * (n // 20))
            took.append(time.process_time() - began)
        ratios.append(took[1] / took[0])
        if min(ratios) < 7:
            break
    assert min(ratios) < 7, ratios
