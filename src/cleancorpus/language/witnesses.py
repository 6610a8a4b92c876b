"""Two witnesses of a text's language: langid, which knows 139 languages, and langdetect, which knows 55.

langid (py3langid's model: byte n-grams, naive Bayes) is fifteen times as fast and knows the small languages that
langdetect takes for their large neighbours; langdetect (character n-grams of words, sampled) errs in other places.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

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
        visits = visit_counts(model.moves, model.rows, model.features, data)
        if not visits:
            return []
        weights = np.log1p(np.fromiter(visits.values(), np.float64, len(visits)))
        table = model.weights[np.fromiter(visits, np.intp, len(visits))].astype(np.float64)
        table *= weights[:, None]
        # divided by the root of the length as in py3langid, where that was found to make probabilities of any length honest
        scores = (table.sum(axis=0) + model.priors) / math.sqrt(len(data))
        shares = np.exp(scores - scores.max())
        merged: dict[str, float] = {}
        for code, share in zip(model.codes, (shares / shares.sum()).tolist(), strict=True):
            merged[code] = merged.get(code, 0.0) + share
        return sorted(merged.items(), key=lambda pair: (-pair[1], pair[0]))


class Langdetect:
    """langdetect with a seed, and with profiles in sorted order: both decide what comes out of close races."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Languages of more than a tenth of the probability, best first; Chinese is one language."""
        detector = _langdetect().create()
        detector.append(text)
        try:
            found = detector.get_probabilities()
        except LangDetectException:  # no letter that any profile knows
            return []
        merged: dict[str, float] = {}
        for item in found:
            code = "zh" if item.lang.startswith("zh") else item.lang
            merged[code] = merged.get(code, 0.0) + item.prob
        return sorted(merged.items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True)
class _Model:
    """What py3langid's file holds: a table of moves between states, a feature or -1 for each state, and its weights."""

    moves: Sequence[int]
    rows: list[int]
    features: list[int]
    weights: np.ndarray[Any, Any]
    priors: np.ndarray[Any, Any]
    codes: list[str]


@lru_cache(maxsize=1)
def _langid() -> _Model:
    """The model, read when first needed (half a second, 70 MB), shared and never changed."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    rows = [row << 8 for row in model.tk_row]  # a row has 256 moves, one a byte
    priors = model.nb_pc.astype(np.float64)
    return _Model(model.tk_nextmove, rows, model.tk_output, model.nb_ptc, priors, model.nb_classes)


@lru_cache(maxsize=1)
def _langdetect() -> Any:
    """langdetect's profiles, read when first needed (a third of a second), shared and never changed."""
    factory = DetectorFactory()
    folder = files("langdetect") / "profiles"
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in names])
    factory.set_seed(0)
    return factory


@lru_cache(maxsize=1)
def langdetect_languages() -> frozenset[str]:
    """Codes of the languages that langdetect has profiles of."""
    names = (entry.name for entry in (files("langdetect") / "profiles").iterdir() if not entry.name.startswith("."))
    return frozenset(name.partition("-")[0] for name in names)


@lru_cache(maxsize=1)
def langid_languages() -> frozenset[str]:
    """Codes of the languages that langid's model knows."""
    return frozenset(_langid().codes) - {NO_LANGUAGE}
