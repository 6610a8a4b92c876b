"""Web archives as crawlers write them, made by hand: invented pages in the shapes of wget, Heritrix, Common Crawl, browsertrix."""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

import zstandard

DATE = "2024-05-03T10:11:12Z"
SENTENCES = (
    "The harbour bridge was closed on Monday after a storm tore two bolts from its northern pier, the council said.",
    "Ferries take passengers across the river until the engineers have looked at every cable of the old structure.",
    "A report on the costs is expected in the autumn, and residents of both banks were asked to send their questions.",
)


def page(number: int, more: str = "") -> str:
    """An invented article as a page."""
    text = "".join(f"<p>{sentence} Part {number} of the report was read aloud.</p>" for sentence in SENTENCES)
    head = f"<head><meta charset=utf-8><title>Bridge {number} closed</title></head>"
    return f"<!DOCTYPE html>\n<html>{head}<body><article><h1>Bridge {number} closed</h1>{text}{more}</article></body></html>"


def http(body: bytes, status: str = "200 OK", type_: str | None = "text/html; charset=utf-8", **fields: str) -> bytes:
    """An HTTP answer; of a field's name `_` stands for `-`, and an empty value leaves it out."""
    known = {
        "Content-Type": type_,
        "Content-Length": str(len(body)),
        **{k.replace("_", "-"): v for k, v in fields.items()},
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in known.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Block(NamedTuple):
    """A record of a web archive before it is written."""

    type: str
    content: bytes
    fields: dict[str, str]

    def bytes(self, *, end: bytes = b"\r\n\r\n", version: str = "1.0", length: int | None = None) -> bytes:
        """The record as it stands in a file; `length` is what it says of itself where that is not so."""
        own = {
            "WARC-Type": self.type,
            "WARC-Date": DATE,
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, repr(self))}>",
            **self.fields,
            "Content-Length": str(len(self.content) if length is None else length),
        }
        head = "\r\n".join([f"WARC/{version}", *(f"{name}: {value}" for name, value in own.items() if value)])
        return head.encode() + b"\r\n\r\n" + self.content + end


def record(type_: str, content: bytes | str, url: str = "", content_type: str = "", **fields: str) -> Block:
    data = content.encode() if isinstance(content, str) else content
    known = {"WARC-Target-URI": url, "Content-Type": content_type}
    return Block(type_, data, known | {name.replace("_", "-"): value for name, value in fields.items()})


def response(
    url: str, body: bytes | str, status: str = "200 OK", type_: str | None = "text/html; charset=utf-8", **fields: str
) -> Block:
    """A response; fields that begin with `WARC_` go to the record, others to the HTTP header."""
    warc = {name: value for name, value in fields.items() if name.startswith("WARC_")}
    data = body.encode() if isinstance(body, str) else body
    answer = http(data, status, type_, **{name: value for name, value in fields.items() if name not in warc})
    return record("response", answer, url, "application/http; msgtype=response", **warc)


def info(text: str = "software: example/1.0\r\n") -> Block:
    return record("warcinfo", text, content_type="application/warc-fields", WARC_Filename="crawl.warc.gz")


def request(url: str) -> Block:
    return record(
        "request", "GET / HTTP/1.1\r\nHost: harbour.example\r\n\r\n", url, "application/http; msgtype=request"
    )


def wget(n_pages: int = 3) -> list[Block]:
    """As `wget --warc-file` writes: request and response in turn, its own manifest, arguments and log at the end."""
    blocks = [info("software: Wget/1.21\r\nformat: WARC File Format 1.0\r\nrobots: classic\r\n")]
    for number in range(n_pages):
        url = f"<https://harbour.example/wget/{number}>"
        blocks += [request(url), response(url, page(number))]
    blocks += [
        request("<https://harbour.example/wget/logo.png>"),
        response("<https://harbour.example/wget/logo.png>", b"\x89PNG\r\n\x1a\n" + bytes(200), type_="image/png"),
    ]
    own = "<metadata://gnu.org/software/wget/warc/{}>"
    blocks.append(
        record(
            "metadata",
            "\r\n".join(f"<urn:uuid:{number}>" for number in range(4)),
            own.format("MANIFEST.txt"),
            "text/plain",
        )
    )
    blocks.append(
        record("resource", "--warc-file=crawl https://harbour.example/", own.format("wget_arguments.txt"), "text/plain")
    )
    blocks.append(
        record("resource", "2024-05-03 10:11:12 saved the page, as it was told.", own.format("wget.log"), "text/plain")
    )
    return blocks


WGET = {"warcinfo": 1, "request": 4, "metadata": 1, "about-crawl": 2, "other-type": 1}  # and its pages


def heritrix() -> list[Block]:
    """As Heritrix writes: answers of the name system, robots.txt, metadata with outlinks, errors, redirections."""
    home = "http://harbour.example/"
    outlinks = "fetchTimeMs: 12\r\noutlink: http://harbour.example/a L a/@href\r\noutlink: http://harbour.example/b E img/@src\r\n"
    return [
        info("software: Heritrix/3.4\r\n"),
        record(
            "response", "20240503101112\nharbour.example.\t3600\tIN\tA\t192.0.2.7\n", "dns:harbour.example", "text/dns"
        ),
        response(f"{home}robots.txt", "User-agent: *\nDisallow:\n", type_="text/plain"),
        response(home, page(1), type_="text/html", Server="Apache"),
        request(home),
        record("metadata", outlinks, home, "application/warc-fields", WARC_Concurrent_To="<urn:uuid:1>"),
        response(f"{home}gone", "<html><body>Not found</body></html>", "404 Not Found"),
        response(f"{home}moved", "", "301 Moved Permanently", Location="/"),
        response(f"{home}nothing", "", type_="text/html"),
        response(f"{home}style.css", "body { color: black }", type_="text/css"),
        record("response", "220 ready", "ftp://harbour.example/list", "text/x-ftp"),
        record(
            "resource",
            "A text that somebody put here. " * 20,
            "http://harbour.example/notes.txt",
            "text/plain; charset=us-ascii",
        ),
    ]


HERITRIX = {"warcinfo": 1, "dns": 1, "robots": 1, "request": 1, "metadata": 1, "http-status": 2, "empty-body": 1, "other-type": 1, "other-protocol": 1}  # fmt: skip


def common_crawl() -> list[Block]:
    """As Common Crawl writes its WARC files: payloads cut off at a limit, headers kept under names of its own."""
    url = "https://harbour.example/cc/{}"
    kept = {"X_Crawl_Content_Encoding": "br", "X_Crawl_Transfer_Encoding": "chunked"}
    return [
        info("isPartOf: CC-MAIN-2024-18\r\nsoftware: Apache Nutch 1.19\r\n"),
        request(url.format(1)),
        response(url.format(1), page(1), WARC_Identified_Payload_Type="text/html", **kept),
        record("metadata", "fetchTimeMs: 9\r\n", url.format(1), "application/warc-fields"),
        request(url.format(2)),
        response(
            url.format(2), page(2, "<p>More follows here, and is not cut.</p>")[:-40], WARC_Truncated="length", **kept
        ),
        record("metadata", "fetchTimeMs: 9\r\n", url.format(2), "application/warc-fields"),
    ]


COMMON_CRAWL = {"warcinfo": 1, "request": 2, "metadata": 2}


def wet() -> list[Block]:
    """As Common Crawl writes its WET files: conversions to plain text, with the languages that it found."""
    german = "Die Hafenbrücke wurde am Montag nach einem Sturm gesperrt, wie der Rat der Stadt am Abend mitteilte. " * 4
    fields = {"WARC_Refers_To": "<urn:uuid:1>", "WARC_Block_Digest": "sha1:AAAA"}
    return [
        info("Software-Info: ia-web-commons.1.1\r\n"),
        record(
            "conversion",
            german,
            "https://harbour.example/de",
            "text/plain",
            WARC_Identified_Content_Language="deu",
            **fields,
        ),
        record(
            "conversion",
            "\n".join(SENTENCES),
            "https://harbour.example/en",
            "text/plain",
            WARC_Identified_Content_Language="eng,deu",
            **fields,
        ),
        record("conversion", "", "https://harbour.example/none", "text/plain", **fields),
    ]


WET = {"warcinfo": 1, "empty-body": 1}


def browsertrix() -> list[Block]:
    """As browsertrix writes: pages and what it made of them, revisits, its knowledge of each page; no blank reason phrase."""
    url = "https://harbour.example/bx/{}"
    digest = {"WARC_Payload_Digest": "sha256:" + "0" * 64}
    return [
        info("software: Browsertrix-Crawler 1.1 (with warcio.js 2.2)\r\nformat: WARC File Format 1.1\r\n"),
        response(url.format(1), page(1), type_="text/html; charset=UTF-8", **digest),
        request(url.format(1)),
        record(
            "revisit",
            http(b""),
            url.format(2),
            "application/http; msgtype=response",
            WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
            WARC_Refers_To_Target_URI=url.format(1),
            **digest,
        ),
        record("resource", '{"pageid": 1, "urls": {}}', "urn:pageinfo:" + url.format(1), "application/json"),
        record("resource", "Bridge 1 closed\n" + SENTENCES[0], "urn:text:" + url.format(1), "text/plain"),
        record("resource", b"\x89PNG\r\n\x1a\n" + bytes(300), "urn:view:" + url.format(1), "image/png"),
        response(url.format("data"), '{"ok": true}', type_="application/json"),
        response(url.format(3), page(3), "200", type_="text/html"),
    ]


BROWSERTRIX = {"warcinfo": 1, "request": 1, "revisit": 1, "about-crawl": 1, "derived": 2, "other-type": 1}
SHAPES: dict[str, tuple[list[Block], dict[str, int]]] = {
    "wget": (wget(), WGET),
    "heritrix": (heritrix(), HERITRIX),
    "common-crawl": (common_crawl(), COMMON_CRAWL),
    "wet": (wet(), WET),
    "browsertrix": (browsertrix(), BROWSERTRIX),
}


def plain(blocks: Iterable[Block], **options: Any) -> bytes:
    return b"".join(block.bytes(**options) for block in blocks)


def gz(blocks: Iterable[Block], **options: Any) -> bytes:
    """A gzip member a record."""
    return b"".join(gzip.compress(block.bytes(**options), mtime=0) for block in blocks)


def zst(blocks: Iterable[Block], *, dictionary: str = "", **options: Any) -> bytes:
    """A zstd frame a record; with a `dictionary` in the first frame, `plain` or `packed`."""
    records = [block.bytes(**options) for block in blocks]
    if not dictionary:
        return b"".join(zstandard.ZstdCompressor(write_checksum=True).compress(each) for each in records)
    trained = zstandard.train_dictionary(2048, [f"{page(number)}{http(b'')!r}".encode() for number in range(200)])
    held = trained.as_bytes()
    held = zstandard.ZstdCompressor().compress(held) if dictionary == "packed" else held
    frames = [zstandard.ZstdCompressor(dict_data=trained).compress(each) for each in records]
    return b"\x5d\x2a\x4d\x18" + len(held).to_bytes(4, "little") + held + b"".join(frames)


PACKED = {
    "crawl.warc": plain,
    "crawl.warc.gz": gz,
    "whole.warc.gz": lambda blocks: gzip.compress(plain(blocks)),
    "crawl.warc.zst": zst,
    "dictionary.warc.zst": lambda blocks: zst(blocks, dictionary="plain"),
    "packed.warc.zst": lambda blocks: zst(blocks, dictionary="packed"),
}
