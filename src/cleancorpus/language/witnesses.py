"""Two witnesses of a text's language: langid, which knows 139 languages, and langdetect, which knows 55.

langid (py3langid's model: byte n-grams, naive Bayes) is fifteen times as fast and knows the small languages that
langdetect takes for their large neighbours; langdetect (character n-grams of words, sampled) errs in other places.
"""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np

from cleancorpus.language.sampling import Sampling
from cleancorpus.language.tables import LangidTable, langdetect_table, langid_table

# Not a language in langid's model: numbers, markup, identifiers.
NO_LANGUAGE = "zxx"


class Langid:
    """py3langid's model. Computed here in double precision without BLAS, so that a score is the same on all machines."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """`(ISO 639 code, probability)` of all its languages, best first; empty if no n-gram of the text is known."""
        model = langid_table()
        if text.isupper():
            text = text.lower()
        data = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
        visited = _walk(model, data)
        if not len(visited):
            return []
        features, counts = _counted(visited)
        table = model.weights.take(features, axis=0) * np.log1p(counts.astype(np.float64))[:, None]
        # divided by the root of the length as in py3langid, where that was found to make probabilities of any length honest
        scores = (table.sum(axis=0) + model.priors) / math.sqrt(len(data))
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        for column, again in model.aliases:
            shares[column] += shares[again]
        shares = shares[model.columns]
        order = (-shares).argsort(kind="stable").tolist()
        return [(model.codes[index], share) for index, share in zip(order, shares[order].tolist(), strict=True)]


def _walk(model: LangidTable, data: bytes) -> np.ndarray[Any, Any]:
    """The features of `data` in their order: those of the states that py3langid's automaton passes through.

    A state is the longest end of what was read that begins an n-gram, so the last bytes alone, as many as the longest
    n-gram has, lead to it from the start. All places of the text are walked at once, by so few steps.
    """
    read = np.frombuffer(data, np.uint8).astype(np.intp)
    size = len(read)
    states = np.zeros(size, np.intp)
    for back in range(min(model.longest, size) - 1, -1, -1):
        states[back:] = model.moves.take(model.rows.take(states[back:]) + read[: size - back])
    features = model.features.take(states)
    return features[features >= 0]


def _counted(features: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The different `features` in the order in which they come first, on which the last digit of a sum depends, and how
    often each comes.
    """
    bits = len(features).bit_length()
    places = (features << bits) | np.arange(len(features))
    places.sort()
    in_order = places >> bits
    borders = np.concatenate(([0], np.flatnonzero(in_order[1:] != in_order[:-1]) + 1, [len(places)]))
    starts = borders[:-1]
    order = (places[starts] & ((1 << bits) - 1)).argsort()
    return in_order[starts][order], (borders[1:] - starts)[order]


class Langdetect:
    """langdetect with a seed, and with profiles in sorted order: both decide what comes out of close races."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Languages of more than a tenth of the probability, best first; Chinese is one language."""
        merged: dict[str, float] = {}
        for language, share in _sampling().probabilities(text):
            code = "zh" if language.startswith("zh") else language
            merged[code] = merged.get(code, 0.0) + share
        return sorted(merged.items(), key=lambda pair: (-pair[1], pair[0]))


@lru_cache(maxsize=1)
def _sampling() -> Sampling:
    return Sampling(langdetect_table(), seed=0)


@lru_cache(maxsize=1)
def langdetect_languages() -> frozenset[str]:
    """Codes of the languages that langdetect has profiles of."""
    return frozenset(name.partition("-")[0] for name in langdetect_table().languages)


@lru_cache(maxsize=1)
def langid_languages() -> frozenset[str]:
    """Codes of the languages that langid's model knows."""
    return frozenset(langid_table().codes) - {NO_LANGUAGE}
