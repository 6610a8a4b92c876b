"""Phrases of boilerplate by kind and language; `lexicon.search` finds them.

Data lie beside this module, one `*.tsv` a topic, with the columns `kind`, `language` (ISO 639-1, `*` for any),
`phrase` and `source` (who attests it). A kind is `topic.part`, for example `cookie.button`. Phrases are matched on
folded text (`cleancorpus.text.fold`) at word boundaries; scripts without spaces have no boundaries to ask for.
A part that begins with `word-` (`timestamp.word-month-3`) is vocabulary, not a phrase: `phrases` gives it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from cleancorpus.text import CLOSERS, UNSPACED, fold

_EDGES = (
    " \t:;.!?\N{HORIZONTAL ELLIPSIS},|\N{MIDDLE DOT}\N{BULLET}*→"
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}»>\"'-\N{EN DASH}\N{EM DASH}+#()[]{}" + CLOSERS
)


class Phrase(NamedTuple):
    """One row of a lexicon: `text` is folded."""

    kind: str
    language: str
    text: str
    source: str


class Hit(NamedTuple):
    """A phrase found in a text: `start` and `end` count its code points."""

    phrase: Phrase
    start: int
    end: int


def read_phrases() -> Iterator[Phrase]:
    """All rows of all lexicon files of the package, in the order of file names and lines."""
    return iter(_rows())


@lru_cache(maxsize=1)
def _rows() -> tuple[Phrase, ...]:
    """The rows, read once: labels, phrases and each vocabulary make their tables of them."""
    return tuple(_read_rows())


def _read_rows() -> Iterator[Phrase]:
    for path in sorted(files(__name__).iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".tsv"):
            continue
        rows = path.read_text(encoding="utf-8").split("\n")
        for number, row in enumerate(rows[1:], start=2):
            if not row or row.startswith("#"):
                continue
            cells = row.split("\t")
            if len(cells) != 4:
                raise ValueError(f"lexicon/{path.name}:{number}: {len(cells)} columns, must be 4")
            kind, language, phrase, source = cells
            yield Phrase(kind, language, fold(phrase.strip()), source)


@lru_cache(maxsize=1)
def _by_kind() -> dict[str, dict[str, frozenset[str]]]:
    table: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for phrase in read_phrases():
        table[phrase.kind][phrase.language].add(phrase.text)
    return {kind: {lang: frozenset(texts) for lang, texts in langs.items()} for kind, langs in table.items()}


@lru_cache(maxsize=512)
def phrases(kind: str, language: str | None = None) -> frozenset[str]:
    """The folded phrases of `kind`; of one language and `*` if `language` is given."""
    table = _by_kind().get(kind, {})
    if language is None:
        return frozenset().union(*table.values())
    return table.get(language, frozenset()) | table.get("*", frozenset())


_UNSPACED_RANGES = tuple((part[0], part[2]) for part in (UNSPACED[i : i + 3] for i in range(0, len(UNSPACED), 3)))


def _is_word_char(char: str) -> bool:
    return char.isalnum() or char == "_"


@lru_cache(maxsize=4096)
def is_closed(char: str) -> bool:
    """Whether a phrase that ends in `char` must not go on in a word: letters and digits of scripts with spaces."""
    return _is_word_char(char) and not any(first <= char <= last for first, last in _UNSPACED_RANGES)


def is_whole(folded: str, hit: Hit) -> bool:
    """Whether the hit is all there is in the folded text but for punctuation, bullets and arrows around it."""
    return not folded[: hit.start].strip(_EDGES) and not folded[hit.end :].strip(_EDGES)
