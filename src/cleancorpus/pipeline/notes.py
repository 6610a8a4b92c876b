"""What a run remarks on: nothing is wrong with it, but somebody may have meant something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any

import pyarrow as pa

from cleancorpus.carry.columns import MAX_COLUMNS, MOST_NAMES, Columns, Summary
from cleancorpus.carry.conversion import ARROW_TYPES
from cleancorpus.carry.kinds import NULL, Conflict
from cleancorpus.config import ByColumn, Config, Source
from cleancorpus.config.messages import near
from cleancorpus.credentials import without_credentials
from cleancorpus.dedup.exact import ID_REPEATED
from cleancorpus.detect.detector import build_rules
from cleancorpus.engine.task import Engine, Task
from cleancorpus.errors import ConfigError
from cleancorpus.export.asked import AskedColumns
from cleancorpus.export.card_text import NEAR_IS_OFF
from cleancorpus.export.settle import Totals
from cleancorpus.export.splits import missed
from cleancorpus.numbers import counted
from cleancorpus.pipeline.calls import CarriedCall
from cleancorpus.pipeline.cleaning import CleanedParts
from cleancorpus.read import Files
from cleancorpus.read.fields import FieldNames
from cleancorpus.read.files import SourceFile
from cleancorpus.read.look import first_records
from cleancorpus.versions.takedown import Takedowns

_WHOLE = ("text", "html", "warc", "mhtml", "feed")  # formats whose files have no fields
_UNORDERED = {"list": "lists", "struct": "objects", "binary": "bytes"}
_NAMED = 5  # files that were not read to their end
_LOOKED_AT = 3  # files of a source, and records of a file: all others are looked at as they are read


def unread_notes(inputs: Iterable[Mapping[str, Any]]) -> list[str]:
    """The files that were not read to their end, those of which most bytes are missing first."""
    unread = sorted((entry for entry in inputs if "unread_bytes" in entry), key=lambda entry: -entry["unread_bytes"])
    if not unread:
        return []
    named = [
        f"{without_credentials(entry['path'])} ({entry['unread_bytes']:,} of {entry['bytes']:,} bytes missing)"
        if entry["unread_bytes"]
        else f"{without_credentials(entry['path'])} (breaks off)"
        for entry in unread[:_NAMED]
    ]
    were = f"{counted(len(unread), 'file')} {'was' if len(unread) == 1 else 'were'} not read to"
    their = "its end" if len(unread) == 1 else "their end"
    return [f"{were} {their}: {', '.join(named)}{', …' if len(unread) > _NAMED else ''}"]


def grown_notes(inputs: Iterable[Mapping[str, Any]]) -> list[str]:
    """The files that grew while the run was at work, of which it has read what was there at its start."""
    grown = [entry for entry in inputs if entry.get("grew")]
    if not grown:
        return []
    named = [f"{without_credentials(entry['path'])} (its first {entry['bytes']:,} bytes)" for entry in grown[:_NAMED]]
    names = f"{', '.join(named)}{', …' if len(grown) > _NAMED else ''}"
    return [f"{counted(len(grown), 'file')} grew meanwhile, and what was there at the start was read: {names}"]


def carried_names(config: Config) -> dict[str, str]:
    """The columns that somebody named to be carried, in their order: the names that they have in the sources by those in the
    dataset.
    """
    carried = (source.carry for source in config.sources if source.carry is not None)
    named = ((carry.name_of(name), name) for carry in carried for name in carry.named)
    found: dict[str, str] = {}
    for ours, theirs in named:
        found.setdefault(ours, theirs)
    return found


def check_carried(config: Config, found: Files) -> None:
    """Refuse, before work begins, columns that cannot have their names, are too many, or choose survivors and cannot, as far
    as the first records of each source show them.

    Raises:
        ConfigError: a column has the name of one that is asked for, `*` takes one that has the name of one of ours, or more
            columns than a table may have; the column of a survivor is not carried, or has no order. Where no record of a file
            could be read, or memory did not suffice for one, no column is said to be missing: a run sees.
    """
    check_asked(config, carried_names(config))
    choosing = survivor_columns(config)
    if not any(source.carry is not None and source.carry.all for source in config.sources):
        _check_survivors(choosing, carried_names(config), "")
        if not choosing:
            return
    summary, all_seen = Summary(), True
    for source, files in files_of(config, found):
        wanted = files if source.carry is not None and (source.carry.all or choosing) else []
        for file in wanted[:_LOOKED_AT]:
            records, short = first_records(file, config.read, _LOOKED_AT)
            summary.add(record.carried for record in records if record.carried is not None)
            unread = bool(records) and all(record.error is not None for record in records)
            all_seen = all_seen and not short and not unread
        if len(summary.kinds) > MAX_COLUMNS:
            raise ConfigError("carry", f"'*' takes more than {MAX_COLUMNS:,} columns", "name those that you need")
    check_asked(config, summary.kinds)
    if all_seen:
        _check_survivors(choosing, {*carried_names(config), *summary.kinds}, '"*", ')
    for key, column in choosing.items():
        kind = summary.kinds.get(column, NULL)
        if kind["k"] in _UNORDERED:
            what = f"'{column}' holds {_UNORDERED[kind['k']]}, which have no order"
            raise ConfigError(key, what, "name a column of numbers, dates or texts")


def survivor_columns(config: Config) -> dict[str, str]:
    """The columns that choose among duplicates, by the key that names them."""
    dedup = config.dedup
    of_near = None if dedup.near is None else dedup.near.survivor
    keys = {"dedup.same_address.column": dedup.same_address, "dedup.near.survivor.column": of_near}
    return {key: by.column for key, by in keys.items() if isinstance(by, ByColumn)}


def _check_survivors(choosing: Mapping[str, str], carried: Collection[str], beside: str) -> None:
    """Refuse columns that are not among those carried; `beside` stands before the name in what to write."""
    for key, column in choosing.items():
        if column in carried:
            continue
        what = f"no carried column is called '{column}'"
        if beside:
            what += " in the first records"
        raise ConfigError(key, what, near(column, carried) or f"carry one of your columns: carry: [{beside}{column}]")


def check_asked(config: Config, names: Iterable[str]) -> None:
    """Refuse carried columns with these names, in the dataset, where one of them is that of a column that is asked for.

    Raises:
        ConfigError: one is.
    """
    for name in set(AskedColumns(config).names).intersection(names):
        what = f"'{name}' has the name of a column that the configuration asks for"
        raise ConfigError("carry", what, f"rename it: carry: {{rename: {{{name}: their_{name}}}}}")


def files_of(config: Config, found: Files) -> list[tuple[Source, list[SourceFile]]]:
    """The files of each source, in its order; equal sources have the same."""
    by_source: dict[str, list[SourceFile]] = {source.model_dump_json(): [] for source in config.sources}
    known: dict[int, list[SourceFile]] = {}  # a source stands in each of its files, and is written out once
    for file in found.files:
        if id(file.source) not in known:
            known[id(file.source)] = by_source.get(file.source.model_dump_json(), [])
        known[id(file.source)].append(file)
    return [(source, by_source[source.model_dump_json()]) for source in config.sources]


def carried_in(engine: Engine, parts: CleanedParts, wanted: tuple[str, ...]) -> Summary:
    """The kinds of the carried columns of all parts, whose order is that of the columns; those in `wanted` in any case."""
    calls = (
        Task("carried", CarriedCall(number, name, limit))
        for number, (name, limit) in enumerate(zip(parts.names, parts.limits, strict=True))
    )
    summary, waiting, merged = Summary(wanted), dict[int, str](), 0
    for task, state in engine.run(calls):
        waiting[task.payload.number] = state
        while merged in waiting:
            summary.merge(waiting.pop(merged))
            merged += 1
    return summary


def unknown_fields(config: Config, found: Files, named: Mapping[str, set[str]]) -> list[str]:
    """Names in `fields` that no record of their source has; `named` are those that records have, by file."""
    chosen = [FieldNames(source.fields).chosen for source in config.sources]
    if not any(chosen):
        return []
    lines = []
    for number, (_, all_files) in enumerate(files_of(config, found)):
        files = [file.name for file in all_files if file.format not in _WHOLE]
        seen = {name for file in files for name in named.get(file, ())}
        for key, names in chosen[number].items() if files else ():
            where = f"sources[{number}].fields.{key}"
            lines += [f"{where}: no record has '{name}'" for name in names if name not in seen]
    return lines


def missing_survivors(config: Config, summary: Summary, wanted: Collection[str]) -> list[str]:
    """Columns that were to choose among duplicates, by `*`, and that no record has; `wanted` are told of elsewhere."""
    return [
        f"{key}: no record has '{column}'"
        for key, column in survivor_columns(config).items()
        if column not in summary.kinds and column not in wanted
    ]


def carried_types(config: Config) -> dict[str, pa.DataType]:
    """The types that the configuration gives to columns, by their names in the dataset."""
    carried = (source.carry for source in config.sources if source.carry is not None)
    return {name: ARROW_TYPES[kind] for carry in carried for name, kind in carry.types.items()}


def carried_notes(config: Config, columns: Columns, summary: Summary, wanted: Mapping[str, str]) -> list[str]:
    """Columns that were asked for (`wanted`, as `carried_names`) and that no record has, those that are one too many, and what of
    the others is JSON text, or has lost what `datasets` knew of it.
    """
    lines = []
    for theirs in (theirs for ours, theirs in wanted.items() if ours not in summary.kinds):
        carries = (source.carry for source in config.sources if source.carry is not None)
        hint = next(carry.hint(theirs) for carry in carries if theirs in carry.named)
        lines.append(f"carry: no record has '{theirs}'{hint and f'; {hint}'}")
    if summary.left_out:
        first = ", ".join(f"'{name}'" for name in islice(summary.left_out, 3))
        number = f"{len(summary.left_out):,}{' or more' if len(summary.left_out) >= MOST_NAMES else ''}"
        lines.append(
            f"carry: '*' takes the first {MAX_COLUMNS:,} columns; {number} are left out, the first {first}; name those that "
            "you need"
        )
    for text in columns.texts:
        todo = f"carry: {{types: {{{text.column}: string}}}}"
        if text.path != text.column:
            todo = f"carry '{text.path}' by itself, with a type" if "[" not in text.path else ""
        way_out = f"; for one type: {todo}" if todo else ""
        lines.append(f"carry: written as JSON text: {text.path} ({summary.where(text)}){way_out}")
    for lost in columns.plain:
        lines.append(
            f"carry: '{lost.path}' has no names, as its sources differ: {summary.where(lost)}{_names_out(lost)}"
        )
    return lines


def settings_notes(config: Config) -> list[str]:
    """Settings that say nothing without another one, and rules of other packages that are left out."""
    left_out = [f"left out: {error.where}: {error.what}" for error in build_rules(config).left_out]
    return [*left_out, *_idle_settings(config)]


def _idle_settings(config: Config) -> list[str]:
    export = config.export
    if export.licence == "other":
        missing = [key for key in ("licence_name", "licence_link") if getattr(export, key) is None]
        return (
            [f"export.licence: other does not say which; set export.{' and export.'.join(missing)}"] if missing else []
        )
    idle = next((key for key in ("licence_name", "licence_link") if getattr(export, key) is not None), None)
    return [f"export.{idle}: is for export.licence: other, which is {export.licence or 'not set'}"] if idle else []


def _names_out(lost: Conflict) -> str:
    """The way out for a column whose sources have other names for their labels."""
    if lost.path != lost.column or not any(word.startswith("ClassLabel") for word in lost.words):
        return ""
    return f"; for the names as texts: carry: {{types: {{{lost.column}: string}}}}"


def ids_note(kept_by_flag: Mapping[str, int]) -> list[str]:
    """That ids stand twice in the sources, from how many kept documents have each flag."""
    number = kept_by_flag.get(ID_REPEATED, 0)
    if not number:
        return []
    have = "has" if number == 1 else "have"
    return [
        f"ids: {counted(number, 'document')} {have} an id that an earlier record has, and #2, #3 … behind it: see "
        "«What an id is» in docs/columns.md"
    ]


def splits_notes(config: Config, totals: Totals, facts: Mapping[str, Any]) -> list[str]:
    """That near copies may stand in different splits, where nobody looks for them, and splits that are far from their size;
    `facts` are what the manifest says of the splits.
    """
    if len(config.splits.names) == 1 or not facts:
        return []
    lines = missed(config.splits, dict(totals.figures.split_documents), facts["largest_group"])
    if config.dedup.near is None:
        lines.append(f"splits: {NEAR_IS_OFF}; set dedup.near: true, or {{remove: false}} to keep them all")
    return lines


def takedown_notes(config: Config, takedowns: Takedowns) -> list[str]:
    """That near copies of what was taken down stay, where requests ask for them and nobody looks for any."""
    asking = sum(stone.copies for stone in takedowns.tombstones)
    if not asking or config.dedup.near is not None:
        return []
    ask = f"{counted(asking, 'request')} {'asks' if asking == 1 else 'ask'}"
    todo = "set dedup.near: true, or {remove: false} to keep all others"
    return [f"takedowns: {ask} for near copies, and dedup.near is off, so that they stay; {todo}"]
