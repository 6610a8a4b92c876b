"""Which files the sources of a configuration are: those to read, in which format, and those that are not, and why."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path, PurePath

from cleancorpus.config import Fields, Source
from cleancorpus.credentials import without_credentials
from cleancorpus.errors import ConfigError, ShardError
from cleancorpus.numbers import counted
from cleancorpus.read.archive_members import last_of_each, list_members, start_of
from cleancorpus.read.choice import choice_of
from cleancorpus.read.contents import (
    Head,
    contradiction,
    head_in,
    head_of,
    is_arc,
    is_json_feed,
    is_sitemap,
    may_be,
    signed_format,
)
from cleancorpus.read.files import NOT_ALLOWED, Files, Skipped, SourceFile, Why, first_named
from cleancorpus.read.find import Found, Place, find, place_of
from cleancorpus.read.formats import (
    ARC,
    COMPRESSED_ENDINGS,
    JSON_ENDINGS,
    Format,
    archive_kind,
    ending_of,
    format_of_content,
    format_of_name,
    no_article,
    unclear_text,
)
from cleancorpus.read.labels import codec_of
from cleancorpus.read.own import Own
from cleancorpus.read.partitions import with_partitions
from cleancorpus.remote.errors import UnreachableError

# Files beside data that are about the data: what this package and the Hub write, and what people add.
_ABOUT_DATA = ("readme", "license", "licence", "changelog", "notice", "contributing", "citation")
_ABOUT_DATA_NAMES = (
    "manifest.json",
    "croissant.json",
    "dataset_info.json",
    "dataset_infos.json",
    "state.json",
    "dataset_dict.json",
    "_success",
    "_metadata",
)

# Options of a source by the formats that they are for.
_MEANT_FOR: dict[str, tuple[Format, ...]] = {
    "encoding": ("text", "html", "jsonl", "csv"),
    "delimiter": ("csv",),
    "fields": ("jsonl", "csv", "parquet", "arrow"),
}
_IS_ABOUT_DATA = Why("about-data", "about the data, no article")
_BINARY = Why("binary", "binary content")
_NAMED_TWICE = Why("named-twice", "read already, under another name or from another source")
_NO_FEEDPARSER = Why("missing-package", "a feed, for which `pip install 'cleancorpus[feeds]'` is needed")
_SITEMAP = Why("sitemap", "a sitemap: it lists addresses; give the pages themselves, fetched by a crawler")
_PACKED = {
    name: Why("compressed-parquet", f"{name.capitalize()} in another compression; decompress it")
    for name in ("parquet", "arrow")
}


def list_files(
    sources: tuple[Source, ...],
    base: Path | None = None,
    refused: list[ConfigError] | None = None,
    own: Iterable[Path] = (),
) -> Files:
    """The files of all sources, in the order of the sources and within one by name; none twice.

    Relative paths are relative to `base` (the current folder where None). A source that exists under its very name is
    that file or folder; else `*`, `?`, `[…]` and `**` in it make it a glob. Folders are read with all below them. Every
    file that a source names and that is not read stands in the `skipped` of the result. No more than the beginning of a file
    is read, to see what it is, and that it is what its name says; of files elsewhere only where the name says nothing, or
    the source names that one file (of the others, their reader sees it).

    `own` are folders that the run itself writes to: they are left out of the folders and globs that contain them.
    What is wrong with a source is put into `refused`, where that is given, and the others are gone through.

    Raises:
        ConfigError: a source does not exist, matches nothing, holds no file to read, has an encoding nobody knows, or
            needs a package that is not installed.
    """
    found_files, skipped, seen = list[SourceFile](), list[Skipped](), _Seen(Own(own))
    for number, source in enumerate(sources):
        n_files, n_skipped = len(found_files), len(skipped)
        try:
            _list_source(source, number, base, seen, found_files, skipped)
        except ConfigError as error:
            if refused is None:
                raise
            refused.append(error)
            del found_files[n_files:], skipped[n_skipped:]
    return Files(found_files, skipped)


def _list_source(
    source: Source,
    number: int,
    base: Path | None,
    seen: _Seen,
    found_files: list[SourceFile],
    skipped: list[Skipped],
) -> None:
    """Add the files of one source, and those of it that are not read.

    Raises:
        ConfigError: as `list_files`.
    """
    where = f"sources[{number}].path"
    if source.encoding is not None and codec_of(source.encoding) is None:
        raise ConfigError(
            f"sources[{number}].encoding",
            f"no encoding '{source.encoding}'",
            "name one that Python knows, or leave it out",
        )
    place = place_of(source.path, base, where)._replace(own=seen.own)
    n_files, n_skipped = len(found_files), len(skipped)
    for found, outcome in _judged(place, source, where, seen):
        if isinstance(outcome, Why):
            shown = without_credentials(source.path)
            entry = Skipped(found.name, *outcome, found.size_bytes, shown, found.how == "folder", found.n_files)
            skipped.append(entry)
        else:
            found_files.append(SourceFile(found.path, found.name, outcome, found.size_bytes, source))
    if len(found_files) == n_files:
        _check_any(source, skipped[n_skipped:], where)
    _check_options(source, number, found_files[n_files:])
    if source.carry is not None and (source.carry.all or source.carry.named):
        found_files[n_files:] = with_partitions(found_files[n_files:], source.path)


def _check_options(source: Source, number: int, files: list[SourceFile]) -> None:
    """Refuse options that mean nothing for any file of a source.

    Raises:
        ConfigError: there is one.
    """
    formats = {file.format for file in files}
    usual = Fields().model_dump()
    given = {
        "encoding": source.encoding is not None,
        "delimiter": source.delimiter is not None,
        "fields": any({*names} - {*usual[key]} for key, names in source.fields.model_dump().items()),
    }
    for key, meant in _MEANT_FOR.items():
        if files and given[key] and formats.isdisjoint(meant):
            path = without_credentials(source.path)
            what = f"is for {', '.join(meant)}, and what is read of '{path}' is {', '.join(sorted(formats))}"
            raise ConfigError(f"sources[{number}].{key}", what, "leave it out, or set the source's format")


def _judged(place: Place, source: Source, where: str, seen: _Seen) -> Iterator[tuple[Found, Format | Why]]:
    """All that a source leads to, archives with their members in their place; the format to read each in, or why it is not."""
    chosen = choice_of(place, source, where.removesuffix(".path"))
    for found in find(place, source.path, where):
        found = replace(found, name=without_credentials(found.name))
        if chosen is not None and found.why is None and not _is_described(found):
            found = replace(found, why=chosen(found))
        if found.why is None and seen.has(found, place):
            yield found, _NAMED_TWICE
        elif found.why is None and archive_kind(found.name):
            seen.add(found, place)
            members = [(one, one.why or _format_of(one, source, place)) for one in list_members(found)]
            yield from last_of_each([(replace(one, start=None), outcome) for one, outcome in members])
        else:
            outcome = found.why or _format_of(found, source, place)
            if not isinstance(outcome, Why):
                seen.add(found, place)
            yield found, outcome


def check_skipped(found: Files, sources: tuple[Source, ...], max_skipped: int | None) -> None:
    """Refuse sources of which more files are not read than `read.max_skipped_files` allows.

    With None these are none of those that a source names, by itself or by a glob, and any number of those in folders.
    Hidden files, those about data and files named twice do not count.

    Raises:
        ConfigError: there are more.
    """
    for error in too_many_skipped(found, sources, max_skipped):
        raise error


def too_many_skipped(found: Files, sources: tuple[Source, ...], max_skipped: int | None) -> Iterator[ConfigError]:
    """What `check_skipped` refuses, an error for each source where each is judged by itself."""
    lost = [item for item in found.skipped if item.counts and (max_skipped is not None or not item.in_folder)]
    if len(lost) <= (max_skipped or 0):
        return
    if max_skipped is not None:
        yield _too_many(lost, len(found.files), sources)
        return
    for at in dict.fromkeys(item.source for item in lost):
        n_read = sum(without_credentials(file.source.path) == at for file in found.files)
        yield _too_many([item for item in lost if item.source == at], n_read, sources)


def _too_many(lost: list[Skipped], n_read: int, sources: tuple[Source, ...]) -> ConfigError:
    at = lost[0].source
    number = next(number for number, source in enumerate(sources) if without_credentials(source.path) == at)
    total = counted(n_read + len(lost), "file")
    return ConfigError(
        f"sources[{number}].path",
        f"{len(lost):,} of {total} {'is' if len(lost) == 1 else 'are'} not read, the first {first_named(lost)}",
        "name others, or raise read.max_skipped_files",
    )


class _Seen:
    """Which files are read already, told by what their names and links lead to; and what is no source, as the run makes it."""

    def __init__(self, own: Own) -> None:
        self.own = own
        self._read: set[str] = set()
        self._folders: dict[str, str] = {}

    def has(self, found: Found, place: Place) -> bool:
        return self._identity(found, place) in self._read

    def add(self, found: Found, place: Place) -> None:
        self._read.add(self._identity(found, place))

    def _identity(self, found: Found, place: Place) -> str:
        if not place.is_local:
            return found.path
        if found.is_link or found.how == "named":
            return os.path.realpath(found.path)
        # links on the way to a folder are followed once, not for each of the million files in it
        folder, _, name = found.path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(f"{folder}/")
        return os.path.join(self._folders[folder], name)  # noqa: PTH118 (as realpath writes it)


def _check_any(source: Source, skipped: list[Skipped], where: str) -> None:
    """Refuse a source of which no file is read, unless all of it is read already."""
    if any(item.reason == "named-twice" for item in skipped):
        return
    if len(skipped) == 1 and skipped[0].name in (skipped[0].source, PurePath(source.path).as_posix()):
        item = skipped[0]
        todo = (
            "set the source's format, or name another file" if item.reason == "other-content" else "name another file"
        )
        raise ConfigError(where, f"'{item.name}' cannot be read ({item.reason}: {item.why})", todo)
    hint = f" ({counted(len(skipped), 'file')} not read, the first {first_named(skipped)})" if skipped else ""
    raise ConfigError(where, f"'{source.path}' holds no file to read{hint}", "check the path, or set format")


def _format_of(found: Found, source: Source, place: Place) -> Format | Why:
    """The format to read a file in, by its name, else by its content; else why it is not read."""
    outcome = _by_name(found, source)
    if outcome is None:
        outcome = _by_content(found, source)
    elif isinstance(outcome, Why) and _may_be_feed(found, source, outcome):
        outcome = _feed_or(found, outcome)
    elif not isinstance(outcome, Why) and (place.is_local or found.how == "named" or found.start is not None):
        outcome = _proved(found, outcome, source.format != "auto")
    if not isinstance(outcome, Why) and outcome in _PACKED and found.name.lower().endswith(COMPRESSED_ENDINGS):
        return _PACKED[outcome]
    return outcome


def _may_be_feed(found: Found, source: Source, why: Why) -> bool:
    """Whether a file that is not read by its name may be a feed by its content: XML, and JSON where feeds are asked for."""
    if ending_of(found.name) == ".xml":
        return source.format in ("auto", "feed")
    return source.format == "feed" and ending_of(found.name) in JSON_ENDINGS and why.reason == "other-format"


def _feed_or(found: Found, otherwise: Why) -> Format | Why:
    """`feed` for what is one by its content."""
    try:
        head = _head(found).data
    except ShardError:
        return otherwise
    if is_sitemap(head):
        return _SITEMAP
    return _feed(head) if signed_format(head) == "feed" else otherwise


def _feed(head: bytes) -> Format | Why:
    return "feed" if is_json_feed(head) or find_spec("feedparser") else _NO_FEEDPARSER


def _proved(found: Found, fmt: Format, is_asked: bool) -> Format | Why:
    """The format that a name, or a source (`is_asked`), says, if the content does not speak against it.

    A file that cannot be opened is told of by its reader.
    """
    try:
        head = _head(found).data
    except ShardError:
        return fmt
    if fmt == "jsonl" and signed_format(head) == "feed" and ending_of(found.name) in JSON_ENDINGS:
        return "feed"  # JSON Feed has no ending of its own
    if said := contradiction(fmt, head):
        return Why("other-content", said)
    by_name = format_of_name(found.name)
    if is_asked and head and by_name not in (None, fmt) and not may_be(fmt, head):
        what = f"the source's format is {fmt}, its name ends in {ending_of(found.name)}, and its content is no {fmt} either"
        return Why("other-content", what)
    return _feed(head) if fmt == "feed" else fmt


def _by_name(found: Found, source: Source) -> Format | Why | None:
    """The format that the name says, or why a file of that name is not read; None where the name says nothing."""
    by_name = format_of_name(found.name)
    asked = None if source.format == "auto" else source.format
    if ending_of(found.name) == ".orc":  # also where a source spells it out: nobody takes it for an article
        return Why("no-article-format", no_article(found.name))
    if found.spelled:
        return asked or by_name
    if found.base_name in _ABOUT_DATA_NAMES or (by_name == "text" and _is_about_data(found)):
        return _IS_ABOUT_DATA
    if by_name is None:
        what = no_article(found.name, pages=asked == "html")
        return Why("no-article-format", what) if what else None
    if asked is not None and by_name != asked:
        return Why("other-format", f"ends in {ending_of(found.name)}, the source's format is {asked}")
    return by_name


def _is_described(found: Found) -> bool:
    """Whether it is about the data by its name, whatever the source chooses of them."""
    return found.base_name in _ABOUT_DATA_NAMES or (_is_about_data(found) and format_of_name(found.name) == "text")


def _is_about_data(found: Found) -> bool:
    """Whether it is named like a readme or a licence."""
    return found.base_name.split(".")[0] in _ABOUT_DATA


def _head(found: Found) -> Head:
    """The beginning of a file, or of a member of an archive that is just being listed.

    Raises:
        ShardError: it cannot be opened.
    """
    start = start_of(found)
    return head_of(found.path, found.name) if start is None else head_in(start, found.name)


def _by_content(found: Found, source: Source) -> Format | Why:
    """The format of a file by its first 64 KiB; why it is not read where they say so, or do not say enough."""
    try:
        head, compression, damage = _head(found)
    except ShardError as error:
        if isinstance(error.__cause__, UnreachableError):
            raise
        return NOT_ALLOWED if isinstance(error.__cause__, PermissionError) else Why("unreadable", error.what)
    if not head.strip() and not found.spelled:
        return Why("unreadable", damage.what) if damage else Why("empty", "nothing in it")
    if is_arc(head):
        return Why("no-article-format", ARC)
    if is_sitemap(head):
        return _SITEMAP
    by_content = signed_format(head) or format_of_content(head)
    if by_content == "feed" and source.format in ("auto", "feed"):
        return _feed(head)
    if by_content is None:
        return _BINARY
    if by_content in _PACKED and compression:
        return _PACKED[by_content]
    if found.spelled or by_content == "html" == source.format:
        return by_content
    if by_content != "html" and _is_about_data(found):
        return _IS_ABOUT_DATA
    if source.format == "auto":
        unclear = unclear_text(head, source.encoding) if by_content == "text" else ""
        return Why("unknown-content", unclear) if unclear else by_content
    # CSV looks like text, and so do JSON lines of which the first is broken
    may_be = source.format == "csv" or (source.format == "jsonl" and b"\n{" in head)
    if by_content == source.format or (by_content == "text" and may_be):
        return source.format
    return Why("other-format", f"{by_content} by its content, the source's format is {source.format}")
