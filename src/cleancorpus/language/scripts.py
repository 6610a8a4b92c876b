"""Scripts: which letters belong to which, how much of a text is in each, and which languages are written in one."""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import lru_cache

# A text is taken to be in a script that has this share of its letters, weighed.
SCRIPT_SHARE = 0.5
# What a letter says, in Latin letters: a Han character is a word or half of one (English words have 4.7 letters on the
# average, Chinese ones 1.7 characters), a syllable of Hangul has two to three sounds, one of kana two. Without weights a
# Korean article about software is «English» by its product names.
_WEIGHTS = {"Han": 3, "Kana": 2, "Hangul": 3, "Yi": 3, "Bopomofo": 2}

_ASCII_LETTERS = string.ascii_letters.encode()
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
# A Latin word with a capital, a digit or a joining mark in it: «Docker», «iPhone», «docker-compose.yml», «x86_64».
_NAME = re.compile(r"(?<![^\W_])(?=[a-z\-_.:/]*[A-Z0-9]|[a-z]+[\-_.:/]+[a-z])[A-Za-z0-9]+(?:[\-_.:/]+[A-Za-z0-9]+)*")
_HAN_MARK = re.compile(
    "[\N{IDEOGRAPHIC COMMA}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH COMMA}\N{LEFT CORNER BRACKET}\N{FULLWIDTH COLON}]"
)
# Letters that no language with a profile has: more than this share, and langdetect's answer is wrong. Latin letters
# stand in foreign names, of which a text may be full.
_FOREIGN_SHARE = 0.004
_FOREIGN_SHARE_LATIN = 0.015

# First code point of each range and its script; a range ends where the next begins. Ranges without letters of a
# script of interest are left to the row before with the name "".
_RANGES: tuple[tuple[int, str], ...] = (
    (0x0000, ""), (0x0041, "Latin"), (0x005B, ""), (0x0061, "Latin"), (0x007B, ""), (0x00C0, "Latin"),
    (0x0250, ""), (0x0370, "Greek"), (0x0400, "Cyrillic"), (0x0530, "Armenian"), (0x0590, "Hebrew"),
    (0x0600, "Arabic"), (0x0700, "Syriac"), (0x0750, "Arabic"), (0x0780, "Thaana"), (0x07C0, "Nko"), (0x0800, ""),
    (0x08A0, "Arabic"), (0x0900, "Devanagari"), (0x0980, "Bengali"), (0x0A00, "Gurmukhi"), (0x0A80, "Gujarati"),
    (0x0B00, "Oriya"), (0x0B80, "Tamil"), (0x0C00, "Telugu"), (0x0C80, "Kannada"), (0x0D00, "Malayalam"),
    (0x0D80, "Sinhala"), (0x0E00, "Thai"), (0x0E80, "Lao"), (0x0F00, "Tibetan"), (0x1000, "Myanmar"),
    (0x10A0, "Georgian"), (0x1100, "Hangul"), (0x1200, "Ethiopic"), (0x13A0, "Cherokee"), (0x1400, "Canadian"),
    (0x1680, ""), (0x1780, "Khmer"), (0x1800, "Mongolian"), (0x18B0, "Canadian"), (0x1900, ""), (0x1C50, "Ol Chiki"),
    (0x1C80, "Cyrillic"), (0x1C90, "Georgian"), (0x1CC0, ""), (0x1E00, "Latin"), (0x1F00, "Greek"), (0x2000, ""),
    (0x2C60, "Latin"), (0x2C80, ""), (0x2D00, "Georgian"), (0x2D30, "Tifinagh"), (0x2D80, "Ethiopic"),
    (0x2DE0, "Cyrillic"), (0x2E00, ""), (0x2E80, "Han"), (0x3000, ""), (0x3005, "Han"), (0x3006, ""),
    (0x3041, "Kana"), (0x3100, "Bopomofo"), (0x3130, "Hangul"), (0x3190, ""), (0x31F0, "Kana"), (0x3200, ""),
    (0x3400, "Han"), (0x4DC0, ""), (0x4E00, "Han"), (0xA000, "Yi"), (0xA4D0, ""), (0xA640, "Cyrillic"), (0xA6A0, ""),
    (0xA720, "Latin"), (0xA800, ""), (0xA8E0, "Devanagari"), (0xA900, ""), (0xA960, "Hangul"), (0xA980, "Javanese"),
    (0xA9E0, "Myanmar"), (0xAA00, ""), (0xAA60, "Myanmar"), (0xAA80, ""), (0xAB00, "Ethiopic"), (0xAB30, ""),
    (0xABC0, "Meetei"), (0xAC00, "Hangul"), (0xD7FC, ""), (0xF900, "Han"), (0xFB00, "Latin"), (0xFB13, "Armenian"),
    (0xFB1D, "Hebrew"), (0xFB50, "Arabic"), (0xFE00, ""), (0xFE70, "Arabic"), (0xFF00, ""), (0xFF21, "Latin"),
    (0xFF3B, ""), (0xFF41, "Latin"), (0xFF5B, ""), (0xFF66, "Kana"), (0xFFA0, ""), (0x20000, "Han"), (0x32000, ""),
)  # fmt: skip
_STARTS = [start for start, _ in _RANGES]

# Languages written in a script where the script decides: one language, the answer; several, the page's own word.
LANGUAGES: dict[str, tuple[str, ...]] = {
    "Armenian": ("hy",),
    "Bopomofo": ("zh",),
    "Canadian": ("iu", "cr", "oj"),
    "Cherokee": ("chr",),
    "Ethiopic": ("am", "ti", "gez"),
    "Georgian": ("ka",),
    "Greek": ("el",),
    "Gujarati": ("gu",),
    "Gurmukhi": ("pa",),
    "Han": ("zh",),
    "Hangul": ("ko",),
    "Hebrew": ("he", "yi"),
    "Javanese": ("jv",),
    "Kana": ("ja",),
    "Kannada": ("kn",),
    "Khmer": ("km",),
    "Lao": ("lo",),
    "Malayalam": ("ml",),
    "Meetei": ("mni",),
    "Mongolian": ("mn",),
    "Myanmar": ("my",),
    "Nko": ("nqo",),
    "Ol Chiki": ("sat",),
    "Oriya": ("or",),
    "Sinhala": ("si",),
    "Syriac": ("syc", "aii", "syr"),
    "Tamil": ("ta",),
    "Telugu": ("te",),
    "Thaana": ("dv",),
    "Thai": ("th",),
    "Tibetan": ("bo", "dz"),
    "Tifinagh": ("zgh", "kab", "shi", "tzm"),
    "Yi": ("ii",),
}
# Where one language has nearly all text of the script, it is named although there are others.
FIRST_COUNTS = frozenset(("Hebrew",))
UNSPACED = frozenset(("Han", "Kana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan", "Yi"))

# All letters of the languages that langdetect has profiles of (bg, mk, ru, uk; ar, fa, ur; bn), by script: those of
# Serbian, Kazakh or Mongolian, of Pashto, Kurdish or Uyghur, of Assamese are not among them.
_ALPHABETS = {
    "Cyrillic": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяѓѕјљњќџґєіїѐѝ"),
    "Arabic": frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيٱپچژکگیٹڈڑںھہۂۃےۓ" + "ًٌٍَُِّْٰ۱۲۳۴۵۶۷۸۹۰٠١٢٣٤٥٦٧٨٩"),
    "Bengali": frozenset(map(chr, range(0x0980, 0x09F0))),
}
# Latin letters of Icelandic, Faroese, Azerbaijani, Maltese, Esperanto, Hausa, Ewe and others, all without a profile.
_FOREIGN_LATIN = re.compile("[þðəħġċĉĝĥĵŝŋɗɓƙɛɔɖƒŧ]")


def script_census(text: str) -> Counter[str]:
    """How much of each script `text` has: letters and vowel signs, weighed; signs that belong to none are not counted."""
    census: Counter[str] = Counter()
    ascii_bytes = text.encode("ascii", "ignore")
    latin = len(ascii_bytes) - len(ascii_bytes.translate(None, _ASCII_LETTERS))
    if latin:
        census["Latin"] = latin
    for char, count in Counter(() if text.isascii() else _BEYOND_ASCII.findall(text)).items():
        script = script_of(char)
        if script:
            census[script] += count * _WEIGHTS.get(script, 1)
    return census


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """The script of a letter or vowel sign; empty for all else."""
    if unicodedata.category(char)[0] not in "LM":
        return ""
    return _RANGES[bisect_right(_STARTS, ord(char)) - 1][1]


def main_script(census: Counter[str]) -> str | None:
    """The script most of the text is in. Japanese mixes two, Korean may; a tenth of kana makes Han Japanese."""
    total = census.total()
    han = census["Han"]
    if census["Kana"] and census["Kana"] + han >= SCRIPT_SHARE * total and census["Kana"] >= 0.1 * han:
        return "Kana"
    if census["Hangul"] and census["Hangul"] + han >= SCRIPT_SHARE * total and census["Hangul"] >= 0.3 * han:
        return "Hangul"
    script, count = max(census.items(), key=lambda pair: (pair[1], pair[0]))
    return script if count >= SCRIPT_SHARE * total else None


def share_of(census: Counter[str], script: str) -> float:
    """The share of the weighed letters that are in `script`, from 0 to 1; Han counts with Japanese and Korean."""
    count = census[script] + (census["Han"] if script in ("Kana", "Hangul") else 0)
    return count / census.total()


def without_names(text: str) -> str:
    """`text` without what looks like a Latin name or identifier: in a text of another script these do not vote.

    >>> without_names("Запускаем Docker Compose и смотрим docker-compose.yml, потом image")
    'Запускаем   и смотрим , потом image'
    """
    return _NAME.sub("", text)


def is_quoted_han(text: str, census: Counter[str]) -> bool:
    """Whether the Han of `text` stands in Latin prose: no mark of Chinese punctuation, and a third as much in Latin."""
    return bool(
        census["Han"] and not census["Kana"] and 3 * census["Latin"] >= census["Han"] and not _HAN_MARK.search(text)
    )


def words_of(text: str, script: str) -> str:
    """The words of `text` that have a letter of `script`: names and code in another do not vote."""
    return _WORD.sub(lambda word: word[0] if any(script_of(char) == script for char in word[0]) else "", text)


def is_foreign(text: str, script: str) -> bool:
    """Whether the text has letters that none of the languages with a profile in langdetect has."""
    if script == "Latin":
        return not text.isascii() and len(_FOREIGN_LATIN.findall(text.lower())) > _FOREIGN_SHARE_LATIN * len(text)
    alphabet = _ALPHABETS.get(script)
    if alphabet is None:
        return False
    letters = {char: n for char, n in Counter(text.lower()).items() if script_of(char) == script}
    return sum(n for char, n in letters.items() if char not in alphabet) > _FOREIGN_SHARE * sum(letters.values())
