"""No module of the package loads code, or values that may hold code, but where it is said here why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cleancorpus

PACKAGE = Path(cleancorpus.__file__).parent
# What runs what it is given; a name ending in a dot stands for all that the module has.
RUNS = (
    "pickle.load", "pickle.loads", "pickle.Unpickler", "_pickle.", "marshal.", "shelve.", "dill.", "cloudpickle.", "joblib.", "eval",
    "exec", "compile", "__import__", "builtins.", "code.", "runpy.", "imp.", "importlib.import_module", "importlib.reload",
    "importlib.util.spec_from_file_location", "importlib.util.module_from_spec", "importlib.machinery.", "importlib.metadata.entry_points",
    "os.system", "os.popen", "os.execv", "os.execvp", "os.execve", "os.spawnv", "os.posix_spawn", "subprocess.run", "subprocess.Popen",
    "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.getoutput", "yaml.load", "yaml.load_all",
    "yaml.unsafe_load", "yaml.unsafe_load_all", "yaml.full_load", "yaml.full_load_all", "yaml.Loader", "yaml.FullLoader",
    "yaml.UnsafeLoader", "torch.load", "numpy.load", "pandas.read_pickle", "multiprocessing.reduction.ForkingPickler.loads",
    "datasets.load_dataset", "pyarrow.register_extension_type", "jinja2.Template", "jinja2.Environment", "ctypes.", "logging.config.",
)  # fmt: skip
# Keywords that let a library run what it is given.
LETS_RUN = ("trust_remote_code", "allow_pickle", "shell")
ALLOWED = {
    ("__init__.py", "importlib.import_module"): "names of the package's own modules, in a table there",
    ("detect/registry.py", "importlib.import_module"): "the package's own rules",
    ("detect/plugins.py", "importlib.import_module"): "the module of an installed package's entry point, which has been loaded",
    ("detect/plugins.py", "importlib.metadata.entry_points"): "rules of packages that somebody installed; `plugins` in the config says which",
    ("detect/plugins.py", "subprocess.run"): "Python, to load and build an installed package's rule and ask it about a text, where it can end nobody else",
    ("engine/task.py", "importlib.import_module"): "the work of a run, named by the code that starts its workers",
    ("pii/extra.py", "importlib.import_module"): "modules of the extra `pii`, named there",
    ("provenance.py", "subprocess.run"): "git, asked for the commit of the configuration's folder",
    ("engine/worker.py", "pickle.loads"): "what it has pickled itself in the line before",
    ("engine/worker.py", "ctypes.CDLL"): "the C library of the system: a worker asks to end with its run",
    ("report/templates/__init__.py", "jinja2.Environment"): "templates that are files of the package; what is put in is data",
    ("hub/load.py", "datasets.load_dataset"): "datasets from version 4 on runs no code of a data set",
    ("verify/version.py", "datasets.load_dataset"): "as in hub/load.py",
}  # fmt: skip


def names_in(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """The full name of what an expression names by an import, or bare; '' where it is something else."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute) and (not isinstance(node.value, ast.Name) or node.value.id in names):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def runs(name: str) -> bool:
    return any(name.startswith(one) if one.endswith(".") else name == one for one in RUNS)


def found_in(text: str) -> Iterator[str]:
    """What a module uses of all that, whether it calls it or hands it on."""
    tree = ast.parse(text)
    names = names_in(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Name | ast.Attribute)
            and isinstance(node.ctx, ast.Load)
            and runs(name := dotted(node, names))
        ):
            yield name
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in LETS_RUN and not (
                    isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                ):
                    yield f"{keyword.arg}="


def is_harmless(name: str, text: str) -> bool:
    """`numpy.load` unpickles nothing where that is forbidden in so many words."""
    tree = ast.parse(text)
    names = names_in(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and dotted(node.func, names) == name]
    forbid = all("allow_pickle" in [keyword.arg for keyword in call.keywords] for call in calls)
    return name == "numpy.load" and bool(calls) and forbid


def test_nothing_is_loaded_that_may_run_but_what_is_named_here() -> None:
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found |= {
            (path.relative_to(PACKAGE).as_posix(), name) for name in found_in(text) if not is_harmless(name, text)
        }
    assert found - ALLOWED.keys() == set()
    assert ALLOWED.keys() - found == set(), "is no longer so: take it out"


@pytest.mark.parametrize(
    "text,name",
    [
        ("import pickle\npickle.loads(b'')", "pickle.loads"),
        ("from pickle import loads as read\nread(b'')", "pickle.loads"),
        ("import pickle as p\nclass A(p.Unpickler): pass", "pickle.Unpickler"),
        ("def f(x):\n    from shelve import open\n    return open(x)", "shelve.open"),
        ("eval('1')", "eval"),
        ("list(map(exec, []))", "exec"),
        ("import yaml\nyaml.load(x, yaml.Loader)", "yaml.load"),
        ("import numpy as np\nnp.load(x, allow_pickle=True)", "allow_pickle="),
        ("f(trust_remote_code=asked)", "trust_remote_code="),
        ("from importlib import import_module\nimport_module(name)", "importlib.import_module"),
    ],
)
def test_it_is_found_however_it_is_named(text: str, name: str) -> None:
    assert name in [*found_in(text)]
    assert not is_harmless(name, text)


@pytest.mark.parametrize(
    "text",
    ["import re\nre.compile('a')", "def f(x): return x.eval()", "import yaml\nyaml.safe_load(x)", "import pickle\npickle.dumps(1)", "f(allow_pickle=False)"],
)  # fmt: skip
def test_what_runs_nothing_is_not_found(text: str) -> None:
    assert [*found_in(text)] == []
