"""Reads credit lines: «By Jane Doe | March 3, 2024», «Text: A. Muster, Redaktion: B. Beispiel», «(dpa)».

A line is cut into segments at bars, bullets and dashes; every segment must be names, a stamp, or the furniture that
stands beside names (job, outlet, place, address, counts). One segment that is none of these, and the line is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from cleancorpus.detect.byline_parts import (
    EDGE,
    PART,
    SEPARATOR,
    URL,
    furniture_only,
    is_furniture,
    is_staff,
)
from cleancorpus.detect.credit_labels import AFTER_LABEL, inner_prefix, is_noun_label, prefix_end, unglued
from cleancorpus.detect.credit_rest import (
    Fields,
    agency_fields,
    author_fields,
    has_stamp,
    in_nominative,
    is_clause,
    without_helpers,
)
from cleancorpus.known.agencies import agencies_in, may_name_agency
from cleancorpus.known.author_strings import read_authors
from cleancorpus.known.author_words import is_role, strip_origin, strip_our
from cleancorpus.known.greek_names import is_thing
from cleancorpus.known.name_reader import Names, read_names, split_names
from cleancorpus.known.people import evidence, has_job, is_caseless, is_small_name
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon import Hit, phrases
from cleancorpus.text import fold, plain

# Labels that are an ordinary word, too: «mit Video»; only agencies and full names are believed behind them.
_THIN = frozenset(("mit", "avec"))


@dataclass(frozen=True, slots=True)
class Credit:
    """What a line credits: fields, how sure (`strong`, `names`, `staff`, `weak`; `small`: a name in small letters),
    and why, as a reason code of the byline rule; whether a stamp stands in it; and the lexicon's phrase that says so,
    if one does.
    """

    fields: Fields
    strength: str
    reason: str
    stamped: bool = False
    label: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Who is credited: people and newsrooms, or agencies where there are no others."""
        people = tuple(value for field, value in self.fields if field != "agency")
        return people or tuple(value for _, value in self.fields)


def agencies_beside(text: str) -> Fields:
    """The agencies beside the people in a credit, as fields for authors are read: «Jane Doe, AP Sports Writer»."""
    return agency_fields(read_authors([text]).agencies) if may_name_agency(fold(text)) else ()


def _people(text: str, *, labelled: bool) -> tuple[Names | None, str]:
    """Names at the start of `text`, without trailing job titles taken for names, and what follows them."""
    found = read_names(text, labelled=labelled)
    if found is None or agencies_in(found.names[0]):  # «By Agence France-Presse»
        return None, text
    names = [
        name for i, name in enumerate(found.names) if not (i and has_job(fold(name))) and not (i and agencies_in(name))
    ]
    if " " in names[0]:  # «Jane Doe, Paris»: what follows is a place or an outlet
        names = [name for name in names if " " in name or is_caseless(name)]
    return Names(tuple(names), found.end, " " not in names[0] and found.single), text[found.end :]


_SMALL_NAME = re.compile(r"[^\W\d_A-Z]{2,20} [^\W\d_A-Z]{3,20}")  # «by jane doe», believed of known given names


def people_and_places(text: str) -> Fields:
    """People with where they are or for whom they write: «Jane Doe in Velden and Bo Lind in Newport»; or nothing."""
    fields = _value(text, "authors", labelled=True) or []
    people = [value for field, value in fields if field == "authors"]
    return tuple(fields) if people and all(" " in name for name in people) and any(map(evidence, people)) else ()


# What joins a further name to those before it and their place: «Jane Doe in Velden and John Roe».
_JOINED = re.compile(r",?\s+(?:and|und|et|y|e|och|og|en|i|with|mit|avec|con)\s+|\s*&\s*|,\s+")
_PLACED = re.compile(r"\s+(?:in|à|en|a|aus|from|at|w|em|i|v|te)\s+[^\W\d_a-z]")


def names_behind(tail: str) -> tuple[str, ...]:
    """Names that go on behind a place: of « in PARIS and Tom Reed» the second.

    What is joined may be a place, too: something must speak for a person, if only its own place or that it is not written in
    capitals as the place before it is.

    >>> names_behind(" in PARIS and Tom Reed"), names_behind(" in Paris and New York")
    (('Tom Reed',), ())
    """
    found: list[str] = []
    for match in _JOINED.finditer(tail):
        read = read_names(tail, match.end())
        names = [name for name in read.names if " " in name] if read is not None else []  # «Tom Reed, London»
        if read is None or not names or any(agencies_in(name) or has_job(fold(name)) for name in names):
            continue
        behind = tail[read.end :]
        before = tail[: match.start()].split()[-1:]
        placed = _PLACED.match(behind) is not None or (
            any(len(word) > 2 and word.isupper() for word in before) and not tail[match.end() : read.end].isupper()
        )
        least = (1 if placed else 3) if match[0].strip() == "," else (0 if placed else 2)
        if all(evidence(name) >= least for name in names) and furniture_only(behind) and not behind[:1].isalnum():
            found += [name for name in names if name not in found and not is_staff(name)]
    return tuple(found)


def read_prefixed(text: str, start: int, *, user: bool = False) -> Credit | None:
    """A credit in `text` whose label ends at `start`: names or staff, and furniture to the end of the line."""
    rest, helpers = without_helpers(strip_our(unglued(text[start:])))
    if is_thing(text):
        return None
    found, tail = _people(rest, labelled=True)
    if found is not None and is_staff(SEPARATOR.split(rest.strip())[0]) and not evidence(found.names[0]):
        found = None  # «By Harbour Editorial Team»
    if found is not None and not found.single and all(evidence(name) == 2 for name in found.names):
        stamp = read_stamp(tail[:160])
        if stamp.anchor == "full" and len(stamp.residue) <= 4 and len(tail) <= 90:
            fields = author_fields(found.names + names_behind(tail)) + agencies_beside(rest)
            return Credit(fields, "names", "label-names-date", True)
    if found is not None and is_clause(tail):
        return None
    if found is not None and not furniture_only(tail) and (fields := people_and_places(rest)):
        return Credit(fields + helpers, "names", "label-names")
    if found is None and (small := _SMALL_NAME.fullmatch(rest.strip())) and is_small_name(small[0]):
        return Credit(author_fields((small[0],)), "small", "label-names")
    if found is None or not furniture_only(tail):
        head = SEPARATOR.split(rest.lstrip())[0]
        stamp = read_stamp(head)
        named = " ".join(stamp.residue) if stamp.anchor and stamp.residue else re.split(r"[,(]", head)[0]
        staff, agencies = is_staff(named), agencies_in(named)
        if (staff or agencies) and furniture_only(rest.replace(named, " ", 1)):
            fields = (("authors", named.strip(EDGE)),) if staff else agency_fields(agencies)
            return Credit(fields, "staff", "label-newsroom", bool(stamp.anchor))
        if re.fullmatch(r"\s*[\w.-]{3,30}", head) and not head.strip().islower():
            nobody = is_role(plain(head))  # «By Contributor»
            return Credit(() if nobody else author_fields((head.strip(),)), "weak", "label-word", has_stamp(rest))
        if (
            (user and re.fullmatch(r"[\w.-]{3,30}", head.strip(EDGE)))
            or URL.fullmatch(head.strip())
            or re.fullmatch(r"\s*\S*[_\d]\S*\s*", head)
        ):
            return Credit((("authors", head.strip()),), "weak", "label-user", has_stamp(rest))
        return None
    names = found.names if len(found.names) > 1 else (in_nominative(text[:start], found.names[0]),)
    fields = author_fields(names + names_behind(tail)) + agencies_beside(rest) + helpers
    strength = "weak" if found.single else "names"
    return Credit(fields, strength, "label-names", has_stamp(tail))


def read_newsroom(text: str, *, sure: bool) -> Credit | None:
    """Names and a newsroom with a mark between them and nothing else: «Newsroom / Jane Doe».

    Unless the place is `sure` something must speak for each name.
    """
    parts = [part.strip(EDGE) for part in SEPARATOR.split(text) if part.strip(EDGE)]
    staff = [part for part in parts if is_staff(part)]
    names = [name for part in parts if part not in staff for name in split_names(part)]
    if not staff or not names or len(parts) != len(staff) + 1 or not (sure or all(map(evidence, names))):
        return None
    return Credit(author_fields(names), "names", "name-and-job")


def read_mixed(text: str, known: int = 2) -> Credit | None:
    """A line of names and a date in any order: «3 March 2024 by Jane Doe», «Jane Doe / 10:08 am Fri Jul 19, 2013».

    Names without a label must have so much `evidence` as `known` says.
    """
    text = unglued(text)
    fields: Fields = ()
    stamped = labelled = False
    for segment in SEPARATOR.split(text):
        segment = segment.strip(EDGE)
        if not segment:
            continue
        stamp = read_stamp(segment)
        if stamp.is_bare:
            stamped = True
            continue
        end = prefix_end(fold(segment))
        if end:
            credit = read_prefixed(segment, end, user=stamped)
            if credit is None:
                return None
            fields += credit.fields
            stamped |= credit.stamped
            labelled = True
            continue
        inner = inner_prefix().search(fold(segment)) if stamp.anchor else None
        if inner is not None and _stamp_only(segment[: inner.start()]):
            credit = read_prefixed(segment, inner.end(), user=True)
            if credit is None:
                return None
            fields += credit.fields
            stamped = labelled = True
            continue
        found, tail = _people(segment, labelled=False)
        if (
            found is not None
            and not fields
            and all(evidence(name) >= known for name in found.names)
            and furniture_only(tail)
        ):
            fields += author_fields(found.names)
            stamped |= has_stamp(tail)
            continue
        if stamp.anchor and stamp.residue and not fields:
            found, tail = _people(" ".join(stamp.residue), labelled=False)
            if found is not None and not tail.strip() and all(evidence(name) >= known for name in found.names):
                fields += author_fields(found.names)
                stamped = True
                continue
        if not is_furniture(segment) and not all(is_furniture(piece) for piece in PART.split(segment)):
            return None
    if not fields or not stamped:
        return None
    fields += tuple(field for field in agencies_beside(text) if field not in fields)
    return Credit(fields, "strong" if labelled else "names", "names-and-date", True)


def _stamp_only(text: str) -> bool:
    text = text.strip(EDGE)
    return bool(text) and read_stamp(text).is_bare


_FIELD = {
    "byline.label": "authors",
    "byline.editing": "editors",
    "byline.translation": "translators",
    "byline.translated-from": "translators",
    "byline.credit": "contributors",
    "photo_credit.label": "photo_credits",
    "photo_credit.agency": "photo_credits",
}
# What may stand before the first label of a line; a word before it, and the line is a sentence.
_OPENERS = re.compile(
    r"[\s(\[\N{FULLWIDTH LEFT PARENTHESIS}【/\N{BULLET}*\-\N{EN DASH}\N{EM DASH}«»\""
    r"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}_=\N{FULLWIDTH EQUALS SIGN}\N{BLACK SQUARE}"
    r"\N{BLACK RIGHT-POINTING TRIANGLE}◆]*$"
)
# What must stand before each further label: a mark, «and», or two blanks where elements met.
_BREAK = re.compile(
    r"[;,.|(/\-\N{EN DASH}\N{EM DASH}\N{BULLET}\N{MIDDLE DOT}\N{FULLWIDTH RIGHT PARENTHESIS})\]]"
    r"\s*(?:and\s|und\s|et\s|y\s)?$|(?:^|\s)(?:and|und|et|y)\s$|\s{2,}$"
)


def _segments(text: str, hits: tuple[Hit, ...]) -> Iterator[tuple[Hit, str]]:
    """Labels of `text` that follow one another from its start, each with its value."""
    taken: list[Hit] = []
    position = 0
    for hit in hits:
        if hit.start < position or hit.phrase.kind not in _FIELD or (taken and hit.start == taken[-1].start):
            continue
        before = text[position : hit.start]
        # Between East Asian labels a blank is enough: «撰文：王小明 编辑：李小红».
        dense = bool(taken) and before[-1:].isspace() and is_caseless(hit.phrase.text) and is_caseless(before[-2:-1])
        if not (_OPENERS.match(before) if not taken else _BREAK.search(before) or before.strip() == "" or dense):
            if not taken:
                return
            continue
        taken.append(hit)
        position = hit.end
    for hit, following in zip_longest(taken, taken[1:]):
        yield hit, text[hit.end : following.start if following else len(text)]


def read_labelled(text: str, hits: tuple[Hit, ...]) -> Credit | None:
    """A line of strong labels with their names: «Reporting by A in London; Editing by B», «Text: A. Foto: B»."""
    fields: list[tuple[str, str]] = []
    label = ""
    sure = True
    for number, (hit, value) in enumerate(_segments(text, hits)):
        word = hit.phrase.text
        if text[hit.start : hit.end].isupper() and len(word) <= 4 and not value.isupper():
            return None  # «MIT Sample Lab» is no «mit»
        colon = value.lstrip()[:1] in AFTER_LABEL
        value = value.strip(EDGE + "|\N{BLACK CIRCLE}\N{FULLWIDTH SOLIDUS}")
        noun = is_noun_label(word)
        if not value:
            if number == 0 and colon:
                continue
            return None
        name = "photo_credits" if word in phrases("photo_credit.label") else _FIELD[hit.phrase.kind]
        if hit.phrase.kind == "byline.translated-from":
            value = strip_origin(value) or ""
        if not value:
            return None
        # «Reviewed by …» alone is whose review it is; behind an author it is who checked.
        if word in _BY_AUTHORS or (word == "reviewed by" and not fields and value == text[hit.end :].strip(EDGE)):
            name = "authors"
        if not noun and re.fullmatch(r"[A-Z][\w.'-]+(?:\s[\w.'-]+)?\s[a-z][\w.'-]+", value):
            fields.append((name, value))  # «Posted by Jane doe»
            label = label or word
            continue
        credit = _value(value, name, labelled=colon or not noun)
        if credit is None or (word in _THIN and not all(f == "agency" or " " in person for f, person in credit)):
            return None
        if not colon and is_caseless(word) and (noun or len(value.split()) > 4 or "\u2e80" <= word[0] <= "\ud7a3"):
            return None
        if not colon and noun:
            sure = sure and hit.phrase.kind != "byline.credit" and any(evidence(v) for f, v in credit if f == name)
            if not sure:
                return None
        label = label or word
        fields += credit
    if not fields or all(field == "photo_credits" for field, _ in fields):
        return None
    return Credit(tuple(fields), "strong", "label", label=label)


_BY_AUTHORS = frozenset(("reporting by", "writing by", "reporting and writing by", "reporting from"))


def _value(value: str, name: str, *, labelled: bool) -> list[tuple[str, str]] | None:
    """The value of one label as fields: people, agencies or newsroom, and nothing but furniture after them."""
    fields: list[tuple[str, str]] = []
    rest = unglued(value)
    for _ in range(6):  # people, agencies or newsrooms behind one label; what follows the sixth goes unread
        rest = re.sub(
            r"^[\s,;&.]*(?:(?:and|und|et|y|e|og|och|i|и|the|der|die|das|la|le|el|l')\s+)?", "", rest, flags=re.I
        )
        if not rest.strip(EDGE):
            break
        piece = re.split(r"[,;]|\s+(?:and|und|et|y|e|in)\s+", rest)[0]
        agencies = agencies_in(piece, marked=True)
        if agencies:
            fields += agency_fields(agencies)
            rest = rest[len(piece) :]
            continue
        head = SEPARATOR.split(piece)[0]
        if (agencies := agencies_in(head, marked=True)) and furniture_only(rest[len(head) :]):
            return [*fields, *agency_fields(agencies)]  # «Author: PAP | 3 March 2024»
        if is_staff(piece):
            fields.append((name, piece.strip(EDGE)))
            rest = rest[len(piece) :]
            continue
        found, tail = _people(rest, labelled=labelled)
        if found is not None:
            fields += [(name, person) for person in found.names]
            place = re.match(
                r"\s*(?:,\s*)?(?:in|à|en|a|aus|from|at|of|for|w|em|i|v|в)\s+(?:The\s+)?[A-Z\u0410-\u042f]"
                r"[\w.'\N{RIGHT SINGLE QUOTATION MARK}-]*(?:\s[A-Z][\w.'\N{RIGHT SINGLE QUOTATION MARK}-]*){0,2}",
                tail,
            )
            rest = tail[place.end() :] if place else tail
            if rest == tail and rest.strip(EDGE):
                return fields if furniture_only(rest) else None
            continue
        if not fields and labelled and re.fullmatch(r"[\w.-]{3,24}", rest.strip(EDGE)):
            return [(name, rest.strip(EDGE))]  # «Author: jdoe»
        return fields if fields and furniture_only(rest) else None
    return fields or None
