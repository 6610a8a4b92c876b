"""What a page says about itself: headlines, authors, date, site, language, kind of page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cleancorpus.extract.brand import brand_of
from cleancorpus.extract.byline import bylines
from cleancorpus.extract.dates import find_published
from cleancorpus.extract.extraction import Extraction
from cleancorpus.extract.headings import first_level, is_said, lower_level, parted
from cleancorpus.extract.json_ld import (
    ARTICLE_TYPES,
    PAGE_TYPES,
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
from cleancorpus.known.agencies import join_agencies, kind_of, without_employers
from cleancorpus.known.author_strings import Authors, OrganisationName, read_authors
from cleancorpus.known.headlines import headline_key, same_headline
from cleancorpus.known.people import distinct_people
from cleancorpus.known.sites import SiteNames
from cleancorpus.text import plain
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
    found = []
    for text, element in first_level(page):
        both = parted(element)
        if both is not None and any(is_said(both, title) for title in titles):
            text = both.headline
        elif both is not None and (apart := f"{both.kicker} {both.headline}") != text:
            # Nothing stands between them but the end of a line.
            text = next((title for title in titles if headline_key(title) == headline_key(apart)), text)
        found.append(Candidate("h1", text))
    keys = {headline_key(candidate.text) for candidate in found}
    if not any(headline_key(title) in keys for title in titles):
        found += [Candidate("heading", text) for text in lower_level(page, titles)]
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


_AUTHOR_METAS = (
    "author",
    "article:author",
    "authors",
    "parsely-author",
    "sailthru.author",
    "article:author_name",
    "articleauthor",
    "byl",
    "byline",
    "dc.creator",
    "dc:creator",
    "dcterms.creator",
    "dc.creator.aut",
    "citation_author",
    "creator",
    "cxenseparse:author",
    "rbauthors",
    "shareaholic:article_author_name",
    "og:article:author",
    "og:author",
    "book:author",
    "twitter:data1",
)


MAX_AUTHORS = 30  # more are a directory of people, not the authors of an article


def find_authors(page: Page) -> Authors:
    """People who wrote and translated the article, and the agencies it is from.

    Asked in turn: JSON-LD, metas, then the page's own bylines; the first that names people decides. Agencies that
    any of those asked names are kept.
    """
    is_brand = brand_of(site_names(page))
    translators = read_authors(
        _json_ld_people(page, [node.get("translator") for node in article_nodes(page)], 0)
    ).people
    declared = _first_with_people(_declared_authors(page), is_brand)
    shown = Authors()
    # An agency's report has no byline, but on the agency's own site; what looks like one belongs to something else.
    is_report = any(kind_of(name) == "agency" for name in declared.agencies) and not any(
        is_brand(name) for name in declared.organisations
    )
    if not is_report and (not declared.people or _is_login(declared.people)):
        shown = _first_with_people(bylines(page), is_brand)
    use_shown = not declared.people or _same_person(declared.people, shown.people)
    people = (shown.people if use_shown else declared.people)[:MAX_AUTHORS]
    return Authors(
        people,
        without_employers(declared.agencies or shown.agencies, people),
        declared.organisations,
        distinct_people((*translators, *declared.translators, *shown.translators)),
    )


def _first_with_people(groups: Iterable[list[str]], is_brand: Callable[[str], bool]) -> Authors:
    """The people of the first group that names some, with the agencies and the organisations named up to there."""
    so_far = Authors()
    for fields in groups:
        found = read_authors(fields, is_brand)
        so_far = Authors(
            found.people,
            so_far.agencies or found.agencies,
            so_far.organisations or found.organisations,
            (*so_far.translators, *found.translators),
        )
        if so_far.people:
            break
    return so_far


def _is_login(people: tuple[str, ...]) -> bool:
    """Whether the only author is a user's name: one word in lower case."""
    return len(people) == 1 and " " not in people[0] and people[0].islower() and people[0].isascii()


def _same_person(logins: tuple[str, ...], people: tuple[str, ...]) -> bool:
    """Whether the page shows the full name of the one user: «jdoe» for Jane Doe, «realjanedoe»."""
    if len(people) != 1 or " " not in people[0]:
        return False
    words = plain(people[0]).split()
    login = logins[0].lower()
    return "".join(words) in login or (words[0][:1] + words[-1]) in login or words[0] in login or words[-1] in login


def _declared_authors(page: Page) -> Iterator[list[str]]:
    for node in article_nodes(page):
        for key in ("author", "creator"):
            yield _json_ld_people(page, node.get(key), 0)
    for node in page.json_ld.of_type(PAGE_TYPES):
        yield _json_ld_people(page, node.get("author"), 0)
    for name in _AUTHOR_METAS:
        contents = page.meta(name)
        if name == "twitter:data1":
            # A card's first label says what the first datum is.
            contents = [
                text for text in contents if any("by" in label.lower().split() for label in page.meta("twitter:label1"))
            ]
        yield contents


def _json_ld_people(page: Page, value: Any, depth: int) -> list[str]:
    """Names in an author property, those of organisations marked as such."""
    if depth > 5:  # people in people: nodes may name each other in a circle
        return []
    people: list[str] = []
    for item in as_list(value):
        item = page.json_ld.resolve(item)
        if isinstance(item, str):
            people.append(item)
        elif isinstance(item, dict):
            name = item.get("name")
            if name is None:
                parts = (first_string(item.get(key)) for key in ("givenName", "additionalName", "familyName"))
                name = " ".join(filter(None, parts)) or item.get("author")
            if isinstance(name, dict | list):
                people += _json_ld_people(page, name, depth + 1)
            elif isinstance(name, str):
                people.append(OrganisationName(name) if is_organisation(item) else name)
    return people


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
    return next((_KIND_OF[name] for name in (*of_nodes, *of_meta, *of_own) if name in _KIND_OF), None)


def read_metadata(page: Page) -> Extraction:
    """All that `page` says about itself, as an `Extraction` without blocks."""
    headlines = choose_headlines(headline_candidates(page), site_names(page))
    authors = find_authors(page)
    return Extraction(
        title=headlines[0] if headlines else None,
        headlines=headlines,
        authors=authors.people,
        agency=join_agencies(authors.agencies),
        translators=authors.translators,
        organisations=authors.organisations,
        published=find_published(page, article_nodes(page)),
        language=page.language,
        url=page.url,
        site=next(iter(declared_sites(page)), page.host),
        page_type=page_type(page),
    )
