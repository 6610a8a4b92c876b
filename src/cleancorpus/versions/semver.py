"""Versions as semver.org orders them: 1.0.0-rc.1 < 1.0.0 < 1.0.1 < 1.1.0 < 2.0.0."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Literal

from cleancorpus.errors import ConfigError

Bump = Literal["none", "patch", "minor", "major"]
BUMPS: tuple[Bump, ...] = ("none", "patch", "minor", "major")
_FORM = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*))?")


@total_ordering
@dataclass(frozen=True)
class SemVer:
    """MAJOR.MINOR.PATCH with an optional pre-release (`rc.1`), comparable."""

    major: int
    minor: int
    patch: int
    pre: str = ""

    @classmethod
    def maybe(cls, text: str) -> SemVer | None:
        """The version `text` spells, or None."""
        match = _FORM.fullmatch(text)
        return cls(int(match[1]), int(match[2]), int(match[3]), match[4] or "") if match else None

    @classmethod
    def parse(cls, text: str, where: str = "version") -> SemVer:
        """The version `text` spells.

        Raises:
            ConfigError: it spells none.
        """
        version = cls.maybe(text)
        if version is None:
            raise ConfigError(where, f"'{text}' is no version", "write MAJOR.MINOR.PATCH, as 1.2.0 or 1.2.0-rc.1")
        return version

    @property
    def core(self) -> SemVer:
        """The release that this is, or is a pre-release of."""
        return SemVer(self.major, self.minor, self.patch)

    def bumped(self, bump: Bump) -> SemVer:
        """The next release after a change of this size; a pre-release leads to its own release at least.

        >>> str(SemVer(1, 2, 3).bumped("minor")), str(SemVer(2, 0, 0, "rc.1").bumped("patch"))
        ('1.3.0', '2.0.0')
        """
        if bump == "none":
            return self
        if self.pre:
            whole = {"patch": True, "minor": self.patch == 0, "major": self.patch == self.minor == 0}
            if whole[bump]:
                return self.core
        if bump == "patch":
            return SemVer(self.major, self.minor, self.patch + 1)
        if bump == "minor":
            return SemVer(self.major, self.minor + 1, 0)
        return SemVer(self.major + 1, 0, 0)

    def _key(self) -> tuple[object, ...]:
        parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.pre.split("."))
        return self.major, self.minor, self.patch, not self.pre, parts

    def __lt__(self, other: SemVer) -> bool:
        return self._key() < other._key()

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}" + (f"-{self.pre}" if self.pre else "")
