"""Sound files of every format, and ways to spoil them: the same ones for the same number, always."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from trees import odd_page

_SENTENCES = (
    "The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, the town said.",
    "Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop.",
    "«We did not expect that», said Jane Doe of the council – and neither did anybody else, 2 May 2024.",
    "Подписывайтесь на наш канал. Der Gemeinderat tagte am Montag. 市议会星期一开会。",
    "Read more: Bridge closed", "By Jane Doe and Bo Lind", "LONDON (Reuters) —", "Reporting by Jane Doe; Editing by Bo Lind",
    "This website uses cookies. Accept", "Share on Facebook", "Item 7", "© 2024 The Harbour Desk. All rights reserved.",
    "ADVERTISEMENT", "10:42 AM, May 2, 2024", "jane@harbour.example +49 30 1234567",
)  # fmt: skip
# What parsers trip over: ends and beginnings of things, odd characters, numbers without end.
_TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1b[31m", b"\r", b"\r\n", b"\n\n\n", b'"', b'""', b"'", b"\\", b"\\u0000",
    b"\\ud800", b"{", b"}", b"[", b"]", b"[[[[[[[[", b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"<script>", b"</article>",
    b"<table><tr><td>", b"&amp;", b"&#0;", b"&#xD800;", b"&#99999999;", b"1e999", b"-9223372036854775809", b"NaN", b"null", b"true", b",",
    b"\t", b";", b"=", b"%00", b"%", b"../", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\x8b", b"\xf0\x9f\x98\x80", b"\xcc\x81" * 20, b"WARC/1.0",
    b"Content-Length: -1", b"Content-Length: 99999999999", b"Transfer-Encoding: chunked", b"PAR1", b"PK\x03\x04", b"ARROW1", b"\x1f\x8b\x08",
    b"(\xb5/\xfd", b"a" * 5000, b"Read more\n" * 200, b"By Jane Doe\n" * 200, b"(" * 300, b" " * 3000, b"- " * 500, b"https://" * 100,
    b"<button>" * 200, b'"text": ', b"*", b"&a", b"!!python/object:os.system", b"? ", b"<<: *a",
)  # fmt: skip
_MOST = 100_000  # bytes of an input, about


# Carriers are small, and what stands in them is drawn from a stock: most of what is spoiled is then something that is read, and
# a sound record soon is one that has been judged before. The variety is in the damage.
_MANY = (1, 1, 1, 2, 2, 3, 4, 6)  # records of a file


class Input(NamedTuple):
    """A file to be read: its format, name and bytes, and in which ways it was spoiled."""

    shape: str
    name: str
    data: bytes
    ways: tuple[str, ...]


def _texts(chance: random.Random, most: int = 3) -> list[str]:
    return chance.choices(_SENTENCES, k=chance.randint(1, most))


def _row(chance: random.Random, number: int) -> dict[str, object]:
    row: dict[str, object] = {"id": f"r{number}", "text": "\n\n".join(_texts(chance))}
    for name, value in (
        ("url", f"https://harbour.example/{number}"), ("title", chance.choice(_SENTENCES)), ("authors", ["Jane Doe"]),
        ("date", "2024-05-02T10:00:00Z"), ("language", "en"), ("html", _new_page(chance).decode()), ("own", [None, 1, {"a": [1]}]),
    ):  # fmt: skip
        if chance.random() < (0.1 if name == "html" else 0.3):
            row[name] = value
    return row


def _rows(chance: random.Random) -> list[dict[str, object]]:
    return [chance.choice(_ROWS) for _ in range(chance.choice(_MANY))]


def _new_page(chance: random.Random) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in _texts(chance, 4))
    meta = '<meta name="author" content="Jane Doe"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge"}</script>'
    menu = "<nav><ul><li><a href=/a>News</a><li><a href=/b>Sport</a></ul></nav>"
    return f"<!doctype html><html lang=en><head><title>Bridge closed</title>{meta}</head><body>{menu}<article><h1>Bridge closed</h1>{lines}</article></body></html>".encode()


_PAGES = [_new_page(random.Random(number)) for number in range(60)]
_ROWS = [_row(random.Random(number), number) for number in range(200)]
_STORIES = ["\n".join(_texts(random.Random(number))) for number in range(60)]


def _page(chance: random.Random) -> bytes:
    return chance.choice(_PAGES)


def _jsonl(chance: random.Random) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=chance.random() < 0.5) + "\n" for row in _rows(chance)).encode()


def _csv(chance: random.Random, mark: str = ",") -> bytes:
    rows = [[str(number), *_texts(chance, 1), chance.choice(_STORIES)] for number in range(chance.choice(_MANY))]
    quoted = [mark.join(f'"{cell}"' if "\n" in cell or mark in cell else cell for cell in row) for row in rows]
    return "\n".join([mark.join(("id", "title", "text")), *quoted, ""]).encode()


def _table(chance: random.Random) -> pa.Table:
    rows = _rows(chance)
    return pa.table({name: [row.get(name) for row in rows] for name in ("id", "text", "url", "authors")})


def _parquet(chance: random.Random) -> bytes:
    out = io.BytesIO()
    codec = chance.choice(["snappy", "zstd", "none", "gzip"])
    pq.write_table(
        _table(chance),
        out,
        compression=codec,
        row_group_size=chance.choice([2, 100]),
        use_dictionary=chance.random() < 0.5,
    )
    return out.getvalue()


def _arrow(chance: random.Random) -> bytes:
    table, sink = _table(chance), pa.BufferOutputStream()
    make = chance.choice([pa.ipc.new_file, pa.ipc.new_stream])
    with make(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=3)
    return bytes(sink.getvalue())


def _warc(chance: random.Random) -> bytes:
    out = b""
    for number in range(chance.choice((1, 1, 2, 3))):
        page = _page(chance)
        http = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(page)
            + page
        )
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/{number}\r\nWARC-Date: 2024-05-02T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:0-{number}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        record = head.encode() + http + b"\r\n\r\n"
        out += gzip.compress(record, 1, mtime=0) if chance.random() < 0.3 else record
    return out


def _feed(chance: random.Random) -> bytes:
    items = "".join(
        f"<item><title>Bridge</title><link>https://harbour.example/{n}</link><content:encoded><![CDATA[<p>{line}</p>]]></content:encoded></item>"
        for n, line in enumerate(_texts(chance))
    )
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>H</title>{items}</channel></rss>'.encode()


def _mhtml(chance: random.Random) -> bytes:
    head = b'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
    return (
        head
        + b"Content-Type: text/html\r\nContent-Location: https://harbour.example/1\r\n\r\n"
        + _page(chance)
        + b"\r\n--b--\r\n"
    )


def _zip(chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        archive.writestr(zipfile.ZipInfo("a/b.jsonl"), _jsonl(chance), archive.compression)
        archive.writestr(zipfile.ZipInfo("a/c.html"), _page(chance), archive.compression)
    return out.getvalue()


def _tar(chance: random.Random) -> bytes:
    out = io.BytesIO()
    mode = chance.choice(["w", "w:gz"])
    with tarfile.open(fileobj=out, mode="w") as archive:
        data = _jsonl(chance)
        member = tarfile.TarInfo("a/b.jsonl")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0) if mode == "w:gz" else out.getvalue()


def _config(chance: random.Random) -> bytes:
    lines = [
        "extends: base", "name: n", "sources: [{path: a.jsonl, fields: {text: body}}]", "rules: {byline: false, timestamp: true}",
        "own_rules: {mine: {phrases: [x], regexes: ['^a+$']}}", "quality: {min_words: 5, gopher: {}}", "dedup: {near: {threshold: 0.7}}",
        "language: {keep: [en]}", "decide: {mode: strict}", "site_lines: true", "carry: '*'", "export: {dir: dist, version: 1.0.0}",
        "run: {workers: 2}", "splits: {sizes: {test: 0.1}}", "pii: {kinds: [email]}",
    ]  # fmt: skip
    return "\n".join([*chance.sample(lines, chance.randint(2, 9)), ""]).encode()


def _text(chance: random.Random) -> bytes:
    return "\n\n".join(_texts(chance, chance.choice((3, 3, 20)))).encode()


SHAPES: dict[str, tuple[str, Callable[[random.Random], bytes]]] = {
    "text": ("a.txt", _text),
    "html": ("a.html", _page),
    "tree": ("a.html", odd_page),
    "jsonl": ("a.jsonl", _jsonl),
    "json": ("a.json", lambda chance: json.dumps(_rows(chance), indent=chance.choice([None, 1])).encode()),
    "csv": ("a.csv", _csv),
    "tsv": ("a.tsv", lambda chance: _csv(chance, "\t")),
    "parquet": ("a.parquet", _parquet),
    "arrow": ("a.arrow", _arrow),
    "warc": ("a.warc", _warc),
    "mhtml": ("a.mhtml", _mhtml),
    "feed": ("a.rss", _feed),
    "gz": ("a.jsonl.gz", lambda chance: gzip.compress(_jsonl(chance), 1, mtime=0)),
    "zst": ("a.jsonl.zst", lambda chance: zstandard.compress(_jsonl(chance))),
    "zip": ("a.zip", _zip),
    "tar": ("a.tar", _tar),
    "no-ending": ("story", lambda chance: chance.choice([_page, _jsonl, _text])(chance)),
    "config": ("c.yaml", _config),
}


_WAYS = (
    "other bytes", "a bit", "left out", "broken off", "begun late or repeated", "odd piece put in", "odd piece put in",
    "odd pieces in its place", "its own piece elsewhere",
)  # fmt: skip
WAYS = ("sound", "spoiled before packing", *dict.fromkeys(_WAYS))


def _spoil(data: bytes, chance: random.Random) -> tuple[bytes, str]:
    """One spoiled place, and in which way."""
    at = chance.randint(0, len(data))
    end = min(len(data), at + chance.choice([1, 1, 2, 8, 64, 1000]))
    way = chance.randrange(len(_WAYS))
    if way == 0:
        new = data[:at] + bytes(chance.randrange(256) for _ in range(end - at)) + data[end:]
    elif way == 1:
        new = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if at < len(data) else data
    elif way == 2:
        new = data[:at] + data[end:]
    elif way == 3:
        new = data[:at]
    elif way == 4:
        repeated = data[:at] + data[at:end] * chance.randint(2, 30) + data[end:]
        new = data[at:] if chance.random() < 0.3 else repeated
    elif way in (5, 6):
        new = data[:at] + chance.choice(_TOKENS) + data[at:]
    elif way == 7:
        new = data[:at] + chance.choice(_TOKENS) * chance.randint(1, 100) + data[end:]
    else:
        other = chance.randint(0, len(data))
        new = data[:at] + data[other : other + chance.randint(1, 2000)] + data[at:]
    return new, _WAYS[way]


def spoiled(seed: int, number: int, only: str = "") -> Input:
    """Input `number` of a seed. One in twenty is sound."""
    chance = random.Random(f"{seed} {number}")
    shape = only or chance.choice([*SHAPES])
    name, make = SHAPES[shape]
    ways = []
    # Damage behind a compression or a container never reaches what is within, where it is not made before packing.
    if shape in ("gz", "zst") and chance.random() < 0.6:
        inner = _jsonl(chance)
        for _ in range(chance.randint(1, 4)):
            inner, way = _spoil(inner, chance)
            ways.append(way)
        data = gzip.compress(inner[:_MOST], 1, mtime=0) if shape == "gz" else zstandard.compress(inner[:_MOST])
        ways.append("spoiled before packing")
    else:
        data = make(chance)
        if chance.random() > 0.05:
            for _ in range(chance.choice([1, 1, 2, 3, 8])):
                data, way = _spoil(data, chance)
                ways.append(way)
    return Input(shape, name, data[:_MOST], tuple(dict.fromkeys(ways)) or ("sound",))
