"""What records say which file they are of: its path below the root of its source, however the source is named.

So the same files have the same names, and make the same content, by a relative path, an absolute one, a link or an address, and
wherever the folder lies that they are all in.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path, PurePath

from cleancorpus.credentials import without_credentials
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import archive_kind
from cleancorpus.read.metadata import safe_string

_PATTERN = re.compile(r"[*?[]")  # a glob begins with it

_Root = tuple[str, ...]  # the folders of a root, from the top


def with_own_names(files: Sequence[SourceFile], base: Path | None = None) -> list[SourceFile]:
    """Files, each named by its path below its source's root: the folder that is given, that of the file that is given, or that
    before a glob's first pattern.

    Where two would have one name, all files of their roots have so many of the root's folders before it as tell them apart. A
    folder that these roots are all in tells nothing apart, nor is one taken that a relative path does not name, as long as others
    do: they may be moved together.
    """
    names = [_own_name(file) for file in files]
    if len(set(names)) == len(names):
        return [replace(file, name=name) for file, name in zip(files, names, strict=True)]
    known: dict[tuple[str, str], _Root] = {}
    given: dict[_Root, int] = {}
    roots = []
    for file, name in zip(files, names, strict=True):
        said = file.name.removesuffix(name)
        key = (file.source.path if "://" in file.source.path else "", said)
        if key not in known:
            root = known[key] = _root(*key, base)
            folders = len(root) if key[0] else _given_folders(said, root, base)
            given[root] = min(folders, given.get(root, folders))
        roots.append(known[key])
    before = dict.fromkeys(roots, 0)
    while True:
        named = ["/".join((*root[len(root) - before[root] :], name)) for root, name in zip(roots, names, strict=True)]
        having: dict[str, set[_Root]] = {}
        for root, name in zip(roots, named, strict=True):
            having.setdefault(name, set()).add(root)
        alike = {frozenset(group) for group in having.values() if len(group) > 1}
        growing = {root for group in alike for root in _growing(group, before, given)}
        if not growing:
            return [replace(file, name=name) for file, name in zip(files, named, strict=True)]
        for root in growing:
            before[root] += 1


def _growing(alike: Collection[_Root], before: Mapping[_Root, int], given: Mapping[_Root, int]) -> set[_Root]:
    """Which of some roots whose files have one name take one more of their folders before it: those that have one which is below
    the folder that all are in, and that their path names; where none has, those with one that is below it; else any.
    """
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(min(alike), max(alike), strict=False)))
    below = {root: len(root) - shared for root in alike}
    for most in ({root: min(below[root], given[root]) for root in alike}, below, {root: len(root) for root in alike}):
        if growing := {root for root in alike if before[root] < most[root]}:
            return growing
    return set()


def _own_name(file: SourceFile) -> str:
    """A file's path below its source's root."""
    name = below(file.source.path, file.name)
    archive = PurePath(file.source.path).name
    if name != file.name and archive_kind(archive) and file.path.partition("\0")[0].endswith(archive):
        return f"{without_credentials(safe_string(archive))}/{name}" if "\0" in file.path else name
    return name


def _root(address: str, said: str, base: Path | None) -> _Root:
    """The folders of a root that is `said` so, from the top, links followed; of one elsewhere as its address has them."""
    if address:
        return tuple(part for part in said.split("/") if part)
    return Path(os.path.realpath((base or Path()) / Path(said or ".").expanduser())).parts


def _given_folders(said: str, root: _Root, base: Path | None) -> int:
    """How many of a root's folders its path names: of a relative one not those of the folder that it is relative to; all where
    it is absolute, or a link leads elsewhere.
    """
    path = Path(said or ".").expanduser()
    from_there = Path(os.path.realpath(base or Path())).parts
    if path.is_absolute():
        return len(root)
    if root[: len(from_there)] == from_there:
        return len(root) - len(from_there)
    named = [part for part in Path(os.path.normpath(path)).parts if part != ".."]
    return len(named) if tuple(named) == root[len(root) - len(named) :] else len(root)


def below(given: str, name: str) -> str:
    """What of a file's name is below the path of its source; of a glob, below the folders before its first pattern.

    >>> below("user=jane/in", "user=jane/in/label=0/a.csv"), below("x=1/label=*", "x=1/label=0/a.csv")
    ('label=0/a.csv', 'label=0/a.csv')
    >>> below("x=1/a.csv", "x=1/a.csv")
    'a.csv'
    """
    shown = without_credentials(safe_string(given if "://" in given else PurePath(given).as_posix()))
    folder = f"{shown.rstrip('/')}/"
    if shown == "." or name.startswith(folder):
        return name.removeprefix(folder)
    fixed = _PATTERN.split(shown, maxsplit=1)[0].rpartition("/")
    return name.removeprefix("".join(fixed[:2]))
