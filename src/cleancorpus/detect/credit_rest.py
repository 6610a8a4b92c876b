"""What surrounds the names of a credit: agencies that helped, dates, the rest of a sentence, a genitive."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleancorpus.detect.byline_parts import SEPARATOR, SMALL_WORDS
from cleancorpus.known.agencies import agencies_in
from cleancorpus.known.greek_names import without_genitive
from cleancorpus.known.people import evidence, has_job
from cleancorpus.known.stamps import read_stamp
from cleancorpus.text import fold

Fields = tuple[tuple[str, str], ...]
# «…, with files from Reuters», «… (avec AFP)»: an agency that helped.
_HELPED = re.compile(
    r"[\s,;(\N{EN DASH}\N{EM DASH}]+(?:with (?:files|reporting|information|material|additional reporting) (?:from|by)"
    r"|with|avec|mit|con|com|med hjälp av|med hjelp av|med hjælp af|med|z|с)\s+(?P<agencies>[^()]{2,60}?)\)?\s*$",
    re.IGNORECASE,
)


def without_helpers(text: str) -> tuple[str, Fields]:
    """`text` without the agencies at its end that helped the author, and these as fields."""
    match = _HELPED.search(text)
    agencies = helping_agencies(match["agencies"]) if match else ()
    return (text[: match.start()], agency_fields(agencies)) if match and agencies else (text, ())


def helping_agencies(text: str) -> tuple[str, ...]:
    """The agencies that stand behind «with»; a given name there is a person: «Jane Doe con Ana» is not «con ANA»."""
    words = re.findall(r"[^\W\d_]+", text)
    if any(word.istitle() and evidence(word) == 2 and not agencies_in(word) for word in words):
        return ()
    return agencies_in(text, marked=True)


def in_nominative(label: str, name: str) -> str:
    """`name`, which in Greek stands in the genitive behind its label."""
    whole = f"{label.strip()} {name}"
    changed = without_genitive(whole)
    return name if changed == whole else changed


def is_clause(tail: str) -> bool:
    """Whether what follows a name is the rest of a sentence: «, mayor since 2012.»"""
    words = tail.strip(" .,").split()
    return (
        tail.rstrip().endswith(".")
        and sum(word[0].islower() and fold(word) not in SMALL_WORDS for word in words) > 1
        and not has_job(fold(tail))
        and not has_stamp(tail)
    )


def has_stamp(text: str) -> bool:
    """Whether a part of `text` between separators holds a date or a reading time."""
    if not any(char.isdigit() for char in text):
        return False
    return any(
        read_stamp(part).anchor in ("full", "day", "relative", "reading")
        for part in SEPARATOR.split(text)
        if part.strip()
    )


def author_fields(names: Iterable[str]) -> Fields:
    """Metadata fields that name authors."""
    return tuple(("authors", name) for name in names)


def agency_fields(names: Iterable[str]) -> Fields:
    """Metadata fields that name agencies."""
    return tuple(("agency", name) for name in names)
