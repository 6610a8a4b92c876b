"""What the headers of an HTTP answer say of rights: robots directives, reservations of text and data mining, a licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from cleancorpus.known.reservations import is_reserved, reservations_in
from cleancorpus.licences import licence_id
from cleancorpus.model import PageFacts

_LINK = re.compile(r"<([^<>]{1,2000})>\s*;([^<>]{0,500})")
_IS_LICENCE = re.compile(
    r"""\brel\s*=\s*(?:"[^"]*\blicense\b[^"]*"|'[^']*\blicense\b[^']*'|license\b)""", re.IGNORECASE
)


def facts_of_headers(fields: Mapping[str, str], url: str | None) -> PageFacts:
    """Rights and licence that headers tell; `fields` by names in small letters, several of one name joined by commas.

    `X-Robots-Tag` for all machines or one, `tdm-reservation` (TDMRep), `Link` with rel=license.
    """
    rights, sources = dict[str, None](), list[str]()
    for right in reservations_in(fields.get("x-robots-tag", "")):
        rights[right] = None
        sources.append("rights:header x-robots-tag")
    if is_reserved(fields.get("tdm-reservation", "")):
        rights["tdm"] = None
        sources.append("rights:header tdm-reservation")
    links = (target for target, rest in _LINK.findall(fields.get("link", "")) if _IS_LICENCE.search(rest))
    licence = next(filter(None, (_absolute(url, target) for target in links)), None)
    if licence is not None:
        sources.append("licence:header link")
    return PageFacts(
        licence=None if licence is None else licence_id(licence),
        rights=tuple(rights),
        metadata_sources=tuple(dict.fromkeys(sources)),
    )


def with_header_facts(page: PageFacts, headers: PageFacts) -> PageFacts:
    """What a page says, and what its headers say besides: their reservations, and a licence where the page declares none."""
    sources = headers.metadata_sources
    if page.licence is not None:
        sources = tuple(source for source in sources if not source.startswith("licence:"))
    return page._replace(
        licence=page.licence if page.licence is not None else headers.licence,
        rights=tuple(dict.fromkeys((*page.rights, *headers.rights))),
        metadata_sources=tuple(dict.fromkeys((*page.metadata_sources, *sources))),
    )


def _absolute(url: str | None, target: str) -> str | None:
    try:
        found = urljoin(url or "", target.strip())
    except ValueError:  # a bracket that never closes
        return None
    return found if found.lower().startswith(("http://", "https://")) and " " not in found else None
