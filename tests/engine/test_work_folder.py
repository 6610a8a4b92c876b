"""Work files that somebody's writing, a full disk or half a copy has made wrong: none is taken for what it is not."""

import json
import os
import random
import re
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from one_part import clean
from test_run import PARAGRAPH, articles, config_of, table, write_jsonl

from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Task
from cleancorpus.errors import CleancorpusError, ShardError, SourceChangedError
from cleancorpus.pipeline import part_cleaner
from cleancorpus.pipeline.calls import CleanCall
from cleancorpus.pipeline.places import work_folder
from cleancorpus.pipeline.run import run
from cleancorpus.pipeline.work import RunWork
from cleancorpus.read import list_files
from cleancorpus.read.parts import Part
from cleancorpus.read.survey import survey
from in_this_process import Unwatched


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "work"))


KEEP = {"keep_work": True, "workers": 1}


def write_parquet(path, place):
    padding = random.Random(1)
    rows = [{"text": PARAGRAPH.format(place), "padding": padding.randbytes(3000)} for _ in range(1000)]
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=500)


def test_parquet_rewritten_after_it_was_cut_is_noticed(tmp_path, store):
    path = tmp_path / "in" / "a.parquet"
    write_parquet(path, "Velden")
    config = config_of(tmp_path)
    piece = survey(list_files(config.sources).files[0]).pieces[0]
    assert piece.stop == 1
    write_parquet(path, "Harwic")
    with pytest.raises(SourceChangedError, match=r"a\.parquet: changed while it was read"):
        RunWork(config, store).do(Task("clean", CleanCall(Part((piece,), 1)), "a"), Unwatched())


def test_what_was_read_of_a_changed_file_is_not_kept(tmp_path, store, monkeypatch):
    """Somebody writes between digest and reading, and puts back what it was: its digest then stands for other texts."""
    path = tmp_path / "in" / "a.jsonl"
    write_jsonl(tmp_path, articles(3))
    before = path.read_bytes()

    def stamp_late(part, alone):
        stamped = real_stamp(part, alone)
        path.write_bytes(before.replace(b"harbour", b"railway"))
        os.utime(path, (1, 1))
        return stamped

    real_stamp = part_cleaner.stamp
    config = config_of(tmp_path, run={"keep_work": True})
    with monkeypatch.context() as patch:
        patch.setattr(part_cleaner, "stamp", stamp_late)
        with pytest.raises(SourceChangedError):
            clean(config, store, "a")
    path.write_bytes(before)
    done, _ = clean(config_of(tmp_path, run={"keep_work": True}, rules={"byline": False}), store, "b")
    texts = [text for batch in store.read_batches(f"{done.name}.arrow") for text in batch["text"].to_pylist()]
    assert all("harbour" in text and "railway" not in text for text in texts)


def kept_work(tmp_path, count=200):
    """A version, and its work folder without what settling made: the next run reads the outcomes again."""
    write_jsonl(tmp_path, articles(count))
    first = run(config_of(tmp_path, run=KEEP | {"batch_size": 64}))
    return first, tmp_path / "dist" / "t" / ".work"


def half(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def cut_behind_a_batch(path):
    data = path.read_bytes()
    source = pa.BufferReader(data)
    pa.ipc.open_stream(source).read_next_batch()
    path.write_bytes(data[: source.tell()])


@pytest.mark.parametrize("cut", [half, cut_behind_a_batch])
@pytest.mark.parametrize("stage", ["judge", "text"])
def test_a_damaged_part_is_made_again(tmp_path, cut, stage):
    first, folder = kept_work(tmp_path)
    cut(next(folder.glob(f"{stage}-*/*.arrow")))
    for path in folder.glob("settle-*/*.json"):
        path.unlink()
    changed = {} if stage == "judge" else {"rules": {"dateline": False}}  # judged again, from the texts
    again = run(config_of(tmp_path, run=KEEP, export={"dir": str(tmp_path / "dist")}, **changed))
    assert (again.reused_parts, again.ledger["rows_in"]) == (0, 200)
    assert again.export.content_hash == first.export.content_hash


@pytest.mark.parametrize("kind", ["default.arrow", "default.index", "digests", "json"])
def test_a_damaged_settled_part_is_made_again(tmp_path, kind):
    first, folder = kept_work(tmp_path)
    half(next(folder.glob(f"settle-*/*[0-9a-f].{kind}")))
    again = run(config_of(tmp_path, name="t", run=KEEP))
    assert again.export.content_hash == first.export.content_hash
    assert table(again, "data") == table(first, "data")


@pytest.mark.parametrize("name", ["judge-*/*.keys", "ids-*/*.arrow"])
def test_other_damage_is_one_line_and_gone_with_the_next_run(tmp_path, name):
    first, folder = kept_work(tmp_path)
    damaged = next(folder.glob(name))
    half(damaged)
    for path in [*folder.glob("settle-*/*.json"), *(folder.glob("*/*-00000.arrow") if "keys" in name else ())]:
        path.unlink()
    with pytest.raises(ShardError, match=r"is damaged: .*; it was removed: run the same command again") as caught:
        run(config_of(tmp_path, run=KEEP))
    assert str(damaged) in str(caught.value)
    assert isinstance(caught.value, CleancorpusError)
    assert run(config_of(tmp_path, run=KEEP)).export.content_hash == first.export.content_hash


def test_notes_of_an_earlier_form_are_no_notes(store):
    for value in ({"a.jsonl": 3}, None):
        store.write_json("x.json", value)
        assert store.read_note("x") is None if value else json.loads(store.read_bytes("x.json")) is None


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_is_one_line_and_the_next_try_goes_on(tmp_path, store):
    """The limit on a file's size stands in for the disk's end."""
    import resource

    places = random.Random(1)
    rows = [{"text": "\n\n".join(PARAGRAPH.format(places.randbytes(60).hex()) for _ in range(20))} for _ in range(50)]
    write_jsonl(tmp_path, rows)
    config = config_of(tmp_path, run={"batch_size": 5, "keep_work": True})
    clean(config_of(tmp_path, rules={"byline": False}), store, "a")  # what is loaded once is loaded
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(ShardError) as caught:
            clean(config, store, "b")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert re.fullmatch(
        r"/\S+/work: cannot be read or written: .*File too large; mend that, then run the same command again: .* is kept",
        str(caught.value),
    )
    assert len(clean(config, store, "c")[1]) == 50


def test_errors_of_the_driver_with_its_work_folder_are_one_line(tmp_path):
    write_jsonl(tmp_path, articles(2))
    config = config_of(tmp_path, run={"work_dir": str(tmp_path / "jobs"), "workers": 1})
    folder = Path(work_folder(config).path(""))
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(
        ShardError, match=r"/jobs/t-\w+/text-\w+: cannot be read or written: Not a directory; mend that"
    ):
        run(config)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel what a descriptor is of")
def test_a_version_is_on_the_disk_before_the_work_folder_goes(tmp_path, monkeypatch):
    events = []
    real_sync, real_remove = os.fsync, Store.remove

    def fsync(descriptor):
        events.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real_sync(descriptor)

    def remove(self, name=""):
        events.append(f"removed {self.path(name)}")
        real_remove(self, name)

    write_jsonl(tmp_path, articles(3))
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Store, "remove", remove)
    result = run(config_of(tmp_path, run={"workers": 1}))
    version = result.export.path.absolute()
    before = events[: events.index(f"removed {version.parent / '.work'}")]
    partial = {path.partition("/.partial-")[2].partition("/")[2] for path in before if "/.partial-" in path}
    synced = {re.sub(r"^\.(.+)-[0-9a-f]{8}$", r"\1", name) for name in partial}  # what is written beside, and renamed
    assert {path.relative_to(version).as_posix() for path in version.rglob("*")} | {""} == synced
    assert before[-2:] == [str(version.parent), str(version.parent.parent)]


@pytest.mark.skipif(sys.platform == "win32", reason="there it would be an error, which this stands in for")
def test_files_are_open_for_writing_when_they_are_synced(store, monkeypatch):
    import fcntl

    modes = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: modes.append(fcntl.fcntl(descriptor, fcntl.F_GETFL)))
    store.write_json("x.json", 1)
    assert [mode & os.O_ACCMODE for mode in modes] == [os.O_RDWR]
