"""What a start costs: time to the first document of `run`, `explain`, workers ready, memory a worker.

    python tests/benchmarks/start_up.py [--rounds 7] [--workers 2] [--against PYTHONPATH ...]

Each figure is the median over rounds, each round a process of its own, the measures in turn. CPU seconds are those of all
processes, also of such as outlive their parent (Linux). `cold` is the first start of an installation that nothing has
compiled: its compiled code is kept in a folder that is empty. With `--against`, other source folders (`PATH/src`) take part
in the same rounds. PSS counts a page that n processes share as an nth of a page in each; where it cannot be read, it is left out.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
_TEXT = "Harbour bridge closed\n\nBy Jane Doe\n\n" + "\n\n".join(
    f"The bridge was closed on Monday after storm number {n}, and the town said that it would open again on Thursday."
    for n in range(8)
)
_PAGE = "<html><head><title>{0}</title></head><body><nav><a href='/'>Home</a></nav><article><h1>{0}</h1>{1}</article></body></html>"
_READY = """
import json, sys, time
from multiprocessing.connection import wait
from pathlib import Path
def pss_mb(pid):
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
if __name__ == "__main__":
    from cleancorpus.checked_config import load_config
    from cleancorpus.engine.store import Store
    from cleancorpus.engine.task import Task
    from cleancorpus.pipeline.run import make_engine
    config = load_config(sys.argv[1], [f"run.workers={sys.argv[2]}"])
    began = time.perf_counter()
    with make_engine(config, Store(sys.argv[3])) as engine:
        while len(engine._workers) < engine.slots:  # one is started ahead, the others when there are tasks for them
            engine._workers.append(engine._start())
        waiting = {worker.connection for worker in engine._workers}
        while waiting:
            for connection in wait(list(waiting)):
                assert connection.recv() == ("ready", None)
                waiting.discard(connection)
        seconds = time.perf_counter() - began
        print(json.dumps([seconds, [pss_mb(worker.process.pid) for worker in engine._workers]]))
"""


def _reap_orphans() -> None:
    """Have processes whose parent has ended become children of this one, so that their time is counted here."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def _cpu_of(work: Callable[[], float]) -> tuple[float, float]:
    """What `work` gives, and the CPU seconds of all processes that it starts, until the last of them has ended."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = work()
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class _Bench:
    """The measures on one source folder: files to work on, and an environment for the processes."""

    def __init__(self, source: str, folder: Path, workers: int) -> None:
        self._folder, self._workers = folder, workers
        self._compiled = folder / "compiled"
        self._base = {**os.environ, "PYTHONPATH": source}
        self._base.pop("PYTHONDONTWRITEBYTECODE", None)
        title, *paragraphs = _TEXT.split("\n\n")
        (folder / "a.jsonl").write_text(json.dumps({"id": "a", "text": _TEXT}) + "\n", encoding="utf-8")
        (folder / "a.txt").write_text(_TEXT, encoding="utf-8")
        page = _PAGE.format(title, "".join(f"<p>{text}</p>" for text in paragraphs))
        (folder / "a.html").write_text(page, encoding="utf-8")
        for name in ("jsonl", "html"):
            settings = {"extends": "base", "name": name, "sources": [{"path": f"a.{name}"}], "export": {"dir": "dist"}}
            (folder / f"{name}.yaml").write_text(json.dumps(settings), encoding="utf-8")
        (folder / "ready.py").write_text(_READY, encoding="utf-8")

    def environment(self, *, cold: bool = False) -> Mapping[str, str]:
        """The environment of a process; cold: nothing is compiled yet."""
        if cold:
            shutil.rmtree(self._compiled, ignore_errors=True)
        return {**self._base, "PYTHONPYCACHEPREFIX": str(self._compiled)}

    def first_document(self, kind: str, *, cold: bool = False) -> dict[str, float]:
        """Seconds of `run` until its first part is done and until it has ended."""
        shutil.rmtree(self._folder / "dist", ignore_errors=True)
        command = [sys.executable, "-m", "cleancorpus", "run", f"{kind}.yaml", "-vv", "--log-json"]
        command += ["--workers", str(self._workers)]
        first = 0.0

        def work() -> float:
            nonlocal first
            began = time.perf_counter()
            with subprocess.Popen(
                command, cwd=self._folder, env=self.environment(cold=cold), stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL, text=True,
            ) as process:  # fmt: skip
                assert process.stderr is not None
                said = []
                for line in process.stderr:
                    said.append(line)
                    if not first and '"event": "part-done"' in line:
                        first = time.perf_counter() - began
            assert process.returncode == 0 and first, "".join(said)
            return time.perf_counter() - began

        wall, cpu = _cpu_of(work)
        return {"s to the first document": first, "s to the end": wall, "CPU s": cpu}

    def explain(self, name: str, *, cold: bool = False) -> dict[str, float]:
        """Seconds of `explain` on a file."""

        def work() -> float:
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "cleancorpus", "explain", name],
                cwd=self._folder, env=self.environment(cold=cold), stdout=subprocess.DEVNULL, check=True,
            )  # fmt: skip
            return time.perf_counter() - began

        wall, cpu = _cpu_of(work)
        return {"s to the end": wall, "CPU s": cpu}

    def ready(self) -> dict[str, float]:
        """Seconds from an engine's start until all its workers are ready, and the largest PSS of a worker then."""
        found: list[float | None] = []

        def work() -> float:
            done = subprocess.run(
                [sys.executable, "ready.py", "jsonl.yaml", str(self._workers), str(self._folder / "store")],
                cwd=self._folder, env=self.environment(), stdout=subprocess.PIPE, check=True, text=True,
            )  # fmt: skip
            seconds, pss = json.loads(done.stdout)
            found.extend(pss)
            return float(seconds)

        wall, _ = _cpu_of(work)
        memory = {"PSS a worker, MB": max(value for value in found if value is not None)} if all(found) else {}
        return {"s until ready": wall, **memory}


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--against", nargs="+", default=[], metavar="PATH", help="other source folders")
    arguments = parser.parse_args()
    _reap_orphans()
    sources = [str(ROOT / "src"), *(str(Path(path).resolve()) for path in arguments.against)]
    figures: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        benches = {}
        for number, source in enumerate(sources):
            (Path(folder) / str(number)).mkdir()
            benches[source] = _Bench(source, Path(folder) / str(number), arguments.workers)
        for number in range(-1, arguments.rounds):
            for source, bench in benches.items():
                if number < 0:
                    measures = {
                        "run, a text, cold": bench.first_document("jsonl", cold=True),
                        "explain, a page, cold": bench.explain("a.html", cold=True),
                    }
                    bench.ready()  # compiles what the others need
                    bench.first_document("html")
                else:
                    measures = {
                        "run, a text": bench.first_document("jsonl"),
                        "run, a page": bench.first_document("html"),
                        "explain, a text": bench.explain("a.txt"),
                        "explain, a page": bench.explain("a.html"),
                        f"{arguments.workers} workers": bench.ready(),
                    }
                for measure, values in measures.items():
                    for name, value in values.items():
                        figures[source, measure, name].append(value)
    for (source, measure, name), found in figures.items():
        spread = f"{min(found):.2f} to {max(found):.2f}"
        print(f"{source:40} {measure:22} {name:24} {median(found):7.2f}   ({spread}, {len(found)} times)")


if __name__ == "__main__":
    main()
