"""What the first records of the sources show before a run: names that none of them has, and records that cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cleancorpus.config import Config, Fields, Source
from cleancorpus.config.messages import near
from cleancorpus.detect.repeats import site_key
from cleancorpus.errors import ConfigError
from cleancorpus.model import Record
from cleancorpus.numbers import counted
from cleancorpus.pipeline.count_lines import NO_SITE
from cleancorpus.pipeline.notes import files_of
from cleancorpus.read import Files, SourceFile
from cleancorpus.read.fields import FieldNames, has_field
from cleancorpus.read.look import WITH_FIELDS, Beginning, beginning_of, flat, sample_of, short_notes

_NAMED = 3  # files with errors
_NOT_READ = ("warc",)  # between two pages there may be gigabytes of pictures; that it is a web archive is known


@dataclass
class FirstLook:
    """What was seen: `notes` a line each, and of the `n_records` looked at how many are `broken`; `said` tells of those in the
    first source that has some. `short` are the names of files for which memory did not suffice.
    """

    notes: list[str] = field(default_factory=list)
    n_records: int = 0
    broken: int = 0
    said: str = ""
    short: list[str] = field(default_factory=list)

    @property
    def failure(self) -> str:
        """Why a run would make no version, as far as this shows; '' where it may make one."""
        if not self.n_records or self.broken < self.n_records or self.short:
            return ""
        return f"{_none_of(self.n_records)} can be read{self.said}"


@dataclass
class _Seen:
    """What the rows of a source have: of the names that are looked for, and all."""

    wanted: Sequence[str]
    n_rows: int = 0
    found: set[str] = field(default_factory=set)
    names: dict[str, None] = field(default_factory=dict)

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.n_rows += len(rows)
        for row in rows:
            self.found.update(name for name in self.wanted if name not in self.found and has_field(row, name))
            self.names |= dict.fromkeys(name for name, _ in flat(row))


def first_look(config: Config, found: Files) -> FirstLook:
    """Look at the first records of some files of each source, read as the configuration says.

    Raises:
        SourceLostError: a source elsewhere has stopped answering.
    """
    look, carried, broken_notes = FirstLook(), list[tuple[Source, _Seen]](), list[str]()
    with_site = sum(file.format in _NOT_READ for file in found.files)
    for number, (source, files) in enumerate(files_of(config, found)):
        chosen = FieldNames(source.fields).chosen
        named = () if source.carry is None else source.carry.named
        seen = _Seen([*(name for names in chosen.values() for name in names), *named])
        before, broken = look.n_records, list[tuple[str, str]]()
        for file, most in sample_of([file for file in files if file.format not in _NOT_READ]):
            rows, records, short = _read(file, config, most)
            look.short += [file.name] if short else []
            seen.add(rows)
            look.n_records += len(records)
            with_site += sum(_may_have_a_site(record) for record in records)
            broken += ((file.name, record.error) for record in records if record.error is not None)
        look.broken += len(broken)
        if broken:
            said, of = _shown(broken), counted(look.n_records - before, "record")
            look.said = look.said or said
            broken_notes.append(f"sources[{number}]: {len(broken):,} of {of} looked at cannot be read{said}")
        if seen.n_rows:
            look.notes += _unknown_fields(f"sources[{number}].fields", chosen, seen)
            carried.append((source, seen))
    # what the failure says of the one source that is at fault need not be said twice
    first_notes = [] if look.failure and len(broken_notes) == 1 else broken_notes
    look.notes = [*first_notes, *short_notes(look.short), *look.notes, *_unknown_columns(carried)]
    if config.site_lines is not None and look.n_records > look.broken and not with_site:
        look.notes.append(f"site_lines: {NO_SITE.format(_looked_at(look.n_records))}")
    return look


def _may_have_a_site(record: Record) -> bool:
    """Whether a record says which site it is of, or is a page, which may say it."""
    return record.error is None and (record.kind == "html" or site_key(record.url, record.site) is not None)


def _shown(broken: Sequence[tuple[str, str]]) -> str:
    """What errors of files say: the first of the most frequent reason, with the reasons and files where there are several."""
    reasons = Counter(error.partition(":")[0] for _, error in broken)
    ((reason, _),) = reasons.most_common(1)
    files = Counter(file for file, error in broken if error.startswith(f"{reason}:"))
    by_reason = ", ".join(f"{reason} {number:,}" for reason, number in reasons.most_common())
    by_file = ", ".join(f"{file} {number:,}" for file, number in files.most_common(_NAMED))
    first = next(error for _, error in broken if error.startswith(f"{reason}:"))
    return (
        (f" ({by_reason})" if len(reasons) > 1 else "")
        + f", the first: {first}"
        + (
            f" ({counted(len(files), 'file')}: {by_file}{', …' if len(files) > _NAMED else ''})"
            if len(files) > 1
            else ""
        )
    )


def _read(file: SourceFile, config: Config, most: int) -> Beginning:
    """Rows, with the columns that the names of folders give, and records of a file's beginning."""
    try:
        found = beginning_of(file, config.read, most)
    except (
        ConfigError
    ):  # a column that cannot be carried: that is refused where it is asked for, and the rest is looked at here
        plain = replace(file, source=file.source.model_copy(update={"carry": None}))
        found = beginning_of(plain, config.read, most)
    whole: list[Mapping[str, Any]]
    whole = [{**dict(file.partition), **row} for row in found.rows] if file.format in WITH_FIELDS else []
    return found._replace(rows=whole)


def _unknown_fields(where: str, chosen: Mapping[str, Sequence[str]], seen: _Seen) -> list[str]:
    usual = FieldNames(Fields()).of(seen.names)
    lines = []
    for key, names in chosen.items():
        other = next((f"did you mean '{name}'?" for name in usual[key] if name in seen.names), "")
        missing = (name for name in names if name not in seen.found)
        lines += [_line(f"{where}.{key}", name, seen.n_rows, near(name, seen.names) or other) for name in missing]
    return lines


def _unknown_columns(carried: Sequence[tuple[Source, _Seen]]) -> list[str]:
    """Columns to be carried that no source has which is to carry them."""
    having, missing = set[str](), dict[str, list[tuple[Source, _Seen]]]()
    for source, seen in carried:
        for name in () if source.carry is None else source.carry.named:
            if name in seen.found:
                having.add(name)
            missing.setdefault(name, []).append((source, seen))
    lines = []
    for name, places in missing.items():
        if name not in having:
            known = dict.fromkeys(known for _, seen in places for known in seen.names)
            carry = places[0][0].carry
            hint = "" if carry is None else carry.hint(name, known)
            lines.append(_line("carry", name, sum(seen.n_rows for _, seen in places), hint))
    return lines


def _line(where: str, name: str, n_rows: int, hint: str) -> str:
    return f"{where}: {_none_of(n_rows)} has '{name}'{hint and f'; {hint}'}"


def _looked_at(number: int) -> str:
    return "1 record looked at" if number == 1 else f"the {number:,} records looked at"


def _none_of(number: int) -> str:
    return f"none of {_looked_at(number)}"
