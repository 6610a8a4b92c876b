"""Whether packages of `.ci/lock.txt` have known vulnerabilities: asks pip-audit, which asks the OSV database.

    python .ci/audit.py

Exits with 1 if one is found that `.ci/accepted-vulnerabilities.txt` does not have. Where the database cannot be reached, or not
within a minute, a line says so aloud and the exit code is 0: that nothing was asked is no reason to fail.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
_MOST_S = 60.0
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)


class Told(NamedTuple):
    """What the check says, and its exit code."""

    code: int
    lines: tuple[str, ...]


def pins(lock: str) -> list[tuple[str, str]]:
    """The names and versions of a lock file, in its order; a name may have several, for several Pythons."""
    return _PIN.findall(lock)


def accepted(text: str) -> dict[str, str]:
    """Ids of accepted vulnerabilities, with the reason.

    Raises:
        ValueError: one has none.
    """
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, why = line.strip().partition(" ")
            if not why.strip():
                raise ValueError(f"{name}: is accepted without a reason; write it behind the id")
            found[name] = why.strip()
    return found


def judged(dependencies: Iterable[Mapping[str, Any]], allowed: Mapping[str, str]) -> Told:
    """What pip-audit's answer means."""
    bad, lines, used, skipped, asked = [], [], set(), [], 0
    for package in dependencies:
        if "skip_reason" in package:
            skipped.append(package["name"])
            continue
        asked += 1
        for found in package["vulns"]:
            names = {found["id"], *found.get("aliases", ())}
            if known := names & allowed.keys():
                used |= known
                lines.append(f"accepted: {package['name']} {package['version']}: {min(known)}: {allowed[min(known)]}")
            else:
                mended = ", ".join(found.get("fix_versions", ())) or "no version yet"
                bad.append(f"{package['name']} {package['version']}: {found['id']}; mended in: {mended}")
    if not asked:
        return Told(0, ("NO CHECK OF VULNERABILITIES: the database has none of the packages",))
    if skipped:
        lines.append(f"NOT CHECKED FOR VULNERABILITIES, {len(skipped)} packages: {', '.join(skipped)}")
    lines += [f"no longer found, take it out of the accepted ones: {name}" for name in sorted(allowed.keys() - used)]
    lines += [f"VULNERABLE: {one}" for one in bad]
    lines.append(f"{asked} packages checked, {len(bad)} vulnerabilities that are not accepted")
    return Told(1 if bad else 0, tuple(lines))


def ask(found: list[tuple[str, str]]) -> Told | list[dict[str, Any]]:
    """pip-audit's answer for packages, or why there is none."""
    rounds: list[dict[str, str]] = []
    for name, version in found:  # a name may stand in a file once
        free = next((one for one in rounds if name not in one), None)
        if free is None:
            rounds.append(free := {})
        free[name] = version
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--vulnerability-service", "osv"]
        command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
        for number, one in enumerate(rounds):
            path = Path(folder) / f"{number}.txt"
            path.write_text("".join(f"{name}=={version}\n" for name, version in one.items()), encoding="utf-8")
            command += ["--requirement", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_MOST_S, cwd=folder, check=False)
        except subprocess.TimeoutExpired:
            return Told(0, (f"NO CHECK OF VULNERABILITIES: the database did not answer within {_MOST_S:.0f} s",))
    if done.returncode == 2:
        return Told(1, (f"pip-audit does not take what it is asked: {done.stderr.strip()[-300:]}",))
    try:
        answer: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        said = done.stderr.strip().splitlines() or ["no answer"]
        return Told(0, (f"NO CHECK OF VULNERABILITIES: the database cannot be asked: {said[-1][:300]}",))
    return answer


def main() -> int:
    """Ask, tell."""
    try:
        allowed = accepted((HERE / "accepted-vulnerabilities.txt").read_text(encoding="utf-8"))
    except ValueError as error:
        print(f"accepted-vulnerabilities.txt: {error}")
        return 1
    answer = ask(pins((HERE / "lock.txt").read_text(encoding="utf-8")))
    told = answer if isinstance(answer, Told) else judged(answer, allowed)
    print("\n".join(told.lines))
    return told.code


if __name__ == "__main__":
    sys.exit(main())
