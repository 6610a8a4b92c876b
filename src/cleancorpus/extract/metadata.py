"""What a page says about itself: headlines, authors, date, site, language, kind of page."""

from __future__ import annotations

from cleancorpus.extract.authors import find_authors
from cleancorpus.extract.dates import find_published, own_nodes
from cleancorpus.extract.extraction import Extraction
from cleancorpus.extract.facts import find_facts
from cleancorpus.extract.headings import (
    first_level,
    is_parted_elsewhere,
    is_run,
    lower_level,
    parted,
)
from cleancorpus.extract.json_ld import (
    ARTICLE_TYPES,
    WORK_TYPES,
    Node,
    as_list,
    first_string,
    is_organisation,
    strings_of,
    types_of,
)
from cleancorpus.extract.page import Page
from cleancorpus.extract.titles import Candidate, choose_headlines
from cleancorpus.known.agencies import join_agencies
from cleancorpus.known.headlines import MAX_HEADLINE_CHARS, headline_key, same_headline
from cleancorpus.known.sites import SiteNames
from cleancorpus.text import n_size
from cleancorpus.url import is_root

_TITLE_METAS = (
    "headline",
    "citation_title",
    "dc.title",
    "dc:title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "article:title",
    "fb_title",
)
_SITE_METAS = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "al:iphone:app_name",
    "al:android:app_name",
    "dc.publisher",
    "publisher",
    "citation_journal_title",
)


def article_nodes(page: Page) -> tuple[Node, ...]:
    """JSON-LD nodes that describe the page's article, best first: articles, then other works.

    One whose headline is that of the page, or whose address is the page's, stands before others of its rank.
    """
    shown = [text for text, _ in page.h1] + page.meta("og:title") + ([page.title] if page.title else [])

    def rank(node: Node) -> tuple[int, int]:
        headline = first_string(node.get("headline"), node.get("name")) or ""
        is_shown = any(same_headline(headline, text) or (headline and headline in text) for text in shown)
        is_here = bool(page.url) and any(
            text == page.url for key in ("url", "@id", "mainEntityOfPage") for text in strings_of(node.get(key))
        )
        return (0, 0) if is_shown else (0, 1) if is_here else (1, 0)

    articles = sorted(page.json_ld.of_type(ARTICLE_TYPES), key=rank)
    works = sorted(page.json_ld.of_type(WORK_TYPES), key=rank)
    return (*articles, *(node for node in works if node not in articles))


def headline_candidates(page: Page) -> list[Candidate]:
    """All texts of the page that may be the article's headline, with where they stand."""
    found = []
    for node in article_nodes(page):
        headline = first_string(node.get("headline"), node.get("name"))
        if headline:
            # A video beside the article is called what its file is called.
            found.append(Candidate("work" if types_of(node) == {"videoobject"} else "json-ld", headline))
    found += [Candidate("og", text) for text in page.meta("og:title")]
    found += [Candidate("twitter", text) for text in page.meta("twitter:title")]
    found += [Candidate("meta", text) for text in page.meta(*_TITLE_METAS)]
    if page.title:
        found.append(Candidate("title", page.title))
    return [*_heading_candidates(page, [candidate.text for candidate in found]), *found]


def _heading_candidates(page: Page, titles: list[str]) -> list[Candidate]:
    """The page's headings that may be the headline; those of lower levels where none of the first level is any of `titles`."""
    titles = [title for title in titles if len(title) <= MAX_HEADLINE_CHARS]
    found = []
    for text, element in first_level(page):
        both = parted(element)
        if both is not None and any(is_parted_elsewhere(both, title) for title in titles):
            text = both.headline
        elif both is not None and (apart := f"{both.kicker} {both.headline}") != text:
            # Nothing stands between them but the end of a line.
            text = next((title for title in titles if headline_key(title) == headline_key(apart)), text)
        found.append(Candidate("h1", text))
    keys = {headline_key(candidate.text) for candidate in found}
    if not any(headline_key(title) in keys for title in titles):
        # A title has the site's name and the headline, both headings: the longer is the headline.
        least = max((n_size(c.text) for c in found if any(is_run(c.text, title) for title in titles)), default=0)
        found += [Candidate("heading", text) for text in lower_level(page, titles) if n_size(text) > least]
    return found


def declared_sites(page: Page) -> list[str]:
    """Names the page gives its site, best first: og:site_name, JSON-LD publisher, application name, WebSite."""
    names = page.meta("og:site_name")
    for node in article_nodes(page):
        publisher = page.json_ld.resolve(next(iter(as_list(node.get("publisher"))), None))
        names += strings_of(publisher if isinstance(publisher, str) else (publisher or {}).get("name"))
    names += page.meta(*_SITE_METAS)
    for node in page.json_ld.of_type(frozenset(("website",))):
        names += [*strings_of(node.get("name")), *strings_of(node.get("alternateName"))]
    for node in page.json_ld.own:
        if is_organisation(node):
            names += [*strings_of(node.get("name")), *strings_of(node.get("alternateName"))]
    return list(dict.fromkeys(name for name in names if 1 < len(name) <= 80))  # longer ones are slogans


def site_names(page: Page) -> SiteNames:
    """The names the site goes by: declared ones, its Twitter handle, its host."""
    handles = [handle.lstrip("@") for handle in page.meta("twitter:site") if handle.startswith("@")]
    return SiteNames([*declared_sites(page), *handles], page.host)


# What JSON-LD and Open Graph call kinds of page, in our words; an article node decides before the page's own type.
_KINDS = {
    "article": (
        "article",
        *sorted(ARTICLE_TYPES - {"discussionforumposting", "liveblogposting", "socialmediaposting"}),
    ),
    "live_blog": ("liveblogposting",),
    "forum": ("discussionforumposting", "qapage", "socialmediaposting"),
    "recipe": ("recipe",),
    "product": ("product", "productgroup", "og:product", "product.item"),
    "video": ("videoobject", "video.other", "video", "video.movie", "video.episode"),
    "listing": ("collectionpage", "searchresultspage", "itemlist", "product.group", "product:group"),
    "profile": ("profilepage", "profile"),
}
# Posts that are marked so in the markup alone; Open Graph calls every page of such a forum an article.
_FORUM_ITEMS = (".org/DiscussionForumPosting", ".org/QAPage")
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
# Not said by mistake, as `article` is by shops and archives whose every page is one to Open Graph.
_COLLECTIONS = frozenset(("collectionpage", "searchresultspage", "product.group", "product:group"))


def page_type(page: Page) -> str | None:
    """Kind of page: article, live_blog, forum, recipe, product, video, listing, profile, front_page; None if unknown.

    A page whose address has no path is a front page, whatever it says; one that holds several products, or calls itself
    a collection and has no article in its JSON-LD, is a listing.
    """
    if is_root(page.url):
        return "front_page"
    of_nodes = [name for node in article_nodes(page) for name in sorted(types_of(node))]
    of_meta = [text.lower() for text in page.meta("og:type")]
    of_own = [name for node in page.json_ld.own for name in sorted(types_of(node))]
    many_products = of_own.count("product") > 1 and "article" not in of_meta  # an article may compare some
    if ARTICLE_TYPES.isdisjoint(of_nodes) and (many_products or not _COLLECTIONS.isdisjoint((*of_meta, *of_own))):
        return "listing"
    kind = next((_KIND_OF[name] for name in (*of_nodes, *of_meta, *of_own) if name in _KIND_OF), None)
    return "forum" if kind in (None, "article") and _has_forum_items(page) else kind


def _has_forum_items(page: Page) -> bool:
    return any(name in thing for thing in page.elements.attribute("itemtype").values() for name in _FORUM_ITEMS)


def read_metadata(page: Page) -> Extraction:
    """All that `page` says about itself, as an `Extraction` without blocks."""
    nodes, names = article_nodes(page), site_names(page)
    headlines = choose_headlines(headline_candidates(page), names)
    authors = find_authors(page, nodes, names)
    return Extraction(
        title=headlines[0] if headlines else None,
        headlines=headlines,
        authors=authors.people,
        agency=join_agencies(authors.agencies),
        translators=authors.translators,
        organisations=authors.organisations,
        published=find_published(page, nodes),
        language=page.language,
        url=page.url,
        site=next(iter(declared_sites(page)), page.host),
        page_type=page_type(page),
        facts=find_facts(page, own_nodes(page, nodes)[0]),
    )
