"""International bank account numbers (ISO 13616), with their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The characters of an IBAN by country, of the registry of SWIFT (release 99).
LENGTHS = {
    country: int(length)
    for country, length in (
        (entry[:2], entry[2:])
        for entry in """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18
        FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20
        LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24
        SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
        """.split()
    )
}
_START = re.compile(r"(?<!\w)(?:[A-Z]{2}|[a-z]{2})[0-9]{2}(?P<gap>[ -]?)(?=[A-Za-z0-9])")


def find_ibans(text: str) -> Iterator[tuple[int, int]]:
    """Where account numbers stand, also in small letters, or in groups with a space or hyphen between: as long as their
    country's are, mod 97 is 1.
    """
    for match in _START.finditer(text):
        length = LENGTHS.get(match[0][:2].upper())
        gap = match["gap"] or " "
        end = None if length is None else _end_of(text, match.start(), length, gap)
        if end is not None and _checks(text[match.start() : end].replace(gap, "")):
            yield match.start(), end


def _end_of(text: str, start: int, length: int, gap: str) -> int | None:
    """Behind so many figures and letters, all capitals or all small as the first, single gaps between; None where there are
    no so many, or one more.
    """
    at, found, is_case = start, 0, str.isupper if text[start].isupper() else str.islower
    while at < len(text) and found < length:
        char = text[at]
        if char == gap and text[at - 1] != gap:
            at += 1
            continue
        if not (char.isascii() and (char.isdigit() or is_case(char))):
            return None
        found, at = found + 1, at + 1
    is_whole = found == length and (at == len(text) or not (text[at].isalnum() or text[at] == "_"))
    return at if is_whole else None


def _checks(iban: str) -> bool:
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1
