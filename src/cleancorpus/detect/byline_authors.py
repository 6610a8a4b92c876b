"""Which of the bylines that a text holds name its authors: not those of the stories and comments around it.

Every byline goes from the text. But in a whole page as plain text teasers, related stories and comments have bylines as
well, and only place tells them apart: the article's stands nearest above its text, or right below it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from cleancorpus.detect.byline_neighbours import is_signed
from cleancorpus.detect.view import View
from cleancorpus.known.author_strings import is_somebody
from cleancorpus.known.people import name_key
from cleancorpus.known.stamps import read_stamp
from cleancorpus.model import Finding

_PEOPLE = frozenset(("authors", "contributors", "editors"))
# Below the text these are believed anywhere, if the text has no other byline: teasers have names with «by» or a date.
_SURE = frozenset(("label", "name-above-job", "name-under-heading", "name-and-biography"))
_UNDER_TITLE = 12  # lines below the headline: standfirst, caption, share bar
_REACH = 3  # lines between two bylines of one article above its text: a job, an address, a date


class _Furniture:
    """Which lines of a document are bylines (`found`) or the page's furniture; looked through once, when first asked."""

    def __init__(self, view: View, found: Mapping[int, Finding]) -> None:
        self.view, self.found = view, found

    @cached_property
    def _others(self) -> list[int]:
        labels = self.view.labels
        return [
            line.index
            for line in self.view.lines
            if line.index not in self.found
            and (not labels[line.index] or any(kind.startswith("related") for kind in labels[line.index]))
            and not (len(line.text) <= 60 and read_stamp(line.text).is_bare)
        ]

    def fills(self, start: int, end: int) -> bool:
        """Whether nothing else stands from line `start` to the one before `end`."""
        return bisect_left(self._others, start) == bisect_left(self._others, end)


def credit_article(view: View, found: Mapping[int, Finding], wired: frozenset[int]) -> dict[int, Finding]:
    """The findings on whole lines, by line, without the fields of those that credit other texts than the article.

    `wired` are the lines of credits worded as agencies word them («Reporting by …»), which are the article's anywhere.
    """
    place = view.layout
    # Teasers name no editors.
    named = [index for index in sorted(found) if any(f in ("authors", "contributors") for f, _ in found[index].fields)]
    weak = [index for index in named if index not in wired]
    top = [index for index in weak if place.at_head(index)]
    own = set(named) - set(weak)
    titled = [index for index in top if place.near_title(index, _UNDER_TITLE)]
    if titled or view.from_page:
        own.update(titled if not view.from_page else top)
    elif top:
        own.update(_nearest(view, found, top))
    known = {name_key(author) for author in view.doc.authors}
    known |= {key for index in own & set(top) for key in _keys(found[index])}
    below = [index for index in weak if not place.at_head(index)]
    furniture = _Furniture(view, found)
    if (view.from_page or not known) and len(_groups(furniture, below)) == 1:
        own.update(i for i in below if view.from_page or _is_the_only(view, furniture, i))
    return {
        index: _without_nobody(finding, view.lines[index].text)
        if index in own or index not in named or _keys(finding) <= known
        else replace(finding, fields=tuple(pair for pair in finding.fields if pair[0] not in (*_PEOPLE, "agency")))
        for index, finding in found.items()
    }


def _without_nobody(finding: Finding, text: str) -> Finding:
    """The finding without authors that name nobody: jobs, accounts, templates, the first word of a site's name."""
    kept = tuple(
        pair
        for pair in finding.fields
        if pair[0] not in _PEOPLE or (is_somebody(pair[1]) and not _goes_on(pair[1], text))
    )
    return finding if len(kept) == len(finding.fields) else replace(finding, fields=kept)


def _goes_on(name: str, text: str) -> bool:
    """Whether `name` is one word behind which another with a capital stands («Harbour» of «By Harbour Today»)."""
    return " " not in name and name.isascii() and re.search(rf"(?<!\w){re.escape(name)} [A-Z][a-z]", text) is not None


def _keys(finding: Finding) -> set[str]:
    return {name_key(value) for field, value in finding.fields if field in _PEOPLE}


def _nearest(view: View, found: Mapping[int, Finding], top: list[int]) -> list[int]:
    """Of the bylines above the text the last, with those right above it."""
    labelled = [index for index in top if found[index].reason != "name-under-headline"]
    top = labelled or top
    over = [index for index in top if index < view.layout.body[0]] or top[:1]
    near = [over[-1]]
    for index in reversed(over[:-1]):
        if near[-1] - index > _REACH and not _keys(found[index]) <= _keys(found[near[0]]):
            break
        near.append(index)
    return near + [index for index in top if index >= view.layout.body[0]]


def _is_the_only(view: View, furniture: _Furniture, index: int) -> bool:
    """Whether the only byline of a text far from its head is the article's: by its place, or by what it says."""
    finding = furniture.found[index]
    if finding.reason in _SURE or _is_at_foot(view, furniture, index):
        return True
    names = [value for field, value in finding.fields if field == "authors"]
    return finding.reason.startswith("label") and (
        index < view.layout.body[2] or any(is_signed(view, name, index) for name in names)
    )


def _groups(furniture: _Furniture, indices: list[int]) -> list[frozenset[str]]:
    """The bylines below the text, by whom they name: those with nothing but furniture between them are one."""
    groups: list[tuple[int, set[str]]] = []
    for index in indices:
        keys = _keys(furniture.found[index])
        if groups and (keys <= groups[-1][1] or furniture.fills(groups[-1][0] + 1, index)):
            groups[-1] = (index, groups[-1][1] | keys)
        else:
            groups.append((index, keys))
    return [frozenset(keys) for _, keys in groups]


def _is_at_foot(view: View, furniture: _Furniture, index: int) -> bool:
    """Whether nothing but furniture stands between the text and the line."""
    above = (view.prose_lines[place] for place in range(bisect_left(view.prose_lines, index) - 1, -1, -1))
    last = next((place for place in above if place not in furniture.found), -1)
    return view.layout.body[0] <= last <= view.layout.body[2] + 2 and furniture.fills(last + 1, index)
