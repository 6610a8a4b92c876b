"""Sources on a server: results are taken over where the server says that the file is the same, and only there."""

import json
from typing import ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from test_run import articles, config_of

from cleancorpus.engine.store import Store
from cleancorpus.errors import SourceChangedError
from cleancorpus.pipeline.cleaning import Cleaning
from cleancorpus.pipeline.work import RunWork
from cleancorpus.read import list_files
from in_this_process import Unwatched


class Told(MemoryFileSystem):
    """A server that says `told` of each file, and does `after` when one has been opened to be read whole."""

    protocol = "told"
    store: ClassVar = {}
    pseudo_dirs: ClassVar = [""]
    told: ClassVar = {}
    after: ClassVar = []

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(path.replace("told://", "memory://"))

    def info(self, path, **kwargs):
        info = super().info(path, **kwargs)
        info.pop("created", None)
        return info | (self.told if info["type"] == "file" else {})

    def _open(self, path, mode="rb", block_size=None, **kwargs):
        opened = super()._open(path, mode, block_size, **kwargs)
        if block_size is None and mode == "rb" and self.after:
            self.after.pop()()
        return opened


@pytest.fixture
def server():
    fsspec.register_implementation("told", Told, clobber=True)
    yield Told
    Told.store.clear()
    Told.told, Told.after = {}, []


def write(server, word, told):
    """Two articles with `word` on the server, which says `told` of them."""
    rows = [row | {"text": row["text"].replace("harbour", word)} for row in articles(2)]
    server().pipe_file("/a.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())
    server.told = told


def cleaned(tmp_path, token):
    """The parts of a run, and the texts in them."""
    config = config_of(tmp_path, sources=[{"path": "told://a.jsonl", "format": "jsonl"}])
    store = Store(str(tmp_path / "work"))
    work, cleaning = RunWork(config, store), Cleaning(list_files(config.sources).files, None)
    for task in cleaning.tasks(token):
        cleaning.done(task, work.do(task, Unwatched()))
    parts = cleaning.result()
    return parts.reused, [
        text for name in parts.names for b in store.read_batches(f"{name}.arrow") for text in b["text"].to_pylist()
    ]


def test_a_file_rewritten_with_the_same_size_is_read_again(tmp_path, server):
    write(server, "harbour", {"Last-Modified": "Fri, 03 May 2024 10:00:00 GMT"})
    _, texts = cleaned(tmp_path, "one")
    assert cleaned(tmp_path, "two") == (1, texts)
    write(server, "quarter", {"Last-Modified": "Fri, 03 May 2024 10:00:01 GMT"})
    reused, others = cleaned(tmp_path, "three")
    assert reused == 0
    assert others == [text.replace("harbour", "quarter") for text in texts] != texts


def test_a_file_of_which_the_server_says_nothing_is_read_in_each_run(tmp_path, server):
    write(server, "harbour", {})
    _, texts = cleaned(tmp_path, "one")
    assert cleaned(tmp_path, "one") == (1, texts)  # the same run: a task that is tried again
    assert cleaned(tmp_path, "two") == (0, texts)


def test_a_file_rewritten_while_it_is_read_ends_the_run(tmp_path, server):
    write(server, "harbour", {"ETag": "1"})
    server.after.append(lambda: write(server, "quarter", {"ETag": "2"}))
    with pytest.raises(SourceChangedError, match=r"a\.jsonl: changed while it was read"):
        cleaned(tmp_path, "one")
