"""What a check is: it looks at one cleaned document and keeps it, or drops it with reason, figure and threshold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import ClassVar, Literal, NamedTuple, Self

from cleancorpus.config import Config
from cleancorpus.model import Document, Removal, Verdict


class Cleaned(NamedTuple):
    """A document after the cut: its metadata, the text that is left, how many words that has, and what was cut."""

    doc: Document
    text: str
    n_words: int
    removals: tuple[Removal, ...] = ()


Value = int | float | None


class Signal(NamedTuple):
    """A figure of a text that a check compares with a limit, and that can be a column: `quality_<name>`."""

    name: str
    kind: Literal["int64", "double"]
    description: str


class Check(ABC):
    """Base of all checks. A subclass declares the class attributes, takes its options from the config, and judges.

    `options` are the keys of the config that it obeys; `reasons` are the words it drops documents with, and what each
    means. A changed meaning raises `version`. `made_of` is a digest of what it was built of besides the config: lists in files.
    `signals` are the figures that `measure` gives; a limit `max_short_lines` is compared with the signal `short_lines`.
    """

    id: ClassVar[str]
    version: ClassVar[int]
    options: ClassVar[tuple[str, ...]] = ()
    reasons: ClassVar[Mapping[str, str]]
    signals: ClassVar[tuple[Signal, ...]] = ()
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

    def measure(self, cleaned: Cleaned, wanted: Collection[str]) -> Mapping[str, Value]:  # noqa: ARG002 - most have none
        """The wanted ones of the check's signals, by name: with the options that the config gives, else the defaults. Pure.

        None where there is nothing to tell: stop words of a language without a table.
        """
        return {}
