"""Web archives of all shapes: documents, errors, and what is no document, with its reason."""

from __future__ import annotations

import gzip
import io
import zlib
from collections import Counter
from pathlib import Path

import pytest
import zstandard

import web_archives as archives
from cleancorpus.config import Read, Source
from cleancorpus.errors import ConfigError
from cleancorpus.model import Extent, Record
from cleancorpus.read import Piece, SourceFile, list_files, read_piece
from cleancorpus.read.members import open_tape
from cleancorpus.read.no_documents import NO_DOCUMENT, Tally
from cleancorpus.read.warc_records import warc_records
from web_archives import PACKED, SHAPES, gz, http, page, plain, record, response, zst


def read(path: Path, max_record_bytes: int = 20_000_000, **source: str) -> tuple[list[Record], Counter[str]]:
    """The records of a file, and how many others there are by reason."""
    (file,) = list_files((Source(path=path.name, **source),), path.parent).files
    tally = Tally()
    records = list(read_piece(Piece(file), Read(max_record_bytes=max_record_bytes), tally))
    skipped = tally.skipped.get(file.name, Counter())
    assert tally.records[file.name] == len(records) + skipped.total()
    assert set(skipped) <= set(NO_DOCUMENT)
    return records, skipped


def write(tmp_path: Path, name: str, data: bytes) -> Path:
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def one(tmp_path: Path, block: archives.Block, **options: int) -> Record:
    (found,), _ = read(write(tmp_path, "a.warc", block.bytes()), **options)
    return found


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", PACKED)
def test_every_record_is_a_document_or_counted_with_its_reason(tmp_path: Path, shape: str, name: str) -> None:
    blocks, reasons = SHAPES[shape]
    records, skipped = read(write(tmp_path, name, PACKED[name](blocks)))
    assert [found.error for found in records] == [None] * len(records)
    assert skipped == reasons
    assert len(records) + skipped.total() == len(blocks)
    documents = [number for number, block in enumerate(blocks, 1) if number in {found.position for found in records}]
    assert [found.position for found in records] == documents


@pytest.mark.parametrize("shape", SHAPES)
def test_all_ways_of_packing_give_the_same_documents(tmp_path: Path, shape: str) -> None:
    found = [
        [(each.id, each.url, each.data, each.declared_encoding, each.flags, each.fetched) for each in read(write(tmp_path, name, pack(SHAPES[shape][0])))[0]]
        for name, pack in PACKED.items()
    ]  # fmt: skip
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize("name", PACKED)
def test_a_record_can_be_read_again_from_its_extent(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, PACKED[name](archives.wget()))
    data = path.read_bytes()
    for found in read(path)[0]:
        offset, length, record_id = found.extent
        assert offset is not None and length is not None
        part = data[offset : offset + length]
        if name == "whole.warc.gz":  # it cannot be read alone: the place is that in what is packed
            part = gzip.decompress(data)[offset : offset + length]
        elif name.endswith(".gz"):
            part = gzip.decompress(part)
        elif name == "crawl.warc.zst":
            part = zstandard.ZstdDecompressor().decompress(part, 1 << 20)
        elif name.endswith(".zst"):
            assert part.startswith(b"\x28\xb5\x2f\xfd")
            continue
        assert part.startswith(b"WARC/1.0\r\n")
        assert f"WARC-Record-ID: <{record_id}>".encode() in part
        assert found.data in part


def test_what_the_archive_says_of_a_page_is_in_its_record(tmp_path: Path) -> None:
    block = response("<https://harbour.example/a?b=1>", page(7), type_='Text/HTML; charset="ISO-8859-1"')
    found = one(tmp_path, block)
    assert found.kind == "html"
    assert found.url == "https://harbour.example/a?b=1"
    assert found.id.startswith("url-")
    assert (found.encoding, found.declared_encoding) == (None, "ISO-8859-1")
    assert (found.published, found.fetched) == (None, archives.DATE)
    assert found.data == page(7).encode()
    assert isinstance(found.extent, Extent) and found.extent.offset == 0


def test_a_conversion_gives_its_language_only_if_it_is_the_only_one(tmp_path: Path) -> None:
    german, both = read(write(tmp_path, "a.warc.wet.gz", gz(archives.wet())))[0]
    assert (german.kind, german.language, both.language) == ("text", "de", None)


# --------------------------------------------------------------------------------------------------------------- HTTP

BODY = page(5).encode()


def chunked(body: bytes, size: int = 100, end: bytes = b"0\r\n\r\n") -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end


def deflated(data: bytes) -> bytes:
    """Deflate without the header of zlib, as some servers send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("body", "fields", "flags"),
    [
        (BODY, {}, ()),
        (chunked(BODY), {"Transfer_Encoding": "chunked", "Content_Length": ""}, ()),
        (chunked(BODY, end=b"0\r\nX-Trailer: 1\r\n\r\n"), {"Transfer_Encoding": "Chunked"}, ()),
        (BODY, {"Transfer_Encoding": "chunked"}, ()),  # says so and is not
        (chunked(BODY, end=b""), {"Transfer_Encoding": "chunked"}, ("cut-in-source:chunks",)),
        (gzip.compress(BODY), {"Content_Encoding": "gzip"}, ()),
        (gzip.compress(BODY), {"Content_Encoding": "x-gzip"}, ()),
        (BODY, {"Content_Encoding": "gzip"}, ()),
        (BODY, {"Content_Encoding": "br"}, ()),
        (BODY, {"Content_Encoding": "deflate", "Content_Length": "20"}, ()),
        (zlib.compress(BODY), {"Content_Encoding": "deflate"}, ()),
        (deflated(BODY), {"Content_Encoding": "deflate"}, ()),
        (zstandard.ZstdCompressor().compress(BODY), {"Content_Encoding": "zstd"}, ()),
        (chunked(gzip.compress(BODY)), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}, ()),
        (BODY, {"Content_Encoding": "identity"}, ()),
        (BODY, {"Content_Length": str(len(BODY) + 5)}, ("cut-in-source:http-length",)),
        (BODY, {"WARC_Truncated": "disconnect"}, ("cut-in-source:disconnect",)),
        (BODY, {"WARC_Segment_Number": "1"}, ("cut-in-source:segment",)),
    ],
)  # fmt: skip
def test_bodies_are_what_the_page_is(
    tmp_path: Path, body: bytes, fields: dict[str, str], flags: tuple[str, ...]
) -> None:
    found = one(tmp_path, response("https://harbour.example/a", body, **fields))
    assert (found.data, found.flags) == (BODY, flags)


def test_brotli_bodies_are_read(tmp_path: Path) -> None:
    brotli = pytest.importorskip("brotli", reason="needs cleancorpus[warc]")
    found = one(tmp_path, response("https://harbour.example/a", brotli.compress(BODY), Content_Encoding="br"))
    assert found.data == BODY
    half = one(tmp_path, response("https://harbour.example/a", brotli.compress(BODY)[:-9], Content_Encoding="br"))
    assert (half.flags, half.kind) == (("cut-in-source:br",), "html")
    assert BODY.startswith(half.data)


def test_without_brotli_the_record_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    packed = bytes([0x0B, 0x02, 0x80]) + bytes(range(128, 200)) + b"\x03" * 20
    monkeypatch.setitem(sys.modules, "brotli", None)
    found = one(tmp_path, response("https://harbour.example/a", packed, Content_Encoding="br"))
    assert found.error is not None
    assert found.error.startswith("missing-package: a.warc:1: the record at byte 0: ")
    assert found.error.endswith("pip install 'cleancorpus[warc]'")


@pytest.mark.parametrize("cut", [40, 100, 300])
def test_a_compressed_body_that_breaks_off_gives_what_it_holds(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(BODY, 0)  # stored, so that the bytes are there before the cut
    found = one(tmp_path, response("https://harbour.example/a", packed[:-cut], Content_Encoding="gzip"))
    assert found.flags == ("cut-in-source:gzip",)
    assert len(found.data) > len(BODY) - cut and BODY.startswith(found.data)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd", "br"])
def test_bombs_are_bounded(tmp_path: Path, coding: str) -> None:
    import tracemalloc

    def pack(data: bytes) -> bytes:
        if coding == "br":
            return bytes(pytest.importorskip("brotli", reason="needs cleancorpus[warc]").compress(data, quality=5))
        return {"gzip": gzip.compress, "deflate": zlib.compress, "zstd": zstandard.ZstdCompressor().compress}[coding](
            data
        )

    body = pack(b"<html>" + b"a" * 100_000_000)
    path = write(tmp_path, "a.warc", response("https://harbour.example/a", body, Content_Encoding=coding).bytes())
    tracemalloc.start()
    (found,), _ = read(path, max_record_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.error is not None and found.error.startswith("record-too-long: a.warc:1: ")
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (response("https://harbour.example/a", b'{"a": 1}' * 9, type_=None), "other-type"),
        (response("https://harbour.example/a", bytes(range(256)) * 9, type_="application/octet-stream"), "other-type"),
        (response("https://harbour.example/a", bytes(range(256)) * 9), "not-a-page"),
        (response("https://harbour.example/a.txt", "Plain text. " * 9, type_="text/plain"), "plain-text"),
        (response("https://harbour.example/robots.txt?x=1", page(1)), "robots"),
        (response("https://harbour.example/a", " \r\n "), "empty-body"),
        (response("https://harbour.example/a", gzip.compress(b" "), Content_Encoding="gzip"), "empty-body"),
        (response("https://harbour.example/a", page(1), "206 Partial Content"), "http-status"),
        (record("response", "", "https://harbour.example/a", "application/http"), "empty-body"),
        (record("continuation", page(1), "https://harbour.example/a", WARC_Segment_Number="2"), "continuation"),
        (record("invented", page(1), "https://harbour.example/a", "text/html"), "unknown-record"),
        (record("conversion", "%PDF-1.7 " + "x" * 99, "https://harbour.example/a", "application/pdf"), "other-type"),
        (record("resource", page(1), "urn:fullpage:https://harbour.example/", "text/html"), "derived"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_counted_by_reason(tmp_path: Path, block: archives.Block, reason: str) -> None:
    assert read(write(tmp_path, "a.warc", block.bytes())) == ([], Counter({reason: 1}))


@pytest.mark.parametrize(
    "block",
    [
        response("https://harbour.example/a", page(1), type_=None),
        response("https://harbour.example/a", page(1), type_="application/octet-stream"),
        response("https://harbour.example/a", page(1), type_="application/xhtml+xml; charset=utf-8"),
        record("resource", page(1), "https://harbour.example/a", "text/html"),
        record("resource", page(1), "file:///srv/a.html", "text/html"),
        record("response", page(1), "https://harbour.example/a", "text/html"),
        record(
            "response",
            http(page(1).encode()).replace(b"\r\n", b"\n", 3),
            "https://harbour.example/a",
            "application/http",
        ),
        record("response", http(page(1).encode()), "https://harbour.example/a"),
    ],
)
def test_pages_are_told_by_type_or_content(tmp_path: Path, block: archives.Block) -> None:
    found = one(tmp_path, block)
    assert (found.kind, found.data) == ("html", page(1).encode())


def test_files_that_warcio_writes_are_read(tmp_path: Path) -> None:
    writer = pytest.importorskip("warcio.warcwriter", reason="needs warcio")
    from warcio.statusandheaders import StatusAndHeaders

    for gzipped in (False, True):
        out = io.BytesIO()
        warc = writer.WARCWriter(out, gzip=gzipped, warc_version="1.1")
        warc.write_record(warc.create_warcinfo_record("a.warc", {"software": "example"}))
        for number in range(5):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = io.BytesIO(page(number).encode())
            url = f"https://harbour.example/{number}"
            warc.write_record(warc.create_warc_record(url, "response", payload=body, http_headers=head))
        records, skipped = read(write(tmp_path, f"a{gzipped}.warc{'.gz' * gzipped}", out.getvalue()))
        assert [found.data for found in records] == [page(number).encode() for number in range(5)]
        assert skipped == {"warcinfo": 1}


def test_memory_is_bounded_by_the_record_not_by_the_file(tmp_path: Path) -> None:
    import tracemalloc

    film = response("https://harbour.example/film", bytes(30_000_000), type_="video/mp4")
    long_page = response("https://harbour.example/long", b"<html>" + b"a" * 30_000_000)
    blocks = [
        film,
        response("https://harbour.example/a", page(1)),
        long_page,
        response("https://harbour.example/b", page(2)),
    ]
    for pack, name in ((plain, "a.warc"), (gz, "a.warc.gz"), (zst, "a.warc.zst")):
        path = write(tmp_path, name, pack(blocks))
        tracemalloc.start()
        records, skipped = read(path, max_record_bytes=2_000_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [found.kind for found in records] == ["html", "error", "html"]
        assert records[1].error is not None and records[1].error.startswith("record-too-long")
        assert skipped == {"other-type": 1}
        assert peak < (35_000_000 if name.endswith(".zst") else 14_000_000), name  # zstd packs 128 KiB into 4 bytes


def test_an_archive_within_a_record_is_no_part_of_the_file(tmp_path: Path) -> None:
    inner = plain(archives.wget())
    blocks = [response("https://harbour.example/a.warc", inner, type_="application/warc"), *archives.wget(1)]
    records, skipped = read(write(tmp_path, "a.warc", plain(blocks)))
    assert (len(records), skipped["other-type"], skipped["warcinfo"]) == (1, 2, 1)
    records, skipped = read(write(tmp_path, "a.warc", plain(blocks)), max_record_bytes=1500)
    assert (skipped["other-type"], skipped["warcinfo"]) == (2, 1)


def test_an_unknown_file_is_told_by_its_content(tmp_path: Path) -> None:
    for name, pack in (("a", plain), ("b", gz), ("c", lambda blocks: zst(blocks, dictionary="plain"))):
        write(tmp_path, name, pack(archives.wget()))
        (file,) = list_files((Source(path=name),), tmp_path).files
        assert file.format == "warc"
        assert isinstance(file, SourceFile)


class OneWay(io.RawIOBase):
    """A file that gives one byte after the other and cannot go back, a few at a time, as some servers do."""

    def __init__(self, data: bytes) -> None:
        self._rest = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(min(size, 1000))

    def seek(self, *_: int) -> int:
        raise ValueError("cannot seek streaming files")


@pytest.mark.parametrize("name", PACKED)
def test_files_that_cannot_go_back_are_read(name: str) -> None:
    blocks = archives.wget(5)
    data = PACKED[name](blocks)
    found = list(warc_records(open_tape(OneWay(data), name), 1 << 20))
    assert [(each.content, each.damage) for each in found] == [(block.content, None) for block in blocks]
    # behind damage they end, with one error
    cut = data[:-900] + bytes(range(50, 90)) + data[-800:]
    found = list(warc_records(open_tape(OneWay(cut), name), 1 << 20))
    assert len([each for each in found if each.damage is not None]) in (1, 2)


def test_web_archives_elsewhere_are_read(tmp_path: Path) -> None:
    import fsspec

    fs = fsspec.filesystem("memory")
    fs.pipe_file("/crawl/a.warc.gz", gz(archives.wget()))
    fs.pipe_file("/crawl/b.warc.gz", gzip.compress(b"<!doctype html><p>no archive"))
    try:
        found = list_files((Source(path="memory://crawl"),), tmp_path)
        records = [record for file in found.files for record in read_piece(Piece(file), Read())]
        assert [record.kind for record in records] == ["html", "html", "html", "error"]
        assert records[-1].error is not None and records[-1].error.startswith("other-content: ")
        # the one file that a source names is looked into before
        with pytest.raises(ConfigError, match="other-content: no web archive"):
            list_files((Source(path="memory://crawl/b.warc.gz"),), tmp_path)
    finally:
        fs.rm("/crawl", recursive=True)
