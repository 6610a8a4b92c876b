"""The second pass of a run that counts lines or paragraphs: all texts are there, these are counted, then all is judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from cleancorpus.config import Config
from cleancorpus.detect.repeats import write_profile
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.numbers import counted
from cleancorpus.pipeline.calls import JudgeCall
from cleancorpus.pipeline.cleaning import CleanedParts
from cleancorpus.pipeline.count_lines import count_lines, fewest_documents, reach_note, read_counted, read_paragraphs
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
) -> tuple[CleanedParts, list[str]]:
    """Count what is to be counted in the texts of all parts, and judge each part with the counts; also says what they were good
    for. `token` is that of the run.

    The counts are saved where the configuration says so, but for those of a sample, which say little of the whole. What an
    earlier run judged with other counts is removed: it would never be used again.
    """
    progress.begin(JUDGING)
    targets = {}
    for counter in plan.counters:
        target = targets[counter.key.name] = f"{counter.key.folder}/{texts.digest}.arrow"
        if not store.has(target):
            count_lines(engine, counter, texts.listed, texts.keys, target)
            store.remove(GATHERED)
    lines = None if plan.site_lines is None else read_counted(store, targets[plan.site_lines.key.name])
    paragraphs = None if plan.paragraphs is None else read_paragraphs(store, targets[plan.paragraphs.key.name])
    if lines is not None and config.site_lines is not None and config.site_lines.save is not None and not sample:
        write_profile(lines, Path(config.site_lines.save))
    counted_as = "".join(profile.digest for profile in (lines, paragraphs) if profile is not None)
    by_place = plan.paragraphs is not None and plan.paragraphs.form.firsts  # then the same part at two places is two

    def call_of(number: int, name: str) -> JudgeCall:
        of_lines, of_paragraphs = (
            targets[counter.key.name] if counter is not None else "" for counter in (plan.site_lines, plan.paragraphs)
        )
        return JudgeCall(number, name, of_lines, of_paragraphs, f"{counted_as}-{number}" if by_place else counted_as)

    calls = (Task("judge", call_of(number, name), f"{token}-{number}-judge") for number, name in enumerate(texts.names))
    names, reused, reach = dict[int, str](), 0, Counter[str]()
    for task, (name, counts, was_done) in engine.run(calls):
        names[task.payload.number] = name
        reused += was_done
        reach.update(counts.by_site)
        progress.judged(counts, reused=was_done)
    if not sample:
        _clear_others(store, plan.judge.folder, f"-{counted_as}{'-' if by_place else '.'}")
        for counter in plan.counters:
            _clear_others(store, counter.key.folder, f"{texts.digest}.")
    notes = [] if lines is None else [reach_note(reach, len(lines.hashes), fewest_documents(config))]
    if paragraphs is not None:
        notes.append(f"ccnet-paragraph: {counted(len(paragraphs), 'paragraph')} in two documents or more")
    return replace(texts, names=tuple(names[number] for number in range(len(texts.names))), reused=reused), notes


def _clear_others(store: Store, folder: str, mark: str) -> None:
    """Remove the files of a stage whose names do not have a mark in them."""
    for name in store.names(folder):
        if name != STAGE_NOTE and mark not in name:
            store.remove(f"{folder}/{name}")
