"""Reading from places elsewhere: the same records as from this machine, whatever fails on the way, or one line."""

from __future__ import annotations

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from servers import FileServer
from store_kit import Store, article, json_lines

import cleancorpus.read.arrow as arrow_reader
import cleancorpus.read.survey as cuts
from cleancorpus.cli import main
from cleancorpus.config import Config, Read, Source
from cleancorpus.errors import ConfigError, SourceLostError
from cleancorpus.pipeline.run import run
from cleancorpus.read import Piece, list_files, parts, read_piece
from cleancorpus.read.parts import may_be_split
from cleancorpus.read.survey import survey
from cleancorpus.remote import errors, files

ROWS = [article(number) for number in range(60)]


def records(*paths: str, **source: Any) -> list[tuple[Any, ...]]:
    """Ids, data and errors of all records of some sources."""
    files = list_files(tuple(Source(path=path, **source) for path in paths)).files
    return [(record.id, record.data, record.error) for file in files for record in read_piece(Piece(file), Read())]


def parquet(rows: list[dict[str, str]], group: int = 10) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=group, compression="none")
    return out.getvalue()


def arrow(make: Any = pa.ipc.new_file) -> bytes:
    table, out = pa.Table.from_pylist(ROWS), io.BytesIO()
    with make(out, table.schema) as writer:
        writer.write_table(table, 5)
    return out.getvalue()


def stream() -> bytes:
    return arrow(pa.ipc.new_stream)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_PAUSE_S", 0.001)


@pytest.fixture(params=[True, False], ids=["ranges", "no-ranges"])
def web(request: pytest.FixtureRequest) -> Iterator[FileServer]:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    files = {"/a.jsonl": json_lines(ROWS), "/b.parquet": parquet(ROWS), "/one.txt": b"One two three four."}
    with FileServer(files, ranges=request.param) as server:
        yield server


def test_a_file_on_the_web_gives_the_records_of_the_file_here(web: FileServer, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(web.files["/a.jsonl"])
    assert records(f"{web.url}/a.jsonl") == records(str(tmp_path / "a.jsonl"))
    if web.ranges:
        assert records(f"{web.url}/b.parquet") == records(str(tmp_path / "a.jsonl"))


def test_answers_that_fail_or_break_off_are_asked_for_again(web: FileServer, tmp_path: Path, quick: None) -> None:
    (tmp_path / "a.jsonl").write_bytes(web.files["/a.jsonl"])
    expected = records(str(tmp_path / "a.jsonl"))
    web.every = 3
    for _ in range(4):
        assert records(f"{web.url}/a.jsonl") == expected
    assert web.n_faults >= 3


@pytest.mark.parametrize("every", [0, 7])
def test_a_large_file_elsewhere_is_cut_as_here_and_gives_the_same_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None, every: int
) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    monkeypatch.setattr(cuts, "_LEAST", 2000)
    monkeypatch.setattr(parts, "_SPLIT_FROM", 1000)
    monkeypatch.setattr(cuts, "BLOCK", 700)
    monkeypatch.setattr(arrow_reader, "_LEAST_ELSEWHERE", 1000)
    data = {
        "/a.jsonl": json_lines(ROWS) + b"broken\n\n",
        "/b.parquet": parquet(ROWS),
        "/c.arrow": arrow(),
        "/d.arrow": stream(),
    }
    with FileServer(data, every=every) as server:
        for name, content in data.items():
            (tmp_path / name[1:]).write_bytes(content)
            (here,) = list_files((Source(path=str(tmp_path / name[1:])),)).files
            (there,) = list_files((Source(path=f"{server.url}{name}"),)).files
            assert may_be_split(there)
            cut, other = survey(here).pieces, survey(there).pieces
            assert [(piece.start, piece.stop, piece.first) for piece in cut] == [
                (piece.start, piece.stop, piece.first) for piece in other
            ]
            assert len(cut) > 3
            if name == "/a.jsonl":
                assert [piece.digest for piece in cut] == [piece.digest for piece in other]

            def texts(pieces: Any) -> list[Any]:
                found = [record for piece in pieces for record in read_piece(piece, Read())]
                return [(record.id, record.position, record.data) for record in found if record.kind != "error"]

            assert texts(cut) == texts(other)
        assert bool(server.n_faults) == bool(every)


@pytest.mark.parametrize("make", [arrow, stream])
def test_of_arrow_elsewhere_only_headers_are_fetched_to_cut_it(
    make: Any, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    for room, name, value in (
        (cuts, "_LEAST", 2000),
        (parts, "_SPLIT_FROM", 1000),
        (files, "_LEAST", 100),
        (files, "_AHEAD", 100),
    ):
        monkeypatch.setattr(room, name, value)
    fetched: list[int] = []

    def fetch_range(fetch: Any, path: str, start: int, stop: int) -> bytes:
        fetched.append(stop - start)
        return whole(fetch, path, start, stop)

    whole = files.fetch_range
    monkeypatch.setattr(files, "fetch_range", fetch_range)
    with FileServer({"/c.arrow": make()}) as server:
        (there,) = list_files((Source(path=f"{server.url}/c.arrow"),)).files
        fetched.clear()
        assert [(piece.start, piece.stop) for piece in survey(there).pieces] == [(None, None)]  # its batches are small
        few, _ = sum(fetched), fetched.clear()
        monkeypatch.setattr(arrow_reader, "_LEAST_ELSEWHERE", 1000)
        assert len(survey(there).pieces) > 3
        assert few <= sum(fetched) < len(make()) / 2


def test_a_server_that_stops_answering_ends_the_run_and_makes_no_error_records(quick: None) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    with FileServer({"/a.jsonl": json_lines(ROWS)}) as server:
        (file,) = list_files((Source(path=f"{server.url}/a.jsonl"),)).files
        server.every = 1
        with pytest.raises(SourceLostError, match=r"/a\.jsonl: cannot be opened: does not answer: .*; check the conn"):
            list(read_piece(Piece(file), Read()))


def test_a_file_that_is_gone_when_it_is_read_is_one_error_record() -> None:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    with FileServer({"/a.jsonl": json_lines(ROWS)}) as server:
        (file,) = list_files((Source(path=f"{server.url}/a.jsonl"),)).files
        server.files.clear()
        (record,) = read_piece(Piece(file), Read())
        assert record.error is not None
        assert record.error.endswith("/a.jsonl: cannot be opened: does not exist; check the address")


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (403, "': access denied; check the address and your rights"),
        (404, "': does not exist; check the address"),
        (500, "': does not answer: 500, message='Internal Server Error'"),
    ],
)
def test_what_a_site_refuses_is_one_line(quick: None, status: int, message: str) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    with FileServer({}) as server:
        server.refused["/x.jsonl"] = status
        with pytest.raises(ConfigError) as caught:
            list_files((Source(path=f"{server.url}/x.jsonl"),))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_s3_gives_the_records_of_the_files_here(s3: Store, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines(ROWS))
    expected = records(str(tmp_path / "a.jsonl"))
    s3.put("in/a.jsonl", json_lines(ROWS[:30]))
    s3.put("in/deep/b.parquet", parquet(ROWS[30:]))
    s3.put("in/logo.png", b"\x89PNG")
    assert records(f"{s3.bucket}/in") == records(f"{s3.bucket}/in/**/*.[jp]*[lt]") == expected
    found = list_files((Source(path=f"{s3.bucket}/in"),))
    assert [file.name for file in found.files] == [f"{s3.bucket}/in/a.jsonl", f"{s3.bucket}/in/deep/b.parquet"]
    assert [(item.name, item.reason) for item in found.skipped] == [(f"{s3.bucket}/in/logo.png", "no-article-format")]


def test_what_is_wrong_with_a_place_in_s3_is_one_line(s3: Store, monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    def said(path: str) -> str:
        with pytest.raises(ConfigError) as caught:
            list_files((Source(path=path),))
        assert "\n" not in str(caught.value)
        return str(caught.value)

    assert said("s3://no-such-bucket/a.jsonl").endswith("'s3://no-such-bucket/a.jsonl': no such bucket; check its name")
    assert said("s3://no-such-bucket/*.jsonl").endswith("'s3://no-such-bucket/*.jsonl': no such bucket; check its name")
    assert said(f"{s3.bucket}/none.jsonl").endswith("/none.jsonl': does not exist; check the address")
    assert "matches no file" in said(f"{s3.bucket}/*.jsonl")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    type(s3.fs).clear_instance_cache()
    assert "a.jsonl': no credentials for s3://; set AWS_PROFILE, or AWS_ACCESS_KEY_ID" in said(f"{s3.bucket}/a.jsonl")


def config_of(tmp_path: Path, source: str, name: str, **sections: Any) -> Config:
    export = {"dir": str(tmp_path / name), "version": "1.0.0"}
    return Config.model_validate({"name": "t", "sources": [{"path": source}], "export": export, **sections})


@pytest.mark.slow
def test_a_run_on_s3_in_which_every_tenth_request_fails_gives_the_same_content(
    s3: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = json_lines([article(number) for number in range(400)])
    padded = lines + json.dumps({"text": "short", "pad": "x" * 2_100_000}).encode() + b"\n"
    s3.put("in/a.jsonl", padded)  # large enough to be cut
    s3.put("in/b.parquet", parquet([article(number) for number in range(400, 450)]))
    for number in range(450, 480):
        s3.put(f"in/pages/{number}.txt", article(number)["text"].encode())
    run_options = {"run": {"workers": 2}}
    whole = run(config_of(tmp_path, f"{s3.bucket}/in", "whole", **run_options))
    s3.proxy.every = 10
    broken = run(config_of(tmp_path, f"{s3.bucket}/in", "broken", **run_options))
    assert s3.proxy.n_faults >= 5
    assert whole.export is not None
    assert broken.export is not None
    assert (whole.export.content_hash, whole.parts) == (broken.export.content_hash, broken.parts)
    assert whole.ledger["kept"] == 480


@pytest.mark.slow
def test_a_run_whose_server_is_gone_ends_in_one_line_and_goes_on_when_it_is_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra http")
    files = {f"/{number}.jsonl": json_lines(ROWS[number : number + 1]) for number in range(6)}
    with FileServer(files) as server:
        sources = [{"path": f"{server.url}/{number}.jsonl"} for number in range(6)]
        values = {"name": "t", "sources": sources, "export": {"dir": str(tmp_path / "dist")}, "run": {"workers": 1}}
        (tmp_path / "c.yaml").write_text(json.dumps(values))
        gone = threading.Event()
        real = server.next_fault
        server.next_fault = lambda: "500" if gone.is_set() else real()  # type: ignore[method-assign]

        def goes() -> None:  # when the files are listed and the first is being read
            while server.n_requests < 14:
                time.sleep(0.001)
            gone.set()

        threading.Thread(target=goes, daemon=True).start()
        assert main(["run", str(tmp_path / "c.yaml")]) == 2
        (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error")]
        assert "does not answer: 500, message='Internal Server Error'" in line
        assert line.endswith("check the connection, then run the same command again")
        gone.clear()
        server.next_fault = real  # type: ignore[method-assign]
        assert main(["run", str(tmp_path / "c.yaml")]) == 0
        assert re.search(r"^kept +6$", capsys.readouterr().out, re.MULTILINE)
