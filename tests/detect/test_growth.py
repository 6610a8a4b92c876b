"""What a text costs grows as it does, also where all its lines ask the same of one another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleancorpus import Cleaner

pytestmark = pytest.mark.slow

PARAGRAPH = (
    "The council met on Monday to decide about the bridge, which had been closed for a week after the storm. " * 5
)
# What stands before the lines, the line, what stands behind them.
WORST = {
    "bylines": (f"{PARAGRAPH}\n" * 3, "By Ada Exemplar\n", ""),
    "bylines in bylines": (
        "The council met.\n\n© The Desk.\n\n" + PARAGRAPH + "\n\nItem 7\n\nBy Jane Doe ",
        "By Jane Doe\n",
        "",
    ),
    "labels above the text": ("", "Share\nPrint\nSave\n", PARAGRAPH),
    "labels below the text": (f"{PARAGRAPH}\n" * 3, "Read more\n", ""),
    "labels alone": ("", "Read more\n", ""),
    "headings over headings": (f"{PARAGRAPH}\n" * 3, "read more >>\n", ""),
    "labels between paragraphs": ("", PARAGRAPH + "\nShare\n", PARAGRAPH),
    "owners": ("", "© 2024 Daily\n", ""),
    "dates": (f"{PARAGRAPH}\n" * 3, "3 March 2024\n", ""),
    "notices": (f"{PARAGRAPH}\n" * 3, "We use cookies to improve your experience on this website. Accept all\n", ""),
    "people": (f"{PARAGRAPH}\nBy Jane Doe\n" * 2, "Anna Bell\nTom Reed\nMary Lind\n", f"{PARAGRAPH}\n"),
    "items": (f"{PARAGRAPH}\n" * 3, "Item 12\n", ""),
    "a time and signs": ("10:42 ", "(", ""),
    "sentences of one line": ("", PARAGRAPH, ""),
}


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner("news")


@pytest.mark.parametrize("before,line,behind", WORST.values(), ids=WORST.keys())
def test_lines_cost_as_many_as_they_are(
    cleaner: Cleaner, assert_linear: Callable[..., None], before: str, line: str, behind: str
) -> None:
    assert_linear(lambda n: before + line * n + behind, cleaner.clean, 600 if PARAGRAPH in line else 5_000)


# What nearly every rule has a question about, so that all of them look at the line behind which something without end stands.
ALL_AT_ONCE = (
    "Подписывайтесь на наш канал. Subscribe to our newsletter. By Jane Doe, Reuters. We use cookies. Read more: Bridge closed. "
    "Follow us on Facebook. © 2024 The Desk. Photo: Jane Doe. LONDON (Reuters) — 10:42 AM, May 2, 2024 "
)


@pytest.mark.parametrize(
    "endless", ("a", "A", "1", "é", "市", "a-", "A. ", "1,", ".", "Jane Doe, ", "https://", "(", "@")
)
def test_a_line_without_end_costs_as_much_as_it_is_long(
    cleaner: Cleaner, assert_linear: Callable[..., None], endless: str
) -> None:
    assert_linear(lambda n: ALL_AT_ONCE + endless * (n // len(endless)), cleaner.clean, 25_000)


def test_rows_of_tables_cost_as_much_as_they_are_long(cleaner: Cleaner, assert_linear: Callable[..., None]) -> None:
    rows = "a | b | c\n|---|---|---|\n1 | 2 | 3\n"
    assert_linear(lambda n: rows + " " * n + "x | y | z\n" + rows, cleaner.clean, 4_000)
