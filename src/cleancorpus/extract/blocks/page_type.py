"""What kind of page it is, by the structure of its blocks; a flag for reports, never a reason to cut by itself."""

from __future__ import annotations

import re

import numpy as np

from cleancorpus.extract.blocks.characters import text_stats
from cleancorpus.extract.blocks.features import find_good
from cleancorpus.extract.blocks.walk import HEADINGS, PageBlocks

_ERROR = re.compile(
    r"\b404\b|\bpage (?:not found|does not exist|doesn.t exist|cannot be found)"
    r"|\bseite (?:wurde )?nicht gefunden|\bnot found\b"
    r"|\bpage (?:introuvable|non trouv)|\bp[áa]gina no (?:encontrada|existe)|\bpagina non trovata"
    r"|\baccess denied\b|\b403\b|\b50[023]\b"
    r"|\bsomething went wrong\b|\binternal server error\b|\bservice unavailable\b",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|without|activer|aktivier\w+|habilit\w+|attiva\w*)\b.{0,40}\bjava ?script"
    r"|\bjava ?script\b.{0,40}\b(?:enable|disabled|activated?|required|aktivier\w+|désactiv\w+|deaktiviert)"
    r"|checking your browser",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookie|consent|gdpr|dsgvo|einwillig|zustimm|datenschutz|consentement|consentimiento|consenso|privacy",
    re.IGNORECASE,
)
_FORUM = re.compile(
    r"\b(?:threads?|viewtopic|viewthread|postbody|post-?body|forums?|message-?body|js-post|postbit|topic-?(?:body|post|message)|discussion-?post)\b",
    re.IGNORECASE,
)
_SHOP = re.compile(
    r"\b(?:add-?to-?(?:cart|basket|bag)|cart|basket|price|sku|buy-?now|product-?(?:info|detail|price|form|title|page)|warenkorb)\b",
    re.IGNORECASE,
)


def page_type(page: PageBlocks, probabilities: np.ndarray) -> str:
    """`article`, `listing`, `front_page`, `forum`, `product`, `error_page`, `consent_wall`, `javascript_required` or `empty`.

    Told from how much paragraph text is kept, from headline links and from names of containers.
    """
    if not len(page):
        return "empty"
    stats = text_stats(page.texts)
    good = find_good(stats, page.link_chars)
    kept = probabilities > 0.5
    kept_chars = int(stats.effective[kept & good].sum())
    texts = page.texts
    all_chars = int(stats.length.sum())
    head = " ".join(page.head.titles[:3])
    if kept_chars < 1200 and int(good.sum()) < 6:
        short = " ".join(texts[:60])[:4000]
        if _ERROR.search(head) or any(
            _ERROR.search(texts[block]) and len(texts[block]) < 120
            for block in np.flatnonzero(np.isin(page.tag[page.container], list(HEADINGS))).tolist()
        ):
            return "error_page"
        if all_chars < 3000 and _SCRIPT.search(short):
            return "javascript_required"
        if all_chars < 6000 and len(_CONSENT.findall(short)) >= 4:
            return "consent_wall"
    headline_links = (page.link_chars * 10 > stats.length * 8) & (stats.spaces >= 3) & (stats.length < 200)
    n_headlines = int(headline_links.sum())
    holding = _names_around(page, np.flatnonzero(kept & good))
    if len(_FORUM.findall(holding)) >= 2:
        return "forum"
    if kept_chars < 4000:
        names = " ".join(dict.fromkeys(page.names))
        if len({match.lower() for match in _SHOP.findall(names)}) >= 3:
            return "product"
    n_kept = int((kept & good).sum())
    if n_headlines >= 15 and (n_kept < 2 or kept_chars < 300):
        return "front_page" if n_headlines >= 60 else "listing"
    if n_kept == 0:
        return "listing" if n_headlines >= 5 else "empty"
    return "article"


def _names_around(page: PageBlocks, blocks: np.ndarray) -> str:
    """Names of the containers that hold one of the blocks, each container once."""
    marks = np.zeros(len(page) + 1, np.int64)
    marks[blocks + 1] = 1
    sums = np.cumsum(marks)
    holds = np.flatnonzero(sums[page.block_end] > sums[page.block_start])
    return " ".join(page.names[number] for number in holds.tolist())
