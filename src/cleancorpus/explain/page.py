"""Documents that are explained as HTML: a page that loads nothing, and a piece for a notebook. Neither runs anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cleancorpus.explain.facts import FACTS
from cleancorpus.numbers import counted
from cleancorpus.report.highlight import highlighted, marks_of, shown
from cleancorpus.report.templates import environment

if TYPE_CHECKING:
    from cleancorpus.explain.explanation import Explanation, PageBlock, Twin

# What is told of a document, in this order, where it is there.
FIELDS = ("id", "source", "position", *FACTS, "similarity", "flags", "repairs")
_BLOCKS = 200  # of a page that are shown
_RAW = 2_000  # bytes of a record in quarantine


@dataclass(frozen=True)
class Shown:
    """A document as the templates take it; `text` is escaped."""

    title: str
    status: str
    said: str
    facts: Sequence[tuple[str, str]]
    text: Markup | None
    removals: Sequence[Mapping[str, Any]]
    trials: Sequence[Mapping[str, Any]]
    left_out: Sequence[PageBlock]
    more_left_out: int
    twin: Twin | None


def page_of(explained: Iterable[Explanation]) -> str:
    """A page with some documents."""
    return environment().get_template("document.html").render(documents=[shown_document(one) for one in explained])


def fragment_of(explained: Explanation) -> str:
    """A document as a piece of HTML with its own style, for a notebook."""
    return environment().get_template("fragment.html").render(document=shown_document(explained))


def shown_document(explained: Explanation) -> Shown:
    """What a page says of a document."""
    row = explained.row
    said = " ".join(filter(None, (row.get("reason"), f"({row['detail']})" if row.get("detail") else "")))
    names = FIELDS if row.get("source") else [name for name in FIELDS if name != "position"]  # of a file there is none
    facts = [(name.replace("_", " "), _said(row[name])) for name in names if row.get(name)]
    share = row.get("removed_share")
    if share:
        facts.append(("removed", f"{share:.1%} of the text, in {counted(len(explained.removals), 'place')}"))
    left_out = explained.left_out
    return Shown(
        title=str(row.get("title") or row["id"]),
        status=explained.status,
        said=said,
        facts=facts,
        text=_text(explained),
        removals=[with_others(cut) for cut in explained.removals],
        trials=[with_others(cut) for cut in explained.trials or ()],
        left_out=left_out[:_BLOCKS],
        more_left_out=max(0, len(left_out) - _BLOCKS),
        twin=explained.twin,
    )


def _text(explained: Explanation) -> Markup | None:
    text = explained.repaired_text
    if text is not None and explained.status != "quarantined":
        return highlighted(text, marks_of(explained.removals))
    raw = explained.row.get("raw")
    return None if not raw else shown(raw[:_RAW].decode("utf-8", "backslashreplace"))


def with_others(removal: Mapping[str, Any]) -> dict[str, Any]:
    """A removal (`schema.REMOVAL`) with `also`: who else asked for it, in a line."""
    best, *others = removal["findings"]
    also = dict.fromkeys(f"{one['rule']} {one['reason']}" for one in others)
    also.pop(f"{best['rule']} {best['reason']}", None)
    return {**removal, "also": ", ".join(also)}


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:.2f}" if isinstance(value, float) else str(value)
