"""Publish while 30 % of all requests fail, with a kill in each step: one commit, one tag?

    python tests/export/publish_table.py [--rounds 5] [--share 0.3] [--seed 1]

Each round is a repository of its own on a Hub on this machine. Its first clients are killed: while they upload, at the commit, when
the commit is made and they do not know it, and at the tag. Then the same command runs until it ends well, as a person would.
Exits with 1 unless each repository has one release, one tag on it, and the files that are here. The short form is in
`test_export_hub.py`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from invented import export, mixed
from local_hub import LocalHub
from local_hub_store import Faults

TOKEN, REPO = "hf_secretOfTheHarbour", "acme/harbour"
STEPS = ("upload", "commit", "committed", "tag")
_MOST_RUNS = 30


def publish(hub: LocalHub, home: Path, folder: Path) -> subprocess.Popen[str]:
    """A client that publishes a version."""
    code = f"from cleancorpus.hub.publish import publish; publish({str(folder)!r}, {REPO!r}, patience=0.01)"
    environment = {**os.environ, **hub.environment(home)}
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=pipe, stderr=pipe, text=True)


def one_round(folder: Path, home: Path, share: float, seed: int) -> tuple[dict[str, int], list[str]]:
    """What was done (kills, runs, requests, refused ones), and what is wrong in the end."""
    done, wrong = {"kills": 0, "runs": 0}, []
    with LocalHub(TOKEN) as hub:
        for number, step in enumerate(STEPS):
            hub.faults = Faults(fail_share=share, seed=100 * seed + number, stall=step)
            with publish(hub, home, folder) as process:
                # Where everything is there already, or all repeats failed, the step is never reached.
                while process.poll() is None and not hub.faults.stalled.wait(0.1):
                    pass
                done["kills"] += process.poll() is None
                done["runs"] += 1
                process.kill()
            hub.faults.go_on.set()
        hub.faults = Faults(fail_share=share, seed=100 * seed + 99)
        for _ in range(_MOST_RUNS):
            with publish(hub, home, folder) as process:
                _, err = process.communicate(timeout=300)
            done["runs"] += 1
            if process.returncode == 0:
                break
            if TOKEN in err:
                wrong.append("the token is told")
        else:
            wrong.append(f"it has not ended well in {_MOST_RUNS} runs: {err[-500:]}")
        done["requests"] = len(hub.requests)
        done["refused"] = sum(status in (500, 503) for _, _, status in hub.requests)
        repo = hub.repositories[REPO]
        if repo.releases() != ["Release 1.0.0"]:
            wrong.append(f"commits: {repo.releases()}")
        if repo.tags() != {"v1.0.0": repo.refs["refs/heads/main"]}:
            wrong.append(f"tags: {repo.tags()}")
        else:
            files = repo.commits[repo.tags()["v1.0.0"]].files
            there = {path: file.data for path, file in files.items() if path != ".gitattributes"}
            here = {
                path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
            }
            if there != here:
                wrong.append(f"files differ: {sorted(set(there) ^ set(here))}")
    return done, wrong


def main() -> int:
    """Rounds, and a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--share", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    problems = 0
    with tempfile.TemporaryDirectory() as name:
        folder = export(Path(name) / "dist", mixed(40)).path
        for number in range(arguments.rounds):
            done, wrong = one_round(folder, Path(name) / f"home-{number}", arguments.share, arguments.seed + number)
            said = ", ".join(f"{count} {what}" for what, count in done.items())
            print(
                f"round {number + 1}: {said}; {'; '.join(wrong) or 'one commit, one tag, the same files'}", flush=True
            )
            problems += len(wrong)
    print(f"{problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
