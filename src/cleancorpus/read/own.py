"""What a run makes itself, where one of its sources contains it: else each version would be read by the next run."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from cleancorpus.errors import ConfigError


class Own:
    """Folders of this machine that a run writes to."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self._folders = tuple(Path(os.path.realpath(folder)).as_posix() for folder in folders)

    def below(self, root: str) -> frozenset[str]:
        """Those of the folders that are `root` or below it, by their paths from there, whatever links lead to it."""
        if not self._folders:
            return frozenset()
        real, shown = Path(os.path.realpath(root)).as_posix().rstrip("/"), root.rstrip("/")
        return frozenset(
            f"{shown}{folder.removeprefix(real)}" for folder in self._folders if f"{folder}/".startswith(f"{real}/")
        )

    def check(self, path: str, given: str, where: str) -> None:
        """Refuse a source that is one of the folders.

        Raises:
            ConfigError: it is.
        """
        if self._folders and Path(os.path.realpath(path)).as_posix() in self._folders:
            what = f"'{given}' is the folder that this configuration writes to"
            raise ConfigError(where, what, "name another source, or set name or export.dir to another place")


NO_OWN = Own()
