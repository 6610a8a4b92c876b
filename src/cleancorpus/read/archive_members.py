"""What is in a zip or tar: each member as a file that a source leads to, or as an entry with the reason why it is not read.

An archive is a folder in one file: what holds for files in folders (endings, hidden names, readmes) holds for its members.
Names are names only. A zip gives its members sorted as a folder does; a tar in the order in which they stand, as one in a
compression can only be read so.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from cleancorpus.numbers import counted
from cleancorpus.read.archive import Member, Unpacked, open_file
from cleancorpus.read.damage import Damage
from cleancorpus.read.files import NOT_ALLOWED, Why
from cleancorpus.read.find import HIDDEN, Found
from cleancorpus.read.formats import archive_kind
from cleancorpus.read.metadata import safe_string
from cleancorpus.read.stream import KEEP_BYTES, not_opened, unpacked
from cleancorpus.remote.errors import UnreachableError, is_of_system, message_of

MAX_MEMBERS = 5_000_000
# Deflate packs at most 1,032 bytes into one; whole corpora of text and pages pack 3 to 30 times.
_MAX_RATIO, _BOMB_FROM, _TOTAL_FROM = 200, 1 << 26, 1 << 30
_MAX_HEADER = 1 << 24  # bytes that a tar may give to the name and attributes of one member
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)

_BOMB = Why("archive-bomb", f"unpacks to more than {_MAX_RATIO} times its size")
_NESTED = Why("nested-archive", "an archive in an archive; unpack the outer one")
_LATER = Why("named-twice", "a later member of the archive has its name")


def list_members(archive: Found) -> Iterator[Found]:
    """The members of an archive as what a folder has, and, with a reason, what is not read; at the end the archive itself
    where it is damaged. What `start` gives must be asked for before the next member.
    """
    try:
        with ExitStack() as stack:
            raw = stack.enter_context(open_file(archive.path))
            zipped = archive_kind(archive.name) == "zip"
            yield from _zip_members(archive, raw) if zipped else _tar_members(archive, raw)
    except UnreachableError as error:
        raise not_opened(archive.name, error) from error
    except PermissionError:
        yield replace(archive, why=NOT_ALLOWED)
    except (OSError, ImportError, ValueError) as error:
        yield replace(archive, why=Why("unreadable", message_of(error)))


def last_of_each(members: list[tuple[Found, Any]]) -> list[tuple[Found, Any]]:
    """The members with what was found of each; of those with one name the last counts, as where an archive is unpacked."""
    last = {found.name: number for number, (found, _) in enumerate(members)}
    return [
        (found, outcome if last[found.name] == number else _LATER) for number, (found, outcome) in enumerate(members)
    ]


def _named(archive: Found, name: str, size: int, member: Member | None, why: Why | None = None) -> Found | None:
    """A member as found; None for a folder, and for what has no name at all."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    if not parts or name.endswith("/"):
        return None
    shown = safe_string(f"{archive.name}/{'/'.join(parts)}")
    if any(part.startswith(".") for part in parts):
        why = HIDDEN
    elif why is None and archive_kind(shown):
        why = _NESTED
    return Found(
        key=f"{archive.key}/{name}",
        path=member.path_in(archive.path) if member else archive.path,
        name=shown,
        size_bytes=size,
        why=why,
    )


def _damaged(archive: Found, what: str) -> Found:
    return replace(archive, why=Why("damaged-archive", what), n_files=None)


def _too_many(archive: Found) -> Found:
    return replace(archive, why=Why("archive-bomb", f"has more than {MAX_MEMBERS:,} members"), n_files=None)


def _zip_members(archive: Found, raw: Any) -> Iterator[Found]:
    raw.seek(0)  # refused here, not within the reader, which takes any refusal for damage
    try:
        with zipfile.ZipFile(raw) as opened:
            infos = opened.infolist()
    except zipfile.BadZipFile as error:
        if error.__context__ is not None and is_of_system(error.__context__):
            raise error.__context__ from error
        yield _damaged(archive, f"no zip that can be read: {message_of(error)}")
        return
    except (NotImplementedError, UnicodeDecodeError) as error:
        yield _damaged(archive, f"no zip that can be read: {message_of(error)}")
        return
    if len(infos) > MAX_MEMBERS:
        yield _too_many(archive)
        return
    total = sum(info.file_size for info in infos)
    if total > max(_TOTAL_FROM, _MAX_RATIO * archive.size_bytes):
        yield replace(archive, why=_BOMB, n_files=len(infos))
        return
    overlapping = _overlapping(infos)
    found = []
    for number, info in enumerate(infos):
        why = None
        if info.flag_bits & 1:
            why = Why("encrypted", "needs a password; unpack the archive")
        elif info.compress_type not in _METHODS:
            why = Why("unreadable", f"packed in a way that cannot be unpacked here (method {info.compress_type})")
        elif number in overlapping:
            why = Why("damaged-archive", "stands where another member stands")
        elif info.file_size > max(_BOMB_FROM, _MAX_RATIO * info.compress_size):
            why = _BOMB
        member = Member("zip", info.header_offset, info.file_size, info.compress_size, info.compress_type, info.CRC)
        if (one := _named(archive, info.filename, info.file_size, member, why)) is not None:
            found.append(one)
    yield from sorted(found, key=lambda one: one.name)


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """The members that begin before one before them ends: archives made to unpack the same bytes many times."""
    order = sorted(range(len(infos)), key=lambda number: infos[number].header_offset)
    found, end = set(), 0
    for number in order:
        info = infos[number]
        if info.header_offset < end:
            found.add(number)
        end = max(end, info.header_offset + 30 + info.compress_size)
    return found


class _TarSource:
    """A tar as `tarfile` reads it: with a bound on what it takes at once, and the last block that it saw."""

    def __init__(self, source: Any, packed_bytes: int) -> None:
        self._source, self._packed = source, packed_bytes
        self.last = b""

    def read(self, size: int) -> bytes:
        """The next bytes.

        Raises:
            Damage: a header is too large for one, or the archive cannot be read on.
        """
        if size > _MAX_HEADER:
            raise Damage("damaged", f"a header of {size:,} bytes", "")
        self.last = bytes(self._source.read(size))
        return self.last

    def seek(self, offset: int) -> None:
        """Go to a place.

        Raises:
            Damage: so much has come out of the archive that it may be made for that.
        """
        if offset > max(_TOTAL_FROM, _MAX_RATIO * self._packed):
            raise Damage("bomb", "", "")
        self._source.seek(offset)

    def tell(self) -> int:
        """Where it is."""
        return int(self._source.tell())


def _tar_members(archive: Found, raw: Any) -> Iterator[Found]:
    pieces, compression = unpacked(raw, archive.name)
    packed = compression is not None
    if not packed:
        raw.seek(0)
    source = _TarSource(Unpacked(pieces) if packed else raw, archive.size_bytes)
    n_members, names = 0, set[str]()
    try:
        with tarfile.open(fileobj=source, mode="r:", errors="surrogateescape") as tar:  # type: ignore[call-overload]
            while (info := tar.next()) is not None:
                tar.members = []  # else it keeps all of them
                n_members += 1
                if n_members > MAX_MEMBERS:
                    yield _too_many(archive)
                    return
                found = _tar_member(archive, info, "packed-tar" if packed else "tar", names)
                if found is not None:
                    yield replace(found, start=_starter(source, info))
    except Damage as damage:
        if damage.code == "bomb":
            yield replace(archive, why=_BOMB, n_files=None)
        else:
            yield _damaged(archive, f"behind {counted(n_members, 'member')}: {damage.what}")
        return
    except tarfile.TarError as error:
        yield _damaged(archive, f"behind {counted(n_members, 'member')}: {message_of(error)}")
        return
    if source.last.strip(b"\0"):
        yield _damaged(archive, f"behind {counted(n_members, 'member')} stands what is no member")


def _starter(source: _TarSource, info: tarfile.TarInfo) -> Callable[[], bytes]:
    def start() -> bytes:
        try:
            source.seek(info.offset_data)
            return source.read(min(KEEP_BYTES, info.size))
        except Damage:  # told of when the next member is looked for, and by who reads this one
            return b""

    return start


def _tar_member(archive: Found, info: tarfile.TarInfo, kind: str, names: set[str]) -> Found | None:
    if info.isdir():
        return None
    member, why = None, None
    if info.islnk() or info.issym():
        folder = info.name.rpartition("/")[0] if info.issym() else ""
        why = Why("broken-link", "a link that leads nowhere in its archive")
        if _resolved(folder, info.linkname) in names:
            why = Why("named-twice", "a link to a member before it")
    elif not info.isreg():
        why = Why("no-regular-file", "a pipe, a socket or a device")
    elif info.issparse():
        why = Why("unreadable", "a sparse file, as tar packs files with holes; unpack the archive")
    else:
        member = Member(kind, info.offset_data, info.size)
        names.add(_resolved("", info.name))
    return _named(archive, info.name, info.size if member else 0, member, why)


def _resolved(folder: str, name: str) -> str:
    """A name in an archive without detours."""
    parts: list[str] = []
    for part in f"{folder}/{name}".split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def start_of(found: Found) -> io.BytesIO | None:
    """The beginning of a member that must be asked for now; None for what can be opened at any time."""
    return io.BytesIO(found.start()) if found.start is not None else None
