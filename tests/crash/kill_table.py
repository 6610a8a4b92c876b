"""Kill runs at random and run them again: a table of kills, resumed parts and content hashes.

    python tests/crash/kill_table.py [--kills 50] [--documents 3000 | --source FILE] [--seed 1]

Each round starts the same job on the same work folder, with other workers and batch sizes, and kills the driver or one of
its workers at a random moment; when a run ends by itself, its hash is compared with that of a run nobody disturbed, and the
dataset is removed. Exits with 1 if a hash differs, a process is left behind, or a finished part was done again.
The short form of it is `test_kills.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from corpus import write_corpus

_RUN = "import sys; from cleancorpus.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass
class Table:
    """What was done and seen: a row a round."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    kills: int = 0
    resumed: int = 0
    hashes: set[str] = field(default_factory=set)


class Killer:
    """Rounds of one job in `folder`; `config` is the configuration as a mapping, without workers and batch size."""

    def __init__(self, folder: Path, config: dict[str, Any], seed: int) -> None:
        self.folder, self.config = folder, config
        self.random = random.Random(seed)
        self.table = Table()
        self.work = folder / "dist" / config["name"] / ".work"

    def start(self, **run: Any) -> subprocess.Popen[str]:
        """Start the job with these settings of `run`."""
        path = self.folder / "config.json"
        path.write_text(json.dumps({**self.config, "run": run}), encoding="utf-8")
        command = [sys.executable, "-c", _RUN, "run", "config.json", "--json"]
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def parts(self) -> int:
        """Finished parts in the work folder."""
        return sum(path.name != "stage.json" for path in self.work.glob("judge-*/*.json"))

    def undisturbed(self) -> tuple[str, float]:
        """Content hash and seconds of a run with one worker."""
        began = time.monotonic()
        with self.start(workers=1) as process:
            out, err = process.communicate()
        if process.returncode:
            raise SystemExit(err)
        shutil.rmtree(self.folder / "dist")
        return str(json.loads(out)["content_hash"]), time.monotonic() - began

    def round(self, seconds: float | None) -> None:
        """One start of the job, and kills within `seconds` if it has not ended before; None: no kill."""
        workers, batch = self.random.choice([1, 2, 4]), self.random.choice([1, 5, 64, 97])
        driver_dies = self.random.random() < 0.6
        before = self.parts()
        process = self.start(workers=workers, batch_size=batch)
        deadline = time.monotonic() + (600 if seconds is None else self.random.uniform(0.2, seconds))
        while time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)
        who = "nobody"
        if process.poll() is None:
            who = self._kill(process, driver=driver_dies)
        out, err = process.communicate(timeout=600)
        self._note(process, who, workers, batch, before, out, err)

    def _kill(self, process: subprocess.Popen[str], *, driver: bool) -> str:
        family = psutil.Process(process.pid).children(recursive=True)
        if driver or not family:
            process.kill()
            process.wait()
            _, alive = psutil.wait_procs(family, timeout=10)
            self.table.problems += [f"left behind: {child}" for child in alive]
            self.table.kills += 1
            return "driver"
        for _ in range(self.random.randint(1, 3)):
            children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            workers = [child for child in children if child.ppid() != process.pid]  # forked from the process between
            if workers:
                self.random.choice(workers).kill()
                self.table.kills += 1
            time.sleep(self.random.uniform(0, 1))
        return "workers"

    def _note(
        self, process: subprocess.Popen[str], who: str, workers: int, batch: int, before: int, out: str, err: str
    ) -> None:
        after, digest, resumed = self.parts(), "", ""
        if process.returncode == 0:
            result = json.loads(out)
            digest, resumed = result["content_hash"], f"{result['reused_parts']} of {result['parts']}"
            self.table.hashes.add(digest)
            self.table.resumed += result["reused_parts"]
            # A worker that is killed between writing a part and saying so leaves it to the next one: that is taken over, too.
            more = result["reused_parts"] > before and who == "nobody"
            if result["reused_parts"] < before or more:
                self.table.problems.append(f"{before} parts were done, {result['reused_parts']} were taken over")
            shutil.rmtree(self.folder / "dist")
        elif who != "driver":
            self.table.problems.append(f"exit code {process.returncode} after {who}: {err.strip()[-1500:]}")
        elif after < before:
            self.table.problems.append(f"{before} parts were done, {after} are left")
        self.table.rows.append((who, str(workers), str(batch), str(before), str(after), resumed, digest[:16]))


def main() -> int:
    """Run rounds until there were as many kills as asked, and one undisturbed end after them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--source", type=Path, help="a JSONL file instead of invented documents")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.source:
            shutil.copyfile(arguments.source, folder / "a.jsonl")
        else:
            write_corpus(folder / "a.jsonl", arguments.documents, words=400)
        config = {"extends": "base", "name": "killed", "sources": [{"path": "a.jsonl"}]}
        killer = Killer(folder, config, arguments.seed)
        told = 0
        wanted, seconds = killer.undisturbed()
        print("killed   workers  batch  parts before  after  taken over  content hash")
        while killer.table.kills < arguments.kills or not killer.table.hashes:
            killer.round(seconds)
            who, workers, batch, before, after, resumed, digest = killer.table.rows[-1]
            print(f"{who:8} {workers:>7}  {batch:>5}  {before:>12}  {after:>5}  {resumed:>10}  {digest}", flush=True)
            for problem in killer.table.problems[told:]:
                print(f"problem: {problem}", flush=True)
            told = len(killer.table.problems)
        table = killer.table
        print(
            f"{table.kills} kills, {len(table.rows)} rounds; undisturbed {wanted[:16]}, others {sorted(h[:16] for h in table.hashes)}"
        )
        others = table.hashes - {wanted}
        for digest in others:
            print(f"problem: hash {digest}")
        return 1 if table.problems or others else 0


if __name__ == "__main__":
    sys.exit(main())
