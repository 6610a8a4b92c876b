"""`cleancorpus init`: a commented configuration, with `--from` for the user's own files."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pydantic import ValidationError

from cleancorpus.checked_config import Said, config_template, source_template
from cleancorpus.config import Source
from cleancorpus.config.files import first_error
from cleancorpus.config.values import name_like
from cleancorpus.errors import CleancorpusError, ConfigError
from cleancorpus.numbers import counted
from cleancorpus.read import Files, list_files
from cleancorpus.read.look import Look, look_at, short_notes
from cleancorpus.shown import printable

_PLAIN = re.compile(r"[A-Za-z0-9_./][\w./-]*(?:\*[\w./*-]*)?")
_MANY = 3  # files of one folder, named one by one (as shells do with a glob), that become one source
_ALIKE = 100  # of these are looked at before they become one
_NAMED = 12  # of the records' other fields
_SAY_THEMSELVES = {"warc": "web archives", "mhtml": "saved pages", "feed": "feeds"}
_SAYS = "say themselves which is the text, the address, the date"


@dataclass
class _Seen:
    """A source with what is in it."""

    source: Source
    found: Files
    look: Look


def init_command(file: Path, paths: Sequence[str]) -> int:
    """Write a configuration to `file`, which must not exist; with `paths` one for these files. Gives the exit code."""
    if os.path.lexists(file):
        raise CleancorpusError(str(file), "already exists", "name another file")
    seen = _look(paths)
    name = name_like(file.stem if file.stem != "cleancorpus" else _last(paths)) or "my-corpus"
    said: dict[str, dict[str, str]] = {}
    refused = [item for item in _found(seen).skipped if item.counts and not item.in_folder]
    if refused:
        shown = printable(refused[0].name)
        note = f"the first: {shown}" if len(refused) > 1 else shown
        said["read"] = {"max_skipped_files": f"{len(refused)}  # these are not read: {note} ({refused[0].reason})"}
    sources = [line for item in seen for line in _lines(item)] if seen else None
    text = config_template(name, sources, said) if seen else config_template()
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise CleancorpusError(str(file), "already exists", "name another file") from error
    except OSError as error:
        raise CleancorpusError(str(file), f"cannot be written: {error.strerror}", "name another file") from error
    for item in seen:
        _print(item)
    todo = "" if seen else "put your sources in, then: "
    print(f"{file}: written; {todo}python -m cleancorpus run {file} --dry-run")
    return 0


def _look(paths: Sequence[str]) -> list[_Seen]:
    sources = tuple(map(_source, _together(paths)))
    try:
        found = list_files(sources)
    except ConfigError as error:
        number = re.match(r"sources\[(\d+)\]", error.where)
        where = f"--from {sources[int(number[1])].path}" if number else "--from"
        raise ConfigError(where, error.what, error.todo) from error
    return [_Seen(source, _of(source, found), look_at(source, found)) for source in sources]


def _source(path: str) -> Source:
    try:
        return Source(path=path)
    except ValidationError as error:
        told = first_error(f"--from {path}", error)
        raise ConfigError(f"--from {path}", told.what, told.todo) from error


def _together(paths: Iterable[str]) -> list[str]:
    """The paths, files that are all that a glob matches put together: `a/*.jsonl` for what a shell made of that. Where they need
    names of fields and not all the same ones, each stays what it is.
    """
    paths = list(dict.fromkeys(paths))
    groups: dict[str, list[str]] = {}
    for path in paths:
        if "://" not in path and "".join(PurePath(path).suffixes) and Path(path).is_file():
            pattern = f"*{PurePath(path).suffix}"
            groups.setdefault((PurePath(path).parent / pattern).as_posix(), []).append(path)
    for glob, members in groups.items():
        whole = PurePath(glob)
        matched = {item.name for item in Path(whole.parent).glob(whole.name) if not item.name.startswith(".")}
        all_of_it = len(members) >= _MANY and matched == {PurePath(member).name for member in members}
        if all_of_it and _are_alike(members):
            place = paths.index(members[0])
            paths = [*paths[:place], glob, *(path for path in paths[place:] if path not in members)]
    return paths


def _are_alike(paths: Sequence[str]) -> bool:
    """Whether what a configuration has to say of the files is the same; of very many, of some of them."""
    said = []
    for path in paths[:: max(1, len(paths) // _ALIKE)]:
        source = _source(path)
        try:
            said.append(look_at(source, list_files((source,))).to_say)
        except ConfigError:  # one that is not read; of the glob that is told
            continue
    return all(fields == said[0] for fields in said)


def _of(source: Source, found: Files) -> Files:
    return Files(
        [file for file in found.files if file.source == source],
        [item for item in found.skipped if item.source == source.path],
    )


def _found(seen: Iterable[_Seen]) -> Files:
    seen = list(seen)
    return Files(
        [file for item in seen for file in item.found.files], [one for item in seen for one in item.found.skipped]
    )


def _last(paths: Sequence[str]) -> str:
    parts = [part for part in PurePath(paths[0]).parts if not set(part) & set("*?[/\\.")] if paths else []
    return parts[-1] if parts else ""


def _lines(item: _Seen) -> list[str]:
    look = item.look
    said: dict[str, Said] = {}
    formats = list(look.formats)
    if len(formats) == 1:
        said["format"] = formats[0]
    fields = {key: f"[{', '.join(map(_quoted, names))}]" for key, names in look.to_say.items()}
    if fields:
        said["fields"] = fields
    commented: dict[str, str | None] = {"fields.language": None}  # whose default is no name at all
    if look.language:
        commented = {"fields.language": f"[{_quoted(look.language[0])}]"}
    notes = []
    if not look.has_records:
        commented = dict.fromkeys(("fields", "delimiter", "carry"))
        notes.append(f"fields: none are needed, {_why_none(look)}")
    if look.has_records and not look.short and not {"text", "html"} & look.fields.keys():
        notes.append("no field was found that holds a text: write it as fields.text, a page as fields.html")
    if look.language:
        name = look.language[0]
        notes.append(f"'{name}' may hold the language, a hint for its detection: fields.language: [{name}]")
    if look.others:
        shown = ", ".join(map(_quoted, look.others[:_NAMED])) + (", …" if len(look.others) > _NAMED else "")
        notes.append(f"other fields of the records, which are not read (candidates for carry:): {shown}")
    for codec, number in look.codecs.most_common(1):
        notes.append(f"by the looks of it {counted(number, 'file')} of the sample in {codec}; if not so, set encoding")
    return source_template(_quoted(item.source.path), said, notes, commented)


def _why_none(look: Look) -> str:
    """What says which field is which in files whose records have none with names of people's own."""
    kinds = [said for fmt, said in _SAY_THEMSELVES.items() if fmt in look.formats]
    return f"{', '.join(kinds)} {_SAYS}" if kinds else "a file is one document"


def _quoted(text: str) -> str:
    """A text as YAML: in quotes where it needs some."""
    words = ("yes", "no", "on", "off", "true", "false", "null", "y", "n")
    plain = _PLAIN.fullmatch(text) and text.lower() not in words and not re.fullmatch(r"[\d._eE+-]+|0[xo]\w+", text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _print(item: _Seen) -> None:
    look, found = item.look, item.found
    size = sum(file.size_bytes for file in found.files)
    formats = ", ".join(f"{fmt} {number:,}" for fmt, number in look.formats.most_common())
    skipped = ", ".join(f"{reason} {len(items):,}" for reason, items in found.by_reason().items())
    print(
        f"{printable(item.source.path)}: {counted(len(found.files), 'file')} ({formats}), {size:,} bytes"
        + (f"; not read: {skipped}" if skipped else "")
    )
    if look.has_records:
        named = [f"{key}: {', '.join(names)}" for key, names in look.fields.items()]
        unknown = "not known" if look.short else "none known: say in the file which holds the text"
        print(f"  fields  {printable(' · '.join(named)) or unknown}")
        rest = [*look.language, *look.others]
        if rest:
            print(f"  others  {printable(', '.join(rest[:_NAMED]))}{', …' if len(rest) > _NAMED else ''} (not read)")
    elif look.formats.keys() & _SAY_THEMSELVES.keys():
        print(f"  fields  none are needed: {_why_none(look)}")
    if look.broken:
        of = f"{len(look.broken):,} of {counted(look.n_records, 'record')} looked at"
        print(f"  {of} cannot be read, the first: {printable(look.broken[0])}")
    for line in short_notes(look.short):
        print(f"  {line}")
