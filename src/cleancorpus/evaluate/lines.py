"""Rules against lines labelled by hand: the whole text's figures, and hits, precision and recall of each rule."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleancorpus.config import Config
from cleancorpus.errors import CleancorpusError
from cleancorpus.evaluate.line_score import CLASSES, NEUTRAL, Score, score_documents, score_words
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core
from cleancorpus.pipeline.outcome import Outcome
from cleancorpus.remote.errors import message_of

# The label that a category of removals is after; recall is counted against it.
LABEL_OF = {
    "cookie": "cookie",
    "byline": "byline",
    "duplicate-headline": "dup_headline",
    "timestamp": "timestamp",
    "newsletter": "subscribe",
    "paywall": "subscribe",
    "share": "share",
    "related": "related",
    "advertisement": "ad",
    "comment": "comment",
    "navigation": "nav",
    "copyright": "nav",
    "javascript-notice": "nav",
    "form-message": "nav",
    "page-control": "nav",
    "embed-notice": "cookie",
    "photo-credit": "caption",
    "author-box": "author_bio",
}
LABELS = frozenset({"content", *CLASSES, *NEUTRAL})


@dataclass
class RuleFigures:
    """What one rule did: lines it took at least half of, by label, and the content lines among them."""

    category: str
    labels: Counter[str] = field(default_factory=Counter)
    lost: list[tuple[str, str]] = field(default_factory=list)

    @property
    def hits(self) -> int:
        """Lines the rule took."""
        return sum(self.labels.values())

    @property
    def precision(self) -> float:
        """Boilerplate among the lines it took; headlines, captions and author notes do not count either way."""
        junk = sum(n for label, n in self.labels.items() if label not in NEUTRAL and label != "content")
        return junk / (junk + self.labels["content"]) if junk + self.labels["content"] else 1.0


@dataclass
class LineReport:
    """The figures of a whole file of labelled documents."""

    score: Score
    rules: dict[str, RuleFigures]
    label_lines: Counter[str]

    def recall(self, rule: str) -> float | None:
        """Share of the lines with the rule's label that it took; None if there is no such label or line."""
        label = LABEL_OF.get(self.rules[rule].category)
        total = self.label_lines[label] if label else 0
        return self.rules[rule].labels[label or ""] / total if total else None

    def as_json(self) -> dict[str, Any]:
        """Plain values, rules in order of id."""
        score = self.score
        return {
            "documents": score.documents,
            "content_kept": round(score.kept, 4),
            "documents_hurt": score.hurt,
            "junk_left": round(score.left, 4),
            "f1": round(score.f1, 4),
            "removed": {label: [score.removed[label], score.lines[label]] for label in sorted(score.lines)},
            "rules": {
                rule: {
                    "hits": figures.hits,
                    "precision": round(figures.precision, 4),
                    "recall": None if (recall := self.recall(rule)) is None else round(recall, 4),
                    "lost_content_lines": figures.labels["content"],
                }
                for rule, figures in sorted(self.rules.items())
            },
        }


def read_labelled(path: Path) -> Iterator[dict[str, Any]]:
    """Documents of a JSONL file with `lines` and `labels` (one of `LABELS` a line), and `id` and `url` where they have them.

    Raises:
        CleancorpusError: the file cannot be read or a line has other fields.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                row = json.loads(line)
                if not isinstance(row, dict) or len(row.get("lines", ())) != len(row.get("labels", (None,))):
                    raise CleancorpusError(
                        f"{path}:{number}",
                        "has no 'lines' and 'labels' of one length",
                        'write {"id": …, "lines": […], "labels": […]}',
                    )
                unknown = sorted(set(row["labels"]) - LABELS)
                if unknown:
                    hint = f"labels are {', '.join(sorted(LABELS))}"
                    raise CleancorpusError(f"{path}:{number}", f"no such label '{unknown[0]}'", hint)
                yield {"id": f"line-{number}"} | row
    except (OSError, ValueError) as error:
        raise CleancorpusError(
            str(path), f"cannot be read as JSONL: {message_of(error)}", "name a file of labelled documents"
        ) from error


def evaluate_lines(path: Path, config: Config, *, predictions: Path | None = None) -> LineReport:
    """Clean the labelled documents as plain text and score what is left; dropped documents are scored by their text.

    `predictions` is a file to write `{"id", "text"}` lines to.
    """
    core = Core(config)
    rules: dict[str, RuleFigures] = {}
    label_lines: Counter[str] = Counter()
    cleaned: list[tuple[list[str], list[str], str]] = []
    written: list[str] = []
    for row in read_labelled(path):
        lines, labels = row["lines"], row["labels"]
        outcome = core.process(Record(row["id"], "", 1, "text", "\n".join(lines).encode(), "utf-8", url=row.get("url")))
        cleaned.append((lines, labels, outcome.text))
        written.append(json.dumps({"id": row["id"], "text": outcome.text}, ensure_ascii=False))
        label_lines.update(label for line, label in zip(lines, labels, strict=True) if line.strip())
        _count(outcome, row["id"], lines, labels, rules)
    if predictions is not None:
        predictions.write_text("\n".join(written) + "\n", encoding="utf-8")
    return LineReport(score_documents(cleaned), rules, label_lines)


def _count(outcome: Outcome, doc_id: str, lines: list[str], labels: list[str], rules: dict[str, RuleFigures]) -> None:
    """Add the outcome's removals to `rules`, by the label of the line they lie in."""
    doc = outcome.doc
    if doc is None:
        return
    texts = doc.block_texts()
    label_of = _labels_of(texts, lines, labels)
    covered: dict[tuple[str, int], int] = defaultdict(int)
    for removal in outcome.removals:
        for index, ((start, end), _) in enumerate(doc.blocks):
            shared = min(end, removal.span.end) - max(start, removal.span.start)
            if shared > 0:
                for rule, category in {(finding.rule, finding.category) for finding in removal.findings}:
                    rules.setdefault(rule, RuleFigures(category))
                    covered[rule, index] += shared
    for (rule, index), shared in covered.items():
        if 2 * shared >= len(texts[index]) and index in label_of:
            rules[rule].labels[label_of[index]] += 1
            if label_of[index] == "content":
                rules[rule].lost.append((doc_id, texts[index]))


def _labels_of(texts: Sequence[str], lines: list[str], labels: list[str]) -> dict[int, str]:
    """The label of each block: the gold lines that have words, in order, are the document's blocks."""
    from rapidfuzz.distance import LCSseq

    gold = [(" ".join(score_words(line)), label) for line, label in zip(lines, labels, strict=True)]
    found: dict[int, str] = {}
    mine = [" ".join(score_words(text)) for text in texts]
    for op in LCSseq.opcodes([words for words, _ in gold], mine):
        if op.tag == "equal":
            for i, j in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
                found[j] = gold[i][1]
    return found
