"""Controls of a page in words: which lines are nothing but what a button, a player or a gallery says of itself.

«Click to enlarge the image» is made of little: something to do, a part of a page, and words that join them. So a line is
read word by word with the vocabulary of one language, and it is a control if nothing is left over.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

from cleancorpus.detect.labels import label_key
from cleancorpus.lexicon import phrases, read_phrases
from cleancorpus.text import UNSPACED_CHAR

_PARTS = ("act", "hand", "thing", "edge", "glue", "this", "fault", "media")
_KINDS = {f"control.word-{part}": part for part in _PARTS}
_CHARS = 70  # the longest known control has 62
_BETWEEN = " ,'-/&+:()[]>→←↑↓↗▶▸►×·|"
_END = _BETWEEN + ".!…"
# Around a label besides what all labels may have: signs of buttons, the question marks of other scripts.
_SIGNS = " ¿\N{FULLWIDTH QUESTION MARK}\N{ARABIC QUESTION MARK}▶►▼▲▸▾×✕✖"
_NUMBERED = re.compile(r"\s*[(\[]?\d{1,5}[)\]]?$")


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, frozenset[str]]]:
    """By language: word or row of words, and the parts it can play."""
    table: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for phrase in read_phrases():
        part = _KINDS.get(phrase.kind)
        if part:
            table[phrase.language][phrase.text].add(part)
    return {lang: {text: frozenset(parts) for text, parts in words.items()} for lang, words in table.items()}


@lru_cache(maxsize=1)
def _languages() -> dict[str, tuple[str, ...]]:
    """By the first character of a word the languages of the vocabulary that have one."""
    table: dict[str, list[str]] = defaultdict(list)
    for language, words in _vocabulary().items():
        for char in {word[0] for word in words}:
            table[char].append(language)
    return {char: tuple(languages) for char, languages in table.items()}


@lru_cache(maxsize=1)
def _lengths() -> dict[str, tuple[int, ...]]:
    return {lang: tuple(sorted({len(text) for text in words})) for lang, words in _vocabulary().items()}


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _may_part(text: str, at: int) -> bool:
    """Whether a word may end and the next begin at `at`."""
    if at >= len(text) or not (_in_word(text[at - 1]) and _in_word(text[at])):
        return True
    return bool(UNSPACED_CHAR.match(text[at - 1]) or UNSPACED_CHAR.match(text[at]))


def _readings(text: str, language: str) -> set[frozenset[str]]:
    """What parts the words of all of `text` play; empty if a word is not of the vocabulary."""
    words, lengths = _vocabulary()[language], _lengths()[language]
    reach: dict[int, set[frozenset[str]]] = {0: {frozenset()}}
    while reach and (at := min(reach)) < len(text):
        found = reach.pop(at)
        for length in lengths:
            end = at + length
            if end > len(text):
                break
            parts = words.get(text[at:end])
            if parts is None or not _may_part(text, end):
                continue
            while end < len(text) and text[end] in _BETWEEN:
                end += 1
            reach.setdefault(end, set()).update(before | {part} for before in found for part in parts)
    return reach.get(len(text), set())


@lru_cache(maxsize=4096)
def is_control(folded: str) -> frozenset[str]:
    """Of which kinds of controls a folded line is: `act` on a part of the page, `edge` to go to, `fault` of an embed.

    >>> sorted(is_control("click to enlarge the image")), sorted(is_control("this video is unavailable."))
    (['act'], ['fault'])
    >>> sorted(is_control("the image hangs over the bar")), sorted(is_control("the video is unavailable."))
    ([], [])
    """
    if len(folded) > _CHARS or '"' in folded:
        return frozenset()
    stopped = folded.rstrip().endswith((".", "!", "。", "।")) and not folded.endswith("...")
    text = folded.strip(_END + "。।")
    numbered = _NUMBERED.search(text)
    if numbered:
        text = text[: numbered.start()].rstrip(_END)
    kinds: set[str] = set()
    for language in _languages().get(text[:1], ()):
        for parts in _readings(text, language):
            kind = _kind_of(parts, numbered=numbered is not None, stopped=stopped)
            if kind:
                kinds.add(kind)
    return frozenset(kinds)


def _kind_of(parts: frozenset[str], *, numbered: bool, stopped: bool) -> str | None:
    of_page = "thing" in parts or "media" in parts
    if "fault" in parts:
        bare = not stopped and "glue" not in parts  # «Video unavailable», but not «The video is unavailable»
        return "fault" if of_page and not parts & {"act", "hand"} and ("this" in parts or bare) else None
    if stopped or not parts & {"act", "hand"} or "this" in parts:
        return None
    if {"act", "hand"} <= parts:
        return "act"
    if "thing" in parts:
        return None if "media" in parts else "act"
    if "media" in parts:
        return "act" if numbered else None
    return "edge" if "edge" in parts else None


def _key(folded: str) -> str:
    return label_key(folded.strip(_SIGNS))


def is_control_label(folded: str) -> bool:
    """Whether the lexicon knows the whole line as what a page says of itself, and no article does."""
    return len(folded) <= _CHARS and _key(folded) in _labels("control.word-label")


def is_button(folded: str) -> bool:
    """Whether the line is a word of a button, which may be a subheading as well."""
    return len(folded) <= _CHARS and _key(folded) in _labels("control.word-button")


@lru_cache(maxsize=4)
def _labels(kind: str) -> frozenset[str]:
    return frozenset(_key(phrase) for phrase in phrases(kind))


@lru_cache(maxsize=1)
def _counter() -> re.Pattern[str]:
    def either(kind: str) -> str:
        return "|".join(sorted((re.escape(text) for text in phrases(kind)), key=len, reverse=True))

    return re.compile(
        rf"""
        [^\w]* (?P<thing>{either("control.word-thing")})? \s* (?P<at>\d{{1,3}})    # «Image 3», «3»
        \s* (?P<of>/|{either("control.word-count")}) \s* (?P<all>\d{{1,3}}) [^\w]*$   # «of 9», «/ 9»
        """,
        re.VERBOSE,
    )


def is_counter(folded: str) -> bool:
    """Whether a line is the counter of a gallery: «Image 3 of 9», «1 of 12»; a bare «3/9» may be a score or a date.

    >>> is_counter("image 3 of 9"), is_counter("1 of 12"), is_counter("3/9"), is_counter("9 of 3")
    (True, True, False, False)
    """
    match = _counter().match(folded) if len(folded) <= _CHARS else None
    if match is None or not 1 <= int(match["at"]) <= int(match["all"]) or int(match["all"]) < 2:
        return False
    return match["thing"] is not None or match["of"] != "/"


_RATING = re.compile(
    r"""
    [^\w]* (?:[^\W\d]+:?\s){0,3} [^\w]*
    \d(?:[.,]\d{1,2})? \s*(?:/|[^\W\d]+(?:\s[^\W\d]+)?)\s* (?:5|10) [^\w]*   # «4.5 out of 5», «4,5/5»
    (?:[(\[\-|·•,]|based\son|from)\s* \d[\d.,\s]* \s?[^\W\d]+ [^\w]*$                        # «(231 votes)»
    """,
    re.VERBOSE,
)


def is_rating(folded: str) -> bool:
    """Whether a line is what readers have voted: «4.5 out of 5 (231 votes)»; a critic's «4/5» has no votes.

    >>> is_rating("4.5 out of 5 (231 votes)"), is_rating("rating: 4/5")
    (True, False)
    """
    return len(folded) <= _CHARS and _RATING.match(folded) is not None
