"""A run over addresses with passwords and signatures: none of them is in what it writes, keeps and says."""

import io

import fsspec
import pyarrow as pa
import pytest
from fsspec.spec import AbstractFileSystem
from test_run import articles, config_of

from cleancorpus.cli import main
from cleancorpus.errors import CleancorpusError
from cleancorpus.pipeline import run as run_module
from cleancorpus.pipeline.work import RunWork
from in_this_process import InThisProcess

SECRET = "hunter2"
QUERY = f"?X-Amz-Credential={SECRET}&X-Amz-Signature={SECRET}"


def address(name):
    return f"vault://jane:{SECRET}@harbour.example/{name}{QUERY}"


class Vault(AbstractFileSystem):
    """Files elsewhere that are listed; those called `gone` cannot be opened, and the error names the whole address."""

    protocol = "vault"
    files = {}

    @classmethod
    def _strip_protocol(cls, path):
        return path

    def _text(self, path):
        return self.files[path.partition("?")[0].rsplit("/", 1)[-1]]

    def info(self, path, **_):
        if not self.exists(path):
            raise FileNotFoundError(path)
        return {"name": path, "size": len(self._text(path)), "type": "file"}

    def exists(self, path, **_):
        return path.partition("?")[0].rsplit("/", 1)[-1] in self.files

    def isdir(self, path):  # noqa: ARG002 - as fsspec asks
        return False

    def isfile(self, path):
        return self.exists(path)

    def _open(self, path, *_, **__):
        if "gone" in path:
            raise OSError(f"lost {path}")
        return io.BytesIO(self._text(path))


@pytest.fixture
def sources(monkeypatch):
    import json

    fsspec.register_implementation("vault", Vault, clobber=True)
    lines = "".join(json.dumps(row) + "\n" for row in [*articles(3), {"id": "broken"}])
    monkeypatch.setattr(Vault, "files", {"a.jsonl": lines.encode(), "gone.jsonl": b"{}\n", "gone": b"{}\n"})
    # other processes do not know the file system
    monkeypatch.setattr(run_module, "make_engine", lambda config, store: InThisProcess(RunWork(config, store)))
    return [{"path": address(name)} for name in ("a.jsonl", "gone.jsonl", "a.jsonl")]


def written(folder):
    """Everything below a folder as one text, tables as their rows."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.append(path.name + path.read_bytes().decode("utf-8", "replace"))
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            found.append(str(pq.read_table(path).to_pylist()))
        if path.suffix == ".arrow":
            data = path.read_bytes()
            opened = pa.ipc.open_file(data) if data.startswith(b"ARROW1") else pa.ipc.open_stream(data)
            found.append(str(opened.read_all().to_pylist()))
    return "\n".join(found)


@pytest.mark.parametrize("max_failed_share", [0.0, 0.9])
def test_a_run_writes_none_down(tmp_path, sources, max_failed_share):
    run = {"keep_work": True, "max_failed_share": max_failed_share}
    result = run_module.run(config_of(tmp_path, sources=sources, read={"max_skipped_files": 9}, run=run))
    assert (result.export is None) == (max_failed_share == 0)
    assert (result.ledger["quarantined"], len(result.files.skipped)) == (2, 1)
    everything = written(tmp_path) + repr(result.ledger) + repr(result.files.to_json())
    assert "gone.jsonl: cannot be opened: lost vault://harbour.example/gone.jsonl" in everything
    assert "vault://harbour.example/a.jsonl" in everything
    assert SECRET not in everything


@pytest.mark.parametrize("name", ["none", "gone"])
def test_an_error_says_none(tmp_path, sources, name):
    with pytest.raises(CleancorpusError, match=r"vault://harbour\.example/") as caught:
        run_module.run(config_of(tmp_path, sources=[{"path": address(name)}]))
    assert SECRET not in str(caught.value)


def test_a_dry_run_says_none(tmp_path, sources, capsys):
    path = tmp_path / "config.json"
    config = config_of(tmp_path, sources=sources[:2])
    path.write_text(config.model_dump_json(), encoding="utf-8")
    assert main(["run", str(path), "--dry-run"]) == 0
    said = "".join(capsys.readouterr())
    assert "vault://harbour.example/a.jsonl" in said
    assert SECRET not in said
