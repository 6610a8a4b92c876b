"""Addresses of the internet protocol, versions 4 and 6."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

_V4 = re.compile(r"(?<![\w.])(?<![^\W\d]-)[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\w|\.\d)")
_V6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_BEFORE, _BEFORE_VERSIONS = 32, 64  # characters that are looked at
# «version 4.2.0.1», «§ 3.1.2.4», «Chrome 120.0.60.1»: what numbers of four parts are, too.
_NO_ADDRESS = re.compile(
    r"(?:(?<!\w)(?:vers[ií][oó]n\w*|versie|wersja|верси\w+|ver|vs|v|release|rel|firmware|build|update|patch|rev(?:ision)?|kernel|driver|"
    r"sdk|jdk|java|ios|android|chrome|chromium|firefox|edge|opera|safari|sections?|sect?|clauses?|chapters?|paragraphs?|articles?|"
    r"appendix|figures?|tables?|rules?)|§)[.:=#]?\s{0,2}$",
    re.IGNORECASE,
)
# «The firmware was raised from 4.12.0.10 to 4.13.1.22»: a few words between, none of them for addresses.
_VERSIONS = re.compile(
    r"\b(?:vers[ií][oó]n\w*|versie\w*|wersj\w+|верси\w+|firmware|software|builds?)\b"
    r"(?:\s(?:[^\W\d]+|\d+(?:\.\d+){1,3},?)){0,4}\s(?:from|to|and|than|von|auf|und|de|à|et|y|da|e|с|до|на|и)\s$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:\b(?:ips?|ipv4|dns|hosts?|servers?|ping|gateway|addr(?:ess)?(?:es)?|adress\w*|адрес\w*)\b.{0,12}|://)$",
    re.IGNORECASE,
)
# What many machines have at once names nobody; ranges for documentation (192.0.2.0/24 and others) are masked as any other.
_OF_MANY = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_V6_OF_ONE = ipaddress.ip_network("2000::/3")  # all that is routed
_V6_OF_MANY = (ipaddress.ip_network("fc00::/7"), ipaddress.ip_network("fe80::/10"))


def find_ips(text: str, *, private: bool = False) -> Iterator[tuple[int, int]]:
    """Where addresses stand; with `private` also those that many machines have at once.

    Four numbers behind a word for versions or sections are none, nor four single figures («1.2.3.4») unless a word for
    addresses is before them, or a port or a network's size behind.
    """
    if text.count(".") >= 3:
        for match in _V4.finditer(text):
            if _is_v4(text, match) and (private or not _is_of_many(match[0])):
                yield match.span()
    if "::" in text or text.count(":") >= 7:
        for match in _V6.finditer(text):
            if _is_v6(match[0], private=private):
                yield match.span()


def _is_v4(text: str, match: re.Match[str]) -> bool:
    parts = match[0].split(".")
    if any(int(part) > 255 or (len(part) > 1 and part[0] == "0") for part in parts):
        return False
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    if _NO_ADDRESS.search(before):
        return False
    if any(len(part) > 1 for part in parts):
        near = text[max(0, match.start() - _BEFORE_VERSIONS) : match.start()]
        return not _VERSIONS.search(near) or _ADDRESS.search(before) is not None
    return bool(_ADDRESS.search(before)) or re.match(r"[:/][0-9]", text[match.end() : match.end() + 2]) is not None


def _is_of_many(address: str) -> bool:
    found = ipaddress.IPv4Address(address)
    return any(found in network for network in _OF_MANY)


def _is_v6(address: str, *, private: bool) -> bool:
    try:
        found = ipaddress.IPv6Address(address)
    except ValueError:
        return False  # a time, a ratio, a name in a program
    return found in _V6_OF_ONE or (private and any(found in network for network in _V6_OF_MANY))
