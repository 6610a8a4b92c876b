"""What `diff` says of two versions, and what it reads for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from invented import dropped, duplicate, export, kept, mixed

from cleancorpus.cli.render import diff_text
from cleancorpus.errors import ExportError
from cleancorpus.hub.versions import diff
from cleancorpus.versions.diff import VersionDiff, compare
from cleancorpus.versions.open import FileEntry, VersionFiles, local_version


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> VersionDiff:
    """1.0.0 against 1.1.0: two added, four removed for different reasons, one text and one agency changed."""
    base = tmp_path_factory.mktemp("diff")
    rows = [kept(number) for number in range(12)]
    old = export(base, rows)
    new_rows = [
        *rows[:5],
        kept(5, text="Quite another text.\nAnd a second line."),
        kept(6, agency="Nordpress"),
        rows[7],
        dropped(8, "too-short"),
        {**duplicate(9, 1), "id": "doc-000009"},
        dropped(10, "language"),
        kept(20),
        kept(21),
    ]
    new = export(base, new_rows, description="Another description.")
    return diff(old.path, new.path, samples=2)


def test_diff_counts_and_names_what_changed(changed: VersionDiff) -> None:
    assert (changed.old_version, changed.new_version, changed.bump) == ("1.0.0", "1.1.0", "minor")
    assert changed.added == ("doc-000020", "doc-000021")
    assert changed.removed == ("doc-000008", "doc-000009", "doc-000010", "doc-000011")
    assert changed.text_changed == ("doc-000005",)
    assert changed.meta_changed == ("doc-000006",)
    assert changed.removed_by_reason == {
        "too-short": 1,
        "language": 1,
        "duplicate: exact": 1,
        "gone from the sources": 1,
    }
    split = changed.splits["train"]
    assert (split.before, split.after, split.added, split.removed) == (12, 10, 2, 4)
    assert changed.rows == {"default": (12, 10), "removals": (12, 10), "dropped": (0, 2), "duplicates": (0, 1)}
    assert changed.card_changed == {"description": ("Invented council news.", "Another description.")}
    assert changed.config_changed == {"export.description": ("Invented council news.", "Another description.")}
    assert changed.counts_changed["sites"] == {"La Gaceta del Valle": -1, "Norvik Tidende": -1}
    assert not changed.same


def test_diff_samples_show_texts_and_line_differences(changed: VersionDiff) -> None:
    kinds = [(sample.kind, sample.id) for sample in changed.samples]
    assert sorted(kinds)[:2] == [("added", "doc-000020"), ("added", "doc-000021")]
    assert len([kind for kind, _ in kinds if kind == "removed"]) == 2
    edited = next(sample for sample in changed.samples if sample.kind == "text changed")
    assert "-Council meets for the 5th time" in edited.text
    assert "+Quite another text." in edited.text
    assert edited.text.startswith("--- 1.0.0\n+++ 1.1.0")


def test_diff_as_text_and_json(changed: VersionDiff) -> None:
    text = diff_text(changed)
    assert "bump: minor (documents added: 2; documents removed: 4; texts changed: 1)" in text
    assert "split train: 12 → 10 documents: 2 added, 4 removed" in text
    assert "added:\n  doc-000020\n  doc-000021\n" in text
    assert "export.description: 'Invented council news.' → 'Another description.'" in text
    found = json.loads(json.dumps(changed.to_json()))
    assert found["same"] is False
    assert found["splits"]["train"]["added"] == 2


def test_of_lists_of_objects_only_what_differs_is_shown(changed: VersionDiff) -> None:
    long = {"path": "a", "fields": {"text": ["x"] * 500, "url": ["u"]}, "carry": None}
    old = [long, {**long, "path": "b"}]
    new = [
        {**long, "carry": {"columns": ["label"]}},
        {**long, "path": "b", "fields": {**long["fields"], "url": ["v"]}},
        long,
    ]
    text = diff_text(replace(changed, config_changed={"sources": (old, new), "language.keep": (["en"], ["de"])}))
    shown = text.partition("settings:\n")[2].split("\n")[:4]
    assert shown == [
        "  sources[0].carry: None → {'columns': ['label']}",
        "  sources[1].fields.url: ['u'] → ['v']",
        "  sources[2]: (none) → {'path': 'a'}",
        "  language.keep: ['en'] → ['de']",
    ]


def test_equal_versions_are_the_same(tmp_path: Path) -> None:
    one, other = export(tmp_path / "a", mixed(4)), export(tmp_path / "b", mixed(4))
    found = diff(one.path, other.path)
    assert found.same
    assert (found.added, found.removed, found.removed_by_reason, found.counts_changed) == ((), (), {}, {})


def test_diff_reads_ids_and_digests_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = export(tmp_path, mixed(6))
    new = export(tmp_path, mixed(6)[1:])
    read: set[tuple[str, ...]] = set()
    original = VersionFiles.read_file

    def watched(self: VersionFiles, entry: FileEntry, columns: Any = None) -> Any:
        read.add(tuple(columns or ("everything",)))
        return original(self, entry, columns)

    monkeypatch.setattr(VersionFiles, "read_file", watched)
    compare(local_version(old.path), local_version(new.path))
    assert read == {("id", "text_sha256", "meta_sha256"), ("id", "reason")}


def test_diff_of_versions_with_other_columns(tmp_path: Path) -> None:
    one, other = export(tmp_path / "a", mixed(4)), export(tmp_path / "b", mixed(4))
    path = one.path / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    columns = manifest["schemas"]["default"]
    columns["topic"], columns["n_words"] = "string", "int32"
    del columns["place"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    found = diff(one.path, other.path)
    assert found.columns_removed == ("default.topic",)
    assert found.columns_added == ("default.place",)
    assert found.columns_retyped == {"default.n_words": ("int32", "int64")}
    assert found.bump == "major"


def test_what_is_no_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no such folder"):
        diff(tmp_path / "nowhere", tmp_path)
    with pytest.raises(ExportError, match=r"has no manifest\.json; give the folder of one version"):
        diff(tmp_path, tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(ExportError, match="has format None, not 1"):
        diff(tmp_path, tmp_path)


def test_an_export_counts_all_that_changed_and_holds_few_ids(tmp_path: Path) -> None:
    first = export(tmp_path, [kept(number) for number in range(30)])
    result = export(tmp_path, [kept(number) for number in range(15, 60)])
    difference = result.difference
    assert difference is not None
    assert (difference.counts["added"], difference.counts["removed"]) == (30, 15)
    assert (len(difference.added), len(difference.removed)) == (10, 10)
    assert difference.removed_by_reason == {"gone from the sources": 15}
    changes = (result.path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "- 30 documents added\n- 15 documents removed: gone from the sources 15\n" in changes
    everything = diff(first.path, result.path)
    assert (len(everything.added), len(everything.removed)) == (30, 15)
