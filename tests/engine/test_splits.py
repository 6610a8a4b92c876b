"""Splits of a whole run: which document goes where, that it stays there, and what must not be parted."""

import json

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_run import config_of, table, write_jsonl

import cleancorpus
from cleancorpus.cli.render import diff_text
from cleancorpus.pipeline.run import run
from cleancorpus.verify.version import verify
from cleancorpus.versions.diff import compare
from cleancorpus.versions.open import local_version

WORDS = "harbour bridge storm council ferry pier tide lamp quay rope crane market school bakery tram snow".split()
THIRDS = {"train": 0.7, "validation": 0.1, "test": 0.2}


def story(number, last="It ended there"):
    words = [WORDS[(number * 7 + i * (number % 11 + 3)) % len(WORDS)] + str((number * 31 + i) % 97) for i in range(60)]
    return {
        "id": f"s{number}",
        "text": f"Report {number} from the desk\n\nBy Jane Doe\n\n{' '.join(words)}.\n\n{last}.",
        "url": f"https://www.site{number % 9}.example/{number}",
        "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02}",
    }


def made(tmp_path, rows, sizes=None, by="cluster", *, near=None, limit=None, **sections):
    write_jsonl(tmp_path, rows)
    values = {
        "export": {"dir": str(tmp_path / "dist")},
        "splits": {"by": by, "sizes": THIRDS if sizes is None else sizes},
        "dedup": {"near": near},
        "decide": {"line_model": False},
        "run": {"workers": 1},
    }
    return run(config_of(tmp_path, **{**values, **sections}), limit=limit)


def placed(result):
    """The split of each document, by id."""
    version = local_version(result.export.path)
    return {row_id: entry.split for entry, batch in version.read("default", ["id"]) for row_id in batch[0].to_pylist()}


def counts(result):
    found = placed(result)
    return {name: list(found.values()).count(name) for name in dict.fromkeys(found.values())}


def test_sizes_are_shares_or_numbers_and_datasets_opens_each_split(tmp_path):
    result = made(tmp_path, [story(n) for n in range(60)], {"validation": 0.05, "test": 7})
    assert counts(result) == {"train": 50, "validation": 3, "test": 7}
    path = result.export.path
    assert verify(path) == []
    cache = {"cache_dir": str(tmp_path / "cache")}
    assert {name: part.num_rows for name, part in datasets.load_dataset(str(path), **cache).items()} == counts(result)
    tested = {row_id for row_id, split in placed(result).items() if split == "test"}
    assert set(datasets.load_dataset(str(path), split="test", **cache)["id"]) == tested
    assert set(cleancorpus.load(path, split="test", **cache)["id"]) == tested
    with_filter = datasets.load_dataset(str(path), split="test", filters=[("id", "==", min(tested))], **cache)
    assert with_filter.num_rows == 1
    manifest = local_version(path).manifest
    assert manifest["figures"]["splits"]["test"]["documents"] == 7
    assert manifest["splits"]["groups"] == {"train": 50, "validation": 3, "test": 7}
    card = (path / "README.md").read_text(encoding="utf-8")
    assert "| `test` | 7 | 11.67% |" in card
    assert "dedup.near is off, so near copies may stand in different splits" in " ".join(card.split()).replace(
        "Dedup", "dedup"
    )
    assert result.notes == (
        "splits: dedup.near is off, so near copies may stand in different splits; set dedup.near: true, or {remove: false} "
        "to keep them all",
    )
    assert [file.name for file in sorted((path / "removals").iterdir())] == [f"train-0000{n}.parquet" for n in range(3)]


def test_the_hash_is_the_same_with_any_workers_and_covers_the_splits(tmp_path):
    rows = [story(n) for n in range(40)]
    results = [
        made(tmp_path, rows, name=f"t{workers}", run={"workers": workers, "batch_size": batch}, near=True)
        for workers, batch in ((1, 64), (2, 3), (4, 7))
    ]
    assert len({result.export.content_hash for result in results}) == 1
    assert len({json.dumps(placed(result), sort_keys=True) for result in results}) == 1
    others = (
        made(tmp_path, rows, {"test": 0.3}, name="other", near=True),
        made(tmp_path, rows, {}, name="one", near=True),
    )
    assert len({result.export.content_hash for result in (*others, results[0])}) == 3


def test_the_order_of_the_sources_does_not_matter(tmp_path):
    rows = [story(n) for n in range(40)]
    assert placed(made(tmp_path, rows, name="one")) == placed(made(tmp_path, rows[::-1], name="two"))


def test_documents_keep_their_split_when_others_come_and_go(tmp_path):
    first = placed(made(tmp_path, [story(n) for n in range(50)]))
    result = made(tmp_path, [story(n) for n in range(5, 90)])
    second = placed(result)
    assert {row_id: split for row_id, split in second.items() if row_id in first} == {
        f"s{n}": first[f"s{n}"] for n in range(5, 50)
    }
    assert counts(result) == {"train": 60, "validation": 8, "test": 17}
    assert result.export.bump == "minor"
    assert verify(result.export.path, load=False) == []


def near_copy(number, of):
    return story(of, last="It ended there with a note") | {"id": f"n{number}", "url": f"https://other.example/{number}"}


@pytest.mark.parametrize("near", [True, {"remove": False}])
def test_a_new_near_copy_goes_where_the_first_one_is(tmp_path, near):
    rows = [story(n) for n in range(50)]
    first = placed(made(tmp_path, rows, near=near))
    tested = [row_id for row_id, split in first.items() if split == "test"]
    copies = [near_copy(n, int(row_id[1:])) for n, row_id in enumerate(tested)]
    result = made(tmp_path, rows + copies, near=near)
    second = placed(result)
    assert {second[f"n{n}"] for n in range(len(copies))} == {"test"}  # each is longer, and stays in any case
    assert len(second) == (50 if near is True else 50 + len(copies))
    assert verify(result.export.path, load=False) == []


def test_a_cluster_that_joins_two_splits_moves_and_diff_tells(tmp_path):
    rows, near = [story(n) for n in range(50)], {"remove": False}
    before = made(tmp_path, rows, near=near)
    first = placed(before)
    tested, trained = (next(row_id for row_id, split in first.items() if split == name) for name in ("test", "train"))
    rows[int(tested[1:])] = near_copy(0, int(trained[1:])) | {"id": tested}
    after = made(tmp_path, rows, near=near)
    difference = compare(local_version(before.export.path), local_version(after.export.path))
    assert (difference.moved, difference.counts["moved"]) == ((trained,), 1)  # one of each: not to the rest
    assert placed(after) == first | {trained: "test"}
    assert (after.export.bump, after.export.bump_reasons) == ("major", ("documents moved between splits: 1",))
    assert "1 moved here from another split" in diff_text(difference)
    assert verify(after.export.path, load=False) == []
    documents = {row["id"]: row["cluster"] for row in table(after, "data")}
    assert {row_id for row_id, cluster in documents.items() if cluster is not None} == {trained, tested}


def test_equal_texts_that_are_kept_stand_in_one_split(tmp_path):
    rows = [story(n) for n in range(30)]
    rows += [row | {"id": f"copy-{row['id']}", "url": None} for row in rows]
    result = made(tmp_path, rows, dedup={"exact": False})
    found = placed(result)
    assert len(found) == 60
    assert all(found[f"copy-s{n}"] == found[f"s{n}"] for n in range(30))
    assert counts(result) == {"train": 42, "validation": 6, "test": 12}


def test_by_site_no_site_stands_in_two_splits(tmp_path):
    result = made(tmp_path, [story(n) for n in range(60)], by="site")
    found = placed(result)
    of_site = [{found[f"s{n}"] for n in range(60) if n % 9 == site} for site in range(9)]
    assert all(len(splits) == 1 for splits in of_site)
    assert set(counts(result)) == {"train", "validation", "test"}
    assert "splits: validation has" not in " ".join(result.notes)
    one_site = [story(n) | {"url": f"https://site1.example/{n}"} for n in range(40)] + [story(40), story(41)]
    notes = made(tmp_path, one_site, by="site", name="t2").notes
    assert notes[:2] == (
        "splits: validation has 1 document, 4 were asked for; the largest group that is never parted has 40",
        "splits: test has 1 document, 8 were asked for; the largest group that is never parted has 40",
    )
    assert verify(result.export.path, load=False) == []


def test_by_date_the_newest_are_tested_and_the_day_stays(tmp_path):
    rows = [story(n) | {"date": f"2024-01-{1 + n % 20:02}"} for n in range(40)]
    first = made(tmp_path, rows, {"validation": 0.1, "test": 0.1}, by="date")
    assert local_version(first.export.path).manifest["splits"]["first_days"] == {
        "validation": "2024-01-17",
        "test": "2024-01-19",
    }
    assert counts(first) == {"train": 32, "validation": 4, "test": 4}
    more = [story(n) | {"date": f"2024-02-{n % 20 + 1:02}"} for n in range(50, 60)] + [story(70) | {"date": None}]
    second = made(tmp_path, rows + more, {"validation": 0.1, "test": 0.1}, by="date")
    found = placed(second)
    assert {found[f"s{n}"] for n in range(50, 60)} == {"test"}
    assert found["s70"] == "train"
    assert {row_id: found[row_id] for row_id in placed(first)} == placed(first)
    assert second.notes[0] == (
        "splits: test has 14 documents, 5 were asked for; whole days go together, and first days hold for later versions: write "
        "days, or other sizes, to cut anew"
    )
    third = made(tmp_path, rows + more, {"test": "2024-02-16"}, by="date", name="u")
    assert counts(third) == {"train": 46, "test": 5}


def test_by_date_a_year_or_a_month_counts_by_its_first_day(tmp_path):
    rows = [
        story(n) | {"date": day} for n, day in enumerate(["2023-05-06", "2024", "2024-05", "2024-04-30", "2023", None])
    ]
    found = placed(made(tmp_path, rows, {"middle": "2024-01-01", "test": "2024-05-01"}, by="date"))
    assert [found[f"s{n}"] for n in range(6)] == ["train", "middle", "test", "middle", "train", "train"]


@pytest.mark.parametrize(
    ("count", "sizes", "by", "said"),
    [
        (2, THIRDS, "cluster", "splits: 3 splits and only 2 groups of copies and single documents (2 documents); write fewer"),
        (1, THIRDS, "cluster", "splits: 3 splits and only 1 group of copies and single documents (1 document); write fewer"),
        (9, {"test": 9}, "cluster", "splits: test 9 of 9 documents leave nothing for train; write shares"),
        (20, {"test": "2030-01-01"}, "date", "splits: no document is of the days of test (test from 2030-01-01); write other"),
    ],
)  # fmt: skip
def test_a_split_that_would_be_empty_makes_no_version(tmp_path, count, sizes, by, said):
    result = made(tmp_path, [story(n) for n in range(count)], sizes, by=by)
    assert result.export is None
    assert result.failure.startswith(said)


def test_no_split_is_empty_however_small_its_share(tmp_path):
    assert counts(made(tmp_path, [story(n) for n in range(5)], {"validation": 0.01, "test": 0.01})) == {
        "train": 3,
        "validation": 1,
        "test": 1,
    }


def test_a_changed_section_makes_the_splits_anew_and_moves_few(tmp_path):
    rows = [story(n) for n in range(100)]
    first = placed(made(tmp_path, rows, {"test": 0.1}))
    result = made(tmp_path, rows, {"test": 0.2})
    second = placed(result)
    assert {row_id for row_id in first if first[row_id] == "test"} < {
        row_id for row_id in second if second[row_id] == "test"
    }
    assert counts(result) == {"train": 80, "test": 20}
    assert result.export.bump == "major"
    assert result.export.bump_reasons == ("documents moved between splits: 10",)
    assert "- 10 documents moved to another split (`s" in (result.export.path / "CHANGELOG.md").read_text(
        encoding="utf-8"
    )


def test_verify_finds_a_cluster_in_two_splits(tmp_path):
    rows = [story(n) for n in range(20)] + [near_copy(0, 3)]
    result = made(tmp_path, rows, {"test": 0.3}, near={"remove": False})
    path = result.export.path
    found = placed(result)
    assert found["n0"] == found["s3"]
    target = next(entry for entry in local_version(path).files("default") if entry.split != found["s3"])
    file = path / target.path
    rows = pq.read_table(file).to_pylist()
    rows[0]["cluster"] = "n0"
    pq.write_table(pa.Table.from_pylist(rows, pq.read_schema(file)), file)
    problems = verify(path, load=False)
    assert any(line.startswith("splits: cluster 'n0' stands in more than one split: ") for line in problems)
