"""The recipes run, each as its head says, where what they need is installed; elsewhere they are skipped and say so."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from task_files import article

from cleancorpus.cli import main

RECIPES = Path(__file__).parents[2] / "docs" / "recipes"
NAMES = sorted(path.stem for path in RECIPES.glob("*.py"))
N_ARTICLES = 24


def need(*modules):
    for module in modules:
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed")


def run(name, *arguments, cwd, code=0, **environment):
    """What a recipe prints, to stdout or where it fails to stderr."""
    home = {"HF_HOME": str(cwd / "hf"), "HF_HUB_OFFLINE": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, str(RECIPES / f"{name}.py"), *map(str, arguments)],
        cwd=cwd, env={**os.environ, **home, **environment}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stderr if code else done.stdout


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A folder with articles.jsonl: articles, two texts that are too short, one without text; and a version of it."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = [
        {
            "text": f"Bridge {n} closed after storm\n\nBy Jane Doe\n\n{article(n)}",
            "url": f"https://{'harbour' if n % 3 else 'mill'}.example/{n}",
            "shelf": n,
        }
        for n in range(N_ARTICLES)
    ]
    rows[5:5] = [{"text": "Too short.", "url": f"https://harbour.example/short-{n}", "shelf": 90 + n} for n in (1, 2)]
    rows.append({"text": None, "url": "https://harbour.example/none", "shelf": 99})
    (folder / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    settings = f"""
extends: news
name: my
sources: [{{path: "{(folder / "articles.jsonl").as_posix()}"}}]
export: {{dir: "{(folder / "dist").as_posix()}"}}
run: {{max_failed_share: 0.5, workers: 1}}
"""
    (folder / "my.yaml").write_text(settings, encoding="utf-8")
    assert main(["run", str(folder / "my.yaml")]) == 0
    return folder


@pytest.fixture
def here(corpus, tmp_path):
    shutil.copy(corpus / "articles.jsonl", tmp_path)
    return tmp_path


@pytest.fixture
def version(corpus):
    return corpus / "dist" / "my" / "1.0.0"


def check_cleaned(rows):
    """All articles, cleaned, with the column that is ours."""
    rows = sorted(rows, key=lambda row: row["shelf"])
    assert [row["shelf"] for row in rows] == list(range(N_ARTICLES))
    assert [row["text"] for row in rows] == [article(n) for n in range(N_ARTICLES)]
    assert all(row["removals"][0]["findings"] for row in rows)


def test_datasets_map(here):
    from datasets import load_from_disk

    said = run("datasets_map", "articles.jsonl", "cleaned", cwd=here)
    assert f"before the filter: {{'kept': {N_ARTICLES}, 'dropped': 2, 'quarantined': 1}}" in said
    assert f"{N_ARTICLES} documents in cleaned" in said
    check_cleaned(load_from_disk(here / "cleaned").to_list())


def test_datasets_streaming(here):
    said = run("datasets_streaming", "articles.jsonl", cwd=here).splitlines()
    assert said[-1] == f"{N_ARTICLES} documents"
    assert len(said) == N_ARTICLES + 1
    assert re.fullmatch(r"[a-z]+-[0-9a-f]+  en  \d\d words", said[0])


def test_torch_dataloader(here):
    need("torch")
    rows = [json.loads(line) for line in (here / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    with (here / "texts.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows if row["text"] is not None)
    assert run("torch_dataloader", "texts.jsonl", cwd=here) == f"{N_ARTICLES} documents\n"


@pytest.mark.slow
def test_ray_data(here):
    need("ray", "ray.data", "pandas")
    said = run("ray_data", "articles.jsonl", "cleaned", cwd=here, RAY_USAGE_STATS_ENABLED="0")
    assert f"{N_ARTICLES} documents in cleaned" in said
    check_cleaned(pq.read_table(here / "cleaned").to_pylist())


@pytest.mark.slow
def test_spark(here):
    need("pyspark", "pandas")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("there is no Java")
    said = run("spark", "articles.jsonl", "cleaned", cwd=here)
    assert f"{N_ARTICLES} documents in cleaned" in said
    check_cleaned(pq.read_table(here / "cleaned").to_pylist())


def test_spark_without_java_says_so(here):
    need("pyspark", "pandas")
    environment = {"PATH": "", "JAVA_HOME": ""}
    said = run("spark", "articles.jsonl", "cleaned", cwd=here, code=1, **environment)
    assert said.splitlines()[-1] == "spark.py: there is no Java here; install Java 17 or newer, or set JAVA_HOME"


def test_polars_duckdb(here, version):
    need("polars", "duckdb")
    said = run("polars_duckdb", version, cwd=here).splitlines()
    documents = pq.read_table(version / "data").to_pylist()
    for site in ("harbour.example", "mill.example"):
        words = [row["n_words"] for row in documents if row["site"] == site]
        assert f"{site}  {len(words)}  {sum(words)}" in said
    assert f"byline  {N_ARTICLES}  {N_ARTICLES}  'By Jane Doe'" in said


def test_load_filtered(here, version):
    said = run("load_filtered", version, cwd=here).splitlines()
    documents = pq.read_table(version / "data").to_pylist()
    assert len(documents) == N_ARTICLES
    columns = "columns id, text, language, n_words"
    assert said[0] == f"streamed: {sum(row['n_words'] for row in documents)} words, {columns}"
    assert said[1] == f"loaded: {N_ARTICLES} documents, {columns}"
    n_removals = sum(len(row["removals"]) for row in documents)
    assert said[2] == f"removals: {n_removals}, columns id, rule, text"


def test_token_counts(here, version):
    need("tokenizers")
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.enable_truncation(5)  # which the recipe has to undo
    tokenizer.save(str(here / "tokenizer.json"))
    said = run("token_counts", version, "tokenizer.json", "tokens.parquet", cwd=here)
    counts = pq.read_table(here / "tokens.parquet").to_pylist()
    documents = pq.read_table(version / "data").to_pylist()
    assert counts == [{"id": row["id"], "n_tokens": len(row["text"].split())} for row in documents]
    total = sum(row["n_tokens"] for row in counts)
    assert said == f"{total} tokens in {N_ARTICLES} documents, each in tokens.parquet\n"


def test_token_counts_without_a_tokenizer_says_so_in_one_line(here, version):
    need("tokenizers")
    (here / "broken.json").write_text("{", encoding="utf-8")
    offline = {"HF_ENDPOINT": "http://127.0.0.1:9"}
    for name in ("acme/none", "broken.json"):
        (said,) = run("token_counts", version, name, "tokens.parquet", cwd=here, code=1, **offline).splitlines()
        assert said.startswith(f"{name}: no tokenizer (")
        assert said.endswith("; give a file tokenizer.json, or a name on the Hub with the network at hand")


@pytest.mark.parametrize("name", NAMES)
def test_head_says_what_to_install_and_how_to_run_it(name):
    head = (RECIPES / f"{name}.py").read_text(encoding="utf-8").split('"""')[1]
    assert f"\nRun:     python docs/recipes/{name}.py " in head
    (needed,) = re.findall(r"^Install: pip install cleancorpus(?: -r (\S+\.txt))?", head, re.MULTILINE)
    requirements = RECIPES / f"requirements-{name}.txt"
    assert requirements.exists() == bool(needed)
    if needed:
        assert RECIPES.parents[1] / needed == requirements


def test_every_recipe_has_a_test_and_stands_in_a_page():
    assert {f"test_{name}" for name in NAMES} <= set(globals())
    page = (RECIPES.parent / "in-training-code.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(recipes/(\w+)\.py\)", page)) == set(NAMES)
