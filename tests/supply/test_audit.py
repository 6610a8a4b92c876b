"""What the check of known vulnerabilities says of the database's answers."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

AUDIT = Path(__file__).parents[2] / ".ci" / "audit.py"
SOUND = {"name": "a", "version": "1.0", "vulns": []}
BAD = {"name": "b", "version": "2.0", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.1"]}]}

if not AUDIT.exists():
    pytest.skip("no folder .ci: this is no checkout", allow_module_level=True)


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", AUDIT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_vulnerability_fails_and_says_where_it_is_mended(audit: ModuleType) -> None:
    told = audit.judged([SOUND, BAD], {})
    assert told.code == 1
    assert "VULNERABLE: b 2.0: PYSEC-1; mended in: 2.1" in told.lines


def test_an_accepted_one_is_told_with_its_reason_by_either_name(audit: ModuleType) -> None:
    told = audit.judged([SOUND, BAD], audit.accepted("# ids\nCVE-1  is not imported\nCVE-9  was mended\n"))
    assert told.code == 0
    assert "accepted: b 2.0: CVE-1: is not imported" in told.lines
    assert "no longer found, take it out of the accepted ones: CVE-9" in told.lines


def test_no_reason_is_an_error(audit: ModuleType) -> None:
    with pytest.raises(ValueError, match="CVE-1: is accepted without a reason"):
        audit.accepted("CVE-1\n")


def test_what_was_not_asked_is_said_aloud(audit: ModuleType) -> None:
    told = audit.judged([SOUND, {"name": "c", "skip_reason": "not there"}], {})
    assert told == (
        0,
        (
            "NOT CHECKED FOR VULNERABILITIES, 1 packages: c",
            "1 packages checked, 0 vulnerabilities that are not accepted",
        ),
    )
    none = audit.judged([{"name": "c", "skip_reason": "not there"}], {})
    assert none.lines == ("NO CHECK OF VULNERABILITIES: the database has none of the packages",)


@pytest.mark.parametrize(
    "does,code,words",
    [
        ({"stdout": "", "stderr": "Traceback\nConnectionError: no route", "returncode": 1}, 0, "cannot be asked: ConnectionError: no route"),
        ({"stdout": "", "stderr": "no such option", "returncode": 2}, 1, "does not take what it is asked: no such option"),
        (None, 0, "did not answer within 60 s"),
    ],
)  # fmt: skip
def test_a_database_out_of_reach_is_one_line(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, does: dict[str, Any] | None, code: int, words: str
) -> None:
    def run(command: list[str], timeout: float, **_: object) -> subprocess.CompletedProcess[str]:
        if does is None:
            raise subprocess.TimeoutExpired(command, timeout)
        return subprocess.CompletedProcess(command, **does)

    monkeypatch.setattr(audit.subprocess, "run", run)
    told = audit.ask([("a", "1.0"), ("a", "1.1"), ("b", "2.0")])
    assert told.code == code
    assert len(told.lines) == 1
    assert words in told.lines[0]


def test_each_version_of_a_name_is_asked_for(audit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        at = [number + 1 for number, word in enumerate(command) if word == "--requirement"]
        files.extend(Path(command[number]).read_text(encoding="utf-8") for number in at)
        return subprocess.CompletedProcess(command, 0, '{"dependencies": []}', "")

    monkeypatch.setattr(audit.subprocess, "run", run)
    assert audit.ask(audit.pins("a==1.0 ; python_version < '3'\\\n  --hash=sha256:0\na==1.1\nb-c==2.0 \\\n")) == []
    assert files == ["a==1.0\nb-c==2.0\n", "a==1.1\n"]
