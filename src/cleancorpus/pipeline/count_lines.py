"""Between reading and judging: the count of lines by site, on an engine, and what comes of it.

The keys of all parts are gathered by range of hashes, each range is counted by itself, and the counts together are the profile of
the corpus: a file in the work folder, whose digest goes into the names of all that is judged with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from cleancorpus.dedup.site_lines import SiteLineCounts, profile_of
from cleancorpus.detect.repeats import Profile, profile_in, table_of
from cleancorpus.engine.stage import bucket_ranges, gathered_name
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.pipeline.gather import GATHERED, Parts, gather_keys


@dataclass(frozen=True)
class CountLinesCall:
    """Count the lines of a range of hashes: `keys` are its files of gathered keys."""

    keys: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class ProfileCall:
    """Put the counts of all ranges together."""

    counted: tuple[str, ...]
    by: str
    target: str


def count_lines(engine: Engine, site_lines: SiteLineCounts, parts: Parts, keys: int, target: str) -> None:
    """Put the profile of the texts of all `parts`, which have so many keys, in place as `target`; what comes between stands in
    `gather.GATHERED`.
    """
    ranges = tuple(bucket_ranges(keys))
    groups = gather_keys(engine, site_lines.key.folder, parts, ranges)
    calls = [
        CountLinesCall(tuple(gathered_name(group, start) for group in groups), f"{GATHERED}/lines-{start:05d}.arrow")
        for start, _ in ranges
    ]
    names = tuple(sorted(_results(engine, "count", calls)))
    for _ in _results(engine, "profile", [ProfileCall(names, site_lines.by, target)]):
        pass


def _results(engine: Engine, kind: str, calls: Iterable[CountLinesCall | ProfileCall]) -> Iterator[Any]:
    for _, result in engine.run([Task(kind, call) for call in calls]):
        yield result


def do_count(store: Store, call: CountLinesCall | ProfileCall) -> str:
    """Do one of the steps, in a worker; gives the name of what it wrote."""
    if isinstance(call, CountLinesCall):
        keys = pa.concat_tables([store.read_table(name) for name in call.keys])
        store.write_table(call.target, SiteLineCounts.merge(keys))
        return call.target
    store.write_table(call.target, table_of(profile_of((store.read_table(name) for name in call.counted), call.by)))
    return call.target


@lru_cache(maxsize=1)
def read_counted(store: Store, name: str) -> Profile:
    """The profile of a run, from its work folder."""
    return profile_in(store.read_table(name), store.path(name))
