"""The guard: sites, sources and languages that lose more than they should, with what took most of it.

A rule that misreads one site, or a template that makes all its pages near duplicates, costs a few documents of many and all of
that site. Counts over the whole corpus do not show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.config import Decide

Kind = Literal["site", "source", "language"]
KINDS: tuple[Kind, ...] = ("site", "source", "language")

_CLUSTERS = (
    4  # the largest clusters of a part that are remembered for each group: one that empties a site is among them
)
# What the user asked for is no loss: `language.keep` drops the other languages, a takedown and a block list what they name.
# `bad_words` are not among them: a list of words can misread a whole language.
_ASKED_FOR = frozenset(f"dropped {reason}" for reason in ("language", "takedown", "blocked_domain", "blocked_url"))


@dataclass(frozen=True)
class Alarm:
    """A group that loses more than `decide.guard_share` of its documents, or of the text of those that were kept.

    `cause` is what took most of it: `dropped too_short`, `duplicate near`, `cluster <id>`, `rule byline`; `cause_share` is its
    share of what was lost.
    """

    kind: Kind
    name: str
    documents: int
    of: Literal["documents", "characters"]
    lost_share: float
    cause: str
    cause_share: float

    def __str__(self) -> str:
        return (
            f"{self.kind} '{self.name}' loses {self.lost_share:.0%} of its {self.of} ({self.documents:,} documents), "
            f"{self.cause_share:.0%} of that by {self.cause}"
        )

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return asdict(self)


class _Group:
    """What became of the documents of a group: how many there are, how many are lost and by what; and of the text of those that
    were kept, how many characters there were, and how many each rule cut."""

    def __init__(self) -> None:
        self.documents = self.chars = 0
        self.lost: Counter[str] = Counter()
        self.cut: Counter[str] = Counter()
        self.clusters: Counter[str] = Counter()

    def state(self) -> list[Any]:
        clusters = dict(sorted(self.clusters.items(), key=lambda pair: (-pair[1], pair[0]))[:_CLUSTERS])
        return [self.documents, self.chars, dict(self.lost), dict(self.cut), clusters]

    def merge(self, state: list[Any]) -> None:
        documents, chars, lost, cut, clusters = state
        self.documents += documents
        self.chars += chars
        self.lost.update(lost)
        self.cut.update(cut)
        self.clusters.update(clusters)


class Losses:
    """What each site, source and language loses; counted by part, and merged in the order of parts."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Kind, str], _Group] = {}

    def _of(self, kind: Kind, name: str | None) -> Iterator[_Group]:
        if name is not None:
            yield self._groups.setdefault((kind, name), _Group())

    def add(self, batch: pa.RecordBatch) -> None:
        """Count outcomes (`schema.OUTCOMES`)."""
        names = [batch.column(kind).to_pylist() for kind in KINDS]
        rows: list[list[_Group]] = [
            [group for kind, name in zip(KINDS, values, strict=True) for group in self._of(kind, name)]
            for values in zip(*names, strict=True)
        ]
        said = (batch.column(name).to_pylist() for name in ("status", "reason", "cluster", "n_chars"))
        for groups, status, reason, cluster, n_chars in zip(rows, *said, strict=True):
            cause = f"{status} {reason}" if reason else status
            if cause in _ASKED_FOR:
                continue
            for group in groups:
                group.documents += 1
                if status == "kept":
                    group.chars += n_chars or 0
                else:
                    group.lost[cause] += 1
                    if cluster is not None:
                        group.clusters[cluster] += 1
        removals = batch.column("removals")
        parents = pc.list_parent_indices(removals).to_pylist()
        rules = removals.flatten().field("rule").to_pylist()
        sizes = pc.utf8_length(removals.flatten().field("text")).to_pylist()
        kept = pc.equal(batch.column("status"), "kept").to_pylist()
        for row, rule, size in zip(parents, rules, sizes, strict=True):
            if kept[row]:
                for group in rows[row]:
                    group.cut[rule] += size

    def state(self) -> list[list[Any]]:
        """All counts as JSON values, for `merge`; without files of one document, of which there may be millions."""
        return [
            [kind, name, *group.state()]
            for (kind, name), group in self._groups.items()
            if kind != "source" or group.documents > 1
        ]

    def merge(self, state: list[list[Any]]) -> None:
        """Add the counts of other documents, as `state` gives them."""
        for kind, name, *counts in state:
            self._groups.setdefault((kind, name), _Group()).merge(counts)

    def alarms(self, options: Decide) -> list[Alarm]:
        """The groups that lose more than allowed, the largest first."""
        if options.guard == "off":
            return []
        found = [
            alarm
            for (kind, name), group in self._groups.items()
            if group.documents >= options.guard_min_documents
            for alarm in _alarms_of(kind, name, group, options.guard_share)
        ]
        return sorted(found, key=lambda alarm: (-alarm.documents, alarm.kind, alarm.name, alarm.of))


def _alarms_of(kind: Kind, name: str, group: _Group, share: float) -> Iterator[Alarm]:
    lost = group.lost.total()
    if lost > share * group.documents:
        cause, count = _most(group.lost)
        cluster, members = _most(group.clusters)
        if members * 2 > lost:
            cause, count = f"cluster {cluster}", members
        yield Alarm(kind, name, group.documents, "documents", _share(lost, group.documents), cause, _share(count, lost))
    cut = group.cut.total()
    if cut > share * (group.chars + cut):
        rule, count = _most(group.cut)
        of_text = _share(cut, group.chars + cut)
        yield Alarm(kind, name, group.documents, "characters", of_text, f"rule {rule}", _share(count, cut))


def _most(counter: Counter[str]) -> tuple[str, int]:
    """The name with the highest count, the first by name of several."""
    return min(((name, n) for name, n in counter.items()), key=lambda pair: (-pair[1], pair[0]), default=("", 0))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4)
