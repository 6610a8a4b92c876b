"""Which files the sources of a configuration are."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from cleancorpus.config import Source
from cleancorpus.errors import ConfigError, ShardError
from cleancorpus.provenance import without_credentials
from cleancorpus.read.formats import COMPRESSED_ENDINGS, Format, ending_of, format_of_content, format_of_name
from cleancorpus.read.labels import codec_of
from cleancorpus.read.metadata import safe_string
from cleancorpus.read.stream import open_stream

_MAGIC_CHARACTERS = frozenset("*?[")
# Files beside data that are about the data: what this package and the Hub write, and what people add.
_NOT_DATA = ("readme", "license", "licence", "changelog", "notice", "contributing", "citation")
_NOT_DATA_NAMES = (
    "manifest.json",
    "croissant.json",
    "dataset_info.json",
    "dataset_infos.json",
    "state.json",
    "_success",
    "_metadata",
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    `path` is what to open (an absolute path or a URL), `name` how the configuration names it, with `/` on all systems:
    relative where the source is. `size_bytes` is 0 where the file system does not say.
    """

    path: str
    name: str
    format: Format
    size_bytes: int
    source: Source


class Skipped(NamedTuple):
    """A file in a folder that is not read, and why."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name} ({self.why})"


class Files(NamedTuple):
    """The files to read, in order, and those in folders of the sources that are not read."""

    files: list[SourceFile]
    skipped: list[Skipped]


class _Place(NamedTuple):
    """A file system and the path in it that a source names; `prefix` and `suffix` make such paths URLs again."""

    fs: Any
    path: str
    prefix: str
    suffix: str

    def to_open(self, path: str) -> str:
        """The path or URL to open for a path of the file system."""
        return path if path.startswith(self.prefix) else f"{self.prefix}{path.lstrip('/')}{self.suffix}"


class _Found(NamedTuple):
    path: str
    name: str
    size_bytes: int
    in_folder: bool = False
    trouble: str = ""


def list_files(sources: tuple[Source, ...], base: Path | None = None) -> Files:
    """The files of all sources, in the order of the sources and within one by name; none twice.

    Relative paths are relative to `base` (the current folder where None). A source that exists under its very name is
    that file or folder; else `*`, `?`, `[…]` and `**` in it make it a glob. Folders are read with all below them, but
    for hidden files and those that are not data; what else is left out there stands in the `skipped` of the result.

    Raises:
        ConfigError: a source does not exist, matches nothing, holds no file to read, has an encoding nobody knows, or
            needs a package that is not installed.
    """
    files, skipped = list[SourceFile](), list[Skipped]()
    seen: set[str] = set()
    for number, source in enumerate(sources):
        where = f"sources[{number}].path"
        if source.encoding is not None and codec_of(source.encoding) is None:
            raise ConfigError(
                f"sources[{number}].encoding",
                f"no encoding '{source.encoding}'",
                "name one that Python knows, or leave it out",
            )
        place = _place_of(source.path, base, where)
        n_before, n_seen, n_skipped = len(files), 0, len(skipped)
        for found in _find(place, source.path, where):
            fmt, why = _format_of(found, source, where)
            if fmt is None:
                skipped.append(Skipped(found.name, why))
                continue
            identity = os.path.realpath(found.path) if isinstance(place.fs, LocalFileSystem) else found.path
            if identity in seen:
                n_seen += 1
                continue
            seen.add(identity)
            files.append(SourceFile(found.path, without_credentials(found.name), fmt, found.size_bytes, source))
        if len(files) == n_before and not n_seen:
            n_skipped = len(skipped) - n_skipped
            hint = f" ({n_skipped} others, such as {skipped[-1].name}: {skipped[-1].why})" if n_skipped else ""
            raise ConfigError(where, f"'{source.path}' holds no file to read{hint}", "check the path, or set format")
    return Files(files, skipped)


def _place_of(given: str, base: Path | None, where: str) -> _Place:
    if "://" not in given and "::" not in given:
        local = (base or Path()) / Path(given).expanduser()
        return _Place(LocalFileSystem(), Path(os.path.abspath(local)).as_posix(), "", "")  # noqa: PTH100 (keeps links)
    try:
        fs, path = url_to_fs(given)
    except ImportError as error:
        raise ConfigError(where, f"'{given}' needs a package that is not installed", str(error)) from error
    except ValueError as error:
        raise ConfigError(where, f"'{given}': {error}", "check the part before '://'") from error
    if isinstance(fs, LocalFileSystem):
        return _Place(fs, path, "", "")
    # 'zip://a.txt::file.zip' has something behind the path, 'simplecache::s3://…' before it
    first, _, rest = given.partition("://")
    return _Place(fs, path, f"{first}://", f"::{rest.split('::', 1)[1]}" if "::" in rest else "")


def _find(place: _Place, given: str, where: str) -> Iterator[_Found]:
    """The files a source stands for, by name; those in folders marked so."""
    fs, path = place.fs, place.path
    shown = given if "://" in given else PurePath(given).as_posix()
    on_web = place.prefix in ("http://", "https://")  # to ask there whether it is a folder is to download it
    try:
        if not on_web and fs.isdir(path):
            yield from _find_in_folder(place, path, shown)
        elif fs.exists(path):
            found = _check(place, fs.info(path), shown)
            if found.trouble:
                raise ConfigError(where, f"'{given}' is {found.trouble}", "name a file, a folder or a glob")
            yield found
        elif _MAGIC_CHARACTERS.isdisjoint(shown):
            raise ConfigError(where, f"'{given}' does not exist", f"check the path{_RELATIVE}")
        else:
            yield from _find_by_glob(place, shown, where)
    except OSError as error:
        what = error.strerror or str(error) or type(error).__name__
        raise ConfigError(where, f"'{given}' cannot be read: {what}", "check its permissions") from error


_RELATIVE = "; it is relative to the folder the command runs in"


def _find_in_folder(place: _Place, folder: str, shown: str) -> Iterator[_Found]:
    found: list[_Found] = []
    root = folder.rstrip("/") + "/"
    named = "" if shown == "." else shown.rstrip("/") + "/"
    for _, folders, files in place.fs.walk(folder, detail=True, on_error="raise"):
        for name in [name for name in folders if name.startswith(".")]:
            del folders[name]  # walk goes into those that stay
        for name, info in files.items():
            if name and not name.startswith("."):
                below = info["name"].removeprefix(root)
                found.append(_check(place, info, named + below, in_folder=True))
    yield from sorted(found, key=lambda file: file.name)


def _find_by_glob(place: _Place, shown: str, where: str) -> Iterator[_Found]:
    """What a glob matches; of folders it matches, all that is in them. Hidden files only where the glob says so."""
    first = min(shown.index(char) for char in _MAGIC_CHARACTERS & set(shown))
    tail = shown[first:].removesuffix(place.suffix)
    plain = place.path[: len(place.path) - len(tail)]  # the folder the command runs in may have such characters, too
    matches = place.fs.glob(glob.escape(plain) + tail, detail=True)
    hidden_wanted = "/." in f"/{tail}"
    found: dict[str, _Found] = {}
    for path, info in matches.items():
        path = path.rstrip("/")
        below = path[len(plain) :]
        if not hidden_wanted and ("/." in below or (below.startswith(".") and plain.endswith("/"))):
            continue
        name = shown[:first] + below
        if info["type"] != "file" and place.fs.isdir(path):
            for inner in _find_in_folder(place, path, name):
                found.setdefault(inner.path, inner)
        else:
            match = _check(place, info, name)
            found[match.path] = match
    if not found:
        raise ConfigError(where, f"'{shown}' matches no file", f"check the pattern{_RELATIVE}")
    yield from sorted(found.values(), key=lambda file: file.name)


def _check(place: _Place, info: dict[str, Any], name: str, *, in_folder: bool = False) -> _Found:
    """A file as found, with what keeps it from being read as one."""
    path, trouble = info["name"], ""
    if info["type"] != "file" and not place.fs.isfile(path):
        trouble = "a link to a folder" if place.fs.isdir(path) else "no regular file"
    return _Found(place.to_open(path), safe_string(name), info.get("size") or 0, in_folder, trouble)


def _format_of(found: _Found, source: Source, where: str) -> tuple[Format | None, str]:
    """The format to read a file in; None, and why, for a file of a folder that is not read."""
    if found.trouble:
        return None, found.trouble
    by_name = format_of_name(found.name)
    if found.in_folder:
        name = found.name.rsplit("/", 1)[-1].lower()
        if name in _NOT_DATA_NAMES or (by_name in (None, "text") and name.split(".")[0] in _NOT_DATA):
            return None, "not data"
        if source.format == "auto" and by_name is None:
            return None, "unknown ending"
        if source.format != "auto" and by_name != source.format and ending_of(found.name):
            return None, f"no ending of {source.format}"
    fmt = by_name if source.format == "auto" else source.format
    if fmt is None:
        try:
            with open_stream(found.path, found.name) as stream:
                fmt = format_of_content(stream.head)
        except ShardError:
            fmt = "text"  # cannot be opened: its reader will say so in an error record
    if fmt == "parquet" and found.name.lower().endswith(COMPRESSED_ENDINGS):
        if found.in_folder:
            return None, "compressed Parquet"
        raise ConfigError(
            where, f"'{found.name}' is Parquet in another compression", "decompress it; Parquet is compressed inside"
        )
    return fmt, ""
