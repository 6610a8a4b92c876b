"""Is this string a person's name? Shapes, particles, initials and given names in many scripts.

`evidence` says how much speaks for a person; `clean_name` makes a name fit for metadata, `distinct_people` takes each
person once. Names in a text are read by `name_reader`, fields that name authors by `author_strings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from cleancorpus.known import people_words
from cleancorpus.known.people_words import HONORIFICS, PARTICLES, SUFFIXES
from cleancorpus.lexicon import phrases
from cleancorpus.text import plain

# Written as `plain` leaves words: «Андрей» without its breve.
GIVEN_NAMES = frozenset(plain(word).replace(" ", "") for word in people_words.GIVEN_NAMES)
NOT_NAMES = frozenset(plain(word).replace(" ", "") for word in people_words.NOT_NAMES)
FAMILY_ENDINGS = tuple(plain(ending) for ending in people_words.FAMILY_ENDINGS)

# Honorifics that are no given name of anybody: «Don», «Mag», «Hon» and «Pan» are.
_SURE_HONORIFICS = frozenset(
    """
    dr prof professor professorin mr mrs ms mx sir dame lord lady rev ing dipl herr frau doktor dott dottssa sra srta mme
    mlle drs shri smt
    """.split()
)
_LETTERS = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)?")
# Letters of Vietnamese alone: «Văn» is no «van».
_TONES = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?){1,3}$")


@lru_cache(maxsize=2048)
def _cached_plain(name: str) -> str:
    return plain(name)


@lru_cache(maxsize=16384)
def word_key(word: str) -> str:
    lowered = word.lower()
    return lowered if lowered.isascii() else plain(lowered).replace(" ", "")


@lru_cache(maxsize=1)
def job_words() -> frozenset[str]:
    """Single words of the lexicon's job titles, folded."""
    return frozenset(text for text in phrases("byline.word-job") if " " not in text)


@lru_cache(maxsize=1)
def _long_jobs() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Job titles to be searched for as they stand: of several words, and of scripts without spaces between words."""
    single, titles = job_words(), sorted(phrases("byline.word-job"))
    spaced = tuple(t for t in titles if " " in t and not any(word in single for word in t.split()))
    return spaced, tuple(t for t in titles if "\u0e00" <= t[0] <= "\ud7a3")


def has_job(folded: str) -> bool:
    """Whether a folded text holds a job title of the press.

    >>> has_job("senior political correspondent"), has_job("corresponding values")
    (True, False)
    """
    single = job_words()
    if not single.isdisjoint(_LETTERS.findall(folded)):
        return True
    spaced, dense = _long_jobs()
    if any(title in folded for title in spaced):
        return True
    return not folded.isascii() and any(title in folded for title in dense)


def is_caseless(word: str) -> bool:
    """Whether `word` starts with a letter of a script without capitals.

    >>> is_caseless("كاتب"), is_caseless("Doe"), is_caseless("doe")
    (True, False, False)
    """
    return bool(word) and unicodedata.category(word[0]) == "Lo"


def is_initial(word: str) -> bool:
    """Whether `word` is an initial or several: «J.», «R.C.», «J.-P.»."""
    return _INITIAL.match(word) is not None


def is_particle(word: str) -> bool:
    return not word[0].isupper() and word_key(word) in PARTICLES


def may_be_in_name(word: str) -> bool:
    """Whether `word` may be a part of a person's name in a script with capitals."""
    if not word[0].isupper():
        return word[:2] in ("d'", "d’", "l'") or (word[:3].lower() in ("al-", "el-") and word[3:4].isupper())
    key = word_key(word.rstrip("."))
    if word.endswith(".") and not (is_initial(word) or key in SUFFIXES or key in HONORIFICS or key == "st"):
        return False
    if key in NOT_NAMES and key not in GIVEN_NAMES and not (is_initial(word) or len(word) == 1 or _TONES.search(word)):
        return False
    if key in job_words():
        return False
    return not word.endswith(("'s", "’s", "'", "’")) or word.isupper()


def name_key(name: str) -> str:
    """What two spellings of one name share: folded, without accents and punctuation.

    >>> name_key("ANAÏS  O’Neill"), name_key("Anais O'Neill")
    ("anais o'neill", "anais o'neill")
    """
    return _cached_plain(name)


def without_honorific(name: str) -> str:
    """`name` without the titles before it, if a full name is left: pages write them here and leave them out there.

    >>> without_honorific("Prof. Dr. Jana Dohl"), without_honorific("Lady Bramsen"), without_honorific("Mag Doe")
    ('Jana Dohl', 'Lady Bramsen', 'Mag Doe')
    """
    words = name.split()
    while len(words) > 2 and plain(words[0]).replace(" ", "") in _SURE_HONORIFICS:
        words = words[1:]
    return " ".join(words)


def distinct_people(names: Iterable[str]) -> tuple[str, ...]:
    """`names` in order without titles («Dr.», «Sir»), each once whatever its case, accents or order.

    The first spelling stays, unless a later one is plainly better: with capitals, or without the comma of "Doe, Jane".

    >>> distinct_people(["jane doe", "Anaïs Exemple", "Jane Doe", "EXEMPLE Anais", "Bo Lind"])
    ('Jane Doe', 'Anaïs Exemple', 'Bo Lind')
    """
    kept: list[str] = []
    places: dict[tuple[str, ...], int] = {}  # where a name stands, by its words and by its letters
    for name in map(without_honorific, names):
        words = name_key(name).split()
        keys = tuple(sorted(words)), ("".join(words),)
        place = next((places[key] for key in keys if key in places), None)
        if place is None:
            place = len(kept)
            kept.append(name)
        elif _is_worse(kept[place]) and not _is_worse(name):
            kept[place] = name
        places |= dict.fromkeys(keys, place)
    return tuple(kept)


def _is_worse(name: str) -> bool:
    return "," in name or name.islower()


@lru_cache(maxsize=2048)
def evidence(name: str) -> int:
    """How much speaks for `name` being a person's: 0 nothing but its shape, 1 something, 2 a known given name.

    >>> evidence("Carla Examplez"), evidence("J. Sample"), evidence("Golden Retriever")
    (2, 1, 0)
    """
    words = [word for word in name.split() if word_key(word.rstrip(".")) not in HONORIFICS]
    if not words:
        return 0
    first = word_key(words[0])
    if first in GIVEN_NAMES or first.split("-")[0] in GIVEN_NAMES:
        return 2 if first not in NOT_NAMES else 1
    if len(words) > 1 and any(is_initial(word) for word in words[:2]):
        return 1
    if len(words) > 1 and any(word_key(word) in GIVEN_NAMES and word_key(word) not in NOT_NAMES for word in words):
        return 1
    last = words[-1]
    key = word_key(last)
    if len(key) > 4 and key.endswith(FAMILY_ENDINGS):
        return 1
    if len(words) > 1 and last.isupper() and len(last) > 2 and not words[0].isupper():
        return 1  # «Jane DOE»
    return 0


def clean_name(name: str) -> str:
    """`name` with single spaces, and with capitals only where a name has them.

    >>> clean_name("JEAN-PAUL  O'NEILL"), clean_name("Anna MCBRIDE"), clean_name("J. M. van Dijk")
    ("Jean-Paul O'Neill", 'Anna McBride', 'J. M. van Dijk')
    """
    words = name.split()
    cased = (_title_case(word, first=index == 0, alone=len(words) == 1) for index, word in enumerate(words))
    return " ".join(cased).strip(" ,;-–—")


def _title_case(word: str, *, first: bool, alone: bool) -> str:
    if word.isupper() and word_key(word) in PARTICLES and len(word) > 1 and not first:  # «BEN DOE» is no «ben Doe»
        return word.lower()
    if (len(word) < 3 and word_key(word) not in GIVEN_NAMES) or not word.isupper() or is_initial(word):
        return word
    if alone and len(word) < 4:
        return word
    if word_key(word) in SUFFIXES and len(word) < 4:
        return word
    parts = re.split(r"([-'’])", word)
    made = "".join(part[:1] + part[1:].lower() for part in parts)
    return re.sub(r"^(Mc)([a-z])", lambda m: m[1] + m[2].upper(), made)


def is_small_name(text: str) -> bool:
    """Whether two words in small letters are a known given name, that is no other word, and a family name.

    >>> is_small_name("anna doe"), is_small_name("summer rain")
    (True, False)
    """
    return evidence(text.title()) == 2 and word_key(text.split()[0]) not in people_words.WORD_NAMES
