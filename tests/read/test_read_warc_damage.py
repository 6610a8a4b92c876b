"""Damaged web archives: what can be read is read, and each damage is one error that says where it is."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import web_archives as archives
from cleancorpus.config import Read, Source
from cleancorpus.model import Record
from cleancorpus.read import Piece, SourceFile, read_piece
from cleancorpus.read.http_message import parse_http
from cleancorpus.read.no_documents import Tally
from web_archives import Block, gz, page, plain, response, zst

Result = tuple[list[Record], Counter[str]]
PAGES = [response(f"https://harbour.example/{number}", page(number)) for number in range(6)]


def read(folder: Path, name: str, data: bytes, max_record_bytes: int = 20_000_000) -> Result:
    (folder / name).write_bytes(data)
    file = SourceFile(str(folder / name), name, "warc", len(data), Source(path=name))
    tally = Tally()
    records = list(read_piece(Piece(file), Read(max_record_bytes=max_record_bytes), tally))
    return records, tally.skipped.get(name, Counter())


def urls(records: list[Record]) -> list[int]:
    """The numbers of the pages that were read as documents."""
    return [int(found.url.rsplit("/", 1)[-1]) for found in records if found.kind == "html" and found.url]


def errors(records: list[Record]) -> list[str]:
    return [found.error for found in records if found.error is not None]


def at(data: bytes, block: Block, pack: str) -> int:
    """Where a record begins in a file."""
    wanted = {"plain": block.bytes(), "gz": gzip.compress(block.bytes(), mtime=0), "zst": zst([block])}[pack]
    return data.index(wanted[:-4])


def pack_of(pack: str, blocks: list[Block]) -> bytes:
    return {"plain": plain, "gz": gz, "zst": zst}[pack](blocks)


NAMES = {"plain": "a.warc", "gz": "a.warc.gz", "zst": "a.warc.zst"}


@pytest.mark.parametrize("pack", NAMES)
def test_a_file_that_breaks_off_gives_what_was_before_and_one_error(tmp_path: Path, pack: str) -> None:
    data = pack_of(pack, PAGES)
    start = at(data, PAGES[5], pack)
    records, _ = read(tmp_path, NAMES[pack], data[: start + 300])
    assert urls(records) == [0, 1, 2, 3, 4]
    (error,) = errors(records)
    assert error.startswith(f"truncated: {NAMES[pack]}:6: ") and f"byte {start:,}" in error
    if pack == "plain":
        assert (records[-1].url, records[-1].extent.offset) == ("https://harbour.example/5", start)
        assert records[-1].data.startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("pack", NAMES)
@pytest.mark.parametrize(
    "garbage", [b"x", b"garbage\r\n\r\n" * 50, bytes(range(1, 256)) * 400, b"\x1f\x8b\x08\x28\xb5\x2f\xfd" * 9]
)
def test_garbage_between_records_is_one_error(tmp_path: Path, pack: str, garbage: bytes) -> None:
    data = pack_of(pack, PAGES[:3]) + garbage + pack_of(pack, PAGES[3:])
    records, _ = read(tmp_path, NAMES[pack], data)
    assert urls(records) == [0, 1, 2, 3, 4, 5]
    (error,) = errors(records)
    assert re.match(rf"damaged: {NAMES[pack]}:4: .*(byte |at ){len(pack_of(pack, PAGES[:3])):,}\b", error), error


@pytest.mark.parametrize("zeros", [b"\0" * 3, b"\0" * 5000])
@pytest.mark.parametrize("pack", NAMES)
def test_zeros_behind_the_last_record_are_no_damage(tmp_path: Path, pack: str, zeros: bytes) -> None:
    records, _ = read(tmp_path, NAMES[pack], pack_of(pack, PAGES) + zeros)
    assert (urls(records), errors(records)) == ([0, 1, 2, 3, 4, 5], [])


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\n\n", b"\r\n" * 9])
@pytest.mark.parametrize("pack", ["plain", "gz"])
def test_missing_and_further_blank_lines_lose_nothing(tmp_path: Path, end: bytes, pack: str) -> None:
    records, _ = read(tmp_path, NAMES[pack], {"plain": plain, "gz": gz}[pack](PAGES, end=end))
    assert (urls(records), errors(records)) == ([0, 1, 2, 3, 4, 5], [])
    assert [found.data for found in records] == [page(number).encode() for number in range(6)]


@pytest.mark.parametrize("pack", ["plain", "gz", "whole"])
@pytest.mark.parametrize("off", [-500, -30, -1, 1, 30, 2000, 10**6, 10**12])
def test_wrong_lengths_lose_no_other_record(tmp_path: Path, pack: str, off: int) -> None:
    true = len(PAGES[2].content)
    blocks = [block.bytes(length=true + off if block is PAGES[2] else None) for block in PAGES]
    data = b"".join(gzip.compress(each) if pack == "gz" else each for each in blocks)
    data = gzip.compress(data) if pack == "whole" else data
    records, _ = read(tmp_path, "a.warc" if pack == "plain" else "a.warc.gz", data)
    assert set(urls(records)) >= {0, 1, 3, 4, 5}
    if off == 1:  # the line break behind it: nothing is wrong that could be seen
        return
    assert urls(records) == [0, 1, 2, 3, 4, 5]
    assert records[2].data.strip() == page(2).encode()
    assert records[2].flags[:1] == ("cut-in-source:length",)
    (error,) = errors(records)
    assert error.startswith("damaged: ") and f"has {true:,} bytes, its Content-Length says {true + off:,}" in error


@pytest.mark.parametrize("length", ["", "-5", "many", "9" * 30])
def test_a_record_without_a_length_costs_itself(tmp_path: Path, length: str) -> None:
    broken = (
        PAGES[1]
        .bytes()
        .replace(f"Content-Length: {len(PAGES[1].content)}\r\n".encode(), f"Content-Length: {length}\r\n".encode(), 1)
    )
    records, _ = read(tmp_path, "a.warc", PAGES[0].bytes() + broken + plain(PAGES[2:]))
    assert urls(records) == [0, 2, 3, 4, 5]
    (error,) = errors(records)
    assert error.startswith(
        f"damaged: a.warc:2: {len(broken):,} bytes at byte {len(PAGES[0].bytes()):,} are a WARC record without"
    )


@pytest.mark.parametrize("pack", ["gz", "zst"])
def test_a_member_that_does_not_decompress_costs_itself(tmp_path: Path, pack: str) -> None:
    data = bytearray(pack_of(pack, PAGES))
    start, after = at(data, PAGES[2], pack), at(data, PAGES[3], pack)
    for place in range(start, after, 7):
        broken = bytearray(data)
        broken[place] ^= 0x55
        records, _ = read(tmp_path, NAMES[pack], bytes(broken))
        assert set(urls(records)) >= {0, 1, 3, 4, 5}, place
        # a few bytes of the header are of no use: gzip's time and system
        n_errors = len(errors(records))  # what is left of a frame with a wrong length in its header may be a second one
        assert (0 < n_errors < 3 and 2 not in urls(records)) or (n_errors == 0 and 2 in urls(records)), place


def test_a_member_whose_sum_is_wrong_is_no_document(tmp_path: Path) -> None:
    data = bytearray(gz(PAGES))
    start, end = (at(bytes(data), block, "gz") for block in PAGES[2:4])
    data[end - 6] ^= 1  # in the sum at the end of the third
    records, _ = read(tmp_path, "a.warc.gz", bytes(data))
    assert urls(records) == [0, 1, 3, 4, 5]
    (error,) = errors(records)
    assert "incorrect data check" in error and f"byte {start:,}" in error


def test_a_dictionary_that_is_damaged_is_one_error(tmp_path: Path) -> None:
    data = zst(PAGES, dictionary="packed")
    for broken in (data[:30], data[:20] + bytes(30) + data[50:]):
        records, _ = read(tmp_path, "a.warc.zst", broken)
        (error,) = errors(records)
        assert "dictionary" in error


def test_members_that_hold_many_records_or_parts_of_one_are_read(tmp_path: Path) -> None:
    whole = plain(PAGES)
    for size in (50, 777, 4096):
        data = b"".join(gzip.compress(whole[place : place + size]) for place in range(0, len(whole), size))
        records, _ = read(tmp_path, "a.warc.gz", data)
        assert (urls(records), errors(records)) == ([0, 1, 2, 3, 4, 5], [])


def test_what_begins_with_damage_is_read_behind_it(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "a.warc", plain(PAGES)[7:])
    assert urls(records) == [1, 2, 3, 4, 5] and len(errors(records)) == 1


def test_an_answer_that_is_none_is_an_error(tmp_path: Path) -> None:
    block = archives.record("response", "nothing of the kind", "https://harbour.example/a", "application/http")
    records, _ = read(tmp_path, "a.warc", block.bytes())
    assert errors(records) == [
        "damaged: a.warc:1: the record at byte 0: holds no HTTP answer, as its Content-Type says; leave it out"
    ]


def test_an_answer_whose_head_has_no_end_is_an_error_and_no_empty_one(tmp_path: Path) -> None:
    block = response("https://harbour.example/a", page(1), X_Filler="x" * 300_000)
    records, skipped = read(tmp_path, "a.warc", block.bytes())
    assert errors(records) == [
        "damaged: a.warc:1: the record at byte 0: the head of its HTTP answer takes over 256 KiB; leave it out"
    ]
    assert not skipped


@pytest.mark.parametrize(
    "lines,name,value",
    [
        (("A: one", " two", "\tthree"), "a", "one two three"),
        (("A: one", "A: other", " two"), "a", "one"),
        (("Link: <a>", "link: <b>", " ; rel=license"), "link", "<a>, <b> ; rel=license"),
        ((" folded", "A: one"), "a", "one"),
    ],
)
def test_lines_of_a_head_that_are_folded_or_come_twice(lines: tuple[str, ...], name: str, value: str) -> None:
    message = parse_http("\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode())
    assert message is not None
    assert message.fields[name] == value


def test_an_empty_file_and_one_that_is_no_archive_are_errors(tmp_path: Path) -> None:
    assert errors(read(tmp_path, "a.warc", b"")[0]) == [
        "empty-file: a.warc: nothing in it; delete it, or write it again"
    ]
    (error,) = errors(read(tmp_path, "a.warc", page(1).encode())[0])
    assert error.startswith("other-content: a.warc: is no web archive by its content")


BLOCKS = archives.wget(2) + archives.heritrix() + archives.browsertrix()
FILES = {pack: pack_of(pack, BLOCKS) for pack in NAMES} | {"whole": gzip.compress(plain(BLOCKS))}
ENDS = {
    pack: [sum(len(pack_of(pack, [block])) for block in BLOCKS[:number]) for number in range(1, len(BLOCKS) + 1)]
    for pack in NAMES
}


@settings(max_examples=150, deadline=None)
@given(pack=st.sampled_from([*NAMES, "whole"]), share=st.floats(0, 1))
def test_a_cut_never_raises_and_loses_no_record_before_it(
    pack: str, share: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("cut")
    cut = int(share * len(FILES[pack]))
    name = NAMES.get(pack, "a.warc.gz")
    whole, all_skipped = read(base, name, FILES[pack])
    records, skipped = read(base, name, FILES[pack][:cut])
    good = [found for found in records if found.kind != "error"]
    assert [found.data for found in good] == [found.data for found in whole][: len(good)]
    assert len(errors(records)) <= 1
    assert all(skipped[reason] <= all_skipped[reason] for reason in skipped)
    if pack != "whole":
        before = sum(end <= cut for end in ENDS[pack])
        assert len(good) + skipped.total() >= before
        assert {found.position for found in whole if found.position <= before} <= {found.position for found in good}


@settings(max_examples=150, deadline=None)
@given(
    pack=st.sampled_from(list(NAMES)),
    place=st.floats(0, 0.999),
    junk=st.binary(min_size=0, max_size=60),
    gone=st.integers(0, 60),
)
def test_damage_behind_the_first_bytes_never_raises_and_costs_what_it_touches(
    pack: str, place: float, junk: bytes, gone: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = FILES[pack]
    start = max(16, int(place * len(data)))  # the first bytes say what it is packed with
    broken = data[:start] + junk + data[start + gone :]
    base = tmp_path_factory.mktemp("damage")
    whole, _ = read(base, NAMES[pack], data)
    records, _ = read(base, NAMES[pack], broken)
    # those that end before the damage, or begin well behind it, are there
    first = next((n for n, end in enumerate(ENDS[pack]) if end > start), len(BLOCKS))
    last = next((n for n, end in enumerate(ENDS[pack]) if end >= start + gone), len(BLOCKS)) + 1
    kept = {found.data for found in records if found.kind != "error"}
    assert {found.data for found in whole if not first < found.position <= last + 1} <= kept


def test_a_damaged_first_member_costs_itself_alone(tmp_path: Path) -> None:
    data = FILES["gz"]
    records, _ = read(tmp_path, NAMES["gz"], data[:16] + b"\0" + data[16:])
    whole, _ = read(tmp_path, NAMES["gz"], data)
    assert [found.data for found in records if found.kind != "error"] == [found.data for found in whole][-len(whole) :]
    assert sum(found.kind == "error" for found in records) >= 1


def members(text: bytes, n: int) -> bytes:
    return gzip.compress(text) * n


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.warc", lambda n: b"WARC/1.0\r\n" * n),
        ("a.warc", lambda n: b"WARC/1.0\r\nWARC-Type: response\r\n" * n),
        ("a.warc", lambda n: b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n" * n),
        ("a.warc", lambda n: b"WARC/1.0\r\nContent-Length: 1000\r\n\r\n" * n),
        ("a.warc", lambda n: b"WARC/1.0\r\n\r\n" * n),
        ("a.warc", lambda n: b"x\nWARC/1.0\r\nContent-Length: 0\r\n\r\nWARC-" * n),
        ("a.warc", lambda n: b"x\nWARC/1.0\r\nX: 1\r\nContent-Length: 0\r\n\r\nWARC-" * n),
        ("a.warc", lambda n: b"WARC/1.0\r\nX: 1\r\nContent-Length: 9\r\n\r\nx" * n),
        ("a.warc", lambda n: b"WARC/1.0\r\nContent-Length: 0\r\n\r\n" + b"\r\n" * n),
        ("a.warc.gz", lambda n: members(b"x", n)),
        ("a.warc.gz", lambda n: members(b"WARC/1.0\r\nContent-Length: 50\r\n\r\n", n)),
        ("a.warc.gz", lambda n: b"\x1f\x8b\x08\x00" * n),
        (
            "a.warc.gz",
            lambda n: (gzip.compress(b"WARC/1.0\r\nContent-Length: 0\r\n\r\n")[:-9] + b"123456789") * (n // 10),
        ),
        ("a.warc.zst", lambda n: b"\x28\xb5\x2f\xfd" * n),
    ],
)
def test_reading_takes_time_by_the_length_only(
    name: str, make: Callable[[int], bytes], tmp_path: Path, assert_linear: Callable[..., None]
) -> None:
    assert_linear(make, lambda data: read(tmp_path, name, data, max_record_bytes=100_000), 3000)
