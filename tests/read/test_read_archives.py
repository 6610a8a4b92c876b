"""Archives: the records of the same files in a folder, in few passes; what is not read is counted; nothing lands on the disk."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from cleancorpus.config import Read, Source
from cleancorpus.errors import ConfigError
from cleancorpus.read import Files, Piece, archive, list_files, read_piece
from cleancorpus.read.archive import close_archives
from cleancorpus.read.parts import Part, group_files
from cleancorpus.read.stamps import changed_files, stamp

SENTENCE = "The harbour bridge was closed on Monday after a storm tore two bolts from its northern pier, it said. "


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": [f"{SENTENCE}p{n}" for n in range(5)]}), out)
    return out.getvalue()


FILES: dict[str, bytes] = {
    ".git/config": b"[core]\n",
    "README.md": b"About these files.\n",
    "b/a.jsonl": "".join(json.dumps({"id": f"j{n}", "text": SENTENCE * n}) + "\n" for n in range(1, 9)).encode(),
    "b/index": f"<!doctype html><html><body><p>{SENTENCE}</p></body></html>".encode(),
    "b/logo.png": b"\x89PNG\r\n\x1a\n",
    "b/rows.csv": f"text,url\n{SENTENCE},https://harbour.example/1\n".encode(),
    "b/table.parquet": parquet(),
    "b/unknown": b"\0\1\2\3" * 30,
    "c.txt": SENTENCE.encode() * 3,
    "d.txt.gz": gzip.compress(SENTENCE.encode() * 4),
    "e.html": f"<!doctype html><html><body><p>{SENTENCE * 5}</p></body></html>".encode(),
    "empty.txt": b"",
}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


ARCHIVES: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "x.zip": zipped,
    "stored.zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "lzma.zip": lambda files: zipped(files, zipfile.ZIP_LZMA),
    "x.tar": tarred,
    "x.tar.gz": lambda files: gzip.compress(tarred(files)),
    "x.tgz": lambda files: gzip.compress(tarred(files)),
    "x.tar.zst": lambda files: zstd(tarred(files)),
    "x.tar.bz2": lambda files: bz2.compress(tarred(files)),
    "x.tar.xz": lambda files: lzma.compress(tarred(files)),
    "bare.tar": lambda files: gzip.compress(tarred(files)),  # packed, though its name does not say so
}


def found_in(base: Path, name: str, **source: Any) -> Files:
    return list_files((Source(path=name, **source),), base)


def records(files: Files) -> list[tuple[Any, ...]]:
    found = [record for file in files.files for record in read_piece(Piece(file), Read())]
    close_archives()
    return [(r.id, r.position, r.kind, r.data, r.encoding, r.error and r.error.split(":")[0]) for r in found if r.id]


def write(base: Path, name: str, data: bytes) -> None:
    path = base / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def without_ids(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Error records have ids of their source's name."""
    return [("" if row[2] == "error" else row[0], *row[1:]) for row in rows]


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_gives_the_records_and_the_ledger_of_its_files_in_a_folder(tmp_path: Path, name: str) -> None:
    for inner, data in FILES.items():
        write(tmp_path / "folder", inner, data)
    write(tmp_path, name, ARCHIVES[name](FILES))
    folder, packed = found_in(tmp_path, "folder"), found_in(tmp_path, name)
    assert [file.name for file in packed.files] == [file.name.replace("folder/", f"{name}/") for file in folder.files]
    assert [(file.format, file.size_bytes) for file in packed.files] == [
        (file.format, file.size_bytes) for file in folder.files
    ]
    assert without_ids(records(packed)) == without_ids(records(folder))
    assert {reason: len(items) for reason, items in packed.by_reason().items()} == {
        reason: len(items) for reason, items in folder.by_reason().items()
    }
    assert {path.name for path in tmp_path.iterdir()} == {"folder", name}


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
def test_an_archive_may_stand_in_a_folder_and_behind_a_glob(tmp_path: Path, name: str) -> None:
    write(tmp_path / "in", name, ARCHIVES[name]({"a/b.txt": SENTENCE.encode()}))
    write(tmp_path / "in", "z.txt", SENTENCE.encode() * 2)
    for path in ("in", "in/*"):
        assert [file.name for file in found_in(tmp_path, path).files] == [f"in/{name}/a/b.txt", "in/z.txt"]


def test_a_packed_tar_is_unpacked_once_however_many_members_and_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"{n:04d}.txt": f"{SENTENCE} {n}".encode() for n in range(1500)}
    write(tmp_path, "x.tar.gz", gzip.compress(tarred(pages)))
    files = found_in(tmp_path, "x.tar.gz").files
    opened = []
    real = archive.open_file
    monkeypatch.setattr(archive, "open_file", lambda *args, **options: opened.append(args) or real(*args, **options))
    parts = list(group_files(files))
    assert len(parts) > 5
    texts = [r.data for part in parts if isinstance(part, Part) for p in part.pieces for r in read_piece(p, Read())]
    assert texts == list(pages.values())
    assert len(opened) == 1
    # another order costs passes, and no record
    assert [next(read_piece(Piece(file), Read())).data for file in reversed(files[:5])] == texts[4::-1]
    close_archives()


def test_parts_are_known_again_by_the_archive_and_the_member(tmp_path: Path) -> None:
    write(tmp_path, "x.zip", zipped({"a.txt": b"one", "b.txt": b"two"}))

    def keys() -> list[str]:
        return [stamp(Part((Piece(file),), 3), "").key() for file in found_in(tmp_path, "x.zip").files]

    before = keys()
    assert keys() == before
    assert len(set(before)) == 2
    part = stamp(Part((Piece(found_in(tmp_path, "x.zip").files[0]),), 3), "").part
    assert "sha256" not in stamp(part, "").inputs[0]
    write(tmp_path, "x.zip", zipped({"a.txt": b"one", "b.txt": b"two!"}))
    assert set(keys()).isdisjoint(before)
    assert changed_files(part) == ["x.zip/a.txt"]


def test_names_lead_nowhere_and_say_what_they_can(tmp_path: Path) -> None:
    names = {
        "/etc/passwd.txt": "x.zip/etc/passwd.txt",
        "../../up.txt": "x.zip/up.txt",
        "C:/a.txt": "x.zip/C:/a.txt",
        "a/./b//c.txt": "x.zip/a/b/c.txt",
        "größe\n.txt": "x.zip/größe\n.txt",
        "::s3://b.txt": "x.zip/::s3:/b.txt",
    }
    write(tmp_path, "x.zip", zipped({name: SENTENCE.encode() for name in names}))
    found = found_in(tmp_path, "x.zip")
    assert sorted(file.name for file in found.files) == sorted(names.values())
    assert {row[3] for row in records(found)} == {SENTENCE.encode()}
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_of_members_with_one_name_the_last_is_read(tmp_path: Path) -> None:
    out = io.BytesIO(tarred({"a.txt": b"first", "b.txt": b"other"}))
    with tarfile.open(fileobj=out, mode="a") as packed:
        info = tarfile.TarInfo("a.txt")
        info.size = 6
        packed.addfile(info, io.BytesIO(b"second"))
    write(tmp_path, "x.tar", out.getvalue())
    found = found_in(tmp_path, "x.tar")
    assert [row[3] for row in records(found)] == [b"other", b"second"]
    assert [str(item) for item in found.skipped] == [
        "x.tar/a.txt (named-twice: a later member of the archive has its name)"
    ]


def test_links_devices_and_sparse_files_are_listed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        for name, kind, target in (
            ("d", tarfile.DIRTYPE, ""),
            ("d/a.txt", tarfile.REGTYPE, ""),
            ("d/hard.txt", tarfile.LNKTYPE, "d/a.txt"),
            ("d/soft.txt", tarfile.SYMTYPE, "../d/a.txt"),
            ("d/gone.txt", tarfile.SYMTYPE, "/etc/passwd"),
            ("d/pipe.txt", tarfile.FIFOTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            info.size = len(SENTENCE) if kind == tarfile.REGTYPE else 0
            packed.addfile(info, io.BytesIO(SENTENCE.encode()))
    write(tmp_path, "x.tar.gz", gzip.compress(out.getvalue()))
    found = found_in(tmp_path, "x.tar.gz")
    assert [file.name for file in found.files] == ["x.tar.gz/d/a.txt"]
    assert {item.name.rsplit("/", 1)[-1]: item.reason for item in found.skipped} == {
        "hard.txt": "named-twice",
        "soft.txt": "named-twice",
        "gone.txt": "broken-link",
        "pipe.txt": "no-regular-file",
    }


def test_archives_in_archives_and_members_under_a_password_are_listed(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": SENTENCE.encode(), "in.zip": zipped({"b.txt": b"x"}), "c.tar.gz": b"\x1f\x8b"}))
    at = data.index(b"PK\1\2")
    data[at + 8] |= 1  # the flag of the first member in the list
    write(tmp_path, "x.zip", bytes(data))
    write(tmp_path, "ok.txt", SENTENCE.encode())
    found = found_in(tmp_path, ".")
    assert [str(item) for item in found.skipped] == [
        "x.zip/a.txt (encrypted: needs a password; unpack the archive)",
        "x.zip/c.tar.gz (nested-archive: an archive in an archive; unpack the outer one)",
        "x.zip/in.zip (nested-archive: an archive in an archive; unpack the outer one)",
    ]


@pytest.mark.parametrize("ending", [".txt", ""])
@pytest.mark.parametrize("name", ["x.tar", "x.tar.gz", "x.tar.zst"])
def test_a_tar_that_breaks_off_gives_what_it_holds(tmp_path: Path, name: str, ending: str) -> None:
    pages = {f"{n}{ending}": SENTENCE.encode() + b"\n" + os.urandom(30_000).hex().encode() for n in range(20)}
    data = ARCHIVES[name](pages)
    write(tmp_path, name, data[: len(data) // 2])
    found = found_in(tmp_path, name, format="text")
    (item,) = found.skipped
    assert (item.name, item.reason, item.n_files) == (name, "damaged-archive", None)
    rows = records(found)
    assert 5 < len(rows) < 15
    assert [row[5] for row in rows[:-1]] == [None] * (len(rows) - 1)
    assert rows[-1][5] == "truncated"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.zip", b"no zip at all", "damaged-archive: no zip that can be read: File is not a zip file"),
        ("x.zip", zipped({"a.txt": b"x" * 999})[:-10], "damaged-archive: no zip that can be read"),
        ("x.tar", b"no tar at all" * 100, "damaged-archive: behind 0 members"),
        ("x.tar.gz", b"\x1f\x8b\x08\0broken", "damaged-archive: behind 0 members"),
        ("x.tar", b"", "damaged-archive: behind 0 members"),
    ],
)
def test_an_archive_that_is_none_is_an_error_of_the_config(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    write(tmp_path, name, content)
    with pytest.raises(ConfigError) as caught:
        found_in(tmp_path, name)
    assert f"sources[0].path: '{name}' cannot be read ({said}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_damage_in_one_member_costs_that_member(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": os.urandom(500).hex().encode(), "b.txt": SENTENCE.encode()}))
    data[120] ^= 0xFF
    write(tmp_path, "x.zip", bytes(data))
    assert [row[5] for row in records(found_in(tmp_path, "x.zip"))] == ["damaged", None]
    data = bytearray(zipped({"a.txt": SENTENCE.encode(), "b.txt": SENTENCE.encode()}))
    data[0:4] = b"none"
    write(tmp_path, "y.zip", bytes(data))
    assert [row[5] for row in records(found_in(tmp_path, "y.zip"))] == ["damaged", None]


def test_bombs_are_told_before_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = b"0" * 70_000_000
    write(tmp_path, "one.zip", zipped({"bomb.txt": zeros, "a.txt": SENTENCE.encode()}))
    found = found_in(tmp_path, "one.zip")
    assert [str(item) for item in found.skipped] == [
        "one.zip/bomb.txt (archive-bomb: unpacks to more than 200 times its size)"
    ]
    assert len(found.files) == 1
    monkeypatch.setattr("cleancorpus.read.archive_members._TOTAL_FROM", 1 << 20)
    write(tmp_path, "ok.txt", SENTENCE.encode())
    write(tmp_path, "all.tar.xz", lzma.compress(tarred({f"{n}.txt": zeros[:2_000_000] for n in range(3)})))
    write(tmp_path, "all.zip", zipped({f"{n}.txt": zeros[:2_000_000] for n in range(3)}))
    found = found_in(tmp_path, ".")
    assert {item.name: item.reason for item in found.skipped if "all" in item.name} == {
        "all.tar.xz": "archive-bomb",
        "all.zip": "archive-bomb",
    }
    monkeypatch.setattr("cleancorpus.read.archive_members.MAX_MEMBERS", 3)
    write(tmp_path, "many.tar", tarred({f"{n}.txt": b"x" for n in range(4)}))
    write(tmp_path, "many.zip", zipped({f"{n}.txt": b"x" for n in range(4)}))
    reasons = {item.name: item.why for item in found_in(tmp_path, ".").skipped}
    assert reasons["many.tar"] == reasons["many.zip"] == "has more than 3 members"


def test_members_that_stand_in_one_another_are_not_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": SENTENCE.encode() * 9, "b.txt": SENTENCE.encode()}))
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 4)
    struct.pack_into("<I", data, second + 42, 10)  # where it says that its header is
    write(tmp_path, "x.zip", bytes(data))
    write(tmp_path, "ok.txt", SENTENCE.encode())
    reasons = {item.name: item.reason for item in found_in(tmp_path, ".").skipped}
    assert reasons == {"x.zip/b.txt": "damaged-archive"}


def test_a_tar_with_a_giant_header_is_no_burden(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8_000_000_000
    write(tmp_path, "x.tar", info.tobuf() + b"\0" * 10_240)
    with pytest.raises(ConfigError, match="behind 0 members: a header of 8,000,000,000 bytes"):
        found_in(tmp_path, "x.tar")


@pytest.mark.parametrize("keep", [0, 1, 300, 2_000], ids=["nothing", "a byte", "some", "most"])
def test_a_member_that_breaks_off_says_the_same_each_time(tmp_path: Path, keep: int) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        data = b"".join(b'{"id": "r%d", "text": "%s"}\n' % (n, os.urandom(40).hex().encode()) for n in range(40))
        member = tarfile.TarInfo("b.jsonl")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    # What is unpacked ends with the member's head, or within its data.
    pack = zlib.compressobj(wbits=31)
    (tmp_path / "a.tar").write_bytes(pack.compress(out.getvalue()[: 512 + keep]) + pack.flush(zlib.Z_SYNC_FLUSH))
    (file,) = list_files([Source(path=str(tmp_path / "a.tar"))]).files
    first, *others = ([*read_piece(Piece(file), Read())] for _ in range(3))
    assert first[-1].error is not None
    assert others == [first, first]
