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
