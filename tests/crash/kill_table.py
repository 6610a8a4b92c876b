"""Kill, stop and end runs at random and run them again: a table of disturbances, resumed parts and content hashes.

    python tests/crash/kill_table.py [--kills 50] [--documents 6000 | --source FILE] [--seed 1] [--ray]

Each round starts the same job on the same work folder, with other workers and batch sizes, and disturbs it at a random moment, or
in a late step (comparing, settling, writing): kills the driver, workers or all processes, stops some for longer than a record may
take and lets them go on, or ends the run by a signal. When a run ends by itself, its hash is compared with that of a run nobody
disturbed, and the dataset is removed. With `--ray` the runs are on a cluster of this machine, which is started for all of them, and
workers are its actors and the processes of these; compared is with a run without Ray. Exits with 1 if a hash differs, a process or a folder is left behind, a finished part was
done again, or more than `--most-again` of the work was lost by one kill. The short form of it is `test_kills.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from corpus import write_corpus

_RUN = "import sys; from cleancorpus.cli import main; sys.exit(main(sys.argv[1:]))"
_WAYS = {"driver": 35, "workers": 25, "all": 10, "paused": 20, "signal": 10}
_ENDING = ("SIGTERM", "SIGINT", "SIGHUP")
_PAUSE_S = 3.0
TIMEOUT_S = 2.0  # less than a pause


@dataclass
class Table:
    """What was done and seen: a row a round."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    kills: int = 0
    ends: int = 0
    resumed: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    again: list[float] = field(default_factory=list)  # of each kill: the share of all work that it lost
    hashes: Counter[str] = field(default_factory=Counter)


class Killer:
    """Rounds of one job in `folder`; `config` is the configuration as a mapping, without workers and batch size.

    `cluster` is the address of a Ray cluster that this process has started; empty: the runs are local.
    """

    def __init__(self, folder: Path, config: dict[str, Any], seed: int, cluster: str = "") -> None:
        self.folder, self.config, self.cluster = folder, config, cluster
        self.random = random.Random(seed)
        self.table = Table()
        self.dataset = folder / "dist" / config["name"]
        self.work = self.dataset / ".work"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self.log = folder / "log.jsonl"
        self.documents = 0
        self.clearing = False  # killed while it removed its work

    def start(self, **run: Any) -> subprocess.Popen[str]:
        """Start the job with these settings of `run`."""
        path = self.folder / "config.json"
        path.write_text(json.dumps({**self.config, "run": run}), encoding="utf-8")
        command = [sys.executable, "-c", _RUN, "run", "config.json", "--json", "--log-json", "-v"]
        environment = {**os.environ, "TMPDIR": str(self.temporary)}
        with self.log.open("wb") as log:  # a file: nobody has to read it for the run to go on
            return subprocess.Popen(
                command, cwd=self.folder, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
            )

    def parts(self) -> int:
        """Finished parts in the work folder."""
        return sum(path.name != "stage.json" for path in self.work.glob("judge-*/*.json"))

    def undisturbed(self) -> tuple[str, float]:
        """Content hash and seconds of a run with one worker."""
        began = time.monotonic()
        with self.start(workers=1) as process:
            out, _ = process.communicate()
        if process.returncode:
            raise SystemExit(self.log.read_text(encoding="utf-8"))
        self.documents = int(json.loads(out)["ledger"]["rows_in"])
        shutil.rmtree(self.folder / "dist")
        return str(json.loads(out)["content_hash"]), time.monotonic() - began

    def round(self, seconds: float | None) -> None:
        """One start of the job, and a disturbance within `seconds` if it has not ended before; None: none."""
        workers, batch = self.random.choice([1, 2, 3]), self.random.choice([2, 16, 64, 97])
        (way,) = self.random.choices([*_WAYS], [*_WAYS.values()])
        is_late, late_s = self.random.random() < 0.4, self.random.uniform(0, 0.3)
        late = self.random.choice(["comparing", "settling", "writing"])
        before = self.parts()
        on_ray = {"engine": "ray", "ray_address": self.cluster} if self.cluster else {}
        process = self.start(workers=workers, batch_size=batch, **on_ray)
        deadline = time.monotonic() + (600 if seconds is None else self.random.uniform(0.2, seconds))
        while process.poll() is None and (is_late or time.monotonic() < deadline):
            if is_late and seconds is not None and self.step() == late:
                time.sleep(late_s)
                break
            time.sleep(0.01)
        who, step = "nobody", self.step()
        if process.poll() is None and seconds is not None:
            who = self._disturb(process, way)
            self.table.steps[step] += 1
            self.table.ways[who] += 1
            self.table.kills += 1
        out, _ = process.communicate(timeout=600)
        told = self.log.read_text(encoding="utf-8")
        self._note(process, who, step if who != "nobody" else "", workers, batch, before, out, told)

    def step(self) -> str:
        """What the run is at, by its log."""
        step = "starting"
        for line in self.log.read_text(encoding="utf-8").splitlines():
            with suppress(json.JSONDecodeError):  # half a line
                event = json.loads(line)
                step = {"run-started": "cleaning", "step": event.get("step"), "version-made": "clearing"}.get(
                    event["event"], step
                )
        return step

    def _disturb(self, process: subprocess.Popen[str], way: str) -> str:
        family = self._family(process)
        workers = self._workers(process)
        if way == "paused" and family:
            some = (
                [self.random.choice(workers)]
                if workers and self.random.random() < 0.4
                else [psutil.Process(process.pid), *family]
            )
            for each in some:
                with suppress(psutil.NoSuchProcess):
                    each.suspend()
            time.sleep(_PAUSE_S)
            for each in reversed(some):
                with suppress(psutil.NoSuchProcess):
                    each.resume()
            return "paused"
        if way == "workers" and workers:
            for _ in range(self.random.randint(1, 3)):
                if process.poll() is None and (there := self._workers(process)):
                    with suppress(psutil.NoSuchProcess):
                        self.random.choice(there).kill()
                time.sleep(self.random.uniform(0, 1))
            return "workers"
        if self.documents:
            self.table.again.append(sum(map(_rows, self.work.glob("judge-*/*.tmp"))) / self.documents)
        if way == "signal":
            process.send_signal(getattr(signal, self.random.choice(_ENDING)))
        else:
            process.kill()
            for child in family if way == "all" else ():
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            way = "all" if way == "all" else "driver"
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        _, alive = psutil.wait_procs(family, timeout=60)  # a second, but other work may leave them none of it
        self.table.problems += [f"left behind after {way}: {child}" for child in alive]
        return way

    def _family(self, process: subprocess.Popen[str]) -> list[psutil.Process]:
        """All processes that belong to a run besides its own."""
        if not self.cluster:
            return psutil.Process(process.pid).children(recursive=True)
        actors = [each for each in psutil.Process().children(recursive=True) if _is_actor(each)]
        return actors + [child for actor in actors for child in _children(actor)]

    def _workers(self, process: subprocess.Popen[str]) -> list[psutil.Process]:
        """Those of them that may be lost: forked from the process between, or on a cluster."""
        return [each for each in self._family(process) if self.cluster or each.ppid() != process.pid]

    def _note(
        self,
        process: subprocess.Popen[str],
        who: str,
        step: str,
        workers: int,
        batch: int,
        before: int,
        out: str,
        err: str,
    ) -> None:
        after, digest, resumed = self.parts(), "", ""
        if process.returncode == 0:
            result = json.loads(out)
            digest, resumed = result["content_hash"], f"{result['reused_parts']} of {result['parts']}"
            self.table.hashes[digest] += 1
            self.table.ends += 1
            self.table.resumed += result["reused_parts"]
            # A worker that is killed between writing a part and saying so leaves it to the next one: that is taken over, too.
            more = result["reused_parts"] > before and who == "nobody"
            if not self.clearing and (result["reused_parts"] < before or more):
                self.table.problems.append(f"{before} parts were done, {result['reused_parts']} were taken over")
            self.table.problems += [f"left in the dataset's folder: {name}" for name in self._left()]
            shutil.rmtree(self.folder / "dist")
        elif who == "signal":
            # Python itself is ended by a signal before the program has begun.
            if '"event": "error"' not in err and (err or step != "starting"):
                self.table.problems.append(f"exit code {process.returncode} after a signal: {err.strip()[-1500:]}")
        elif who not in ("driver", "all"):
            self.table.problems.append(f"exit code {process.returncode} after {who}: {err.strip()[-1500:]}")
        # A run that has made its version removes its work: what is left of that is taken over.
        self.clearing = process.returncode != 0 and any(self.dataset.glob("[0-9]*"))
        if process.returncode and after < before and not self.clearing:
            self.table.problems.append(f"{before} parts were done, {after} are left")
        self.table.rows.append((who, step, str(workers), str(batch), str(before), str(after), resumed, digest[:16]))

    def _left(self) -> list[str]:
        """What a finished run has left besides its version: unfinished work, half a version, its folder for sockets."""
        beside = [path.name for path in self.dataset.iterdir() if path.name.startswith(".") and path.name != ".lock"]
        return beside + [f"tmp/{path.name}" for path in self.temporary.iterdir()]


def _is_actor(process: psutil.Process) -> bool:
    try:
        return "".join(process.cmdline()[:1]).startswith("ray::_Actor")
    except psutil.NoSuchProcess:
        return False


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@contextmanager
def ray_cluster() -> Iterator[str]:
    """A cluster on this machine, for as long as the `with` lasts; gives its address."""
    import ray

    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, logging_level="error")
    try:
        yield ray.get_runtime_context().gcs_address
    finally:
        ray.shutdown()


def _rows(path: Path) -> int:
    """The documents in a part that was not finished."""
    rows = 0
    with suppress(OSError, pa.ArrowInvalid), pa.ipc.open_stream(path.read_bytes()) as batches:  # it breaks off
        for batch in batches:
            rows += batch.num_rows
    return rows


def write_padded(path: Path, count: int) -> None:
    """A corpus whose records are long and texts are short, so that it is cut into many parts and soon cleaned."""
    write_corpus(path, count, words=120)
    rows = [json.loads(line) | {"unread": "x" * 3000} for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def main() -> int:
    """Run rounds until there were as many disturbances as asked, and one undisturbed end after them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--documents", type=int, default=6_000)
    parser.add_argument("--source", type=Path, help="a JSONL file instead of invented documents")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-again", type=float, default=0.15, help="the share of all work that a kill may lose")
    parser.add_argument("--ray", action="store_true", help="on a cluster of this machine; needs the extra ray")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ray_cluster() if arguments.ray else nullcontext("") as cluster:
        folder = Path(name)
        if arguments.source:
            shutil.copyfile(arguments.source, folder / "a.jsonl")
        else:
            write_padded(folder / "a.jsonl", arguments.documents)
        config = {
            "extends": "base", "name": "killed", "sources": [{"path": "a.jsonl"}], "extract": {"timeout_s": TIMEOUT_S},
        }  # fmt: skip
        killer = Killer(folder, config, arguments.seed, cluster)
        told = 0
        wanted, seconds = killer.undisturbed()
        print(f"undisturbed, one worker: {seconds:.1f} s")
        print("who      step       workers  batch  parts before  after  taken over  content hash")
        table = killer.table
        while table.kills < arguments.kills or not table.hashes:
            killer.round(seconds)
            who, step, workers, batch, before, after, resumed, digest = table.rows[-1]
            print(
                f"{who:8} {step:9}  {workers:>7}  {batch:>5}  {before:>12}  {after:>5}  {resumed:>10}  {digest}",
                flush=True,
            )
            for problem in table.problems[told:]:
                print(f"problem: {problem}", flush=True)
            told = len(table.problems)
        killer.round(None)
        others = set(table.hashes) - {wanted}
        table.problems += [f"hash {digest}" for digest in others]
        most = max(table.again, default=0.0)
        if most > arguments.most_again:
            table.problems.append(f"a kill lost {most:.1%} of all work")
        mean = sum(table.again) / max(1, len(table.again))
        print(f"{table.kills} disturbances: {dict(table.ways)}; while {dict(table.steps)}")
        print(f"{table.ends} ends, {table.hashes[wanted]} of them with the hash of the undisturbed run ({wanted[:16]})")
        print(f"work done again by a kill of the run: {mean:.1%} of all on average, {most:.1%} at most")
        for problem in table.problems[told:]:
            print(f"problem: {problem}")
        print(f"{len(table.problems)} problems")
        return 1 if table.problems else 0


if __name__ == "__main__":
    sys.exit(main())
