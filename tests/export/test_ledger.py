"""What the ledger counts and which messages it keeps."""

from cleancorpus.export.ledger import Ledger
from cleancorpus.pipeline.outcome import outcomes_of


def outcome(number, status, reason=None, detail=None):
    return {"id": f"a{number}", "source": "in/a.jsonl", "position": number} | {
        "status": status,
        "reason": reason,
        "detail": detail,
    }


def test_first_message_of_each_reason_for_quarantine_is_kept_whatever_the_batches():
    rows = [
        outcome(1, "kept"),
        outcome(2, "dropped", "too_short", "3 words"),
        outcome(3, "quarantined", "missing-field", "in/a.jsonl:3: no field 'text'"),
        outcome(4, "quarantined", "broken-json", "in/a.jsonl:4: no JSON"),
        outcome(5, "quarantined", "missing-field", "in/a.jsonl:5: another"),
        outcome(6, "quarantined", "lost"),
    ]
    for size in (1, 2, 6):
        ledger = Ledger()
        for start in range(0, len(rows), size):
            ledger.add(outcomes_of(rows[start : start + size]))
        assert ledger.summary()["first_message_by_reason"] == {
            "broken-json": "in/a.jsonl:4: no JSON",
            "missing-field": "in/a.jsonl:3: no field 'text'",
        }


def test_files_with_most_failed_records_of_a_reason_are_named_whatever_the_batches():
    rows = [outcome(number, "quarantined", "wrong-type", "x") for number in range(12)]
    for row, name in zip(rows, "abbccccdddee", strict=True):
        row["source"] = f"in/{name}.jsonl"
    for size in (1, 5, 12):
        ledger = Ledger()
        for start in range(0, len(rows), size):
            part = Ledger()
            part.add(outcomes_of(rows[start : start + size]))
            ledger.merge(part.state())
        assert ledger.summary()["quarantined_files_by_reason"] == {
            "wrong-type": {
                "count": 5,
                "first": [
                    {"file": f"in/{name}.jsonl", "records": number} for name, number in (("c", 4), ("d", 3), ("b", 2))
                ],
            }
        }
