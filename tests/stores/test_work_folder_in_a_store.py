"""A work folder in a store: what other processes do there is seen, whatever was listed before."""

from __future__ import annotations

import fsspec
from store_kit import Store as Bucket

from cleancorpus.engine.store import Store


def test_what_other_processes_do_is_seen_after_a_listing(s3: Bucket) -> None:
    root = f"{s3.bucket}/work"
    store = Store(root)
    for name in ("stage/a.json", "stage/gone.json"):
        store.write_json(name, {"v": 1})
    other = fsspec.filesystem("s3", skip_instance_cache=True)

    def listed() -> None:
        assert store.names() == ["stage"]
        assert store.names("stage") == ["a.json", "gone.json"]

    listed()
    assert store.names("other") == []
    listed()
    other.pipe_file(f"{root}/other/b.json", b"{}")
    other.pipe_file(f"{root}/stage/a.json", b"12345")
    other.rm_file(f"{root}/stage/gone.json")
    assert store.size("stage/a.json") == 5
    assert store.names("other") == ["b.json"]
    assert not store.has("stage/gone.json")
    assert store.has("other/b.json")
    assert store.names() == ["other", "stage"]


def test_a_folder_that_others_make_after_its_parent_was_listed_is_seen(s3: Bucket) -> None:
    root = f"{s3.bucket}/work"
    store = Store(root)
    store.write_json("stage/a.json", {"v": 1})
    assert store.names() == ["stage"]
    fsspec.filesystem("s3", skip_instance_cache=True).pipe_file(f"{root}/other/b.json", b"{}")
    assert store.names("other") == ["b.json"]
    assert store.names() == ["other", "stage"]
