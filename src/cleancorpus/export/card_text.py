"""The body of the card, in Markdown, section by section."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cleancorpus.numbers import counted, data_size
from cleancorpus.read.files import REASONS
from cleancorpus.read.no_documents import NO_DOCUMENT
from cleancorpus.report import side_files
from cleancorpus.schema import TABLES, describe_columns, tables_in
from cleancorpus.shown import as_code, in_cell, in_markdown, one_line, without_controls
from cleancorpus.versions.open import splits_of

NEAR_IS_OFF = "dedup.near is off, so near copies may stand in different splits"
_TOP = 20  # rows of a table of counts
_REASONS = 3  # reasons of a rule that the card names; all are in manifest.json
_LOSSES = 10  # groups of the guard that the card names
_ENTRIES = 5  # versions that the card tells of; all are in CHANGELOG.md

# name: (heading, what to write there)
HAND_WRITTEN: dict[str, tuple[str, str]] = {
    "rationale": ("Why it was made", "why the corpus was collected, and by whom"),
    "uses": ("Uses", "what it is meant for, and what it should not be used for"),
    "collection": (
        "How it was collected",
        "dates of collection; whether robots.txt, noai or text-and-data-mining reservations and terms were respected",
    ),
    "rights": (
        "Legal basis",
        "the permission, licence or exception that the collection rests on, and in which countries",
    ),
    "citation": ("Citation", "how to cite it"),
}

_LEGAL = """The copyright of the articles stays with their authors and publishers. A licence on this compilation grants
no rights to the texts themselves. Whether the texts may be used (by permission, licence, an exception for text and data
mining, or fair use) depends on the country and the purpose, and is for the user to check."""

_PERSONAL = """Articles name people. The texts can hold names, contact data, special categories of personal data, reports
from courts and reports about minors. Nothing was made anonymous; names from bylines stand in the columns `authors`,
`editors` and `translators`, and the cut spans in the config `removals`."""

_MASKED = """In texts and what was cut from them placeholders stand for {kinds}, found by form and check digits; the column
`pii_spans` says where. Some are missed, and some numbers of another kind are masked. Ids (`id`,
`survivor_id`), licences, addresses of pages, carried columns and the first bytes of records in `quarantined` are as they were."""

_LIMITS = """- Boilerplate that no rule knows stays in; a rule that errs takes a sentence out. Every cut stands in
  `removals`, so that it can be judged and undone.
- Extraction from pages can lose or shorten parts: tables, lists, captions, what a script loads later. Text behind a
  paywall is only what the page showed.
- Agency copy appears in many outlets; what was recognised as a duplicate stands in the config `duplicates`, copies with
  other wording may remain.
- The corpus leans to the outlets, countries, languages and years counted above.
- Languages were told by a detector that can be wrong, above all on short texts."""

_NOT_DECONTAMINATED = "\n- Benchmarks may overlap with it; no decontamination was done."


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """A Markdown table; integers get thousands separators."""
    cells = [[f"{value:,}" if isinstance(value, int) else in_cell(str(value)) for value in row] for row in rows]
    return "\n".join(
        [
            f"| {' | '.join(head)} |",
            f"|{'|'.join('---' for _ in head)}|",
            *(f"| {' | '.join(row)} |" for row in cells),
        ]
    )


def _counts(head: str, counts: dict[str, int], total: int | None = None) -> str:
    """The largest counts as a table, and one row for the rest; `total` is how many values there are in all."""
    shown = list(counts.items())[:_TOP]
    rows: list[tuple[object, ...]] = [(in_markdown(name) or "(none)", count) for name, count in shown]
    rest = (total or len(counts)) - len(shown)
    if rest > 0:
        rows.append((f"{rest:,} more", "" if total and total > len(counts) else sum(list(counts.values())[_TOP:])))
    return _table((head, "documents"), rows)


def _hand(name: str, sections: dict[str, str]) -> str:
    heading, what = HAND_WRITTEN[name]
    text = sections.get(name, "")
    hint = "" if text else f"<!-- to do: {what} -->\n"
    return f"## {heading}\n\n{hint}<!-- write: {name} -->\n{text}\n<!-- end: {name} -->"


def body(manifest: dict[str, Any], sections: dict[str, str], changelog: str) -> str:
    """The card below its YAML, ending in a line break."""
    parts = [
        _intro(manifest),
        _loading(manifest),
        *(_hand(name, sections) for name in ("rationale", "uses")),
        _contents(manifest),
        _fields(manifest),
        _steps(manifest),
        _files_not_read(manifest),
        _no_documents(manifest),
        _contamination(manifest),
        _losses(manifest),
        _hand("collection", sections),
        _personal(manifest),
        _limits(manifest),
        _rights(manifest),
        _hand("rights", sections),
        _removal_requests(manifest),
        _versions(changelog),
        _hand("citation", sections),
    ]
    kept = [part for part in parts if part]
    known = {*HAND_WRITTEN}
    kept += [
        f"<!-- write: {name} -->\n{text}\n<!-- end: {name} -->" for name, text in sections.items() if name not in known
    ]
    return "\n\n".join(kept) + "\n"


def _intro(manifest: dict[str, Any]) -> str:
    card, figures = manifest["card"], manifest["figures"]
    lines = [f"# {in_markdown(card['pretty_name'] or manifest['name'])} {manifest['version']}"]
    if card["description"]:
        lines.append(without_controls(card["description"]).strip())
    lines.append(
        f"{counted(figures['documents'], 'document')}, {counted(figures['words'], 'word')}, "
        f"{data_size(figures['text_bytes'])} of text in UTF-8, {counted(len(figures['languages']), 'language')}, "
        f"{counted(figures['n_sites'], 'site')}. "
        f"Version {manifest['version']}, content hash `{manifest['content_hash'][:16]}…` (manifest.json has all of it)."
    )
    if manifest.get("sample"):
        lines.insert(1, f"**A sample, not a version:** {manifest['sample']}. It is no part of the versions' history.")
    return "\n\n".join(lines)


def _loading(manifest: dict[str, Any]) -> str:
    version = manifest["version"]
    others = [name for name in manifest["configs"] if name != "default"]
    more = "".join(
        f'\n{name} = load_dataset("org/{manifest["name"]}", "{name}", revision="v{version}", split="train")'
        for name in others
    )
    first = (splits_of(manifest, "default") or ("train",))[0]
    return f"""## How to load

Pin the version by its tag (put your repository in place of `org`), or load the folder by its path:

```python
from datasets import load_dataset

documents = load_dataset("org/{manifest["name"]}", revision="v{version}", split="{first}"){more}
```

Offline, `load_dataset(…, revision=…)` can silently return another version that is in its cache. This gives the right
one or an error:

```python
import cleancorpus

documents = cleancorpus.load("org/{manifest["name"]}", version="{version}", split="{first}")
```"""


def _contents(manifest: dict[str, Any]) -> str:
    figures = manifest["figures"]
    configs = [(f"`{name}`", TABLES[name].description, rows) for name, rows in manifest["configs"].items()]
    parts = ["## What is in it", _table(("config", "rows are", "rows"), configs)]
    parts += _splits(manifest)
    if figures["documents"]:
        parts += [
            "### Languages",
            _counts("language", figures["languages"]),
            "### Years",
            _table(("year of publication", "documents"), list(figures["years"].items())),
        ]
        if figures["n_sites"]:
            parts += ["### Sites", _counts("site", figures["sites"], figures["n_sites"])]
        parts += ["### Sources", _counts("source file", figures["sources"], figures["n_sources"])]
    return "\n\n".join(parts)


_PARTED = {
    "cluster": "by a hash; copies and near copies that were found stand in one split",
    "site": "by a hash; all documents of a site (registered domain) stand in one split, and so do copies and near copies",
    "date": "by date of publication; copies and near copies that were found stand in one split, that of the first of them",
}


def _splits(manifest: dict[str, Any]) -> list[str]:
    """The table of splits, and how they were made; nothing where there is one."""
    names = splits_of(manifest, "default")
    if len(names) < 2:
        return []
    made, counted_in = manifest["splits"], manifest["figures"]["splits"]
    total = manifest["figures"]["documents"]
    rows = [
        (
            f"`{name}`",
            counted_in[name]["documents"],
            f"{counted_in[name]['documents'] / total:.2%}",
            counted_in[name]["words"],
            *([made["first_days"].get(name, "")] if made["first_days"] else ()),
        )
        for name in names
    ]
    head = ("split", "documents", "share", "words", *(["from"] if made["first_days"] else ()))
    lines = [f"Split {_PARTED[made['by']]}. Documents keep their split from version to version."]
    if manifest["config"]["dedup"]["near"] is None:
        lines.append(f"**{NEAR_IS_OFF[0].upper()}{NEAR_IS_OFF[1:]}.**")
    return ["### Splits", _table(head, rows), " ".join(lines)]


def _fields(manifest: dict[str, Any]) -> str:
    parts, known = ["## Fields"], tables_in(manifest)
    for name in manifest["configs"]:
        rows = [
            (as_code(column), in_markdown(kind), text) for column, kind, text in describe_columns(known[name].schema)
        ]
        parts += [f"### Config `{name}`", _table(("column", "type", "what it is"), rows)]
    parts.append(
        "The text before the cut can be put together again: insert each removal's `text` at its `start`, in order "
        "(`start` and `end` count code points of that text)."
    )
    return "\n\n".join(parts)


def _steps(manifest: dict[str, Any]) -> str:
    ledger, figures = manifest["ledger"], manifest["figures"]
    environment = manifest["environment"]
    rows: list[tuple[object, ...]] = [("records read", ledger["rows_in"])]
    for status in ("dropped", "duplicates", "quarantined"):
        rows += [(f"{status}: {in_markdown(reason)}", count) for reason, count in ledger["by_reason"][status].items()]
    rows.append(("kept", ledger["kept"]))
    parts = [
        "## Processing",
        f"Made with cleancorpus {environment['cleancorpus']}: read, extract, repair, detect boilerplate, cut once, "
        "drop, find duplicates. `manifest.json` has the settled configuration, the versions of all packages and the "
        "digests of the inputs.",
        _table(("step", "records"), rows),
        *_looks(manifest),
    ]
    if figures["removals_by_rule"]:
        parts += [
            f"From {counted(figures['documents_cut'], 'document')} {figures['removed_chars']:,} characters were cut "
            f"({figures['removed_share']:.1%} of the text):",
            _table(
                ("rule", "spans", "characters", "most for"),
                [
                    (f"`{rule}`", count["spans"], count["chars"], _most(count["reasons"]))
                    for rule, count in figures["removals_by_rule"].items()
                ],
            ),
        ]
    if figures["repairs"]:
        parts += ["Repairs, by number of documents changed:", _counts("repair", figures["repairs"])]
    if figures["trial_by_rule"]:
        named = ", ".join(f"`{rule}` {count:,}" for rule, count in figures["trial_by_rule"].items())
        parts.append(f"Rules on trial, which cut nothing, pointed at: {named}.")
    return "\n\n".join(parts)


def _looks(manifest: dict[str, Any]) -> list[str]:
    """The picture of the funnel, and where what was done can be seen: the report, and a file of each table."""
    tables = ", ".join(
        f"[`{name}`]({next(file['path'] for file in manifest['files'] if file['config'] == name)})"
        for name in manifest["configs"]
        if name != "default"
    )
    every = f" All rows are in {tables}." if tables else ""
    if not manifest["config"]["export"].get("report"):  # manifests of earlier releases have no such key
        return [every.strip()] if every else []
    return [
        f"![From records to kept documents: a bar for each step, with what it lost]({side_files.PICTURE})",
        f"[{side_files.PAGE}]({side_files.PAGE}) shows what was cut in its paragraphs, the documents that lost most, what was "
        f"dropped, clusters of duplicates and the version before (one file that loads nothing; on the Hub, download it).{every}",
    ]


def _most(reasons: dict[str, int]) -> str:
    """The commonest reasons of a rule with their counts."""
    return ", ".join(f"`{reason}` {count:,}" for reason, count in list(reasons.items())[:_REASONS])


def _files_not_read(manifest: dict[str, Any]) -> str:
    """The files that the sources name and that were not read, by reason; empty where all were read."""
    skipped = manifest["skipped_files"]
    if not skipped["count"]:
        return ""
    rows = []
    for reason, count in skipped["by_reason"].items():
        first = next(entry for entry in skipped["first"] if entry["reason"] == reason)
        rows.append((f"`{reason}`", REASONS[reason], count, f"{as_code(first['path'])}: {in_markdown(first['why'])}"))
    intro = (
        f"Of the files that the sources name, {len(manifest['inputs']):,} were read and {skipped['count']:,} not "
        "(a folder that was not gone into counts as one)."
    )
    return f"## Files not read\n\n{intro}\n\n{_table(('reason', 'the file', 'files', 'the first'), rows)}"


def _no_documents(manifest: dict[str, Any]) -> str:
    """The records that stand in the files and are no documents, by reason; empty where there are none."""
    skipped = manifest.get("records_skipped", {"count": 0})  # manifests of earlier releases have none
    if not skipped["count"]:
        return ""
    total = skipped["count"] + manifest["ledger"]["rows_in"]
    rows = [(f"`{reason}`", NO_DOCUMENT[reason], count) for reason, count in skipped["by_reason"].items()]
    intro = (
        f"The files that were read hold {counted(total, 'record')}, of which {skipped['count']:,} are no documents; what "
        "each file holds stands in `manifest.json`."
    )
    return f"## Records that are no documents\n\n{intro}\n\n{_table(('reason', 'the record', 'records'), rows)}"


def _personal(manifest: dict[str, Any]) -> str:
    """What is personal in the texts, and what of it was masked."""
    parts = ["## Personal data", _PERSONAL]
    if kinds := manifest["config"].get("pii", {}).get("mask"):
        parts.append(_MASKED.format(kinds=", ".join(kinds)))
        masked = manifest["run"].get("masked_by_kind", {})
        rows = [(f"`{name}`", kind["spans"], kind["documents"]) for name, kind in masked.items()]
        parts.append(_table(("masked", "places", "documents"), rows) if rows else "None was found.")
    return "\n\n".join(parts)


def _contamination(manifest: dict[str, Any]) -> str:
    """Which evaluation texts were looked for, and what was found; empty where none were."""
    wanted = manifest["config"]["quality"].get("decontamination")
    if not wanted:
        return ""
    files = ", ".join(as_code(texts["path"]) for texts in wanted["texts"])
    done = "dropped, with the reason `contaminated`" if wanted["action"] == "drop" else "flagged `contaminated`"
    intro = (
        f"Documents with {wanted['n']} words in a row from a text of {files} were {done}; the column `contamination` names the "
        "items. Case, punctuation and forms of characters did not count; paraphrases and translations are not found."
    )
    found = manifest["run"].get("evaluation_items")
    if not found:
        return f"## Evaluation texts\n\n{intro} None was found."
    rows = [(as_code(item["file"]), item["record"], item["documents"]) for item in found["first"][:_TOP]]
    named = f"{counted(found['count'], 'item')} stood in documents, the first of them:"
    return f"## Evaluation texts\n\n{intro} {named}\n\n{_table(('file', 'record', 'documents'), rows)}"


def _limits(manifest: dict[str, Any]) -> str:
    none = "" if manifest["config"]["quality"].get("decontamination") else _NOT_DECONTAMINATED
    return f"<!-- before this: judged -->\n## Known limits\n\n{_LIMITS}{none}"


def _losses(manifest: dict[str, Any]) -> str:
    """The sites, sources and languages that lose more than the guard allows; empty where none does."""
    alarms = manifest["run"].get("guard")  # manifests of earlier releases have none
    if not alarms:
        return ""
    allowed = manifest["config"]["decide"]["guard_share"]
    rows = [
        (
            alarm["kind"],
            as_code(alarm["name"]),
            alarm["documents"],
            f"{alarm['lost_share']:.0%} of {alarm['of']}",
            f"{as_code(alarm['cause'])} ({alarm['cause_share']:.0%})",
        )
        for alarm in alarms[:_LOSSES]
    ]
    intro = (
        f"{counted(manifest['run']['alarms'], 'group')} lost more than {allowed:.0%} of the documents, or of the text of those "
        "that were kept; the causes are those that took most of it."
    )
    return f"## Losses to look at\n\n{intro}\n\n{_table(('what', 'name', 'documents', 'lost', 'mostly by'), rows)}"


def _rights(manifest: dict[str, Any]) -> str:
    card = manifest["card"]
    if not card["licence"]:
        licence = "No licence has been given for this compilation: without one, nobody but its makers may use it."
    else:
        name = card["licence_name"] or card["licence"]
        licence = (
            f"Licence of the compilation: {name}" + (f" ({card['licence_link']})" if card["licence_link"] else "") + "."
        )
    return f"## Rights\n\n{licence}\n\n{_LEGAL}"


def _removal_requests(manifest: dict[str, Any]) -> str:
    contact = manifest["card"]["contact"]
    who = (
        f"Write to {one_line(contact)}"
        if contact
        else "No address has been given yet; use the page this dataset was found on"
    )
    taken = len(manifest["takedowns"])
    done = f" {taken:,} entries are on the list so far" if taken else ""
    if done and "takedown_receipts" in manifest:
        gone = counted(manifest["takedown_receipts"]["documents"], "document")
        done += f", for which {gone} went (`takedowns.jsonl`)"
    done += "." if done else ""
    return f"""## Removal requests

{who}, with the `id` or address of each document. What is taken down is left out of every later version.{done}
Earlier versions may still hold it: they are withdrawn where the law asks for it. Please use the newest version."""


def _versions(changelog: str) -> str:
    entries = changelog.split("\n## ")[:_ENTRIES]
    text = "\n## ".join(entries).strip().replace("\n## ", "\n### ")
    text = f"#{text}" if text.startswith("## ") else text
    return f"## Versions\n\nAll versions are in CHANGELOG.md; each has a tag `vX.Y.Z`.\n\n{text}"
