"""What records say which file they are of: its path below the root of its source, however the source is named.

So the same files have the same names, and make the same content, by a relative path, an absolute one, a link or an address.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
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

    Where two would have one name, all files of their roots have so many of the root's folders before it as tell them apart.
    """
    names = [_own_name(file) for file in files]
    if len(set(names)) == len(names):
        return [replace(file, name=name) for file, name in zip(files, names, strict=True)]
    known: dict[tuple[str, str], _Root] = {}
    roots = []
    for file, name in zip(files, names, strict=True):
        said = file.name.removesuffix(name)
        key = (file.source.path if "://" in file.source.path else "", said)
        if key not in known:
            known[key] = _root(*key, base)
        roots.append(known[key])
    before = dict.fromkeys(roots, 0)
    while True:
        named = ["/".join((*root[len(root) - before[root] :], name)) for root, name in zip(roots, names, strict=True)]
        count = Counter(named)
        alike = {root for root, name in zip(roots, named, strict=True) if count[name] > 1 and before[root] < len(root)}
        if not alike:
            return [replace(file, name=name) for file, name in zip(files, named, strict=True)]
        for root in alike:
            before[root] += 1


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
