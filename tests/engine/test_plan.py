"""The plan: a stage's key holds all that its result depends on."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cleancorpus
from cleancorpus.config import Config
from cleancorpus.pipeline import plan

PACKAGE = Path(cleancorpus.__file__).parent
# Not part of what comes out: names of errors and of keys, words of messages, the face of the package, what people look at.
INDIFFERENT = (
    "errors.py", "config/", "__init__.py", "numbers.py", "provenance.py", "checked_config.py", "pipeline/plan.py", "report/",
)  # fmt: skip
EVERYTHING = (*plan.TEXT.code, *plan.JUDGE.code, *plan.FOLDS.code, *plan.SETTLE.code)


def imported(path: Path) -> set[Path]:
    """The files of the package that a file imports, at its head or in a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cleancorpus"):
            base = PACKAGE.joinpath(*node.module.split(".")[1:])
            places = [base, *(base / alias.name for alias in node.names)]
            found |= {place / "__init__.py" for place in places} | {place.with_suffix(".py") for place in places}
    return {path for path in found if path.is_file()}


def closure(start: str) -> set[str]:
    """The files that a file needs, without those that are indifferent and what only they need."""
    open_files, seen = [PACKAGE / start], set()
    while open_files:
        path = open_files.pop()
        if path not in seen and not path.relative_to(PACKAGE).as_posix().startswith(INDIFFERENT):
            seen.add(path)
            open_files += imported(path)
    return {path.relative_to(PACKAGE).as_posix() for path in seen}


@pytest.mark.parametrize(
    ("start", "declared"),
    [
        ("pipeline/text_stage.py", plan.TEXT.code),
        ("pipeline/judge_stage.py", (*plan.TEXT.code, *plan.JUDGE.code)),
        ("dedup/exact.py", plan.FOLDS.code),
        ("dedup/near.py", (*plan.TEXT.code, *plan.FOLDS.code)),
        ("dedup/minhash.py", plan.SKETCHES.code),
        ("dedup/paragraphs.py", plan.PARAGRAPHS.code),
        ("export/settle.py", (*plan.TEXT.code, *plan.JUDGE.code, *plan.SETTLE.code)),
        ("pipeline/work.py", EVERYTHING),
    ],
)
def test_a_stage_names_all_code_that_it_uses(start, declared):
    used = closure(start)
    covered = {name for name in used if any(name == part or name.startswith(f"{part}/") for part in declared)}
    assert used - covered == set()


# Loaded with the others, and why nothing in a result comes from them.
LIBRARIES_BESIDE = {
    "fsspec": "brings bytes, which have a digest", "urllib3": "the network, which no stage asks", "certifi": "as urllib3",
    "pydantic-core": "each pydantic asks for one version of it", "annotated-types": "types", "typing-extensions": "types",
    "typing-inspection": "types", "six": "names of Python 2 and 3", "cloudpickle": "processes", "setuptools": "an import of pandas",
    "pandas": "looked for by pyarrow, not asked for anything", "wcwidth": "how wide ftfy's tables are on a terminal",
    "py3langid": "imported by trafilatura where it is there, asked where a language is wanted", "cffi": "what zstandard may be built on", "pycparser": "as cffi", "tzdata": "names of time zones", "pyyaml": "gives the config, whose values count",
}  # fmt: skip
LOAD = """
import importlib.metadata, json, sys
from cleancorpus.config import Config
from cleancorpus.model import Record
from cleancorpus.pipeline import work
from cleancorpus.pipeline.core import Core
page = "<html><body><article><h1>Bridge closed</h1><p>{}</p><time>vendredi 3 mai 2024 à 14 h</time></article></body></html>"
text = "The bridge was closed on Monday after a storm, â€œand the town saidâ€\x9d that it would open again. "
rule = {"own": {"regexes": ["boats?"]}}
for engine in ("trafilatura", "trafilatura+blocks", "blocks"):
    core = Core(Config.model_validate({"extract": {"engine": engine}, "own_rules": rule}))
    core.warm_up()
    core.process(Record("a", "", 1, "html", page.format(text * 3).encode(), None))
    core.process(Record("a", "", 1, "text", text.encode("cp1252", "replace"), None))
names = importlib.metadata.packages_distributions()
print(json.dumps(sorted({name for module in {name.partition(".")[0] for name in sys.modules} for name in names.get(module, ())})))
"""


def test_the_map_stages_name_all_libraries_that_they_load():
    out = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout

    def plain(name):
        return name.lower().replace("_", "-")

    loaded = {plain(name) for name in json.loads(out)}
    named = {plain(name) for name in (*plan.TEXT.libraries, *plan.JUDGE.libraries)}
    assert {"pyarrow", "zstandard", "lxml-html-clean", "google-re2", "ftfy"} <= loaded
    assert loaded - named - set(LIBRARIES_BESIDE) - {"cleancorpus"} == set()


def test_keys_change_with_what_they_hold_and_with_nothing_else():
    base = plan.make_plan(Config())
    faster = plan.make_plan(Config.model_validate({"run": {"workers": 7, "keep_work": True}, "export": {"dir": "x"}}))
    assert [key.digest for key in base.stages] == [key.digest for key in faster.stages]
    rule = plan.make_plan(Config.model_validate({"rules": {"byline": False}}))
    assert (rule.text.digest, rule.judge.digest == base.judge.digest) == (base.text.digest, False)
    repair = plan.make_plan(Config.model_validate({"repair": {"quotes": True}}))
    assert (repair.text.digest == base.text.digest, repair.judge.digest == base.judge.digest) == (False, False)


@pytest.mark.parametrize(
    ("options", "reads_again"),
    [({"keep": ["de"]}, False), ({"min_score": 0.5}, False), ({"max_chars": 500}, True), ({"detector": "off"}, True)],
)
def test_a_filter_by_language_judges_again_and_does_not_read_again(options, reads_again):
    base, other = plan.make_plan(Config()), plan.make_plan(Config.model_validate({"language": options}))
    assert other.judge.digest != base.judge.digest
    assert (other.text.digest != base.text.digest) == reads_again


def test_another_python_redoes_all_that_is_made_of_records(monkeypatch):
    base = plan.make_plan(Config())
    monkeypatch.setattr(plan.platform, "python_version", lambda: "3.99.1")
    other = plan.make_plan(Config())
    assert base.text.digest != other.text.digest
    assert [name.split(" ")[0] for name in other.text.changed_since(base.text.because)] == ["Python"]


@pytest.mark.parametrize(
    ("changed", "redone"),
    [
        ("known/dates.py", "text judge settle"),
        ("pipeline/work.py", "text judge settle"),
        ("engine/local.py", "text judge settle"),
        ("detect/line_model/weights.npz", "judge settle"),
        ("dedup/exact.py", "ids exact settle"),
        ("export/settle.py", "settle"),
        ("cli/run.py", ""),
    ],
)
def test_changed_code_redoes_what_it_makes(changed, redone, tmp_path, monkeypatch):
    copy = tmp_path / "cleancorpus"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    plan.code_digest.cache_clear()
    before = plan.make_plan(Config())
    monkeypatch.setattr(plan, "files", lambda _: copy)
    plan.code_digest.cache_clear()
    assert plan.make_plan(Config()).stages == before.stages  # a copy is no change
    with (copy / changed).open("ab") as file:
        file.write(b"\n# another")
    plan.code_digest.cache_clear()
    after = plan.make_plan(Config())
    plan.code_digest.cache_clear()
    assert [new.name for new, old in zip(after.stages, before.stages, strict=True) if new != old] == redone.split()


def test_what_differs_between_two_installations_is_named_once_and_by_its_cause(monkeypatch):
    because = {key.name: dict(key.because) for key in plan.make_plan(Config()).stages}
    assert plan.make_plan(Config()).changed_since(because) == []
    monkeypatch.setattr(plan, "library_version", lambda _: "99.0")
    because["settle"]["code"] = "0123456789abcdef"
    changes = plan.make_plan(Config()).changed_since(because)
    named = {*plan.TEXT.libraries, *plan.JUDGE.libraries, *plan.FOLDS.libraries, *plan.SETTLE.libraries}
    assert sorted(change.split(" ")[0] for change in changes) == sorted({*named, "settle:"})
