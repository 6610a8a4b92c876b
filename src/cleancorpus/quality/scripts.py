"""Texts in other scripts than those wanted."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Self

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.check import Check, Cleaned, Signal, Value
from cleancorpus.quality.counting import share

# First words of the names of characters, where a script is called otherwise.
_CALLED = {"Cjk": "Han", "Ideographic": "Han", "Hiragana": "Kana", "Katakana": "Kana", "Katakana-Hiragana": "Kana"}


@lru_cache(maxsize=8192)
def script_of(letter: str) -> str:
    """The script of a letter, by its name in Unicode; '' for one without.

    >>> [script_of(letter) for letter in "éж東かＡ"]
    ['Latin', 'Cyrillic', 'Han', 'Kana', 'Latin']
    """
    words = unicodedata.name(letter, "").split()
    if words and words[0] in ("FULLWIDTH", "HALFWIDTH"):
        words = words[1:]
    name = words[0].title() if words else ""
    return _CALLED.get(name, name)


class Scripts(Check):
    """Drops texts of whose letters too few are of the scripts that the config keeps; a text without letters is kept."""

    id, version = "scripts", 1
    options = ("quality.keep_scripts", "quality.min_script_share")
    reasons = {"script": "too few letters are of the scripts to keep"}

    signals = (
        Signal(
            "script_share",
            "double",
            "share of letters of quality.keep_scripts, without these of the commonest script; null without letters",
        ),
    )

    def __init__(self, kept: tuple[str, ...], least: float) -> None:
        self.kept, self.least = kept, least

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(config.quality.keep_scripts, config.quality.min_script_share)

    def judge(self, cleaned: Cleaned) -> Verdict | None:
        if not self.kept:
            return None
        scripts = _letters(cleaned.text)
        total, kept = sum(scripts.values()), sum(scripts[name] for name in set(self.kept))
        if not total or share(kept, total) >= self.least:
            return None
        figure = f"{kept} of {total} letters are {' or '.join(self.kept)}"
        return Verdict("script", figure, "quality.min_script_share", f"{self.least:g}")

    def measure(self, cleaned: Cleaned, wanted: Collection[str]) -> Mapping[str, Value]:
        if "script_share" not in wanted:
            return {}
        scripts = _letters(cleaned.text)
        of = sum(scripts[name] for name in set(self.kept)) if self.kept else max(scripts.values(), default=0)
        return {"script_share": share(of, sum(scripts.values())) if scripts else None}


def _letters(text: str) -> Counter[str]:
    """How many letters of each script a text has."""
    scripts: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if char.isalpha():
            scripts[script_of(char)] += count
    return scripts
