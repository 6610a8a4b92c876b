"""Licences under one name each: those of Creative Commons by their address or name, others as they are declared."""

from __future__ import annotations

import re
from difflib import get_close_matches
from urllib.parse import urlsplit

_VERSIONS = ("1.0", "2.0", "2.1", "2.5", "3.0", "4.0")
_VERSION = "|".join(map(re.escape, _VERSIONS))
_PORT = "[a-z]{2}|igo|scotland"  # the law of a country, or of bodies of several
# «https://creativecommons.org/licenses/by-sa/3.0/de/deed.de»: kind, version, and port. An address that only holds this one,
# and a sentence about it, say something else.
_ADDRESS = re.compile(
    r"(?:(?:https?:)?//)?(?:www\.)?creativecommons\.org/(?:licen[sc]es/(?P<kind>(?:by|nc|sa|nd)(?:-(?:nc|sa|nd)){0,2})"
    rf"|publicdomain/(?P<free>zero|mark))/(?P<version>{_VERSION})(?:/(?P<port>{_PORT})(?![\w.-]))?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
# «CC BY-SA 4.0 International», «CC-BY 3.0 DE», «cc0 1.0 Universal».
_NAME = re.compile(
    r"(?:creative\s+commons\s+)?\(?(?:cc|(?<=\s))[\s_-]*(?P<kind>by(?:[\s_-](?:nc|sa|nd)){0,2}|0|zero)"
    rf"(?:[\s_-]+(?P<version>{_VERSION}))?(?:[\s_-]+(?P<port>{_PORT}))?\)?"
    r"(?:\s+(?:international|universal|unported|generic|public|licen[cs]e|deed))*",
    re.IGNORECASE,
)
_WORDS = (
    (re.compile(r"\battribution\b", re.IGNORECASE), "BY"),
    (re.compile(r"\bnon-?commercial\b", re.IGNORECASE), "NC"),
    (re.compile(r"\bshare-?alike\b", re.IGNORECASE), "SA"),
    (re.compile(r"\bno-?deriv(?:ative)?s\b", re.IGNORECASE), "ND"),
)
_ORDER = ("by", "nc", "nd", "sa")  # the first version wrote by-nd-nc
# What Creative Commons has published: the ids that a licence of its can have, without version and port.
_FAMILIES = ("cc-by", "cc-by-sa", "cc-by-nd", "cc-by-nc", "cc-by-nc-sa", "cc-by-nc-nd", "cc0", "pdm")
_ID = re.compile(rf"({'|'.join(_FAMILIES)})(?:-({_VERSION})(?:-(?:{_PORT}))?)?")

# What a dataset's card may declare. Source: the Hub's documentation, «Licenses», full list; newer ones of models added.
CARD_LICENCES = tuple(
    """
    apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m afl-3.0
    artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0
    cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0
    cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0
    etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl lgpl-2.1 lgpl-3.0 isc h-research intel-research lppl-1.3c
    ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl openmdw-1.0 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl
    lgpl-lr deepfloyd-if-license fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 gemma unknown
    other
    """.split()
)


def licence_id(text: str) -> str:
    """The licence's id where it is one of Creative Commons, else `text` as it stands.

    >>> licence_id("https://creativecommons.org/licenses/by-sa/3.0/de/deed.de"), licence_id("CC BY 4.0 International")
    ('cc-by-sa-3.0-de', 'cc-by-4.0')
    >>> licence_id("//creativecommons.org/publicdomain/zero/1.0/"), licence_id("https://example.org/terms")
    ('cc0-1.0', 'https://example.org/terms')
    """
    text = text.strip()
    if match := _ADDRESS.fullmatch(text):
        free = match["free"]
        kind = {"zero": "cc0", "mark": "pdm"}[free.lower()] if free else f"cc-{_in_order(match['kind'])}"
    elif match := _NAME.fullmatch(_shortened(text)):
        kind = "cc0" if match["kind"].lower() in ("0", "zero") else f"cc-{_in_order(match['kind'])}"
    else:
        return text
    if match["version"] and not _is_published(kind, match["version"]):
        return text
    return "-".join(part.lower() for part in (kind, match["version"], match["port"]) if part)


def _in_order(kind: str) -> str:
    return "-".join(sorted(set(re.split(r"[\s_-]", kind.lower())), key=_ORDER.index))


def _shortened(name: str) -> str:
    """A licence's name with the letters that stand for its words."""
    for word, letters in _WORDS:
        name = word.sub(letters, name)
    return name


def _is_published(family: str, version: str) -> bool:
    return version == "1.0" or family not in ("cc0", "pdm")


def is_licensed(licence: str, wanted: str) -> bool:
    """Whether `licence` is the one `wanted`: the same, or for an id without version («cc-by») any version of it.

    >>> is_licensed("cc-by-4.0", "cc-by"), is_licensed("cc-by-sa-4.0", "cc-by"), is_licensed("cc-by-3.0-de", "cc-by-3.0")
    (True, False, True)
    """
    one, other = _key(licence), _key(wanted)
    if one == other:
        return True
    if not _ID.fullmatch(other) or not one.startswith(f"{other}-"):
        return False
    rest = one.removeprefix(f"{other}-")
    return bool(re.fullmatch(rf"(?:{_VERSION})(?:-(?:{_PORT}))?|(?!(?:sa|nc|nd)$)(?:{_PORT})", rest))


def _key(licence: str) -> str:
    return licence_id(licence).lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def check_licence(text: str) -> None:
    """Whether `text` can be asked for: an id of Creative Commons, with or without version, or an address.

    Raises:
        ValueError: it is neither; the message says what to write.
    """
    name = licence_id(text)
    if name == text and _is_address(text):
        return
    if name != text:
        raise ValueError(f"'{text}' is written '{name}' here")
    match = _ID.fullmatch(text)
    if match is None or not _is_published(match[1], match[2] or "1.0"):
        family = re.sub(r"-\d.*$", "", text)
        if family in _FAMILIES:
            raise ValueError(f"'{text}' has a version or a port that Creative Commons has not published")
        near = get_close_matches(family, _FAMILIES, 1)
        hint = (
            f"did you mean '{near[0]}'?"
            if near
            else f"write {', '.join(_FAMILIES)}, maybe with a version, or an address"
        )
        raise ValueError(f"'{text}' is no licence that a page can be asked for; {hint}")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that never closes
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)


def check_card_licence(text: str) -> None:
    """Whether a dataset's card can declare `text`: an id of the Hub's list, or `other`.

    Raises:
        ValueError: it cannot; the message says what to write.
    """
    if text in CARD_LICENCES:
        return
    for name in (text.strip().lower(), licence_id(text)):
        if name in CARD_LICENCES:
            raise ValueError(f"'{text}' is written '{name}' here")
    low = licence_id(text).lower().replace(" ", "-")
    near = get_close_matches(low, CARD_LICENCES, 1) or [
        name for name in reversed(CARD_LICENCES) if name.startswith(f"{low}-")
    ]
    if near and low != "":
        raise ValueError(f"'{text}' is no licence of the Hub's list; did you mean '{near[0]}'?")
    raise ValueError(f"'{text}' is no licence of the Hub's list; write other, with licence_name and licence_link")
