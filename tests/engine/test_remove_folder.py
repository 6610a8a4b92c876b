"""A folder goes also while a process of a run that was killed still puts files in place in it."""

import errno
import os
import shutil
import threading
import time

import pytest

from cleancorpus.engine import store as store_module
from cleancorpus.engine.store import Store, remove_folder


def test_a_folder_goes_while_somebody_puts_files_in_place_there(tmp_path):
    """The writer renames `<n>.tmp` to `<n>`, as `Store.writing` does, and ends a moment later."""
    folder, began = tmp_path / "shards", threading.Event()
    folder.mkdir()

    def write():
        number, end = 0, time.monotonic() + 0.3
        while time.monotonic() < end:
            number += 1
            try:
                (folder / f"{number}.tmp").write_bytes(b"x")
                (folder / f"{number}.tmp").rename(folder / str(number))
            except FileNotFoundError:
                continue
            began.set()

    writer = threading.Thread(target=write)
    writer.start()
    began.wait()
    remove_folder(folder)
    writer.join()
    assert not folder.exists()


def test_what_is_renamed_meanwhile_is_looked_for_again(tmp_path, monkeypatch):
    store, own = Store(str(tmp_path)), shutil.rmtree
    (tmp_path / "shards").mkdir()
    (tmp_path / "shards" / "a.tmp").write_bytes(b"x")
    renamed = []

    def rmtree(path):
        if not renamed:
            renamed.append((path / "a.tmp").rename(path / "a"))
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path / "a.tmp"))
        own(path)

    monkeypatch.setattr(store_module.shutil, "rmtree", rmtree)
    store.remove("shards")
    assert [*tmp_path.iterdir()] == []
    store.remove("shards")  # nothing happens


def test_another_error_is_told_at_once(tmp_path, monkeypatch):
    calls = []

    def rmtree(path):
        calls.append(path)
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(store_module.shutil, "rmtree", rmtree)
    with pytest.raises(PermissionError):
        remove_folder(tmp_path)
    assert len(calls) == 1
