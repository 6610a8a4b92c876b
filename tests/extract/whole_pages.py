"""The whole way of a page in tests: bytes of a file, the reader, the extractor, a document."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from cleancorpus.config import Config, Extract, Read, Source
from cleancorpus.model import Document
from cleancorpus.pipeline.core import Core
from cleancorpus.pipeline.outcome import Outcome
from cleancorpus.read import Piece, list_files, read_piece

ENGINES = ("blocks", "trafilatura+blocks", "trafilatura")

TITLE = "Windmill of Lower Ashby grinds again after ninety years"
PARAGRAPHS = (
    "The windmill of Lower Ashby ground its first sack of rye since the war on Saturday, and half of the village stood "
    "in the meadow to watch. The sails turned slowly at first, then so fast that the miller had to set the brake.",
    "It took four years to get there. A group of carpenters, two teachers and a retired bell founder met every weekend, "
    "took down the rotten cap beam by beam, and put in a new one of oak from the parish wood.",
    "“We found the old stones under the floor, where nobody had looked,” said Edda Wolcott, who leads the group. "
    "The stones were cut by hand in 1788 and show hardly any wear, so the group decided to use them.",
    "The flour will be sold at the weekly market from the first of May. A bakery in the next town has ordered ten sacks "
    "and wants to bake a loaf with it that keeps for a week, as the old recipes promise.",
    "Visitors may climb to the cap on the first Sunday of each month. The group asks them to wear firm shoes, because "
    "the ladder is as steep as it ever was, and to leave umbrellas at the foot of the stairs.",
)
MENU = ("News", "Sport", "Weather", "Letters")
IMPRINT = "© 2031 The Ashby Courier. All rights reserved."


@lru_cache(maxsize=8)
def _core(engine: Any) -> Core:
    return Core(Config(extract=Extract(engine=engine)))


def outcome_of(folder: Path, data: bytes, *, engine: str = "blocks", name: str = "page.html") -> Outcome:
    """What becomes of a file of `data` in `folder`: read as a run reads it, then extracted and cleaned."""
    (folder / name).write_bytes(data)
    (file,) = list_files((Source(path=name),), folder).files
    (record,) = read_piece(Piece(file), Read())
    return _core(engine).process(record)


def document_of(folder: Path, page: bytes | str, *, engine: str = "blocks") -> Document:
    """The document that a file of `page` becomes."""
    outcome = outcome_of(folder, page.encode() if isinstance(page, str) else page, engine=engine)
    assert outcome.doc is not None, (outcome.reason, outcome.detail)
    return outcome.doc


def paragraphs_of(texts: tuple[str, ...] = PARAGRAPHS) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


def menu_of(words: tuple[str, ...] = MENU) -> str:
    items = "".join(f'<li><a href="/{number}">{word}</a></li>' for number, word in enumerate(words))
    return f"<header><nav><ul>{items}</ul></nav></header>"


def page_of(
    body: str | None = None,
    *,
    title: str = TITLE,
    language: str = "en",
    head: str = '<meta charset="utf-8">',
    menu: tuple[str, ...] = MENU,
    imprint: str = IMPRINT,
    prolog: str = "<!DOCTYPE html>\n",
) -> str:
    """A page with a menu, an article of `body` (default: the paragraphs) under its headline, and a footer."""
    inner = paragraphs_of() if body is None else body
    return (
        f'{prolog}<html lang="{language}"><head>{head}<title>{title}</title></head>\n<body>\n{menu_of(menu)}\n'
        f'<main><article class="post"><h1>{title}</h1>\n<div class="article-body">\n{inner}\n</div></article></main>\n'
        f"<footer><p>{imprint}</p></footer>\n</body></html>\n"
    )
