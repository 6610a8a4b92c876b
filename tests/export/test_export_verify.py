"""`verify` finds what is off and says exactly what; each test spoils one thing in a copy of a good version."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import export, kept, mixed, removal, sha

from cleancorpus.cli.render import verify_text
from cleancorpus.digest import row_digests
from cleancorpus.verify.version import verify

DATA = "data/train-00000.parquet"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version of ten documents; the removals of document 3 are two, with text between."""
    base = tmp_path_factory.mktemp("verify")
    rows = mixed(10)
    two = [removal(0, "By Ada Exemplar 3\n\n"), removal(40, "We use cookies. ", "cookie-notice")]
    return export(base, [kept(3, removals=two) if row["id"] == "doc-000003" else row for row in rows]).path


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "1.0.0"))


def rewrite(folder: Path, path: str, change: Callable[[list[dict[str, Any]]], None], *, sign: bool = False) -> None:
    """Change the rows of a file; `sign` makes file digest, size and rows in the manifest those of the new file."""
    table = pq.read_table(folder / path)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), folder / path)
    if sign:
        data = (folder / path).read_bytes()
        signed = {"size": len(data), "rows": len(rows), "sha256": hashlib.sha256(data).hexdigest()}
        edit_manifest(
            folder, lambda manifest: next(entry for entry in manifest["files"] if entry["path"] == path).update(signed)
        )


def edit_manifest(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_good_version_has_no_problems_and_loads(good: Path) -> None:
    assert verify(good) == []
    assert verify_text("dist/harbour/1.0.0", []) == "dist/harbour/1.0.0: all is as the manifest says"


def test_one_flipped_byte(copy: Path) -> None:
    path = copy / DATA
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)
    problems = verify(copy, load=False)
    assert problems[0].startswith(f"{DATA}: sha256 is ")
    assert "the manifest says" in problems[0]
    assert "problems\n  data/train-00000.parquet: sha256" in verify_text("x", [*problems, "another"])


def test_every_flipped_byte_is_found(copy: Path) -> None:
    intact = (copy / DATA).read_bytes()
    for position in range(5, len(intact), len(intact) // 12):
        data = bytearray(intact)
        data[position] ^= 0xFF
        (copy / DATA).write_bytes(data)
        assert any(problem.startswith(f"{DATA}: sha256 is") for problem in verify(copy, load=False)), position


def test_one_missing_row(copy: Path) -> None:
    rewrite(copy, DATA, lambda rows: rows.pop(4))
    problems = verify(copy, load=False)
    assert f"{DATA}: 1 row missing: 9 rows, the manifest says 10" in problems
    assert "removals: 1 row that no document has, first of 'doc-000004'" in problems
    assert "ledger: kept is 10, config 'default' has 9 rows" in problems
    assert any(problem.startswith("content hash: is ") for problem in problems)


def test_one_missing_row_with_a_forged_file_list(copy: Path) -> None:
    rewrite(copy, DATA, lambda rows: rows.pop(4), sign=True)
    problems = verify(copy, load=False)
    assert not any("sha256" in problem and problem.startswith(DATA) for problem in problems)
    assert "ledger: kept is 10, config 'default' has 9 rows" in problems


def test_one_edited_text(copy: Path) -> None:
    rewrite(copy, DATA, lambda rows: rows[2].update(text=rows[2]["text"].replace("met again", "met  once")), sign=True)
    problems = verify(copy, load=False)
    assert f"{DATA}: row 3 (id 'doc-000002'): the text was edited: text_sha256 says another" in problems


def test_one_edited_text_with_a_forged_digest(copy: Path) -> None:
    def forge(rows: list[dict[str, Any]]) -> None:
        rows[2]["text"] = rows[2]["text"].replace("met again", "met  once")
        rows[2]["text_sha256"] = sha(rows[2]["text"])
        rows[2]["meta_sha256"] = row_digests(rows[2])[1]

    rewrite(copy, DATA, forge, sign=True)
    problems = verify(copy, load=False)
    assert [problem for problem in problems if problem.startswith("content hash: is ")]
    assert not [problem for problem in problems if "edited" in problem]


def test_one_edited_other_column(copy: Path) -> None:
    rewrite(copy, DATA, lambda rows: rows[7].update(authors=["Somebody Else"]))
    assert f"{DATA}: row 8 (id 'doc-000007'): columns other than text were edited: meta_sha256 says others" in verify(
        copy, load=False
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"end": 25}, "removal 0–25 has a text of 19 characters"),
        ({"start": 30, "end": 49}, "removal 40–56 begins before the end of the one before it"),
    ],
)
def test_removals_that_do_not_fit(copy: Path, change: dict[str, int], what: str) -> None:
    rewrite(copy, DATA, lambda rows: rows[3]["removals"][0].update(change))
    assert any(
        f"row 4 (id 'doc-000003'): columns other than text were edited: meta_sha256 says others; {what}" in problem
        for problem in verify(copy, load=False)
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"findings": []}, "removal 0–19 has no finding"),
        ({"rule": "timestamp"}, "removal 0–19 has another rule than its best finding"),
        ({"reason": "another"}, "removal 0–19 has another reason than its best finding"),
    ],
)
def test_removals_that_are_not_those_of_their_findings(copy: Path, change: dict[str, Any], what: str) -> None:
    rewrite(copy, DATA, lambda rows: rows[3]["removals"][0].update(change))
    assert any(problem.endswith(f"meta_sha256 says others; {what}") for problem in verify(copy, load=False))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"score": 0.95}, "removal 0–19 has a better finding than its first"),
        ({"start": 19, "end": 30}, "removal 0–19 has a finding that claims nothing of it"),
    ],
)
def test_findings_that_do_not_fit(copy: Path, change: dict[str, Any], what: str) -> None:
    rewrite(copy, DATA, lambda rows: rows[3]["removals"][0]["findings"][1].update(change))
    assert any(problem.endswith(f"meta_sha256 says others; {what}") for problem in verify(copy, load=False))


def test_removals_beyond_the_text(copy: Path) -> None:
    rewrite(copy, DATA, lambda rows: rows[3]["removals"][1].update(start=5_000, end=5_016))
    assert any(
        "removal 5000–5016 lies beyond the text put back together" in problem for problem in verify(copy, load=False)
    )


def test_a_removals_table_that_lacks_a_row(copy: Path) -> None:
    rewrite(copy, "removals/train-00000.parquet", lambda rows: rows.pop(3), sign=True)
    problems = verify(copy, load=False)
    assert "removals: 1 removal of documents missing, first of 'doc-000003'" in problems
    assert "ledger: removals is 11, config 'removals' has 10 rows" in problems


def test_one_id_twice(copy: Path) -> None:
    rewrite(copy, DATA, lambda rows: rows[5].update(id="doc-000004"))
    assert "data: 1 id of more than one document: 'doc-000004'" in verify(copy, load=False)


def test_files_missing_and_files_too_many(copy: Path) -> None:
    (copy / "dropped" / "train-00000.parquet").unlink()
    shutil.copy(copy / DATA, copy / "data" / "train-00001.parquet")
    problems = verify(copy)
    assert "dropped/train-00000.parquet: is missing (2 rows)" in problems
    assert "data/train-00001.parquet: is not in the manifest, but load_dataset may read it" in problems
    assert "content hash: cannot be computed, because of dropped" in problems
    assert any(problem.startswith("load_dataset(…, 'dropped'): fails: ") for problem in problems)


def test_a_file_that_is_no_parquet(copy: Path) -> None:
    (copy / DATA).write_bytes(b"nothing of that kind")
    problems = verify(copy, load=False)
    assert any(problem.startswith(f"{DATA}: is no readable Parquet file: ") for problem in problems)
    assert "content hash: cannot be computed, because of default" in problems


def test_a_column_of_another_type(copy: Path) -> None:
    table = pq.read_table(copy / DATA)
    index = table.schema.get_field_index("n_words")
    pq.write_table(table.set_column(index, "n_words", table.column("n_words").cast("int32")), copy / DATA)
    problems = verify(copy)
    assert f"{DATA}: column 'n_words' is int32, the manifest says int64" in problems
    assert "README.md: the features of config 'default' are not the columns of its files" in problems


def test_a_ledger_that_does_not_add_up(copy: Path) -> None:
    edit_manifest(
        copy,
        lambda manifest: manifest["ledger"].update(
            rows_in=16, by_reason={**manifest["ledger"]["by_reason"], "dropped": {"too-short": 2}}
        ),
    )
    problems = verify(copy, load=False)
    assert "ledger: 16 rows in, but kept, dropped, duplicates, quarantined are 15" in problems
    assert "ledger: rows by reason in config 'dropped': language 1 (ledger 0), too-short 1 (ledger 2)" in problems


def test_documents_that_tell_of_another_version(copy: Path) -> None:
    for name in ("README.md", "CHANGELOG.md", "croissant.json"):
        path = copy / name
        path.write_text(path.read_text(encoding="utf-8").replace("1.0.0", "1.0.7"), encoding="utf-8")
    problems = verify(copy)
    assert "README.md: config 'default' has version 1.0.7, not 1.0.0" in problems
    assert "CHANGELOG.md: has no entry for 1.0.0" in problems
    assert "croissant.json: has version 1.0.7, not 1.0.0" in problems
    assert "load_dataset(…, 'default'): gives version 1.0.7, not 1.0.0" in problems


def test_a_document_that_was_taken_down(copy: Path) -> None:
    stone = {"kind": "id", "digest": sha("doc-000006"), "reason": "", "date": ""}
    edit_manifest(copy, lambda manifest: manifest["takedowns"].append(stone))
    assert f"{DATA}: row 7 (id 'doc-000006'): was taken down" in verify(copy, load=False)
