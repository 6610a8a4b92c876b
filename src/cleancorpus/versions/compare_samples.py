"""Two configurations on the same records: which documents have another outcome or text, and which rules make the difference."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from cleancorpus.decide.apply import restore
from cleancorpus.model import Span
from cleancorpus.schema import STATUS_TABLE
from cleancorpus.versions.open import VersionFiles

_STATUS = {table: status for status, table in STATUS_TABLE.items()}
_COLUMNS = ("id", "source", "position", "source_offset", "raw_sha256", "reason", "detail", "text", "removals")
_LINES, _CHARS = 12, 200  # of a sample
_Key = tuple[str, int, int, str]


@dataclass(frozen=True)
class Differing:
    """A document that differs: `what` says how, `lines` are those of its text that do, with the rules that cut them."""

    id: str
    what: str
    lines: tuple[str, ...] = ()


@dataclass
class Comparison:
    """What differs between A and B. `outcomes` counts records by both outcomes (`dropped too_short`), where they differ; `texts`
    documents that both keep, with other texts. `rules_a` has by rule in how many of them A alone cuts something, and how many
    such removals; `extracted` are those of which already the text before the cut differs. `only_a` are records that B has not.
    """

    records: int = 0
    same: int = 0
    only_a: int = 0
    only_b: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    texts: int = 0
    extracted: int = 0
    rules_a: dict[str, tuple[int, int]] = field(default_factory=dict)
    rules_b: dict[str, tuple[int, int]] = field(default_factory=dict)
    samples: list[Differing] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        outcomes = [{"a": a, "b": b, "records": number} for (a, b), number in self.outcomes.most_common()]
        rules = {
            name: {rule: {"documents": count, "removals": cuts} for rule, (count, cuts) in getattr(self, name).items()}
            for name in ("rules_a", "rules_b")
        }
        own = ("records", "same", "only_a", "only_b", "texts", "extracted")
        return {
            **{name: getattr(self, name) for name in own},
            "outcomes": outcomes,
            **rules,
            "samples": [asdict(sample) for sample in self.samples],
        }


def compare_samples(a: VersionFiles, b: VersionFiles, *, samples: int = 3) -> Comparison:
    """Compare two samples of the same sources, record by record; so many `samples` of each kind of difference.

    Raises:
        ExportError: a file cannot be read.
    """
    found, left = Comparison(), _rows(a)
    per_kind: Counter[str] = Counter()
    for key, after in _rows(b).items():
        before = left.pop(key, None)
        if before is None:
            found.only_b += 1
            continue
        found.records += 1
        differing = _compare(found, before, after)
        if differing is None:
            found.same += 1
        elif per_kind[differing.what] < samples:
            per_kind[differing.what] += 1
            found.samples.append(differing)
    found.only_a = len(left)
    for rules in (found.rules_a, found.rules_b):
        ordered = sorted(rules.items(), key=lambda item: (-item[1][0], item[0]))
        rules.clear()
        rules.update(ordered)
    found.samples.sort(key=lambda sample: (sample.what, sample.id))
    return found


def _rows(version: VersionFiles) -> dict[_Key, dict[str, Any]]:
    """The rows of all tables by their place in the sources: a configuration may give them other ids."""
    rows: dict[_Key, dict[str, Any]] = {}
    for table in STATUS_TABLE.values():
        present = version.columns(table)
        names = [name for name in _COLUMNS if name in present]
        for _, batch in version.read(table, names):
            for row in batch.to_pylist():
                place = (row["source"], row["position"] or 0, row.get("source_offset") or -1, row["raw_sha256"] or "")
                rows[place] = {**row, "status": _STATUS[table]}
    return rows


def _compare(found: Comparison, before: dict[str, Any], after: dict[str, Any]) -> Differing | None:
    outcomes = _outcome(before), _outcome(after)
    if outcomes[0] != outcomes[1]:
        found.outcomes[outcomes] += 1
        details = " / ".join(str(row.get("detail") or "no figure") for row in (before, after))
        return Differing(after["id"], f"{outcomes[0]} → {outcomes[1]}", (details,))
    if before["status"] != "kept" or before["text"] == after["text"]:
        return None
    found.texts += 1
    sides = [_Side(row) for row in (before, after)]
    if sides[0].repaired != sides[1].repaired:
        found.extracted += 1
    else:
        for own, other, rules in ((0, 1, found.rules_a), (1, 0, found.rules_b)):
            for rule, number in sides[own].cut_alone(sides[other]).items():
                documents, removals = rules.get(rule, (0, 0))
                rules[rule] = documents + 1, removals + number
    return Differing(after["id"], "other text", tuple(_lines(*sides)))


def _outcome(row: dict[str, Any]) -> str:
    return f"{row['status']} {row['reason']}" if row.get("reason") else str(row["status"])


class _Side:
    """A kept document of one side: its text, that before the cut, and what was cut by whom."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.text: str = row["text"]
        self.cuts = {(cut["start"], cut["end"]): cut for cut in row["removals"]}
        self.repaired = restore(self.text, ((Span(*span), cut["text"]) for span, cut in self.cuts.items()))

    def cut_alone(self, other: _Side) -> Counter[str]:
        """Removals of this side that the other has not, by rule."""
        return Counter(str(cut["rule"]) for span, cut in self.cuts.items() if span not in other.cuts)

    def rule_of(self, line: str) -> str:
        """The rule that cut a line; '' for none."""
        return next((str(cut["rule"]) for cut in self.cuts.values() if line in cut["text"]), "") if line.strip() else ""


def _lines(a: _Side, b: _Side) -> list[str]:
    """The lines that one side has and the other not: `A` and `B` before them, and behind who cut them on the other."""
    shown = []
    sides = {"-": ("A", b), "+": ("B", a)}
    for line in difflib.unified_diff(a.text.split("\n"), b.text.split("\n"), lineterm="", n=0):
        if line[:1] not in sides or line.startswith(("---", "+++")):
            continue
        side, other = sides[line[0]]
        if not line[1:].strip():
            continue
        rule = other.rule_of(line[1:])
        text = line[1:] if len(line) <= _CHARS else line[1:_CHARS] + "…"
        shown.append(f"{side} has {text}" + (f"  ‹cut by {rule}›" if rule else ""))
    return shown if len(shown) <= _LINES else [*shown[:_LINES], f"and {len(shown) - _LINES} lines more"]
