"""The folds of a run on an engine: keys of all parts gathered, merged or linked, and the verdicts in the work folder."""

from __future__ import annotations

from collections.abc import Sequence

from cleancorpus.engine.links import LinkStage
from cleancorpus.engine.stage import bucket_ranges, gathered_name
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.pipeline.against import Against, IdsCall, gather_kept
from cleancorpus.pipeline.calls import MergeCall
from cleancorpus.pipeline.cleaning import CleanedParts
from cleancorpus.pipeline.gather import GATHERED, gather_keys
from cleancorpus.pipeline.link import Link, link_rows
from cleancorpus.pipeline.plan import Fold

Files = tuple[str, ...]


def fold_rows(
    engine: Engine, store: Store, folds: Sequence[Fold], parts: CleanedParts, against: Against
) -> dict[str, Files]:
    """Answer each question about all rows, in order; gives the files of its verdicts by its name. What stands in the work folder
    is not done again. Of links, rows are compared with those of `against`, too.
    """
    verdicts: dict[str, Files] = {}
    for number, fold in enumerate(folds):
        if isinstance(fold, LinkStage):
            names: Files = (f"{_base(fold, parts, against)}.arrow",)
            pairs = pairs_name(fold, parts, against) if fold.tells_pairs else ""
            if not all(store.has(name) for name in (*names, *filter(None, [pairs]))):
                listed = parts.listed
                if against.shards:
                    first = folds[0].key  # whose question is about ids
                    taken = against.taken_ids, against.taken_texts
                    ids = IdsCall(first.folder, parts.listed, verdicts[first.name], *taken, f"{GATHERED}/ids.arrow")
                    listed += gather_kept(engine, number, ids, against, GATHERED)
                ranges = tuple(bucket_ranges((parts.rows + against.rows) * fold.keys_a_row))
                groups = gather_keys(engine, fold.key.folder, listed, ranges)
                link = Link(number, groups, ranges, listed, dict(verdicts), names[0], pairs, against.shards)
                link_rows(engine, link, GATHERED)
                store.remove(GATHERED)
        else:
            ranges, base = tuple(bucket_ranges(parts.rows)), f"{fold.key.folder}/{parts.digest}"
            names = tuple(f"{base}-{start:05d}.arrow" for start, _ in ranges)
            if not all(store.has(name) for name in names):
                groups = gather_keys(engine, fold.key.folder, parts.listed, ranges)
                calls = [
                    MergeCall(number, tuple(gathered_name(group, start) for group in groups), dict(verdicts), name)
                    for (start, _), name in zip(ranges, names, strict=True)
                ]
                for _ in engine.run([Task("merge", call) for call in calls]):
                    pass
                store.remove(GATHERED)
        verdicts[fold.key.name] = names
    return verdicts


def pairs_name(fold: Fold, parts: CleanedParts, against: Against) -> str:
    """Where `fold_rows` puts the pairs that were compared, of a fold that tells them."""
    return f"{_base(fold, parts, against)}.pairs"


def _base(fold: Fold, parts: CleanedParts, against: Against) -> str:
    return f"{fold.key.folder}/{'-'.join(filter(None, [parts.digest, against.digest]))}"
