"""Archives in a whole run: one content hash whatever the workers; archives on the web; a process that is killed while it uploads."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from servers import FileServer
from store_kit import Store, article, json_lines

from cleancorpus.config import Config, Read, Source
from cleancorpus.errors import ConfigError
from cleancorpus.pipeline.run import run
from cleancorpus.read import Piece, list_files, read_piece
from cleancorpus.read.archive import close_archives
from cleancorpus.remote import errors

PAGES = {f"in/{number:04d}.txt": article(number)["text"].encode() for number in range(700)}


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        for name, data in PAGES.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in PAGES.items():
            packed.writestr(name, data)
    return out.getvalue()


def made(tmp_path: Path, source: Path, name: str, workers: int, **options: Any) -> Any:
    values = {
        "name": name,
        "sources": [{"path": str(source)}],
        "export": {"dir": str(tmp_path / "dist"), "version": "1.0.0"},
        "run": {"workers": workers, **options},
    }
    return run(Config.model_validate(values))


@pytest.mark.parametrize(("name", "data"), [("x.tar.gz", gzip.compress(tarred())), ("x.zip", zipped())])
def test_the_content_of_an_archive_is_the_same_whatever_the_workers(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    one = made(tmp_path, tmp_path / name, "one", 1, keep_work=True)
    two = made(tmp_path, tmp_path / name, "two", 2)
    assert one.export is not None
    assert two.export is not None
    assert one.export.content_hash == two.export.content_hash
    assert one.parts == two.parts > 2
    assert one.ledger["kept"] == 700
    again = made(tmp_path, tmp_path / name, "one", 2)
    assert (again.reused_parts, again.parts) == (one.parts, one.parts)


@pytest.mark.parametrize("every", [0, 5])
@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize(("name", "data"), [("/x.tar.gz", gzip.compress(tarred())), ("/x.zip", zipped())])
def test_an_archive_on_the_web_is_read_as_one_here(
    name: str, data: bytes, ranges: bool, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    monkeypatch.setattr(errors, "_PAUSE_S", 0.001)
    with FileServer({name: data}, ranges=ranges, every=every) as server:
        files = list_files((Source(path=f"{server.url}{name}"),)).files
        read = [record.data for file in files[:40] for record in read_piece(Piece(file), Read())]
    close_archives()
    assert len(files) == 700
    assert read == list(PAGES.values())[:40]


def test_a_server_that_sends_whole_files_only_gives_a_packed_tar_and_no_zip(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    monkeypatch.setattr(errors, "_PAUSE_S", 0.001)
    monkeypatch.setattr("cleancorpus.remote.files._AHEAD", 1000)  # all files are large ones
    monkeypatch.setattr(errors, "TRIES", 8)
    with FileServer({"/x.tar.gz": gzip.compress(tarred()), "/x.zip": zipped()}, ranges=False) as server:
        files = list_files((Source(path=f"{server.url}/x.tar.gz"),)).files
        server.every = 3
        assert [next(read_piece(Piece(file), Read())).data for file in files[:9]] == list(PAGES.values())[:9]
        close_archives()
        server.every = 0
        with pytest.raises(
            ConfigError, match=r"/x\.zip' cannot be read \(unreadable: its server sends whole files only\)"
        ):
            list_files((Source(path=f"{server.url}/x.zip"),))


RUN = """
import sys
from cleancorpus.cli import main
sys.exit(main(["run", sys.argv[1]]))
"""


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_uploads_leaves_no_version_and_the_next_finishes(
    s3: Store, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines([article(number) for number in range(50)]))
    values = {"name": "t", "sources": [{"path": "a.jsonl"}], "export": {"dir": f"{s3.bucket}/x"}, "run": {"workers": 1}}
    (tmp_path / "c.yaml").write_text(json.dumps(values))
    command = [sys.executable, "-c", RUN, "c.yaml"]

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    process = start()
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not any("data/" in name for name in s3.names()):
            time.sleep(0.01)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    names = s3.names()
    assert names
    if "x/t/1.0.0/manifest.json" not in names:  # it was quick enough
        assert "x/t/1.0.0/.uploading.json" in names
    process = start()
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert f"dataset  {s3.bucket}/x/t/1.0.0  (version 1.0.0" in out
    names = s3.names()
    assert "x/t/1.0.0/manifest.json" in names
    assert not [name for name in names if "/." in name]
