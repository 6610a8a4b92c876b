"""What the reader of each format costs grows with the file, where all its parts ask the most of it."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from reading import read_sources

from cleancorpus.config import Source

pytestmark = pytest.mark.slow

ROW = b'{"text": "one two three"}\n'
PAGE = b"<!doctype html><html><body><p>one two three</p></body></html>"


def _table(number: int) -> pa.Table:
    return pa.table({"text": ["one two three"] * number})


def _parquet(table: pa.Table, **how: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, **how)
    return out.getvalue()


def _arrow(table: pa.Table, most: int) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=most)
    return bytes(sink.getvalue())


def _dictionaries(number: int) -> bytes:
    """A stream in which each batch has a dictionary of its own that takes the place of the one before."""
    schema = pa.schema({"text": pa.dictionary(pa.int32(), pa.string())})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for at in range(number):
            column = pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()), pa.array([f"one two {at}"]))
            writer.write_batch(pa.record_batch([column], schema=schema))
    return bytes(sink.getvalue())


def _deltas(number: int) -> bytes:
    """A stream whose one dictionary grows by a value with each batch."""
    schema = pa.schema({"text": pa.dictionary(pa.int32(), pa.string())})
    sink = pa.BufferOutputStream()
    values = [f"one two {at}" for at in range(number)]
    with pa.ipc.new_stream(sink, schema, options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as writer:
        for at in range(number):
            column = pa.DictionaryArray.from_arrays(pa.array([at], pa.int32()), pa.array(values[: at + 1]))
            writer.write_batch(pa.record_batch([column], schema=schema))
    return bytes(sink.getvalue())


def _warc(body: bytes, headers: bytes = b"", status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    http = status + b"\r\nContent-Type: text/html\r\n" + headers + b"\r\n" + body
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/1\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Date: 2024-05-02T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(http), http)
    )


def _mhtml(parts: bytes) -> bytes:
    return (
        b'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        + parts
        + b"--b--\r\n"
    )


_PART = b"--b\r\nContent-Type: text/html\r\nContent-Location: https://harbour.example/1\r\n\r\n" + PAGE + b"\r\n"


def _nested_parts(number: int) -> bytes:
    begun = (b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (at, at + 1) for at in range(number))
    ended = (b"--b%d--\r\n" % at for at in range(number, 0, -1))
    return (
        _mhtml(b"").replace(b'"b"', b'"b0"')
        + b"".join(begun)
        + _PART.replace(b"--b", b"--b%d" % number)
        + b"".join(ended)
    )


def _feed(inner: bytes) -> bytes:
    head = b'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    return head + inner + b"</channel></rss>"


_ITEM = b"<item><link>https://harbour.example/1</link><content:encoded><![CDATA[<p>one two three</p>]]></content:encoded></item>"


def _zip(names: list[str], data: bytes = ROW) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _tar(names: list[str], data: bytes = ROW, pax: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size, member.pax_headers = len(data), pax or {}
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def _names(number: int, ending: str = ".jsonl") -> list[str]:
    return [f"a/{at}{ending}" for at in range(number)]


EACH = -1  # a record of each part
# What a reader finds hard: the file's name, how many of its parts cost .05 s or more, or are 4 to 8 MB where no more than a look is
# taken at them; how many records these are; the file of so many parts.
WORST: dict[str, tuple[str, int, int, Callable[[int], bytes]]] = {
    "txt, bytes of no encoding": ("a.txt", 4_000_000, 1, lambda n: b"\x80\xff" * n),
    "txt, signs of UTF-16 without a mark": ("a.txt", 2_000_000, 1, lambda n: b"o\0n\0" * n),
    "html, charsets declared": ("a.html", 500_000, 1, lambda n: b'<meta charset="x">' * n + PAGE),
    "html, comments that do not end": ("a.html", 2_000_000, 1, lambda n: b"<!--" * n),
    "jsonl, rows": ("a.jsonl", 5_000, EACH, lambda n: ROW * n),
    "jsonl, broken rows": ("a.jsonl", 5_000, EACH, lambda n: b'{"text": "one \n' * n),
    "jsonl, keys of one row": (
        "a.jsonl",
        100_000,
        1,
        lambda n: json.dumps({f"k{at}": at for at in range(n)} | {"text": "one"}).encode(),
    ),
    "jsonl, one key again and again": ("a.jsonl", 230_000, 1, lambda n: b"{" + b'"text": "one", ' * n + b'"id": 1}'),
    "jsonl, a value nested deep": (
        "a.jsonl",
        4_000_000,
        1,
        lambda n: b'{"text": "one", "own": ' + b"[" * n + b"]" * n + b"}",
    ),
    "jsonl, escapes": ("a.jsonl", 700_000, 1, lambda n: b'{"text": "' + b"\\ud83d\\u0000" * n + b'"}'),
    "json, rows": ("a.json", 5_000, EACH, lambda n: b"[" + b",".join([ROW] * n) + b"]"),
    "json, brackets alone": ("a.json", 220_000, 2, lambda n: b"[" * n),
    "json, objects without a list": ("a.json", 300_000, 1, lambda n: ROW.strip() * n),
    "json, rows broken off": ("a.json", 5_000, 5_002, lambda n: b"[" + b",".join([ROW] * n) + b', {"text": "'),
    "csv, columns": ("a.csv", 60_000, 1, lambda n: b"text" + b",c" * n + b"\none" + b",x" * n + b"\n"),
    "csv, cells too many": ("a.csv", 10_000, EACH, lambda n: b"id,text\n" + b"1,one,x,y\n" * n),
    "csv, cells too few": ("a.csv", 10_000, EACH, lambda n: b"id,text\n" + b"1\n" * n),
    "tsv, rows": ("a.tsv", 10_000, EACH, lambda n: b"id\ttext\n" + b"1\tone two three\n" * n),
    "parquet, rows": ("a.parquet", 10_000, EACH, lambda n: _parquet(_table(n))),
    "parquet, row groups": ("a.parquet", 500, EACH, lambda n: _parquet(_table(n), row_group_size=1)),
    "parquet, columns": (
        "a.parquet",
        3_000,
        1,
        lambda n: _parquet(pa.table({"text": ["one"]} | {f"c{at}": [at] for at in range(n)})),
    ),
    "arrow, batches": ("a.arrow", 4_000, EACH, lambda n: _arrow(_table(n), 1)),
    "arrow, columns": (
        "a.arrow",
        25_000,
        1,
        lambda n: _arrow(pa.table({"text": ["one"]} | {f"c{at}": [at] for at in range(n)}), 1),
    ),
    "arrow, dictionaries": ("a.arrow", 1_000, EACH, _dictionaries),
    "arrow, a dictionary that grows": ("a.arrow", 2_000, EACH, _deltas),
    "warc, records": ("a.warc", 2_000, EACH, lambda n: _warc(PAGE) * n),
    "warc, packed records": ("a.warc.gz", 2_000, EACH, lambda n: gzip.compress(_warc(PAGE), 1) * n),
    "warc, lines of a head": ("a.warc", 500_000, 1, lambda n: _warc(PAGE, b"X-A: b\r\n" * n)),
    "warc, a folded line of a head": ("a.warc", 1_000_000, 1, lambda n: _warc(PAGE, b"X-A: b\r\n" + b" c\r\n" * n)),
    "warc, chunks": (
        "a.warc",
        100_000,
        1,
        lambda n: _warc(b"1\r\na\r\n" * n + b"0\r\n\r\n", b"Transfer-Encoding: chunked\r\n"),
    ),
    "warc, beginnings without records": ("a.warc", 900_000, 1, lambda n: b"WARC/1.0\r\n" * n),
    "warc, records without a length": (
        "a.warc",
        5_000,
        EACH,
        lambda n: _warc(PAGE).replace(b"Content-Length", b"X-Length") * n,
    ),
    "mhtml, parts": ("a.mhtml", 5_000, 1, lambda n: _mhtml(_PART * n)),
    "mhtml, parts in parts": ("a.mhtml", 2_000, 1, _nested_parts),
    "mhtml, lines of a head": (
        "a.mhtml",
        20_000,
        1,
        lambda n: (
            _mhtml(_PART)
            .replace(b"boundary", b"x=y;\r\n boundary")
            .replace(b"\r\n\r\n", b"\r\n" + b"X-A: b\r\n" * n + b"\r\n", 1)
        ),
    ),
    "feed, items": ("a.rss", 2_000, EACH, lambda n: _feed(_ITEM * n)),
    "feed, elements in elements": (
        "a.rss",
        20_000,
        1,
        lambda n: _feed(_ITEM + b"<item>" + b"<a>" * n + b"</a>" * n + b"</item>"),
    ),
    "feed, items that do not end": ("a.rss", 5_000, 1, lambda n: _feed(b"<item><title>x</title>" * n)),
    "gz, members": ("a.jsonl.gz", 5_000, EACH, lambda n: gzip.compress(ROW, 1, mtime=0) * n),
    "gz, empty members": ("a.jsonl.gz", 20_000, 1, lambda n: gzip.compress(b"", 1, mtime=0) * n + gzip.compress(ROW)),
    "zst, frames": ("a.jsonl.zst", 5_000, EACH, lambda n: zstandard.compress(ROW) * n),
    "zst, frames to be skipped": (
        "a.jsonl.zst",
        10_000,
        1,
        lambda n: b"\x50\x2a\x4d\x18\x04\0\0\0abcd" * n + zstandard.compress(ROW),
    ),
    "zip, members": ("a.zip", 1_000, EACH, lambda n: _zip(_names(n))),
    "zip, members that are no text": ("a.zip", 5_000, 1, lambda n: _zip([*_names(n, ".jpg"), "a.jsonl"])),
    "zip, folders in folders": ("a.zip", 15_000, 1, lambda n: _zip(["a/" * n + "b.jsonl"])),
    "tar, members": ("a.tar", 1_000, EACH, lambda n: _tar(_names(n))),
    "tar, members of one name": ("a.tar", 2_000, 1, lambda n: _tar(["a.jsonl"] * n)),
    "tar, headers of a member": (
        "a.tar",
        50_000,
        1,
        lambda n: _tar(["a.jsonl"], pax={f"k{at}": "v" for at in range(n)}),
    ),
    "no ending, brackets": ("story", 4_000_000, 1, lambda n: b"<" * n),
    "no ending, rows": ("story", 5_000, EACH, lambda n: ROW * n),
}


@pytest.mark.parametrize("name,parts,records,make", WORST.values(), ids=WORST.keys())
def test_twice_the_parts_cost_about_twice_as_much(
    tmp_path: Path,
    assert_linear: Callable[..., None],
    name: str,
    parts: int,
    records: int,
    make: Callable[[int], bytes],
) -> None:
    made: dict[str, int] = {}

    def file_of(number: int) -> Source:
        path = tmp_path / str(number) / name
        if not path.exists():
            path.parent.mkdir()
            path.write_bytes(make(number))
        return Source(path=str(path))

    def read(source: Source) -> None:
        made[source.path] = len(read_sources(tmp_path, source))

    assert_linear(file_of, read, parts)
    expected = parts if records == EACH else records
    assert made[file_of(parts).path] == expected
