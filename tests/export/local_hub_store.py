"""What the local Hub keeps, and what can go wrong with it."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class Faults:
    """What goes wrong. Every `fail_every`-th request of any kind is answered with `fail_with`, in turn, and changes nothing;
    or so is `fail_share` of them, which ones says `seed`.

    The first `lose_commits` commits and `lose_tags` tags are made, but their answers are lost. `slow` seconds pass before
    every answer. `stall` names a step (`commit`, `committed`, `tag`, `upload`) at which the server sets `stalled` and waits for
    `go_on`: the moment to kill the client.
    """

    fail_every: int = 0
    fail_share: float = 0.0
    seed: int = 0
    fail_with: tuple[int, ...] = (500, 503)
    lose_commits: int = 0
    lose_tags: int = 0
    slow: float = 0.0
    stall: str = ""
    stalled: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def at(self, step: str) -> None:
        """Wait here, if this is the step to stall at."""
        if self.stall == step:
            self.stall = ""
            self.stalled.set()
            self.go_on.wait(20)


class RefusedError(Exception):
    """An answer other than 2xx; `code` picks the client's exception."""

    def __init__(self, status: int, message: str, code: str = "", **body: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.body = status, message, code, body


@dataclass
class File:
    data: bytes
    lfs: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def pointer(self) -> bytes:
        head = "version https://git-lfs.github.com/spec/v1"
        return f"{head}\noid sha256:{self.sha256}\nsize {len(self.data)}\n".encode()

    @property
    def blob(self) -> str:
        data = self.pointer if self.lfs else self.data
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    def item(self, path: str) -> dict[str, Any]:
        lfs = {"oid": self.sha256, "size": len(self.data), "pointerSize": len(self.pointer)}
        return {
            "type": "file",
            "path": path,
            "size": len(self.data),
            "oid": self.blob,
            **({"lfs": lfs} if self.lfs else {}),
        }


@dataclass
class Commit:
    oid: str
    parent: str | None
    title: str
    message: str
    files: dict[str, File]
    date: str


@dataclass
class Repository:
    name: str
    private: bool
    commits: dict[str, Commit] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def add(self, parent: str | None, files: dict[str, File], title: str, message: str = "") -> str:
        listing = json.dumps([parent, title, message, sorted((path, file.sha256) for path, file in files.items())])
        oid = hashlib.sha1(listing.encode()).hexdigest()
        date = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        self.commits[oid] = Commit(oid, parent, title, message, files, date)
        return oid

    def resolve(self, revision: str) -> Commit:
        for name in (revision, f"refs/heads/{revision}", f"refs/tags/{revision}"):
            if name in self.refs:
                return self.commits[self.refs[name]]
        if revision in self.commits:
            return self.commits[revision]
        raise RefusedError(404, f"Invalid rev id: {revision}", "RevisionNotFound")

    def tags(self) -> dict[str, str]:
        """Commit by tag."""
        return {
            name.removeprefix("refs/tags/"): oid for name, oid in self.refs.items() if name.startswith("refs/tags/")
        }

    def releases(self, branch: str = "main") -> list[str]:
        """Titles of the commits of a branch after the first, oldest first."""
        titles: list[str] = []
        commit: Commit | None = self.commits[self.refs[f"refs/heads/{branch}"]]
        while commit is not None and commit.parent is not None:
            titles.append(commit.title)
            commit = self.commits[commit.parent]
        return titles[::-1]
