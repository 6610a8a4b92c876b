"""What a check is: it looks at one cleaned document and keeps it, or drops it with reason, figure and threshold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, NamedTuple, Self

from cleancorpus.config import Config
from cleancorpus.model import Document, Removal, Verdict


class Cleaned(NamedTuple):
    """A document after the cut: its metadata, the text that is left, how many words that has, and what was cut."""

    doc: Document
    text: str
    n_words: int
    removals: tuple[Removal, ...] = ()


class Check(ABC):
    """Base of all checks. A subclass declares the class attributes, takes its options from the config, and judges.

    `options` are the keys of the config that it obeys; `reasons` are the words it drops documents with, and what each
    means. A changed meaning raises `version`. `made_of` is a digest of what it was built of besides the config: lists in files.
    """

    id: ClassVar[str]
    version: ClassVar[int]
    options: ClassVar[tuple[str, ...]] = ()
    reasons: ClassVar[Mapping[str, str]]
    made_of: str = ""

    @property
    def label(self) -> str:
        """`id@version`, and what else its verdicts depend on."""
        return f"{self.id}@{self.version}" + (f"+{self.made_of}" if self.made_of else "")

    @classmethod
    @abstractmethod
    def of(cls, config: Config) -> Self:
        """The check with the options that `config` gives it."""

    @abstractmethod
    def judge(self, cleaned: Cleaned) -> Verdict | None:
        """Why the document is dropped, or None if this check keeps it. Pure."""
