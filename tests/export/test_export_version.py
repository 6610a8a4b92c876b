"""Numbers of versions: their order, and how much a change demands."""

from __future__ import annotations

import pytest

from cleancorpus.errors import ConfigError, ExportError
from cleancorpus.versions.number import Changes, licence_narrowed, next_version
from cleancorpus.versions.semver import Bump, SemVer
from cleancorpus.versions.takedown import Takedowns, Tombstone, address_key


def test_versions_are_ordered_as_semver_says() -> None:
    in_order = [
        "0.9.9",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "1.0.10",
        "1.2.0",
        "10.0.0",
    ]
    assert [str(version) for version in sorted(SemVer.parse(text) for text in reversed(in_order))] == in_order


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "1.0.0-", "1.0.0+build", "one", ""])
def test_other_things_are_no_versions(text: str) -> None:
    assert SemVer.maybe(text) is None
    with pytest.raises(ConfigError, match=r"is no version; write MAJOR\.MINOR\.PATCH"):
        SemVer.parse(text)


@pytest.mark.parametrize(
    ("version", "bump", "wanted"),
    [
        ("1.2.3", "none", "1.2.3"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("1.3.0-rc.1", "patch", "1.3.0"),
        ("1.3.0-rc.1", "minor", "1.3.0"),
        ("1.3.0-rc.1", "major", "2.0.0"),
        ("1.2.3-rc.1", "minor", "1.3.0"),
    ],
)
def test_bumps(version: str, bump: Bump, wanted: str) -> None:
    assert str(SemVer.parse(version).bumped(bump)) == wanted


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        (Changes(), "none"),
        (Changes(content_changed=True), "patch"),
        (Changes(card_changed=True), "patch"),
        (Changes(takedowns_changed=True), "patch"),
        (Changes(added=1, content_changed=True), "minor"),
        (Changes(removed=1, content_changed=True), "minor"),
        (Changes(text_changed=1, content_changed=True), "minor"),
        (Changes(columns_added=("default.topic",)), "minor"),
        (Changes(splits_added=("test",), added=4), "minor"),
        (Changes(columns_removed=("default.place",)), "major"),
        (Changes(columns_retyped=("default.n_words",)), "major"),
        (Changes(splits_removed=("test",), removed=4), "major"),
        (Changes(moved=1), "major"),
        (Changes(ids_renewed=True, added=9, removed=9), "major"),
        (Changes(licence_narrowed=True, card_changed=True), "major"),
    ],
)
def test_a_change_demands_a_bump(changes: Changes, wanted: str) -> None:
    bump, reasons = changes.bump()
    assert bump == wanted
    assert bool(reasons) == (wanted != "none")


@pytest.mark.parametrize(
    ("old", "new", "narrowed"),
    [
        (None, "cc-by-4.0", False),
        ("cc-by-4.0", "cc-by-4.0", False),
        ("cc-by-4.0", "cc0-1.0", False),
        ("cc0-1.0", "cc-by-4.0", True),
        ("cc-by-4.0", "cc-by-nc-4.0", True),
        ("cc-by-4.0", None, True),
        ("cc-by-4.0", "other", True),
        ("other", "cc0-1.0", True),
        ("mit", "apache-2.0", True),
    ],
)
def test_licences_narrow_unless_they_are_known_to_widen(old: str | None, new: str | None, narrowed: bool) -> None:
    assert licence_narrowed({"licence": old}, {"licence": new}) is narrowed


def test_next_versions() -> None:
    def ask(requested: str, previous: str | None, bump: Bump) -> str | None:
        found = next_version(requested, SemVer.parse(previous) if previous else None, bump, (), "dist/news")
        return str(found) if found else None

    assert ask("auto", None, "none") == "1.0.0"
    assert ask("auto", "1.0.0", "none") is None
    assert ask("auto", "1.0.0", "minor") == "1.1.0"
    assert ask("0.3.0", None, "none") == "0.3.0"
    assert ask("1.0.1", "1.0.0", "none") == "1.0.1"
    assert ask("1.1.0-rc.1", "1.0.0", "minor") == "1.1.0-rc.1"
    assert ask("2.0.0", "1.0.0", "patch") == "2.0.0"
    for requested, bump in (
        ("1.0.0", "patch"),
        ("0.9.0", "none"),
        ("1.0.1", "minor"),
        ("1.9.0", "major"),
        ("1.1.0-rc.1", "major"),
    ):
        with pytest.raises(ExportError, match="is too low"):
            ask(requested, "1.0.0", bump)


def test_takedowns_of_one_thing_are_one_and_the_first_reason_stays() -> None:
    digest = "b0d2f7a3"
    first, later = Tombstone("id", digest, "first"), Tombstone("id", digest, "later")
    assert Takedowns([first]).merged(Takedowns([later])).tombstones == (first,)
    assert not Takedowns().covers("a", "https://harbour.example/a")


def test_what_is_no_web_address_is_taken_down_as_it_is_written() -> None:
    assert address_key(" urn:isbn:0X7 ") == address_key("URN:ISBN:0x7") != address_key("urn:isbn:0x8")
    assert address_key("file:///Scans/a.txt") != address_key("https://scans.example/a.txt")
