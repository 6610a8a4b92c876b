"""The lock file for development has what pyproject.toml asks for, on each system and Python, and nothing of where it was made."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = ROOT / ".ci" / "lock.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SYSTEMS = {
    "linux": ("Linux", "posix", "x86_64"),
    "darwin": ("Darwin", "posix", "arm64"),
    "win32": ("Windows", "nt", "AMD64"),
}
PYTHONS = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)]
RENEW = "`.ci/lock` writes it anew"

if not (ROOT / ".ci").is_dir():
    pytest.skip("no folder .ci: this is no checkout", allow_module_level=True)


def environment(python: str, system: str) -> dict[str, str]:
    name, os_name, machine = SYSTEMS[system]
    given = {
        "python_version": python, "python_full_version": f"{python}.7", "sys_platform": system, "platform_system": name,
        "os_name": os_name, "platform_machine": machine, "implementation_name": "cpython", "platform_python_implementation": "CPython",
    }  # fmt: skip
    return {name: str(value) for name, value in default_environment().items()} | given


@pytest.fixture(scope="module")
def pins() -> list[tuple[Requirement, str]]:
    """Each pin with the lines that stand below it."""
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", LOCK.read_text(encoding="utf-8"))[1:]
    heads = [block.partition("\n") for block in blocks]
    return [(Requirement(head.rstrip(" \\")), body) for head, _, body in heads]


def asked() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    return [Requirement(line) for some in (PROJECT["dependencies"], *extras.values()) for line in some]


@pytest.mark.parametrize("python,system", list(product(PYTHONS, SYSTEMS)))
def test_each_dependency_has_one_version_that_fits(
    pins: list[tuple[Requirement, str]], python: str, system: str
) -> None:
    here = environment(python, system)
    locked: dict[str, list[str]] = {}
    for pin, _ in pins:
        if pin.marker is None or pin.marker.evaluate(here):
            locked.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier)[2:])
    assert {name: found for name, found in locked.items() if len(found) > 1} == {}
    missing = [
        str(wanted)
        for wanted in asked()
        if (wanted.marker is None or wanted.marker.evaluate(here))
        and not any(wanted.specifier.contains(version, prereleases=True) for version in locked.get(canonicalize_name(wanted.name), ()))
    ]  # fmt: skip
    assert missing == [], f"{LOCK.name} does not have what pyproject.toml asks for: {RENEW}"


def test_nothing_is_locked_that_nobody_asks_for(pins: list[tuple[Requirement, str]]) -> None:
    direct = {canonicalize_name(pin.name) for pin, body in pins if re.search(rf"# .*{PROJECT['name']} \(", body)
              or re.search(rf"#   {PROJECT['name']} \(", body)}  # fmt: skip
    assert direct == {canonicalize_name(wanted.name) for wanted in asked()}, RENEW
    assert [pin.name for pin, body in pins if "# via" not in body] == []


def test_each_pin_is_a_version_with_digests(pins: list[tuple[Requirement, str]]) -> None:
    assert len(pins) > 100
    assert [
        str(pin)
        for pin, body in pins
        if not re.fullmatch(r"==[^=,*]+", str(pin.specifier)) or "--hash=sha256:" not in body
    ] == []


def test_it_names_no_place_from_which_packages_come() -> None:
    odd = [
        line
        for line in LOCK.read_text(encoding="utf-8").splitlines()
        if re.search(r"://|--index|--find|\s/\w| @ ", line)
    ]
    assert odd == []
