"""The guard: groups that lose too much are named with what took most of it; groups that are small, or were asked for, are not."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancorpus.config import Config, Decide
from cleancorpus.export.guard import Losses
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.outcome import outcomes_of
from cleancorpus.pipeline.work import make_work
from in_this_process import InThisProcess


def row(
    site: str = "a.example",
    status: str = "kept",
    reason: str | None = None,
    cut: dict[str, int] | None = None,
    **more: Any,
):
    removals = [{"rule": rule, "text": "x" * size} for rule, size in (cut or {}).items()]
    return {
        "site": site,
        "source": "s",
        "language": "en",
        "status": status,
        "reason": reason,
        "n_chars": 100,
        "removals": removals,
        **more,
    }


def alarms(rows: list[dict[str, Any]], **options: Any) -> list[tuple[Any, ...]]:
    losses = Losses()
    losses.add(outcomes_of(rows))
    found = losses.alarms(Decide.model_validate({"guard_min_documents": 4, **options}))
    return [(a.kind, a.name, a.of, a.lost_share, a.cause, a.cause_share) for a in found if a.kind == "site"]


def test_a_site_that_loses_its_documents_is_named_with_the_check() -> None:
    rows = [row(status="dropped", reason="too_short")] * 3 + [row(status="duplicate", reason="exact")] + [row()] * 3
    rows += [row("b.example")] * 20 + [row("b.example", "dropped", "too_short")] * 20
    assert alarms(rows) == [("site", "a.example", "documents", 0.5714, "dropped too_short", 0.75)]


def test_a_cluster_that_empties_a_site_is_named() -> None:
    rows = (
        [row(status="duplicate", reason="near", cluster="best")] * 5
        + [row(status="duplicate", reason="near", cluster="x")]
        + [row()] * 2
    )
    assert alarms(rows) == [("site", "a.example", "documents", 0.75, "cluster best", 0.8333)]


def test_a_rule_that_takes_most_of_the_text_is_named() -> None:
    rows = [row(cut={"byline": 150, "newsletter": 20})] * 4 + [row("b.example", cut={"byline": 90})] * 4
    assert alarms(rows) == [("site", "a.example", "characters", 0.6296, "rule byline", 0.8824)]


def test_small_groups_and_what_was_asked_for_raise_no_alarm() -> None:
    assert alarms([row(status="dropped", reason="too_short")] * 3) == []
    for reason in ("takedown", "blocked_domain", "blocked_url"):
        assert alarms([row(status="dropped", reason=reason)] * 9) == []
    assert alarms([row(status="dropped", reason="bad_words")] * 9) != []
    assert alarms([row(status="dropped", reason="too_short")] * 9, guard="off") == []
    losses = Losses()
    losses.add(outcomes_of([row(status="dropped", reason="language")] * 60 + [row(language="de")] * 40))
    assert losses.alarms(Decide()) == []


def test_what_was_asked_for_hides_no_loss() -> None:
    rows = [row(status="dropped", reason="takedown")] * 60 + [row(status="dropped", reason="too_short")] * 40
    assert alarms(rows) == [("site", "a.example", "documents", 1.0, "dropped too_short", 1.0)]


@given(st.lists(st.sampled_from(["kept", "dropped", "duplicate"]), max_size=12), st.integers(0, 12))
def test_counts_of_parts_are_those_of_the_whole(statuses: list[str], cut: int) -> None:
    rows = [row(status=status, reason="r", cut={"byline": 300}) for status in statuses]
    whole = alarms(rows)
    merged = Losses()
    for part in (rows[:cut], rows[cut:]):
        one = Losses()
        one.add(outcomes_of(part))
        merged.merge(json.loads(json.dumps(one.state())))
    found = merged.alarms(Decide(guard_min_documents=4))
    assert [(a.kind, a.name, a.of, a.lost_share, a.cause, a.cause_share) for a in found if a.kind == "site"] == whole


@pytest.mark.parametrize("guard", ["warn", "stop"])
def test_a_run_says_so_and_stops_where_it_should(guard: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        job, "make_engine", lambda config, store: InThisProcess(make_work(job.work_argument(config, store)))
    )
    text = "The ferry to the island was late on Monday because of fog, and {} people waited at the quay until it came at nine."
    rows = [{"text": text.format(number), "url": f"https://good.example/{number}"} for number in range(25)]
    rows += [{"text": f"Fog {number}.", "url": f"https://short.example/{number}"} for number in range(25)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    config = {
        "name": "c", "sources": [{"path": str(tmp_path / "in.jsonl")}], "export": {"dir": str(tmp_path / "dist")},
        "decide": {"guard": guard}, "quality": {"min_words": 10},
    }  # fmt: skip
    result = job.run(Config.model_validate(config))
    said = "site 'short.example' loses 100% of its documents (25 documents), 100% of that by dropped too_short"
    assert [str(alarm) for alarm in result.alarms if alarm.kind == "site"] == [said]
    if guard == "stop":
        assert result.export is None
        assert "decide.guard is stop" in result.failure
        return
    assert result.export is not None
    manifest = json.loads((result.export.path / "manifest.json").read_text(encoding="utf-8"))
    assert [alarm["name"] for alarm in manifest["run"]["guard"] if alarm["kind"] == "site"] == ["short.example"]
    assert "| site | `short.example` | 25 | 100% of documents | `dropped too_short` (100%) |" in (
        result.export.path / "README.md"
    ).read_text(encoding="utf-8")
