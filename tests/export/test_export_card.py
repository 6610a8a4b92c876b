"""Card, changelog and Croissant file."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from invented import config, export, kept, mixed

from cleancorpus.carry.features import feature_yaml
from cleancorpus.config import Splits
from cleancorpus.export import card, changelog
from cleancorpus.read import Files, Skipped
from cleancorpus.read.files import REASONS
from cleancorpus.schema import TABLES


def test_features_are_those_that_datasets_makes_of_the_schema() -> None:
    from datasets import Features

    for table in TABLES.values():
        assert [feature_yaml(field) for field in table.schema] == Features.from_arrow_schema(
            table.schema
        )._to_yaml_list()


def test_front_matter(tmp_path: Path) -> None:
    result = export(
        tmp_path,
        mixed(6),
        pretty_name="Harbour news",
        licence="other",
        licence_name="terms",
        licence_link="https://harbour.example/terms",
    )
    head = card.read_front_matter((result.path / "README.md").read_text(encoding="utf-8"))
    assert head["license"] == "other"
    assert head["license_link"] == "https://harbour.example/terms"
    assert head["language"] == ["en", "es", "no"]
    assert head["size_categories"] == ["n<1K"]
    assert head["pretty_name"] == "Harbour news"
    first = head["configs"][0]
    assert first == {
        "config_name": "default",
        "default": True,
        "version": "1.0.0",
        "description": f"content {result.content_hash}",
        "data_files": [{"split": "train", "path": "data/train-*"}],
    }
    assert [entry["config_name"] for entry in head["dataset_info"]] == list(result.rows)
    assert all("splits" not in entry for entry in head["dataset_info"])
    assert yaml.safe_load(yaml.safe_dump(head)) == head


def test_a_pre_release_opens_with_the_version_it_leads_to(tmp_path: Path) -> None:
    from cleancorpus.verify.version import verify

    result = export(tmp_path, mixed(3), version="2.0.0-rc.1")
    head = card.read_front_matter((result.path / "README.md").read_text(encoding="utf-8"))
    assert {entry["version"] for entry in head["configs"]} == {"2.0.0"}  # datasets reads x.y.z only
    assert verify(result.path) == []


def test_without_a_licence_none_is_invented(tmp_path: Path) -> None:
    result = export(tmp_path, mixed(3), licence=None, contact=None)
    text = (result.path / "README.md").read_text(encoding="utf-8")
    assert "license" not in card.read_front_matter(text)
    assert "No licence has been given" in text
    assert result.warnings[:2] == (
        "no licence: set export.licence (publish refuses without one)",
        "no address for removal requests: set export.contact",
    )


def test_body_has_the_measured_figures(tmp_path: Path) -> None:
    result = export(tmp_path, mixed(12))
    text = (result.path / "README.md").read_text(encoding="utf-8")
    assert "12 documents, 624 words, 5.0 kB of text in UTF-8, 3 languages, 3 sites." in text
    assert "| dropped: too-short | 1 |" in text
    assert "| `byline` | 12 | 230 | `invented` 12 |" in text
    assert result.figures["removals_by_rule"] == {"byline": {"spans": 12, "chars": 230, "reasons": {"invented": 12}}}
    assert "Rules on trial, which cut nothing, pointed at: `share-bar` 2." in text
    assert "| `removals[].start` | int64 | first code point of the span in the repaired text |" in text
    assert 'load_dataset("org/harbour", revision="v1.0.0", split="train")' in text
    assert "Write to editors@harbour.example" in text
    for name in TABLES["default"].schema.names:
        assert f"| `{name}` |" in text


def test_card_tells_of_files_that_were_not_read(tmp_path: Path) -> None:
    assert "Files not read" not in (export(tmp_path, mixed(3)).path / "README.md").read_text(encoding="utf-8")
    picture = Skipped("seeds/a|b`.png", "no-article-format", "a picture", 9, "seeds")
    git = Skipped("seeds/.git/", "hidden", "a hidden folder of 7 files", 0, "seeds", n_files=7)
    skipped = Files([], [picture, picture, git]).to_manifest()
    result = export(tmp_path, mixed(3), settled=config("other"), skipped_files=skipped)
    text = (result.path / "README.md").read_text(encoding="utf-8")
    assert "2 were read and 3 not" in text
    assert f"| `no-article-format` | {REASONS['no-article-format']} | 2 | ``seeds/a\\|b`.png``: a picture |" in text
    assert f"| `hidden` | {REASONS['hidden']} | 1 | `seeds/.git/`: a hidden folder of 7 files |" in text
    manifest = json.loads((result.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["skipped_files"] == skipped


def test_what_people_wrote_is_carried_on(tmp_path: Path) -> None:
    first = export(tmp_path, mixed(6))
    path = first.path / "README.md"
    text = path.read_text(encoding="utf-8")
    mine = "For studies of council news.\n\n- Not for face recognition."
    text = text.replace("<!-- write: uses -->\n", f"<!-- write: uses -->\n{mine}")
    text += "\n<!-- write: thanks -->\nThanks to all.\n<!-- end: thanks -->\n"
    path.write_text(text, encoding="utf-8")
    second = export(tmp_path, mixed(7))
    again = (second.path / "README.md").read_text(encoding="utf-8")
    assert f"<!-- write: uses -->\n{mine}\n<!-- end: uses -->" in again
    assert "<!-- write: thanks -->\nThanks to all.\n<!-- end: thanks -->" in again
    assert again.count("<!-- write: uses -->") == 1
    assert not any("'uses'" in warning for warning in second.warnings)
    assert any("'rationale'" in warning for warning in second.warnings)


def test_changelog_has_newest_first_and_comes_from_the_diff(tmp_path: Path) -> None:
    export(tmp_path, [kept(number) for number in range(5)])
    export(tmp_path, [kept(number) for number in range(1, 7)])
    last = export(tmp_path, [kept(number, agency="Nordpress") for number in range(1, 7)])
    text = (last.path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [line.split()[1] for line in text.splitlines() if line.startswith("## ")] == ["1.1.1", "1.1.0", "1.0.0"]
    entry = changelog.entry_of(text, "1.1.0")
    assert "- 2 documents added (`doc-000005`, `doc-000006`)" in entry
    assert "- 1 document removed: gone from the sources 1" in entry
    assert "- metadata of 6 documents changed, the text did not" in changelog.entry_of(text, "1.1.1")
    assert changelog.entry_of(text, "1.0.0").startswith("First version: 5 documents of 5 records")
    assert changelog.entry_of(text, "9.9.9") == ""


def test_size_categories_have_the_names_of_the_hub() -> None:
    assert [card.size_category(10**power) for power in range(2, 13)] == [
        "n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "1B<n<10B", "10B<n<100B", "100B<n<1T", "n>1T",
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore::Warning:rdflib", "ignore::Warning:mlcroissant")
def test_croissant_validates_and_reads_offline(tmp_path: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant", reason="needs mlcroissant: pip install 'cleancorpus[croissant]'")
    result = export(tmp_path, [kept(number, words=20_000) for number in range(7)], shard_max_mb=1)
    assert len(list((result.path / "data").iterdir())) == 2
    dataset = mlcroissant.Dataset(str(result.path / "croissant.json"))
    assert dataset.metadata.ctx.issues.errors == set()
    assert dataset.metadata.version == "1.0.0"
    rows = list(dataset.records("default"))
    assert sorted(row["default/id"].decode() for row in rows) == [f"doc-{number:06d}" for number in range(7)]
    assert len(list(dataset.records("removals"))) == 7
    written = json.loads((result.path / "croissant.json").read_text(encoding="utf-8"))
    assert {item["sha256"] for item in written["distribution"] if "sha256" in item} == {
        entry["sha256"] for entry in json.loads((result.path / "manifest.json").read_text(encoding="utf-8"))["files"]
    }


@pytest.mark.filterwarnings("ignore::Warning:rdflib", "ignore::Warning:mlcroissant")
def test_croissant_knows_the_splits(tmp_path: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant", reason="needs mlcroissant: pip install 'cleancorpus[croissant]'")
    settled = config().model_copy(update={"splits": Splits.model_validate({"sizes": {"validation": 1, "test": 2}})})
    splits = {"doc-000001": "test", "doc-000004": "validation", "doc-000005": "test"}
    result = export(tmp_path, [kept(number) for number in range(7)], settled=settled, splits=splits)
    dataset = mlcroissant.Dataset(str(result.path / "croissant.json"))
    assert dataset.metadata.ctx.issues.errors == set()
    names = [row["default_splits/name"] for row in dataset.records("default_splits")]
    assert names == ["train", "validation", "test"]
    found = {row["default/id"].decode(): row["default/split"].decode() for row in dataset.records("default")}
    assert found == {f"doc-{number:06d}": splits.get(f"doc-{number:06d}", "train") for number in range(7)}


def test_croissant_describes_every_flat_column(tmp_path: Path) -> None:
    result = export(tmp_path, mixed(3))
    written = json.loads((result.path / "croissant.json").read_text(encoding="utf-8"))
    for record_set in written["recordSet"]:
        schema = TABLES[record_set["name"]].schema
        flat = [
            field.name
            for field in schema
            if not (pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type))
        ]
        assert [field["name"] for field in record_set["field"]] == flat
    assert config().export.contact not in json.dumps(written)
