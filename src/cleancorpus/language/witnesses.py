"""Two witnesses of a text's language: langid, which knows 139 languages, and langdetect, which knows 55.

langid (py3langid's model: byte n-grams, naive Bayes) is fifteen times as fast and knows the small languages that
langdetect takes for their large neighbours; langdetect (character n-grams of words, sampled) errs in other places.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from langdetect.detector_factory import DetectorFactory
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from cleancorpus.language.sampling import Sampling

# Not a language in langid's model: numbers, markup, identifiers.
NO_LANGUAGE = "zxx"


class Langid:
    """py3langid's model. Computed here in double precision without BLAS, so that a score is the same on all machines."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """`(ISO 639 code, probability)` of all its languages, best first; empty if no n-gram of the text is known."""
        model = _langid()
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


def _walk(model: _Model, data: bytes) -> np.ndarray[Any, Any]:
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
        for language, share in _langdetect().probabilities(text):
            code = "zh" if language.startswith("zh") else language
            merged[code] = merged.get(code, 0.0) + share
        return sorted(merged.items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True)
class _Model:
    """What py3langid's file holds: a table of moves between states, for each state where its moves begin in it and a
    feature or -1, and the features' weights, a column a language.

    `longest` is how many bytes the longest n-gram has. `codes` are sorted, `columns` has the column of each, `aliases` are
    a code's column and another one of the same code.
    """

    moves: np.ndarray[Any, Any]
    rows: np.ndarray[Any, Any]
    features: np.ndarray[Any, Any]
    weights: np.ndarray[Any, Any]
    priors: np.ndarray[Any, Any]
    longest: int
    codes: list[str]
    columns: list[int]
    aliases: list[tuple[int, int]]


@lru_cache(maxsize=1)
def _langid() -> _Model:
    """The model, read when first needed (half a second, 100 MB), shared and never changed."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    moves, rows = np.asarray(model.tk_nextmove), np.asarray(model.tk_row).astype(np.intp)
    columns: dict[str, int] = {}
    aliases = []
    for column, code in enumerate(model.nb_classes):
        if columns.setdefault(code, column) != column:
            aliases.append((columns[code], column))
    codes = sorted(columns)
    return _Model(
        moves,
        rows << 8,  # a row has 256 moves, one a byte
        np.asarray(model.tk_output, np.intp),
        model.nb_ptc.astype(np.float32),  # from half precision, which takes as long to widen as all the rest of a text
        model.nb_pc.astype(np.float64),
        _depth(moves.reshape(-1, 256), rows),
        codes,
        [columns[code] for code in codes],
        aliases,
    )


def _depth(moves: np.ndarray[Any, Any], rows: np.ndarray[Any, Any]) -> int:
    """How many bytes lead to the state farthest from the start."""
    depth, reached = -1, np.zeros(1, np.intp)
    seen = np.zeros(len(rows), bool)
    while len(reached):
        depth += 1
        seen[reached] = True
        after = np.zeros(len(rows), bool)
        after[moves[np.unique(rows[reached])]] = True
        reached = np.flatnonzero(after & ~seen)
    return depth


@lru_cache(maxsize=1)
def _langdetect() -> Sampling:
    """langdetect's profiles, read when first needed (a third of a second), shared and never changed."""
    factory = DetectorFactory()
    folder = files("langdetect") / "profiles"
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in names])
    factory.set_seed(0)
    return Sampling(factory)


@lru_cache(maxsize=1)
def langdetect_languages() -> frozenset[str]:
    """Codes of the languages that langdetect has profiles of."""
    names = (entry.name for entry in (files("langdetect") / "profiles").iterdir() if not entry.name.startswith("."))
    return frozenset(name.partition("-")[0] for name in names)


@lru_cache(maxsize=1)
def langid_languages() -> frozenset[str]:
    """Codes of the languages that langid's model knows."""
    return frozenset(_langid().codes) - {NO_LANGUAGE}
