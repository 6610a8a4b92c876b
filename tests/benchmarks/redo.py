"""How much is done again after a kill at nine tenths? python tests/benchmarks/redo.py [DOCUMENTS]

A run over invented texts is killed, driver and workers, when nine tenths of its parts are done, and run again: shown is which
share of its parts the second run did, and how long both took.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from kill_table import Killer, write_corpus


def main() -> None:
    """Kill, run again, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 6000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder / "a.jsonl", count, words=400)
        killer = Killer(folder, {"extends": "base", "name": "redo", "sources": [{"path": "a.jsonl"}]}, seed=1)
        wanted, undisturbed_s = killer.undisturbed()
        size = (folder / "a.jsonl").stat().st_size
        began, process = time.monotonic(), killer.start(workers=2)
        total = max(1, round(size / (1 << 20)))
        while killer.parts() < 0.9 * total and process.poll() is None:
            time.sleep(0.01)
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        for child in family:
            if child.is_running():
                child.kill()
        process.communicate()
        first_s, before = time.monotonic() - began, killer.parts()
        began = time.monotonic()
        with killer.start(workers=2) as again:
            out, _ = again.communicate()
        result = json.loads(out)
        redone = 1 - result["reused_parts"] / result["parts"]
        print(f"undisturbed, one worker: {undisturbed_s:.1f} s; killed after {first_s:.1f} s with {before} parts done")
        print(
            f"again: {time.monotonic() - began:.1f} s, {redone:.1%} of {result['parts']} parts done anew; same hash: {result['content_hash'] == wanted}"
        )


if __name__ == "__main__":
    main()
