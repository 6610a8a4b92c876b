"""Which language a text is in: its script decides where it can, else two witnesses, and the page's own word counts.

What is asked of it is not to be wrong with confidence. A score of .9 and more needs both witnesses, or one that sees no
other language near; a language that only one of them knows has at most `ONE_WITNESS`, since its relatives that neither
knows look the same.
"""

from __future__ import annotations

import re
from typing import Protocol

from cleancorpus.config import sections as config
from cleancorpus.language.sample import sample_of
from cleancorpus.language.scripts import (
    FIRST_COUNTS,
    LANGUAGES,
    UNSPACED,
    is_foreign,
    is_quoted_han,
    main_script,
    script_census,
    share_of,
    without_names,
    words_of,
)
from cleancorpus.language.witnesses import (
    NO_LANGUAGE,
    Langdetect,
    Langid,
    langdetect_languages,
    langid_languages,
)

UNDETERMINED = ("und", 0.0)

# Fewer letters say too little: headlines of this length come out as any of a dozen languages.
MIN_LETTERS = 12
MIN_LETTERS_UNSPACED = 8
# The most that a language gets which langdetect does not know: on NTREX, langid alone takes Tswana for Northern Sotho,
# Chichewa for Shona and Wolof for Fulfulde with .9 and more, 4 % of sentences.
ONE_WITNESS = 0.8
# A margin between langid's first and second language, and a length, from which langdetect is not asked: on NTREX they
# then always named the same language if both knew it.
_SURE_MARGIN = 0.98
_SURE_LETTERS = 100
# Two witnesses that do not agree: langid is right in two of three cases, so its answer stands, with this at most.
_DISPUTED = 0.5
# A small language that langdetect does not know and that is so near before a large one that it does (Extremaduran before
# Spanish): langdetect is asked about the large one.
_CONTESTED = 0.3
# Below this share langid's first language is one of many; texts in languages that it does not know come out so. Near
# relatives (Bosnian, Croatian and Serbian; two kinds of Norwegian) have .3 and more, each, and little margin.
_LEAST_SHARE = 0.2
# How many times likelier the page's own word makes a language: wrong declarations are common (templates that say «en»),
# so it decides between near relatives and not against a text that is clearly something else.
_HINT_ODDS = 5.0
# Languages in Latin letters that neither witness knows and pages declare; the witnesses take them for a relative.
_UNKNOWN_LATIN = frozenset(
    "su ts tn ny ht gn ilo mi nv rm sc sm to ve ee ak tw ceb ban min war ast co fur kl nd ss".split()
)
# A Cantonese text is told from other Chinese by its particles, which standard Chinese has not: a clear margin it is.
_CHINESE_MARGIN = 0.5
_CHINESE_CHARS = 20


class Witness(Protocol):
    """Something that tells languages apart."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """`(language, probability)`, best first; empty if it cannot say."""


class LanguageDetector:
    """Tells the language of a text; the same text and hint always get the same answer."""

    def __init__(self, options: config.Language, first: Witness | None = None, second: Witness | None = None) -> None:
        self._options = options
        self._first = first or Langid()
        self._second = second or Langdetect()

    def detect(self, text: str, hint: str | None = None) -> tuple[str, float]:
        """`(ISO 639 code, score from 0 to 1)` of `text`; `("und", 0.0)` if there is too little of it, or no telling.

        `hint` is what the source says. It makes a language likelier, and is the answer for languages of the text's
        script that nobody here knows; with the detector off it is the answer.
        """
        if self._options.detector == "off":
            code = (hint or "").lower().replace("_", "-").partition("-")[0]
            return (code, 1.0) if re.fullmatch(r"[a-z]{2,3}", code) else UNDETERMINED
        sample = sample_of(text, self._options.max_chars)
        census = script_census(sample)
        mixed = len(census) > 1
        if mixed and census["Latin"]:
            census = script_census(without_names(sample)) or census
            if is_quoted_han(sample, census):
                del census["Han"]
        script = main_script(census) if census else None
        if script is None or census[script] < (MIN_LETTERS_UNSPACED if script in UNSPACED else MIN_LETTERS):
            return UNDETERMINED
        share = round(share_of(census, script), 4)
        if mixed and script in ("Latin", "Cyrillic", "Arabic", "Devanagari", "Bengali"):
            sample = words_of(sample, script)
        if script == "Han":
            return self._chinese(sample, share)
        if script in LANGUAGES:
            return _of_script(script, hint, share)
        return self._told(sample, script, census[script], hint)

    def _chinese(self, sample: str, share: float) -> tuple[str, float]:
        ranked = self._first.rank(sample)
        if ranked and ranked[0][0] == "yue" and _margin(ranked) >= _CHINESE_MARGIN and len(sample) >= _CHINESE_CHARS:
            return "yue", min(ONE_WITNESS, share)
        return "zh", share

    def _told(self, sample: str, script: str, letters: int, hint: str | None) -> tuple[str, float]:
        """The language of a script that many are written in."""
        ranked = _with_hint(self._first.rank(sample), hint)
        language, margin = (ranked[0][0], _margin(ranked)) if ranked else (NO_LANGUAGE, 0.0)
        known = language in langdetect_languages()
        foreign = known and is_foreign(sample, script)
        if hint and hint not in langid_languages():
            # English is known well enough to be told from what a site of a small language usually has.
            likely = hint in _UNKNOWN_LATIN and language != "en" if script == "Latin" else foreign or not known
            if likely:
                return hint, _DISPUTED
        if foreign:
            return UNDETERMINED
        if language == NO_LANGUAGE or ranked[0][1] < _LEAST_SHARE:
            return UNDETERMINED
        if not known and margin < _CONTESTED and len(ranked) > 1 and ranked[1][0] in langdetect_languages():
            second = self._second.rank(sample)
            if second and second[0][0] == ranked[1][0]:
                return second[0][0], round(min(ranked[1][1], _DISPUTED), 4)
        if not known:
            return language, round(min(margin, ONE_WITNESS), 4)
        if margin >= _SURE_MARGIN and letters >= _SURE_LETTERS:
            return language, round(margin, 4)
        second = self._second.rank(sample)
        if second and second[0][0] == language:
            return language, round(min(margin, second[0][1], 1.0), 4)
        return language, round(min(margin, _DISPUTED), 4)


def _with_hint(ranked: list[tuple[str, float]], hint: str | None) -> list[tuple[str, float]]:
    """The ranking with the page's word counted: the declared language is so many times likelier than before."""
    if not hint or hint not in dict(ranked):
        return ranked
    weighed = [(code, share * (_HINT_ODDS if code == hint else 1.0)) for code, share in ranked]
    total = sum(share for _, share in weighed)
    return sorted(((code, share / total) for code, share in weighed), key=lambda pair: (-pair[1], pair[0]))


def _margin(ranked: list[tuple[str, float]]) -> float:
    return ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)


def _of_script(script: str, hint: str | None, score: float) -> tuple[str, float]:
    languages = LANGUAGES[script]
    if hint in languages:
        return hint, score
    return (languages[0], score) if len(languages) == 1 or script in FIRST_COUNTS else UNDETERMINED
