"""The report of a version: one HTML file that loads nothing, made of the version alone, so that it is the same each time."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleancorpus.errors import ExportError
from cleancorpus.report import figures
from cleancorpus.report.documents import Place, rows_at
from cleancorpus.report.examples import RULES, examples_of
from cleancorpus.report.funnel import funnel_of
from cleancorpus.report.highlight import capped
from cleancorpus.report.losses import SIMILARITIES, SIZES, read_duplicates, read_lost, survivors
from cleancorpus.report.rows import DocumentRows
from cleancorpus.report.templates import environment
from cleancorpus.versions.diff import VersionDiff
from cleancorpus.versions.open import VersionFiles

_DIFF_LINES, _DIFF_CHARS = 24, 300
_LINES = 3  # of a document that is new
_SETTINGS = 40
_OPENING = 200


@dataclass(frozen=True)
class Changed:
    """A document that differs from the version before; `lines` are of its text, or of the differences in it."""

    kind: str
    id: str
    title: str
    url: str | None
    lines: tuple[str, ...]
    left_out: int


def report_page(version: VersionFiles, difference: VersionDiff | None) -> str:
    """The report as HTML; `difference` is that of `difference.difference_of`.

    Raises:
        ExportError: a file of the version cannot be read, or its rows are not those of its ledger.
    """
    manifest = version.manifest
    files, steps = funnel_of(manifest, version.where)
    rows = DocumentRows(manifest["figures"]["sites"]).read(version)
    lost = {config: read_lost(version, config) for config in ("dropped", "quarantined")}
    duplicates = read_duplicates(version)
    for config, counts in (
        *((name, one.by_reason) for name, one in lost.items()),
        ("duplicates", duplicates.by_reason),
    ):
        if dict(counts) != dict(manifest["ledger"]["by_reason"][config]):
            raise ExportError(version.where, f"the rows of '{config}' are not those of the ledger", "run verify")
    return (
        environment()
        .get_template("report.html")
        .render(
            manifest=manifest,
            name=manifest["card"]["pretty_name"] or manifest["name"],
            files=files,
            steps=steps,
            rows=rows,
            rules=figures.rule_rows(rows),
            categories=figures.by_part(rows, 1),
            removal_languages=figures.by_part(rows, 3),
            sites=figures.site_rows(rows),
            lengths=figures.length_ranges(rows),
            shares=figures.share_ranges(rows),
            languages=figures.top(manifest["figures"]["languages"]),
            years=sorted(manifest["figures"]["years"].items()),
            all_sites=_listed(manifest["figures"], "sites"),
            sources=_listed(manifest["figures"], "sources"),
            page_types=figures.top(manifest["figures"].get("page_types", {})),
            repairs=figures.top(manifest["figures"].get("repairs", {})),
            flags=figures.top(manifest["figures"].get("flags", {})),
            lost=lost,
            dropped_languages=figures.lost_by_language(lost["dropped"].by_language),
            duplicates=duplicates,
            cluster_sizes=_cluster_sizes(duplicates.sizes),
            similarities=_similarities(duplicates.similarities),
            survivors=_survivors(version, [cluster.survivor_id for cluster in duplicates.largest]),
            guard=figures.guard_rows(manifest),
            examples=examples_of(version, rows, lost),
            rules_with_samples=RULES,
            difference=difference,
            changed=[] if difference is None else _changed(difference),
            settings=[] if difference is None else _settings(difference),
            TOP=figures.TOP,
        )
    )


def _listed(counted: Mapping[str, Any], kind: str) -> figures.Counts:
    """The largest of names of which the manifest lists some and counts all; `total` is of those listed."""
    return figures.top(counted[kind], names=counted.get(f"n_{kind}"))


def _cluster_sizes(counts: list[int]) -> list[tuple[str, int]]:
    labels = [str(low) if high == low + 1 else f"{low} to {high - 1}" for low, high in itertools.pairwise(SIZES)]
    ranges = list(zip([*labels, f"{SIZES[-1]} and more"], counts, strict=True))
    filled = [number for number, count in enumerate(counts) if count]
    return ranges[: filled[-1] + 1] if filled else []


def _similarities(counts: list[int]) -> list[tuple[str, int]]:
    edges = [f"{edge:.2f}" for edge in SIMILARITIES]
    labels = [f"{low} to {high}" for low, high in itertools.pairwise(edges)]
    return [(label, count) for label, count in zip([*labels, edges[-1]], counts, strict=True) if count]


def _survivors(version: VersionFiles, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Title, address and opening of documents by their ids; those of earlier versions are not among them."""
    wanted: dict[Place, list[str]] = {}
    for row_id, place in survivors(version, ids).items():
        wanted.setdefault(place, []).append(row_id)
    return {
        row_id: {**row, "text": capped(row["text"], _OPENING)}
        for row_id, row in rows_at(version, wanted, ("title", "url", "site", "text"))
    }


def _changed(difference: VersionDiff) -> list[Changed]:
    """Documents that came or changed. Of those that are gone nothing is shown: they may have been taken down; and where what is
    masked has changed, of those that changed only the new lines: the old ones may hold what is masked now.
    """
    newly_masked = any(key.partition(".")[0] == "pii" for key in difference.config_changed)
    found = []
    for sample in difference.samples:
        if sample.kind == "removed":
            continue
        is_diff = sample.kind == "text changed"
        lines = sample.text.split("\n")
        if is_diff:  # the first two lines name the versions
            lines = [line for line in lines[2:] if not line.startswith(("@@", "-") if newly_masked else "@@")]
        kept = tuple(capped(line, _DIFF_CHARS) for line in lines[: _DIFF_LINES if is_diff else _LINES])
        names = (capped(sample.id, _DIFF_CHARS), capped(sample.title, _DIFF_CHARS))
        found.append(Changed(sample.kind, *names, sample.url, kept, len(lines) - len(kept)))
    return found


def _settings(difference: VersionDiff) -> list[tuple[str, str, str]]:
    """Settings that changed, with their values before and now as JSON."""
    changed = [(key, _json(old), _json(new)) for key, (old, new) in sorted(difference.config_changed.items())]
    return changed[:_SETTINGS]


def _json(value: Any) -> str:
    return capped(json.dumps(value, ensure_ascii=False, sort_keys=True), 160)
