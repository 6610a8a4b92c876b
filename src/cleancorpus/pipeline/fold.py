"""The folds of a run on an engine: keys of all parts gathered, merged or linked, and the verdicts in the work folder."""

from __future__ import annotations

from collections.abc import Sequence

from cleancorpus.engine.links import LinkStage
from cleancorpus.engine.stage import bucket_ranges, gathered_name
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.pipeline.calls import MergeCall
from cleancorpus.pipeline.cleaning import CleanedParts
from cleancorpus.pipeline.gather import GATHERED, gather_keys
from cleancorpus.pipeline.link import Link, link_rows
from cleancorpus.pipeline.plan import Fold

Files = tuple[str, ...]


def fold_rows(engine: Engine, store: Store, folds: Sequence[Fold], parts: CleanedParts) -> dict[str, Files]:
    """Answer each question about all rows, in order; gives the files of its verdicts by its name. What stands in the work folder
    is not done again.
    """
    verdicts: dict[str, Files] = {}
    for number, fold in enumerate(folds):
        keys = parts.rows * (fold.keys_a_row if isinstance(fold, LinkStage) else 1)
        ranges = tuple(bucket_ranges(keys))
        base = f"{fold.key.folder}/{parts.digest}"
        if isinstance(fold, LinkStage):
            names: Files = (f"{base}.arrow",)
            pairs = f"{base}.pairs" if fold.tells_pairs else ""
            if not all(store.has(name) for name in (*names, *filter(None, [pairs]))):
                groups = gather_keys(engine, fold.key.folder, parts.listed, ranges)
                link = Link(number, groups, ranges, parts.listed, dict(verdicts), names[0], pairs)
                link_rows(engine, link, GATHERED)
                store.remove(GATHERED)
        else:
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


def pairs_name(folds: Sequence[Fold], parts: CleanedParts) -> str:
    """Where `fold_rows` has put the pairs that were compared, of the fold that tells them."""
    fold = next(fold for fold in folds if isinstance(fold, LinkStage) and fold.tells_pairs)
    return f"{fold.key.folder}/{parts.digest}.pairs"
