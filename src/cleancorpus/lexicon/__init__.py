"""Phrases of boilerplate by kind and language; `lexicon.search` finds them.

Data lie beside this module, one `*.tsv` a topic, with the columns `kind`, `language` (ISO 639-1, `*` for any),
`phrase` and `source` (who attests it). A kind is `topic.part`, for example `cookie.button`. Phrases are matched on
folded text (`cleancorpus.text.fold`) at word boundaries; scripts without spaces have no boundaries to ask for.
A part that begins with `word-` (`timestamp.word-month-3`) is vocabulary, not a phrase: `phrases` gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain
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
    return chain.from_iterable(map(_rows, _topics()))


@lru_cache(maxsize=1)
def _topics() -> tuple[str, ...]:
    names = sorted(path.name for path in files(__name__).iterdir())
    return tuple(name.removesuffix(".tsv") for name in names if name.endswith(".tsv"))


@lru_cache(maxsize=64)
def _rows(topic: str) -> tuple[Phrase, ...]:
    """The rows of a file, read once: labels, phrases and each vocabulary make their tables of them. A table of months needs
    one file of all.

    A file is folded at once, and what its rows have in common is one string in memory.
    """
    kinds, languages, texts, sources = [], [], [], []
    shared: dict[str, str] = {}
    share = shared.setdefault
    lines = files(__name__).joinpath(f"{topic}.tsv").read_text(encoding="utf-8").split("\n")
    for number, row in enumerate(lines[1:], start=2):
        if not row or row[0] == "#":
            continue
        cells = row.split("\t")
        if len(cells) != 4:
            raise ValueError(f"lexicon/{topic}.tsv:{number}: {len(cells)} columns, must be 4")
        kind, language, text, source = cells
        if kind not in shared and not kind.startswith(f"{topic}."):
            raise ValueError(f"lexicon/{topic}.tsv:{number}: kind '{kind}', must be of '{topic}'")
        kinds.append(share(kind, kind))
        languages.append(share(language, language))
        texts.append(text.strip())
        sources.append(share(source, source))
    return tuple(map(Phrase, kinds, languages, _folded(texts), sources))


def _folded(texts: Sequence[str]) -> list[str]:
    """Each text folded, most in one go; one with a letter that has no small one of its length would change how all are."""
    folded = fold("\n".join("" if _DOTTED_I in text else text for text in texts)).split("\n")
    return [fold(text) if _DOTTED_I in text else each for text, each in zip(texts, folded, strict=True)]


_DOTTED_I = "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"


@lru_cache(maxsize=64)
def _by_kind(topic: str) -> dict[str, dict[str, frozenset[str]]]:
    if topic not in _topics():
        return {}
    table: dict[str, dict[str, set[str]]] = {}
    for kind, language, text, _ in _rows(topic):
        table.setdefault(kind, {}).setdefault(language, set()).add(text)
    return {kind: {lang: frozenset(texts) for lang, texts in langs.items()} for kind, langs in table.items()}


@lru_cache(maxsize=512)
def phrases(kind: str, language: str | None = None) -> frozenset[str]:
    """The folded phrases of `kind`; of one language and `*` if `language` is given."""
    table = _by_kind(kind.partition(".")[0]).get(kind, {})
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
