"""Headers of answers in web archives that reserve rights or declare a licence reach the document, beside what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

import web_archives as archives
from cleancorpus.config import Config, Read, Source
from cleancorpus.model import PageFacts
from cleancorpus.pipeline.core import Core
from cleancorpus.read import Piece, list_files, read_piece
from cleancorpus.read.http_message import parse_http
from cleancorpus.read.http_rights import facts_of_headers

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def facts(*lines: str) -> PageFacts:
    message = parse_http("\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode())
    assert message is not None
    return facts_of_headers(message.fields, "https://example.org/a/b")


@pytest.mark.parametrize(
    ("lines", "rights"),
    [
        ((), ()),
        (("X-Robots-Tag: noai, noimageai",), ("noai", "noimageai")),
        (("X-Robots-Tag: nofollow", "x-robots-tag: examplebot: NoAI, noindex"), ("noai", "noindex")),
        (("X-Robots-Tag: none",), ("noindex",)),
        (("X-Robots-Tag: all, max-snippet:-1, unavailable_after: 25 Jun 2030 15:00:00 GMT",), ()),
        (("tdm-reservation: 1", "tdm-policy: https://example.org/tdm.json"), ("tdm",)),
        (("TDM-Reservation: 0",), ()),
        (("tdm-policy: https://example.org/tdm.json",), ()),
    ],
)
def test_reservations_in_headers(lines: tuple[str, ...], rights: tuple[str, ...]) -> None:
    assert facts(*lines).rights == rights


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        ((f'Link: <{CC_BY}>; rel="license"',), "cc-by-4.0"),
        (("Link: </style.css>; rel=preload; as=style", f"Link: <{CC_BY}>; title=a; rel=license"), "cc-by-4.0"),
        (('Link: <../terms>; rel="license nofollow"',), "https://example.org/terms"),
        ((f'Link: <{CC_BY}>; rel="author"',), None),
        (("Link: <http://[>; rel=license",), None),
    ],
)
def test_licences_in_headers(lines: tuple[str, ...], licence: str | None) -> None:
    assert facts(*lines).licence == licence


def document(folder: Path, head: str, **fields: str) -> PageFacts:
    body = archives.page(1).replace("<head>", f"<head>{head}").encode()
    block = archives.record(
        "response", archives.http(body, **fields), "https://example.org/a", "application/http; msgtype=response"
    )
    (folder / "a.warc").write_bytes(block.bytes())
    (file,) = list_files((Source(path="a.warc"),), folder).files
    (record,) = read_piece(Piece(file), Read())
    doc = Core(Config()).texts.read(record).doc
    assert doc is not None
    return doc.facts


def test_page_and_headers_are_joined(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        '<meta name="robots" content="noindex">',
        X_Robots_Tag="noai, noindex",
        Link=f'<{CC_BY}>; rel="license"',
    )
    assert (found.rights, found.licence) == (("noindex", "noai"), "cc-by-4.0")
    told = {source for source in found.metadata_sources if source.startswith(("rights", "licence"))}
    assert told == {"rights:meta robots", "rights:header x-robots-tag", "licence:header link"}


def test_the_licence_that_the_page_declares_counts_before_that_of_a_header(tmp_path: Path) -> None:
    head = '<link rel="license" href="https://creativecommons.org/licenses/by-nc/4.0/">'
    found = document(tmp_path, head, Link=f'<{CC_BY}>; rel="license"')
    assert found.licence == "cc-by-nc-4.0"
    assert "licence:header link" not in found.metadata_sources


def test_headers_take_time_by_their_length(assert_linear) -> None:
    for part in ("<a>; ", "<", "noai ,", ">; rel=license ", '<a>; rel="'):
        assert_linear(
            lambda n, part=part: {"link": part * (n // len(part)), "x-robots-tag": part * (n // len(part))},
            lambda fields: facts_of_headers(fields, None), 20_000,
        )  # fmt: skip
