"""Keep or drop a document, with the reason."""

from __future__ import annotations

from typing import NamedTuple

from cleancorpus.config import Config


class Verdict(NamedTuple):
    """Why a document is dropped: `reason` is one word for the ledger, `detail` the figures behind it."""

    reason: str
    detail: str


def judge(
    config: Config, *, text: str, words: int, language: str, language_score: float, page_type: str | None
) -> Verdict | None:
    """The first reason to drop a document, or None if it is kept; `words` are those of the cleaned `text`."""
    if not text:
        return Verdict("empty", "no text is left")
    if page_type in config.quality.drop_page_types:
        return Verdict("page_type", f"the page is a {page_type}")
    if words < config.quality.min_words:
        return Verdict("too_short", f"{words} words, quality.min_words is {config.quality.min_words}")
    if config.quality.max_words is not None and words > config.quality.max_words:
        return Verdict("too_long", f"{words} words, quality.max_words is {config.quality.max_words}")
    if config.language.keep and language not in config.language.keep:
        return Verdict("language", f"{language}, language.keep is {', '.join(config.language.keep)}")
    if language_score < config.language.min_score:
        return Verdict(
            "language_unsure", f"{language} {language_score:.2f}, language.min_score is {config.language.min_score}"
        )
    return None
