"""What a page says of itself besides its article, each with where it says so: canonical address, section, tags, description,
lead image, licence, and what it reserves from machines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from cleancorpus.extract.headings import is_run
from cleancorpus.extract.json_ld import Node, as_list, first_string, strings_of
from cleancorpus.extract.page import BLOCK_TAGS, Page, inline_text
from cleancorpus.known.reservations import is_reserved, reservations_in
from cleancorpus.licences import licence_id
from cleancorpus.model import PageFacts

_Found = Iterator[tuple[str, str]]  # a value and its source

_MAX_TAGS = 50  # more are a list of all that the site writes about
_MAX_TAG_CHARS = 80  # longer ones are sentences
_MAX_CHARS = 2_000  # of a description; a longer one is the text
_SECTION_METAS = ("article:section", "og:article:section", "parsely-section", "dc.subject.section", "section")
_TAG_METAS = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "keywords")
_DESCRIPTION_METAS = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
_IMAGE_METAS = ("og:image", "og:image:url", "og:image:secure_url")
_LICENCE_METAS = ("license", "dcterms.license", "dc.rights.license", "dc.license", "cc:license")
_ROBOTS_METAS = ("robots", "x-robots-tag")
# Around these stand the licences of pictures, of quoted works and of other stories.
_OTHERS = frozenset(("figure", "figcaption", "aside", "blockquote", "table", "li", "picture", "nav"))
# Whole words of classes and ids: «bildung» is a section and «discredited» a story.
_OTHERS_NAME = re.compile(
    r"(?:fig|image|img|photo|foto|bild|picture)?(?:captions?|credits?|nachweis|quelle|unterschrift|rechte)"
    r"|photos?|images?|img|bild(?:er)?|fotos?|pictures?|attributions?|comments?|related|teasers?",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# What credits begin with, in the languages of the lexicon's own (`photo_credit.label` has more, of captions).
_PICTURE = re.compile(
    r"photo(?:s|graph(?:s|er|ie|y)?)?|pictured?|pictures|images?|illustrations?|bild(?:er|rechte|nachweis|quelle)?|titelbild"
    r"|fotos?|fotograf(?:i|ia|ía|ie|in)?|abbildung(?:en)?|imagen(?:es)?|imagem|imagens|immagin[ei]|afbeelding(?:en)?|beeld"
    r"|zdjęci[ea]|obraz(?:ek)?|kuvat?|billeder?|bilde|kép|fénykép|görsel|fotoğraf|фото(?:графи[яи])?|изображени[ея]|снимк[аи]"
    r"|写真|画像|图片|圖片|照片|사진|صورة|الصورة|תמונה|צילום"
)
_TEXT_WORDS = frozenset(
    "text texts texte texten article articles artikel texto artículo artigo testo articolo tekst".split()
)
_LICENCE_CHARS = 300  # of the sentence or two that license a text; a longer one speaks of licences
_LICENCE_WORD = re.compile(
    r"licen[csz]|lizenz|lisans|lisens|лиценз|ліценз|лиценц|许可|授權|授权|ライセンス|라이선스|رخصة|ترخيص|רישיון|άδεια",
    re.IGNORECASE,
)
_CREDIT_WORDS = 40  # more around a link are no credit
_MOST_HEADINGS = 50


def find_facts(page: Page, nodes: Iterable[Node]) -> PageFacts:
    """The facts of `page`; `nodes` are the JSON-LD nodes of its article, best first."""
    nodes = tuple(nodes)
    sources: list[str] = []

    def first(name: str, found: _Found) -> str | None:
        value, source = next(found, (None, ""))
        if value is not None:
            sources.append(f"{name}:{source}")
        return value

    canonical = first("canonical_url", _canonical(page))
    section = first("section", _texts(page, nodes, ("articleSection",), _SECTION_METAS))
    tags, source = _tags(page, nodes)
    if tags:
        sources.append(f"tags:{source}")
    description = first("description", _descriptions(page, nodes))
    image = first("image_url", _images(page, nodes))
    licence = first("licence", _licences(page, nodes))
    rights: list[str] = []
    for right, source in _rights(page):
        if right not in rights:
            rights.append(right)
        sources.append(f"rights:{source}")
    return PageFacts(
        canonical_url=canonical,
        section=section,
        tags=tags,
        description=description,
        image_url=image,
        licence=licence,
        rights=tuple(rights),
        metadata_sources=tuple(dict.fromkeys(sources)),
    )


def _canonical(page: Page) -> _Found:
    places = [("link rel=canonical", page.canonical or "")]
    places += [(f"meta {name}", text) for name in ("og:url", "twitter:url") for text in page.meta(name)]
    yield from ((url, source) for source, text in places if text and (url := _absolute(page, text)))


def _texts(page: Page, nodes: tuple[Node, ...], keys: tuple[str, ...], metas: tuple[str, ...]) -> _Found:
    """The texts of the nodes' properties, then of the metas; none of more than a few words."""
    for key in keys:
        for node in nodes:
            for text in strings_of(node.get(key)):
                if len(text) <= _MAX_TAG_CHARS:
                    yield text, f"json-ld {key}"
    for name in metas:
        for text in page.meta(name):
            if len(text) <= _MAX_TAG_CHARS:
                yield text, f"meta {name}"


def _tags(page: Page, nodes: tuple[Node, ...]) -> tuple[tuple[str, ...], str]:
    """The tags of the first place that has some, each once whatever its case, and that place."""
    places = [([text for node in nodes for text in strings_of(node.get("keywords"))], "json-ld keywords")]
    places += [(page.meta(name), f"meta {name}") for name in _TAG_METAS]
    for texts, source in places:
        tags: dict[str, str] = {}
        for text in texts:
            for tag in _split_tags(text):
                tags.setdefault(tag.casefold(), tag)
        if tags:
            return tuple(tags.values())[:_MAX_TAGS], source
    return (), ""


def _split_tags(text: str) -> Iterator[str]:
    for tag in re.split(r"[,;|\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{ARABIC COMMA}]", text):
        tag = tag.strip(" #\"'")
        if tag and len(tag) <= _MAX_TAG_CHARS:
            yield tag


def _descriptions(page: Page, nodes: tuple[Node, ...]) -> _Found:
    for name in _DESCRIPTION_METAS:
        for text in page.meta(name):
            if len(text) <= _MAX_CHARS:
                yield text, f"meta {name}"
    for node in nodes:
        summary = first_string(node.get("description"))
        if summary and len(summary) <= _MAX_CHARS:
            yield summary, "json-ld description"


def _images(page: Page, nodes: tuple[Node, ...]) -> _Found:
    for name in _IMAGE_METAS:
        yield from ((url, f"meta {name}") for text in page.meta(name) if (url := _absolute(page, text)))
    for node in nodes:
        for item in as_list(node.get("image")):
            item = page.json_ld.resolve(item)
            value = (item.get("url") or item.get("contentUrl") or item.get("@id")) if isinstance(item, dict) else item
            for text in strings_of(value):
                if url := _absolute(page, text):
                    yield url, "json-ld image"
    for name in ("twitter:image", "twitter:image:src"):
        yield from ((url, f"meta {name}") for text in page.meta(name) if (url := _absolute(page, text)))


def _licences(page: Page, nodes: tuple[Node, ...]) -> _Found:
    """The licence in the article's data, in the head, then in a link of the page that is no picture's; of links that lead to
    different licences none."""
    for node in nodes:
        for item in as_list(node.get("license")):
            for text in strings_of(_named_licence(page.json_ld.resolve(item))):
                if not text.startswith("#"):  # the name of a node that is not there
                    yield licence_id(text), "json-ld license"
    for element in page.licences:
        if element.tag == "link" and (url := _absolute(page, element.get("href") or "")):
            yield licence_id(url), "link rel=license"
    for name in _LICENCE_METAS:
        yield from ((licence_id(text), f"meta {name}") for text in page.meta(name))
    links = _own_links(page)
    marked = [element for element in links if "license" in (element.get("rel") or "").lower()]
    for source, chosen in (("a rel=license", marked), ("a", [] if marked else filter(_is_said_to_license, links))):
        shown = {licence_id(url) for element in chosen if (url := _absolute(page, element.get("href") or ""))}
        if len(shown) == 1:
            yield shown.pop(), source


def _named_licence(item: Any) -> Any:
    """What a licence in JSON-LD is called: its address, else its id if that is one, else its name."""
    if not isinstance(item, dict):
        return item
    identity = first_string(item.get("@id")) or ""
    is_address = identity.lower().startswith(("http://", "https://", "//"))
    return item.get("url") or (identity if is_address else item.get("name"))


def _own_links(page: Page) -> list[Any]:
    """The links to licences that stand for the article: none of a picture, a quotation or another story."""
    links = [element for element in page.licences if element.tag == "a"]
    if not links:
        return []
    articles = set(islice(page.tree.iter("article"), 2))
    if len(articles) > 1:
        # Of several only those that hold the headline are this one, and cards have headings too.
        titles = [title for title in (page.title, *page.meta("og:title")) if title] or [
            page.h1[0][0] if page.h1 else ""
        ]
        articles = {
            ancestor
            for element in islice(page.tree.iter("h1", "h2", "h3"), _MOST_HEADINGS)
            if any(is_run(inline_text(element), title) for title in titles)
            for ancestor in element.iterancestors("article")
        }
    return [element for element in links if not _is_of_others(element, articles)]


def _is_said_to_license(link: Any) -> bool:
    """Whether the words around a link speak of a licence: «This article is licensed under CC BY 4.0.»"""
    block = next((ancestor for ancestor in link.iterancestors() if ancestor.tag in BLOCK_TAGS), None)
    text = "" if block is None else inline_text(block)
    return len(text) <= _LICENCE_CHARS and _LICENCE_WORD.search(text) is not None


def _is_of_others(element: Any, articles: set[Any]) -> bool:
    """Whether a link stands in what holds a picture, a quotation or another story: no article of `articles`."""
    if any(ancestor not in articles for ancestor in element.iterancestors("article")):
        return True
    footer = next(element.iterancestors("footer"), None)
    if footer is None or next(footer.iterancestors("article"), None) is not None:  # not the page's own
        block = next((ancestor for ancestor in element.iterancestors() if ancestor.tag in BLOCK_TAGS), None)
        if block is not None and _speaks_of_picture(block):
            return True
    for ancestor in element.iterancestors():
        if ancestor.tag in ("footer", "body", "main", "article"):
            return False
        names = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
        words = _NAME_WORD.findall(_CAMEL.sub(" ", names))
        if ancestor.tag in _OTHERS or any(_OTHERS_NAME.fullmatch(word) for word in words):
            return True
    return False


def _speaks_of_picture(block: Any) -> bool:
    """Whether a few words around a link name a picture and no text: «Photo: Ann Poe, CC BY»."""
    words: set[str] = set()
    for text in block.itertext():
        words.update(_NAME_WORD.findall(text.lower()))
        if len(words) > _CREDIT_WORDS:
            return False
    return any(map(_PICTURE.fullmatch, words)) and words.isdisjoint(_TEXT_WORDS)


def _rights(page: Page) -> _Found:
    """The reservations of the page's metas, for all machines or one (`googlebot`), with their sources.

    `tdm-reservation` of 0 reserves nothing.
    """
    for name in (*_ROBOTS_METAS, *(name for name in page.metas if name.endswith("bot"))):
        for text in page.meta(name):
            yield from ((right, f"meta {name}") for right in reservations_in(text))
    if any(map(is_reserved, page.meta("tdm-reservation"))):
        yield "tdm", "meta tdm-reservation"
        if page.meta("tdm-policy"):
            yield "tdm", "meta tdm-policy"


def _absolute(page: Page, text: str) -> str | None:
    """`text` as a web address, with the page's own where it is relative; None if it is none."""
    try:
        url = urljoin(page.url or "", text.strip())
    except ValueError:  # a bracket that never closes
        return None
    return url if url.lower().startswith(("http://", "https://")) and " " not in url else None
