"""Documents from addresses that the config's lists name."""

from __future__ import annotations

import re
from typing import Self

from cleancorpus.config import Config
from cleancorpus.errors import ConfigError
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned
from cleancorpus.quality.lists import read_lists
from cleancorpus.url import canonical_url, host_of

_DOMAINS, _URLS = "quality.blocked_domains", "quality.blocked_urls"
_PAGE = re.compile(r"^(?:[a-z]+://)?[^/?]+(?:/+[^/]|/*\?)", re.IGNORECASE)  # a path or a query
_PLAIN_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")  # most lines of long lists: they need no parser


class BlockedAddress(Check):
    """Drops documents whose address, or whose host or a domain above it, stands in a list of the config.

    `example.org` in a list of domains takes `news.example.org`, too. Documents without an address are kept. The lists are read
    from files of this machine where the checks are built; each worker holds them (100 MB a million entries, about).
    """

    id, version = "blocked-address", 1
    options = (_DOMAINS, _URLS)
    reasons = {"blocked_domain": "its domain is on a list", "blocked_url": "its address is on a list"}

    def __init__(self, domains: frozenset[str], urls: frozenset[str], made_of: str) -> None:
        self.domains, self.urls, self.made_of = domains, urls, made_of

    @classmethod
    def of(cls, config: Config) -> Self:
        domains = read_lists(config.quality.blocked_domains, _DOMAINS)
        urls = read_lists(config.quality.blocked_urls, _URLS)
        return cls(
            frozenset(map(_domain, domains.entries)),
            frozenset(map(_address, urls.entries)),
            " ".join(filter(None, (domains.digest, urls.digest))),
        )

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        url = cleaned.doc.url
        if not url or not (self.domains or self.urls):
            return None
        host = host_of(url)
        if host is not None and self.domains:
            labels = host.split(".")
            for start in range(len(labels)):
                domain = ".".join(labels[start:])
                if domain in self.domains:
                    return Verdict("blocked_domain", f"{host} is of {domain}, which is in {_DOMAINS}")
        address = canonical_url(url)
        return Verdict("blocked_url", f"{address} is in {_URLS}") if address in self.urls else None


def _domain(entry: str) -> str:
    if _PLAIN_HOST.fullmatch(entry) and not entry.startswith(("www.", "xn--")) and ".xn--" not in entry:
        return entry
    host = host_of(entry)
    if host is not None and _PAGE.search(entry):
        raise ConfigError(
            _DOMAINS,
            f"'{entry}' is an address of {host}, all of which would go",
            f"write {host}, or name it in {_URLS}",
        )
    if host is None:
        raise ConfigError(_DOMAINS, f"'{entry}' is no domain", "write one a line, such as example.org")
    return host


def _address(entry: str) -> str:
    address = canonical_url(entry)
    if address is None:
        raise ConfigError(_URLS, f"'{entry}' is no address", "write one a line, such as https://example.org/a")
    return address
