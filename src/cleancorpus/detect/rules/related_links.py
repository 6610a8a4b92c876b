"""Links to other articles: «Read also: …», boxes of headlines under «Most read», tags, next and previous article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile

from pydantic import Field

from cleancorpus.detect.example_articles import FIRST, SECOND, TITLE, head, tail
from cleancorpus.detect.labels import label_key
from cleancorpus.detect.line import Line
from cleancorpus.detect.lone import lone_labels
from cleancorpus.detect.related_lines import (
    BULLETS,
    COLON,
    announces_list,
    has_subheadings,
    is_left_over,
    is_like_headline,
    is_same_as_title,
    is_sure_heading,
    is_tag_line,
    opens_heading,
    sentences_first,
)
from cleancorpus.detect.related_sections import TailSections
from cleancorpus.detect.related_title import is_between, is_cited, is_headline, is_pointed_at, is_shouted
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.teasers import OwnLists, goes_on_from_prefix
from cleancorpus.detect.view import View
from cleancorpus.lexicon import Hit, phrases
from cleancorpus.model import Finding
from cleancorpus.text import UNSPACED_CHAR, ends_sentence

# Between a prefix («Read also») and the headline of another article; without one the prefix must be in capitals.
_SEPARATOR = re.compile(
    r"\s*(?:[:\N{FULLWIDTH COLON}|»\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}→"
    r"\N{BLACK RIGHT-POINTING TRIANGLE}\N{BLACK RIGHT-POINTING POINTER}\]】]|-{1,2}>"
    r"|\s[-\N{EN DASH}\N{EM DASH}]\s)\s*"
)
_PREFIXES = ("related.prefix", "related.prefix-weak", "related.heading")
_HEADINGS = frozenset(("related.heading", "related.word-heading", "related.word-tags"))
_SEVERAL = 2  # headlines under a heading that is a common word
_UP_TO = 6  # headlines in a box in the middle of an article


def _middle(lines: str, language: str = "en") -> Example:
    """Lines between the second and the third paragraph of an article without subheadings."""
    return Example(f"{FIRST}\n{SECOND}\n{lines}\n{FIRST}\n{SECOND}", language=language)


class RelatedLinks(Rule):
    """Removes links to other articles: lines with a prefix, boxes of headlines, tags, next and previous article.

    What it removes: «Read also: Ferry runs again»; headings like «More on this topic» or «Most read» and the headlines
    under them; «Tags: bridge, council»; «Next article».
    Why: they are sentences of other articles, and they put one story's facts into another.
    How: after most of the article's prose a heading opens a section of short lines, with teasers of one sentence
    between them if headlines and teasers take turns; it ends at a paragraph or at another section. Between paragraphs
    a heading takes only a few lines that look like headlines; alone it goes if the article has no subheadings.
    What stays: a sentence that goes on from a prefix or stands first under a heading, a list with remarks behind commas or one phrase in most lines.
    Known limits: headlines between paragraphs without heading or prefix stay; so do boxes between paragraphs that are
    marked as lists, and prefixes in the middle of a paragraph.
    """

    id, version, category = "related-links", 6, "related"
    reasons = {
        "prefix": "a prefix with the headline of another article",
        "arrow": "an arrow with the headline of another article",
        "heading": "a heading of links",
        "under-heading": "under a heading of links",
        "tags": "tags",
        "tags-heading": "a heading of tags",
    }

    class Options(RuleOptions):
        # Earlier a heading may be the article's own. On 216 labelled texts .6 takes four teasers more and leaves a
        # comment, .95 leaves a teaser and a menu's line.
        tail_share: float = Field(
            0.8, ge=0.5, le=1.0, description="a section runs on to the end if this share of the prose stands before it"
        )
        # A prefix and a long headline; from there on it is a paragraph that begins «Read more:». 15 makes no difference
        # on 216 labelled texts.
        prefix_words: int = Field(30, ge=5, le=60, description="longest line with a prefix, in words")
        # Two sentences; longer ones are paragraphs under a subheading. 20 moves one line of 216 labelled texts.
        teaser_words: int = Field(40, ge=10, le=80, description="longest teaser under a headline, in words")

    removes = (
        tail("[-Read more: Ferry runs again.-]"),
        Example(f"{TITLE}\n{FIRST}\n[-Read also: Ferry runs again after storm-]\n{SECOND}", title=TITLE),
        Example(f"{TITLE}\n{FIRST}\n[-READ MORE: Mayor opens the new pool-]\n{SECOND}", title=TITLE),
        Example(
            f"{TITLE}\n{FIRST}\n[-Related articles-]\n[-Ferry runs again after storm in the bay-]\n"
            f"[-Mayor opens the new pool in the old town-]\n{SECOND}",
            title=TITLE,
        ),
        tail("[-Most read-]\n[-Ferry runs again after storm-]\n[-Mayor opens pool-]\n[-Two goals in the last minute-]"),
        tail(
            "[-You may also like-]\n[-Ferry runs again-]\n[-The boats had been kept in the harbour for a week by wind and high waves.-]\n"
            "[-Mayor opens pool-]\n[-Swimmers had been waiting for two years until the leak in the basin was found.-]"
        ),
        tail("[-Tags: bridge, council, traffic-]"),
        tail("[-Filed under: Bridges, Traffic-]"),
        tail("[-Tags-]\n[-bridge-]\n[-council-]"),
        tail("[-Next article-]\n[-Ferry runs again after storm-]"),
        tail("[-Lesen Sie auch: Fähre fährt nach Sturm wieder-]", language="de"),
        tail("[-Mehr zum Thema-]\n[-Fähre fährt nach Sturm wieder-]\n[-Bad öffnet im Mai-]", language="de"),
        tail("[-Schlagworte: Brücke, Rat, Verkehr-]", language="de"),
        head("[-À lire aussi : Le bac reprend la mer-]", language="fr"),
        tail("[-Sur le même sujet-]\n[-Le bac reprend la mer-]", language="fr"),
        head("[-Lea también: El transbordador vuelve a navegar-]", language="es"),
        head("[-Leia também: Balsa volta a navegar depois da tempestade-]", language="pt"),
        head("[-Leggi anche: Il traghetto torna a navigare-]", language="it"),
        head("[-Lees ook: Veerboot vaart weer na de storm-]", language="nl"),
        head("[-Läs också: Färjan går igen efter stormen-]", language="sv"),
        head("[-Czytaj też: Prom znów pływa po burzy-]", language="pl"),
        head("[-Читайте также: Паром снова ходит после бури-]", language="ru"),
        head("[-関連記事：フェリーが運航再開-]", language="ja"),
        head("[-延伸阅读：渡轮恢复航行-]", language="zh"),
        head("[-اقرأ أيضا: العبارة تعود إلى الإبحار-]", language="ar"),
        head("[-Filed under-]"),
        tail(
            "[-Related articles-]\n[-The men of the bay go home-]\n[-Head of the council quits-]\n[-Story of the year told anew-]",
            note="«of the» makes no list",
        ),
        tail(
            "[-Artículos relacionados-]\n[-El puente de la bahía se cierra-]\n[-La noche de la tormenta grande-]\n"
            "[-El faro de la isla vuelve-]",
            language="es",
        ),
        tail(
            "[-Related articles-]\n[-Bridge stays shut for now, council says-]\n[-Ferry runs again after storm, owner says-]\n"
            "[-Pool opens in the old town, mayor says-]",
        ),
        _middle("[-Have you read? Ferry runs again after storm-]"),
        _middle("[-Recommended stories-]"),
        _middle("[-Topics-]"),
        _middle("[-Filed under: News-]"),
        _middle("[-Themen: Brücke, Rat-]", language="de"),
        _middle("[-WATCH: Mayor opens the new pool-]"),
        _middle(
            "[-Meistgelesen-]\n[-Fähre fährt nach dem Sturm wieder-]\n[-Bürgermeister eröffnet das neue Bad-]",
            language="de",
        ),
        _middle("[->> Ferry runs again after storm-]"),
        _middle("[-From the archive: The winter of the great ice-]"),
        _middle("[-(WATCH: Mayor opens the pool)-]"),
        _middle("[-[À lire aussi] Le bac reprend la mer-]", language="fr"),
        Example(f"{FIRST}\n{SECOND}\n[-Topics-]", note="nothing is left of what it stood over"),
    )
    keeps = (
        tail(
            "Links\n- Code: the parser on the forge\n- Manual: how to write a rule\n- Notes on the port",
            note="references",
        ),
        head("Lire la suite.", language="fr"),
        head("Read more: that is what her teacher told her."),
        head(
            "Mehr zum Thema: Im Rathaus liegt bis Freitag eine Mappe aus, in die jeder schreiben darf.", language="de"
        ),
        head("Читайте также: так начиналось каждое письмо, которое он посылал дочери.", language="ru"),
        head("あわせて読みたい：と彼は冗談めかして海図を添えた。", language="ja"),
        tail(
            "Recommended\nNet Museum, Thursdays only\nThe Lamp House, daily in summer\nThe Pilot’s Hut, by appointment"
        ),
        tail("See also\nThe manual page ferry(2) explains the flags."),
        tail(
            "Further reading\nThe report of the harbour office has the figures.\nA map of the piers hangs in the hall."
        ),
        tail(
            "See also\nThe manual page ferry(2) explains the flags.\n[-Ferry runs again after storm-]", note="a title"
        ),
        tail(
            "See also\nThe manual page ferry(2) explains the flags.\nFurther reading\nThe harbour office has all of the figures."
        ),
        tail("Siehe auch\nDie Handbuchseite ferry(2) erklärt die Schalter.", language="de"),
        tail("Voir aussi\nLa page ferry(2) du manuel explique les options.", language="fr"),
        tail("См. также\nСтраница руководства ferry(2) объясняет флаги.", language="ru"),
        tail("Most popular\nAnna was chosen nineteen times\nEmil was chosen ten times\nJonas came third with nine"),
        tail("- See all piers of the coast\nOld pier\nNew pier"),
        _middle("Filed under oath"),
        _middle("> the words of an old letter"),
        _middle("» Nobody saw it coming, he said."),
        _middle("»Nobody saw it coming that day«, says Jane Doe"),
        _middle("»Niemand hat das kommen sehen«, sagt Anna Beispiel", language="de"),
        _middle("»Kukaan ei nähnyt sitä etukäteen», sanoo Anna Esimerkki", language="fi"),
        _middle("-> Turn the page and read on"),
        _middle(">> Press the red button twice"),
        _middle("→ Tickets cost nine crowns a day"),
        _middle(">> Tickets cost 9 crowns a day"),
        _middle("++ The boats win again"),
        _middle("Have you read? The keeper asked me twice."),
        _middle("Schon gelesen? Anna fragte es oft.", language="de"),
        _middle("– Schon gelesen? – Nein, sagte sie.", language="de"),
        _middle("¿Ya leíste? Nadie le respondió.", language="es"),
        _middle("Siehe dazu: Velden 1931, S. 4", language="de"),
        _middle("Siehe auch: Velden 1931, S. 4", language="de"),
        _middle("Lesenswert: Ein Band über Brücken", language="de"),
        _middle("Unsere Kritik: Ein starkes Stück", language="de"),
        _middle("Hintergrund dazu: Der Streit begann im Mai", language="de"),
        _middle("Dazu auch: ein Glas Wein", language="de"),
        _middle("In case you missed it: The king is dead"),
        _middle("From the archive: letters and maps"),
        _middle("(Watch: the tide)"),
        _middle("Polecamy: Zupa z dyni i chleb", language="pl"),
        Example(
            f"{FIRST}\n{SECOND}\n>> The Boats Of The Bay\n{FIRST}\n>> The Men Of The Bay\n{SECOND}", note="two headings"
        ),
        _middle("Topics:\nthe bridge\nthe road"),
        _middle("NEXT: the harbour"),
        Example(f"{FIRST}\n{SECOND}\nThe latest\n{FIRST}\n{SECOND}\nThe road\n{FIRST}\n{SECOND}", note="one of two"),
        Example(
            f"{FIRST}\n{SECOND}\nSuggested reading:\n- Bridges of the coast and their builders\n- Piers and planks since 1900\n{SECOND}",
            note="the article's own list",
        ),
        head("Read the letter in full"),
        head("Opinion: the bridge must stay"),
        head("Read: to look at words and understand them."),
        Example(f"{TITLE}\n{FIRST}\nThe latest\n{SECOND}\n{FIRST}", title=TITLE, note="a subheading"),
        Example(
            f"{TITLE}\n{FIRST}\nOur picks\nHarbour Inn\nRed Lion\n{SECOND}", title=TITLE, note="the article's own list"
        ),
        Example(
            f"{TITLE}\n{FIRST}\nSee also\n200 g flour\n3 eggs from the farm next door\n{SECOND}\n{FIRST}",
            title=TITLE,
            note="ingredients",
        ),
        Example(f"{TITLE}\n{FIRST}\nMost popular\n{SECOND}\n{FIRST}", title=TITLE, note="a subheading"),
        head("More: the word was on everybody’s lips that day, and nobody knew what to make of it."),
        head("Next stop: the harbour"),
        head("Previously, on Monday, the bridge had been open"),
        head("Tags on the wall tell of bands that nobody knows"),
        head("Pros:\nCons:"),
        head("Top stories of the sea told by an old fisherman"),
        tail("Harbour 3:1 Oldtown\nVelden 0:0 Newport"),
        tail("Mehr Licht für die Brücke", language="de"),
        tail("Lesen lernt man in der Schule", language="de"),
        tail("Lire ou ne pas lire", language="fr"),
        tail("Leer cuesta poco", language="es"),
        tail("Читайте книги", language="ru"),
        tail("Leggi e regole del ponte", language="it"),
        tail("関連する法律の改正", language="ja"),
        tail("更多人走过旧桥", language="zh"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        found: dict[int, str] = {}
        hits, kinds = view.hits, view.labels
        sections, own_lists = TailSections(view, self.options.teaser_words), OwnLists(view.lines)
        tagged = {line.index for line in view.lines if is_tag_line(line)}
        lone = lone_labels(view, {index for index in tagged if COLON.search(view.lines[index].text)})
        for line in view.lines:
            index = line.index
            if index in found:
                continue
            ours = [hit for hit in hits[index] if hit.phrase.kind.startswith("related.")]
            known = {kind for kind in kinds[index] if kind.startswith("related.")}
            if known and len(line.text) <= 80:
                self._heading(view, line, known, found, sections, own_lists)
            elif ours and self._prefixed(view, line, ours):
                found[index] = "prefix"
            elif ours and self._is_tail(view, index) and opens_heading(line, ours):
                section = sections.under(index, tags=False)
                if len(section) >= 2:
                    found.update(dict.fromkeys((index, *section), "heading"))
            if index not in found and is_pointed_at(view, line):
                found[index] = "arrow"
            if index in tagged and (index in lone or view.prose_before[index] == 0.0 or self._is_tail(view, index)):
                found.setdefault(index, "tags")
            elif not _HEADINGS.isdisjoint(known) and (index in lone or is_left_over(view, index)):
                found.setdefault(index, "heading")
        for index in sorted(found):
            yield self.finding(view.lines[index], found[index])

    def _is_tail(self, view: View, index: int) -> bool:
        """Whether most prose stands before the line, or, where there is no prose, most lines."""
        if not view.prose_lines:
            return index >= 0.7 * len(view.lines)
        return bool(view.prose_before[index] >= self.options.tail_share)

    def _prefixed(self, view: View, line: Line, hits: list[Hit]) -> bool:
        if line.size > self.options.prefix_words or is_same_as_title(view, line):
            return False
        for hit in hits:
            if hit.phrase.kind not in _PREFIXES or line.folded[: hit.start].strip(BULLETS + "\"'"):
                continue
            rest = line.text[hit.end :]
            mark = _SEPARATOR.match(rest)
            if hit.phrase.kind == "related.heading":
                if (
                    mark
                    and is_sure_heading(hit.phrase.text)
                    and is_headline(rest[mark.end() :])
                    and is_between(view, line)
                ):
                    return True
                continue
            shouted = line.text[hit.start : hit.end].isupper() and " " in hit.phrase.text
            asked = hit.phrase.text.endswith("?")
            if not mark and not ((shouted or asked) and rest.strip()):
                continue
            title = rest[mark.end() :] if mark else rest
            if not title.strip(' "') or goes_on_from_prefix(title) or is_cited(title):
                continue
            if asked and not is_headline(title):
                continue  # «Have you read? The keeper asked me twice.»
            single = " " not in hit.phrase.text and not UNSPACED_CHAR.search(hit.phrase.text)
            if hit.phrase.kind == "related.prefix-weak":
                tail = self._is_tail(view, line.index) and view.prose_before[line.index]
                boxed = line.text[0] in "([" and line.text[-1] in ")]"
                title = title.rstrip(")]") if boxed else title
                loud = is_shouted(line.text[hit.start : hit.end], title, boxed or is_between(view, line))
                if not ends_sentence(title) and (tail or loud or (boxed and is_headline(title))):
                    return True
            elif not single or not (title.rstrip()[-1] in ".\N{IDEOGRAPHIC FULL STOP}" or title.lstrip()[:1].islower()):
                return True
        return False

    def _heading(
        self,
        view: View,
        line: Line,
        known: set[str],
        found: dict[int, str],
        sections: TailSections,
        own_lists: OwnLists,
    ) -> None:
        index = line.index
        tags = label_key(line.folded) in phrases("related.word-tags")
        sure = "related.heading" in known
        if announces_list(view, line):
            return
        if tags and line.n_words > 1 and view.prose_before[index] == 0.0:
            found[index] = "tags-heading"
        elif self._is_tail(view, index) or (sure and self._takes_turns(view, index)):
            if not (sure or tags or view.prose_before[index] == 1.0):
                return
            section = sections.under(index, tags=tags and not sure)
            if not tags and own_lists.has(section):
                return
            said = 0 if tags else sentences_first(view, section)
            if said:  # under a heading of the author's own; titles may follow, up to the next heading
                titles = takewhile(lambda place: not view.labels[place], section[said:])
                found.update(dict.fromkeys(titles, "under-heading"))
                return
            if section or (sure and not (index + 1 < len(view.lines) and view.prose[index + 1])):
                found.update(dict.fromkeys(section, "under-heading"))
                found[index] = "heading"
        elif sure or (not tags and "related.word-heading" in known and not COLON.search(line.text)):
            section = self._box(view, index)
            if (not sure and len(section) < _SEVERAL) or own_lists.has(section):
                return
            pointing = "related.prefix" in known and line.n_words > 1 and view.lines[-1] is not line
            pointing = pointing and view.prose[index + 1]
            if section or pointing:
                found.update(dict.fromkeys(section, "under-heading"))
                found[index] = "heading"

    def _takes_turns(self, view: View, index: int) -> bool:
        """Whether headlines and teasers take turns from here to the end, after the larger part of the prose."""
        if view.prose_before[index] < 0.5:
            return False
        # Only prose is looked at: this is asked of each of many headings.
        first, prose = bisect_right(view.prose_lines, index), view.prose_lines
        return len(prose) - first >= 2 and all(
            prose[number] - 1 > index
            and not view.prose[prose[number] - 1]
            and view.lines[prose[number]].size <= self.options.teaser_words
            for number in range(first, len(prose))
        )

    def _box(self, view: View, index: int) -> range:
        """The headlines under a heading in the middle: few, all like headlines, up to the next paragraph."""
        for line in view.lines[index + 1 : index + 2 + _UP_TO]:
            taken = range(index + 1, line.index)
            if view.prose[line.index]:
                return taken[:-1] if len(taken) > 1 and has_subheadings(view) else taken
            if len(taken) == _UP_TO or not is_like_headline(line):
                return range(0)
        return range(index + 1, len(view.lines))
