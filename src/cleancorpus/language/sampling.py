"""langdetect's answer, computed on arrays: the same n-grams, the same random draws, the same operations on floats.

langdetect makes an object of each character and multiplies 55 probabilities one by one; here that is 2 to 3 times as fast, and
equal to the last bit (`tests/detect/test_language.py` compares).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Container
from functools import lru_cache

import numpy as np
from langdetect.detector import Detector
from langdetect.utils.ngram import NGram
from langdetect.utils.unicode_block import UNICODE_LATIN_EXTENDED_ADDITIONAL, unicode_block

from cleancorpus.language.tables import LangdetectTable

_TRIALS, _MOST_CHARS = 7, 10_000  # as a detector of langdetect has them when it is made
_CHECKED_EACH = 5  # draws
_SPACES = re.compile(" {2,}")
_LATIN = re.compile("[A-z]")
_OTHER = re.compile("[\u0300-\U0010ffff]")
_normalize = lru_cache(maxsize=4096)(NGram.normalize)


class Sampling:
    """langdetect's profiles and a seed, with the arrays that were made of them."""

    def __init__(self, table: LangdetectTable, seed: int) -> None:
        self.languages = table.languages
        self._known = table.places
        self._seed = seed
        self._shares = lru_cache(maxsize=8192)(table.shares)

    def probabilities(self, text: str) -> list[tuple[str, float]]:
        """Each language that has more than a tenth, in the order of the profiles; empty where no n-gram is known."""
        ngrams = _ngrams(_cleaned(text), self._known)
        if not ngrams:
            return []
        n_languages = len(self.languages)
        n_ngrams, bits = len(ngrams), len(ngrams).bit_length()
        draws = random.Random(self._seed)
        draw = draws.getrandbits
        mean = np.zeros(n_languages)
        for _ in range(_TRIALS):
            shares = np.full(n_languages, 1.0 / n_languages)
            alpha = Detector.ALPHA_DEFAULT + draws.gauss(0.0, 1.0) * Detector.ALPHA_WIDTH
            weight = alpha / Detector.BASE_FREQ
            drawn = 0
            while True:
                while (number := draw(bits)) >= n_ngrams:  # as `random.choice` draws, in a quarter of its time
                    pass
                shares *= self._shares(ngrams[number]) + weight
                if drawn % _CHECKED_EACH == 0:
                    values = shares.tolist()
                    total = sum(values)  # in their order, as langdetect does; numpy adds in another
                    shares /= total
                    if max(values) / total > Detector.CONV_THRESHOLD or drawn >= Detector.ITERATION_LIMIT:
                        break
                drawn += 1
            mean += shares / _TRIALS
        told = zip(self.languages, mean.tolist(), strict=True)
        return [(language, share) for language, share in told if share > Detector.PROB_THRESHOLD]


def _cleaned(text: str) -> str:
    """The text as langdetect looks at it: without addresses, and without Latin letters among twice as many others."""
    text = Detector.URL_RE.sub(" ", text)
    if "@" in text:
        text = Detector.MAIL_RE.sub(" ", text)
    text = _SPACES.sub(" ", NGram.normalize_vi(text)[:_MOST_CHARS])
    others = Counter(_OTHER.findall(text))
    n_others = sum(n for char, n in others.items() if unicode_block(char) != UNICODE_LATIN_EXTENDED_ADDITIONAL)
    return _LATIN.sub("", text) if 2 * len(_LATIN.findall(text)) < n_others else text


def _ngrams(text: str, known: Container[str]) -> list[str]:
    """The known n-grams of one to three characters that end at each character, but inside words of capitals."""
    found = []
    before, capitals = " ", False  # the characters before, at most two of a word with the space before it
    for char in text:
        char = _normalize(char)
        last = before[-1]
        if last == " ":
            before, capitals = " ", False
            if char == " ":
                continue
        ngram = before + char
        before = ngram[-2:]
        if not char.isupper():
            capitals = False
        elif last.isupper():
            capitals = True
        if capitals:
            continue
        if char != " " and char in known:
            found.append(char)
        if ngram[-2:] in known:
            found.append(ngram[-2:])
        if len(ngram) > 2 and ngram in known:
            found.append(ngram)
    return found
