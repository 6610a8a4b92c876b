"""Between reading and judging: the count of lines by site, and of paragraphs, on an engine, and what comes of it.

The keys of all parts are gathered by range of hashes, each range is counted by itself, and the counts together are the profile of
the corpus: a file in the work folder, whose digest goes into the names of all that is judged with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.dedup.paragraphs import ParagraphCounts, batches_of
from cleancorpus.dedup.site_lines import SiteLineCounts, profile_of
from cleancorpus.detect.paragraphs import COLUMNS as PARAGRAPHS
from cleancorpus.detect.paragraphs import ParagraphProfile
from cleancorpus.detect.repeats import Profile, profile_in, site_key, table_of
from cleancorpus.detect.rules.site_line import SiteLine
from cleancorpus.engine.stage import bucket_ranges, gathered_name
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.numbers import counted
from cleancorpus.pipeline.gather import GATHERED, Parts, gather_keys
from cleancorpus.pipeline.progress import WITH_COUNTS, WITH_SITE, WITH_TEXT

NO_SITE = (
    "none of {} has an address or a site, so no line can be counted; name the fields that have them: fields.url, "
    "fields.site"
)


@dataclass(frozen=True)
class CountLinesCall:
    """Count what the counter of this name counts in a range of hashes: `keys` are its files of gathered keys."""

    counter: str
    keys: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class ProfileCall:
    """Put the counts of all ranges together."""

    counter: str
    counted: tuple[str, ...]
    target: str


Counter = SiteLineCounts | ParagraphCounts


def count_lines(engine: Engine, counter: Counter, parts: Parts, keys: int, target: str) -> None:
    """Put the profile of the texts of all `parts`, which have so many keys at most, in place as `target`.

    What comes between stands in `gather.GATHERED`.
    """
    name = counter.key.name
    ranges = tuple(bucket_ranges(keys))
    groups = gather_keys(engine, counter.key.folder, parts, ranges)
    calls = [
        CountLinesCall(
            name, tuple(gathered_name(group, start) for group in groups), f"{GATHERED}/{name}-{start:05d}.arrow"
        )
        for start, _ in ranges
    ]
    names = tuple(sorted(_results(engine, "count", calls)))
    for _ in _results(engine, "profile", [ProfileCall(name, names, target)]):
        pass


def _results(engine: Engine, kind: str, calls: Iterable[CountLinesCall | ProfileCall]) -> Iterator[Any]:
    for _, result in engine.run([Task(kind, call) for call in calls]):
        yield result


def do_count(store: Store, call: CountLinesCall | ProfileCall, counters: Iterable[Counter]) -> str:
    """Do one of the steps for one of `counters`, in a worker; gives the name of what it wrote."""
    counter = next(each for each in counters if each.key.name == call.counter)
    if isinstance(call, CountLinesCall):
        keys = pa.concat_tables([store.read_table(name) for name in call.keys])
        store.write_table(call.target, counter.merge(keys))
        return call.target
    tables = (store.read_table(name) for name in call.counted)
    if isinstance(counter, ParagraphCounts):
        store.write_stream(call.target, batches_of(tables), PARAGRAPHS)
    else:
        store.write_table(call.target, table_of(profile_of(tables, counter.by)))
    return call.target


def fewest_documents(config: Config) -> int:
    """How many documents a site must have for `rules.site-line` to cut anything of them."""
    options = config.rules.get(SiteLine.id)
    return SiteLine.Options.model_validate(options if isinstance(options, dict) else {}).min_documents


def count_reach(readings: Iterable[pa.RecordBatch], profile: Profile, enough: int) -> dict[str, int]:
    """How many documents there are among readings, how many of them have a site, and how many are on one of which the profile has
    `enough` documents.
    """
    reach = dict.fromkeys((WITH_TEXT, WITH_SITE, WITH_COUNTS), 0)
    for batch in readings:
        columns = (batch.column(name).to_pylist() for name in ("url", "site"))
        is_document = batch.column("text").is_valid().to_pylist()
        for is_one, url, site in zip(is_document, *columns, strict=True):
            key = site_key(url, site, profile.by) if is_one else None
            reach[WITH_TEXT] += is_one
            reach[WITH_SITE] += key is not None
            reach[WITH_COUNTS] += profile.of_site(key).n_documents >= enough
    return reach


def reach_note(reach: Mapping[str, int], n_lines: int, enough: int) -> str:
    """What the counts are good for, for people; `n_lines` is how many lines of which sites the profile has."""
    documents = counted(reach.get(WITH_TEXT, 0), "document")
    if not reach.get(WITH_SITE):
        return f"site_lines: {NO_SITE.format(documents)}"
    least = f"{enough} documents or more"
    if not reach.get(WITH_COUNTS):
        return f"site_lines: no site has {least}, so nothing could be cut (rules.site-line.min_documents)"
    return (
        f"site_lines: {reach[WITH_COUNTS]:,} of {documents} are on sites with {least}; "
        f"{counted(n_lines, 'line')} counted that stand in three or more"
    )


@lru_cache(maxsize=1)
def read_counted(store: Store, name: str) -> Profile:
    """The profile of a run, from its work folder."""
    return profile_in(store.read_table(name), store.path(name))


@lru_cache(maxsize=1)
def read_paragraphs(store: Store, name: str) -> ParagraphProfile:
    """The counts of paragraphs of a run, from its work folder."""
    return ParagraphProfile(tuple(store.read_batches(name)))
