"""The proof of all rows together, however many parts they stand in and however little memory there is."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from cleancorpus.engine.store import Store
from cleancorpus.errors import ExportError
from cleancorpus.export.proof import prove_content
from cleancorpus.export.settle import INDEX

PARTS = 300
posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")


def write_parts(store: Store, n_parts: int, rows: int) -> str:
    """Digests and ids of parts `p0`, `p1` …; gives the content hash."""
    made = np.random.default_rng(3)
    everything = []
    for number in range(n_parts):
        digests = np.sort(np.frombuffer(made.bytes(32 * rows), dtype="S32"))
        with store.writing(f"p{number}.digests") as path:
            path.write_bytes(digests.tobytes())
        keys = made.integers(0, 2**63, rows, dtype=np.uint64)
        columns = [np.ones(rows, np.int64), keys, pa.nulls(rows, pa.binary(16)), np.zeros(rows, np.uint8)]
        index = pa.table([*columns, np.arange(rows)], schema=INDEX)
        store.write_table(f"p{number}.default.index", index)
        everything.append(digests)
    return hashlib.sha256(np.sort(np.concatenate(everything)).tobytes()).hexdigest()


_PROVE = """
import resource, sys
from cleancorpus.engine.store import Store
from cleancorpus.engine.worker import limit_memory
from cleancorpus.export.proof import prove_content
store, n_parts, files, memory_mb, ids = Store(sys.argv[1]), *map(int, sys.argv[2:])
digests = [f"p{n}.digests" for n in range(n_parts)]
indexes = [f"p{n}.default.index" for n in range(n_parts if ids else 0)]
resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
limit_memory(memory_mb)
print(prove_content(store, digests, indexes, "here"))
"""


def proved(store: Store, n_parts: int, *, files: int, memory_mb: int, ids: bool = True) -> str:
    command = [sys.executable, "-c", _PROVE, store.root, *map(str, (n_parts, files, memory_mb, int(ids)))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-600:]
    return done.stdout.strip()


@posix
def test_many_parts_are_proved_with_few_open_files(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    expected = write_parts(store, PARTS, 3)
    assert proved(store, PARTS, files=60, memory_mb=1000) == expected


@posix
def test_many_rows_are_proved_in_little_memory(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    expected = write_parts(store, 16, 400_000)  # 205 MB of digests
    assert proved(store, 16, files=60, memory_mb=150, ids=False) == expected
    assert not [path.name for path in tmp_path.iterdir() if not path.name.startswith("p")]


def test_an_id_in_two_parts_is_found(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    write_parts(store, 2, 4)
    with pytest.raises(ExportError, match="here: 4 kept documents have an id that another one has"):
        prove_content(store, [], ["p0.default.index", "p1.default.index", "p0.default.index"], "here")


def test_no_rows_have_a_hash(tmp_path: Path) -> None:
    assert prove_content(Store(str(tmp_path)), [], [], "here") == hashlib.sha256().hexdigest()
