"""Numbers of payment cards, with their check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(
    r"""
    (?=\d)
    (?: (?<![\w.,/+-]) | (?<=\b[Nn][Oo]\.) | (?<=\b[Nn][Rr]\.)
      | (?<=,)(?<!(?<!\d{3})\d,) )  # «0,4111…» is a fraction
    (?:
      (?P<fours>\d{4}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{4})(?P<more>(?P=gap)\d{3})?  # as most cards show it
    | \d{4}(?P<gap_2>[ -])\d{6}(?P=gap_2)\d{4,5}                                               # Amex, Diners
    | \d{13,19}
    )
    (?!\w|[.-]\d|,\d{1,3}(?![\d/]))
    """,
    re.VERBOSE,
)
# Other numbers that may have a check digit of the same kind: behind these words, of which the commonest must stand right before,
# and in the address of a page.
_OTHER = re.compile(
    r"(?:order|invoice|tracking|shipment|parcel|isbn|issn|imei|doi|ean|gtin|upc|sku|serial|barcode|ticket)\b"
    r"(?:\s(?:no|nr|number|id)\b\.?)?(?P<between>[^.;\n]{0,12})$"
    r"|(?:article|item|(?<!this\s)(?<!that\s)(?<!which\s)(?<!any\s)case)(?:\s(?:no|nr|number|id)\b\.?)?[:=#\s]{0,3}$"
    r"|(?:[?&](?!card|cc|pan\b)[\w.-]{1,24}|\b\w{0,12}id)=$",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:(?:credit|debit|bank|pay\w{0,4})?cards?|visa|master\w*|amex|american express|maestro|diners|discover|pay|paid|payment|"
    r"charged|\w{0,12}karten?|\w{0,6}kaart|kort|carte|carta|tarjeta|cart[aã]o|bezahlt|gezahlt|payée?|pagad[oa]|pagat[oa]|"
    r"карт\w{1,3})\b",
    re.IGNORECASE,
)
_BEFORE = 40  # characters that are looked at
_BARCODE = 13  # digits: EAN, of which those of Germany begin with 4 as cards of Visa do, one in ten with Luhn's digit


def find_cards(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand that begin and are as long as those of a network, and whose check digit (Luhn) is right.

    Behind a word for orders, parcels, devices and the like a number is none, unless one for cards or payment stands between; 13
    figures, which bar codes have, are one only behind a word for cards or payment.
    """
    at = 0
    while (match := _NUMBER.search(text, at)) is not None:
        end = match.end() if _is_card(match[0]) else None
        if end is None and match["more"] and _is_card(match["fours"]):
            end = match.end("fours")  # the code on the back stands behind it
        gap = match["gap"] or match["gap_2"]
        # the four figures of a year, or the last of a phone number, may stand before one
        at = end or (match.end() if gap is None else match.start() + 5)
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if end is not None and not _is_other(before) and (end - match.start() > _BARCODE or _PAID.search(before)):
            yield match.start(), end


def _is_other(before: str) -> bool:
    other = _OTHER.search(before)
    return other is not None and not _PAID.search(other["between"] or "")


def _is_card(number: str) -> bool:
    digits = "".join(str(int(char)) for char in number if char.isdecimal())  # of whatever script
    return _is_of_network(digits) and luhn(digits)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1).

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def _is_of_network(digits: str) -> bool:
    """Whether it begins and is as long as numbers of Visa, Mastercard, Amex, Discover, Diners, JCB, UnionPay, Maestro, Mir."""
    length, two, three, four = len(digits), int(digits[:2]), int(digits[:3]), int(digits[:4])
    if digits[0] == "4":
        return length in (13, 16, 19)
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return length == 16
    if two in (34, 37):
        return length == 15
    if two in (36, 38, 39) or 300 <= three <= 305:
        return length in (14, 16)
    if four == 6011 or 644 <= three <= 649 or two in (62, 65) or 3528 <= four <= 3589 or 2200 <= four <= 2204:
        return 16 <= length <= 19
    return four in (5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763) and 16 <= length <= 19
