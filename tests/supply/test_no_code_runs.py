"""What strangers write – configurations, folders of data, files – is read, and runs nothing.

Each hostile thing would leave a mark, a file. A run of it in a process of its own leaves none, and what runs it for comparison does.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from cleancorpus.checked_config import load_config
from cleancorpus.errors import ConfigError
from cleancorpus.verify.version import verify

TEXT = "The council met on Monday to decide about the bridge, which had been closed for a week after the storm. " * 5


class Bomb:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.mark,)


def script(mark: Path) -> str:
    return f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "mark"


def run(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "hf")}
    return subprocess.run(
        [sys.executable, "-m", "cleancorpus", "run", str(config)], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip


def config_for(folder: Path, source: Path, more: str = "") -> Path:
    path = folder / "config.yaml"
    path.write_text(
        f"extends: base\nname: n\nsources: [{{path: {source}}}]\nexport: {{dir: {folder / 'dist'}}}\nquality: {{min_words: 1}}\n"
        f"run: {{workers: 1, max_failed_share: 1}}\n{more}",
        encoding="utf-8",
    )
    return path


TAGS: dict[str, Callable[[Path], str]] = {
    "os.system": lambda mark: f"name: !!python/object/apply:os.system ['touch {mark}']\n",
    "os.mkdir": lambda mark: f"name: !!python/object/apply:os.mkdir ['{mark}']\n",
    "new": lambda mark: f"rules: !!python/object/new:os.system ['touch {mark}']\n",
    "in a list": lambda mark: f"sources: [{{path: !!python/object/apply:os.system ['touch {mark}']}}]\n",
    "as a key": lambda mark: f"? !!python/object/apply:os.system ['touch {mark}']\n: 1\n",
    "name": lambda _: "name: !!python/name:os.system\n",
    "module": lambda _: "name: !!python/module:os\n",
}


@pytest.mark.parametrize("make", TAGS.values(), ids=TAGS.keys())
def test_a_config_runs_nothing(tmp_path: Path, mark: Path, make: Callable[[Path], str]) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(make(mark), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError):
        load_config("base", overrides=[make(mark).strip().replace(": ", "=", 1)])
    assert not mark.exists()


def test_what_a_config_would_run_does_run_elsewhere(mark: Path) -> None:
    yaml.load(TAGS["os.mkdir"](mark), yaml.UnsafeLoader)
    assert mark.exists()


def test_a_folder_of_data_with_code_in_it_runs_nothing(tmp_path: Path, mark: Path) -> None:
    data = tmp_path / "stories"
    data.mkdir()
    (data / "a.jsonl").write_text(f'{{"id": "a", "text": "{TEXT}"}}\n', encoding="utf-8")
    for name in ("stories.py", "a.py", "setup.py", "conftest.py", "sitecustomize.py", "__init__.py"):
        (data / name).write_text(script(mark), encoding="utf-8")
    bomb = pickle.dumps(Bomb(mark))
    for name in ("weights.pt", "model.bin", "rows.pkl", "a.pickle", "no-ending", "story.txt", "b.jsonl"):
        (data / name).write_bytes(bomb)
    odd = np.empty(1, dtype=object)
    odd[0] = Bomb(mark)
    np.savez(data / "arrays.npz", odd, allow_pickle=True)
    np.save(data / "array.npy", odd, allow_pickle=True)
    with zipfile.ZipFile(data / "all.zip", "w") as archive:
        archive.writestr("archive/data.pkl", bomb)
        archive.writestr("archive/a.py", script(mark))
    (data / "dataset_infos.json").write_text('{"default": {"builder_name": "stories"}}', encoding="utf-8")
    done = run(tmp_path, config_for(tmp_path, data))
    assert done.returncode == 0, done.stderr
    version = next((tmp_path / "dist").rglob("manifest.json")).parent
    # The version then has a script of its name in it: what opens it with `load_dataset` does not run it either.
    for name in ("n.py", f"{version.name}.py", "stories.py"):
        (version / name).write_text(script(mark), encoding="utf-8")
    problems = verify(version, load=True)
    assert "Dataset scripts are no longer supported" in " ".join(problems)
    assert not mark.exists()


def test_what_a_folder_of_data_would_run_does_run_elsewhere(mark: Path) -> None:
    pickle.loads(pickle.dumps(Bomb(mark)))
    assert mark.exists()


class Odd(pa.ExtensionType):
    """A type of another package, which rebuilds itself from bytes in the file's schema."""

    def __init__(self, mark: str = "") -> None:
        self.mark = mark
        super().__init__(pa.string(), "invented.odd")

    def __arrow_ext_serialize__(self) -> bytes:
        return pickle.dumps(Bomb(Path(self.mark)))

    @classmethod
    def __arrow_ext_deserialize__(cls, storage: pa.DataType, serialized: bytes) -> Odd:
        return cls()


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
@pytest.mark.parametrize("extension", [b"invented.odd", b"arrow.py_extension_type"], ids=["own", "pickled by Arrow"])
def test_tables_whose_schema_holds_pickles_run_nothing(
    tmp_path: Path, mark: Path, ending: str, extension: bytes
) -> None:
    bomb = pickle.dumps(Bomb(mark))
    odd = {b"ARROW:extension:name": extension, b"ARROW:extension:metadata": bomb}
    fields = [
        pa.field("id", pa.string()),
        pa.field("text", pa.string(), metadata=odd),
        pa.field("own", pa.string(), metadata=odd),
    ]
    schema = pa.schema(fields, metadata={b"pandas": bomb, b"huggingface": bomb, b"pickle": bomb})
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array([TEXT]), pa.array(["x"])], schema=schema)
    path = tmp_path / f"a.{ending}"
    if ending == "parquet":
        pq.write_table(table, path)
        assert extension in path.read_bytes() or b"ARROW:schema" in path.read_bytes()
    else:
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
        assert extension in path.read_bytes()
    done = run(tmp_path, config_for(tmp_path, path, "carry: '*'\n"))
    assert done.returncode == 0, done.stderr
    assert not mark.exists()
    assert "Traceback" not in done.stderr


def test_a_column_of_a_type_of_another_package_is_read_by_what_it_is_stored_as(tmp_path: Path, mark: Path) -> None:
    storage = pa.array([TEXT])
    own = pa.ExtensionArray.from_storage(Odd(str(mark)), storage)
    table = pa.table({"id": ["a"], "text": storage, "own": own})
    pq.write_table(table, tmp_path / "a.parquet")
    done = run(tmp_path, config_for(tmp_path, tmp_path / "a.parquet", "carry: '*'\n"))
    assert done.returncode == 0, done.stderr
    assert not mark.exists()


def test_code_beside_a_config_is_not_imported(tmp_path: Path, mark: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "a.jsonl").write_text(f'{{"id": "a", "text": "{TEXT}"}}\n', encoding="utf-8")
    for name in ("cleancorpus_rules.py", "byline.py", "base.py", "n.py", "plugins.py"):
        (folder / name).write_text(script(mark), encoding="utf-8")
    config = config_for(folder, folder / "a.jsonl")
    done = run(tmp_path, config)
    assert done.returncode == 0, done.stderr
    assert not mark.exists()
