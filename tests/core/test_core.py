from dataclasses import replace

import pytest

from cleancorpus.config import Config
from cleancorpus.model import Record
from cleancorpus.pipeline import core as core_module
from cleancorpus.pipeline import judge_stage
from cleancorpus.pipeline.core import Core, readings_batch, readings_in

TEXT = (
    b"The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, it said."
)
RECORDS = [Record(name, "s", 1, "text", TEXT, "utf-8") for name in "abc"]


def core_of():
    return Core(Config.model_validate({"quality": {"min_words": 0}, "decide": {"line_model": False}}))


def test_row_that_cannot_be_written_costs_itself_and_not_its_batch(monkeypatch):
    core = core_of()
    decide = core.judging._decide

    def with_surrogate(reading, claims):
        outcome = decide(reading, claims)
        return replace(outcome, doc=replace(outcome.doc, site="\ud800")) if reading.origin.id == "b" else outcome

    monkeypatch.setattr(core.judging, "_decide", with_surrogate)
    began = []
    out = core.judge_batch(core.read_batch(RECORDS, began.append), began.append).to_pylist()
    assert [(row["id"], row["status"], row["reason"]) for row in out] == [
        ("a", "kept", None),
        ("b", "quarantined", "defect"),
        ("c", "kept", None),
    ]
    assert "UnicodeEncodeError" in out[1]["detail"]
    # Read, asked of each rule, what the rules say put together, decided.
    assert began == [0, 1, 2] * (3 + len(core.judging.detector.rules))


def test_readings_come_back_from_arrow_as_they_were():
    core = core_of()
    page = b"<html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1><p>%s</p></article></body></html>"
    records = [
        *RECORDS,
        Record("page", "s", 4, "html", page % TEXT, None, authors=("Jane Doe",), url="https://harbour.example/1"),
        Record("bad", "s", 5, "error", b"\xff{", error="broken-json: s:5: no JSON; mend it"),
    ]
    readings = core.read_batch(records)
    again = readings_in(readings_batch(readings))
    assert [reading.doc for reading in again] == [reading.doc for reading in readings]
    assert [reading.row() for reading in again] == [reading.row() for reading in readings]
    assert core.judge_batch(again).equals(core.judge_batch(readings))


def test_the_views_of_a_batch_are_made_together_and_of_no_more_text_than_fits(monkeypatch):
    sizes = []
    make = judge_stage.make_views
    monkeypatch.setattr(judge_stage, "make_views", lambda docs, *more: sizes.append(len(docs)) or make(docs, *more))
    core = core_of()
    readings = core.read_batch(RECORDS)
    whole = core.judge_batch(readings)
    assert sizes == [3]
    monkeypatch.setattr(core_module, "_JUDGED_CHARS", 2 * len(TEXT))
    began = []
    assert core.judge_batch(readings, began.append).equals(whole)
    assert sizes == [3, 2, 1]
    times = 2 + len(core.judging.detector.rules)
    assert began == [0, 1] * times + [2] * times


@pytest.mark.parametrize("where", ["rules", "line model"])
def test_a_defect_costs_its_document_and_is_told_of_its_row(where, monkeypatch):
    core = Core(Config.model_validate({"quality": {"min_words": 0}}))
    healthy = core.judge_batch(core.read_batch(RECORDS)).to_pylist()
    target = core.judging.detector if where == "rules" else core.judging.detector._scorer
    name = "_claims" if where == "rules" else "_find"
    real, began, last = getattr(target, name), [], []

    def broken(view, *rest):
        if view.doc.id == "b":
            last.append(began[-1])
            raise RuntimeError("as told")
        return real(view, *rest)

    monkeypatch.setattr(target, name, broken)
    out = core.judge_batch(core.read_batch(RECORDS), began.append).to_pylist()
    assert [out[0], out[2]] == [healthy[0], healthy[2]]
    assert (out[1]["reason"], out[1]["detail"].split(" (")[0]) == ("defect", "RuntimeError: as told")
    assert last == [1, 1]  # in the batch, then alone


def test_what_stands_beside_a_document_changes_nothing_of_what_is_claimed(seeds):
    config = Config.model_validate({"decide": {"mode": "strict"}, "quality": {"min_words": 0}})
    core = Core(config)
    texts = [path.read_bytes() for path in sorted(seeds.rglob("*.txt"))]
    texts += [
        b"Read more: Ten harbours to see",
        b"Share this article",
        b"All rights reserved.",
    ]  # documents of one line
    records = [Record(str(n), "s", n + 1, "text", text, None) for n, text in enumerate(texts)]
    readings = core.read_batch(records)
    together = core.judging.judge_batch(readings)
    assert [outcome.claims for outcome in together] == [core.judging.judge(reading).claims for reading in readings]
    assert sum(finding.rule == "line-model" for outcome in together for finding in outcome.claims.cuts) > 0
