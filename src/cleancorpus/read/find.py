"""What a source leads to: the file it names, all files in a folder, what a glob matches; and what of it cannot be opened."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any, Literal, NamedTuple

from fsspec.implementations.local import LocalFileSystem
from fsspec.spec import AbstractFileSystem
from fsspec.utils import glob_translate

from cleancorpus.errors import ConfigError
from cleancorpus.numbers import counted
from cleancorpus.read.files import NOT_ALLOWED, Why
from cleancorpus.read.formats import archive_kind
from cleancorpus.read.metadata import safe_string
from cleancorpus.read.own import NO_OWN, Own
from cleancorpus.read.walk import is_hidden, walk
from cleancorpus.remote.errors import MissingError, PlaceError, full_address, message_of, retried
from cleancorpus.remote.files import file_system_of

How = Literal["named", "glob", "folder"]

_MAGIC_CHARACTERS = frozenset("*?[")
_MAX_COUNTED = 1000  # files of a hidden folder that are counted; counting more is not worth the time
HIDDEN = Why("hidden", "a hidden file")
OWN = Why("own-output", "what this configuration makes, no source of it")
_RELATIVE = "; it is relative to the folder the command runs in"


class Place(NamedTuple):
    """A file system and the path in it that a source names; `prefix` and `suffix` make such paths URLs again.

    `own` are folders that are left out where they are found below the source (`Own.below`).
    """

    fs: Any
    path: str
    prefix: str
    suffix: str
    own: Own = NO_OWN

    @property
    def is_local(self) -> bool:
        return isinstance(self.fs, LocalFileSystem)

    def to_open(self, path: str) -> str:
        """The path or URL to open for a path of the file system."""
        return path if path.startswith(self.prefix) else f"{self.prefix}{path.lstrip('/')}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a source leads to: a file, or a folder that is not gone into. `why` is set where it cannot be read.

    `key` is its path in the file system, `path` what to open. `how` says whether the source names it, a glob matches it,
    or it is in a folder. `spelled` is whether the source spells out its ending, and so takes it for an article whatever
    other files with that ending are. `start` gives the beginning of a member of an archive that is just being listed; a file
    that can be opened at any time has none.
    """

    key: str
    path: str
    name: str
    size_bytes: int = 0
    how: How = "folder"
    spelled: bool = False
    is_link: bool = False
    why: Why | None = None
    n_files: int | None = 1
    start: Callable[[], bytes] | None = None

    @property
    def base_name(self) -> str:
        """The last part of its name, lower case."""
        return self.name.rsplit("/", 1)[-1].lower()


def place_of(given: str, base: Path | None, where: str) -> Place:
    """Where the path of a source is; a local one is relative to `base`.

    Raises:
        ConfigError: there is no such protocol, or it needs a package that is not installed.
    """
    local = (base or Path()) / Path(given).expanduser()
    # a file of a mirrored site may have `::` in its name, which else chains URLs
    if "://" not in given and ("::" not in given or os.path.lexists(local)):
        return Place(LocalFileSystem(), Path(os.path.abspath(local)).as_posix(), "", "")  # noqa: PTH100 (keeps links)
    try:
        fs, path = file_system_of(given)
    except ImportError as error:
        raise ConfigError(where, f"'{given}' needs a package that is not installed", str(error)) from error
    except ValueError as error:
        raise ConfigError(where, f"'{given}': {error}", "check the part before '://'") from error
    except OSError as error:  # some file systems call their server when they are made
        what = f"'{given}' cannot be reached: {message_of(error)}"
        raise ConfigError(where, what, "check the address, and that its server answers") from error
    if isinstance(fs, LocalFileSystem):
        return Place(fs, path, "", "")
    # 'zip://a.txt::file.zip' has something behind the path, 'simplecache::s3://…' before it
    first, _, rest = full_address(given).partition("://")
    return Place(fs, path, f"{first}://", f"::{rest.split('::', 1)[1]}" if "::" in rest else "")


def find(place: Place, given: str, where: str) -> Iterator[Found]:
    """What a source stands for, by name.

    Raises:
        ConfigError: there is nothing, or it cannot be listed.
    """
    shown = given if "://" in given else PurePath(given).as_posix()
    try:
        yield from (
            _find_elsewhere(place, given, shown, where) if place.prefix else _find_here(place, given, shown, where)
        )
    except PlaceError as error:
        raise ConfigError(where, f"'{given}': {error.what}", error.todo) from error
    except OSError as error:
        what = error.strerror or str(error) or type(error).__name__
        raise ConfigError(where, f"'{given}' cannot be read: {what}", "check its permissions") from error


def _find_here(place: Place, given: str, shown: str, where: str) -> Iterator[Found]:
    fs, path = place.fs, place.path
    place.own.check(path, given, where)
    if fs.isdir(path):
        yield from _find_in_folder(place, path, shown)
    elif fs.exists(path):
        info = fs.info(path)
        yield _check(place, info["name"], info, shown, how="named", spelled=True)
    elif _MAGIC_CHARACTERS.isdisjoint(shown):
        raise _missing(path, given, where)
    else:
        yield from _find_by_glob(place, shown, where)


def _missing(path: str, given: str, where: str) -> ConfigError:
    """What is told of a path of this machine at which there is nothing."""
    archive = next(
        (str(folder) for folder in PurePath(path).parents if archive_kind(folder.name) and Path(folder).is_file()), ""
    )
    if archive:
        what = f"'{given}' is in an archive, of whose members none can be named by itself"
        return ConfigError(where, what, "name the archive, which is read with all in it, or unpack it")
    if given.startswith("~"):
        return ConfigError(where, f"'{given}' does not exist: ~ is a home folder, this is {path}", "check the path")
    return ConfigError(where, f"'{given}' does not exist", f"check the path{_RELATIVE}")


def _find_elsewhere(place: Place, given: str, shown: str, where: str) -> Iterator[Found]:
    """As `_find_here`, with fewer questions, and each asked again where the network fails."""
    fs, path = place.fs, place.path
    fs.invalidate_cache()  # what an earlier run in this process saw
    is_glob = not _MAGIC_CHARACTERS.isdisjoint(shown)
    try:
        info = retried(lambda: fs.info(path), given)
    except MissingError as error:
        if not is_glob or "bucket" in error.what or "repository" in error.what:
            raise
        yield from _find_by_glob(place, shown, where)
        return
    # a site's folder is a page; to ask whether there is more behind it would be to download that
    if info["type"] == "directory" and place.prefix not in ("http://", "https://"):
        yield from _find_in_folder(place, path, shown)
    else:
        yield _check(place, info["name"], info, shown, how="named", spelled=True)


def _find_in_folder(place: Place, folder: str, shown: str) -> Iterator[Found]:
    """All files below a folder, and the folders there that are hidden or cannot be listed."""
    found: list[Found] = []
    root = folder.rstrip("/") + "/"
    named = "" if shown == "." else shown.rstrip("/") + "/"
    own = place.own.below(folder) if place.is_local else frozenset[str]()
    for path, info, error in walk(place.fs, folder, lambda path: not is_hidden(path) and path not in own):
        name = safe_string(named + path.removeprefix(root))
        if path in own:
            found.append(_own_folder(place, path, name))
            continue
        if error is not None:
            found.append(_refused(place, path, name, error, is_file=info["type"] == "file"))
        elif info["type"] == "directory":
            if is_hidden(path):
                found.append(_hidden_folder(place, path, name))
        else:
            file = _check(place, path, info, name)
            found.append(replace(file, why=HIDDEN) if is_hidden(path) else file)
    yield from sorted(found, key=lambda file: file.name)


def _is_folder(place: Place, path: str) -> bool:
    """Whether there is a folder; of a place elsewhere asked again where the network fails, which drivers' own `isdir` takes for
    a no.

    Raises:
        PlaceError: it cannot be asked about.
    """
    if place.is_local:
        return bool(place.fs.isdir(path))
    try:
        return bool(retried(lambda: place.fs.info(path), place.to_open(path))["type"] == "directory")
    except MissingError:
        return False


def _hidden_folder(place: Place, path: str, name: str) -> Found:
    """A hidden folder as one entry, with the number of its files where counting them is cheap."""
    n_files: int | None = None
    if place.is_local:
        n_files = 0
        for _, _, names in os.walk(path):
            n_files += len(names)
            if n_files > _MAX_COUNTED:
                n_files = None
                break
    words = "a hidden folder" if n_files is None else f"a hidden folder of {counted(n_files, 'file')}"
    return Found(path, place.to_open(path), f"{name}/", why=Why("hidden", words), n_files=n_files)


def _own_folder(place: Place, path: str, name: str) -> Found:
    """What the run itself makes, as one entry."""
    return Found(path, place.to_open(path), f"{name}/", why=OWN, n_files=None)


def _refused(
    place: Place, path: str, name: str, error: OSError, how: How = "folder", *, is_file: bool = False
) -> Found:
    """A folder that cannot be listed, or a file of which the system says nothing."""
    if is_file:
        why = NOT_ALLOWED if isinstance(error, PermissionError) else Why("unreadable", message_of(error))
        return Found(path, place.to_open(path), name, how=how, why=why)
    why = Why("unreadable", f"a folder that cannot be listed: {message_of(error)}")
    if isinstance(error, PermissionError):
        why = Why("no-permission", "a folder that may not be listed")
    return Found(path, place.to_open(path), f"{name}/", how=how, why=why, n_files=None)


def _find_by_glob(place: Place, shown: str, where: str) -> Iterator[Found]:
    """What a glob matches; of folders it matches, all that is in them. Hidden files are read only where the glob says so."""
    first = min(shown.index(char) for char in _MAGIC_CHARACTERS & set(shown))
    tail = shown[first:].removesuffix(place.suffix)
    plain = place.path[: len(place.path) - len(tail)]  # the folder the command runs in may have such characters, too
    hidden_wanted, spelled = "/." in f"/{tail}", _spells_ending(tail)
    own = place.own.below(plain.rpartition("/")[0] or "/") if place.is_local else frozenset[str]()
    found: dict[str, Found] = {}
    try:
        for path, info, error in _glob(place, plain, tail, hidden_wanted=hidden_wanted):
            name = safe_string(shown[:first] + path[len(plain) :])
            hidden = None if hidden_wanted else _first_hidden(path, len(plain))
            made = next((folder for folder in own if f"{path}/".startswith(f"{folder}/")), None)
            if made is not None:
                found[made] = _own_folder(place, made, name[: len(name) - len(path) + len(made)])
            elif error is not None:
                found[path] = _refused(place, path, name, error, how="glob", is_file=info["type"] == "file")
            elif hidden is not None and (hidden != path or info["type"] == "directory"):
                found[hidden] = _hidden_folder(place, hidden, name[: len(name) - len(path) + len(hidden)])
            elif hidden is None and info["type"] != "file" and _is_folder(place, path):
                for key, inner in _folder_of_glob(place, path, name):
                    found.setdefault(key, inner)
            else:
                file = _check(place, path, info, name, how="glob", spelled=spelled)
                found[path] = file if hidden is None else replace(file, why=HIDDEN)
    except ValueError as error:
        raise ConfigError(where, f"'{shown}' is no pattern: {error}", "check the pattern") from error
    if not found:
        raise ConfigError(where, f"'{shown}' matches no file", f"check the pattern{_RELATIVE}")
    yield from sorted(found.values(), key=lambda file: file.name)


def _spells_ending(tail: str) -> bool:
    """Whether a glob says what the names it matches end in: `*.dump` does, `part-*` and `*` do not."""
    last = tail.rsplit("/", 1)[-1]
    parts = re.split(r"[*?\]]", last)
    return len(parts) == 1 or "." in parts[-1]


def _first_hidden(path: str, start: int) -> str | None:
    """The first hidden folder or file on the way to `path`, from the character `start` on; None if none is."""
    at = path.find("/.", max(0, start - 1))
    if at < 0:
        return None
    end = path.find("/", at + 1)
    return path if end < 0 else path[:end]


def _folder_of_glob(place: Place, path: str, name: str) -> Iterator[tuple[str, Found]]:
    """What is in a folder that a glob matches, with the path of each; the folder itself where it cannot be listed."""
    try:
        for inner in _find_in_folder(place, path, name):
            yield inner.key, inner
    except OSError as error:
        yield path, _refused(place, path, name, error, how="glob")


def _glob(
    place: Place, plain: str, tail: str, *, hidden_wanted: bool
) -> Iterator[tuple[str, dict[str, Any], OSError | None]]:
    """Path and info of what `plain` followed by the pattern `tail` matches, and folders on the way that cannot be listed.

    Raises:
        ValueError: it is no pattern.
    """
    fs = place.fs
    pattern = glob.escape(plain) + tail
    if type(fs).find is not AbstractFileSystem.find:
        # these list by prefix, which is quicker, and have no folders that could refuse to be listed
        matches = retried(lambda: fs.glob(pattern, detail=True), f"{place.prefix}{plain}")
        yield from ((path.rstrip("/"), info, None) for path, info in matches.items())
        return
    root, _, begun = plain.rpartition("/")
    root = root or fs.root_marker
    parts = [re.compile(glob_translate(part)).match for part in (glob.escape(begun) + tail).split("/")]
    wild = next((level for level, part in enumerate(tail.split("/")) if "**" in part), len(parts))
    whole = re.compile(glob_translate(pattern)).match

    def enter(path: str) -> bool:
        if is_hidden(path) and not hidden_wanted:
            return False
        *above, name = path.removeprefix(root).lstrip("/").split("/")
        level = len(above)
        return level >= wild or (level + 1 < len(parts) and parts[level](name) is not None)

    if not _is_folder(place, root):
        return
    for path, info, error in walk(fs, root, enter):
        # as in fsspec, `folder/**` matches folders by their names with the slash behind
        refused = error is not None and info["type"] == "directory"
        if refused or whole(path + ("/" if tail.endswith("**") and info["type"] == "directory" else "")):
            yield path, info, error


def _check(
    place: Place,
    path: str,
    info: dict[str, Any],
    name: str,
    *,
    how: How = "folder",
    spelled: bool = False,
) -> Found:
    """A file as found, with what keeps it from being opened."""
    fs, is_link = place.fs, bool(info.get("islink"))
    why: Why | None = None
    if path.endswith("/"):
        why = Why("empty-name", "its name is empty")
    elif info["type"] != "file" and not fs.isfile(path):
        if fs.isdir(path):
            why = Why("link-to-folder", "a link to a folder; name that folder as a source")
        elif is_link:
            why = Why("broken-link", "a link that leads nowhere")
        else:
            why = Why("no-regular-file", "a pipe, a socket or a device")
    elif place.is_local and not os.access(path, os.R_OK):
        why = NOT_ALLOWED
    size_bytes = info.get("size") or 0
    return Found(path, place.to_open(path), safe_string(name), size_bytes, how, spelled, is_link, why)
