"""The picture of the funnel for the card: an SVG file of its own, light on any page, without scripts and fonts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleancorpus.numbers import counted
from cleancorpus.report.funnel import Step, funnel_of
from cleancorpus.report.highlight import capped
from cleancorpus.report.templates import environment

_LEFT, _WIDE = 250, 330  # of the bars
_TOP, _ROW, _WHY = 76, 36, 18
_REASONS = 3
_WHY_CHARS = 74
_LABEL_CHARS = 30


def funnel_picture(manifest: Mapping[str, Any], where: str) -> str:
    """The SVG of a version's funnel: records, what each step lost and mostly why, and how much text was cut.

    Raises:
        ExportError: the manifest's numbers do not add up.
    """
    files, steps = funnel_of(manifest, where)
    figures = manifest["figures"]
    most = max(steps[0].count, 1)
    rows = [_row(step, most, last=step is steps[-1]) for step in steps]
    repaired = figures["chars"] + figures["removed_chars"]
    if repaired:
        kept = _WIDE * figures["chars"] / repaired
        cut = f"cut: {figures['removed_chars']:,} characters of {counted(figures['documents_cut'], 'document')}"
        rows.append(
            {
                "label": "text of these left",
                "width": _px(kept),
                "fill": "#3b7a57",
                "lost_x": _px(_LEFT + kept),
                "lost_width": _px(_WIDE - kept) if figures["removed_chars"] else 0,
                "count": f"{100 * figures['chars'] / repaired:.1f} %",
                "why": cut if figures["removed_chars"] else "",
            }
        )
    y = _TOP
    for row in rows:
        row["y"] = y
        y += _ROW + (_WHY if row["why"] else 0)
    name = manifest["card"]["pretty_name"] or manifest["name"]
    return (
        environment()
        .get_template("funnel.svg")
        .render(
            title=capped(f"{name} {manifest['version']}: from records to kept documents", 84),
            subtitle=f"{counted(files[1].count, 'file')} read of {files[0].count:,} named",
            rows=rows,
            height=y + 4,
        )
    )


def _row(step: Step, most: int, *, last: bool) -> dict[str, Any]:
    width, lost = _WIDE * step.count / most, _WIDE * step.lost / most
    reasons = [f"{loss.reason} {loss.count:,}" for loss in step.losses[:_REASONS]]
    more = ", …" if len(step.losses) > _REASONS else ""
    why = f"{step.lost:,} {step.lost_as}: {', '.join(reasons)}{more}" if step.lost else ""
    return {
        "label": capped(step.label, _LABEL_CHARS),
        "width": _px(width),
        "fill": "#3b7a57" if last else "#4f7fa8",
        "lost_x": _px(_LEFT + width),
        "lost_width": _px(lost),
        "count": f"{step.count:,}",
        "why": capped(why, _WHY_CHARS),
    }


def _px(width: float) -> float:
    return round(width, 1)
