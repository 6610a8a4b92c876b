"""Counts on the console: a line each, and below it what explains it, cut to the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from rich.console import Console
from rich.text import Text

from cleancorpus.read import Files
from cleancorpus.shown import printable

_NAMED = 2  # files a reason that the console names; the manifest and --json name more


class Count(NamedTuple):
    """A number with its label; `note` explains it, and `more` that; `style` is one of rich's."""

    label: str
    number: int
    note: str = ""
    style: str = ""
    more: str = ""


def print_counts(console: Console, counts: Iterable[Count]) -> None:
    """Print counts, numbers in a column. What is not a terminal gets the notes in full."""
    counts = [count._replace(label=printable(count.label)) for count in counts]
    width = max((len(count.label) for count in counts), default=0)
    digits = max((len(f"{count.number:,}") for count in counts), default=0)
    for label, number, note, style, more in counts:
        console.print(Text(f"{label:{width}}  {number:>{digits},}", style), soft_wrap=True)
        for said in filter(None, (note, more)):
            line = Text(f"      {printable(said)}", "dim")
            if console.is_terminal:
                line.truncate(console.width, overflow="ellipsis")
            console.print(line, soft_wrap=True, highlight=False)


def no_document_counts(skipped: dict[str, Any]) -> list[Count]:
    """Records of files that are no documents (`no_documents.summed`): all, and by reason; nothing where there are none."""
    if not skipped.get("count"):
        return []
    by_reason = [Count(f"  {reason}", number) for reason, number in skipped["by_reason"].items()]
    return [Count("records that are no documents", skipped["count"], style="bold"), *by_reason]


def skipped_counts(found: Files) -> list[Count]:
    """Files that sources name and that are not read: all, and by reason with the first names; none where all are read."""
    if not found.skipped:
        return []
    counts = [Count("files not read", len(found.skipped), style="bold")]
    for reason, items in found.by_reason().items():
        names = [f"{item.name} ({item.why})" for item in items[:_NAMED]]
        counts.append(Count(f"  {reason}", len(items), ", ".join(names) + (", …" if len(items) > _NAMED else "")))
    return counts
