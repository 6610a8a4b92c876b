"""Words, lines and sentences as the checks count them; the one place for all."""

from __future__ import annotations

import re
from functools import lru_cache

from cleancorpus.config import WordCount
from cleancorpus.known.function_words import FunctionWords, function_words
from cleancorpus.text import CLOSERS, words_and_marks, words_of

_UNSPACED_ENDS = "。！？｡"  # no space follows them


_REMEMBERED_CHARS = 1_000_000  # of a longer text the words would hold hundreds of megabytes


def tokens(text: str, words: WordCount) -> tuple[str, ...]:
    """The words of `text` counted as `words` says (see the option of that name).

    >>> [tokens("Don't, 東京", words) for words in ("spaces", "marks", "words")]
    [("Don't,", '東京'), ("Don't", ',', '東', '京'), ("Don't", '東', '京')]
    """
    return _remembered(text, words) if len(text) <= _REMEMBERED_CHARS else _tokens(text, words)


def _tokens(text: str, words: WordCount) -> tuple[str, ...]:
    if words == "spaces":
        return tuple(text.split())
    return words_and_marks(text) if words == "marks" else words_of(text)


_remembered = lru_cache(maxsize=4)(_tokens)  # several checks and signals ask for the words of one text


def has_letter(word: str) -> bool:
    """Whether a letter of any script is in `word`."""
    return word.isalpha() or any(map(str.isalpha, word))


def is_word(token: str) -> bool:
    """Whether `token` is more than marks: a letter or figure is in it."""
    return token.isalnum() or any(map(str.isalnum, token))


def filled_lines(text: str) -> list[str]:
    """The lines of `text` that are not blank, as they stand."""
    return [line for line in text.split("\n") if line.strip()]


def share(part: float, whole: float) -> float:
    """`part` of `whole`; 0 of nothing."""
    return part / whole if whole else 0.0


def n_sentences(line: str, language: str) -> int:
    """How many sentences a line has, by the marks of its language.

    A mark with a space behind ends one, unless it is the stop of an abbreviation or initial, or a small letter follows. The
    sources use punkt, a trained model of English, or spaCy's rules; on news they differ from this in few lines.

    >>> n_sentences("Dr. J. Doe came. «Why?» she asked. No answer", "en")
    3
    """
    known = function_words(language)
    ends = 0
    for match in _end_pattern(known.ends).finditer(line):
        if match.end() < len(line.rstrip()) and _ends(line, match, known):
            ends += 1
    return ends + 1 if line.strip() else 0


def _ends(line: str, match: re.Match[str], known: FunctionWords) -> bool:
    if match["unspaced"]:
        return True
    if match["next"].islower():
        return False
    if match["mark"] != ".":
        return True
    before = line[max(0, match.start() - 24) : match.start()].split(" ")[-1].lstrip("([\"'«“„‘").lower()
    is_initial = len(before) == 1 and before.isalpha() and known.spaced
    is_ordinal = known.ordinals and before.isdigit() and len(before) < 3
    return not (is_initial or is_ordinal or before in known.abbreviations)


@lru_cache(maxsize=64)
def _end_pattern(ends: str) -> re.Pattern[str]:
    closers = f"[{re.escape(CLOSERS)}]{{0,4}}"
    unspaced = "".join(mark for mark in ends if mark in _UNSPACED_ENDS)
    spaced = rf"(?P<mark>[{re.escape(ends)}]+){closers}\s+(?=[^\w\s]{{0,3}}(?P<next>\w|$))"
    return re.compile(
        rf"(?P<unspaced>[{unspaced}]+{closers})|{spaced}" if unspaced else rf"(?P<unspaced>(?!))|{spaced}"
    )
