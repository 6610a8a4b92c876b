import pyarrow as pa

from cleancorpus.config import Config
from cleancorpus.pipeline.core import Core
from cleancorpus.schema import RECORDS

TEXT = (
    b"The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, it said."
)


def test_row_that_cannot_be_written_costs_itself_and_not_its_batch(monkeypatch):
    core = Core(Config.model_validate({"quality": {"min_words": 0}, "decide": {"line_model": False}}))
    process = core.row_of
    monkeypatch.setattr(
        core, "row_of", lambda record: process(record) | ({"site": "\ud800"} if record.id == "b" else {})
    )
    rows = [
        {"id": name, "source": "s", "position": 1, "kind": "text", "data": TEXT, "encoding": "utf-8"} for name in "abc"
    ]
    began = []
    out = core.process_batch(pa.RecordBatch.from_pylist(rows, schema=RECORDS), began.append).to_pylist()
    assert [(row["id"], row["status"], row["reason"]) for row in out] == [
        ("a", "kept", None),
        ("b", "quarantined", "defect"),
        ("c", "kept", None),
    ]
    assert "UnicodeEncodeError" in out[1]["detail"]
    assert began == [0, 1, 2]
