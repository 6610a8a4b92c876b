"""Takedowns of a whole run: what goes, what stays away later, and the receipts of it."""

import hashlib
import json
import shutil

import pytest
from test_run import table
from test_splits import made, near_copy, story

from cleancorpus.digest import sha256
from cleancorpus.verify.version import verify

ROWS = [story(n) for n in range(12)]
ASKED = {"url": "http://site4.example/4/?utm_source=x", "reason": "court order", "date": "2024-05-01"}


def taken(tmp_path, rows, *requests, **sections):
    """A run with these lines on the list; without lines, with no list."""
    tmp_path.mkdir(exist_ok=True)
    path = tmp_path / "down.jsonl"
    path.write_text("".join(json.dumps(request) + "\n" for request in requests), encoding="utf-8")
    export = {"dir": str(tmp_path / "dist"), **({"takedowns": str(path)} if requests else {})}
    return made(tmp_path, rows, {}, **{**sections, "export": export | sections.get("export", {})})


def receipts(result):
    lines = (result.export.path / "takedowns.jsonl").read_text(encoding="utf-8").splitlines()
    return {(line["kind"], line["reason"]): line for line in map(json.loads, lines)}


def ids(result, name="data"):
    return {row["id"] for row in table(result, name)}


def test_each_request_has_a_receipt_that_later_versions_carry_on(tmp_path):
    first = taken(tmp_path, ROWS)
    assert not (first.export.path / "takedowns.jsonl").exists()
    second = taken(tmp_path, ROWS, ASKED, {"id": "nobody", "reason": "unknown"})
    gone = next(row for row in table(first, "data") if row["id"] == "s4")
    found = receipts(second)
    assert found["url", "court order"] == {
        "kind": "url",
        "digest": sha256(b"site4.example/4"),
        "selector": None,
        "reason": "court order",
        "date": "2024-05-01",
        "copies": False,
        "since": "1.1.0",
        "documents": [{"id": "s4", "text_sha256": gone["text_sha256"], "how": "url", "since": "1.1.0"}],
    }
    assert (found["id", "unknown"]["since"], found["id", "unknown"]["documents"]) == ("1.1.0", [])
    third = taken(tmp_path, [*ROWS[5:], story(30)])
    assert receipts(third) == found
    assert third.export.version == "1.2.0"
    for result in (second, third):
        assert verify(result.export.path) == []
        everything = "".join(path.read_text(encoding="utf-8") for path in result.export.path.glob("*.*"))
        assert "site4.example/4" not in everything
        assert gone["text"][:20] not in everything
    assert "for which 1 document went (`takedowns.jsonl`)" in (third.export.path / "README.md").read_text(
        encoding="utf-8"
    )


def test_an_equal_text_goes_and_does_not_come_back_under_another_address(tmp_path):
    copy = ROWS[4] | {"id": "copy", "url": "https://elsewhere.example/x"}
    second = taken(tmp_path, [copy, *ROWS], ASKED)
    assert ids(second) == {f"s{n}" for n in range(12) if n != 4}
    (receipt,) = receipts(second).values()
    assert [(document["id"], document["how"]) for document in receipt["documents"]] == [("copy", "copy"), ("s4", "url")]
    again = ROWS[4] | {"id": "again", "url": "https://third.example/x"}
    third = taken(tmp_path, [again, *ROWS[5:]])
    assert "again" not in ids(third)
    (receipt,) = receipts(third).values()
    assert [(document["id"], document["since"]) for document in receipt["documents"]] == [
        ("copy", "1.0.0"),
        ("s4", "1.0.0"),
        ("again", third.export.version),
    ]
    assert verify(third.export.path, load=False) == []


@pytest.mark.parametrize("more", ["", "\n\nSubscribe to our newsletter"])
def test_an_equal_text_that_is_dropped_goes_too(tmp_path, more):
    """The table of what was dropped has the whole text, before the cut."""
    blocked = tmp_path / "blocked.txt"
    blocked.write_text("elsewhere.example\n", encoding="utf-8")
    copy = ROWS[4] | {"id": "copy", "url": "https://elsewhere.example/x", "text": ROWS[4]["text"] + more}
    result = taken(tmp_path, [copy, *ROWS], ASKED, quality={"min_words": 1, "blocked_domains": [str(blocked)]})
    (row,) = [row for row in table(result, "dropped") if row["id"] == "copy"]
    assert (row["reason"], row["repaired_text"]) == ("takedown", None)
    (receipt,) = receipts(result).values()
    assert [(document["id"], document["how"]) for document in receipt["documents"]] == [("copy", "copy"), ("s4", "url")]
    assert verify(result.export.path, load=False) == []
    again = taken(tmp_path, [copy, *ROWS], ASKED, quality={"min_words": 1, "blocked_domains": [str(blocked)]})
    assert again.export.version == result.export.version


@pytest.mark.parametrize("near", [True, {"remove": False}])
@pytest.mark.parametrize("copies", [False, True])
def test_near_copies_go_where_that_is_asked(tmp_path, near, copies):
    rows = [*ROWS, near_copy(0, 4)]
    result = taken(tmp_path, rows, ASKED | {"copies": copies}, near=near)
    wanted = {f"s{n}" for n in range(12) if n != 4}
    assert ids(result) == (wanted if copies else wanted | {"n0"})
    (receipt,) = receipts(result).values()
    assert [document["id"] for document in receipt["documents"]] == (["n0", "s4"] if copies else ["s4"])
    later = taken(tmp_path, [near_copy(0, 4), *ROWS[5:]], near=near)
    assert ("n0" in ids(later)) is not copies
    assert verify(later.export.path, load=False) == []


def test_a_run_says_where_near_copies_are_asked_for_and_nobody_looks_for_them(tmp_path):
    note = "takedowns: 1 request asks for near copies, and dedup.near is off, so that they stay; "
    rows = [*ROWS, near_copy(0, 4)]
    result = taken(tmp_path, rows, ASKED | {"copies": True}, {"id": "s5"}, near=False)
    assert "n0" in ids(result)
    assert [line for line in result.notes if line.startswith(note)]
    for near, copies in ((True, True), (False, False)):
        found = taken(tmp_path / str(near), rows, ASKED | {"copies": copies}, near=near)
        assert not [line for line in found.notes if line.startswith("takedowns")]


def test_selectors_are_written_where_that_is_asked(tmp_path):
    result = taken(tmp_path, ROWS, ASKED, export={"takedown_selectors": "written"})
    assert receipts(result)["url", "court order"]["selector"] == ASKED["url"]
    assert verify(result.export.path, load=False) == []


def test_verify_proves_receipts_against_the_files(tmp_path):
    first = taken(tmp_path, ROWS)
    second = taken(tmp_path, ROWS, ASKED)
    spoilt = tmp_path / "spoilt"
    shutil.copytree(second.export.path, spoilt)
    for file in (first.export.path / "data").iterdir():
        shutil.copy(file, spoilt / "data" / file.name)
    problems = verify(spoilt, load=False)
    assert any("(id 's4')" in line and "was taken down, says a receipt" in line for line in problems)
    shutil.copytree(second.export.path, tmp_path / "edited")
    path = tmp_path / "edited" / "takedowns.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("s4", "s5"), encoding="utf-8")
    assert verify(tmp_path / "edited", load=False) == ["takedowns.jsonl: is not what the manifest says"]
    path.unlink()
    assert verify(tmp_path / "edited", load=False) == ["takedowns.jsonl: is missing"]


@pytest.mark.parametrize(
    "line", ["{", "5", "[]", "{}", '{"documents": 5}', "documents of no kind", "a digest of no kind", "\ufffd"]
)
def test_a_receipt_that_is_none_is_one_line_though_its_digest_is_right(tmp_path, line):
    result = taken(tmp_path, ROWS, ASKED)
    path, manifest = result.export.path / "takedowns.jsonl", result.export.path / "manifest.json"
    first = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    lines = {
        "documents of no kind": json.dumps(first | {"documents": [{"id": 5}]}),
        "a digest of no kind": json.dumps(first | {"digest": 5, "documents": [dict.fromkeys(("id", "text_sha256", "how", "since"), "x")]}),
    }  # fmt: skip
    data = lines.get(line, line).encode()
    path.write_bytes(data)
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["takedown_receipts"]["sha256"] = hashlib.sha256(data).hexdigest()
    manifest.write_text(json.dumps(said), encoding="utf-8")
    assert "takedowns.jsonl: has a line that is no receipt" in verify(result.export.path, load=False)


def test_nothing_is_measured_against_what_went_as_a_copy(tmp_path):
    """Files of an early version still have the copy, and only a receipt says that it is gone; its list names the other one."""
    taken(tmp_path, [*ROWS, near_copy(0, 4)], near={"remove": False})
    second = taken(tmp_path, [*ROWS, near_copy(0, 4)], ASKED | {"copies": True}, near={"remove": False})
    assert {"s4", "n0"}.isdisjoint(ids(second))
    other = story(4, last="It ended there with a letter") | {"id": "n1", "url": "https://other.example/1"}
    third = taken(tmp_path, [*ROWS[:4], *ROWS[5:], other], near={"against": ["earlier"]})
    assert "n1" in ids(third)
    assert third.ledger["duplicates_by_reason"] == {}
