"""Documents that hold texts of evaluations, on which a model trained on them would be measured too well."""

from __future__ import annotations

from typing import Self

from cleancorpus.config import Config, Decontamination
from cleancorpus.model import Verdict
from cleancorpus.numbers import counted
from cleancorpus.quality.check import Check, Cleaned
from cleancorpus.quality.evaluation import KEY, EvaluationIndex, Match, check_index

REASON = "contaminated"


class Contamination(Check):
    """Drops, or flags, documents in which so many words in a row stand as in a text of an evaluation.

    It is asked last, so that figures are of documents that would be kept. The convention of 13 words is that of GPT-3 (Brown et
    al. 2020, arXiv 2005.14165, appendix C) and of the Pile (Gao et al. 2020, arXiv 2101.00027). Other than GPT-3 it drops the
    whole document (there 200 characters around a match, and documents in more than ten pieces), and n-grams that stand in many
    documents count, too: `min_ngrams` and `min_share` are for sets with sayings and laws in them.
    Known limits: paraphrases, translations, and items of fewer than `min_words` words are not found.
    """

    id, version = "contamination", 2
    options = (KEY,)
    reasons = {REASON: "words in a row stand in a text of an evaluation"}

    def __init__(self, wanted: Decontamination | None) -> None:
        self.wanted, self.index = wanted, None if wanted is None else check_index(wanted)
        self._last: tuple[str, tuple[Match, ...]] | None = None
        self.made_of = "" if self.index is None else self.index.digest

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.decontamination)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        if self.wanted is None or self.wanted.action != "drop":
            return None
        matches = self.matches(cleaned.text)
        if not matches:
            return None
        best = matches[0]
        figure = f"{best.ngrams} of {counted(best.of, 'n-gram')} of {best.file}, record {best.record}"
        more = f", and of {counted(len(matches) - 1, 'more item')}" if len(matches) > 1 else ""
        return Verdict(REASON, figure + more, f"{KEY}.min_ngrams", str(self.wanted.min_ngrams))

    def matches(self, text: str) -> tuple[Match, ...]:
        """The evaluation items that stand in a text, by the config's limits; the last are kept, as they are asked for twice."""
        if self.wanted is None or self.index is None:
            return ()
        last = self._last
        if last is None or last[0] is not text:
            self._last = last = text, self.index.matches(text, self.wanted.min_ngrams, self.wanted.min_share)
        return last[1]

    def matches_of(self, text: str, verdict: Verdict | None) -> tuple[Match, ...]:
        """The items for the column `contamination` of a document with this verdict: none where another check drops it."""
        is_asked = verdict.reason == REASON if verdict else self.wanted is not None and self.wanted.action == "flag"
        return self.matches(text) if is_asked else ()


def contamination_notes(config: Config) -> list[str]:
    """What a run says of the evaluation texts besides what it found."""
    wanted = config.quality.decontamination
    index: EvaluationIndex | None = None if wanted is None else check_index(wanted)
    if wanted is None or index is None or not index.items.short:
        return []
    items = counted(index.items.all, "item")
    return [f"{KEY}: {index.items.short:,} of {items} have fewer than {wanted.min_words} words and are not looked for"]
