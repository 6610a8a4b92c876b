"""Where the work of a run lies, and how much of it is done."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cleancorpus.config import Config
from cleancorpus.engine.store import Store
from cleancorpus.export.write import SAMPLE, dataset_folder
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.remote.errors import is_elsewhere

WORK = ".work"
STAGE_NOTE = "stage.json"  # in a stage's folder: what its results depend on


def worker_count(config: Config) -> int:
    """How many processes to use: the config's number, else one a core this process may use."""
    if config.run.workers is not None:
        return config.run.workers
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores or 1


def work_folder(config: Config, *, sample: bool = False) -> Store:
    """Where unfinished work is: `.work` beside the dataset, or the dataset's folder in `run.work_dir`.

    That one is named by name and place of the dataset, so that the dataset's lock keeps others from it: two datasets may
    have one name. A sample has a folder in it: when it is done, the work of a run on all of the sources that was killed
    still stands.
    """
    dataset = dataset_folder(config, Path()).absolute()
    given_here = config.run.work_dir is None or not is_elsewhere(config.run.work_dir)
    if config.run.work_dir is None or (given_here and is_elsewhere(config.export.dir)):
        root = str(dataset / WORK)
    else:
        place = hashlib.sha256(str(dataset.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
        given, name = config.run.work_dir, f"{config.name}-{place}"
        root = f"{given.rstrip('/')}/{name}" if "://" in given else str((Path(given) / name).absolute())
    return Store(f"{root}/{SAMPLE}" if sample else root)


def own_folders(config: Config) -> tuple[Path, ...]:
    """The folders on this machine that a run of this configuration writes to, none of which is a source of it."""
    dataset, work_dir = dataset_folder(config, Path()).absolute(), config.run.work_dir
    if work_dir is None or is_elsewhere(work_dir) or is_elsewhere(config.export.dir):
        return (dataset,)
    return dataset, work_folder(config).local("")


def parts_done(config: Config, *, sample: bool = False) -> tuple[int, int]:
    """How many parts of a run of this configuration stand in the work folder: finished, and read."""
    plan, store = make_plan(config), work_folder(config, sample=sample)
    finished, read = (
        sum(name.endswith(".json") and name != STAGE_NOTE for name in store.names(stage.folder))
        for stage in (plan.judge, plan.text)
    )
    return finished, read
