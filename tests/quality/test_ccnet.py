"""CCNet's removal of paragraphs: keys and hashes as its code makes them, corpora made by hand, and the same in any division."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config
from cleancorpus.cli import main
from cleancorpus.config import Config
from cleancorpus.dedup.paragraphs import ParagraphCounts, ParagraphForm, batches_of
from cleancorpus.detect.paragraphs import (
    ParagraphProfile,
    n_paragraph_chars,
    paragraph_hash,
    paragraph_key,
    profile_of_paragraphs,
)
from cleancorpus.engine.stage import StageKey
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.verify.version import verify

KEYS = [
    # line, key of the code, key of the paper (accents off, all punctuation of Unicode off)
    ("  Cookies: ACCEPT all 24 of them.  ", "cookies: accept all 00 of them.", "cookies accept all 00 of them"),
    ("«Déjà vu» – 3’5", "déjà vu  00", "deja vu  00"),
    ("１２ ٣ x²", "00 0 x²", "00 0 x²"),  # wide and Arabic digits; a superscript is none
    ("Ferry ► Times…【new】", "ferry  timesnew", "ferry ► timesnew"),  # an arrow is no punctuation in Unicode
    ("E-mail_us/now!", "e-mail_us/now!", "emailusnow"),
    ("ΑΣ ǅ İ", "ας ǆ i\u0307", "ας ǆ i"),
    ("tab\there\x85", "tabhere", "tabhere"),
    ("»…«", "", ""),
]


@pytest.mark.parametrize(("line", "code", "paper"), KEYS)
def test_keys_of_paragraphs(line: str, code: str, paper: str) -> None:
    assert paragraph_key(line) == code
    assert paragraph_key(line, accents=True, punctuation="unicode") == paper


def test_hashes_are_the_first_eight_bytes_of_sha1_the_lowest_first() -> None:
    # sha1 of "abc" is a9993e364706816aba3e25717850c26c9cd0d89d (FIPS 180, example A.1)
    assert paragraph_hash("abc") == 0x6A810647363E99A9
    assert paragraph_hash("é") == np.frombuffer(hashlib.sha1("é".encode()).digest()[:8], "<u8")[0]


def test_length_is_that_of_stripped_lines_and_the_breaks_between_them() -> None:
    assert n_paragraph_chars([]) == 0
    assert n_paragraph_chars(["four"]) == 4
    assert n_paragraph_chars([" four ", "and", "six"]) == 12  # four\nand\nsix


@pytest.mark.parametrize(("short", "reason"), [(0, None), (1, "ccnet_short")])
def test_texts_of_300_characters_stay_and_of_299_go(short: int, reason: str | None) -> None:
    # 99 + 1 + 99 + 1 + 100 characters with the breaks between lines; the blank lines between paragraphs are not read
    text = "\n\n".join(["a bc" + "d" * 95, "e fg" + "h" * 95, "i jk" + "l" * (96 - short)])
    doc = Cleaner(load_config("ccnet-paragraphs", ["quality.min_words=0", "decide.line_model=false"])).clean(
        text, title="x"
    )
    assert (doc.reason, doc.removals) == (reason, ())
    assert doc.detail == (None if reason is None else "299 characters, quality.ccnet.min_chars is 300")


def line(name: str) -> str:
    return f"{name} was seen in the harbour by all who stood upon the quay that day."


MENU, FOOT = "News » Harbour » 24 May", "All rights reserved, Weirmouth Post"
DOCUMENTS = {
    "a": [MENU, line("The ferry"), line("A storm"), FOOT],
    "b": [MENU.replace("24", "31"), line("The pilot"), line("The pilot"), line("A crane"), FOOT.upper()],
    "c": [line("A storm"), line("A gull"), line("An oar")],
    "d": [line("A lamp"), line("A net"), "»»", "All rights reserved. Weirmouth Post"],
    "copy": [line("A gull"), line("An oar"), line("A storm")],
    "short": [line("The ferry"), "Bye."],  # under 100 characters: neither counts nor stays
}
LEFT_BY_CODE = {
    "a": [line("The ferry")],
    "b": [line("The pilot"), line("A crane")],
    "d": DOCUMENTS["d"],
}
LEFT_WITH_FIRST = {
    "a": DOCUMENTS["a"],
    "b": [line("The pilot"), line("A crane")],
    "c": [line("A gull"), line("An oar")],
    "d": DOCUMENTS["d"],
}
LEFT_BY_PAPER = {**LEFT_BY_CODE, "d": DOCUMENTS["d"][:3]}


def write_rows(tmp: Path, files: int = 2, again: int = 1) -> None:
    (tmp / "in").mkdir(exist_ok=True)
    rows = [
        {"id": f"{name}{'-' * n}", "text": "\n\n".join(own)} for n in range(again) for name, own in DOCUMENTS.items()
    ]
    size = -(-len(rows) // files)
    for number in range(files):
        own = rows[number * size : (number + 1) * size]
        (tmp / "in" / f"{number}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in own), encoding="utf-8")


def config_of(tmp: Path, *overrides: str, **sections: Any) -> Config:
    preset = load_config(
        "ccnet-paragraphs",
        ["quality.min_words=0", "quality.ccnet.min_chars=100", "decide.line_model=false", "rules.copyright-line=false",
         "rules.navigation=false", "extract.title_from_text=false", *overrides],
    )  # fmt: skip
    values = preset.model_dump(mode="json") | {
        "name": "c", "sources": [{"path": str(tmp / "in")}], "export": {"dir": str(tmp / "dist")}, "run": {"workers": 1},
    }  # fmt: skip
    return Config.model_validate(values | sections)


def rows_of(result: job.RunResult, table: str = "data") -> dict[str, dict[str, Any]]:
    assert result.export is not None
    files = sorted(result.export.path.glob(f"{table}/*.parquet"))
    return {row["id"]: row for file in files for row in pq.read_table(file).to_pylist()}


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ((), LEFT_BY_CODE),
        (("rules.ccnet-paragraph.keep=first",), LEFT_WITH_FIRST),
        (("rules.ccnet-paragraph.punctuation=unicode", "rules.ccnet-paragraph.accents=true"), LEFT_BY_PAPER),
    ],
)
def test_what_is_left_of_a_corpus(tmp_path: Path, options: tuple[str, ...], left: dict[str, list[str]]) -> None:
    write_rows(tmp_path)
    result = job.run(config_of(tmp_path, *options))
    kept = rows_of(result)
    assert {name: row["text"].split("\n\n") for name, row in kept.items()} == left
    dropped = {name: row["reason"] for name, row in rows_of(result, "dropped").items()}
    assert dropped == {name: "empty" for name in DOCUMENTS if name not in left} | {"short": "ccnet_short"}
    assert result.export is not None
    assert verify(result.export.path) == []


def test_each_paragraph_that_goes_is_on_record_with_its_count(tmp_path: Path) -> None:
    write_rows(tmp_path)
    result = job.run(config_of(tmp_path))
    found = {
        name: [(each["text"].strip("\n"), each["reason"], each["evidence"]) for each in row["removals"]]
        for name, row in rows_of(result).items()
        if row["removals"]
    }
    assert found == {
        "a": [
            (MENU, "elsewhere", "in 2 documents"),
            (line("A storm"), "elsewhere", "in 3 documents"),
            (FOOT, "elsewhere", "in 2 documents"),
        ],
        "b": [
            (MENU.replace("24", "31"), "elsewhere", "in 2 documents"),
            (line("The pilot"), "again", "stands above in its document"),
            (FOOT.upper(), "elsewhere", "in 2 documents"),
        ],
    }
    assert any(note == "ccnet-paragraph: 5 paragraphs in two documents or more" for note in result.notes)


@pytest.mark.parametrize("keep", ["none", "first"])
def test_the_same_whatever_the_workers_parts_and_runs_before(tmp_path: Path, keep: str) -> None:
    hashes = set()
    for number, (workers, files) in enumerate(itertools.product((1, 3), (1, 2, 6))):
        (tmp_path / str(number)).mkdir()
        write_rows(tmp_path / str(number), files, again=2)
        config = config_of(
            tmp_path / str(number), f"rules.ccnet-paragraph.keep={keep}", run={"workers": workers, "keep_work": True}
        )
        for _ in range(2):
            result = job.run(config)
            if keep == "none":  # of two copies nothing is left
                assert result.failure == "no document was kept"
                assert result.ledger["dropped_by_reason"] == {"empty": 10, "ccnet_short": 2}
                continue
            assert {name: row["text"].split("\n\n") for name, row in rows_of(result).items()} == {
                **LEFT_WITH_FIRST, "d": [*DOCUMENTS["d"]],
            }  # fmt: skip
            assert result.export is not None
            hashes.add(json.dumps([{name: row["removals"] for name, row in rows_of(result).items()}]))
    assert len(hashes) == (keep == "first")


def test_two_files_of_the_same_bytes_are_two_documents(tmp_path: Path) -> None:
    """Their parts have one name in the work folder; the first of them keeps its paragraphs."""
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_text("\n\n".join(DOCUMENTS["c"]), encoding="utf-8")
    result = job.run(config_of(tmp_path, "rules.ccnet-paragraph.keep=first", "dedup.exact=false"))
    assert (result.ledger["kept"], result.ledger["dropped_by_reason"]) == (1, {"empty": 1})


def test_with_lines_of_sites_both_are_counted(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = [
        {"id": f"p{n}", "url": f"https://post.example/{n}", "title": f"Title {n}",
         "text": "\n\n".join(["Velun korsi", line(f"A {name} of the {name} company"), line(f"The other {name}"), "Osk treval"])}
        for n, name in enumerate("gull net oar lamp crane storm ferry pilot".split())
    ]  # fmt: skip
    (tmp_path / "in" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = job.run(config_of(tmp_path, site_lines=True))
    for row in rows_of(result).values():
        assert [{finding["rule"] for finding in each["findings"]} for each in row["removals"]] == [
            {"site-line", "ccnet-paragraph"}
        ] * 2
    assert len(result.notes) >= 2


def test_keys_change_with_the_options_and_nothing_is_counted_without_the_rule() -> None:
    assert make_plan(Config()).paragraphs is None
    assert make_plan(load_config("ccnet-paragraphs", ["rules.ccnet-paragraph=false"])).paragraphs is None
    base = make_plan(load_config("ccnet-paragraphs", []))
    assert base.paragraphs is not None
    assert base.paragraphs.form == ParagraphForm(min_chars=300)
    for override in ("rules.ccnet-paragraph.accents=true", "quality.ccnet.min_chars=0"):
        other = make_plan(load_config("ccnet-paragraphs", [override]))
        assert other.paragraphs is not None
        assert other.text.digest == base.text.digest
        assert other.paragraphs.key.digest != base.paragraphs.key.digest
        assert other.judge.digest != base.judge.digest


def test_a_cleaner_and_explain_know_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = load_config("ccnet-paragraphs", ["quality.min_words=0", "quality.ccnet.min_chars=0"])
    text = "\n\n".join(DOCUMENTS["b"][1:4])
    assert Cleaner(config).clean(text, title="x").text.split("\n\n") == LEFT_BY_CODE["b"]
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert main(["explain", str(tmp_path / "a.txt"), "--config", "ccnet-paragraphs"]) == 0
    assert "note  rules.ccnet-paragraph: paragraphs are counted over a corpus" in capsys.readouterr().err


def test_counting_in_ranges_gives_what_counting_at_once_does() -> None:
    draw = np.random.default_rng(4)
    texts = [[f"line {chr(97 + n)}" for n in draw.integers(0, 25, 3)] for _ in range(50)]
    rows = [{"text": "\n".join(own), "lines": own} for own in texts]
    starts = [list(itertools.accumulate((len(one) + 1 for one in row["lines"][:-1]), initial=0)) for row in rows]
    ends = [
        [s + len(one) for s, one in zip(start, row["lines"], strict=True)]
        for start, row in zip(starts, rows, strict=True)
    ]
    batch = pa.record_batch({"text": [row["text"] for row in rows], "block_starts": starts, "block_ends": ends})
    counter = ParagraphCounts(StageKey("paragraphs", {}), ParagraphForm(firsts=True))
    keys = counter.collect(batch, 0)
    keys = keys.append_column("part", pa.array(np.full(keys.num_rows, 2, np.int64)))
    buckets = keys.column("bucket").to_numpy()
    cuts = [0, 10_000, 40_000, 1 << 16]
    merged = [counter.merge(keys.filter(pa.array((buckets >= a) & (buckets < b)))) for a, b in itertools.pairwise(cuts)]
    profile = ParagraphProfile(tuple(batches_of(merged)))
    whole = ParagraphProfile(tuple(batches_of([counter.merge(keys)])))
    assert len(profile.batches) == 3
    seen: dict[int, list[int]] = {}
    for number, own in enumerate(texts):
        for one in {paragraph_hash(paragraph_key(each)) for each in own}:
            seen.setdefault(one, []).append(number)
    for paragraph, documents in seen.items():
        expected = (len(documents), (2 << 40) + documents[0]) if len(documents) > 1 else (1, -1)
        assert profile.find(paragraph) == whole.find(paragraph) == expected
    assert profile.find(0) == profile.find((1 << 64) - 1) == (1, -1)
    assert profile_of_paragraphs([]).find(5) == (1, -1)
