"""The plan: a stage's key holds all that its result depends on."""

import ast
from pathlib import Path

import pytest

import cleancorpus
from cleancorpus.config import Config
from cleancorpus.pipeline import plan

PACKAGE = Path(cleancorpus.__file__).parent
# Not part of what comes out: names of errors and of keys, words of messages, the face of the package.
INDIFFERENT = ("errors.py", "config/", "__init__.py", "numbers.py", "engine/", "provenance.py", "checked_config.py")


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
    open_files, seen = [PACKAGE / start], set()
    while open_files:
        path = open_files.pop()
        if path not in seen:
            seen.add(path)
            open_files += imported(path)
    return {path.relative_to(PACKAGE).as_posix() for path in seen}


@pytest.mark.parametrize(
    ("start", "declared"),
    [
        ("pipeline/text_stage.py", plan._TEXT[1]),
        ("pipeline/judge_stage.py", (*plan._TEXT[1], *plan._JUDGE[1])),
        ("dedup/exact.py", plan._FOLDS),
        ("export/settle.py", (*plan._TEXT[1], *plan._JUDGE[1], *plan._SETTLE[1])),
    ],
)
def test_a_stage_names_all_code_that_it_uses(start, declared):
    used = {name for name in closure(start) if not name.startswith(INDIFFERENT)}
    covered = {name for name in used if any(name == part or name.startswith(f"{part}/") for part in declared)}
    assert used - covered == set()


def test_keys_change_with_what_they_hold_and_with_nothing_else():
    base = plan.make_plan(Config())
    faster = plan.make_plan(Config.model_validate({"run": {"workers": 7, "keep_work": True}, "export": {"dir": "x"}}))
    assert [key.digest for key in base.stages] == [key.digest for key in faster.stages]
    rule = plan.make_plan(Config.model_validate({"rules": {"byline": False}}))
    assert (rule.text.digest, rule.judge.digest == base.judge.digest) == (base.text.digest, False)
    repair = plan.make_plan(Config.model_validate({"repair": {"quotes": True}}))
    assert (repair.text.digest == base.text.digest, repair.judge.digest == base.judge.digest) == (False, False)


def test_changed_code_changes_the_key(tmp_path, monkeypatch):
    before = plan.code_digest(("known",))
    plan.code_digest.cache_clear()
    copy = tmp_path / "cleancorpus"
    (copy / "known").mkdir(parents=True)
    for path in (PACKAGE / "known").glob("*.py"):
        (copy / "known" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(plan, "files", lambda _: copy)
    same = plan.code_digest(("known",))
    (copy / "known" / "dates.py").write_text("# another")
    plan.code_digest.cache_clear()
    other = plan.code_digest(("known",))
    plan.code_digest.cache_clear()
    assert other != same
    assert isinstance(before, str)
