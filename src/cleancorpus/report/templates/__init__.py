"""The pages' frame, style and parts, and the environment that fills them: everything is escaped unless it is `Markup`."""

from __future__ import annotations

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cleancorpus.numbers import counted
from cleancorpus.report.colours import COLOURS, HUES, colour_class
from cleancorpus.report.highlight import capped, link, shown
from cleancorpus.shown import without_controls

NAME_CHARS = 80  # of a name in a table


@cache
def environment(*more: str) -> Environment:
    """The environment of all pages; `more` are packages with templates of their own. What is escaped shows control characters,
    too (`_visible`).
    """
    found = Environment(
        loader=ChoiceLoader([PackageLoader(name, "templates") for name in (*more, "cleancorpus.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    found.filters.update(
        count=_count,
        counted=counted,
        share=share,
        name=_name,
        capped=capped,
        link=link,
        shown=shown,
        colour=colour_class,
        width=_width,
    )
    found.globals.update(HUES=HUES, COLOURS=COLOURS)
    return found


def _visible(value: object) -> object:
    """What a template writes: of texts that are not made here the control characters are shown as escapes."""
    return without_controls(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def share(part: float, whole: float = 1.0) -> str:
    """A share in per cent; what is there is never «0 %», and what is not all never «100 %».

    >>> share(1, 3), share(1, 100_000), share(99_999, 100_000), share(0, 5), share(5, 5), share(0, 0)
    ('33 %', '< 0.1 %', '> 99.9 %', '0 %', '100 %', '–')
    """
    if not whole:
        return "–"
    per_cent = 100 * part / whole
    if 0 < per_cent < 0.1:
        return "< 0.1 %"
    if 99.9 < per_cent < 100:
        return "> 99.9 %"
    return f"{per_cent:.0f} %" if per_cent >= 10 or per_cent == 0 else f"{per_cent:.1f} %"


def _name(text: str | None, none: str = "(none)", most: int = NAME_CHARS) -> Markup:
    """A name of anything, in a box of its own, so that its direction of writing does not reach what stands beside it."""
    return Markup("<bdi>{}</bdi>").format(escape(without_controls(capped(text, most) or none)))


def _width(part: float, whole: float) -> Markup:
    """The style of a bar: how wide it is."""
    return Markup("width:{}%").format(round(100 * part / whole, 2) if whole else 0)
