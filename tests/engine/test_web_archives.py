"""A run over web archives: what stands in each file is what came of it, whatever the workers and the way of packing."""

import json
import subprocess
import sys

import pytest
from one_part import clean

import cleancorpus.read.survey as cuts
import web_archives as archives
from cleancorpus.config import Config
from cleancorpus.engine.store import Store
from cleancorpus.errors import ExportError
from cleancorpus.pipeline import cleaning
from cleancorpus.pipeline import run as run_module
from cleancorpus.pipeline.core import Core
from cleancorpus.pipeline.run import run
from cleancorpus.pipeline.work import RunWork
from cleancorpus.read import parts
from cleancorpus.verify.version import verify
from in_this_process import InThisProcess


def crawl(number):
    """A crawl of its own addresses and texts, in the shapes of several crawlers."""
    blocks = []
    for shape in (archives.wget(3), archives.heritrix(), archives.browsertrix(), archives.wet()):
        for block in shape:
            fields = {
                name: value.replace("harbour.example", f"harbour{number}.example")
                for name, value in block.fields.items()
            }
            blocks.append(
                archives.Block(
                    block.type, block.content.replace(b"harbour bridge", b"harbour bridge %d" % number), fields
                )
            )
    return blocks


REASONS = {}
for counts in (archives.WGET, archives.HERITRIX, archives.BROWSERTRIX, archives.WET):
    for reason, count in counts.items():
        REASONS[reason] = REASONS.get(reason, 0) + count


def config_of(tmp_path, name="t", **sections):
    values = {
        "name": name,
        "sources": [{"path": str(tmp_path / "in")}],
        "export": {"dir": str(tmp_path / "dist"), "version": "1.0.0"},
        "run": {"max_failed_share": 0.5},
    }
    return Config.model_validate(values | sections)


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    packs = {
        "a.warc": archives.plain,
        "b.warc.gz": archives.gz,
        "c.warc.zst": lambda blocks: archives.zst(blocks, dictionary="plain"),
    }
    for number, (name, pack) in enumerate(packs.items()):
        (inside / name).write_bytes(pack(crawl(number)))
    cut = archives.gz(crawl(7))
    (inside / "cut.warc.gz").write_bytes(cut[:-100])
    (inside / "wrong.txt").write_bytes(archives.plain(archives.wget()))
    return tmp_path


def manifest_of(result):
    return json.loads((result.export.path / "manifest.json").read_text(encoding="utf-8"))


def test_the_command_counts_every_record(folder):
    settings = {
        "extends": "base",
        **config_of(folder).model_dump(mode="json", include={"name", "sources", "export", "run"}),
    }
    (folder / "my.yaml").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "cleancorpus", "run", str(folder / "my.yaml"), "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    path = folder / "dist" / "t" / "1.0.0"
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    n_blocks = len(crawl(0))
    for entry in manifest["inputs"]:
        assert entry["records"] == n_blocks == entry["rows"] + sum(entry["skipped"].values())
        if "cut" not in entry["path"]:
            assert entry["skipped"] == REASONS
    total = sum(entry["rows"] for entry in manifest["inputs"])
    assert manifest["ledger"]["rows_in"] == total
    assert manifest["ledger"]["quarantined"] == 1
    assert manifest["records_skipped"]["count"] == 4 * n_blocks - total
    assert manifest["records_skipped"]["by_reason"]["request"] == 4 * REASONS["request"]
    assert manifest["skipped_files"]["by_reason"] == {"other-content": 1}
    line = next(line for line in done.stdout.splitlines() if line.startswith("records that are no documents"))
    assert line.split()[-1] == str(4 * n_blocks - total)
    card = (path / "README.md").read_text(encoding="utf-8")
    assert f"hold {4 * n_blocks:,} records, of which {4 * n_blocks - total:,} are no documents" in card
    assert verify(path, load=False) == []
    manifest["inputs"][0]["records"] += 1
    manifest["records_skipped"]["count"] += 1
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    problems = verify(path, load=False)
    assert any("records, but" in problem for problem in problems)
    assert "records_skipped: is not the sum of what the inputs have" in problems


def counts_of(result):
    manifest = manifest_of(result)
    inputs = [
        (entry["path"], entry["rows"], entry.get("records"), entry.get("skipped")) for entry in manifest["inputs"]
    ]
    return manifest["content_hash"], inputs, manifest["records_skipped"], result.records_skipped, manifest["ledger"]


def test_any_workers_parts_and_a_kept_work_folder_give_the_same_counts(folder, monkeypatch):
    first = counts_of(run(config_of(folder, "one", run={"workers": 1, "max_failed_share": 0.5})))
    kept = {"workers": 2, "keep_work": True, "batch_size": 3, "max_failed_share": 0.5}
    assert counts_of(run(config_of(folder, "two", run=kept))) == first
    again = run(config_of(folder, "two", run=kept))  # nothing is done again
    assert again.reused_parts == again.parts
    assert again.records_skipped == first[3]
    # judged again, from texts that were read before
    again = config_of(
        folder, "two", run=kept, rules={"timestamp": False}, export={"dir": str(folder / "dist"), "version": "1.0.1"}
    )
    result = run(again)
    assert counts_of(result)[1:4] == first[1:4]
    # and cut into parts, in this process, which knows the sizes that are set here
    monkeypatch.setattr(parts, "_SPLIT_FROM", 1)
    monkeypatch.setattr(cuts, "_LEAST", 2000)
    monkeypatch.setattr(run_module, "make_engine", lambda config, store: InThisProcess(RunWork(config, store)))
    result = run(config_of(folder, "cut", run={"max_failed_share": 0.5}))
    assert result.parts > 8
    assert counts_of(result) == first


def test_a_worker_that_ends_within_an_archive_changes_no_count(folder, monkeypatch):
    """What its first try had done is taken over, and all records are counted once."""
    for name in ("a.warc", "c.warc.zst", "cut.warc.gz", "wrong.txt"):
        (folder / "in" / name).unlink()
    config = config_of(folder, run={"batch_size": 2, "max_failed_share": 0.5})
    whole, rows = clean(config, Store(str(folder / "work-1")), "t")
    judge, calls = Core.judge_batch, []

    def ends(self, *arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return judge(self, *arguments)

    store = Store(str(folder / "work-2"))
    monkeypatch.setattr(Core, "judge_batch", ends)
    with pytest.raises(KeyboardInterrupt):
        clean(config, store, "t")
    again, rows_again = clean(config, store, "t")
    assert len(calls) == 3 + -(-(len(rows) - 4) // 2)  # two batches of two were taken over
    assert (again.skipped, again.counts.by_source, rows_again) == (whole.skipped, whole.counts.by_source, rows)
    assert list(again.skipped.values()) == [REASONS]


def test_a_count_that_is_lost_between_the_readers_and_the_manifest_stops_the_run(folder, monkeypatch):
    monkeypatch.setattr(run_module, "make_engine", lambda config, store: InThisProcess(RunWork(config, store)))
    monkeypatch.setattr(cleaning, "largest_first", lambda counts: {**counts, "request": counts["request"] - 1})
    with pytest.raises(ExportError, match=r"inputs: .*a\.warc: [\d,]+ records, but "):
        run(config_of(folder))


def test_every_input_has_the_number_of_records_that_its_reader_counted(tmp_path):
    (tmp_path / "in").mkdir()
    lines = [json.dumps({"text": f"Bridge {n}: " + " ".join(archives.SENTENCES)}) for n in range(3)]
    (tmp_path / "in" / "a.jsonl").write_text("\n".join([*lines, "{"]), encoding="utf-8")
    result = run(config_of(tmp_path))
    (entry,) = manifest_of(result)["inputs"]
    assert (entry["records"], entry["rows"]) == (4, 4)
    manifest = manifest_of(result)
    manifest["inputs"][0]["records"] = 5
    (result.export.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    problems = verify(result.export.path, load=False)
    assert any("a.jsonl: 5 records, but 4 rows and 0 that are no documents" in problem for problem in problems)


def test_a_sample_counts_what_was_read_for_it(folder):
    result = run(config_of(folder), limit=5)
    assert result.ledger["rows_in"] == 5
    assert 0 < result.records_skipped["count"] <= sum(REASONS.values())
