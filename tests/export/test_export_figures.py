"""Figures of parts add up to those of the whole."""

from __future__ import annotations

import json

import pyarrow as pa
from invented import kept, removal

from cleancorpus.export.figures import Figures
from cleancorpus.schema import OUTCOMES


def figures_of(rows: list[dict[str, object]]) -> Figures:
    batch = pa.RecordBatch.from_pylist(rows, schema=OUTCOMES)
    figures = Figures()
    figures.add_kept(batch)
    figures.add_trial(batch.column("trial"))
    return figures


def test_merged_figures_are_those_of_all_documents() -> None:
    other = removal(0, "We use cookies.\n\n", "cookie-notice") | {"reason": "consent-sentence"}
    rows = [kept(0), kept(1, removals=[]), kept(2, removals=[other]), kept(3)]
    whole, merged = figures_of(rows), Figures()
    for part in (rows[:1], rows[1:3], rows[3:]):
        merged.merge(json.loads(json.dumps(figures_of(part).state())))
    assert merged.to_manifest() == whole.to_manifest()
    by_rule = merged.to_manifest()["removals_by_rule"]
    assert list(by_rule) == ["byline", "cookie-notice"]
    assert by_rule["byline"]["reasons"] == {"invented": 2}
    assert by_rule["cookie-notice"] == {"spans": 1, "chars": 17, "reasons": {"consent-sentence": 1}}
