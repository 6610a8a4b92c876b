"""CHANGELOG.md of a dataset, newest version first; entries are written from the diff."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cleancorpus.numbers import counted
from cleancorpus.shown import as_code, in_markdown
from cleancorpus.versions.diff import VersionDiff
from cleancorpus.versions.open import read_utf8

FILE = "CHANGELOG.md"
_HEAD = "# Changelog"
NAMED = 10  # ids that an entry spells out, at most


def _by_name(counts: dict[str, int]) -> str:
    return ", ".join(f"{in_markdown(name)} {count:,}" for name, count in counts.items())


def _ids(count: int, ids: tuple[str, ...]) -> str:
    """The ids in brackets where there are few; nothing where there are many."""
    return f" ({', '.join(map(as_code, ids))})" if 0 < count <= NAMED else ""


def write_entry(manifest: dict[str, Any], difference: VersionDiff | None) -> str:
    """The entry of one version: its heading and what changed since the version before it."""
    ledger, figures = manifest["ledger"], manifest["figures"]
    lines = [f"## {manifest['version']} ({manifest['created'][:10]})", ""]
    if difference is None:
        kept, records = counted(ledger["kept"], "document"), counted(ledger["rows_in"], "record")
        lines.append(f"First version: {kept} of {records}, {counted(figures['words'], 'word')}.")
        return "\n".join(lines) + "\n"
    lines += [f"{difference.bump.capitalize()} change since {difference.old_version}.", ""]
    counts = difference.counts
    if added := counts["added"]:
        lines.append(f"- {counted(added, 'document')} added{_ids(added, difference.added)}")
    if removed := counts["removed"]:
        lines.append(f"- {counted(removed, 'document')} removed: {_by_name(difference.removed_by_reason)}")
    if taken := difference.removed_by_reason.get("takedown"):
        lines.append(f"- removed on request: {taken:,} of these")
    if changed := counts["text_changed"]:
        lines.append(f"- {counted(changed, 'text')} changed{_ids(changed, difference.text_changed)}")
    if moved := counts["moved"]:
        lines.append(f"- {counted(moved, 'document')} moved to another split{_ids(moved, difference.moved)}")
    if counts["meta_changed"]:
        lines.append(f"- metadata of {counted(counts['meta_changed'], 'document')} changed, the text did not")
    if difference.columns_added:
        lines.append(f"- columns added: {', '.join(map(as_code, difference.columns_added))}")
    if difference.columns_removed:
        lines.append(f"- columns removed: {', '.join(map(as_code, difference.columns_removed))}")
    lines += [
        f"- column {as_code(name)}: {in_markdown(old)} is now {in_markdown(new)}"
        for name, (old, new) in difference.columns_retyped.items()
    ]
    tables = {config: pair for config, pair in difference.rows.items() if config != "default" and pair[0] != pair[1]}
    if tables:
        lines.append("- rows: " + ", ".join(f"{config} {old:,} → {new:,}" for config, (old, new) in tables.items()))
    if difference.card_changed:
        lines.append(f"- card: {', '.join(difference.card_changed)}")
    settings = [key for key in difference.config_changed if not key.startswith("export.")]
    if settings:
        lines.append(f"- settings: {', '.join(map(as_code, settings))}")
    if code := difference.environment_changed.get("cleancorpus"):
        lines.append(f"- made with cleancorpus {code[1]}, before {code[0]}")
    old, new = difference.totals["words"]
    lines.append(f"- now {counted(ledger['kept'], 'document')}, {counted(new, 'word')} ({new - old:+,})")
    return "\n".join(lines) + "\n"


def read_entries(folder: Path | None) -> str:
    """The entries of an earlier version's changelog, without its head; empty where there is none."""
    if folder is None or not (folder / FILE).is_file():
        return ""
    text = read_utf8(folder / FILE)
    start = re.search(r"^## ", text, re.MULTILINE)
    return text[start.start() :] if start else ""


def entry_of(text: str, version: str) -> str:
    """The body of one version's entry in a changelog; empty where it has none."""
    match = re.search(rf"^## {re.escape(version)}(?:[ \t][^\n]*)?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return match[1].strip() if match else ""


def write_changelog(root: Path, entry: str, earlier: str) -> None:
    """Write CHANGELOG.md below `root`: `entry` on top of the `earlier` ones."""
    text = f"{_HEAD}\n\n{entry}" + (f"\n{earlier}" if earlier else "")
    (root / FILE).write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
