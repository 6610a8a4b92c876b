"""Reads people's names: single words, particles, what joins names.

`read_names` reads names from a position as far as they go; `split_names` says whether a string is names and nothing
else. Scripts without capitals (Arabic, Hebrew, Indic, Thai, CJK) show no shape, so there a caller must know from a label
that a name follows (`labelled=True`).

>>> split_names("JANE DOE and Jean-Paul van der Meer")
('Jane Doe', 'Jean-Paul van der Meer')
>>> split_names("Key Takeaways"), split_names("Doe said")
((), ())
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cleancorpus.known.people import (
    GIVEN_NAMES,
    NOT_NAMES,
    clean_name,
    evidence,
    has_job,
    is_caseless,
    is_initial,
    is_particle,
    job_words,
    may_be_in_name,
    word_key,
)
from cleancorpus.known.people_words import HONORIFICS, PARTICLES, SUFFIXES
from cleancorpus.text import fold

MAX_NAMES = 8


_MAX_TOKENS = 5  # of one name, particles not counted


# A word up to a blank, digit or separator; apostrophes, hyphens and full stops belong to it.
_TOKEN = re.compile(r"[^\W\d_][^\s\d,;|/&•·–—()\[\]<>@:\"„“”«»+*!?。、，：；（）【】]*|\S")


_HAN = r"\u3400-\u4dbf\u4e00-\u9fff々"


_CJK_NAME = re.compile(
    rf"""
    [{_HAN}]{{1,3}}[ \u3000][{_HAN}\u3040-\u309f]{{1,3}}(?![{_HAN}\u3040-\u30ff])   # 山田 太郎
    | [{_HAN}]{{2,4}}(?![{_HAN}\u3040-\u30ff])        # 山田太郎, 李小明
    | [{_HAN}]{{1,3}}[\u3041-\u309f]{{2,4}}         # 山田ひさこ
    | [\u30a1-\u30ff]{{2,8}}[・＝][\u30a1-\u30ff・＝]{{2,16}}                        # ジェーン・ドウ
    | [\uac00-\ud7a3]{{2,4}}(?![\uac00-\ud7a3])     # 홍길동
    """,
    re.VERBOSE,
)


_CONNECTORS = frozenset(
    "and und et y e i och og en ve и та і και ja a si şi und/oder with mit avec con com и og és dan và והן و ו und".split()
)


_TITLES = HONORIFICS | SUFFIXES


_FIRST_PARTICLES = frozenset(
    ("von", "van", "de", "di", "da", "del", "af", "al", "el")
)  # a family name may begin with them


_MONTH_NAMES = frozenset(("april", "may", "june", "august", "avril"))  # given names behind a label, before another word


# Family names that elsewhere are words of pages; behind a label and a known given name alone they are believed.
FAMILIES = frozenset(
    "home views links archive history page read west north street sale price day bank press may".split()
)


_COMMAS = frozenset(",;&/|、，；・·•")


@dataclass(frozen=True, slots=True)
class Names:
    """Names read from a text: cleaned, and where in the text the last of them ends."""

    names: tuple[str, ...]
    end: int
    single: bool  # whether one of them is a single word


def _read_cjk(text: str, start: int) -> Names | None:
    names: list[str] = []
    position = start
    while len(names) < MAX_NAMES and (match := _CJK_NAME.match(text, position)):
        names.append(match[0])
        end = position = match.end()
        while position < len(text) and text[position] in " 、，,・·;；\u3000":
            position += 1
        if position == end:
            break
    return Names(tuple(names), end, False) if names else None


@lru_cache(maxsize=2048)
def read_names(text: str, start: int = 0, *, labelled: bool = False) -> Names | None:
    """Names from `text[start:]` as far as they go, or None where none begins.

    Names are joined by commas, «and» in many languages, «&», «/», «|». With `labelled` a label before `start` says
    that a name follows: then single words and words of scripts without capitals count as names.
    """
    length = len(text)
    while start < length and text[start] in " \t\u00a0:：":
        start += 1
    if start >= length:
        return None
    if is_caseless(text[start]):
        if not labelled:
            return None
        if "\u2e80" <= text[start] <= "\ud7a3":
            return _read_cjk(text, start)
    reader = _NameReader(start, labelled)
    reader.read(text, start)
    return Names(tuple(reader.names), reader.end, reader.single) if reader.names else None


class _NameReader:
    """Names that were read so far, and the words of the one being read."""

    __slots__ = ("end", "labelled", "names", "single", "words")

    def __init__(self, start: int, labelled: bool) -> None:
        self.labelled = labelled
        self.names: list[str] = []
        self.words: list[tuple[str, int]] = []  # with their ends
        self.end = start  # of the last name
        self.single = False  # whether a name is a single word

    def read(self, text: str, start: int) -> None:
        """Read words, particles and what joins names, up to the first that is none of these."""
        names, words, labelled = self.names, self.words, self.labelled
        separated = True  # whether a name may begin here
        for match in _TOKEN.finditer(text, start):
            word = match[0]
            if len(names) >= MAX_NAMES:
                break
            if words and word[0].isupper() and _is_doubled(word, text, match.end()):
                words.append((word, match.end()))
                continue
            if word in _COMMAS or (words and _joins_names(word, words, text, match.end())):
                if words and not self.close():
                    break
                separated = True
                continue
            if not word[0].isalpha():
                break
            if names and separated and not words and word[0].isupper() and word_key(word.rstrip(".")) in SUFFIXES:
                self.end = match.end()  # «Jane Doe, PhD»
                continue
            is_month = labelled and not (words or names) and word_key(word) in _MONTH_NAMES
            if is_month and not _may_be_given(text, match.end()):
                break  # «By August North Sea», «By May Day Eve»
            if is_month and _goes_on(text, match.end()):
                pass  # «By April Doe»
            elif labelled and len(words) == 1 and word[0].isupper() and self._is_family(word, text, match.end()):
                pass  # «By Anna Home»
            elif may_be_in_name(word) if not is_caseless(word) else labelled:
                if names and not words and not separated:
                    break
            elif not self._takes_particle(word.lower()):
                self._take_last(word, match.start())
                break
            words.append((word, match.end()))
            separated = False
        if words:
            self.close()

    def close(self) -> bool:
        """Take the words read so far as a name, or several in a row; False if they are none."""
        words = self.words
        while words and is_particle(words[-1][0]):
            words.pop()
        main = [
            word
            for word, _ in words
            if not (is_particle(word) or word_key(word.rstrip(".")) in _TITLES) or is_initial(word)
        ]
        full = [word for word in main if not is_initial(word)]
        if (
            not full
            or (len(main) > _MAX_TOKENS and len(_split_row(main)) == 1)
            or (len(main) == 1 and not self.labelled and len(words) < 3)
        ):
            return False
        if len(main) == 1 and not is_caseless(main[0]):
            self.single = True
        self.names.extend(clean_name(" ".join(part)) for part in _split_row([word for word, _ in words]))
        self.end = words[-1][1]
        words.clear()
        return True

    def _is_family(self, word: str, text: str, end: int) -> bool:
        """Whether the word is a family name behind a given name that is no month's, and the name ends with it."""
        first = word_key(self.words[0][0])
        return word_key(word) in FAMILIES and first in GIVEN_NAMES - _MONTH_NAMES and _capital_behind(text, end) is None

    def _takes_particle(self, word: str) -> bool:
        """Whether a particle may stand here: within a name, and after a label some also before it («By van Dijk»)."""
        return word in PARTICLES and (bool(self.words) or (self.labelled and word in _FIRST_PARTICLES))

    def _take_last(self, word: str, start: int) -> None:
        """What a word that belongs to no name still says: its stem ends a sentence, or it is a job after the name."""
        stem = word.rstrip(".")
        if stem != word and stem and stem[0].isupper() and may_be_in_name(stem):
            self.words.append((stem, start + len(stem)))
        elif self.words and word_key(word) in job_words():
            _drop_job_words(self.words, bool(self.names))


def _goes_on(text: str, end: int) -> bool:
    """Whether a word with a capital follows, behind a blank."""
    following = _TOKEN.match(text, end + 1) if text[end : end + 1] == " " else None
    return following is not None and following[0][0].isupper() and may_be_in_name(following[0])


def _capital_behind(text: str, end: int) -> str | None:
    """The word with a capital that follows behind a blank, or None."""
    following = _TOKEN.match(text, end + 1) if text[end : end + 1] == " " else None
    return following[0] if following and following[0][0].isupper() else None


def _may_be_given(text: str, end: int) -> bool:
    """Whether a month's name that ends at `end` may be a given name: before no word of headings, and before two words
    with capitals only where the first is a given name or an initial («By June Anna Doe»).
    """
    following = _capital_behind(text, end)
    if following is None:
        return True
    key = word_key(following.rstrip("."))
    if is_initial(following) or (key in GIVEN_NAMES and key not in NOT_NAMES):
        return True
    third = _capital_behind(text, end + 1 + len(following))
    return (
        key not in NOT_NAMES
        and key not in FAMILIES
        and (third is None or third.lower() in _CONNECTORS or has_job(fold(third)))
    )


def _joins_names(word: str, words: list[tuple[str, int]], text: str, end: int) -> bool:
    return (word in _CONNECTORS or word.lower() in ("and", "und")) and _ends_name(words, text, end)


def _is_doubled(word: str, text: str, end: int) -> bool:
    """Whether a word for «and» is a name as another follows: «Bo And and Jane Doe»."""
    if word.lower() not in _CONNECTORS:
        return False
    following = _TOKEN.match(text, end + 1) if end + 1 < len(text) else None
    return following is not None and following[0] in _CONNECTORS


def _drop_job_words(words: list[tuple[str, int]], has_names: bool) -> None:
    """Leave of the words before a job title («Jane Doe Political | Correspondent») only those that may be a name."""
    if has_names:  # «Jane Doe, Local Government Reporter»
        words.clear()
        return
    keep = 3 if len(words) > 2 and is_initial(words[1][0]) else 2
    if evidence(" ".join(word for word, _ in words[:keep])):
        del words[keep:]


def _split_row(words: list[str]) -> list[list[str]]:
    """Names that stand in a row without commas («Ana Muestra Luis Prueba»), told apart by given names at even places."""
    pairs = [words[i : i + 2] for i in range(0, len(words), 2)]
    if (
        len(words) < 4
        or len(words) % 2
        or any(word_key(first) not in GIVEN_NAMES or word_key(last) in GIVEN_NAMES for first, last in pairs)
    ):
        return [words]
    return pairs


def _ends_name(words: list[tuple[str, int]], text: str, position: int) -> bool:
    """Whether a connector here joins two names («Ana y Luis Muestra») rather than two family names («Ortega y Muestra»)."""
    following = _TOKEN.match(text, position + 1) if position + 1 < len(text) else None
    return following is not None and (following[0][0].isupper() or is_caseless(following[0])) and bool(words)


def split_names(text: str, *, labelled: bool = False) -> tuple[str, ...]:
    """The names in `text` if it is one to eight names and nothing else, otherwise ().

    >>> split_names("Dr. Ana Muestra, Luis de la Prueba y J. R. Sample")
    ('Dr. Ana Muestra', 'Luis de la Prueba', 'J. R. Sample')
    >>> split_names("山田太郎"), split_names("山田太郎", labelled=True)
    ((), ('山田太郎',))
    """
    text = text.strip()
    found = read_names(text, labelled=labelled)
    if found is None or text[found.end :].strip(" .,;|·•-–—"):
        return ()
    return found.names
