"""Who wrote an article, as its page says: JSON-LD, metas, then the byline that readers see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from cleancorpus.extract.brand import brand_of
from cleancorpus.extract.byline import bylines
from cleancorpus.extract.json_ld import PAGE_TYPES, Node, as_list, first_string, is_organisation
from cleancorpus.extract.page import Page
from cleancorpus.known.agencies import kind_of, without_employers
from cleancorpus.known.author_strings import Authors, OrganisationName, read_authors
from cleancorpus.known.people import FAMILY_ENDINGS, GIVEN_NAMES, distinct_people, evidence, is_caseless
from cleancorpus.known.people_words import COMMON_FAMILIES
from cleancorpus.known.sites import SiteNames
from cleancorpus.text import plain

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


_SHORTEST = 4  # letters; a shorter given name is the beginning of many words
_LONG = 6  # letters of a family name that its ending alone tells
MAX_AUTHORS = 30  # more are a directory of people, not the authors of an article


def find_authors(page: Page, nodes: tuple[Node, ...], names: SiteNames) -> Authors:
    """People who wrote and translated the article, and the agencies it is from.

    Asked in turn: JSON-LD (`nodes` are those of the article), metas, then the page's own bylines; the first that names people
    decides, but a byline comes before an account's name and before what is the site's own name. Agencies that any of those
    asked names are kept.
    """
    is_brand = brand_of(names)
    translators = read_authors(_json_ld_people(page, [node.get("translator") for node in nodes], 0)).people
    declared = _first_with_people(_declared_authors(page, nodes), is_brand)
    is_site = bool(declared.people) and all(map(names.is_exactly, declared.people))
    shown = Authors()
    # An agency's report has no byline, but on the agency's own site; what looks like one belongs to something else.
    is_report = any(kind_of(name) == "agency" for name in declared.agencies) and not any(
        is_brand(name) for name in declared.organisations
    )
    if not is_report and (not declared.people or is_site or _is_login(declared.people)):
        shown = _first_with_people(bylines(page), lambda name: is_brand(name) or not _is_shown_name(name))
        shown = replace(shown, people=_without_jobs(shown.people))
    use_shown = (
        not declared.people
        or (is_site and bool(page.h1) and bool(shown.people))
        or _same_person(declared.people, shown.people)
        or (not _may_be_name(declared.people[0]) and all(" " in name for name in shown.people) and bool(shown.people))
    )
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


def _is_shown_name(name: str) -> bool:
    """Whether what stands in a byline is written like a name: its last word is no word in small letters («Personal finance»),
    but where all are, and one is known from names."""
    words = name.split()
    if len(words) < 2 or not words[-1].islower() or any(map(is_caseless, words)):
        return True
    return name.islower() and evidence(name) > 0


def _without_jobs(people: tuple[str, ...]) -> tuple[str, ...]:
    """`people` of a byline without single words beside full names: «Jane Doe, Gardener & Astrologer»."""
    full = tuple(name for name in people if " " in name or is_caseless(name) or evidence(name) or not name.istitle())
    return full if any(" " in name for name in full) else people


def _is_login(people: tuple[str, ...]) -> bool:
    """Whether the only author is a user's name: one word in lower case."""
    return len(people) == 1 and " " not in people[0] and people[0].islower() and people[0].isascii()


def _may_be_name(login: str) -> bool:
    """Whether a user's name is a given name, alone or with a family name or an initial: «janedoe», «jane_d7», not «newsdesk7».

    Words begin with given names too: «marketing», «annaltd».
    """
    login = login.rstrip("0123456789")
    for end in range(_SHORTEST, len(login) + 1):
        if login[:end] in GIVEN_NAMES:
            rest = login[end:].strip("._-")
            if len(rest) <= 1 or rest in COMMON_FAMILIES or rest in GIVEN_NAMES or _has_family_ending(rest):
                return True
    return False


def _has_family_ending(word: str) -> bool:
    return len(word) >= _LONG and word.endswith(FAMILY_ENDINGS)


def _same_person(logins: tuple[str, ...], people: tuple[str, ...]) -> bool:
    """Whether the page shows the full name of the one user: «jdoe» for Jane Doe, «realjanedoe»."""
    if len(people) != 1 or " " not in people[0]:
        return False
    words = plain(people[0]).split()
    login = logins[0].lower()
    return "".join(words) in login or (words[0][:1] + words[-1]) in login or words[0] in login or words[-1] in login


def _declared_authors(page: Page, nodes: tuple[Node, ...]) -> Iterator[list[str]]:
    for node in nodes:
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
