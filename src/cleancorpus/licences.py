"""Licences under one name each: those of Creative Commons by their address or name, others as they are declared."""

from __future__ import annotations

import re
from difflib import get_close_matches

# «https://creativecommons.org/licenses/by-sa/3.0/de/deed.de»: kind, version, and the port to the law of a country.
_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licen[sc]es/(?P<kind>by(?:-nc)?(?:-sa|-nd)?|by-nd-nc|sa|nd|nc(?:-sa)?)"
    r"|publicdomain/(?P<free>zero|mark))/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,3}(?![a-z.])))?",
    re.IGNORECASE,
)
# «CC BY-SA 4.0», «CC-BY 3.0 DE», «cc0 1.0».
_NAME = re.compile(
    r"^(?:creative commons\s+)?\(?cc[\s_-]*(?P<kind>by(?:[\s_-]nc)?(?:[\s_-](?:sa|nd))?|0|zero)"
    r"(?:[\s_-]+(?P<version>\d\.\d))?(?:[\s_-]+(?P<port>[a-z]{2}))?\)?$",
    re.IGNORECASE,
)
# What Creative Commons has published: the ids that a licence of its can have, without version and port.
_FAMILIES = ("cc-by", "cc-by-sa", "cc-by-nd", "cc-by-nc", "cc-by-nc-sa", "cc-by-nc-nd", "cc0", "pdm")


def licence_id(text: str) -> str:
    """The licence's id where it is one of Creative Commons, else `text` as it stands.

    >>> licence_id("https://creativecommons.org/licenses/by-sa/3.0/de/deed.de"), licence_id("CC BY 4.0")
    ('cc-by-sa-3.0-de', 'cc-by-4.0')
    >>> licence_id("//creativecommons.org/publicdomain/zero/1.0/"), licence_id("https://example.org/terms")
    ('cc0-1.0', 'https://example.org/terms')
    """
    text = text.strip()
    if match := _ADDRESS.search(text):
        kind = {"zero": "cc0", "mark": "pdm"}[match["free"].lower()] if match["free"] else f"cc-{match['kind'].lower()}"
    elif match := _NAME.match(text):
        kind = re.sub(r"[\s_]", "-", match["kind"].lower())
        kind = "cc0" if kind in ("0", "zero") else f"cc-{kind}"
    else:
        return text
    return "-".join(part.lower() for part in (kind, match["version"], match["port"]) if part)


def is_licensed(licence: str, wanted: str) -> bool:
    """Whether `licence` is the one `wanted`: the same, or for an id without version («cc-by») any version of it.

    >>> is_licensed("cc-by-4.0", "cc-by"), is_licensed("cc-by-sa-4.0", "cc-by"), is_licensed("cc-by-3.0-de", "cc-by-3.0")
    (True, False, True)
    """
    one, other = _key(licence), _key(wanted)
    if one == other:
        return True
    rest = one.removeprefix(f"{other}-") if one.startswith(f"{other}-") else ""
    return bool(re.fullmatch(r"\d\.\d(?:-[a-z]{2,3})?|[a-z]{2,3}(?<!sa)(?<!nc)(?<!nd)", rest))


def _key(licence: str) -> str:
    return licence_id(licence).lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def check_licence(text: str) -> None:
    """Whether `text` can be asked for: an id of Creative Commons, with or without version, or an address.

    Raises:
        ValueError: it is neither; the message says what to write.
    """
    name = licence_id(text)
    if name.startswith(("http://", "https://")) and name == text:
        return
    if name != text:
        raise ValueError(f"'{text}' is written '{name}' here")
    family = re.sub(r"-\d\.\d(?:-[a-z]{2,3})?$", "", text)
    if family not in _FAMILIES:
        near = get_close_matches(family, _FAMILIES, 1)
        hint = (
            f"did you mean '{near[0]}'?"
            if near
            else f"write {', '.join(_FAMILIES)}, maybe with a version, or an address"
        )
        raise ValueError(f"'{text}' is no licence that a page can be asked for; {hint}")
