from dataclasses import replace

from cleancorpus.config import Config
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core, readings_batch, readings_in

TEXT = (
    b"The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, it said."
)
RECORDS = [Record(name, "s", 1, "text", TEXT, "utf-8") for name in "abc"]


def core_of():
    return Core(Config.model_validate({"quality": {"min_words": 0}, "decide": {"line_model": False}}))


def test_row_that_cannot_be_written_costs_itself_and_not_its_batch(monkeypatch):
    core = core_of()
    judge = core.judging.judge

    def with_surrogate(reading):
        outcome = judge(reading)
        return replace(outcome, doc=replace(outcome.doc, site="\ud800")) if reading.origin.id == "b" else outcome

    monkeypatch.setattr(core.judging, "judge", with_surrogate)
    began = []
    out = core.judge_batch(core.read_batch(RECORDS, began.append), began.append).to_pylist()
    assert [(row["id"], row["status"], row["reason"]) for row in out] == [
        ("a", "kept", None),
        ("b", "quarantined", "defect"),
        ("c", "kept", None),
    ]
    assert "UnicodeEncodeError" in out[1]["detail"]
    assert began == [0, 1, 2] * 2  # read, then judged


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
