"""The checks there are, in the order in which they are asked: the first that drops a document gives the reason."""

from __future__ import annotations

from collections.abc import Iterable

from cleancorpus.config import Config
from cleancorpus.model import Verdict
from cleancorpus.quality.bad_words import BadWords
from cleancorpus.quality.blocked import BlockedAddress
from cleancorpus.quality.c4 import C4Page
from cleancorpus.quality.ccnet import CCNetPage
from cleancorpus.quality.check import Check, Cleaned
from cleancorpus.quality.contamination import Contamination
from cleancorpus.quality.empty import Empty
from cleancorpus.quality.fineweb import FineWebLines
from cleancorpus.quality.gopher import GopherQuality
from cleancorpus.quality.gopher_repetition import RepeatedText
from cleancorpus.quality.language import KnownLanguage
from cleancorpus.quality.length import Length
from cleancorpus.quality.licence import Licence
from cleancorpus.quality.page_type import PageType
from cleancorpus.quality.refinedweb import RefinedWebLines
from cleancorpus.quality.rights import Rights
from cleancorpus.quality.scripts import Scripts
from cleancorpus.quality.text_confidence import TextConfidence

CHECKS: tuple[type[Check], ...] = (
    Empty,
    PageType,
    TextConfidence,
    Rights,
    Licence,
    BlockedAddress,
    Length,
    KnownLanguage,
    Scripts,
    BadWords,
    CCNetPage,
    RefinedWebLines,
    RepeatedText,
    GopherQuality,
    C4Page,
    FineWebLines,
    Contamination,
)


def build_checks(config: Config) -> tuple[Check, ...]:
    """The checks as `config` sets them, in order."""
    return tuple(check.of(config) for check in CHECKS)


def first_verdict(checks: Iterable[Check], cleaned: Cleaned) -> Verdict | None:
    """Why a document is dropped, by the first of `checks` that drops it; None if all keep it."""
    return next(filter(None, (check.judge(cleaned) for check in checks)), None)
