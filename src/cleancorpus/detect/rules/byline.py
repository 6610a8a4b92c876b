"""Bylines and credits of the press: who wrote, edited, translated, and which agency reported."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.byline_evidence import (
    ADDRESS,
    CLOSING,
    SOCIAL,
    among_names,
    belongs_beside,
    in_data_rows,
    in_title,
    is_author_heading,
    is_calendar_row,
    is_person_of_story,
    is_quote,
    stamp_beside,
)
from cleancorpus.detect.byline_parts import EMAIL, furniture_only, is_staff
from cleancorpus.detect.credit_cjk import read_cjk
from cleancorpus.detect.credit_line import (
    Credit,
    agencies_beside,
    prefix_end,
    read_labelled,
    read_mixed,
    read_prefixed,
    read_special,
)
from cleancorpus.detect.example_articles import FIRST, SECOND, TITLE, head, tail
from cleancorpus.detect.layout import Layout, layout
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.known.agencies import agencies_in, may_name_agency
from cleancorpus.known.people import evidence, has_job, is_caseless, name_key, read_names, split_names
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon import Hit, scan
from cleancorpus.model import Document, Finding, Line, Span
from cleancorpus.text import ends_sentence, fold

Fields = tuple[tuple[str, str], ...]
_INITIALS = re.compile(r"\((?:[A-Z]\.-?){2,4}(?:[,;]\s*(?:[A-Z]\.-?){2,4}){0,8}\)\.?$")
_BRACKET_END = re.compile(r"[(\[（【]([^()\[\]（）【】]{2,240})[)\]）】][\s.。]*$")
_ADDRESSEE = re.compile(r"(?:Drs?|Profs?|Ms|Mrs?)\.? [A-Z][^:]{1,80}: .*\d")
_LONGEST_BARE = 140  # characters of a line without any label that may still be names and a date
_HANDLE = re.compile(r"@\w")
_DIGITS = re.compile(r"\d\D{0,6}\d")
_NAME_START = re.compile(
    r"\W{0,3}(?:[^\W\d_a-z]\S*[\s\u00a0]+(?:[^\W\d_a-z]|(?:von|van|de|du|da|di|del|bin|el|al)[\s-])|[\u0590-\u0dff\u0e00-\u0eff\u3040-\ud7a3])"
)
_SENTENCE_BREAK = re.compile(r"[.!?…。\"”»)]\s+$")


class Byline(Rule):
    """Removes who wrote, reported, edited or translated an article, and keeps the names as metadata.

    What it removes: lines that are a byline («By Jane Doe, Staff Writer | 3 March 2024»), a credit («Reporting by A;
    Editing by B», «Text: A. Redaktion: B», «X contributed to this report»), an agency alone («(dpa)», «Source: AFP»),
    a name alone where a byline stands, and the author's job, e-mail or handle beside one of these; at the end of a
    paragraph it cuts only the bracketed credit.
    Why: names in fixed places teach a model to invent authors, and the same few lines stand in thousands of articles.
    How: labels of over sixty languages come from the lexicon, names from their shape (`known/people.py`). A weak label
    («by», «von», «par», «di») is believed only at the head or tail of a text and if nothing but names, dates, jobs,
    places and outlets follows it in the line; a name without a label needs a date, job or headline beside it, a known
    author (`doc.authors`, or a byline of the same text), and must not be a person of the story.
    Known limits: nicknames without a label stay; in scripts without capitals a name without a label is only found if
    it is a known author.
    """

    id, version, category = "byline", 1, "byline"

    class Options(RuleOptions):
        max_chars: int = Field(
            240, ge=40, le=600, description="longer lines are text; only a credit at their end is cut"
        )
        agencies: bool = Field(True, description="also remove lines that only name a news agency, like «(dpa)»")
        bare_names: bool = Field(True, description="also remove a name alone on its line where a byline stands")
        line_ends: bool = Field(True, description="also cut a credit in brackets at the end of a paragraph")

    removes = (
        head("[-By Jane Doe-]", fields=(("authors", "Jane Doe"),)),
        head(
            "[-By JANE DOE and JOHN ROE, Staff Writers-]",
            fields=(
                ("authors", "Jane Doe"),
                ("authors", "John Roe"),
            ),
        ),
        head("[-By Jane Doe | March 3, 2024 | 4 min read-]", fields=(("authors", "Jane Doe"),)),
        head("[-By Jane Doe Published: 3 March 2024-]", fields=(("authors", "Jane Doe"),)),
        head("[-11/19/2023 by Jane Doe-]", fields=(("authors", "Jane Doe"),)),
        head("[-Jane Doe, Transport Correspondent-]", fields=(("authors", "Jane Doe"),)),
        head("[-Jane Doe-]\n16 September 2024 9:33pm", fields=(("authors", "Jane Doe"),)),
        head("[-Jane Doe-]\n[-@janedoe-]"),
        tail(
            "[-(Reporting by Jane Doe in Harbourtown; Editing by John Roe)-]",
            fields=(
                ("authors", "Jane Doe"),
                ("editors", "John Roe"),
            ),
        ),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND} [-(Reporting by Jane Doe; Editing by John Roe)-]",
            title=TITLE,
            fields=(("editors", "John Roe"),),
        ),
        tail("[-Jane Doe and John Roe contributed to this report.-]"),
        tail("[-With files from The Canadian Press-]", fields=(("agency", "Canadian Press"),)),
        tail("[-Source: AFP-]", fields=(("agency", "AFP"),)),
        tail("[-Originally published in Harbour Notes.-]"),
        tail("[-jane.doe@example.com-]"),
        head("[-Ola Nordfolk-]", authors=("Ola Nordfolk",), note="the source names the author"),
        head("[-Von Anna Beispiel, Seestadt-]", language="de"),
        head("[-Von Anna Beispiel und Bernd Muster, dpa-]", language="de"),
        head("[-Text: Anna Beispiel. Redaktion: Bernd Muster-]", language="de"),
        head("[-Ein Gastbeitrag von Anna Beispiel-]", language="de"),
        head("[-Par Anne Exemple et Luc Modèle-]", language="fr"),
        head("[-Propos recueillis par Anne Exemple-]", language="fr"),
        head("[-Por Ana Muestra y Luis de la Prueba-]", language="es"),
        head("[-(Con información de AFP y EFE)-]", language="es"),
        head("[-Por João Amostra, da Redação-]", language="pt"),
        head("[-di Luca Esempio-]", language="it"),
        head("[-Door Jan van der Voorbeeld-]", language="nl"),
        head("[-Av Anna Exempelsson-]", language="sv"),
        head("[-Autor: Jan Przykładowski-]", language="pl"),
        head("[-Автор: Иван Примеров-]", language="ru"),
        head("[-Yazan: Ayşe Örnekoğlu-]", language="tr"),
        head("[-文＝山田太郎-]", language="ja"),
        head("[-作者：王小明-]", language="zh"),
        head("[-홍길동 기자 hong@example.com-]", language="ko"),
        head("[-بقلم: أحمد المثال-]", language="ar"),
        head("[-Της Μαρίας Παραδειγματίδου-]", language="el"),
        head("[-लेखक: राहुल नमूना-]", language="hi"),
        tail("[-(dpa)-]", language="de", fields=(("agency", "dpa"),)),
        tail("[-Źródło: PAP-]", language="pl"),
        tail("[-Traduction : Anne Exemple-]", language="fr", fields=(("translators", "Anne Exemple"),)),
        tail("[-dpa-infocom-]", language="de"),
    )
    keeps = (
        head("By Tuesday, the water had reached the second floor."),
        head("By Jane Doe’s account, the meeting took two hours."),
        head("By comparison, the harbour closed only twice last year."),
        head("By the River"),
        head("Key Findings"),
        head("Old Harbour Road"),
        head("Why It Matters"),
        head("Quick Summary"),
        head("Jane Doe:"),
        head("Jane Doe said no."),
        head("Written by hand, the letter ran to nine pages."),
        head("Editing by committee rarely works."),
        head("By 2030, half of the piers will be gone"),
        head("PA"),
        head("Source: the harbour office says so"),
        head("Contributions to this report are welcome."),
        head("Golden Retriever"),
        Example("Jane Doe: Why did you wait?\nJohn Roe: Nobody asked us."),
        Example(f"Cast\nJane Doe\nJohn Roe\nAnna Beispiel\nLuis Muestra\n{FIRST}", note="a list of names"),
        Example(f"Interview with Jane Doe\n{FIRST}\nJane Doe\n{SECOND}", title="Interview with Jane Doe"),
        Example(f"{TITLE}\n{FIRST}\n{SECOND}\nYours sincerely,\nJane Doe", title=TITLE, note="signature of a letter"),
        Example(
            f"{TITLE}\n{FIRST}\n“We were not asked.”\nJane Doe\n{SECOND}\n{FIRST}", title=TITLE, note="who is quoted"
        ),
        head("Author: Jane Doe\nPublisher: Sample House\nPages: 320\nLanguage: English", note="facts about a book"),
        Example(f"{TITLE}\n{FIRST}\nThe winners are:\n1. Jane Doe\n2. John Roe\n{SECOND}", title=TITLE),
        head(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers and asked for more time.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote was taken in the hall.\nThe council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers and asked for more time.\nBy Jane Doe\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote was taken in the hall.",
            note="in the middle a work may be named, as in a list of books",
        ),
        head("Von der Leyen will die Brücke sehen", language="de"),
        head("Von Anna Beispiel war zunächst keine Antwort zu erhalten.", language="de"),
        head("Von Brücken, Pfeilern und ganz viel Geduld", language="de"),
        head("Von wegen Ruhe: Die Brücke bleibt laut", language="de"),
        head("Par la suite, le pont a rouvert.", language="fr"),
        head("Par ailleurs, Anne Exemple a quitté la salle.", language="fr"),
        head("Por su parte, Ana Muestra pidió calma.", language="es"),
        head("Por María Muestra votaron miles de personas.", language="es"),
        head("Por outro lado, o conselho recuou", language="pt"),
        head("Di sera il ponte è vuoto", language="it"),
        head("Di Maio ha annunciato un ricorso.", language="it"),
        head("Door Jan Voorbeeld te ontslaan hoopt de raad op rust.", language="nl"),
        head("Av Anna Exempelsson krävdes skadestånd.", language="sv"),
        head("Od poniedziałku most jest zamknięty", language="pl"),
        head("От моста до рынка полчаса пути", language="ru"),
        head("文化の日に橋が開く", language="ja"),
        head("作者认为旧桥应该保留", language="zh"),
        head("기자 회견은 월요일에 열린다", language="ko"),
        head("Yazar köprüyü anlattı", language="tr"),
        head("كتب المجلس رسالة إلى التجار", language="ar"),
        head("लेखक ने पुल के बारे में बताया", language="hi"),
        Example(f"{TITLE}\n{FIRST}\n{SECOND} [Editing by hand takes weeks]", title=TITLE),
        head("Read more by our reporters"),
    )

    def find(self, doc: Document) -> Iterator[Finding]:
        # Kept with the document: the rule for author boxes asks who wrote it.
        yield from doc.memo((self.id, self.options), lambda doc: tuple(self._find(doc)))

    def _find(self, doc: Document) -> Iterator[Finding]:
        place = layout(doc)
        known = {name_key(author) for author in doc.authors}
        found: dict[int, Finding] = {}
        scientific = False
        hits = scan(doc)
        for line in doc.lines:
            ours = hits[line.index]
            if ours:
                ours = tuple(hit for hit in ours if hit.phrase.kind[:6] in ("byline", "photo_"))
            if len(line.text) > self.options.max_chars or len(line.text) < 2:
                if self.options.line_ends and line.text[-1] in ")）]】.":
                    yield from self._at_end(line, ours, place)
                continue
            plain_text = not ours and len(line.text) > _LONGEST_BARE and not prefix_end(line.folded)
            credit = None if plain_text else self._credit(doc, line, ours, place, known)
            if credit is None:
                if self.options.line_ends and len(line.text) > 60 and line.text[-1] in ")）]】.":
                    yield from self._at_end(line, ours, place)
                continue
            scientific |= credit.evidence == "scientific credit"
            found[line.index] = self.finding(line, credit.evidence, fields=credit.fields)
            known.update(name_key(name) for name in credit.names)
        for line in doc.lines:
            if line.index not in found and len(line.text) <= 80 and ("@" in line.text or "/" in line.text):
                text = line.text.strip(" \t|•·–—-,")
                above = line.index - 1
                address = EMAIL.fullmatch(text) or SOCIAL.match(text) or ADDRESS.match(text)
                if address and place.is_late(line.index) and (above in place.paragraphs or above in found):
                    found[line.index] = self.finding(line, "address under the text", score=0.9)
        if self.options.bare_names:
            # Twice: a name found beside a date is known when it stands alone again further up or down.
            candidates = [line for line in doc.lines if line.index not in found and _may_be_name(line.text)]
            for _ in range(2):
                for line in candidates:
                    if line.index not in found:
                        reason, fields = self._bare(doc, line, place, known, found)
                        if reason:
                            found[line.index] = self.finding(line, reason, score=0.9, fields=fields)
                            known.update(name_key(name) for _, name in fields)
        for index in list(found):
            for beside in (index + 1, index + 2, index - 1):
                if beside not in found and 0 <= beside < place.size and (beside != index + 2 or index + 1 in found):
                    reason = belongs_beside(doc.lines[beside], place, below=beside > index)
                    if not reason and beside < index and is_author_heading(doc, doc.lines[beside]):
                        reason = "label of the name below"
                    if reason:
                        found[beside] = self.finding(doc.lines[beside], reason, score=0.9)
        for line in doc.lines:
            if not scientific or line.index in found or len(line.text) > self.options.max_chars:
                continue
            if _INITIALS.search(line.text) or (line.index - 1 in found and _ADDRESSEE.match(line.text)):
                found[line.index] = self.finding(line, "affiliation of an author")
        yield from (found[index] for index in sorted(found))

    def _credit(
        self, doc: Document, line: Line, hits: tuple[Hit, ...], place: Layout, known: set[str]
    ) -> Credit | None:
        """The credit that the line as a whole is, if it stands where such a credit stands."""
        text, index = line.text, line.index
        head, tail = place.in_head(index), place.in_tail(index)
        if hits:
            special = read_special(line, hits, head, tail)
            if special is not None:
                return special
            credit = read_labelled(text, hits)
            if credit is not None and (head or tail or _is_wire(credit)) and not in_data_rows(doc, line):
                return credit
        start = prefix_end(line.folded)
        if start:
            credit = read_prefixed(text, start)
            if credit is not None and self._believed(doc, line, credit, place, known):
                return credit
        if not (head or tail):
            return None
        if len(text) <= 60 and "\u3040" <= text[len(text) // 4] <= "\ud7a3" and not ends_sentence(text):
            credit = read_cjk(text)
            if credit is not None:
                return credit
        if head and index < place.first and len(text) <= 40 and is_staff(text, alone=True):
            return Credit((), "strong", "newsroom")
        if len(text) <= 140 and _DIGITS.search(text) and not ends_sentence(text[:-1]):
            dated = read_stamp(text, line.folded)
            credit = read_mixed(text) if dated.anchor and dated.residue else None
            if credit is not None and (credit.strength == "strong" or not is_calendar_row(doc, index)):
                return credit
        if self.options.agencies and len(text) <= 80 and may_name_agency(line.folded):
            return self._agency(line, place)
        return None

    def _believed(self, doc: Document, line: Line, credit: Credit, place: Layout, known: set[str]) -> bool:
        """Whether a weak label («by») with what follows is believed at this place."""
        names = credit.names
        if names and all(name_key(name) in known for name in names):
            return True
        head, tail = place.in_head(line.index), place.in_tail(line.index)
        if not (head or tail) or in_data_rows(doc, line):
            return False
        beside = place.near_title(line.index, 4) or stamp_beside(doc, line)
        if credit.strength == "weak":
            return head and (credit.stamped or beside) and len(line.words) <= 3 + 8 * credit.stamped
        if credit.strength == "staff" or credit.stamped or beside:
            return True
        return any(evidence(name) for name in names) or has_job(line.folded)

    def _agency(self, line: Line, place: Layout) -> Credit | None:
        text = line.text
        marked = text[:1] in "([（【/©"
        agencies = agencies_in(text, marked=place.near_title(line.index, 2) and len(text.strip()) > 2)
        if not agencies and any(char.isdigit() for char in text):
            stamp = read_stamp(text, line.folded)
            if stamp.anchor and stamp.residue:
                agencies = agencies_in(" ".join(stamp.residue), marked=True)
        if not agencies:
            parts = re.fullmatch(r"(?:[A-Z][\w.]*\s){1,3}(?:avec|mit|con|with|com|i|och)\s(?P<agency>.+)", text)
            agencies = agencies_in(parts["agency"], marked=True) if parts else ()
        if not agencies or (not marked and not place.in_tail(line.index) and line.index > place.first):
            return None
        return Credit(tuple(("agency", name) for name in agencies), "strong", "an agency alone")

    def _bare(
        self, doc: Document, line: Line, place: Layout, known: set[str], found: dict[int, Finding]
    ) -> tuple[str, Fields]:
        """Evidence and fields if the line is a name, or names, alone where a byline stands."""
        text, index = line.text, line.index
        core = text.strip(" \t|•·–—-/,;+")
        if is_caseless(core):
            key = name_key(core)
            return ("known author", (("authors", core),)) if key in known and len(core) > 3 else ("", ())
        if not core[:1].isupper() or ends_sentence(core) or core[-1] in ":?":
            return "", ()
        head, tail = place.in_head(index), place.in_tail(index)
        if name_key(core) in known and " " in core:
            return "known author", tuple(("authors", name) for name in split_names(core) or (core,))
        above = doc.lines[index - 1] if index else None
        headed = above is not None and is_author_heading(doc, above) and (head or place.is_late(index))
        if not (head or tail or headed) or text[0] in "-–—":
            return "", ()
        names = split_names(core)
        job = False
        if not names:
            read = read_names(core)
            if read is None or not any(evidence(name) for name in read.names):
                return "", ()
            rest = core[read.end :]
            job = has_job(fold(rest)) or _HANDLE.search(rest) is not None
            if not (job and furniture_only(rest)):
                joined = read.names[0]
                if len(read.names) == 1 and has_job(fold(joined)):
                    job = True
                else:
                    return "", ()
            names = read.names[:1] if len(read.names) == 1 else read.names
        elif has_job(line.folded):
            job = True
        fields = (*(("authors", name) for name in _without_jobs(names)), *agencies_beside(core))
        if all(name_key(name) in known for name in names):
            return "known author", fields
        likely = any(evidence(name) == 2 for name in names)
        above_text = head and index < place.first and place.near_title(index, 8)
        if above_text and likely and not in_title(doc, names) and stamp_beside(doc, line, reach=3):
            return "name beside a date", fields
        if is_person_of_story(doc, place, names, index) or not (likely or any(evidence(name) for name in names)):
            return "", ()
        if job and (head or tail) and not among_names(doc, index):
            return "name with a job", fields
        if (
            above is not None
            and above.index in found
            and index < place.first
            and found[above.index].evidence.startswith("name")
        ):
            return "name beside a name", fields
        if among_names(doc, index):
            return "", ()
        if headed:
            return "name under a heading for authors", fields
        below = doc.lines[index + 1] if index + 1 < place.size else None
        if below is not None and len(below.text) <= 90 and belongs_beside(below, place, below=True):
            return "name above a job or address", fields
        if (
            head
            and likely
            and place.near_title(index, 2)
            and below is not None
            and (place.first == index + 1 or index + 1 in place.paragraphs)
        ):
            return "name between headline and text", fields
        if tail and likely and above is not None and not CLOSING.search(above.text):
            if (
                (above.index in place.paragraphs or above.index in found)
                and not is_quote(above)
                and not place.paragraphs_after(index)
            ):
                return "name under the text", fields
            if above.index in found:
                return "name under a credit", fields
        return "", ()

    def _at_end(self, line: Line, hits: tuple[Hit, ...], place: Layout) -> Iterator[Finding]:
        """A credit at the end of a paragraph: in brackets, or «Reporting by …» after the last sentence."""
        text = line.text
        bracket = _BRACKET_END.search(text)
        if bracket:
            inner = bracket[1]
            shifted = tuple(
                Hit(hit.phrase, hit.start - bracket.start(1), hit.end - bracket.start(1))
                for hit in hits
                if hit.start >= bracket.start(1)
            )
            credit = read_labelled(inner, shifted) if shifted else None
            agencies = (
                agencies_in(inner, marked=True) if credit is None and len(inner) <= 40 and self.options.agencies else ()
            )
            ended = ends_sentence(text[: bracket.start()].rstrip())
            if agencies and ended and not place.paragraphs_after(line.index + 1):
                credit = Credit(tuple(("agency", name) for name in agencies), "strong", "agency in brackets")
            if credit is not None and ended:
                yield self.finding(Span(line.start + bracket.start(), line.end), credit.evidence, fields=credit.fields)
            return
        for hit in hits:
            if hit.phrase.kind == "byline.credit" and hit.start > 40 and _SENTENCE_BREAK.search(text[: hit.start]):
                shifted = tuple(
                    Hit(h.phrase, h.start - hit.start, h.end - hit.start) for h in hits if h.start >= hit.start
                )
                credit = read_labelled(text[hit.start :].rstrip(". "), shifted)
                if credit is not None and _is_wire(credit):
                    yield self.finding(Span(line.start + hit.start, line.end), credit.evidence, fields=credit.fields)
                return


def authors_of(doc: Document) -> frozenset[str]:
    """The authors of `doc` as `name_key` writes them: those the source gives and those of its bylines."""
    named = [value for finding in Byline().find(doc) for field, value in finding.fields if field == "authors"]
    return frozenset(name_key(name) for name in (*doc.authors, *named) if " " in name)


def _may_be_name(text: str) -> bool:
    """A cheap first look: two words with capitals at the start of a short line, or a script without capitals."""
    if not 2 < len(text) <= 100 or text[-1] in ":?!":
        return False
    return _NAME_START.match(text) is not None


def _is_wire(credit: Credit) -> bool:
    """Whether the credit is worded as agencies word it, so that it is believed anywhere."""
    return credit.strength == "strong" and credit.evidence.split("«")[-1].startswith(
        ("reporting", "additional reporting", "editing by", "writing by", "with files from", "with reporting")
    )


def _without_jobs(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without the job titles that were read along with them («Jane Doe Political Correspondent»)."""
    cleaned = []
    for name in names:
        words = name.split()
        if has_job(fold(name)) and len(words) > 2:
            words = words[:3] if len(words) > 3 and len(words[1].rstrip(".")) == 1 else words[:2]
        cleaned.append(" ".join(words))
    return tuple(cleaned)
