"""The layout shows the flow: no room imports one that stands later in it, and no modules import one another in a circle."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

import cleancorpus
from cleancorpus.config import Source
from cleancorpus.read.files import SourceFile
from cleancorpus.read.formats import Format
from cleancorpus.read.parts import may_be_split

PACKAGE = Path(cleancorpus.__file__).parent

# The rooms in the order of the flow; those of a line stand side by side and do not know one another.
FLOW = """
credentials __main__ shown
errors text numbers logs
carry
digest url licences model schema provenance remote folded word_counts
config
engine
lexicon
known
read
extract
repair
language
detect
decide quality tokens
pii
dedup
versions
report
export
hub
verify
checked_config
pipeline
explain suggest
review
batch_cells arrow_face
cleaner
evaluate
training
cli
""".strip().splitlines()
ORDER = {room: number for number, line in enumerate(FLOW) for room in line.split()}
# `__main__` only starts the command line, and `__init__` names the public face; both import when they are asked.
FACES = {"__main__", "__init__"}


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(path: Path) -> set[str]:
    """Names below the package that a module imports, at its head or in a function; not for type checking alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "cleancorpus":
            base = node.module.removeprefix("cleancorpus").lstrip(".")
            found |= {f"{base}.{alias.name}".lstrip(".") for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("cleancorpus.") for alias in node.names if alias.name.startswith("cleancorpus.")
            }
    return found


def module_of(name: str, known: dict[str, Path]) -> str | None:
    """The module that an imported name is or stands in."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name or None


def edges() -> set[tuple[str, str]]:
    known = modules()
    pairs = set()
    for module, path in known.items():
        for name in imports_of(path):
            target = module_of(name, known)
            if target is not None and target != module:
                pairs.add((module or "__init__", target))
    return pairs


def room(module: str) -> str:
    return module.split(".")[0]


def test_every_room_has_its_place_in_the_flow() -> None:
    assert {room(module or "__init__") for module in modules()} - {"__init__"} == set(ORDER)


def test_no_room_imports_one_that_stands_later() -> None:
    against = {
        f"{module} imports {target}"
        for module, target in edges()
        if room(module) not in FACES and room(module) != room(target) and ORDER[room(target)] >= ORDER[room(module)]
    }
    assert against == set()


def test_no_modules_import_one_another_in_a_circle() -> None:
    later: dict[str, set[str]] = {}
    for module, target in edges():
        if module not in FACES:
            later.setdefault(module, set()).add(target)
    seen: dict[str, int] = {}  # 1: on the way, 2: done

    def visit(module: str, way: tuple[str, ...]) -> None:
        if seen.get(module) == 2:
            return
        if seen.get(module) == 1:
            pytest.fail(f"a circle: {' → '.join((*way[way.index(module) :], module))}")
        seen[module] = 1
        for target in sorted(later.get(module, ())):
            visit(target, (*way, module))
        seen[module] = 2

    for module in sorted(later):
        visit(module, ())


def test_only_named_modules_touch_ray_and_the_network() -> None:
    known = modules()
    for module, path in known.items():
        text = path.read_text(encoding="utf-8")
        if "import ray" in text:
            assert module == "engine.ray"
        if "huggingface_hub" in text and "import" in text.split("huggingface_hub")[0].splitlines()[-1]:
            assert room(module) == "hub", module


@pytest.mark.parametrize("name", get_args(Format))
def test_the_page_says_of_every_format_whether_its_files_are_cut(name: str, tmp_path: Path) -> None:
    page = (PACKAGE.parents[1] / "docs" / "flow.md").read_text(encoding="utf-8")
    section = page.partition("## What is cut into parts, and what is not")[2].partition("\n## ")[0]
    (row,) = [line for line in section.splitlines() if line.startswith(f"| {name} |")]
    (tmp_path / "file").write_bytes(b"x")
    file = SourceFile(str(tmp_path / "file"), "file", name, 3 << 20, Source(path="file"))
    assert row.split(" | ")[1].startswith("cut " if may_be_split(file) else "one part")
    elsewhere = SourceFile("s3://bucket/file", "file", name, 3 << 20, Source(path="file"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleancorpus.read.parts.has_ranges", lambda path: path == "s3://bucket/file")
        assert may_be_split(elsewhere) == (may_be_split(file) and name != "warc")
