"""Which language a text is in: its script decides where it can, langdetect among the languages it knows.

langdetect answers with one of its 55 languages whatever it is given, and is as sure of a Georgian text as of a German
one. So letters are counted by script first: a script that one language is written in names it, a script that no
profile knows is not shown to langdetect, and letters that none of its languages has make its answer void.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Protocol

from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from cleancorpus.config import sections as config

UNDETERMINED = ("und", 0.0)

# Fewer letters say too little: headlines of this length come out as any of a dozen languages.
MIN_LETTERS = 20
MIN_LETTERS_UNSPACED = 8
# A text is taken to be in a script that has this share of its letters.
SCRIPT_SHARE = 0.5
# Lines at least so long are prose; headings and notices, often in another language, are shorter.
_PROSE_CHARS = 60
_ENOUGH_PROSE = 200
# Letters that no language with a profile has: more than this share, and langdetect's answer is wrong. Latin letters
# stand in foreign names, of which a text may be full.
_FOREIGN_SHARE = 0.004
_FOREIGN_SHARE_LATIN = 0.015
# A declared language is believed if langdetect gives it this share of its favourite's probability.
_HINT_SHARE = 0.5

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

# Languages written in a script, where langdetect is not asked: one language, the answer; several, the page's own
# word decides among them.
_LANGUAGES: dict[str, tuple[str, ...]] = {
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
_FIRST_COUNTS = frozenset(("Hebrew",))
_UNSPACED = frozenset(("Han", "Kana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan", "Yi"))

# All letters of the languages that langdetect has profiles of (bg, mk, ru, uk; ar, fa, ur; bn), by script: those of
# Serbian, Kazakh or Mongolian, of Pashto, Kurdish or Uyghur, of Assamese are not among them.
_ALPHABETS = {
    "Cyrillic": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяѓѕјљњќџґєіїѐѝ"),
    "Arabic": frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيٱپچژکگیٹڈڑںھہۂۃےۓ" + "ًٌٍَُِّْٰ۱۲۳۴۵۶۷۸۹۰٠١٢٣٤٥٦٧٨٩"),
    "Bengali": frozenset(map(chr, range(0x0980, 0x09F0))),
}
# Latin letters of Icelandic, Faroese, Azerbaijani, Maltese, Esperanto, Hausa, Ewe and others, all without a profile.
_FOREIGN_LATIN = frozenset("þðəħġċĉĝĥĵŝŋɗɓƙɛɔɖƒŧ")
# Languages in Latin letters without a profile that pages declare; langdetect takes them for a relative.
_UNPROFILED_LATIN = frozenset(
    "is fo az mt eu gl ga gd ms bs lb br oc eo la jv su mg ha yo ig zu xh st tn sn rw rn ny ht ku tk uz fy an ast co"
    " fur gn ilo kl ln mi nv qu rm sc se sm to vo wa ee ak tw lg om ceb ban min war".split()
)


class Detector(Protocol):
    """Something that tells languages apart; a fast one may stand before a thorough one."""

    def probabilities(self, text: str) -> Sequence[tuple[str, float]]:
        """`(language, probability)` of the languages in question, best first; empty if it cannot say."""


class Langdetect:
    """langdetect with a seed, and with profiles in sorted order: both decide what comes out of close races."""

    def probabilities(self, text: str) -> Sequence[tuple[str, float]]:
        """Languages of more than a tenth of the probability; Chinese is one language."""
        detector = _factory().create()
        detector.append(text)
        try:
            found = detector.get_probabilities()
        except LangDetectException:  # no letter that any profile knows
            return ()
        merged: dict[str, float] = {}
        for item in found:
            code = "zh" if item.lang.startswith("zh") else item.lang
            merged[code] = merged.get(code, 0.0) + item.prob
        return sorted(merged.items(), key=lambda pair: (-pair[1], pair[0]))


@lru_cache(maxsize=1)
def _factory() -> Any:
    """langdetect's profiles, read when first needed (a third of a second), shared and never changed."""
    factory = DetectorFactory()
    folder = files("langdetect") / "profiles"
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in names])
    factory.set_seed(0)
    return factory


class LanguageDetector:
    """Tells the language of a text; the same text and hint always get the same answer."""

    def __init__(self, options: config.Language, detectors: Sequence[Detector] = (Langdetect(),)) -> None:
        self._options = options
        self._detectors = tuple(detectors)

    def detect(self, text: str, hint: str | None = None) -> tuple[str, float]:
        """`(ISO 639 code, score from 0 to 1)` of `text`; `("und", 0.0)` if there is too little of it, or no telling.

        `hint` is what the source says. It decides between languages that are as likely, and where langdetect has
        no profile of the language; with the detector off it is the answer.
        """
        if self._options.detector == "off":
            code = (hint or "").lower().replace("_", "-").partition("-")[0]
            return (code, 1.0) if re.fullmatch(r"[a-z]{2,3}", code) else UNDETERMINED
        sample = sample_of(text, self._options.max_chars)
        census = script_census(sample)
        letters = census.total()
        if not letters:
            return UNDETERMINED
        script = _main_script(census)
        if script is None or letters < (MIN_LETTERS_UNSPACED if script in _UNSPACED else MIN_LETTERS):
            return UNDETERMINED
        if script in _LANGUAGES:
            return _of_script(script, hint, round(_share(census, script), 4))
        if _is_foreign(sample, script):
            return (hint, 0.5) if hint and hint not in _profiles() else UNDETERMINED
        for detector in self._detectors:
            ranked = detector.probabilities(sample)
            if ranked:
                # English is known well enough to be told from what a Basque or Galician site usually has.
                if script == "Latin" and hint in _UNPROFILED_LATIN and ranked[0][0] != "en":
                    return hint, 0.5
                return _choose(ranked, hint)
        return UNDETERMINED


def sample_of(text: str, max_chars: int) -> str:
    """The part of `text` that is looked at: its longest lines, in their order, at most `max_chars`.

    If there is enough in long lines, short ones are left out: headlines and notices mislead.
    """
    lines = [line for part in text.split("\n") if (line := part.strip())]
    prose = [line for line in lines if len(line) >= _PROSE_CHARS]
    if sum(map(len, prose)) >= _ENOUGH_PROSE:
        lines = prose
    chosen: list[int] = []
    room = max_chars
    for index in sorted(range(len(lines)), key=lambda index: (-len(lines[index]), index)):
        chosen.append(index)
        room -= len(lines[index]) + 1
        if room <= 0:
            break
    return "\n".join(lines[index] for index in sorted(chosen))[:max_chars]


def script_census(text: str) -> Counter[str]:
    """How many letters (and vowel signs) of each script `text` has; signs that belong to none are not counted."""
    census: Counter[str] = Counter()
    for char, count in Counter(text).items():
        script = _script_of(char)
        if script:
            census[script] += count
    return census


@lru_cache(maxsize=4096)
def _script_of(char: str) -> str:
    if unicodedata.category(char)[0] not in "LM":
        return ""
    return _RANGES[bisect_right(_STARTS, ord(char)) - 1][1]


def _main_script(census: Counter[str]) -> str | None:
    """The script most of the text is in. Japanese mixes two, Korean may; a tenth of kana makes Han Japanese."""
    total = census.total()
    han = census["Han"]
    if census["Kana"] and census["Kana"] + han >= SCRIPT_SHARE * total and census["Kana"] >= 0.1 * han:
        return "Kana"
    if census["Hangul"] and census["Hangul"] + han >= SCRIPT_SHARE * total and census["Hangul"] >= 0.3 * han:
        return "Hangul"
    script, count = max(census.items(), key=lambda pair: (pair[1], pair[0]))
    return script if count >= SCRIPT_SHARE * total else None


def _share(census: Counter[str], script: str) -> float:
    count = census[script] + (census["Han"] if script in ("Kana", "Hangul") else 0)
    return count / census.total()


def _of_script(script: str, hint: str | None, score: float) -> tuple[str, float]:
    languages = _LANGUAGES[script]
    if hint in languages:
        return hint, score
    return (languages[0], score) if len(languages) == 1 or script in _FIRST_COUNTS else UNDETERMINED


def _is_foreign(text: str, script: str) -> bool:
    """Whether the text has letters that none of the languages with a profile has."""
    if script == "Latin":
        return sum(char in _FOREIGN_LATIN for char in text.lower()) > _FOREIGN_SHARE_LATIN * len(text)
    alphabet = _ALPHABETS.get(script)
    if alphabet is None:
        return False
    letters = [char for char in text.lower() if _script_of(char) == script]
    return sum(char not in alphabet for char in letters) > _FOREIGN_SHARE * len(letters)


@lru_cache(maxsize=1)
def _profiles() -> frozenset[str]:
    return frozenset("zh" if name.startswith("zh") else name for name in _factory().get_lang_list())


def _choose(ranked: Sequence[tuple[str, float]], hint: str | None) -> tuple[str, float]:
    best, score = ranked[0]
    hinted = dict(ranked).get(hint or "", 0.0)
    if hint and hinted >= _HINT_SHARE * score:
        best, score = hint, hinted
    return best, round(min(score, 1.0), 4)
