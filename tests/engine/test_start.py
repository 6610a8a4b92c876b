"""What a start loads, and what it leaves out."""

import json
import os
import subprocess
import sys

import pytest

from cleancorpus import lexicon
from cleancorpus.cli import main
from cleancorpus.engine import local
from cleancorpus.pipeline import preload_for
from cleancorpus.text import fold

DEAR = {"pandas", "datasets", "huggingface_hub", "rich", "dateparser", "trafilatura", "lxml", "py3langid"}


def loaded_by(code):
    """Which of the dear modules a process has that runs some code."""
    code += f"; import json, sys; print(json.dumps(sorted({DEAR} & set(sys.modules))))"
    return json.loads(
        subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, text=True).stdout
    )


def test_workers_of_texts_share_nothing_that_only_others_need():
    assert loaded_by("import cleancorpus.pipeline.preload") == []


def test_workers_of_pages_have_what_these_need():
    found = loaded_by("import cleancorpus.pipeline.preload_pages")
    assert {"lxml", "trafilatura"} <= set(found)
    assert not {"pandas", "datasets", "huggingface_hub", "rich"} & set(found)


def test_pyarrow_without_pandas_makes_arrays_and_frames_where_these_are_asked_for():
    code = """
import sys
from cleancorpus.engine.libraries import leave_pandas_out
leave_pandas_out()
import pyarrow as pa
table = pa.table({"a": [1, None], "b": [["x"], []]})
assert table.column("b").to_numpy().tolist()[0] == ["x"]
assert "pandas" not in sys.modules
assert not any(type(finder).__name__ == "_NoPandas" for finder in sys.meta_path)
leave_pandas_out()
import pandas
assert table.to_pandas().shape == (2, 2)
assert pa.array(pandas.Series([1, 2])).to_pylist() == [1, 2]
"""
    subprocess.run([sys.executable, "-c", code], check=True)


BACKEND = "import pyarrow; print(pyarrow.default_memory_pool().backend_name)"


def said_by(code, **environment):
    kept = {name: value for name, value in os.environ.items() if name != "ARROW_DEFAULT_MEMORY_POOL"}
    found = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, text=True, env=kept | environment
    )
    return found.stdout.strip()


def test_arrow_of_a_worker_takes_its_memory_from_the_system():
    assert said_by(f"import cleancorpus.pipeline.preload; {BACKEND}") == "system"
    own = said_by(BACKEND)
    assert own != "system"
    assert said_by(f"import cleancorpus.pipeline.preload; {BACKEND}", ARROW_DEFAULT_MEMORY_POOL=own) == own
    # Imported as a library it leaves a process as it is.
    assert said_by(f"import cleancorpus.pipeline.core; {BACKEND}") == own


def test_arrow_of_a_command_does_so_too():
    command = f"import sys; sys.argv[1:] = ['completion', 'bash']; from cleancorpus.cli import main; main(); {BACKEND}"
    assert said_by(command).split("\n")[-1] == "system"


@pytest.mark.parametrize(
    ("sources", "module"),
    [
        ("path: texts/*.jsonl", "preload"),
        ("path: my articles.csv\nname: t", "preload"),
        ("path: crawl/a.warc.gz", "preload_pages"),
        ("path: x\nformat: html", "preload_pages"),
        ("path: saved/*.htm", "preload_pages"),
        ("fields: {html: body}", "preload_pages"),
    ],
)
def test_what_is_loaded_beforehand_goes_by_what_the_sources_seem_to_be(sources, module):
    assert preload_for(sources.encode()) == f"cleancorpus.pipeline.{module}"


@pytest.mark.parametrize(
    ("arguments", "begun"),
    [
        ([], ["cleancorpus.pipeline.preload"]),
        (["--set", "run.batch_size=7"], ["cleancorpus.pipeline.preload"]),
        (["--set", "sources=[{path: a.html}]"], ["cleancorpus.pipeline.preload_pages"]),
        (["--set", "run.engine=ray"], []),
        (["--dry-run"], []),
    ],
)
def test_workers_load_from_the_start_where_there_will_be_some(tmp_path, monkeypatch, capsys, arguments, begun):
    seen = []
    monkeypatch.setattr(local, "begin_to_preload", seen.append)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.yaml").write_text("sources: [{path: none.jsonl}]\nname: t\n", encoding="utf-8")
    assert main(["run", "my.yaml", *arguments]) == 2  # there is no such source
    assert seen == begun
    capsys.readouterr()


def test_phrases_folded_at_once_are_those_folded_one_by_one():
    texts = ["ΟΔΟΣ", "Σ", "ΑΣ\u03a3", "İLETİŞİM", "İ ΟΔΟΣ", "", "L\u2019ÉTÉ\u00a0", "`a`", "ǅ ẞ"]
    assert lexicon._folded(texts) == [fold(text) for text in texts]
    phrases = list(lexicon.read_phrases())
    assert [phrase.text for phrase in phrases] == [fold(phrase.text) for phrase in phrases]
