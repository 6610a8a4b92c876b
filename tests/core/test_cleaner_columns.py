"""`Cleaner` over batches keeps what the caller has: nobody's column is overwritten unless it is the text, or named."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from cleancorpus import Cleaner

ARTICLE = """Harbour bridge closed for three days after storm

By Jane Doe

The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, the town said.

Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop."""
# One column for each kind of clash: what a record is told by, what we say of a document, what a run says of a record.
OWN: dict[str, Any] = {
    "id": 7, "text": ARTICLE, "title": "Mine", "source": "crawl-3", "status": "checked", "language": "xx", "shelf": {"row": 1},
}  # fmt: skip


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner("news")


def rows(count: int = 3) -> Any:
    datasets = pytest.importorskip("datasets")
    return datasets.Dataset.from_list([OWN | {"id": number} for number in range(count)])


@pytest.mark.parametrize("batched", [True, False])
@pytest.mark.parametrize("streaming", [True, False])
def test_map_keeps_every_column_but_the_text_that_it_cleans(cleaner: Cleaner, batched: bool, streaming: bool) -> None:
    given = rows()
    features = cleaner.features(given.features)
    dataset = given.to_iterable_dataset() if streaming else given
    out = dataset.map(cleaner, batched=batched, features=features)
    assert out.features == features
    for number, row in enumerate(out):
        assert {name: row[name] for name in OWN if name != "text"} == {
            name: value for name, value in (OWN | {"id": number}).items() if name != "text"
        }
        assert "By Jane Doe" not in row["text"]
        assert (row["clean_title"], row["clean_status"], row["clean_language"]) == ("Mine", "kept", "en")
        assert row["authors"] == ["Jane Doe"]
    assert {"clean_id", "clean_source", "position", "source_offset", "encoding"}.isdisjoint(features)


def test_a_text_in_a_column_of_another_name_stays(cleaner: Cleaner) -> None:
    out = cleaner({"content": [ARTICLE], "text_sha256": ["mine"]})
    assert out["text"][0].startswith("The harbour bridge")
    assert "content" not in out
    assert len(out["clean_text_sha256"][0]) == 64


def test_the_text_beside_a_page_is_not_replaced(cleaner: Cleaner) -> None:
    paragraphs = "".join(f"<p>{part}</p>" for part in ARTICLE.split("\n\n")[2:])
    out = cleaner(
        {"html": [f"<html><body><article><h1>A bridge</h1>{paragraphs}</article></body></html>"], "text": ["mine"]}
    )
    assert "text" not in out
    assert out["clean_text"][0].startswith("The harbour bridge")


def test_with_a_prefix_all_columns_have_it_and_the_text_stays() -> None:
    given = rows()
    cleaner = Cleaner("news", prefix="cc_", columns=["text", "status", "language", "encoding"])
    out = given.map(cleaner, batched=True, features=cleaner.features(given.features))
    assert [*out.features] == [*OWN, "cc_text", "cc_status", "cc_language", "cc_encoding"]
    assert out[0]["text"] == ARTICLE
    assert "By Jane Doe" not in out[0]["cc_text"]


def test_columns_that_may_be_replaced_are_named() -> None:
    batch = {name: [value] for name, value in OWN.items()}
    some = Cleaner("news", overwrite=["status"])(batch)
    assert (some["status"], "title" in some, some["clean_title"]) == (["kept"], False, ["Mine"])
    every = Cleaner("news", overwrite=True)(batch)
    assert (every["status"], every["id"]) == (["kept"], ["7"])
    assert not [name for name in every if name.startswith("clean_")]


def test_a_name_that_is_not_free_is_told(cleaner: Cleaner) -> None:
    with pytest.raises(
        ValueError, match="has a column 'clean_title' already; give the cleaner a prefix, or name it in"
    ):
        cleaner({"text": [ARTICLE], "title": [""], "clean_title": [""]})
    with pytest.raises(ValueError, match="has a column 'x_text' already"):
        Cleaner("news", prefix="x_")({"text": [ARTICLE], "x_text": [""]})
    with pytest.raises(ValueError, match="columns: there is no 'body'; a cleaner gives id, text"):
        Cleaner("news", columns=["body"])


@pytest.mark.parametrize("name", ["source", "position", "source_offset", "source_length", "source_record_id"])
def test_places_in_files_are_no_columns_of_a_cleaner(name: str) -> None:
    line = f"columns: '{name}' says where a record stands in a file; a cleaner gives id, text, title, "
    with pytest.raises(ValueError, match=line):
        Cleaner("news", columns=["text", name])


def test_overwrite_names_columns_that_the_cleaner_gives() -> None:
    with pytest.raises(
        ValueError, match=r"overwrite: this cleaner gives no 'titel'; it gives id, text, title, .* also with 'clean_'"
    ):
        Cleaner("news", overwrite=["titel"])
    with pytest.raises(ValueError, match="overwrite: this cleaner gives no 'title'; it gives text, each also with"):
        Cleaner("news", columns="text", overwrite="title")
    with pytest.raises(ValueError, match=r"overwrite: this cleaner gives no 'text'; it gives x_text$"):
        Cleaner("news", columns=["text"], prefix="x_", overwrite=["text"])
    assert Cleaner("news", overwrite=["clean_title"]).overwrite == ("clean_title",)
    assert Cleaner("news", prefix="x_", overwrite="x_text").overwrite == ("x_text",)


def test_fingerprint_and_pickle_have_the_options(cleaner: Cleaner) -> None:
    datasets_hash = pytest.importorskip("datasets.fingerprint").Hasher.hash
    others = [Cleaner("news", prefix="x_"), Cleaner("news", columns=["text"]), Cleaner("news", overwrite=True)]
    assert len({each.fingerprint for each in (cleaner, *others)}) == 4
    assert len({datasets_hash(each) for each in (cleaner, *others)}) == 4
    for each in others:
        copy = pickle.loads(pickle.dumps(each))
        assert (copy.columns, copy.prefix, copy.overwrite) == (each.columns, each.prefix, each.overwrite)
        assert copy.fingerprint == each.fingerprint
    assert (
        Cleaner("news", overwrite={"url", "title"}).fingerprint
        == Cleaner("news", overwrite=["title", "url"]).fingerprint
    )


def test_a_batch_of_arrays_comes_back_whole(cleaner: Cleaner) -> None:
    batch = {
        "text": np.array([ARTICLE, None, float("nan")], dtype=object),
        "url": np.array(["https://a.example/1", None, float("nan")], dtype=object),
        "authors": np.array([np.array(["Ann Ito"]), None, None], dtype=object),
        "status": np.array([1, 2, 3]),
    }
    out = cleaner(batch)
    assert out["status"] is batch["status"]
    assert out["clean_status"] == ["kept", "quarantined", "quarantined"]
    assert out["clean_authors"][0] == ["Ann Ito", "Jane Doe"]
    assert out["clean_url"][1:] == [None, None]
    assert {len(column) for column in out.values()} == {3}


@pytest.mark.slow
def test_ray_data_keeps_the_columns(cleaner: Cleaner) -> None:
    ray = pytest.importorskip("ray", reason="needs the extra ray")
    data = pytest.importorskip("ray.data", reason="needs ray[data]")
    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, logging_level="error", ignore_reinit_error=True)
    try:
        rows = [{"text": ARTICLE, "source": "crawl-3", "status": "checked", "id": number} for number in range(3)]
        out = data.from_items(rows).map_batches(cleaner, batch_size=2).take_all()
    finally:
        ray.shutdown()
    assert [(row["source"], row["status"], row["clean_status"]) for row in out] == [("crawl-3", "checked", "kept")] * 3
    assert sorted(row["id"] for row in out) == [0, 1, 2]
    assert out[0]["removals"][0]["rule"]
