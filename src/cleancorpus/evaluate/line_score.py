"""The benchmark's figures for cleaned lines: content kept, documents hurt, junk left, F1, lines removed by class."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import LCSseq

# Labels that count neither way: the headline may stay or move to the metadata.
NEUTRAL = frozenset({"headline", "caption", "author_bio", "unsure"})
CLASSES = ("cookie", "byline", "dup_headline", "timestamp", "subscribe", "share", "related", "ad", "comment", "nav")
_HURT = 0.05  # a document is hurt when it loses more than this share of its content words
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))


@dataclass
class Score:
    """Sums over documents, and the figures made of them."""

    content: float = 0.0
    content_kept: float = 0.0
    junk_kept: float = 0.0
    hurt: int = 0
    documents: int = 0
    lines: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> float:
        """Content words that survive, over all content words."""
        return self.content_kept / max(1.0, self.content)

    @property
    def left(self) -> float:
        """Junk words among the words that survive."""
        return self.junk_kept / max(1.0, self.junk_kept + self.content_kept)

    @property
    def f1(self) -> float:
        """Harmonic mean of content kept and 1 - junk left."""
        return 2 * self.kept * (1 - self.left) / max(1e-9, self.kept + 1 - self.left)

    def __str__(self) -> str:
        parts = "  ".join(f"{name} {self.removed[name]}/{self.lines[name]}" for name in CLASSES)
        return (
            f"content kept {self.kept:.4f}  docs hurt {self.hurt}/{self.documents}  junk left {self.left:.4f}  "
            f"F1 {self.f1:.4f}\n    removed: {parts}"
        )


def score_words(line: str) -> list[str]:
    """The words of a line, folded; soft hyphens and zero-width characters, which repair removes, do not part them."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", line.translate(_INVISIBLE)).casefold())


def kept_shares(lines: Sequence[str], labels: Sequence[str], text: str) -> list[tuple[int, float]]:
    """Words of each line, and the share of them that stands, in order, in the cleaned `text`.

    Whole lines are paired first, then words in order in what is left; of lines that read the same, content counts as
    kept first.
    """
    gold = [tuple(score_words(line)) for line in lines]
    out = [words for words in (tuple(score_words(line)) for line in text.split("\n")) if words]
    shares = [0.0] * len(gold)
    used_gold: set[int] = set()
    used_out: set[int] = set()
    for op in LCSseq.opcodes(gold, out):
        if op.tag == "equal":
            for i, j in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
                if gold[i]:
                    shares[i] = 1.0
                    used_gold.add(i)
                    used_out.add(j)
    rest_gold = [(word, i) for i, words in enumerate(gold) if i not in used_gold for word in words]
    rest_out = [word for j, words in enumerate(out) if j not in used_out for word in words]
    hits: Counter[int] = Counter()
    for op in LCSseq.opcodes([word for word, _ in rest_gold], rest_out):
        if op.tag == "equal":
            hits.update(rest_gold[k][1] for k in range(op.src_start, op.src_end))
    for i, number in hits.items():
        shares[i] = number / len(gold[i])
    rank = {"content": 0, "headline": 1}
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, words in enumerate(gold):
        same[words].append(i)
    for places in same.values():
        best = sorted((shares[i] for i in places), reverse=True)
        for i, value in zip(sorted(places, key=lambda i: (rank.get(labels[i], 2), i)), best, strict=True):
            shares[i] = value
    return [(len(words), share) for words, share in zip(gold, shares, strict=True)]


def score_documents(documents: Iterable[tuple[Sequence[str], Sequence[str], str]]) -> Score:
    """The figures for `(lines, labels, cleaned text)` of each document."""
    total = Score()
    for lines, labels, text in documents:
        content = kept = 0.0
        for (number, share), label in zip(kept_shares(lines, labels, text), labels, strict=True):
            if label == "content":
                content += number
                kept += number * share
            elif label not in NEUTRAL:
                total.junk_kept += number * share
                if number:
                    total.lines[label] += 1
                    total.removed[label] += share < 0.5
        total.content += content
        total.content_kept += kept
        total.hurt += kept < (1 - _HURT) * content
        total.documents += 1
    return total
