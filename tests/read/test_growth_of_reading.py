"""The time of reading grows with the file, whatever stands in it."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import errors_of, read_sources

from cleancorpus.config import Source

RECORD = '{"text": "one two three"}\n'


@pytest.mark.parametrize(
    "line",
    ['a",,"""b,', 'a","b,b, ', 'a",","",', ',a"b,"\r', '"a"""b,,"b,', '"""" "ab,"b,', '"abc def', 'x,"abc ""d""'],
)
@pytest.mark.parametrize("header", ["id,text", '"id,text', 'id,"text'])
def test_quotes_that_never_close(tmp_path: Path, assert_linear: Callable[..., None], header: str, line: str) -> None:
    def make(number: int) -> None:
        (tmp_path / "a.csv").write_text(f"{header}\n" + f"{line}\n" * number, encoding="utf-8", newline="")

    made: dict[int, str] = {}

    def read(number: int) -> None:
        make(number)
        made[number] = str(errors_of(read_sources(tmp_path, Source(path="a.csv"))))

    assert_linear(lambda number: number, read, 2_000)
    assert "broken-csv" in made[2_000]


def test_good_rows_behind_quotes_that_never_close_are_read(tmp_path: Path) -> None:
    good = 'x,"one\ntwo ""three"" four"\n'
    (tmp_path / "a.csv").write_text("id,text\n" + 'a","b,b, \n' * 50 + good * 3, encoding="utf-8", newline="")
    rows = read_sources(tmp_path, Source(path="a.csv"))
    assert [row["data"] for row in rows if row["kind"] != "error"][-2:] == [b'one\ntwo "three" four'] * 2


@pytest.mark.parametrize("blank", ["\n", "\r\n", " \t\n"])
def test_blank_lines_are_counted_and_cost_next_to_nothing(tmp_path: Path, blank: str) -> None:
    number = 5_000_000
    data = f"{RECORD}{blank * number}{RECORD}".encode()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(data, 1))
    begun = time.process_time()
    first, last = read_sources(tmp_path, Source(path="a.jsonl.gz"))
    assert time.process_time() - begun < 5  # line by line 7 s and more
    assert (first["position"], last["position"], last["extent"].offset) == (1, number + 2, len(data) - len(RECORD))


def test_blank_lines_of_a_large_plain_file_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleancorpus.config import Read
    from cleancorpus.read import list_files, read_piece
    from cleancorpus.read.survey import survey

    monkeypatch.setattr("cleancorpus.read.survey.part_size", lambda _: 50_000)
    (tmp_path / "a.jsonl").write_text((RECORD + "\n" * 1000) * 200, encoding="utf-8", newline="")
    (file,) = list_files((Source(path="a.jsonl"),), tmp_path).files
    pieces = survey(file).pieces
    assert len(pieces) > 2
    positions = [record.position for piece in pieces for record in read_piece(piece, Read())]
    assert positions == [1 + 1001 * number for number in range(200)]


def test_blank_lines_between_rows_are_passed_over_and_within_quotes_kept(tmp_path: Path) -> None:
    blank = "\n" * 3000
    (tmp_path / "a.csv").write_text(f'text\n{blank}one\n{blank}"two{blank}three"\n{blank}four\n', newline="")
    rows = read_sources(tmp_path, Source(path="a.csv"))
    assert [row["data"].decode() for row in rows] == ["one", f"two{blank}three", "four"]
    assert [row["position"] for row in rows] == [1, 2, 3]
