"""Publishing and loading with the unmodified clients of the Hub, against a Hub on this machine, faults included.

HF_ENDPOINT is read when huggingface_hub is imported, so all that talks to the Hub runs in child processes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import config, export, kept, mixed
from local_hub import LocalHub
from local_hub_store import Faults, File
from publish_table import one_round

from cleancorpus.config import Splits
from cleancorpus.export.card import put_judged

TOKEN = "hf_secretOfTheHarbour"
REPO = "acme/harbour"


class Versions:
    """Two versions of a dataset: 40 documents, then 44."""

    def __init__(self, base: Path) -> None:
        self.first = export(base, mixed(40)).path
        self.second = export(base, mixed(44)).path
        self.other_first = export(base / "other", mixed(41), version="1.0.0").path
        self.no_licence = export(base / "bare", mixed(3), licence=None).path
        self.spoiled = Path(shutil.copytree(self.first, base / "spoiled"))
        path = self.spoiled / "data" / "train-00000.parquet"
        path.write_bytes(path.read_bytes()[:-1] + b"?")


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return Versions(tmp_path_factory.mktemp("versions"))


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    with LocalHub(TOKEN) as hub:
        yield hub


def start(hub: LocalHub, home: Path, code: str, **environment: str) -> subprocess.Popen[str]:
    env = {**os.environ, **hub.environment(home), **environment}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run(hub: LocalHub, home: Path, code: str, **environment: str) -> str:
    """What a child process prints; it must end well, and tell nobody the token."""
    process = start(hub, home, code, **environment)
    try:
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, err
    assert TOKEN not in out + err
    return out


def publish_code(folder: Path, *, repo: str = REPO, options: str = "") -> str:
    return f"""
import logging
logging.basicConfig(level=logging.INFO)
from cleancorpus.hub.publish import publish
from cleancorpus.cli.render import published_text
print(published_text(publish({str(folder)!r}, {repo!r}, patience=0.01, {options})))
"""


@pytest.fixture(scope="module")
def released(versions: Versions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalHub, Path, str]]:
    """A Hub where both versions were published while every seventh request failed."""
    home = tmp_path_factory.mktemp("home")
    with LocalHub(TOKEN) as hub:
        hub.faults = Faults(fail_every=7)
        out = run(hub, home, publish_code(versions.first) + publish_code(versions.second))
        assert {status for _, _, status in hub.requests} >= {500, 503}
        hub.faults = Faults()
        yield hub, home, out


def test_publish_under_faults_makes_one_commit_and_one_tag_a_version(
    released: tuple[LocalHub, Path, str], versions: Versions
) -> None:
    hub, _, out = released
    repo = hub.repositories[REPO]
    assert repo.releases() == ["Release 1.0.0", "Release 1.1.0"]
    tags = repo.tags()
    assert sorted(tags) == ["v1.0.0", "v1.1.0"]
    assert repo.commits[tags["v1.1.0"]].parent == tags["v1.0.0"]
    for tag, folder in (("v1.0.0", versions.first), ("v1.1.0", versions.second)):
        published = {
            path: file.data for path, file in repo.commits[tags[tag]].files.items() if path != ".gitattributes"
        }
        here = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert published == here
    assert "- 4 documents added" in repo.commits[tags["v1.1.0"]].message
    assert 'load it: load_dataset("acme/harbour", revision="v1.1.0")' in out


def test_unchanged_shards_are_not_uploaded_again(released: tuple[LocalHub, Path, str]) -> None:
    hub, _, _ = released
    puts = [path for method, path, status in hub.requests if method == "PUT" and status == 200]
    assert len(puts) == len(set(puts))  # none twice
    assert len(puts) == 5 + 2  # five tables, then the new shards of documents and removals


ONLINE = f"""
import json
import cleancorpus
import pyarrow.dataset
from datasets import load_dataset
from huggingface_hub import HfFileSystem
from cleancorpus.errors import ExportError
from cleancorpus.hub.versions import diff
from cleancorpus.verify.version import verify

repo, found = {REPO!r}, {{}}
for tag in ("v1.0.0", "v1.1.0"):
    rows = load_dataset(repo, revision=tag, split="train")
    found[tag] = [rows.num_rows, str(rows.info.version), rows[0]["id"]]
found["configs"] = load_dataset(repo, "dropped", revision="v1.0.0", split="train")["reason"][:]
found["columns"] = load_dataset(repo, revision="v1.1.0", split="train", columns=["id", "language"]).column_names
found["filters"] = load_dataset(repo, revision="v1.0.0", split="train", filters=[("language", "==", "es")]).num_rows
streamed = load_dataset(repo, revision="v1.0.0", split="train", streaming=True)
found["streamed"] = [row["id"] for row in streamed]
files = HfFileSystem()
table = pyarrow.dataset.dataset(f"datasets/{{repo}}@v1.0.0/data", filesystem=files, format="parquet").to_table(columns=["id"])
found["pyarrow"] = table.num_rows
loaded = cleancorpus.load(repo, "1.0.0", split="train")
found["load"] = [loaded.num_rows, str(loaded.info.version)]
found["newest"] = {{name: part.num_rows for name, part in cleancorpus.load(repo).items()}}
found["load streaming"] = len(list(cleancorpus.load(repo, "1.0.0", split="train", streaming=True, columns=["id"])))
found["load removals"] = cleancorpus.load(f"{{repo}}@v1.1.0", config="removals", split="train").num_rows
difference = diff(f"{{repo}}@v1.0.0", f"{{repo}}@v1.1.0", samples=1)
found["diff"] = [difference.bump, difference.added, len(difference.samples)]
found["verify"] = verify(f"{{repo}}@v1.1.0")
for name, ask in {{
    "no version": lambda: cleancorpus.load(repo, "9.0.0"),
    "no repository": lambda: cleancorpus.load("acme/nothing", "1.0.0"),
    "no config": lambda: cleancorpus.load(repo, "1.0.0", config="comments"),
    "no revision": lambda: diff(f"{{repo}}@v9.0.0", f"{{repo}}@v1.1.0"),
}}.items():
    try:
        ask()
    except ExportError as error:
        found[name] = str(error)
print("FOUND", json.dumps(found))
"""

OFFLINE = f"""
import json
import cleancorpus
from cleancorpus.errors import ExportError

repo, found = {REPO!r}, {{}}
for version in ("1.0.0", "1.1.0", None):
    rows = cleancorpus.load(repo, version, split="train")
    found[str(version)] = [rows.num_rows, str(rows.info.version)]
found["streamed"] = len(list(cleancorpus.load(repo, "1.0.0", split="train", streaming=True)))
for name, ask in {{
    "other version": lambda: cleancorpus.load(repo, "9.0.0"),
    "other config": lambda: cleancorpus.load(repo, "1.0.0", config="quarantined"),
}}.items():
    try:
        ask()
    except ExportError as error:
        found[name] = str(error)
print("FOUND", json.dumps(found))
"""


def found_by(hub: LocalHub, home: Path, code: str, **environment: str) -> dict[str, Any]:
    out = run(hub, home, code, **environment)
    return dict(json.loads(out.partition("FOUND ")[2]))


@pytest.fixture(scope="module")
def online(released: tuple[LocalHub, Path, str]) -> dict[str, Any]:
    return found_by(released[0], released[1], ONLINE)


@pytest.fixture(scope="module")
def offline(released: tuple[LocalHub, Path, str], online: dict[str, Any]) -> dict[str, Any]:
    """After `online` has filled the cache, with the last version loaded last."""
    hub, home, _ = released
    before = len(hub.requests)
    found = found_by(hub, home, OFFLINE, HF_HUB_OFFLINE="1")
    assert len(hub.requests) == before
    return found


def test_both_versions_load_by_tag(online: dict[str, Any]) -> None:
    assert online["v1.0.0"] == [40, "1.0.0", "doc-000000"]
    assert online["v1.1.0"] == [44, "1.1.0", "doc-000000"]
    assert online["configs"] == ["too-short", "language"]


def test_readers_of_all_kinds_work(online: dict[str, Any]) -> None:
    assert online["columns"] == ["id", "language"]
    assert online["filters"] == 13
    assert online["streamed"] == [f"doc-{number:06d}" for number in range(40)]
    assert online["pyarrow"] == 40


def test_load_gives_the_version_asked_for(online: dict[str, Any]) -> None:
    assert online["load"] == [40, "1.0.0"]
    assert online["newest"] == {"train": 44}
    assert online["load streaming"] == 40
    assert online["load removals"] == 44


def test_diff_and_verify_work_on_the_hub(online: dict[str, Any]) -> None:
    assert online["diff"] == ["minor", [f"doc-{number:06d}" for number in range(40, 44)], 1]
    assert online["verify"] == []


def test_what_is_not_there_is_said_in_one_line(online: dict[str, Any]) -> None:
    assert online["no version"] == "acme/harbour@v9.0.0: no such version; there are: 1.0.0, 1.1.0"
    assert online["no revision"] == "acme/harbour@v9.0.0: no such version; there are: 1.0.0, 1.1.0"
    assert online["no repository"].startswith("acme/nothing: no such repository, or none that you may read")
    assert (
        "has no config 'comments'; there are default, removals, dropped, duplicates, quarantined" in online["no config"]
    )


def test_load_is_right_offline(offline: dict[str, Any]) -> None:
    assert offline["1.0.0"] == [40, "1.0.0"]
    assert offline["1.1.0"] == [44, "1.1.0"]
    assert offline["None"] == [44, "1.1.0"]
    assert offline["streamed"] == 40


def test_load_does_not_make_up_what_is_not_in_the_cache(offline: dict[str, Any]) -> None:
    for name in ("other version", "other config"):
        assert offline[name].endswith("is not (wholly) in the cache; load it once while online")


def test_lost_answers_are_recognised(hub: LocalHub, versions: Versions, tmp_path: Path) -> None:
    hub.faults = Faults(lose_commits=1, lose_tags=1, slow=0.02)
    out = run(hub, tmp_path, publish_code(versions.first))
    assert "version 1.0.0 committed" in out
    repo = hub.repositories[REPO]
    assert repo.releases() == ["Release 1.0.0"]
    assert list(repo.tags()) == ["v1.0.0"]


def test_killed_anywhere_and_run_again_makes_one_commit_and_one_tag(
    hub: LocalHub, versions: Versions, tmp_path: Path
) -> None:
    for step in ("upload", "committed", "tag"):
        hub.faults = Faults(stall=step)
        process = start(hub, tmp_path, publish_code(versions.first))
        try:
            assert hub.faults.stalled.wait(60), process.communicate(timeout=5)
        finally:
            process.kill()
            process.communicate()
            hub.faults.go_on.set()
    out = run(hub, tmp_path, publish_code(versions.first))
    assert "version 1.0.0 was there already" in out
    repo = hub.repositories[REPO]
    assert repo.releases() == ["Release 1.0.0"]
    assert repo.tags() == {"v1.0.0": repo.refs["refs/heads/main"]}


def test_a_card_that_changed_after_publishing_is_named_and_not_sent(
    hub: LocalHub, versions: Versions, tmp_path: Path
) -> None:
    folder = shutil.copytree(versions.first, tmp_path / "1.0.0")
    assert "not sent" not in run(hub, tmp_path, publish_code(folder))
    put_judged(folder, "## How precise the rules are\n\nFigures.")
    out = run(hub, tmp_path, publish_code(folder))
    assert "version 1.0.0 was there already" in out
    assert "not sent: README.md: other than in what is published, which stays as it is" in out
    repo = hub.repositories[REPO]
    assert repo.releases() == ["Release 1.0.0"]
    put_judged(folder, "")
    assert "not sent" not in run(hub, tmp_path, publish_code(folder))


@pytest.mark.slow
def test_published_while_a_third_fails_and_killed_in_each_step_is_one_commit_and_one_tag(
    versions: Versions, tmp_path: Path
) -> None:
    done, wrong = one_round(versions.first, tmp_path, share=0.3, seed=3)
    assert wrong == []
    assert done["kills"] >= 2
    assert done["refused"] > 0.15 * done["requests"]


def test_a_commit_by_somebody_else_is_not_overwritten(hub: LocalHub, versions: Versions, tmp_path: Path) -> None:
    hub.faults = Faults(stall="commit")
    process = start(hub, tmp_path, publish_code(versions.first))
    try:
        assert hub.faults.stalled.wait(60)
        repo = hub.repositories[REPO]
        head = repo.refs["refs/heads/main"]
        theirs = repo.add(head, {**repo.commits[head].files, "notes.txt": File(b"mine", lfs=False)}, "notes")
        repo.refs["refs/heads/main"] = theirs
        hub.faults.go_on.set()
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (
        "ExportError: acme/harbour: somebody else committed to 'main' meanwhile; see what it was, then run again" in err
    )
    assert repo.refs["refs/heads/main"] == theirs
    assert repo.tags() == {}
    run(hub, tmp_path, publish_code(versions.first))
    assert repo.releases() == ["notes", "Release 1.0.0"]
    assert "notes.txt" in repo.commits[repo.tags()["v1.0.0"]].files


def test_refusals_say_in_one_line_what_to_do_and_write_nothing(
    hub: LocalHub, versions: Versions, tmp_path: Path
) -> None:
    code = f"""
import json, os
from cleancorpus.errors import ExportError
from cleancorpus.hub.publish import publish
from cleancorpus.cli.render import publish_plan_text

first, second, other = {str(versions.first)!r}, {str(versions.second)!r}, {str(versions.other_first)!r}
found = {{}}

def refused(name, *args, **options):
    try:
        publish(*args, patience=0.01, **options)
    except ExportError as error:
        found[name] = str(error)

found["plan"] = publish_plan_text(publish(first, "acme/new", private=True, dry_run=True).plan)
refused("licence", {str(versions.no_licence)!r}, "acme/new")
refused("spoiled", {str(versions.spoiled)!r}, "acme/new")
refused("name", first, "harbour")
token = os.environ.pop("HF_TOKEN")
refused("token", first, "acme/new")
os.environ["HF_TOKEN"] = "hf_ofSomebodyElse"
refused("permission", first, "acme/new")
os.environ["HF_TOKEN"] = token
found["before"] = "written"
publish(second, "acme/new", patience=0.01)
refused("older", first, "acme/new")
refused("public", second, "acme/new", private=True)
os.environ["HF_TOKEN"] = "hf_ofSomebodyElse"
refused("permission to commit", first, "acme/new", branch="old")
os.environ["HF_TOKEN"] = token
publish(first, "acme/new", branch="old", patience=0.01)
refused("tag", other, "acme/new")
print("FOUND", json.dumps(found))
"""
    found = found_by(hub, tmp_path, code)
    assert "repository: would be made, private" in found["plan"]
    assert "data/train-00000.parquet (" in found["plan"]
    assert "tag: v1.0.0" in found["plan"]
    assert (
        found["licence"] == f"{versions.no_licence}: has no licence; set export.licence in the config and run it again"
    )
    assert f"{versions.spoiled}/data/train-00000.parquet: is not what the manifest says" in found["spoiled"]
    assert found["name"].startswith("'harbour': is no repository of the form org/name")
    assert found["token"] == "acme/new: no token for the Hub; run `hf auth login`, or set HF_TOKEN"
    assert found["permission"].startswith(
        "acme/new: no permission to create the repository (403); use a token that may write to 'acme'"
    )
    assert "no permission to create the branch (403)" in found["permission to commit"]
    assert found["older"].startswith(
        "acme/new@main: has version 1.1.0, which is newer than 1.0.0; publish this one to a branch"
    )
    assert found["public"].startswith("acme/new: exists and is public")
    assert found["tag"] == "acme/new: has a tag v1.0.0 with other content; raise the version; tags are not moved"
    repo = hub.repositories["acme/new"]
    assert repo.releases() == ["Release 1.1.0"]
    assert repo.releases("old") == ["Release 1.1.0", "Release 1.0.0"]
    assert sorted(repo.tags()) == ["v1.0.0", "v1.1.0"]
    old = repo.commits[repo.tags()["v1.0.0"]].files
    assert "data/train-00001.parquet" not in old  # what the newer version has more is deleted in the same commit
    first_write = next(i for i, (method, path, status) in enumerate(hub.requests) if method == "POST" and status == 200)
    assert hub.requests[first_write][1] == "/api/repos/create"


def test_a_pull_request_is_opened_once_and_tagged_when_merged(
    hub: LocalHub, versions: Versions, tmp_path: Path
) -> None:
    hub.faults = Faults(lose_commits=1)
    code = publish_code(versions.first, options="create_pr=True")
    run(hub, tmp_path, code + code)
    repo = hub.repositories[REPO]
    assert repo.releases() == []
    assert [ref for ref in repo.refs if ref.startswith("refs/pr/")] == ["refs/pr/1"]
    assert repo.tags() == {}
    repo.refs["refs/heads/main"] = repo.refs["refs/pr/1"]  # it is merged
    del repo.refs["refs/pr/1"]
    run(hub, tmp_path, publish_code(versions.first))
    assert repo.releases() == ["Release 1.0.0"]
    assert repo.tags() == {"v1.0.0": repo.refs["refs/heads/main"]}


def test_splits_and_receipts_are_published_and_load(tmp_path: Path, hub: LocalHub) -> None:
    settled = config(takedowns="down.jsonl").model_copy(
        update={"splits": Splits.model_validate({"sizes": {"test": 2}})}
    )
    (tmp_path / "down.jsonl").write_text('{"id": "doc-000005"}\n', encoding="utf-8")
    splits = {"doc-000001": "test", "doc-000002": "test"}
    folder = export(tmp_path, [kept(number) for number in range(9)], settled=settled, splits=splits).path
    run(hub, tmp_path / "home", publish_code(folder))
    code = f"""
import json, cleancorpus
from datasets import load_dataset
from cleancorpus.verify.version import verify
tested = cleancorpus.load({REPO!r}, "1.0.0", split="test")
by_tag = load_dataset({REPO!r}, revision="v1.0.0")
print(json.dumps([sorted(tested["id"]), {{name: part.num_rows for name, part in by_tag.items()}}, verify({REPO!r} + "@v1.0.0")]))
"""
    assert json.loads(run(hub, tmp_path / "home", code)) == [sorted(splits), {"train": 6, "test": 2}, []]


def test_local_folders_load_too(tmp_path: Path) -> None:
    import cleancorpus
    from cleancorpus.errors import ExportError

    first = export(tmp_path, [kept(number) for number in range(3)]).path
    export(tmp_path, [kept(number) for number in range(4)])
    cache = str(tmp_path / "cache")
    options: dict[str, Any] = {"split": "train", "cache_dir": cache}
    assert cleancorpus.load(tmp_path / "dist" / "harbour", **options).num_rows == 4
    assert cleancorpus.load(tmp_path / "dist" / "harbour", "1.0.0", **options).num_rows == 3
    assert cleancorpus.load(first, "1.0.0", **options).num_rows == 3
    with pytest.raises(ExportError, match=r"has no version 3\.0\.0; there are 1\.0\.0, 1\.1\.0"):
        cleancorpus.load(tmp_path / "dist" / "harbour", "3.0.0")
    with pytest.raises(ExportError, match=r"is version 1\.0\.0, not 1\.1\.0"):
        cleancorpus.load(first, "1.1.0")
    readme = first / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.0.9"), encoding="utf-8")
    with pytest.raises(ExportError, match=r"opened as version 1\.0\.9, not 1\.0\.0; run verify"):
        cleancorpus.load(first, **options)


def test_a_sample_is_not_published(tmp_path: Path) -> None:
    from cleancorpus.errors import ExportError
    from cleancorpus.hub.publish import publish

    folder = export(tmp_path, mixed(3), sample="the first 3 records of the sources").path
    with pytest.raises(ExportError, match=r"sample: is a sample \(the first 3 records of the sources\), no version"):
        publish(folder, "org/harbour")
