"""Numbers that states give to people, with their check digits (the library python-stdnum)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cleancorpus.pii.extra import load

_BEFORE = 48  # characters in which the word for a number must stand


class _Form(NamedTuple):
    """How a number is written, the module that checks it, and, where others look alike, the words before it."""

    country: str
    module: str
    pattern: str
    words: str = ""


_FORMS = (
    _Form("BE", "be.nn", r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}"),
    _Form("BG", "bg.egn", r"[0-9]{10}", r"егн|egn"),
    _Form("BR", "br.cpf", r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"),
    _Form("CH", "ch.ssn", r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}"),
    _Form("CN", "cn.ric", r"[0-9]{17}[0-9X]"),
    _Form("CZ", "cz.rc", r"[0-9]{6}/[0-9]{3,4}"),
    _Form(
        "DE", "de.idnr", r"[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}", r"steuer\W?id\w*|identifikationsnummer|idnr|tax id"
    ),
    _Form("DK", "dk.cpr", r"[0-9]{6}-[0-9]{4}", r"cpr|personnummer"),
    _Form("ES", "es.dni", r"[0-9]{8}[- ]?[A-Z]"),
    _Form("ES", "es.nie", r"[XYZ][- ]?[0-9]{7}[- ]?[A-Z]"),
    _Form("FI", "fi.hetu", r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]"),
    _Form("FR", "fr.nir", r"[12] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}"),
    _Form("GB", "gb.nhs", r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", r"nhs"),
    _Form("HR", "hr.oib", r"[0-9]{11}", r"oib"),
    _Form("IN", "in_.aadhaar", r"[0-9]{4} ?[0-9]{4} ?[0-9]{4}", r"aadhaar|aadhar|uidai|आधार"),
    _Form("IT", "it.codicefiscale", r"[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]"),
    _Form("KR", "kr.rrn", r"[0-9]{6}-[0-9]{7}"),
    _Form("MX", "mx.curp", r"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]"),
    _Form("NL", "nl.bsn", r"[0-9]{4}\.?[0-9]{2}\.?[0-9]{3}", r"bsn|burgerservicenummer|sofinummer"),
    _Form("NO", "no.fodselsnummer", r"[0-9]{6} ?[0-9]{5}", r"fødselsnummer|personnummer|fnr"),
    _Form("PL", "pl.pesel", r"[0-9]{11}", r"pesel"),
    _Form("PT", "pt.nif", r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", r"nif|contribuinte"),
    _Form("RO", "ro.cnp", r"[0-9]{13}", r"cnp"),
    _Form("SE", "se.personnummer", r"(?:[0-9]{2})?[0-9]{6}[-+][0-9]{4}"),
    _Form("TR", "tr.tckimlik", r"[0-9]{11}", r"kimlik|tckn"),
    _Form("US", "us.ssn", r"[0-9]{3}-[0-9]{2}-[0-9]{4}"),
)


class NationalIds:
    """Finds the numbers of some countries: of their form, with a right check digit or date.

    Where the form is figures alone, a word for the number stands before it. The American one has no check digit.
    """

    def __init__(self, countries: Sequence[str]) -> None:
        self._forms: list[tuple[re.Pattern[str], Any, re.Pattern[str] | None]] = []
        for form in _FORMS:
            if form.country in countries:
                pattern = re.compile(rf"(?<![\w.,/-])(?:{form.pattern})(?!\w|[.,/-]\d)")
                words = re.compile(rf"(?:{form.words})", re.IGNORECASE) if form.words else None
                self._forms.append((pattern, load(f"stdnum.{form.module}", "national-id"), words))

    def __call__(self, text: str) -> Iterator[tuple[int, int]]:
        """Where numbers stand."""
        for pattern, module, words in self._forms:
            for match in pattern.finditer(text):
                before = text[max(0, match.start() - _BEFORE) : match.start()]
                if (words is None or words.search(before)) and _is_valid(module, match[0]):
                    yield match.span()


def _is_valid(module: Any, number: str) -> bool:
    try:
        return bool(module.is_valid(number))
    except (
        KeyError,
        IndexError,
        ValueError,
    ):  # it looks up places and dates that are none: `cn.ric` a province 14 17 55
        return False
