"""Sorting on disk: the order of a sort in memory, whatever the runs."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.engine.disk_sort import DiskSort

_DIGESTS = st.binary(min_size=16, max_size=16) | st.sampled_from([bytes(16), b"\xff" * 16, b"\x80" + bytes(15)])


@given(pieces=st.lists(st.lists(_DIGESTS, max_size=9), max_size=9), run_bytes=st.integers(1, 400))
def test_digests_come_out_in_order_whatever_the_runs(pieces: list[list[bytes]], run_bytes: int) -> None:
    with DiskSort("S16", None, run_bytes) as sort:
        for piece in pieces:
            sort.add(np.frombuffer(b"".join(piece), dtype="S16"))
        found = b"".join(run.tobytes() for run in sort.sorted())
    assert found == b"".join(sorted(digest for piece in pieces for digest in piece))


@given(numbers=st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 9), max_size=60), run_bytes=st.integers(8, 400))
def test_equal_numbers_are_in_one_array(numbers: list[int], run_bytes: int) -> None:
    with DiskSort("u8", None, run_bytes) as sort:
        sort.add(np.array(numbers, dtype=np.uint64))
        runs = [run.tolist() for run in sort.sorted()]
    assert [number for run in runs for number in run] == sorted(numbers)
    filled = [run for run in runs if run]
    assert all(before[-1] != after[0] for before, after in itertools.pairwise(filled))


@pytest.mark.parametrize("count", [1000, 20_000])
def test_arrays_are_about_a_run_and_the_file_is_gone_at_the_end(tmp_path: Path, count: int) -> None:
    digests = np.frombuffer(np.random.default_rng(7).bytes(32 * count), dtype="S32")
    with DiskSort("S32", tmp_path, run_bytes=32 * 500) as sort:
        sort.add(digests)
        lengths = [len(run) for run in sort.sorted()]
    assert sum(lengths) == count
    assert max(lengths) < 2 * 500
    assert len(lengths) < 3 * count / 500
    assert list(tmp_path.iterdir()) == []
