"""Author boxes: what a site says of the author at the end of an article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.consent_words import weigh
from cleancorpus.detect.example_articles import FIRST, SECOND, TITLE, tail
from cleancorpus.detect.layout import Layout
from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.known.name_reader import read_names, split_names
from cleancorpus.known.people import evidence, has_job, name_key
from cleancorpus.lexicon import is_whole, phrases
from cleancorpus.lexicon.wording import Wording
from cleancorpus.model import Finding
from cleancorpus.text import fold, plain

# What biographies speak of besides jobs: places of work, works, and verbs of writing. Each of these words stands in
# articles, too, so it counts only behind a name and at the end of a text.
_WORKS = re.compile(
    r"(?<!\w)(?:university|universität|université|universidad|universidade|università|universiteit|institute|institut|college|"
    r"magazine|newspaper|zeitung|journal|newsletter|podcast|blog|book|books|buch|bücher|livre|libro|professor|professorin|"
    r"lecturer|researcher|fellow|scientist|economist|historian|philosopher|founder|gründer|gründerin|studied|studierte|"
    r"award-winning|based in|lives in|lebt in|graduate|covers|covering|writes|schreibt|reporting|doktor|studium|journalismus|journalism|dozent)(?!\w)"
)
# Under a heading about the author only: elsewhere such a sentence is the article's.
_FIRST_PERSON = re.compile(
    r"^(?:hi[!,.]?\s|hello[!,.]?\s)?(?:i am|i'm|my name is|ich bin|mein name ist|je suis|soy|sou|sono|ik ben|jag är|jestem|я)\s"
)

_LATE = (
    2 / 3
)  # of the words of paragraphs stand above a heading under which nobody is named: else it is a section of the article
_LAST_WORDS = 260  # characters; two sentences
_LAST_PARAGRAPHS = 3
# What a journalist does, in the languages of the copulas most texts have; a job alone is news as often.
_WRITES = re.compile(
    r"(?<!\w)(?:covers?|covering|writes?|writing|reports? on|schreibt|berichtet|écrit|couvre|escribe|cubre|escreve|cobre|scrive"
    r"|si occupa|schrijft|skriver|dækker|dekker|kirjoittaa|pisze|píše|пишет|пише|yazıyor)(?!\w)"
)
_PAST = re.compile(r"(?<!\w)(?:was|were|had|who was|war|wurde|hatte|était|fue|era|foi)(?!\w)")


class AuthorBox(Rule):
    """Removes the box about the author that sites put under an article.

    What it removes: a heading («About the author», «Über die Autorin», «Sobre el autor») with the sentences under it; a
    sentence at the end that begins with the author's name and says what they do; «Follow her on …», «More from …».
    Why: the same lines stand under every article of one author, and none is about the article.
    How: the end of the text, and strong evidence: the heading, or the name of a known author (the source's metadata or a
    byline of the same text) with a verb of the lexicon and a job or institution in the sentence.
    Known limits: a biography without heading and known name stays unless it is the last line, of a journalist whom the text
    has not named; so does one in the first person.
    """

    id, version, category = "author-box", 3, "author-box"
    reasons = {
        "box": "a box about the author",
        "follow": "a request to follow the author",
        "known-author": "a sentence about a known author",
        "last-words": "the last words of a text, about a journalist it has not named before",
    }

    class Options(RuleOptions):
        # Name, job, biography, address. 2 and 8 make no difference on 216 labelled texts.
        max_lines: int = Field(4, ge=1, le=12, description="lines under the heading that may belong to the box")
        # A long biography fits in; chosen by hand. 450 makes no difference on 216 labelled texts.
        max_chars: int = Field(900, ge=100, le=3000, description="longer lines are no part of a box")

    removes = (
        tail("[-About the author-]\n[-Jane Doe-]\n[-Jane Doe is a reporter for Harbour Notes and covers bridges.-]"),
        tail(
            "[-About the author-]\n[-Jane Doe is a lecturer in engineering at Sample University and writes about piers.-]\nRelated articles"
        ),
        Example(
            f"{TITLE}\nBy Jane Doe\n{FIRST}\n{SECOND}\n{FIRST}\n[-Jane Doe is a staff writer who covers transport for Harbour Notes.-]",
            title=TITLE,
        ),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND}\n{FIRST}\n[-Jane Doe is a senior researcher with the Sample Institute in Harbourtown.-]",
            title=TITLE,
            authors=("Jane Doe",),
        ),
        tail("[-More from Jane Doe-]"),
        tail("[-Jane Doe is a reporter for Harbour Notes and covers bridges.-]"),
        tail("[-About the author: Jane Doe covers transport for Harbour Notes as its reporter.-]"),
        tail("[-Anna Beispiel ist Redakteurin im Ressort Lokales und schreibt über Verkehr.-]", language="de"),
        tail("[-Follow her on Twitter @janedoe-]"),
        tail("[-Über die Autorin-]\n[-Anna Beispiel ist Redakteurin und schreibt über Brücken.-]", language="de"),
        tail(
            "[-Zur Person-]\n[-Anna Beispiel, Jahrgang 1980, ist Professorin für Statik an der Universität Seestadt.-]",
            language="de",
        ),
        tail("[-À propos de l’auteur-]\n[-Anne Exemple est journaliste et couvre les transports.-]", language="fr"),
        tail("[-Sobre el autor-]\n[-Luis Muestra es periodista y escribe sobre transporte.-]", language="es"),
        tail("[-Sobre o autor-]\n[-João Amostra é jornalista e escreve sobre transportes.-]", language="pt"),
        tail("[-Chi è l’autore-]\n[-Luca Esempio è giornalista e scrive di ponti e strade.-]", language="it"),
        tail("[-Over de auteur-]\n[-Jan Voorbeeld is journalist en schrijft over bruggen.-]", language="nl"),
        tail("[-Om författaren-]\n[-Anna Exempelsson är journalist och skriver om broar.-]", language="sv"),
        tail("[-O autorze-]\n[-Jan Przykładowski jest dziennikarzem; dziennikarz pisze o mostach.-]", language="pl"),
        tail("[-Об авторе-]\n[-Иван Примеров журналист и пишет о мостах и дорогах страны.-]", language="ru"),
        tail("[-Yazar hakkında-]", language="tr"),
        tail("[-著者プロフィール-]", language="ja"),
        tail("[-作者简介-]", language="zh"),
        tail("[-필자 소개-]", language="ko"),
        tail("[-نبذة عن الكاتب-]", language="ar"),
    )
    keeps = (
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND}\nAbout the author\nTell us in two lines who you are, and whether we may print your name "
            f"with it.\n{FIRST}\n{SECOND}",
            title=TITLE,
            note="a section of the article",
        ),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND}\nJane Doe is a reporter for Harbour Notes.", title=TITLE, note="two paragraphs"
        ),
        tail("Jane Doe was a reporter for Harbour Notes and wrote of bridges."),
        tail("Jane Doe is a reporter for Harbour Notes, the mayor told the council."),
        Example(
            f"{TITLE}\n{FIRST}\nNobody asked Jane Doe.\n{SECOND}\n{FIRST}\nJane Doe is a reporter for Harbour Notes.",
            title=TITLE,
            note="named before",
        ),
        tail("Jane Doe is an engineer at Sample University, the council said."),
        tail("Bo Lind is a columnist who fell from the bridge on Monday and is in hospital."),
        tail("Anna Beispiel ist freie Journalistin und seit Montag in Haft.", language="de"),
        tail("Jane Doe is a reporter at Harbour Notes, which the county wants to close."),
        tail("About the bridge\nThe bridge is a hundred years old and has three piers."),
        tail("About the author of the plan nobody spoke that evening in the hall."),
        tail("Follow the river to the old quay"),
        tail("More from the harbour"),
        tail("The author\nHe never came back to the bridge."),
        tail("I am a trader, and I was not asked."),
        tail("Written by hand"),
        tail("About the authority\nThe harbour authority is based in Harbourtown and runs the ferries."),
        Example(f"{TITLE}\nAbout the author\n{FIRST}\n{SECOND}\n{FIRST}", title=TITLE, note="not at the end"),
        Example(
            f"{TITLE}\nBy Jane Doe\n{FIRST}\n{SECOND}\n{FIRST}\nJane Doe saw the last boat leave before the rain came.",
            title=TITLE,
        ),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND}\n{FIRST}\nJane Doe was not asked before the vote was taken.",
            title=TITLE,
            authors=("Jane Doe",),
        ),
        tail("Über die Brücke", language="de"),
        tail("Der Autor schwieg.", language="de"),
        tail("L’auteur de la lettre reste inconnu.", language="fr"),
        tail("El autor del plan guardó silencio.", language="es"),
        tail("Chi è stato al ponte lo sa.", language="it"),
        tail("Over de brug", language="nl"),
        tail("Om bron", language="sv"),
        tail("O moście", language="pl"),
        tail("О мосте", language="ru"),
        tail("橋について", language="ja"),
        tail("作者认为应该保留。", language="zh"),
        tail("저자는 답하지 않았다.", language="ko"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        found = list(self._find_boxes(view))
        yield from found
        last = view.lines[-1] if view.lines else None
        if last and all(finding.span != last.span for finding in found) and _introduces_journalist(view, last):
            yield self.finding(last, "last-words", score=0.9)

    def _find_boxes(self, view: View) -> Iterator[Finding]:
        place = view.layout
        if place.first >= place.size:
            return
        start = next((i for i in range(place.first + 1, place.size) if place.is_late(i)), place.size)
        taken: set[int] = set()
        boxed = False  # a second box is another story's
        for line in view.lines[start:]:
            if line.index in taken or len(line.text) > self.options.max_chars:
                continue
            if len(line.text) <= 60:  # headings
                heading = _is_heading(view, line)
                if heading:
                    box = self._box(view, line, place)
                    alone = heading == "sure" and view.prose_before[line.index] >= _LATE
                    if box or alone or heading == "named":
                        for member in (line, *box):
                            taken.add(member.index)
                            fields = () if view.authors or boxed else _who(member)
                            yield self.finding(member, "box", fields=fields)
                        boxed = True
                        continue
            if len(line.text) <= 160:
                follow = view.hits_of(line, "author_box.follow")
                if follow and follow[0].start <= 2 and ("@" in line.text or _rest_is_name(line.text[follow[0].end :])):
                    taken.add(line.index)
                    yield self.finding(line, "follow", score=0.9)
                    continue
            if len(line.text) >= 40 and _is_bio(line, view.authors):
                taken.add(line.index)
                yield self.finding(line, "known-author")

    def _box(self, view: View, heading: Line, place: Layout) -> list[Line]:
        """The lines under a heading that speak of the author."""
        box: list[Line] = []
        for line in view.lines[heading.index + 1 : heading.index + 1 + self.options.max_lines]:
            if len(line.text) > self.options.max_chars:
                break
            low = line.folded
            speaks = (
                (bool(split_names(line.text)) and len(line.text) <= 60)
                or (len(line.text) <= 60 and has_job(low) and line.text[-1] not in ".:")
                or (
                    len(line.text) >= 40
                    and (_begins_with_name(line.text) or _FIRST_PERSON.match(low))
                    and _says_what_they_do(low)
                )
                or (
                    len(line.text) >= 40
                    and bool(box)
                    and (has_job(low) or _WORKS.search(low) is not None)
                    and place.paragraphs_after(line.index) <= 1
                )
            )
            if not speaks:
                break
            box.append(line)
        return box


def _is_heading(view: View, line: Line) -> str:
    """`named` for «About Jane Doe», an author; `sure` for «About the author»; `maybe` for a heading that also opens other lines
    («Written by»); or ''."""
    for hit in view.hits_of(line, "author_box.heading"):
        if is_whole(line.folded, hit):
            # «about the author» has 16 letters; shorter ones («written by», «the author») begin other lines, too.
            return "sure" if len(hit.phrase.text) >= 12 or not hit.phrase.text.isascii() else "maybe"
        if not line.text[: hit.start].strip() and split_names(line.text[hit.end :]):
            return "named"  # «About Jane Doe» with a phrase such as «about the author»
    opening = _ABOUT.match(line.folded)
    return (
        "named" if opening and any(name_key(n) in view.authors for n in split_names(line.text[opening.end() :])) else ""
    )


# «About Jane Doe», if she is a known author: «about» before any other name is a heading of the article.
_ABOUT = re.compile(r"(?:about|über|à propos de|sobre|su|over|om|o|об?|про|despre|sobre)\s+")


def _who(line: Line) -> tuple[tuple[str, str], ...]:
    """The author whom a line of a box names alone, or at the start of a biography."""
    names = split_names(line.text)
    if not names and len(line.text) >= 40:
        read = read_names(line.text)
        names = read.names[:1] if read is not None and evidence(read.names[0]) else ()
    return tuple(("authors", name) for name in names)


def _rest_is_name(rest: str) -> bool:
    rest = rest.strip(" :.|\N{EN DASH}\N{EM DASH}-")
    return not rest or bool(split_names(rest))


def _begins_with_name(text: str) -> bool:
    names = read_names(text)
    return names is not None and len(names.names) <= 2


def _says_what_they_do(folded: str) -> bool:
    return has_job(folded) or _WORKS.search(folded) is not None


def _introduces_journalist(view: View, line: Line) -> bool:
    """Whether the last line says who a journalist is whom the text has not named: no article ends with somebody new."""
    if not 25 <= len(line.text) <= _LAST_WORDS or bisect_left(view.prose_lines, line.index) < _LAST_PARAGRAPHS:
        return False
    text, heading = line.text, re.match(r"([^:]{4,30}):\s+", line.text)
    if heading and fold(heading[1]) in phrases("author_box.heading"):
        text = text[heading.end() :]  # «About the author: Jane Doe covers …»
    names = read_names(text)
    if names is None or len(names.names) != 1 or " " not in names.names[0]:
        return False
    rest = fold(text[names.end :])
    said = rest.split(".")[0]
    if not any(said.startswith(f" {word} ") for word in phrases("author_box.word-copula")):
        return False
    if not heading and not (has_job(said) and _WRITES.search(rest)):
        return False  # «Jane Doe is a reporter and has been missing for a week.»
    if '"' in rest or _PAST.search(said) or weigh(Wording(rest)).report:
        return False
    surname = plain(names.names[0]).split()[-1]
    return not any(surname in plain(other.text).split() for other in view.lines if other.index != line.index)


def _is_bio(line: Line, authors: frozenset[str]) -> bool:
    """Whether the line begins with a known author's name and says what they do."""
    if not authors:
        return False
    names = read_names(line.text)
    if names is None:
        return False
    key = name_key(names.names[0])
    if not any(key == author or plain(line.text[: len(author) + 4]).startswith(author) for author in authors):
        return False
    rest = fold(line.text[names.end :]).lstrip(" ,(")
    verbs = phrases("author_box.word-copula")
    verb = any(rest.startswith(word + " ") for word in verbs) or any(
        f" {word} " in f" {rest[:60]} " for word in verbs if len(word) > 2
    )
    return verb and _says_what_they_do(line.folded)
