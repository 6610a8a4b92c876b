"""Menus, breadcrumbs, skip links and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.labels import kinds_of_label
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.known.headlines import CRUMB, split_title
from cleancorpus.model import Finding
from cleancorpus.text import n_words, plain

_PART_WORDS = 4  # a part of a breadcrumb or menu has no more
# «0:00 / 3:45» and nothing else; a score or a price has no two clocks.
_PLAYER = re.compile(r"\W*\d{1,2}:\d{2}(?::\d{2})?\s*/\s*\d{1,2}:\d{2}(?::\d{2})?\W*$")

_FACT = re.compile(r"\d{3}|\w@\w|[^\W\d_]\s\d{1,3}[a-z]?(?:,|$)")


class Navigation(Rule):
    """Removes menus, breadcrumbs, skip links, footer links and the site's name on a line of its own.

    What it removes: before the first paragraph and after the last, lines that are a label of a menu or footer as a whole,
    rows of such labels, breadcrumbs («Home > News > World») and the site's name; error pages' «Page not found»; the
    clock of a player («0:00 / 3:45») anywhere.
    Why: they stand on each page of the site and belong to none.
    What stays: everything between the first paragraph and the last, where «Contact» or «Home» can be a subheading.
    Known limits: a menu's own sections («Local», «Business») are known only in a row with labels.
    """

    id, version, category = "navigation", 4, "navigation"
    reasons = {
        "player-clock": "the clock of a player",
        "label": "a label of a menu or footer",
        "site-name": "the site's name",
        "label-row": "a row of labels",
    }

    class Options(RuleOptions):
        # One in three, as the sections of a menu are each site's own. .15 and .6 make no difference on 216 labelled
        # texts.
        min_label_parts: float = Field(0.3, gt=0, le=1, description="share of the parts of a row that must be labels")

    removes = (
        Example(
            "[-Home > News > Environment-]\nThe reservoir was drained on Monday for the first time since 1962, the company said."
        ),
        Example(
            "[-Skip to main content-]\n[-Menu-]\nThe reservoir was drained on Monday for the first time since 1962, the company said."
        ),
        Example(
            "Der Stausee wurde am Montag zum ersten Mal seit 1962 abgelassen, wie das Unternehmen mitteilte.\n[-Impressum | Datenschutz | Kontakt-]\n[-Nach oben-]",
            language="de",
        ),
        Example(
            "[-Accueil-]\nLe barrage a été vidé lundi pour la première fois depuis 1962, a annoncé la compagnie des eaux.\n[-Mentions légales-]",
            language="fr",
        ),
        Example(
            "[-首页 > 新闻 > 社会-]\n水库周一自一九六二年以来首次排空，公司在一份声明中这样表示，附近居民前来观看。",
            language="zh",
        ),
        Example(
            "[-Harbour Gazette-]\nThe reservoir was drained on Monday for the first time since 1962, the company said.",
            title="Hollin reservoir drained",
            headlines=("Hollin reservoir drained | Harbour Gazette",),
        ),
        Example(
            "The reservoir was drained on Monday for the first time since 1962, the company said.\n[-0:00 / 3:45-]\nIt will be filled again in spring.",
            note="player",
        ),
    )
    keeps = (
        Example("Contact\nHarbour Road 4, Lowmoor\nThe yard takes old paint in closed tins on all days but Sunday."),
        Example(
            "The reservoir was drained on Monday for the first time since 1962, the company said.\nContact\n"
            "Residents can call the company on weekdays, and it has promised to answer each call within a minute.",
            note="a subheading",
        ),
        Example(
            "The house has stood empty since the storm, and nobody in the village knows who owns it today.\nHome\n"
            "For the Pikes it was home for forty years, until the roof came down in the night of the great wind.",
            note="a subheading that is a label elsewhere",
        ),
        Example(
            "Search teams found the boat on Monday, six miles from the harbour, with nobody on board.",
            note="a sentence",
        ),
        Example(
            "Die Suche nach dem Boot geht weiter, wie die Küstenwache am Montag mitteilte, bisher ohne Erfolg.\nSuche\n"
            "Zwölf Boote sind seit dem Morgen auf See, und am Abend sollen noch zwei Hubschrauber dazukommen.",
            language="de",
        ),
        Example(
            "The guide led us out of the hut before dawn, and the snow was hard enough to walk on without a rope.\n"
            "To the top\nThe last part is the steepest, and whoever climbs it in the afternoon will meet falling stones.",
            note="a subheading",
        ),
        Example(
            "Goals: Pike 12, Roe 40 | Cards: none\nThe match ended late, and both sides said that the pitch was to blame.",
            note="parts that are no labels",
        ),
        Example(
            "Pros:\nThe radio is light and it looks good on any kitchen shelf, in all of the four colours.\nCons:\n"
            "The dial drifts when the room is cold, and there is no socket for headphones on either side.",
            note="labels of a list",
        ),
    )

    def find(self, view: View) -> Iterator[Finding]:
        long = [index for index, is_long in enumerate(view.prose) if is_long]
        first, last = (long[0], long[-1]) if long else (len(view.lines), -1)
        known = view.labels
        names = _site_names(view)
        for line in view.lines:
            if len(line.text) > 200:
                continue
            if _PLAYER.match(line.text):
                yield self.finding(line, "player-clock")
            elif first <= line.index <= last:
                if line.index == view.lone_line and line.n_words > 2 and _is_label(known[line.index]):
                    yield self.finding(line, "label", score=0.9)
            elif _is_label(known[line.index]):
                if not (line.index < last and _heads_facts(view, line.index)):
                    yield self.finding(line, "label")
            elif names and plain(line.folded) in names:
                yield self.finding(line, "site-name", score=0.9)
            elif self._is_row(line.folded):
                yield self.finding(line, "label-row", score=0.9)

    def _is_row(self, folded: str) -> bool:
        """Whether the line is a breadcrumb or menu: short parts of which enough are labels."""
        parts = [part for part in CRUMB.split(folded) if part]
        if len(parts) < 2 or max(n_words(part) for part in parts) > _PART_WORDS:
            return False
        found = sum(any(kind.startswith("navigation.") for kind in kinds_of_label(part)) for part in parts)
        return found > 0 and found >= self.options.min_label_parts * len(parts)


def _is_label(kinds: frozenset[str]) -> bool:
    return any(kind.startswith("navigation.") for kind in kinds)


def _heads_facts(view: View, index: int) -> bool:
    """Whether the line is no item of a menu and stands over an address or a number: «Contact», «Harbour Road 4»."""
    beside = [at for at in (index - 1, index + 1) if 0 <= at < len(view.lines)]
    below = view.lines[index + 1] if index + 1 < len(view.lines) else None
    if below is None or view.prose[below.index] or any(view.labels[at] for at in beside):
        return False
    return _FACT.search(below.text) is not None


def _site_names(view: View) -> frozenset[str]:
    """The site's name as the page gives it, and the last part of a title that the headline goes without."""
    names = {plain(view.doc.site)} if view.doc.site and "." not in view.doc.site else set()
    if view.doc.title:
        title = plain(view.doc.title)
        for head in view.doc.headlines:
            pieces = split_title(head)
            last = len(pieces.texts) - 1
            if last and plain(pieces.join(0, last)) == title:
                names.add(plain(pieces.texts[last]))
    return frozenset(name for name in names if name)
