"""Phone numbers, by Google's rules for each country (the library phonenumbers)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleancorpus.errors import ConfigError
from cleancorpus.pii.extra import load

_CANDIDATE = re.compile(r"(?<![\w.,/@#=$€£¥%+-])(?:\+|\()?\d[\d ()./\N{HYPHEN}-\N{EN DASH}-]{5,22}\d(?![\w%])")
_DATE_OR_ADDRESS = re.compile(
    r"\d{4}[./-]\d{1,2}[./-]\d{1,2}(?:\D.*)?|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?:\D.*)?|\d{1,3}(?:\.\d{1,3}){3}"
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
_GAP = re.compile(r"\d[ ()./\N{HYPHEN}-\N{EN DASH}-]+\d")


class Phones:
    """Finds the numbers with + or 00 in front, and of some countries those without.

    Without + a number must be written in its country's groups, or stand behind a word for telephones; one behind a word for
    orders, accounts or books is none. Known limits: numbers without area code («555-0143») are not told from others.
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
        if not self._regions and "+" not in text and "00" not in text:
            return
        for match in _CANDIDATE.finditer(text):
            if match[0][0] == "+":
                yield from self._found(match, None, self._library.Leniency.VALID)
            elif match[0].startswith("00") and (end := self._end_with_zeros(match[0])):
                yield match.start(), match.start() + end
            elif not _DATE_OR_ADDRESS.fullmatch(match[0]):
                yield from self._national(text, match)

    def _national(self, text: str, match: re.Match[str]) -> Iterator[tuple[int, int]]:
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        is_called = _CALLED.search(before) is not None
        if not is_called and (_OTHER.search(before) or not _GAP.search(match[0])):
            return
        leniency = self._library.Leniency.VALID if is_called else self._library.Leniency.STRICT_GROUPING
        for region in self._regions:
            found = list(self._found(match, region, leniency))
            if found:
                yield from found
                return

    def _found(self, match: re.Match[str], region: str | None, leniency: int) -> Iterator[tuple[int, int]]:
        for number in self._library.PhoneNumberMatcher(match[0], region, leniency=leniency):
            yield match.start() + number.start, match.start() + number.end

    def _end_with_zeros(self, written: str) -> int:
        """The end of a number that begins with 00; 0 where it is none."""
        for number in self._library.PhoneNumberMatcher(f"+{written[2:]}", None, leniency=self._library.Leniency.VALID):
            return int(number.end) + 1 if number.start == 0 else 0
        return 0
