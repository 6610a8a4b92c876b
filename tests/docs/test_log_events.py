"""The events of the log are an interface: each stands in docs/flow.md with its fields, and nothing else does."""

import ast
import re
from pathlib import Path

import cleancorpus

PACKAGE = Path(cleancorpus.__file__).parent
TABLE = (Path(__file__).parents[2] / "docs" / "flow.md").read_text(encoding="utf-8").partition("| event |")[2]
NOT_FIELDS = {"level"}
SPREAD = {  # fields that are given as a mapping
    "progress": "step documents kept dropped quarantined bytes bytes_total share documents_per_s seconds seconds_left parts "
    "parts_reused memory_bytes",
    "version-made": "rows_in kept dropped duplicate quarantined",
    "nothing-changed": "rows_in kept dropped duplicate quarantined",
    "error": "where what todo exit_code kind",
}


def events_in_code():
    found = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log_event":
                names = [item.value for item in ast.walk(node.args[1]) if isinstance(item, ast.Constant)]
                fields = {keyword.arg for keyword in node.keywords if keyword.arg} - NOT_FIELDS
                for name in names:
                    found[name] = fields | set(SPREAD.get(name, "").split())
    return found | {"defect": {"traceback"}}


def events_in_docs():
    found = {}
    for line in re.findall(r"^\| `.*$", TABLE, re.M):
        names, _, fields = line.split("|")[1:-1]
        for name in re.findall(r"`([a-z-]+)`", names.replace("`-vv`", "")):
            found[name] = set(re.findall(r"[a-z0-9_]+", fields))
    return found


def test_events_and_their_fields_are_those_of_the_docs():
    assert events_in_docs() == events_in_code()
