"""Files that go wrong while a run lists, looks at, reads and writes them: the content of an undisturbed run, or one line.

What must hold after each: nothing is lost without being named, what stands at the target is whole, the next undisturbed run ends
with the content of one that was never disturbed, and nothing is left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fault_runs import BEFORE, SOURCES, Outcome, config_in, ended, ids, prove_whole, put_sources, versions
from faulty import Call, Fault, Faulty, Kind, register, spoil_this_machine

from cleancorpus import cli
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.work import make_work
from cleancorpus.remote import errors
from in_this_process import InThisProcess


@dataclass(frozen=True)
class Place:
    """Which calls go wrong, for paths with `where` in them. `target` and `work` say what besides the sources is elsewhere."""

    calls: frozenset[Call]
    where: str
    source: str = "in"
    target: bool = False
    work: bool = False
    before: bool = False


READ: frozenset[Call] = frozenset(("open", "read"))
LISTED: frozenset[Call] = frozenset(("list", "info"))
PLACES = {
    "listing": Place(LISTED, "/in"),
    "listing for a glob": Place(LISTED, "/in", "in/**/*"),
    "first look": Place(READ, "/in/index"),
    "first look into an archive": Place(READ, ".zip"),
    "reading": Place(READ, "/in"),
    "writing the version": Place(frozenset(("write", "copy", "remove")), "/out", target=True),
    "listing versions": Place(LISTED, "/out", target=True),
    "reading the version before": Place(READ | LISTED, "/out", target=True, before=True),
    "work folder": Place(READ | LISTED | {"write", "remove"}, "/work", work=True),
}
KINDS: tuple[Kind, ...] = ("error", "denied", "breaks", "short", "slow", "ends-early", "other-bytes")
PASSING = ("error", "breaks", "short", "slow", "ends-early")  # what asking again mends
HOW_OFTEN = {
    "once": (1, 1),
    "the second": (2, 1),
    "every third": (3, 1 << 30),
    "every seventh": (7, 1 << 30),
    "always": (1, 1 << 30),
}
QUICK = {
    ("listing", "error", "every third"), ("listing for a glob", "error", "always"), ("first look", "ends-early", "the second"),
    ("first look into an archive", "denied", "every third"), ("reading", "breaks", "every third"),
    ("reading", "denied", "every seventh"), ("writing the version", "breaks", "every third"),
    ("writing the version", "other-bytes", "always"), ("listing versions", "error", "every third"),
    ("reading the version before", "ends-early", "every third"), ("work folder", "error", "every seventh"),
}  # fmt: skip


def cases() -> Iterator[Any]:
    for place in PLACES:
        for kind in KINDS:
            for how in HOW_OFTEN:
                for fs in ("faulty", "ranges"):
                    quick = (place, kind, how) in QUICK and fs == "faulty"
                    yield pytest.param(
                        fs,
                        place,
                        kind,
                        how,
                        marks=() if quick else (pytest.mark.matrix,),
                        id=f"{place}, {kind} {how}, {fs}",
                    )


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    register()
    monkeypatch.setattr(
        job, "make_engine", lambda config, store: InThisProcess(make_work(job.work_argument(config, store)))
    )
    monkeypatch.setattr(cli, "_begin_to_preload", lambda _: None)
    monkeypatch.setattr(errors, "_PAUSE_S", 1e-5)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    Faulty.files.clear()
    Faulty.faults.clear()


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, Any]:
    """What runs that nothing disturbs make of a source: their content hash, and the ids by file."""
    return {}


def expected(undisturbed: dict[str, Any], here: Path, source: str, capsys: Any) -> tuple[str, dict[str, set[str]]]:
    if source not in undisturbed:
        put_sources("in")
        put_sources(here / "in")
        outcome = ended(config_in(here, source, str(here / "undisturbed")), capsys)
        (files,) = versions(here / "undisturbed").values()
        undisturbed[source] = outcome.content, ids(files)
    return undisturbed[source]  # type: ignore[no-any-return]


def prove_ended(
    outcome: Outcome, content: str, rows: dict[str, set[str]], stand: list[dict[str, bytes]], n: int
) -> None:
    """That a run has made all of a version and named what is not in it, or has said in one line why there is none."""
    assert "Traceback" not in outcome.told
    if outcome.code:
        assert (len(outcome.errors), len(stand)) == (1, n), (outcome.told, outcome.errors)
        assert outcome.code in (1, 2)
        return
    assert outcome.errors == []
    if outcome.content != content:
        made = ids(stand[-1])
        lost = {file for file in rows if made.get(file, set()) != rows[file]}
        assert lost, "other content, and nothing is lost"
        ledger = outcome.given["ledger"]
        assert ledger["rows_in"] == sum(ledger[key] for key in ("kept", "dropped", "duplicate", "quarantined"))
        short = {name.rpartition("://")[2].removeprefix("in/") for name in outcome.named}
        assert {file for file in lost if not any(file.startswith(name) for name in short)} == set()


@pytest.mark.parametrize(("fs", "place", "kind", "how"), list(cases()))
def test_files_elsewhere_go_wrong(
    here: Path, capsys: Any, undisturbed: dict[str, Any], fs: str, place: str, kind: Kind, how: str
) -> None:
    at, (every, most) = PLACES[place], HOW_OFTEN[how]
    content, rows = expected(undisturbed, here, f"{fs}://{at.source}", capsys)
    target, stands = (f"{fs}://out", "out") if at.target else (str(here / "dist"), here / "dist")
    more = {"run": {"work_dir": f"{fs}://work"}} if at.work else {}
    config = config_in(here, f"{fs}://{at.source}", target, **more)
    Faulty.files.clear()
    if at.before:
        put_sources("in", BEFORE)
        assert ended(config, capsys).code == 0
    put_sources("in")
    # Of tables in a store the sizes are compared, not the bytes: `verify` does that.
    where = "/README.md" if (place, kind) == ("writing the version", "other-bytes") else at.where
    fault = Fault(kind, at.calls, every, where, most)
    Faulty.faults[:] = [fault]
    outcome = ended(config, capsys)
    Faulty.faults.clear()
    made = versions(stands)
    prove_ended(outcome, content, rows, [*made.values()], 1 if at.before else 0)
    for files in made.values():
        prove_whole(files)
    if kind == "slow" or (kind in PASSING and how == "once" and place != "writing the version"):
        assert outcome.content == content
    if every == 1 or (place, kind, how) in QUICK:  # others may have fewer calls than that
        assert fault.done
    if how == "always" and kind != "slow":
        assert outcome.content != content
    if place == "work folder" and kind == "other-bytes":
        return  # what has other bytes than were put there, as many, is found when it is read: to be removed by hand
    again = ended(config, capsys)
    if kind == "other-bytes" and again.code == 1:  # damaged as they came, with the digest of the others
        again = ended(config, capsys, "--retry-quarantined")
    assert (again.code, again.content) == (0, content), again.told
    for files in versions(stands).values():
        prove_whole(files)
    left = [name for name in Faulty.files if not name.startswith(("/in/", "/out/t/1."))]
    left += [str(path) for path in here.rglob("*") if path.name.startswith(".partial") or path.suffix == ".tmp"]
    assert left == []


HERE: dict[str, tuple[frozenset[Call], str]] = {
    "opening": (frozenset(("open",)), "/in/"),
    "reading": (frozenset(("read",)), "/in/"),
    "putting on the disk": (frozenset(("write",)), "/dist/"),
    "renaming": (frozenset(("copy",)), "/dist/"),
}


@pytest.mark.parametrize(
    ("place", "kind", "how"),
    [
        pytest.param(
            place, kind, how, marks=() if how == "every seventh" and kind != "breaks" else (pytest.mark.matrix,)
        )
        for place in HERE
        for kind in (("error", "breaks", "ends-early") if place == "reading" else ("error", "denied"))
        for how in HOW_OFTEN
    ],
)
def test_files_here_go_wrong(
    here: Path,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: dict[str, Any],
    place: str,
    kind: Kind,
    how: str,
) -> None:
    content, rows = expected(undisturbed, here, "faulty://in", capsys)
    calls, where = HERE[place]
    every, most = HOW_OFTEN[how]
    put_sources(here / "in")
    config = config_in(here, str(here / "in"), str(here / "dist"))
    fault = Fault(kind, calls, every, where, most)
    with monkeypatch.context() as patch:
        spoil_this_machine(patch, here, [fault])
        outcome = ended(config, capsys)
    assert fault.done
    made = versions(here / "dist")
    prove_ended(outcome, content, rows, [*made.values()], 0)
    for files in made.values():
        prove_whole(files)
    again = ended(config, capsys)
    assert (again.code, again.content) == (0, content), again.told
    assert [path for path in here.rglob("*") if path.name.startswith(".partial") or path.suffix == ".tmp"] == []


def test_the_tool_spoils_what_it_is_asked_to() -> None:
    put_sources("in")
    fs = Faulty()
    data = SOURCES["a.jsonl"]
    for kind, got in (
        ("short", len(data) // 2),
        ("ends-early", len(data) // 2),
        ("other-bytes", len(data)),
        ("slow", len(data)),
    ):
        Faulty.faults[:] = [Fault(kind, frozenset(("read",)), every=2)]  # type: ignore[arg-type]
        assert fs.cat_file("/in/a.jsonl") == data
        spoilt = fs.cat_file("/in/a.jsonl")
        assert (len(spoilt), spoilt == data) == (got, kind == "slow")
    for kind, error in (("error", OSError), ("denied", PermissionError), ("breaks", ConnectionResetError)):
        Faulty.faults[:] = [Fault(kind, frozenset(("read",)))]  # type: ignore[arg-type]
        with pytest.raises(error):
            fs.cat_file("/in/a.jsonl")
