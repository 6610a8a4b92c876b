"""Reads the bylines of one document: credits on lines of their own, names alone, what stands beside them, ends of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleancorpus.detect.bare_names import may_be_name, read_bare_name
from cleancorpus.detect.byline_authors import credit_article
from cleancorpus.detect.byline_neighbours import (
    ADDRESS,
    SOCIAL,
    belongs_beside,
    ends_in_by,
    has_biography,
    has_common_word,
    in_data_rows,
    is_author_heading,
    is_calendar_row,
    is_lone_label,
    is_of_work,
    is_over_life,
    is_person_of_story,
    is_signed,
    stamp_beside,
)
from cleancorpus.detect.byline_parts import EMAIL, SEPARATOR, is_staff
from cleancorpus.detect.credit_cjk import read_cjk
from cleancorpus.detect.credit_labels import glued_label_end, prefix_end
from cleancorpus.detect.credit_line import Credit, read_labelled, read_mixed, read_newsroom, read_prefixed
from cleancorpus.detect.credit_rest import agency_fields, author_fields, has_stamp, helping_agencies
from cleancorpus.detect.credit_special import read_special
from cleancorpus.detect.date_series import is_among_sentences
from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Rule
from cleancorpus.detect.view import View
from cleancorpus.known.agencies import agencies_in, kind_of, may_name_agency
from cleancorpus.known.name_reader import split_names
from cleancorpus.known.people import evidence, has_job, name_key
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon import Hit
from cleancorpus.model import Finding, Span
from cleancorpus.text import ends_sentence

# «Institute of Ports, Velden (J.D., A.B.)»: initials of up to nine authors behind an affiliation.
_INITIALS = re.compile(r"\((?:[A-Z]\.-?){2,4}(?:[,;]\s*(?:[A-Z]\.-?){2,4}){0,8}\)\.?$")
# 240 characters, as for a line: «(Reporting by …; additional reporting by …; editing by …)».
_BRACKET_END = re.compile(
    r"[(\[\N{FULLWIDTH LEFT PARENTHESIS}【]"
    r"([^()\[\]\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】]{2,240})"
    r"[)\]\N{FULLWIDTH RIGHT PARENTHESIS}】][\s.\N{IDEOGRAPHIC FULL STOP}]*$"
)
# «Dr. Jane Doe: Institute of Ports, 12 Quay Street …», below a scientific credit only.
_ADDRESSEE = re.compile(r"(?:Drs?|Profs?|Ms|Mrs?)\.? [A-Z][^:]{1,80}: .*\d")
_EAST_ASIAN = re.compile("[\u3040-\ud7a3]")
_LONGEST_BARE = 140  # characters of a line without any label that may still be names and a date
_DIGITS = re.compile(r"\d\D{0,6}\d")  # two digits near one another, as every date and time has
# Before a credit without brackets («… he said. Reporting by Jane Doe»): without it «reporting by» is in a sentence.
_SENTENCE_BREAK = re.compile(
    r"[.!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\"\N{RIGHT DOUBLE QUOTATION MARK}»)]\s+$"
)
_SIGNED = re.compile(r"(?P<name>[^/]{5,60}?)\s+/\s+(?P<agency>[^/]{2,30})")  # «Jane Doe / dpa» under the text
_WITH = re.compile(r"(?:[A-Z][\w.]*\s){1,3}(?:avec|mit|con|with|com|i|och)\s(?P<agency>.+)")  # «Jane Doe with Reuters»
_INTERVIEW = re.compile(r"(?:interview|intervju|entretien|entrevista|intervista|wywiad|интервью)\s*:")
_EMPLOYED = re.compile(
    r"(?P<name>[^/,|()]{5,60}?)\s*"
    r"(?:[/,|(]|\s[-\N{EN DASH}\N{EM DASH}]|\s(?:avec|mit|con|with|com|med|z)(?=\s))\s*(?P<agency>[^/,|()]{2,30})\)?"
)
# How agencies word their credits; such a credit is believed anywhere.
_WIRE = ("reporting", "additional reporting", "editing by", "writing by", "with files from", "with reporting")


class BylineReader:
    """Reads one document for the byline rule, whose options and reasons it uses.

    `known` are the authors known so far, as `name_key` writes them; `found` are the findings on whole lines, by line.
    """

    def __init__(self, rule: Rule, view: View) -> None:
        self.rule, self.options, self.view = rule, rule.options, view
        self.place = view.layout
        self.known = {name_key(author) for author in view.doc.authors}
        self.found: dict[int, Finding] = {}
        self.wired: set[int] = set()  # lines of credits worded as agencies word them

    def read(self) -> Iterator[Finding]:
        """The findings: ends of paragraphs first, then whole lines in order."""
        yield from self._lines()
        self._addresses_under_text()
        if self.options.bare_names:
            self._bare_names()
        self._beside()
        if any(finding.reason == "scientific-credit" for finding in self.found.values()):
            self._affiliations()
        credited = credit_article(self.view, self.found, frozenset(self.wired))
        yield from (credited[index] for index in sorted(credited))

    def _lines(self) -> Iterator[Finding]:
        """Take the lines that are a credit as a whole; yield the credits at the ends of the others."""
        for line, hits in zip(self.view.lines, self.view.hits, strict=True):
            text = line.text
            if line.index in self.view.own_rows:
                continue
            if hits:
                hits = tuple(hit for hit in hits if hit.phrase.kind[:6] in ("byline", "photo_"))
            may_end = self.options.line_ends and text[-1] in ")\N{FULLWIDTH RIGHT PARENTHESIS}]】."
            if len(text) > self.options.max_chars or len(text) < 2:
                if may_end:
                    yield from self._at_end(line, hits)
                continue
            plain_text = not hits and len(text) > _LONGEST_BARE and not prefix_end(line.folded)
            credit = None if plain_text else self._credit(line, hits)
            if credit is not None:
                self.found[line.index] = self._finding(line, credit)
                self.known.update(name_key(name) for name in credit.names)
                if _is_wire(credit) or credit.reason == "contributed":
                    self.wired.add(line.index)
            elif may_end and len(text) > 60:
                yield from self._at_end(line, hits)

    def _finding(self, where: Line | Span, credit: Credit) -> Finding:
        evidence = f"label «{credit.label}»" if credit.label else ""
        return self.rule.finding(where, credit.reason, evidence, fields=credit.fields)

    def _addresses_under_text(self) -> None:
        """Take addresses alone under the last paragraph or a credit."""
        for line in self.view.lines:
            if line.index in self.found or len(line.text) > 80 or not ("@" in line.text or "/" in line.text):
                continue
            text = line.text.strip(" \t|\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}-,")
            above = line.index - 1
            address = EMAIL.fullmatch(text) or SOCIAL.match(text) or ADDRESS.match(text)
            if address and self.place.is_late(line.index) and (above in self.place.paragraphs or above in self.found):
                self.found[line.index] = self.rule.finding(line, "address-under-text", score=0.9)

    def _bare_names(self) -> None:
        """Take names alone on their lines, twice: a name found beside a date is known when it stands alone again."""
        names = [line for line in self.view.lines if self._is_free(line.index) and may_be_name(line.text)]
        candidates = [line for line in names if not is_over_life(self.view, line.index)]
        for _ in range(2):
            for line in candidates:
                if line.index not in self.found:
                    reason, fields = read_bare_name(self.view, line, self.known, self.found)
                    if reason:
                        self.found[line.index] = self.rule.finding(line, reason, score=0.9, fields=fields)
                        self.known.update(name_key(name) for _, name in fields)

    def _is_free(self, index: int) -> bool:
        return index not in self.found and index not in self.view.own_rows

    def _beside(self) -> None:
        """Take what belongs to a credit beside it: jobs and addresses below, labels above."""
        for index in list(self.found):
            for beside in (index + 1, index + 2, index - 1):
                if beside in self.found or not 0 <= beside < self.place.size:
                    continue
                if beside == index + 2 and index + 1 not in self.found:
                    continue
                line = self.view.lines[beside]
                reason = belongs_beside(line, self.place, below=beside > index)
                if not reason and beside < index and is_author_heading(self.view, line):
                    reason = "name-label"
                if reason:
                    self.found[beside] = self.rule.finding(line, reason, score=0.9)

    def _affiliations(self) -> None:
        """Take the lines of authors and addresses in a text with a scientific credit."""
        for line in self.view.lines:
            if line.index in self.found or len(line.text) > self.options.max_chars:
                continue
            if _INITIALS.search(line.text) or (line.index - 1 in self.found and _ADDRESSEE.match(line.text)):
                self.found[line.index] = self.rule.finding(line, "affiliation")

    def _credit(self, line: Line, hits: tuple[Hit, ...]) -> Credit | None:
        """The credit that the line as a whole is, if it stands where such a credit stands."""
        head, tail = self.place.at_head(line.index), self.place.in_tail(line.index)
        if line.index:
            credit = self._under_label(line)
            if credit is not None:
                return credit
        if hits:
            special = read_special(line, hits, head, tail)
            if special is not None:
                return special
            credit = read_labelled(line.text, hits)
            placed = credit is not None and (head or tail or _is_wire(credit) or self._is_vouched(line, credit))
            if placed and not in_data_rows(self.view, line):
                return credit
        start = prefix_end(line.folded) or (glued_label_end(line.text) if head else 0)
        if start:
            glued = read_cjk(line.text) if _EAST_ASIAN.match(line.text) and len(line.text) <= 60 else None
            credit = glued or read_prefixed(line.text, start)  # «文/记者 王小明»
            if credit is not None and self._believed(line, credit):
                return credit
        return self._unlabelled(line) if head or tail else None

    def _under_label(self, line: Line) -> Credit | None:
        """Names below a label that has a line of its own: «By», «Jane Doe»."""
        above = self.view.lines[line.index - 1]
        if len(line.text) > _LONGEST_BARE or not (
            is_lone_label(above.folded) or ends_in_by(above, self.view.hits[above.index])
        ):
            return None
        if is_of_work(self.view, above.index):
            return None
        credit = read_prefixed(f"by {line.text}", len("by "))
        if credit is None or (credit.strength in ("weak", "small") and not stamp_beside(self.view, line)):
            return None
        return credit if self.place.at_head(line.index) or self._is_vouched(line, credit) else None

    def _is_vouched(self, line: Line, credit: Credit) -> bool:
        """Whether known names far from the text's head, as its menus are long, have a date or a biography beside them."""
        names = credit.names
        if (
            self.view.from_page
            or credit.strength not in ("names", "strong")
            or not names
            or not all(evidence(name) == 2 for name in names)
        ):
            return False
        if credit.stamped or has_stamp(line.text) or stamp_beside(self.view, line, reach=2):
            return True
        return any(
            is_signed(self.view, name, line.index) or has_biography(self.view, name, line.index) for name in names
        )

    def _unlabelled(self, line: Line) -> Credit | None:
        """A credit without a label at the head or tail: a name with a job, a newsroom, names with a date, an agency."""
        text, index = line.text, line.index
        # East Asian credits are short; a mark, a date or a Latin name may come first.
        is_end = not text[-1].isdigit() and ends_sentence(text)
        if len(text) <= 60 and not text.isascii() and _EAST_ASIAN.search(text) and not is_end:
            credit = read_cjk(text)
            if credit is not None:
                return credit
        over = index < self.place.first or self.place.over_body(index)
        if self.place.at_head(index) and over and len(text) <= 40 and is_staff(text, alone=True):
            return Credit((), "strong", "newsroom")
        if len(text) <= 80 and SEPARATOR.search(text) and index not in self.view.name_lists:
            credit = read_newsroom(text, sure=self.place.near_title(index, 4) and index < self.place.body[1])
            if credit is not None:
                return credit
        if len(text) <= _LONGEST_BARE and _DIGITS.search(text) and not ends_sentence(text[:-1]):
            dated = read_stamp(text, line.folded)
            near = not self.view.from_page and self.place.at_head(index) and (over or self.place.near_title(index, 4))
            credit = read_mixed(text, 1 if near else 2) if dated.anchor and dated.residue else None
            if credit is not None and (credit.strength == "strong" or not is_calendar_row(self.view, index)):
                return credit
        if self.options.agencies and len(text) <= 80 and may_name_agency(line.folded):
            return _read_employed(text) or self._agency(line)
        return None

    def _believed(self, line: Line, credit: Credit) -> bool:
        """Whether a weak label («by») with what follows is believed at this place."""
        names = credit.names
        if names and all(name_key(name) in self.known for name in names):
            return True
        head, tail = self.place.at_head(line.index), self.place.in_tail(line.index)
        if in_data_rows(self.view, line):
            return False
        if not (head or tail):
            return self._is_vouched(line, credit)
        if head and not tail and is_of_work(self.view, line.index):
            return False
        if _INTERVIEW.match(line.folded) and (
            is_person_of_story(self.view, names, line.index) or is_among_sentences(self.view, line.index)
        ):
            return False
        beside = self.place.near_title(line.index, 4) or stamp_beside(self.view, line)
        if credit.strength == "small":
            below = line.index + 1  # amid short lines «by anna lake» is part of a poem
            over = self.place.over_body(line.index) and below in self.place.paragraphs
            return head and (over or stamp_beside(self.view, line))
        if credit.strength == "weak":
            # «By jdoe» has two words or three; a stamp behind it has up to eight.
            return head and (credit.stamped or beside) and line.n_words <= 3 + 8 * credit.stamped
        if credit.strength == "staff" or credit.stamped or beside:
            return True
        if any(evidence(name) for name in names) or has_job(line.folded):
            return True
        over = self.place.over_body(line.index) or (head and line.index <= self.place.body[1])
        return over and not any(has_common_word(self.view, name) for name in names)

    def _agency(self, line: Line) -> Credit | None:
        """The agency that the line names and nothing else."""
        text, index = line.text, line.index
        signed = _SIGNED.fullmatch(text)
        if signed and not self.place.paragraphs_after(index) and index - 1 in self.place.paragraphs:
            names, news = split_names(signed["name"]), agencies_in(signed["agency"], marked=True)
            if names and news and all(kind_of(name) == "agency" for name in news):
                return Credit(author_fields(names) + agency_fields(news), "strong", "name-under-text")
        agencies = agencies_in(text, marked=self.place.near_title(index, 2) and len(text.strip()) > 2)
        if not agencies and any(char.isdigit() for char in text):
            stamp = read_stamp(text, line.folded)
            if stamp.anchor and stamp.residue:
                agencies = agencies_in(" ".join(stamp.residue), marked=True)
        if not agencies:
            parts = _WITH.fullmatch(text)
            agencies = helping_agencies(parts["agency"]) if parts else ()
        marked = text[:1] in "([\N{FULLWIDTH LEFT PARENTHESIS}【/©"
        if not agencies or (not marked and not self.place.in_tail(index) and index > self.place.first):
            return None
        return Credit(agency_fields(agencies), "strong", "agency")

    def _at_end(self, line: Line, hits: tuple[Hit, ...]) -> Iterator[Finding]:
        """A credit at the end of a paragraph: in brackets, or «Reporting by …» after the last sentence."""
        bracket = _BRACKET_END.search(line.text)
        if bracket:
            credit = self._in_brackets(line, hits, bracket)
            if credit is not None:
                yield self._finding(Span(line.start + bracket.start(), line.end), credit)
            return
        for hit in hits:
            if hit.phrase.kind == "byline.credit" and hit.start > 40 and _SENTENCE_BREAK.search(line.text[: hit.start]):
                credit = read_labelled(line.text[hit.start :].rstrip(". "), _from(hits, hit.start))
                if credit is not None and _is_wire(credit):
                    yield self._finding(Span(line.start + hit.start, line.end), credit)
                return

    def _in_brackets(self, line: Line, hits: tuple[Hit, ...], bracket: re.Match[str]) -> Credit | None:
        """The credit that stands in the brackets behind a sentence."""
        if not ends_sentence(line.text[: bracket.start()].rstrip()):
            return None
        inside = _from(hits, bracket.start(1))
        credit = read_labelled(bracket[1], inside) if inside else None
        if credit is not None or len(bracket[1]) > 40 or not self.options.agencies:
            return credit
        agencies = agencies_in(bracket[1], marked=True)
        if agencies and not self.place.paragraphs_after(line.index + 1):
            return Credit(agency_fields(agencies), "strong", "agency-in-brackets")
        return None


def _from(hits: tuple[Hit, ...], start: int) -> tuple[Hit, ...]:
    """The hits from `start` on, as hits in the text that begins there."""
    return tuple(Hit(hit.phrase, hit.start - start, hit.end - start) for hit in hits if hit.start >= start)


def _read_employed(text: str) -> Credit | None:
    """Names and the agency they write for or with, and nothing else: «Jane Doe / EFE», «Jane Doe avec AFP»."""
    match = _EMPLOYED.fullmatch(text.strip())
    if match is None:
        return None
    names, news = split_names(match["name"]), helping_agencies(match["agency"])
    if not names or not news or not all(" " in name and evidence(name) for name in names):
        return None
    if any(kind_of(name) != "agency" for name in news):
        return None
    return Credit(author_fields(names) + agency_fields(news), "strong", "name-and-job")


def _is_wire(credit: Credit) -> bool:
    """Whether the credit is worded as agencies word it, so that it is believed anywhere."""
    return credit.strength == "strong" and credit.label.startswith(_WIRE)
