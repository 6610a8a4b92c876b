"""Phone numbers, by Google's rules for each country (the library phonenumbers)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleancorpus.errors import ConfigError
from cleancorpus.pii.extra import load
from cleancorpus.pii.figures import are_other_figures, begin_other_figures

_CANDIDATE = re.compile(
    r"(?=[+(\d])(?:(?<![\w./@#$€£¥%+-])\+|(?<![\w.,/@#=$€£¥%+-])\(?)\d[\d ()./\N{HYPHEN}-\N{EN DASH}-]{5,22}\d(?![\w%])"
)
_DATE_OR_ADDRESS = re.compile(
    r"\d{4}[./-]\d{1,2}[./-]\d{1,2}(?:\D.*)?|(?:19|20)\d\d \d{1,2} \d{1,2}(?:\D.*)?|\d{1,2} \d{1,2} (?:19|20)\d\d(?:\D.*)?|"
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\D.*)?|"
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?:\D.*)?|\d{1,3}(?:\.\d{1,3}){3}"
)
_CALLED = re.compile(
    r"\b(?:tel(?:e[fp]h?on\w*|\.)?|phones?|call|mobile|mob|cell|fax|whatsapp|signal|hotline|sms|text|ring|handy|appel\w*|t[ée]l|"
    r"тел\w*|電話|电话)[.:]?[^.;\n\d]{0,12}(?:n[or]\.)?[^.;\n\d]{0,4}$",
    re.IGNORECASE,
)
# Other numbers in groups.
_OTHER = re.compile(
    r"\b(?:isbn|issn|doi|ean|orders?|invoice|ref(?:erence)?|tracking|serial|ticket|case|account|acct|konto\w*|iban|arxiv|pmid|patent|"
    r"sku|id|no|nr|n°|№)[.:#]{0,2}\s{0,2}$",
    re.IGNORECASE,
)
_BEFORE = 32  # characters that are looked at
# Addresses that open a chat: their number has the country's code and no +.
_CHAT = re.compile(r"(?:(?<=wa\.me/)\+?|(?<=[?&]phone=))\d{7,15}(?!\w)", re.ASCII)
_LEAST_DIGITS = 7
_BREAK = re.compile(r"(?<=\d)(?:\s|/|\s?\()[^\d]*(?=\d)")
_LAST_GROUP = re.compile(r"(\D+)(\d+)$")
_NEXT_GROUP = re.compile(r"(\D+)(\d+)")
_GAP = re.compile(r"\d[ ()./\N{HYPHEN}-\N{EN DASH}-]+\d")


class Phones:
    """Finds the numbers with + or 00 in front, and of some countries those without.

    Without + a number must be written in its country's groups, or stand behind a word for telephones; one behind a word for
    orders, accounts or books is none, nor are amounts, years, scores, hours and draws (`figures.py`). Where other figures follow
    («… 24 hours», a year) it ends before them.
    Known limits: numbers without area code («555-0143») are not told from others.
    """

    def __init__(self, regions: Sequence[str]) -> None:
        self._library = load("phonenumbers", "phone")
        for region in regions:
            if region not in self._library.SUPPORTED_REGIONS:
                raise ConfigError(
                    "pii.phone_regions", f"'{region}' is no country with phone numbers", "write US, GB, DE"
                )
        self._regions = tuple(regions)

    def __call__(self, text: str) -> Iterator[tuple[int, int]]:
        """Where numbers stand."""
        for match in _CHAT.finditer(text) if "wa.me/" in text or "phone=" in text else ():
            plus = 0 if match[0][0] == "+" else 1
            if any(self._found(f"{'+' * plus}{match[0]}", None, self._library.Leniency.VALID)):
                yield match.span()
        if not self._regions and "+" not in text and "00" not in text:
            return
        at = 0
        while (candidate := _CANDIDATE.search(text, at)) is not None:
            found = self._numbers(text, candidate)
            for start, end in found:
                yield candidate.start() + start, candidate.start() + end
            at = candidate.start() + found[-1][1] if found else candidate.end()  # behind a number may stand another one

    def _numbers(self, text: str, match: re.Match[str]) -> list[tuple[int, int]]:
        """Where in a candidate numbers stand."""
        written = match[0]
        if written[0] == "+":
            for some in _beginnings(written):
                if found := self._found(some, None, self._library.Leniency.VALID):
                    return found
            return []
        if written.startswith("00"):
            for some in _beginnings(written):
                if end := self._end_with_zeros(some):
                    return [(0, end)]
        return self._national(text, match)

    def _national(self, text: str, match: re.Match[str]) -> list[tuple[int, int]]:
        if _DATE_OR_ADDRESS.fullmatch(match[0]):
            return []
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        is_called = _CALLED.search(before) is not None
        if not is_called and (
            _OTHER.search(before) or not _GAP.search(match[0]) or begin_other_figures(text, match.start())
        ):
            return []
        leniency = self._library.Leniency.VALID if is_called else self._library.Leniency.STRICT_GROUPING
        for some in _beginnings(match[0]):
            if not is_called and _goes_on(match[0], len(some)):
                continue
            for region in self._regions:
                found = self._found(some, region, leniency)
                if found and (is_called or _are_phones(text, match.start(), found)):
                    return found
        return []

    def _found(self, written: str, region: str | None, leniency: int) -> list[tuple[int, int]]:
        return [
            (number.start, number.end)
            for number in self._library.PhoneNumberMatcher(written, region, leniency=leniency)
        ]

    def _end_with_zeros(self, written: str) -> int:
        """The end of a number that begins with 00; 0 where it is none."""
        for number in self._library.PhoneNumberMatcher(f"+{written[2:]}", None, leniency=self._library.Leniency.VALID):
            return int(number.end) + 1 if number.start == 0 else 0
        return 0


def _are_phones(text: str, at: int, found: list[tuple[int, int]]) -> bool:
    """Whether numbers behind `at`, before which is no word for telephones, begin where figures do and are of no other kind."""
    last = at
    for start, end in found:
        if any(map(str.isdigit, text[last : at + start])) or are_other_figures(text, at + start, at + end):
            return False
        last = at + end
    return True


def _beginnings(written: str) -> Iterator[str]:
    """A candidate, and its beginnings up to a gap, the longest first.

    >>> list(_beginnings("+33 1 42 92 81 00 2024"))[:2]
    ['+33 1 42 92 81 00 2024', '+33 1 42 92 81 00']
    """
    yield written
    for gap in reversed(list(_BREAK.finditer(written))):
        some = written[: gap.start()]
        if sum(map(str.isdigit, some)) < _LEAST_DIGITS:
            return
        yield some


def _goes_on(written: str, end: int) -> bool:
    """Whether behind a beginning its last group has another like it, as in «01 23 45 67 89 10»: then it is a row of figures."""
    last, behind = _LAST_GROUP.search(written[:end]), _NEXT_GROUP.match(written, end)
    return last is not None and behind is not None and [*map(len, last.groups())] == [*map(len, behind.groups())]
