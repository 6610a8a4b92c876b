"""Runs in which files go wrong, in this process: what they read, how they end, and what stands afterwards."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from faulty import Faulty

from cleancorpus.cli import main

PARAGRAPH = (
    "The harbour bridge at {} was closed on Monday after a storm tore two bolts from its northern pier, it said."
)
BESIDE_TABLES = {"manifest.json", "README.md", "CHANGELOG.md", "croissant.json"}


def text(name: str) -> str:
    return f"{PARAGRAPH.format(name)}\n\n{PARAGRAPH.format('Aker')}\n"


def rows(name: str, count: int) -> list[dict[str, str]]:
    return [{"id": f"{name}{number}", "text": text(f"{name} {number}")} for number in range(count)]


def json_lines(name: str, count: int) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows(name, count)).encode()


def parquet(name: str) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows(name, 3)), out, row_group_size=1, compression="none")
    return out.getvalue()


def packed(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", text(f"{name} first"))
        archive.writestr("b.jsonl", json_lines(name, 2))
    return out.getvalue()


# A file of each way of reading: in lines, at once, here and there, packed, in an archive, without an ending.
SOURCES = {
    "a.jsonl": json_lines("Velden", 12),
    "b.csv": b"id,text\n" + b"".join(f'{row["id"]},"{row["text"]}"\n'.encode() for row in rows("Norvik", 3)),
    "c.parquet": parquet("Holm"),
    "d.txt": text("Sund").encode(),
    "deep/e.jsonl.gz": gzip.compress(json_lines("Vik", 3), mtime=0),
    "deep/f.zip": packed("Lund"),
    "index": f"<html><body><article><h1>Quay</h1><p>{text('Quay')}</p></article></body></html>".encode(),
}
BEFORE = {**SOURCES, "a.jsonl": json_lines("Velden", 5)}


def put_sources(place: Path | str, files: dict[str, bytes] = SOURCES) -> None:
    """Put files in a folder of this machine, or of the faulty file system."""
    for name, data in files.items():
        if isinstance(place, str):
            Faulty.files[f"/{place}/{name}"] = data
        else:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)


def config_in(folder: Path, source: str, target: str, **more: Any) -> Path:
    """A configuration that reads all of a source, in this process within a tenth of a second."""
    values = {
        "name": "t",
        "sources": [{"path": source}],
        "export": {"dir": target, "report": False},
        "extract": {"engine": "trafilatura"},
        "quality": {"min_words": 1},
        "decide": {"line_model": False},
        **more,
    }
    path = folder / "c.yaml"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


@dataclass
class Outcome:
    """How a run ended: its exit code, what it gave as JSON, and the lines of errors."""

    code: int
    given: dict[str, Any]
    errors: list[str]
    told: str = field(repr=False)

    @property
    def content(self) -> str:
        """The content hash; empty where no version was made."""
        return str(self.given["content_hash"] or "") if self.given else ""

    @property
    def named(self) -> set[str]:
        """The files that the ledgers of files and of quarantine name."""
        quarantined = self.given["ledger"]["quarantined_files_by_reason"].values()
        files = {each["file"] for reason in quarantined for each in reason["first"]}
        return files | {item["path"] for item in self.given["skipped_files"]["files"]}


def ended(config: Path, capsys: Any, *more: str) -> Outcome:
    """Run a configuration."""
    capsys.readouterr()
    code = main(["run", str(config), "--json", *more])
    out, err = capsys.readouterr()
    errors = [line for line in err.splitlines() if line.startswith("error")]
    return Outcome(code, json.loads(out) if out else {}, errors, err)


def versions(target: Path | str) -> dict[str, dict[str, bytes]]:
    """The files of all versions that stand, by number: those with a manifest."""
    if isinstance(target, str):
        there = {name.removeprefix(f"/{target}/t/"): data for name, data in Faulty.files.items()}
        there = {name: data for name, data in there.items() if name[:1].isdigit()}
    else:
        found = [path for path in target.glob("t/[0-9]*/**/*") if path.is_file()]
        there = {path.relative_to(target / "t").as_posix(): path.read_bytes() for path in found}
    numbers = [name.partition("/")[0] for name in there if name.endswith("/manifest.json")]
    return {
        number: {name.partition("/")[2]: data for name, data in there.items() if name.startswith(f"{number}/")}
        for number in numbers
    }


def prove_whole(files: dict[str, bytes]) -> None:
    """That a version has what its manifest says, and nothing else."""
    entries = {entry["path"]: entry["sha256"] for entry in json.loads(files["manifest.json"])["files"]}
    assert {name: hashlib.sha256(files[name]).hexdigest() for name in entries} == entries
    assert set(files) == {*entries, *BESIDE_TABLES}
    assert files["CHANGELOG.md"].startswith(b"# Changelog")


def ids(files: dict[str, bytes]) -> dict[str, set[str]]:
    """The ids of a version's rows by file, whatever became of them."""
    found: dict[str, set[str]] = {}
    for name, data in files.items():
        if name.endswith(".parquet") and not name.startswith("removals"):
            for row in pq.read_table(io.BytesIO(data), columns=["id", "source"]).to_pylist():
                found.setdefault(row["source"], set()).add(row["id"])
    return found
