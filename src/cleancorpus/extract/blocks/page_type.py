"""What kind of page it is, by its blocks, its address and what it says of itself; a flag for reports and for the config.

To call an article anything else costs a document, so every other kind needs evidence of its own, and a page with one
long text is an article whatever stands around it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cleancorpus.extract.blocks.api import BlockExtraction
from cleancorpus.extract.blocks.notices import IS_ARTICLE, find_notice
from cleancorpus.url import is_root, read_url

# Lengths are effective characters, a CJK character counting for 2.5. All numbers here were chosen on pages of known
# kind, so that no more than one article in a hundred is called something else.
LONG_TEXT = 1500  # one text of this length is an article, if the page does not say twice that it is none
SHORT_TEXT = 600  # an article this short is told from a list by what else there is
LISTING_POINTS = 4  # of those that `_is_listing` gives
_SURE = 0.6  # F1 that the model expects of a few short blocks, from which they are a text, as of a short recipe
_GAP = 3  # blocks that may stand between two paragraphs of one text
_MIN_HEADLINES = 12  # links that read like headlines; menus have fewer
_MIN_TEASERS = 5  # an article may have four links to others with a text under each
_MAX_TEASER = 500  # mean length of the text under a headline that leads elsewhere
_MIN_CARDS = 8  # names of cards; articles with a few related ones have them, too, so they only decide a tie

# Segments of a path under which lists stand, in the languages that have ASCII addresses.
_LIST_SEGMENT = re.compile(
    r"tags?|etiquetas?|categor(?:y|ies|ia|ias|ie|ies)|kategori\w*|cat|topics?|themen?|temas?|archives?|archivos?|archiv"
    r"|archivio|arquivo|search|suche|buscar|busca|cerca|recherche|zoeken|szukaj|hledat|collections?|browse|subcategory"
    r"|rubri(?:k|ken|que|ques|c|ca|ek)|product-category|product-tag|labels?|hub|kategoriya|rubrika|etichetta"
)
# Page 2 of a list; of an article it is, too, for which the text then speaks.
_PAGE_NUMBER = re.compile(
    r"/(?:page|seite|pagina|strona|p)/\d{1,4}/?$|[?&](?:page|paged|pg|start|offset)=\d{1,5}(?:&|$)"
)
# Behind an address whose slug has four words or more it is what the reader was looking for (`read_address`).
_SEARCH_QUERY = re.compile(r"[?&](?:s|q|query|search|keyword|suche)=")
# Paths of phpBB, vBulletin, XenForo, Discourse («/t/slug/12»), Flarum («/d/12-slug») and question sites; «/questions»
# and «/topics» are paths of other sites, too, so that one sign is not enough (`_is_forum`).
_FORUM_PATH = re.compile(
    r"/(?:threads?|forums?|forum-\w+|topics?|topic_show|showtopic|discussions?|questions|viewtopic|showthread|viewthread"
    r"|thread-\d+)(?:[/.\-?]|$)|/t/[\w%-]+/[\w%-]+|/d/\d+-"
)
# At the start of the host: «forum.example.org», not «scienceforum.example.org».
_FORUM_HOST = re.compile(r"(?:forums?|community|discuss|discourse|answers|boards?|foren|forumas|foro|foros)\.")
# Only with names of a shop (`_is_product`): news sites review products under such paths.
_PRODUCT_PATH = re.compile(r"/(?:products?|produkte?|produits?|productos?|prodotti|dp|pdp|item|sku)/[\w%-]")
# Names that forum software, question sites and discussion pages give to the container of a post.
_POST_NAME = re.compile(
    r"(?<![a-z])(?:viewtopic|viewthread|post-?body|message-?body|js-post|postbit|post_?message|cpost|s-prose|commentbody"
    r"|topic-?(?:body|post|message)|discussion-?post|forum-?post|thread-?(?:post|message)|post-?text|post-?content"
    r"|message-?content|posts?-?container|comment_?text)(?![a-z])",
    re.IGNORECASE,
)
# Names around what only a product's own page has. Two different ones are enough where the address or metadata say so;
# else five, as articles carry cards of products with a price and a button.
_SHOP_NAME = re.compile(
    r"(?<![a-z])(?:add-?to-?(?:cart|basket|bag)|buy-?now|price|sku|product-?(?:info|detail|price|form|title|page|gallery)"
    r"|(?:in-?den-?)?warenkorb|quantity|variant)(?![a-z])"
)
# Names around the entries of a list.
_CARD_NAME = re.compile(
    r"(?<![a-z])(?:product|item|listing|result|teaser|story|post|article|card|tile)[-_]*"
    r"(?:card|item|tile|teaser|grid-item|preview|summary|price)|(?<![a-z])price(?![a-z])"
)
# What metadata call a page that has the text of an article.
_KINDS_OF_ARTICLE = frozenset(("live_blog", "recipe", "profile", "video"))


class Address(NamedTuple):
    """What a page's address says."""

    is_root: bool = False
    lists: bool = False
    forum: int = 0  # how many parts of it name a forum: host, path
    product: bool = False
    slug_words: int = 0
    has_number: bool = False


class Evidence(NamedTuple):
    """What a page holds, in effective characters where not counts: `core` is its longest single text, `kept` all of it,
    `teased` what stands right under a headline that leads elsewhere, `total` the characters of the whole page."""

    core: int = 0
    kept: int = 0
    n_kept: int = 0
    headlines: int = 0
    headline_chars: int = 0
    teasers: int = 0
    teased: int = 0
    total: int = 0
    has_headline: bool = False  # of four words and more, called title by the page, no link, no footer

    @property
    def is_long(self) -> bool:
        """Whether one long text is the greater part of what is kept."""
        return self.core >= LONG_TEXT and self.core * 2 >= self.kept

    @property
    def is_teasers(self) -> bool:
        """Whether the kept text is little else than short texts under headlines that lead elsewhere."""
        many = self.teasers >= _MIN_TEASERS and self.teased * 10 >= self.kept * 7
        return many and self.teased <= _MAX_TEASER * self.teasers


def page_type(classified: BlockExtraction, *, declared: str | None = None, url: str | None = None) -> str:
    """`article`, `listing`, `front_page`, `forum`, `product`, `error_page`, `consent_wall`, `javascript_required` or
    `empty`; `live_blog`, `recipe`, `video` or `profile` where `declared` is that and nothing speaks against it.

    `declared` is what the page's metadata call it (`extract.metadata.page_type`), `url` its address.
    """
    page, found, address = classified.page, weigh(classified), read_address(url)
    notice = None if address.forum else find_notice(classified, found.core, found.total, declared)
    if notice and not (notice == "consent_wall" and found.has_headline):  # an article about cookies has a headline
        return notice
    if _is_forum(classified, declared, address):
        return "forum"
    if not len(page):
        return declared if declared not in (None, "front_page") else "empty"
    if _is_product(classified, found, declared, address):
        return "product"
    if _is_listing(classified, found, declared, address):
        # Without an address the number of headlines tells: sections of a site show fewer than its front page.
        return "front_page" if address.is_root or (not url and found.headlines >= 60) else "listing"
    if declared in _KINDS_OF_ARTICLE and (declared != "video" or found.core < SHORT_TEXT):
        return declared
    if found.total < 400 and not found.n_kept and declared != "article" and classified.confidence < _SURE:
        return "empty"
    return "article"


def weigh(classified: BlockExtraction) -> Evidence:
    """Count what tells a text from a list of links."""
    page, stats = classified.page, classified.features.stats
    if not len(page):
        return Evidence()
    links, length, chars = page.link_chars, stats.length, stats.effective
    linked = links * 10 > length * 8  # four fifths are links: a headline may have an unlinked date or kicker
    like_headline = (chars >= 20) & (length < 200) & ((stats.spaces >= 3) | (chars > length))
    headline = linked & like_headline
    places = np.flatnonzero((classified.logits > 0) & (links * 10 < length * 4) & (chars >= 40))
    core = kept = teasers = teased = 0
    titled = (classified.features.title_like > 0.7) & ~linked & like_headline
    is_heading = page.in_heading_tag()
    has_headline = bool((titled & is_heading).any() or titled[: places[-1] if len(places) else 0].any())
    if len(places):
        own = page.container[places]
        sizes = chars[places]
        kept = int(sizes.sum())
        starts = np.flatnonzero(np.diff(places, prepend=-_GAP - 2) > _GAP + 1)
        inside = np.bincount(page.parent[own], weights=sizes)
        core = max(int(np.add.reduceat(sizes, starts).max()), int(inside.max()))
        heads = np.flatnonzero(headline | (linked & (chars >= 6) & is_heading))
        if len(heads):
            above = np.searchsorted(heads, places) - 1
            near = (above >= 0) & (places - heads[above] <= _GAP)
            teasers, teased = len(np.unique(above[near])), int(sizes[near].sum())
    return Evidence(
        core, kept, len(places), int(headline.sum()), int(length[headline].sum()), teasers, teased, int(length.sum()),
        has_headline,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def read_address(url: str | None) -> Address:
    """What `url` says of the page at it; nothing where it has no host."""
    parts = read_url(url.lower()) if url else None
    if parts is None:
        return Address()
    segments = [segment for segment in parts.path.split("/") if segment]
    if segments and segments[0] in ("index.html", "index.php", "index.htm"):
        del segments[0]
    words = (
        [word for word in re.split(r"[-_+]|%20", segments[-1].partition(".")[0]) if word.isalpha()] if segments else []
    )
    rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lists = (
        any(_LIST_SEGMENT.fullmatch(segment) for segment in segments[-3:])
        or _PAGE_NUMBER.search(rest) is not None
        or (_SEARCH_QUERY.search(rest) is not None and len(words) < 4)
    )
    return Address(
        is_root=is_root(url),
        lists=lists and len(words) < 6,
        forum=(_FORUM_PATH.search(rest) is not None) + (_FORUM_HOST.match(parts.host) is not None),
        product=_PRODUCT_PATH.search(parts.path) is not None,
        slug_words=len(words),
        has_number=re.search(r"\d{4,}", parts.path) is not None,
    )


def _is_listing(classified: BlockExtraction, found: Evidence, declared: str | None, address: Address) -> bool:
    """Whether what speaks for a list of articles or products outweighs what speaks for one article."""
    says_so = (declared == "listing") + address.lists + address.is_root
    core, headlines = found.core, found.headlines
    if declared in IS_ARTICLE and core >= SHORT_TEXT:
        return False
    if found.is_long:
        if says_so and not found.has_headline and headlines >= _MIN_HEADLINES:
            return says_so > 1 or found.is_teasers or found.headline_chars > found.kept
        return found.is_teasers and says_so > 0
    has_text = core >= SHORT_TEXT and core > 2 * found.headline_chars and core * 3 >= found.kept * 2
    if (has_text or core >= LONG_TEXT) and not (says_so and (found.is_teasers or not has_text)):
        return False
    points = 2 * says_so + address.is_root + 2 * found.is_teasers
    if headlines >= _MIN_HEADLINES:
        points += 1 + (headlines >= 40) + (found.headline_chars > 2 * core)
        points += bool(classified.page.head.titles) and not found.has_headline
    elif headlines >= _MIN_HEADLINES // 2 and core < SHORT_TEXT // 3:
        points += bool(classified.page.head.titles) and not found.has_headline
    points += (core < SHORT_TEXT) + (core < SHORT_TEXT // 3)
    if found.n_kept >= 5 and core * 4 < found.kept:  # many short texts, none of them the page's
        points += 1 + (headlines >= _MIN_HEADLINES)
    points -= 2 * (declared in IS_ARTICLE) + (address.slug_words >= 5) + address.has_number + 2 * found.has_headline
    if points == LISTING_POINTS - 1:
        points += len(_CARD_NAME.findall(" ".join(classified.page.names).lower())) >= _MIN_CARDS
    return points >= LISTING_POINTS


def _is_forum(classified: BlockExtraction, declared: str | None, address: Address) -> bool:
    """Whether the page calls itself a forum's, or two of these do: its host, its path, the names around two posts."""
    if declared == "forum" or address.forum > 1:
        return True
    return address.forum == 1 and _n_posts(classified) >= 2


def _n_posts(classified: BlockExtraction) -> int:
    """How many containers with kept text have the name of a post."""
    page = classified.page
    holding = np.flatnonzero(page.holding(classified.logits > 0))
    return sum(_names_post(page.names[number]) for number in holding.tolist())


@lru_cache(maxsize=16384)
def _names_post(name: str) -> bool:
    return bool(name) and _POST_NAME.search(name) is not None


def _is_product(classified: BlockExtraction, found: Evidence, declared: str | None, address: Address) -> bool:
    """Whether the page says it is a product's, or its names are those of a shop's page and it has little text.

    One long text without anything of a shop around it is a review of the product.
    """
    if declared == "product" and not found.is_long:
        return True
    if declared != "product" and (
        (declared in ("article", "listing") and not address.product) or address.lists or found.core >= LONG_TEXT
    ):
        return False
    names = " ".join(classified.page.names).lower()
    if "price" not in names and not address.product and declared != "product":
        return False
    return len(set(_SHOP_NAME.findall(names))) >= (2 if address.product or declared == "product" else 5)
