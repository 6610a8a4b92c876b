"""Small files that take much memory: it is bounded, or the file is refused by name."""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from reading import errors_of, read_sources

from cleancorpus.config import Source
from cleancorpus.read.memory import most_window
from cleancorpus.read.record import RecordMaker

MEASURED = """
import resource, sys
from pathlib import Path
from cleancorpus.config import Read, Source
from cleancorpus.read import Piece, list_files, read_piece
(file,) = list_files((Source(path=sys.argv[1], carry="*"),)).files
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
n = sum(1 for _ in zip(read_piece(Piece(file), Read()), range(int(sys.argv[2]))))
print(n, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def measured(path: Path, most: int) -> tuple[int, int]:
    """How many records of a file come, at most so many, and how many MB a process grows by for them."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path), str(most)], capture_output=True, text=True, check=True
    )
    n_records, grown = map(int, done.stdout.split())
    return n_records, grown


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted in KB there")
def test_a_value_that_stands_in_each_row_is_not_held_for_each(tmp_path: Path) -> None:
    text = ("The harbour bridge was closed on Monday. " * 500_000)[:19_000_000]
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 256, pa.int32()), pa.array([text]))
    pq.write_table(pa.table({"text": column, "n": range(256)}), tmp_path / "a.parquet", compression="zstd")
    assert (tmp_path / "a.parquet").stat().st_size < 20_000
    n_records, grown = measured(tmp_path / "a.parquet", 12)
    assert n_records == 12
    assert grown < 400


def zstd_window(log: int) -> bytes:
    level = zstandard.ZstdCompressionParameters.from_level(1, window_log=log)
    packing = zstandard.ZstdCompressor(compression_params=level).compressobj()
    return packing.compress(json.dumps({"text": "one two"}).encode() + b"\n") + packing.flush()


def xz_dictionary(size: int) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(b'{"text": "one two"}\n', filters=filters))
    # The block header: its size, flags, the filter's id and the length of what it says, the dictionary's size as a code; its CRC.
    code = next(code for code in range(41) if (2 | code & 1) << (code // 2 + 11) >= size)
    data[16] = code
    data[20:24] = zlib.crc32(data[12:20]).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jsonl.zst", zstd_window(31)), ("a.jsonl.xz", xz_dictionary(1_700_000_000)), ("a.warc.zst", zstd_window(31))],
)
def test_a_large_window_is_refused_by_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    rows = read_sources(tmp_path, Source(path=name))
    assert errors_of(rows) == ["needs-memory"]
    kind = name.rsplit(".", 1)[-1].replace("zst", "zstd")
    assert f"the {kind} data need a window of more than 512 MiB; " in rows[0]["error"]
    assert "; raise run.memory_mb to 16384 or more" in rows[0]["error"]


def test_windows_that_packers_make_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.zst").write_bytes(zstd_window(29))
    (tmp_path / "b.jsonl.xz").write_bytes(xz_dictionary(256 << 20))
    assert errors_of(read_sources(tmp_path, Source(path="."))) == [None, None]


def test_a_larger_window_is_read_where_there_may_be_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (16_384 << 20, resource.RLIM_INFINITY))
    assert most_window() == 1 << 31


def test_want_of_memory_is_no_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "one two"}\n' * 2, encoding="utf-8")

    def no_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(RecordMaker, "_make", no_memory)
    rows = read_sources(tmp_path, Source(path="a.jsonl"))
    assert errors_of(rows) == ["needs-memory"] * 2
    assert "needs more memory than a worker may have; raise run.memory_mb" in rows[0]["error"]


def _varint(number: int, size: int = 0) -> bytes:
    """A whole number as Thrift has it, in `size` bytes where that is given: also longer than it need be."""
    number, out = number << 1, bytearray()
    while number or len(out) < max(1, size):
        out.append(number & 127 | 128)
        number >>= 7
    out[-1] &= 127
    return bytes(out)


def write_liar(path: Path, mb: int, n_rows: int) -> None:
    """A Parquet file of values of so many MB, packed to a thousandth, whose footer says that each group has 100 bytes."""
    text = ("The harbour bridge was closed on Monday. " * (mb * 30_000))[: mb << 20]
    table = pa.table({"id": [str(number) for number in range(n_rows)], "text": [text] * n_rows})
    pq.write_table(table, path, compression="zstd", use_dictionary=False, write_statistics=False)
    group, data = pq.read_metadata(path).row_group(0), path.read_bytes()
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    footer = data[start:]
    for size in {group.total_byte_size, group.column(1).total_uncompressed_size}:
        assert _varint(size) in footer
        footer = footer.replace(_varint(size), _varint(100, len(_varint(size))))
    path.write_bytes(data[:start] + footer)
    assert pq.read_metadata(path).row_group(0).total_byte_size == 100


DRIVER = """
import sys
from cleancorpus.cli import main
code = main(["run", "c.yaml", *sys.argv[1:]])
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print("peak", int(peak) // 1024)
sys.exit(code)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits and peaks of memory as Linux has them")
@pytest.mark.parametrize("asked", [pytest.param([], marks=pytest.mark.slow), ["--dry-run"]], ids=["run", "dry run"])
@pytest.mark.parametrize("carry", ["[]", '"*"'])
def test_large_values_under_a_lying_footer_do_not_reach_the_driver(
    tmp_path: Path, carry: str, asked: list[str]
) -> None:
    write_liar(tmp_path / "a.parquet", 60, 6)
    assert (tmp_path / "a.parquet").stat().st_size < 200_000
    (tmp_path / "c.yaml").write_text(
        f"name: t\nsources: [{{path: a.parquet, carry: {carry}}}]\nrun: {{workers: 1}}\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, *asked], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert int(done.stdout.split()[-1]) <= 400
    told = done.stdout + done.stderr
    if asked:  # what takes more than 256 MB is a worker's to judge
        assert done.returncode == 0
        assert (
            "not looked at, as that takes more than 256 MB: records of a.parquet; workers may have run.memory_mb"
            in told
        )
    else:
        assert done.returncode == 1
        assert "record-too-long" in told or "needs-memory" in told
        assert "a.parquet: rows 1 to 6: " in told or "a.parquet:1: " in told


def write_large_batch(path: Path) -> None:
    """One batch of 300 MB, packed to a thousandth."""
    texts = [f"{'The harbour bridge was closed on Monday. ' * 2_500}{number}" for number in range(3_000)]
    batch = pa.record_batch({"text": texts, "own": range(3_000)})
    with (
        pa.OSFile(str(path), "wb") as sink,
        pa.ipc.new_file(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer,
    ):
        writer.write_batch(batch)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory as Linux has them")
def test_nothing_is_said_of_what_takes_more_memory_than_looking_may_have(tmp_path: Path) -> None:
    write_large_batch(tmp_path / "a.arrow")
    dedup = "{near: {survivor: {column: own}}, same_address: {column: own}}"
    settings = f'name: t\nsources: [{{path: a.arrow}}]\ncarry: "*"\ndedup: {dedup}\nrun: {{workers: 1}}\n'
    (tmp_path / "c.yaml").write_text(settings, encoding="utf-8")
    told = {}
    for asked in ("run c.yaml --dry-run", "run c.yaml --limit 2", "init new.yaml --from a.arrow"):
        command = [sys.executable, "-m", "cleancorpus", *asked.split()]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told[asked.split()[-1]] = done.stdout
    note = "not looked at, as that takes more than 256 MB: records of a.arrow"
    assert note in told["--dry-run"] and note in told["a.arrow"]
    assert "documents in  2\n" in told["2"]
    assert "no field was found" not in (tmp_path / "new.yaml").read_text(encoding="utf-8")


def test_want_of_memory_is_no_damage() -> None:
    from cleancorpus.read.stream import damage_of

    for error in (pa.ArrowMemoryError("malloc of size 9 failed"), MemoryError(), OSError(12, "Cannot allocate memory")):
        damage = damage_of(error, "no Arrow that can be read", "write the file again")
        assert damage.code == "needs-memory"
        assert damage.what == "no Arrow that can be read, as it needs more memory than a worker may have"
    for said in ("malloc of size 9223372036854775744 failed", "capacity too large"):
        assert damage_of(pa.ArrowMemoryError(said), "no Arrow that can be read", "write it again").code == "corrupt"


def test_those_who_look_at_the_same_time_share_a_limit_that_goes_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    from cleancorpus.read import looking as module

    held, free = [(resource.RLIM_INFINITY, resource.RLIM_INFINITY)], (resource.RLIM_INFINITY,) * 2
    low = (1 << 30, resource.RLIM_INFINITY)
    monkeypatch.setattr(resource, "getrlimit", lambda _: held[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, limit: held.append(limit))
    monkeypatch.setattr(module, "limit_memory", lambda _: held.append(low))
    one, other = module.looking(), module.looking()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    assert held[-1] == low  # the other still looks
    other.__exit__(None, None, None)
    assert held == [free, low, free]
