"""`load_dataset` opens what was written, with the types that the files, the card and the schema say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import dropped, export, kept, mixed, removal

from cleancorpus.export import card
from cleancorpus.schema import TABLES, describe_columns, type_name

datasets = pytest.importorskip("datasets")


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of which the first have no removal and the last has two."""
    two = [removal(0, "By Ada Exemplar 9\n\n"), removal(40, "We use cookies. ", "cookie-notice")]
    rows = [
        *(kept(number, removals=[]) for number in range(3)),
        *(kept(number) for number in range(3, 9)),
        kept(9, removals=two),
        dropped(20)
        | {"repaired_text": "By Ada Exemplar 20\n\nShort.", "removals": [removal(0, "By Ada Exemplar 20\n\n")]},
    ]
    return export(tmp_path_factory.mktemp("datasets"), rows).path


def opened(version: Path, cache: Path, config: str, **options: Any) -> Any:
    return datasets.load_dataset(str(version), config, split="train", cache_dir=str(cache), **options)


@pytest.mark.parametrize("config", ["default", "removals", "dropped"])
def test_types_are_those_of_schema_card_and_files(version: Path, tmp_path: Path, config: str) -> None:
    wanted = datasets.Features.from_arrow_schema(TABLES[config].schema)
    assert opened(version, tmp_path, config).features == wanted
    assert opened(version, tmp_path, config, streaming=True).features == wanted
    head = card.read_front_matter((version / "README.md").read_text(encoding="utf-8"))
    (said,) = (entry["features"] for entry in head["dataset_info"] if entry["config_name"] == config)
    assert datasets.Features._from_yaml_list(said) == wanted
    for path in (version / TABLES[config].folder).iterdir():
        written = {field.name: type_name(field.type) for field in pq.read_schema(path)}
        assert written == TABLES[config].columns


def test_findings_come_back_as_they_were(version: Path, tmp_path: Path) -> None:
    documents, removals = (opened(version, tmp_path, config) for config in ("default", "removals"))
    assert [len(row["removals"]) for row in documents] == [0, 0, 0, 1, 1, 1, 1, 1, 1, 2]
    last = documents[9]["removals"]
    assert last == [removal(0, "By Ada Exemplar 9\n\n"), removal(40, "We use cookies. ", "cookie-notice")]
    assert [{name: row[name] for name in last[0]} for row in removals][-2:] == last
    assert documents.to_pandas()["removals"][9][1]["findings"][0]["rule"] == "cookie-notice"


def test_filters_and_columns_reach_the_table_of_removals(version: Path, tmp_path: Path) -> None:
    rows = opened(
        version, tmp_path, "removals", columns=["id", "rule", "findings"], filters=[("rule", "==", "cookie-notice")]
    )
    assert rows.column_names == ["id", "rule", "findings"]
    assert [row["id"] for row in rows] == ["doc-000009"]
    assert [finding["score"] for finding in rows[0]["findings"]] == [0.9, 0.5]


def test_columns_are_described_to_the_last_level() -> None:
    described = {name: (kind, text) for name, kind, text in describe_columns(TABLES["default"].schema)}
    assert described["removals"][0] == described["removals[].findings"][0] == "list<struct>"
    assert described["removals[].findings[].reason"][0] == "string"
    assert all(text for _, text in described.values())
    assert ("findings[].rule", "string") in {
        (name, kind) for name, kind, _ in describe_columns(TABLES["removals"].schema)
    }


def test_a_version_with_no_removal_at_all_opens(tmp_path: Path) -> None:
    result = export(tmp_path, [kept(number, removals=[]) for number in range(3)])
    rows = opened(result.path, tmp_path / "cache", "default")
    assert rows.features == datasets.Features.from_arrow_schema(TABLES["default"].schema)
    assert pa.types.is_struct(rows.data.schema.field("removals").type.value_type)


def test_mixed_outcomes_open(tmp_path: Path) -> None:
    result = export(tmp_path, mixed(6))
    for config in result.rows:
        assert len(opened(result.path, tmp_path / "cache", config)) == result.rows[config]
