"""Sources that somebody writes to while they are read: what is exported is what was digested, or the run says that it is not."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import threading
from pathlib import Path

import pytest
from one_part import clean
from test_run import articles, config_of, write_jsonl

from cleancorpus.engine.store import Store
from cleancorpus.errors import SourceChangedError
from cleancorpus.pipeline import part_cleaner
from cleancorpus.pipeline.run import run
from cleancorpus.read import list_files


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "work"))


def while_read(monkeypatch, change):
    """Call `change` when the digest of a part is taken and its records are not yet read."""
    real = part_cleaner.stamp

    def stamp_first(part, alone):
        stamped = real(part, alone)
        change()
        return stamped

    monkeypatch.setattr(part_cleaner, "stamp", stamp_first)


def more(path, number=500):
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": f"m{n}", "text": f"More words {n}"}) + "\n" for n in range(number))


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt", "a.html"])
def test_of_a_file_that_grows_what_was_there_is_read_and_the_run_says_so(tmp_path, name):
    write_jsonl(tmp_path, articles(3))
    path = tmp_path / "in" / name
    if name != "a.jsonl":
        (tmp_path / "in" / "a.jsonl").rename(tmp_path / "b.jsonl")
        lines = [row["text"].replace("\n", " ") for row in articles(3)]
        path.write_text("text\n" + "".join(f'"{line}"\n' for line in lines), encoding="utf-8")
    config = config_of(tmp_path)
    found, before = list_files(config.sources), path.read_bytes()
    more(path)
    grown = run(config, found=found)
    assert any("1 file grew meanwhile, and what was there at the start was read: " in note for note in grown.notes)
    assert any(f"{name} (its first {len(before):,} bytes)" in note for note in grown.notes)
    (entry,) = json.loads((grown.export.path / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert (entry["sha256"], entry["grew"]) == (hashlib.sha256(before).hexdigest(), True)
    path.write_bytes(before)
    alone = run(config_of(tmp_path, name="alone"))
    assert alone.export.content_hash == grown.export.content_hash
    assert not any("grew" in note for note in alone.notes)


def test_a_large_file_that_grows_is_cut_where_it_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("cleancorpus.read.parts._SPLIT_FROM", 1)
    write_jsonl(tmp_path, articles(3))
    config = config_of(tmp_path)
    found = list_files(config.sources)
    more(tmp_path / "in" / "a.jsonl")
    assert run(config, found=found).ledger["rows_in"] == 3


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
@pytest.mark.parametrize("split_from", [1, 1 << 40])
def test_a_file_that_is_shorter_than_when_it_was_listed_ends_the_run(tmp_path, monkeypatch, name, split_from):
    monkeypatch.setattr("cleancorpus.read.parts._SPLIT_FROM", split_from)
    write_jsonl(tmp_path, articles(6))
    rows = (tmp_path / "in" / "a.jsonl").read_bytes()
    (tmp_path / "in" / "a.jsonl").unlink()
    path = tmp_path / "in" / name
    pack = gzip.compress if name.endswith(".gz") else bytes
    path.write_bytes(pack(rows))
    config = config_of(tmp_path)
    found = list_files(config.sources)
    path.write_bytes(pack(rows[: rows.index(b"\n", len(rows) // 3) + 1]))  # whole rows, so that none is broken
    with pytest.raises(SourceChangedError, match=rf"{name}: changed while it was read; run again"):
        run(config, found=found)
    assert not (tmp_path / "dist" / "t" / "1.0.0").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a busy writer, as on POSIX")
def test_a_file_that_grows_for_ever_is_read_to_an_end(tmp_path):
    write_jsonl(tmp_path, articles(50))
    path, ended = tmp_path / "in" / "a.jsonl", threading.Event()

    def write():
        while not ended.is_set() and path.stat().st_size < 2_000_000_000:
            more(path)

    config = config_of(tmp_path)
    found = list_files(config.sources)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert run(config, found=found).ledger["rows_in"] == 50
    finally:
        ended.set()
        writer.join()


def test_growing_while_it_is_read_is_no_change(tmp_path, store, monkeypatch):
    write_jsonl(tmp_path, articles(3))
    while_read(monkeypatch, lambda: more(tmp_path / "in" / "a.jsonl"))
    done, rows = clean(config_of(tmp_path), store, "a")
    assert (len(rows), done.inputs[0]["grew"]) == (3, True)


def test_a_file_that_is_touched_is_no_other_one(tmp_path, store, monkeypatch):
    write_jsonl(tmp_path, articles(3))
    while_read(monkeypatch, lambda: os.utime(tmp_path / "in" / "a.jsonl", (1, 1)))
    assert len(clean(config_of(tmp_path), store, "a")[1]) == 3


@pytest.mark.parametrize("fault", ["truncated", "same size and time", "replaced", "gone"])
def test_a_source_that_changed_after_it_was_digested_is_not_exported(tmp_path, store, monkeypatch, fault):
    write_jsonl(tmp_path, articles(30))
    path: Path = tmp_path / "in" / "a.jsonl"
    info, data = path.stat(), path.read_bytes()

    def change():
        if fault == "truncated":
            os.truncate(path, len(data) // 2)
        elif fault == "same size and time":
            path.write_bytes(data.replace(b"harbour", b"railway"))
            os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
        elif fault == "replaced":
            (tmp_path / "new").write_bytes(data.replace(b"harbour", b"railway"))
            os.utime(tmp_path / "new", ns=(info.st_atime_ns, info.st_mtime_ns))
            (tmp_path / "new").replace(path)
        else:
            path.unlink()

    while_read(monkeypatch, change)
    with pytest.raises(SourceChangedError, match=r"a\.jsonl: changed while it was read; run again"):
        clean(config_of(tmp_path), store, "a")
    assert not list((tmp_path / "work").rglob("*.json"))
