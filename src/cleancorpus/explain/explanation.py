"""What became of a document and why: its text with each cut, what rules on trial would have cut, what was left out of its page,
the twin of a duplicate. Of a text that was cleaned now, or of a version.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

from cleancorpus.decide.apply import restore
from cleancorpus.explain.marked import marked
from cleancorpus.extract.blocks import extract_blocks
from cleancorpus.extract.page import parse_page
from cleancorpus.hub.versions import version_named
from cleancorpus.model import Span
from cleancorpus.verify.document import Found, find_document
from cleancorpus.versions.open import VersionFiles

_LINES, _CHARS = 40, 300  # of a difference that is shown
_STRONGEST = 3


@dataclass(frozen=True)
class PageBlock:
    """A block of a page: in the text or not, how likely it was to be the article's, and what spoke loudest."""

    text: str
    kind: str
    kept: bool
    probability: float
    why: str


@dataclass(frozen=True)
class Twin:
    """The document that a duplicate was dropped for, and the lines in which the two differ, `-` before those of the duplicate and
    `+` before those of the twin. `row` is None where it is in no table of the version; `left_out` counts lines not shown.
    """

    id: str
    row: Mapping[str, Any] | None
    lines: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def is_same_text(self) -> bool:
        """Whether both have one text."""
        return self.row is not None and not self.lines


@dataclass(frozen=True)
class Explanation:
    """A document: `status` is kept, dropped, duplicate or quarantined; `row` has its columns (`schema.OUTCOMES`), `removals` as
    values of `schema.REMOVAL`. `trials` is what rules on trial would have cut, in the same form; None where nobody knows.
    `blocks` are those of its page.
    """

    status: str
    row: Mapping[str, Any] = field(repr=False)
    trials: tuple[Mapping[str, Any], ...] | None = field(default=None, repr=False)
    blocks: tuple[PageBlock, ...] = field(default=(), repr=False)
    twin: Twin | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def removals(self) -> Sequence[Mapping[str, Any]]:
        """What was cut, in the order of the text."""
        return self.row.get("removals") or ()

    @property
    def repaired_text(self) -> str | None:
        """The text before the cut; None where there is none."""
        if self.row.get("repaired_text") is not None:
            return str(self.row["repaired_text"])
        if self.row.get("text") is None:
            return None
        return restore(self.row["text"], ((Span(cut["start"], cut["end"]), cut["text"]) for cut in self.removals))

    @property
    def left_out(self) -> tuple[PageBlock, ...]:
        """Blocks of its page that are not in the text."""
        return tuple(block for block in self.blocks if not block.kept)

    def html(self) -> str:
        """It as a page that loads nothing and runs nothing."""
        from cleancorpus.explain.page import page_of

        return page_of([self])

    def _repr_html_(self) -> str:
        from cleancorpus.explain.page import fragment_of

        return fragment_of(self)

    def __str__(self) -> str:
        return marked(self.repaired_text or "", self.removals)


def explain_in(version: VersionFiles, row_id: str) -> list[Explanation]:
    """What a version says of an id: more than one where records share it.

    Raises:
        ExportError: it has no such id; a file of the version cannot be read.
    """
    return [Explanation(one.status, one.row, twin=twin_of(version, one)) for one in find_document(version, row_id)]


def document(target: str | PathLike[str], row_id: str) -> Explanation:
    """A document of a version, to look at: `target` is its folder, that of a dataset (its newest) or `org/name@tag`. A notebook
    shows it with each cut highlighted.

    Raises:
        ExportError: there is no such version, or it has no such id.
    """
    return explain_in(version_named(str(target)), row_id)[0]


def twin_of(version: VersionFiles, found: Found) -> Twin | None:
    """The twin of a duplicate; None for what is none.

    Raises:
        ExportError: a file of the version cannot be read.
    """
    survivor = found.row.get("survivor_id") if found.status == "duplicate" else None
    if survivor is None:
        return None
    others = find_document(version, str(survivor), missing_ok=True)
    kept = next((one.row for one in others if one.status == "kept"), None)
    if kept is None:
        return Twin(str(survivor), None)
    own, other = found.row.get("text") or "", kept.get("text") or ""
    lines = list(difflib.unified_diff(own.split("\n"), other.split("\n"), lineterm="", n=0))[2:]
    lines = [line for line in lines if not line.startswith("@@") and line[1:].strip()]
    shown = tuple(line if len(line) <= _CHARS else line[: _CHARS - 1] + "…" for line in lines[:_LINES])
    return Twin(str(survivor), kept, shown, max(0, len(lines) - _LINES))


def page_blocks(html: str, url: str | None) -> tuple[PageBlock, ...]:
    """Each block of a page, in reading order, as the classifier of blocks sees it; nothing for what is no page.

    Raises:
        DocumentError: the page cannot be parsed.
    """
    page = parse_page(html, url)
    if page is None:
        return ()
    found = []
    for block in extract_blocks(page.tree, json_ld=page.json_ld).explain(_STRONGEST):
        reasons = ", ".join(f"{name} {added:+.1f}" for name, _, added in block.reasons)
        dropped = f"; taken out as {block.dropped}" if block.dropped else ""
        why = f"{reasons or 'nothing like an article near it'}{dropped}"
        found.append(PageBlock(block.text, block.kind, block.kept, block.probability, why))
    return tuple(found)
