"""The steps of a link stage (`engine.links`), on an engine: pairs by range of keys, once each, what their rows hold, scores,
and the verdicts of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from cleancorpus.engine.links import PAIRS, SCORED, Elsewhere, Held, LinkStage, candidate_pairs, unique_pairs
from cleancorpus.engine.stage import Rows, Verdicts, gathered_name, part_and_row, places_of, sort_verdicts
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.pipeline.against import KeptShard, shard_batches

_ROWS_A_FILE = 20_000  # rows whose shingles are in one file, about: 70 MB for news; few files are open at once
_PAIRS_A_TASK = 100_000
_ROWS = pa.schema([("place", pa.int64())])


@dataclass(frozen=True)
class Link:
    """What `link_rows` asks: fold number `fold`, its gathered keys, all parts, the verdicts of the folds before; where its
    verdicts go, and the pairs that were compared, if they are asked for. The last parts are those of `kept`.
    """

    fold: int
    groups: list[str]
    ranges: tuple[tuple[int, int], ...]
    parts: tuple[tuple[str, int | None], ...]
    earlier: dict[str, tuple[str, ...]]
    target: str
    pairs: str = ""
    kept: tuple[KeptShard, ...] = ()

    @property
    def elsewhere(self) -> Elsewhere:
        """Which parts are of other versions."""
        return Elsewhere(len(self.parts) - len(self.kept), tuple(shard.label for shard in self.kept))


@dataclass(frozen=True)
class PairCall:
    """The candidate pairs of a range of keys, given as files of gathered keys; none of two rows that are both elsewhere."""

    fold: int
    keys: tuple[str, ...]
    earlier: dict[str, tuple[str, ...]]
    elsewhere: Elsewhere
    target: str


@dataclass(frozen=True)
class UniteCall:
    """The pairs of all ranges once each, in `<target>.pairs`, and their rows in `<target>.rows`; gives how many pairs, and how
    many rows by part.
    """

    fold: int
    pairs: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class HoldCall:
    """What the rows in pairs of some parts hold; `parts` are their numbers and names, or the shard that stands for one."""

    fold: int
    parts: tuple[tuple[int, str | KeptShard], ...]
    rows: str
    target: str


@dataclass(frozen=True)
class ScoreCall:
    """The scores of pairs `start` to `stop`."""

    fold: int
    pairs: str
    start: int
    stop: int
    held: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class DecideCall:
    """The verdicts, from all scored pairs; and these pairs for people, in `pairs`, if that is a name."""

    fold: int
    scored: tuple[str, ...]
    held: tuple[str, ...]
    earlier: dict[str, tuple[str, ...]]
    elsewhere: Elsewhere
    target: str
    pairs: str


LinkCall = PairCall | UniteCall | HoldCall | ScoreCall | DecideCall


def link_rows(engine: Engine, link: Link, folder: str) -> None:
    """Put the verdicts of a link stage in place as `link.target`; what comes between stands in `folder`."""
    fold, base = link.fold, f"{folder}/link"
    elsewhere = link.elsewhere
    pairs = [
        PairCall(
            fold,
            tuple(gathered_name(group, start) for group in link.groups),
            link.earlier,
            elsewhere,
            f"{base}-{start:05d}.arrow",
        )
        for start, _ in link.ranges
    ]
    places: list[str | KeptShard] = [*(name for name, _ in link.parts[: elsewhere.first]), *link.kept]
    names = tuple(name for name, n_pairs in _results(engine, "pairs", pairs) if n_pairs)
    ((n_pairs, by_part),) = _results(engine, "unite", [UniteCall(fold, names, base)])
    holds = [
        HoldCall(fold, tuple((part, places[part]) for part in group), f"{base}.rows", f"{base}-{group[0]:08d}.held")
        for group in _grouped(by_part)
    ]
    held = tuple(sorted(_results(engine, "hold", holds)))
    scores = [
        ScoreCall(
            fold, f"{base}.pairs", start, min(start + _PAIRS_A_TASK, n_pairs), held, f"{base}-{start:012d}.scored"
        )
        for start in range(0, n_pairs, _PAIRS_A_TASK)
    ]
    scored = tuple(sorted(_results(engine, "score", scores)))
    for _ in _results(
        engine, "decide", [DecideCall(fold, scored, held, link.earlier, elsewhere, link.target, link.pairs)]
    ):
        pass


def _results(engine: Engine, kind: str, calls: Iterable[LinkCall]) -> Iterator[Any]:
    for _, result in engine.run([Task(kind, call) for call in calls]):
        yield result


def _grouped(by_part: list[tuple[int, int]]) -> Iterator[list[int]]:
    """Parts in order, together as long as they have few rows."""
    group: list[int] = []
    n_rows = 0
    for part, count in by_part:
        if group and n_rows + count > _ROWS_A_FILE:
            yield group
            group, n_rows = [], 0
        group.append(part)
        n_rows += count
    if group:
        yield group


def do_link(store: Store, stage: LinkStage, call: LinkCall) -> Any:
    """Do one of the steps, in a worker."""
    match call:
        case PairCall():
            keys = pa.concat_tables([store.read_table(name) for name in call.keys])
            pairs = candidate_pairs(keys, _verdicts(store, call.earlier))
            pairs = pairs.filter(pa.array(pairs.column("left").to_numpy() < call.elsewhere.place))
            store.write_table(call.target, pairs)
            return call.target, pairs.num_rows
        case UniteCall():
            return _unite(store, call)
        case HoldCall():
            return _hold(store, stage, call)
        case ScoreCall():
            pairs = store.read_table(call.pairs).slice(call.start, call.stop - call.start)
            store.write_table(call.target, stage.score(pairs, _held(store, call.held)))
            return call.target
        case DecideCall():
            return _decide(store, stage, call)


def _unite(store: Store, call: UniteCall) -> tuple[int, list[tuple[int, int]]]:
    found = pa.concat_tables([PAIRS.empty_table(), *(store.read_table(name) for name in call.pairs)])
    pairs = unique_pairs(*(found.column(name).to_numpy() for name in PAIRS.names))
    store.write_table(f"{call.target}.pairs", pairs)
    places = np.unique(np.concatenate([pairs.column(name).to_numpy() for name in pairs.column_names]))
    store.write_table(f"{call.target}.rows", pa.table([places], schema=_ROWS))
    parts, counts = np.unique(part_and_row(places)[0], return_counts=True)
    return pairs.num_rows, list(zip(parts.tolist(), counts.tolist(), strict=True))


def _hold(store: Store, stage: LinkStage, call: HoldCall) -> str:
    all_places = store.read_table(call.rows).column("place").to_numpy()
    tables = []
    for part, place in call.parts:
        first, last = np.searchsorted(all_places, _edges(part))
        places = all_places[first:last]
        rows = part_and_row(places)[1]
        begun = 0
        batches = shard_batches(place) if isinstance(place, KeptShard) else store.read_batches(f"{place}.arrow")
        for batch in batches:
            start, stop = np.searchsorted(rows, [begun, begun + batch.num_rows])
            if stop > start:
                tables.append(stage.hold(batch, rows[start:stop] - begun, places[start:stop]))
            begun += batch.num_rows
    store.write_table(call.target, pa.concat_tables(tables).combine_chunks())
    return call.target


def _decide(store: Store, stage: LinkStage, call: DecideCall) -> str:
    scored = pa.concat_tables([SCORED.empty_table(), *(store.read_table(name) for name in call.scored)])
    held, earlier = _held(store, call.held), _verdicts(store, call.earlier)
    verdicts = sort_verdicts(stage.decide(scored, held, earlier, call.elsewhere))
    if call.pairs:
        store.write_stream(call.pairs, stage.pairs(scored, held, earlier, verdicts), stage.pair_schema)
    store.write_table(call.target, verdicts)
    return call.target


def _edges(part: int) -> Rows:
    """The first place of a part, and of the next."""
    return places_of(np.array([part, part + 1]), np.zeros(2, np.int64))


def _held(store: Store, names: tuple[str, ...]) -> Held:
    return Held([store.read_table(name) for name in names])


def _verdicts(store: Store, earlier: dict[str, tuple[str, ...]]) -> dict[str, Verdicts]:
    return {name: Verdicts(store, files) for name, files in earlier.items()}
