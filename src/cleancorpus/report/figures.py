"""The figures of a report: what the manifest says, with what was counted over the rows, as rows of tables."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleancorpus.detect.registry import rule_classes
from cleancorpus.report.catalogue import first_line
from cleancorpus.report.rows import EDGES, SHARES, DocumentRows

TOP = 25  # rows of a table of names
_REASONS = 4


@dataclass(frozen=True)
class Counts:
    """The largest counts by name, how many names there are beyond them, and the count of these; `total` is of all."""

    rows: tuple[tuple[str, int], ...]
    others: int
    rest: int
    total: int


def top(counts: Mapping[str, int], *, names: int | None = None, total: int | None = None, most: int = TOP) -> Counts:
    """The largest of some counts. `names` and `total` are of all, where `counts` has not all of them."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = tuple(ranked[:most])
    every = sum(counts.values()) if total is None else total
    return Counts(shown, (names or len(ranked)) - len(shown), every - sum(count for _, count in shown), every)


@dataclass(frozen=True)
class RuleRow:
    """Removals of a rule, with what it says of itself, its commonest reasons and languages."""

    rule: str
    category: str
    prose: str
    spans: int
    chars: int
    reasons: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]


def rule_rows(rows: DocumentRows) -> list[RuleRow]:
    """Removals by rule, the most first."""
    found = []
    for (rule,), (spans, chars) in _grouped(rows, 0).items():
        mine = {key: count for key, count in rows.spans.items() if key[0] == rule}
        found.append(
            RuleRow(
                rule=rule,
                category=category_of(rows, rule),
                prose=_prose(rule),
                spans=spans,
                chars=chars,
                reasons=_most(mine, 2),
                languages=_most(mine, 3),
            )
        )
    return sorted(found, key=lambda row: (-row.spans, row.rule))


def category_of(rows: DocumentRows, rule: str) -> str:
    """The category that most removals of a rule have; the line model has several."""
    mine = {key: count for key, count in rows.spans.items() if key[0] == rule}
    return _most(mine, 1)[0][0]


def _prose(rule: str) -> str:
    if rule == "line-model":
        return "Removes lines that a small model takes for boilerplate by their words, form and place."
    known = rule_classes()
    return first_line(known[rule]).replace("`", "") if rule in known else "A rule of the configuration."


def _most(counts: Mapping[tuple[str, str, str, str], int], place: int) -> tuple[tuple[str, int], ...]:
    by_name: dict[str, int] = {}
    for key, count in counts.items():
        by_name[key[place]] = by_name.get(key[place], 0) + count
    return tuple(sorted(by_name.items(), key=lambda item: (-item[1], item[0])))[:_REASONS]


def _grouped(rows: DocumentRows, *places: int) -> dict[tuple[str, ...], tuple[int, int]]:
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for key, spans in rows.spans.items():
        name = tuple(key[place] for place in places)
        before = found.get(name, (0, 0))
        found[name] = before[0] + spans, before[1] + rows.chars[key]
    return found


def by_part(rows: DocumentRows, place: int) -> list[tuple[str, int, int]]:
    """Removals and their characters by category (1) or language (3), the most first."""
    return [
        (name, spans, chars)
        for (name,), (spans, chars) in sorted(_grouped(rows, place).items(), key=lambda item: (-item[1][0], item[0]))
    ]


@dataclass(frozen=True)
class SiteRow:
    """A site with its documents, their characters before the cut, what was cut of them, and the rule that cut most."""

    site: str | None
    documents: int
    before: int
    chars: int
    spans: int
    rule: str


def site_rows(rows: DocumentRows) -> list[SiteRow]:
    """The sites of which most was cut, and last those that are not counted one by one, as None."""
    found = []
    for name, site in rows.sites.items():
        cut = site.removed.total()
        rule = min(site.removed, key=lambda one: (-site.removed[one], one), default="")
        found.append(SiteRow(name, site.documents, site.chars + cut, cut, site.spans.total(), rule))
    return sorted(found, key=lambda row: (row.site is None, -row.spans, row.site or ""))


@dataclass(frozen=True)
class Range:
    """A range of values, with how many documents are in it before the cut and after."""

    label: str
    before: int
    after: int


def length_ranges(rows: DocumentRows) -> list[Range]:
    """Documents by their length in characters, before and after the cut."""
    labels = [f"{low:,} to {high:,}" if low else f"under {high:,}" for low, high in itertools.pairwise(EDGES)]
    labels.append(f"{EDGES[-1]:,} and more")
    numbers = zip(labels, rows.before.ranges.tolist(), rows.after.ranges.tolist(), strict=True)
    ranges = [Range(*one) for one in numbers]
    filled = [number for number, one in enumerate(ranges) if one.before or one.after] or [0]
    return ranges[filled[0] : filled[-1] + 1]


def share_ranges(rows: DocumentRows) -> list[tuple[str, int]]:
    """Documents by the share of their text that was cut."""
    edges = [f"{100 * share:g}" for share in SHARES]
    labels = ["nothing", f"under {edges[1]} %"]
    labels += [f"{low} to {high} %" for low, high in itertools.pairwise(edges[1:])]
    labels.append(f"{edges[-1]} % and more")
    return list(zip(labels, rows.shares.tolist(), strict=True))


def lost_by_language(counts: Mapping[tuple[str, str], int]) -> list[tuple[str, str, int]]:
    """Dropped documents by reason and language, the most first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
    return [(reason, language, count) for (reason, language), count in ranked]


def guard_rows(manifest: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """The guard's alarms, and how many there are."""
    alarms = manifest.get("run", {}).get("guard") or []  # manifests of earlier releases have none
    return alarms[:TOP], manifest.get("run", {}).get("alarms", len(alarms))
