"""The ledger of records that stand in a file and are no documents: a crawl's requests, pictures, answers that are no pages.

A reader gives a `NoDocument` in the place of a record; they are counted by file and reason, so that what a file holds is what
came of it: records = rows (documents and errors) + those counted here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

# What a reason means, for those who read of many records at once.
NO_DOCUMENT: dict[str, str] = {
    "about-crawl": "is about the crawl: its log, its settings, what the crawler knows of a page",
    "continuation": "goes on with a record that was cut in pieces; the first one is read",
    "derived": "was made of a page by the crawler: its text, a picture of it",
    "dns": "is an answer of the domain name system",
    "empty-body": "is an answer without a body",
    "http-status": "is an answer of another status than 200: a redirection, an error",
    "metadata": "is a WARC record of type metadata",
    "no-rows": "is a table (Parquet, Arrow, CSV) with columns and without rows, as Spark writes for empty parts",
    "no-text": "is an entry of a feed without a text of its own",
    "not-a-page": "says to be a page or text, and holds something else",
    "other-protocol": "was not fetched by HTTP",
    "other-type": "is neither a page nor plain text: a picture, a script, a film …",
    "plain-text": "is plain text that a server sent, seldom an article: a robots.txt, a licence, source code",
    "request": "is a WARC record of type request",
    "revisit": "says that a page was found unchanged; the page stands where it was found first",
    "robots": "is a robots.txt",
    "unknown-record": "is a WARC record of a type that no standard has",
    "warcinfo": "is a WARC record of type warcinfo",
}


class NoDocument(NamedTuple):
    """A record that is no document; `reason` is a key of `NO_DOCUMENT`."""

    reason: str


class Tally:
    """Counts what was read of files: `records` all that stand in them, `skipped` those that are no documents, by reason. `named`
    are names of fields that somebody chose and that records of a file have, `unread` the missing bytes of files that
    were not read to their end. `passed` is how many records a sample went past, those
    among them that stand in what was not read, as far as can be told; `seen` is how many were read.
    """

    def __init__(self) -> None:
        self.records: Counter[str] = Counter()
        self.skipped: dict[str, Counter[str]] = {}
        self.named: dict[str, set[str]] = {}
        self.unread: dict[str, int] = {}
        self.passed, self.seen = 0.0, 0

    def row(self, source: str, named: Iterable[str] = ()) -> None:
        """Count a record of a file that becomes a row."""
        self.records[source] += 1
        if named:
            self.named.setdefault(source, set()).update(named)

    def lose(self, source: str, n_bytes: int) -> None:
        """Count bytes of a file that were not read; 0 where what is missing is not even there."""
        self.unread[source] = self.unread.get(source, 0) + n_bytes

    def skip(self, source: str, reason: str) -> None:
        """Count a record of a file that is no document."""
        self.records[source] += 1
        self.skipped.setdefault(source, Counter())[reason] += 1

    def to_json(self) -> dict[str, Any]:
        """All counts as JSON values, for `of`."""
        return {
            "records": dict(self.records),
            "skipped": {name: dict(counts) for name, counts in self.skipped.items()},
            "named": {name: sorted(found) for name, found in self.named.items()},
            "unread": self.unread,
            "passed": self.passed,
            "seen": self.seen,
        }

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Tally:
        """The tally of `to_json`."""
        tally = cls()
        tally.records.update(value["records"])
        tally.skipped = {name: Counter(counts) for name, counts in value["skipped"].items()}
        tally.named = {name: set(found) for name, found in value["named"].items()}
        tally.unread = dict(value["unread"])
        tally.passed, tally.seen = value["passed"], value["seen"]
        return tally

    def missing(self, rows: Mapping[str, int]) -> str:
        """The first file of which the records are not `rows` and skipped ones, in words; '' where all add up."""
        for name in dict.fromkeys((*self.records, *rows)):
            skipped = self.skipped.get(name, Counter()).total()
            if self.records[name] != rows.get(name, 0) + skipped:
                return f"{name}: {self.records[name]:,} records read, but {rows.get(name, 0):,} rows and {skipped:,} skipped"
        return ""


def summed(inputs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`count` and `by_reason` of the records that are no documents in all files, each with its own in `skipped`, if any."""
    reasons: Counter[str] = Counter()
    for entry in inputs:
        reasons.update(entry.get("skipped", {}))
    return {"count": reasons.total(), "by_reason": largest_first(reasons)}


def unread_share(inputs: Iterable[Mapping[str, Any]]) -> float:
    """The share of the bytes of all files that are in `unread_bytes`, 0 to 1."""
    inputs = list(inputs)
    unread, size = (sum(int(entry.get(key, 0)) for entry in inputs) for key in ("unread_bytes", "bytes"))
    return unread / max(1, size)


def unaccounted(entry: Mapping[str, Any]) -> str:
    """What does not add up in an input of a manifest, in words; '' where its `records` are its `rows` and `skipped` ones."""
    rows, skipped = entry["rows"], sum(entry.get("skipped", {}).values())
    if "records" not in entry:
        return "the number of its records is missing"
    if entry["records"] == rows + skipped:
        return ""
    return f"{entry['records']:,} records, but {rows:,} rows and {skipped:,} that are no documents"


def largest_first(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts with the largest first, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
