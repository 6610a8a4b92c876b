"""The second pass of a run that counts the lines of sites: all texts are there, their lines are counted, then they are judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from cleancorpus.config import Config
from cleancorpus.detect.repeats import write_profile
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.pipeline.calls import JudgeCall
from cleancorpus.pipeline.cleaning import CleanedParts
from cleancorpus.pipeline.count_lines import count_lines, fewest_documents, reach_note, read_counted
from cleancorpus.pipeline.gather import GATHERED
from cleancorpus.pipeline.places import STAGE_NOTE
from cleancorpus.pipeline.plan import Plan
from cleancorpus.pipeline.progress import JUDGING, Progress


def judge_counted(
    engine: Engine,
    store: Store,
    config: Config,
    plan: Plan,
    texts: CleanedParts,
    token: str,
    progress: Progress,
    *,
    sample: bool,
) -> tuple[CleanedParts, str]:
    """Count the lines of the texts of all parts, and judge each part with the counts; also says what they were good for. `token`
    is that of the run.

    The counts are saved where the configuration says so, but for those of a sample, which say little of the whole. What an
    earlier run judged with other counts is removed: it would never be used again.
    """
    assert plan.site_lines is not None
    target = f"{plan.site_lines.key.folder}/{texts.digest}.arrow"
    progress.begin(JUDGING)
    if not store.has(target):
        count_lines(engine, plan.site_lines, texts.listed, texts.keys, target)
        store.remove(GATHERED)
    profile = read_counted(store, target)
    if config.site_lines is not None and config.site_lines.save is not None and not sample:
        write_profile(profile, Path(config.site_lines.save))
    calls = (
        Task("judge", JudgeCall(name, target, profile.digest), f"{token}-{number}-judge")
        for number, name in enumerate(texts.names)
    )
    names, reused, reach = dict[str, str](), 0, Counter[str]()
    for task, (name, counts, was_done) in engine.run(calls):
        names[task.payload.texts] = name
        reused += was_done
        reach.update(counts.by_site)
        progress.judged(counts, reused=was_done)
    if not sample:
        _clear_others(store, plan.judge.folder, f"-{profile.digest}.")
        _clear_others(store, plan.site_lines.key.folder, f"{texts.digest}.")
    note = reach_note(reach, len(profile.hashes), fewest_documents(config))
    return replace(texts, names=tuple(names[name] for name in texts.names), reused=reused), note


def _clear_others(store: Store, folder: str, mark: str) -> None:
    """Remove the files of a stage whose names do not have a mark in them."""
    for name in store.names(folder):
        if name != STAGE_NOTE and mark not in name:
            store.remove(f"{folder}/{name}")
