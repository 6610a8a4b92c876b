"""Extraction and rules against pages with gold text and metadata."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from cleancorpus.config import Config
from cleancorpus.errors import CleancorpusError
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core
from cleancorpus.text import words_of

_SHINGLE = 4


@dataclass
class PageReport:
    """Figures over pages: macro averages, 0 to 1; None where no page has that gold."""

    pages: int = 0
    shingle_f1: float | None = None
    word_f1: float | None = None
    title: float | None = None
    authors_f1: float | None = None
    date: float | None = None
    rules: dict[str, Counter[str]] = field(default_factory=dict)
    lost: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values, rounded; `rules` has removals and those whose line stands in the gold text."""
        figures = {name: getattr(self, name) for name in ("shingle_f1", "word_f1", "title", "authors_f1", "date")}
        return {
            "pages": self.pages,
            **{name: None if value is None else round(value, 4) for name, value in figures.items()},
            "rules": {rule: dict(sorted(counts.items())) for rule, counts in sorted(self.rules.items())},
        }


def read_pages(folder: Path) -> Iterator[dict[str, Any]]:
    """Pages of all `*.jsonl` and `*.jsonl.gz` files of a folder (or of one file), by file name.

    Raises:
        CleancorpusError: there is none.
    """
    files = [folder] if folder.is_file() else sorted((*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")))
    if not files:
        raise CleancorpusError(
            str(folder), "holds no .jsonl or .jsonl.gz file", "name a folder of pages with gold text"
        )
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def evaluate_pages(
    folder: Path, config: Config, *, sets: tuple[str, ...] = (), predictions: Path | None = None
) -> PageReport:
    """Clean the pages and compare with `gold_text`, `gold_title`, `gold_authors` and `gold_date` where they have them.

    `sets` picks pages by their field `set`. `predictions` is a file to write `{"id", "text", "title", "authors",
    "date"}` lines to.
    """
    core = Core(config)
    report = PageReport()
    rows: dict[str, list[float]] = defaultdict(list)
    shingles: list[tuple[float, float, float]] = []
    written = []
    for page in read_pages(folder):
        if sets and page.get("set") not in sets:
            continue
        outcome = core.process(
            Record(
                page["id"], "", 1, "html", page["html"].encode("utf-8", "surrogatepass"), "utf-8", url=page.get("url")
            )
        )
        doc = outcome.doc
        title, authors, date = (doc.title, doc.authors, doc.published) if doc else (None, (), None)
        written.append(
            json.dumps(
                {"id": page["id"], "text": outcome.text, "title": title, "authors": authors, "date": date},
                ensure_ascii=False,
            )
        )
        report.pages += 1
        gold = page.get("gold_text")
        if gold:
            shingles.append(_shingle_counts(gold, outcome.text))
            rows["word_f1"].append(_word_f1(gold, outcome.text))
            gold_lines = {_plain(line) for line in gold.split("\n")}
            for removal in outcome.removals:
                counts = report.rules.setdefault(removal.rule, Counter())
                counts["removals"] += 1
                if _plain(removal.text) in gold_lines:
                    counts["in_gold"] += 1
                    report.lost.setdefault(removal.rule, []).append((page["id"], removal.text.strip()))
        if page.get("gold_title"):
            rows["title"].append(float(_plain(title or "") == _plain(page["gold_title"])))
        if page.get("gold_authors"):
            rows["authors_f1"].append(_set_f1(_names(page["gold_authors"]), _names(authors)))
        if page.get("gold_date"):
            rows["date"].append(float((date or "")[:10] == page["gold_date"]))
    for name, values in rows.items():
        setattr(report, name, mean(values))
    if shingles:
        report.shingle_f1 = _macro_f1(shingles)
    if predictions is not None:
        predictions.write_text("\n".join(written) + "\n", encoding="utf-8", errors="replace")
    return report


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _names(names: Any) -> set[str]:
    names = [names] if isinstance(names, str) else names
    return {
        _plain(part) for name in names for part in re.split(r"\s*[;|,/]\s*|\s+(?:and|und|et|y)\s+|\s+&\s+", str(name))
    } - {""}


def _set_f1(gold: set[str], found: set[str]) -> float:
    return 2 * len(gold & found) / (len(gold) + len(found)) if gold or found else 1.0


def _shingle_counts(gold: str, text: str) -> tuple[float, float, float]:
    """True positives, false positives and false negatives of 4-word shingles, over their sum."""
    a, b = (
        Counter(tuple(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))
        for words in (re.findall(r"\w+", gold), re.findall(r"\w+", text))
    )
    both, only_b, only_a = sum((a & b).values()), sum((b - a).values()), sum((a - b).values())
    total = both + only_a + only_b
    return (both / total, only_b / total, only_a / total) if total else (0.0, 0.0, 0.0)


def _macro_f1(counts: list[tuple[float, float, float]]) -> float:
    precision = mean([tp / (tp + fp) for tp, fp, _ in counts if tp + fp] or [0.0])
    recall = mean([tp / (tp + fn) for tp, _, fn in counts if tp + fn] or [0.0])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _word_f1(gold: str, text: str) -> float:
    a, b = Counter(words_of(gold.lower())), Counter(words_of(text.lower()))
    shared = sum((a & b).values())
    return 2 * shared / (sum(a.values()) + sum(b.values())) if a or b else 1.0
