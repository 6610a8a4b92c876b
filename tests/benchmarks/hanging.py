"""One record hangs for twelve seconds: who waits for it? python tests/benchmarks/hanging.py

3,840 invented texts (60 batches of 64) in parts, two workers; one text makes its worker sleep. Shown is when each part
ended, counted from the moment the text began to hang: all parts but its own should go on ending meanwhile.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from corpus import write_corpus

from cleancorpus.config import Config
from cleancorpus.engine.local import LocalEngine
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Recipe
from cleancorpus.model import Record
from cleancorpus.pipeline.cleaning import Cleaning
from cleancorpus.pipeline.plan import work_argument
from cleancorpus.pipeline.work import RunWork, make_work
from cleancorpus.read import list_files

HANG_S = 12.0
AT = 700  # the number of the record that hangs


def make_hanging(argument: str) -> RunWork:
    """The work of a run whose text stage sleeps at one record."""
    work = make_work(argument)
    texts = work._core.texts
    read = texts.read

    def slow(record: Record) -> Any:
        if record.id == f"d{AT}":
            time.sleep(HANG_S)
        return read(record)

    texts.read = slow  # type: ignore[method-assign]
    return work


def main() -> None:
    """Run the first step of a job and print when parts ended."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_corpus(folder / "a.jsonl", 3840, words=400)
        config = Config.model_validate({"sources": [{"path": str(path)}], "language": {"detector": "auto"}})
        store = Store(str(folder / "work"))
        recipe = Recipe("hanging:make_hanging", work_argument(config, store))
        cleaning = Cleaning(list_files(config.sources).files, None)
        ended: list[tuple[float, int]] = []
        with LocalEngine(recipe, 2, row_timeout_s=60, memory_mb=4096, preload="cleancorpus.pipeline.preload") as engine:
            for task, result in engine.run(cleaning.tasks("bench")):
                part = cleaning.done(task, result)
                if part is not None:
                    ended.append((time.monotonic(), task.payload.part.pieces[0].first))
        first = ended[0][0]
        own = max(position for _, position in ended if position <= AT)
        at = next(moment for moment, position in ended if position == own)
        during = sum(1 for moment, position in ended if at - HANG_S < moment < at and position != own)
        others = len(ended) - 1
        print(json.dumps({"parts": len(ended), "seconds": round(ended[-1][0] - first, 1)}))
        print(
            f"while one record hung for {HANG_S:g} s, {during} of {others} other parts ended; the rest before and after"
        )
        print(f"its own part ended {at - first:.1f} s after the first part, as number {1 + ended.index((at, own))}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
