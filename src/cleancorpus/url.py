"""Addresses of pages: what is one, its host, and the form that all addresses of the same page have in common.

Ids, takedowns, site names and the kind of a page are read from addresses by these functions alone, so that they never
disagree about where a page is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from cleancorpus.text import plain

# Parameters that say how a reader came to a page or who they are; `*`: more may follow. The same page is shown with and
# without them. What some sites track by and others choose content by (ref, source, from, cid, sid, ocid, feature, spm)
# is left out: two pages under one id cost a document, a missing mark here only costs a second id.
TRACKING = {
    "utm_*": "campaign, medium, source: Google Analytics and nearly everyone since",
    "gclid": "a click on Google Ads",
    "gclsrc": "Google Ads: which product the click came from",
    "gbraid": "Google Ads: a click from an app on iOS",
    "wbraid": "Google Ads: a click from the web to an app on iOS",
    "dclid": "a click on Google's display ads",
    "gad_source": "Google Ads: where the ad stood",
    "gad_campaignid": "Google Ads: campaign",
    "srsltid": "a result of Google's shopping search",
    "_ga": "Google Analytics: the reader, across domains",
    "_gl": "Google Analytics: the reader, across domains",
    "_gac": "Google Ads: the reader, across domains",
    "usqp": "Google's viewer for AMP pages: experiments",
    "amp_js_v": "Google's viewer for AMP pages: version of its script",
    "amp_gsa": "Google's viewer for AMP pages: opened in the search app",
    "fbclid": "a click on Facebook",
    "fb_action_ids": "Facebook: who shared it",
    "fb_action_types": "Facebook: how it was shared",
    "fb_source": "Facebook: where the link stood",
    "fb_ref": "Facebook: which button shared it",
    "mibextid": "shared from an app of Meta",
    "igshid": "shared on Instagram: by whom",
    "igsh": "shared on Instagram: by whom",
    "ig_rid": "Instagram: the request",
    "msclkid": "a click on Microsoft's ads",
    "yclid": "a click on Yandex's ads",
    "ymclid": "a click on Yandex's market",
    "ysclid": "a click on Yandex's search",
    "_openstat": "campaign: Openstat, on Russian sites",
    "twclid": "a click on Twitter's ads",
    "ref_src": "Twitter: which embedded post the reader came from",
    "__twitter_impression": "Twitter: opened in its app",
    "ttclid": "a click on TikTok's ads",
    "rdt_cid": "a click on Reddit's ads",
    "li_fat_id": "LinkedIn's ads: the reader",
    "epik": "a click on Pinterest",
    "sccid": "a click on Snapchat's ads",
    "qclid": "a click on Quora's ads",
    "irclickid": "a click on an affiliate's link: Impact",
    "cjevent": "a click on an affiliate's link: CJ",
    "mc_cid": "Mailchimp: which newsletter",
    "mc_eid": "Mailchimp: which reader of it",
    "_hsenc": "HubSpot: which reader of a mail",
    "_hsmi": "HubSpot: which mail",
    "__hssc": "HubSpot: the visit, across domains",
    "__hstc": "HubSpot: the reader, across domains",
    "__hsfp": "HubSpot: the browser, across domains",
    "hsctatracking": "HubSpot: which button",
    "mkt_tok": "Marketo: which reader of which mail",
    "_ke": "Klaviyo: which reader of a mail",
    "_kx": "Klaviyo: which reader of a mail",
    "ck_subscriber_id": "ConvertKit: which reader of a mail",
    "dm_i": "Dotdigital: which mail",
    "vero_id": "Vero: which reader of a mail",
    "vero_conv": "Vero: which mail",
    "oly_enc_id": "Omeda: which reader of a mail",
    "oly_anon_id": "Omeda: which visitor",
    "elqtrack": "Eloqua: counts the click",
    "elqtrackid": "Eloqua: which mail",
    "wickedid": "Wicked Reports: the reader",
    "mtm_*": "campaign: Matomo",
    "pk_campaign": "campaign: Matomo under its old name",
    "pk_kwd": "campaign: Matomo under its old name",
    "piwik_campaign": "campaign: Matomo under its old name",
    "piwik_kwd": "campaign: Matomo under its old name",
    "xtor": "campaign: AT Internet, on French sites",
    "at_medium": "campaign: AT Internet",
    "at_campaign": "campaign: AT Internet",
    "at_custom*": "campaign: AT Internet",
    "wt_mc": "campaign: Webtrekk, on German sites",
    "wt_zmc": "campaign: Webtrekk, on German sites",
    "s_kwcid": "Adobe: a click on an ad",
    "ef_id": "Adobe: a click on an ad",
    "_branch_match_id": "Branch: the reader, between app and web",
    "_branch_referrer": "Branch: where the reader came from",
    "guccounter": "Yahoo: the reader came back from its consent page",
    "guce_referrer": "Yahoo: where the reader was before its consent page",
    "guce_referrer_sig": "Yahoo: signature of that",
    "phpsessid": "the visit: PHP",
    "jsessionid": "the visit: Java",
}
_IS_TRACKING = re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in TRACKING), re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)  # Java writes it into the path

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)  # RFC 3986, 3.1
_HOST_AND_PORT = re.compile(r"(?:[^/:]+\.[^/:]+|localhost):\d", re.IGNORECASE)  # looks like a scheme, and is none
_MAILBOX = re.compile(r"[^/?#@:]+@[^/?#@]+")  # without a scheme: who, not where
# Labels may hold what an address cannot hold elsewhere in it, letters of any script and an underscore (some do).
_LABEL = r"[^\x00-\x20\x7f-\xa0\s./:?#@\[\]<>^|%\\\ud800-\udfff]+"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+|localhost")
# What input methods write for the dot of a host; browsers take them for one (UTS 46).
_DOTS = re.compile("[\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH FULL STOP}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}]")
_IPV4 = re.compile(r"\d+(?:\.\d+){3}")  # numbers have no registry and no labels
_OWN_PORTS = {"http": (80,), "https": (443,), "": (80, 443)}
_INDEX = frozenset(("", "index.html", "index.htm", "index.php"))
_ROUTE = re.compile(r"!?/.*|!.+", re.DOTALL)  # a fragment that pages drawn by scripts choose their content by
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile("[A-Za-z0-9._~-]")  # RFC 3986, 2.3: an escape of one of these says nothing and is undone
_AS_IT_IS = re.compile(r"[\w.~!$&'()*+,;=:@/?-]*", re.ASCII)  # no character that can be written in two ways
_SAFE = "%!$&'()*+,;=:@/?[]"
# Below a country's domain, what tells kinds of owners apart.
_REGISTRIES = frozenset(("co", "com", "org", "net", "gov", "edu", "ac"))


class WebAddress(NamedTuple):
    """The parts of an address that choose a page, `path`, `query` and `route` as they were written.

    `host` is in lower case and Unicode, without `www.`; `port` is None where it is the scheme's own; `query` goes
    without what tracks readers; `route` is a fragment that starts with `/` or `!`, else empty.
    """

    host: str
    port: int | None
    path: str
    query: str
    route: str


@lru_cache(maxsize=64)  # one document's address is asked about several times in a row; it may be long
def read_url(url: str) -> WebAddress | None:
    """The parts of `url`; None for what is no address of the web: without a scheme, `example.org/a` is one.

    A host has a dot, or is `localhost` or an IPv6 address.
    """
    url = url.strip()
    if not _SCHEME.match(url) or _HOST_AND_PORT.match(url):
        if _MAILBOX.fullmatch(url):
            return None
        url = f"//{url.removeprefix('//')}"
    try:
        parts = urlsplit(url)
        port, host = parts.port, _read_host(parts.hostname or "", bracketed="[" in parts.netloc)
    except ValueError:
        return None
    if parts.scheme not in _OWN_PORTS or host is None:
        return None
    return WebAddress(
        host=host,
        port=None if port in _OWN_PORTS[parts.scheme] else port,
        path=_SESSION.sub("", parts.path),
        query="&".join(part for part in parts.query.split("&") if part and not _tracks(part)),
        route=parts.fragment if _ROUTE.fullmatch(parts.fragment) else "",
    )


def _tracks(parameter: str) -> bool:
    return _IS_TRACKING.fullmatch(unquote(parameter.partition("=")[0])) is not None


def _read_host(host: str, *, bracketed: bool) -> str | None:
    """The one form of a host; None for what is none.

    International names come out in Unicode, whichever way they were written: IDNA's mapping is Unicode's
    compatibility form in lower case but for a few characters that no name may hold.

    Raises:
        ValueError: it stands in brackets, and is no IPv6 address.
    """
    if bracketed:
        return f"[{IPv6Address(host).compressed}]"
    if "%" in host:
        host = unquote(host)
    host = _DOTS.sub(".", _fold_host(host)).rstrip(".")
    if "xn--" in host:
        host = ".".join(map(_from_punycode, host.split(".")))
    return host.removeprefix("www.") if _HOST.fullmatch(host) else None


def _fold_host(host: str) -> str:
    return host.lower() if host.isascii() else unicodedata.normalize("NFKC", host).lower()


def _from_punycode(label: str) -> str:
    """`label` in Unicode where it is well-formed Punycode, else as it is."""
    if not label.startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    return label if decoded.isascii() or _fold_host(decoded) != decoded else decoded


def canonical_url(url: str) -> str | None:
    """What addresses of the same page have in common; None for what is no web address with a host.

    Left out are the scheme, `www.`, the scheme's own port, user and password, a fragment that only says where on the
    page to look, parameters that track readers (`TRACKING`) and a slash at the end. The host is in lower case and
    Unicode, the rest in ASCII with one way to escape.

    >>> canonical_url("https://jane@www.Example.org:443/News/1/?utm_source=mail&page=2#top")
    'example.org/News/1?page=2'
    >>> canonical_url("http://xn--hfen-loa.example/%7ejane/caf\\u00e9")
    'häfen.example/~jane/caf%C3%A9'
    """
    address = read_url(url)
    if address is None:
        return None
    port = "" if address.port is None else f":{address.port}"
    query = f"?{_same_escapes(address.query)}" if address.query else ""
    route = _same_escapes(address.route).rstrip("/")
    return f"{address.host}{port}{_same_escapes(address.path).rstrip('/')}{query}" + (
        f"#{route}" if route not in ("", "!") else ""
    )


def _same_escapes(text: str) -> str:
    """`text` with each character written in one way: unreserved ones as they are, others that may be escaped as `%XX`.

    A reserved character and its escape stay two: `a%2Fb` is one name, `a/b` two. (RFC 3986, 2.3 and 6.2.2)
    """
    if _AS_IT_IS.fullmatch(text):
        return text
    text = _ESCAPE.sub(_one_escape, text)
    return quote(text, safe=_SAFE, errors="surrogatepass")


def _one_escape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if _UNRESERVED.fullmatch(char) else match[0].upper()


def host_of(url: str | None) -> str | None:
    """The host of a web address in lower case and Unicode, without `www.` and port; None if there is none.

    >>> host_of("https://www.Example.org:8080/a"), host_of("mailto:jane@example.org")
    ('example.org', None)
    """
    address = read_url(url) if url else None
    return None if address is None else address.host


def is_root(url: str | None) -> bool:
    """Whether `url` is a site's first page: a host, perhaps `index.html`, and nothing that chooses another page.

    >>> is_root("https://example.org/?utm_source=mail"), is_root("https://example.org/?p=7")
    (True, False)
    """
    address = read_url(url) if url else None
    if address is None:
        return False
    return address.path.strip("/").lower() in _INDEX and not address.query and address.route.strip("!/") == ""


def host_labels(host: str | None) -> tuple[str, ...]:
    """The parts of a host that may be a site's name, folded and without hyphens, in order; none of an IP address.

    >>> host_labels("news.harbour-gazette.co.uk")
    ('news', 'harbourgazette')
    """
    if not host or host.startswith("[") or _IPV4.fullmatch(host):
        return ()
    labels = [label for label in host.split(".")[:-1] if label not in _REGISTRIES and label != "www"]
    return tuple(filter(None, (plain(label.replace("-", " ")).replace(" ", "") for label in labels)))
