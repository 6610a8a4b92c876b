"""One part of a run, cleaned in this process."""

from cleancorpus.engine.task import Task
from cleancorpus.pipeline.cleaning import Cleaning
from cleancorpus.pipeline.work import RunWork
from cleancorpus.read import list_files
from in_this_process import Unwatched


def clean(config, store, token, blamed=None):
    """The part that a run with that token makes of the sources: its name, and (id, status, reason, detail) a row."""
    tasks = Cleaning(list_files(config.sources).files, None).tasks(token)
    (task,) = [task for task in tasks if task is not None]  # None: what comes next is not known yet
    done = RunWork(config, store).do(Task(task.kind, task.payload, task.token, blamed or {}), Unwatched())
    rows = [row for batch in store.read_batches(f"{done.name}.arrow") for row in batch.to_pylist()]
    return done, [(row["id"], row["status"], row["reason"], row["detail"]) for row in rows]
