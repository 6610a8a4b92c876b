"""Judgements: a file of JSON lines, to which each is appended when it is made, and what they say taken together.

A line is one of

- `{"judged": "document", …}`: a document, once, before the first judgement on it: id, source, position, status, title, url,
  language and its text before the cut, so that the file is gold by itself;
- `{"judged": "removal", …}`: what a rule cut, `start` to `end` of that text: `right`, `wrong`, `unsure`;
- `{"judged": "line", …}`: a line that should have gone: `missed`, and by `label` what it is (as `evaluate` calls it);
- `{"judged": "suggestion", …}`: a suggested own rule of a site: `accepted` or `refused`.

Each has its `time` (UTC) and the content hash of its version. The last line on a thing counts; `undone` takes back what was said.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from cleancorpus.errors import CleancorpusError

_FIRST = re.compile(rb'\s*\{\s*"judged"\s*:')
KINDS = ("document", "removal", "line", "suggestion")
VERDICTS = {
    "removal": ("right", "wrong", "unsure", "undone"),
    "line": ("missed", "undone"),
    "suggestion": ("accepted", "refused", "undone"),
}


class DocumentKey(NamedTuple):
    """Which document: ids alone may be shared by records that were not kept."""

    status: str
    id: str
    source: str
    position: int | None


class Spot(NamedTuple):
    """What was judged in a document: a removal, or a line."""

    document: DocumentKey
    kind: str
    start: int
    end: int


Judgement = dict[str, Any]


class ReadJudgements(NamedTuple):
    """The judgements of a file in their order, and how many of its lines are damaged."""

    judgements: list[Judgement]
    damaged: int


def read_judgements(path: Path) -> ReadJudgements:
    """A file of judgements, on whatever versions.

    Raises:
        CleancorpusError: it cannot be read, or is none.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise CleancorpusError(str(path), what, "name a file of judgements that `review` has written") from error
    found = list(_parsed(data, 0, str(path)))
    judgements = [one for one in found if one is not None]
    if data.strip() and not judgements:
        raise CleancorpusError(str(path), "holds no judgements", "name a file that `review` has written")
    return ReadJudgements(judgements, len(found) - len(judgements))


def is_judgements(path: Path) -> bool:
    """Whether a file begins as one of judgements does."""
    with path.open("rb") as file:
        return _FIRST.match(file.readline(200)) is not None


def _parsed(data: bytes, first: int, where: str) -> Iterator[Judgement | None]:
    """Each line's judgement; None for a line that was cut off, or is no JSON."""
    for number, line in enumerate(data.split(b"\n"), start=first + 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError:
            yield None
            continue
        if not _is_judgement(found):
            raise CleancorpusError(
                f"{where}:{number}", "is no judgement of `review`", "take the line out, or name another file"
            )
        yield found


def _is_judgement(found: Any) -> bool:
    if not isinstance(found, dict) or found.get("judged") not in KINDS:
        return False
    kind = found["judged"]
    if kind != "document" and found.get("verdict") not in VERDICTS[kind]:
        return False
    if kind == "suggestion":
        return all(isinstance(found.get(name), str) for name in ("site", "key", "text")) and "is_opening" in found
    named = all(isinstance(found.get(name), str) for name in ("status", "id", "source", "content_hash", "time"))
    if not named or not isinstance(found.get("position"), int | None):
        return False
    if kind == "document":
        return isinstance(found.get("text"), str)
    places = (found.get("start"), found.get("end"))
    if not all(isinstance(place, int) for place in places) or not 0 <= found["start"] < found["end"]:
        return False
    return isinstance(found.get("text"), str) and (kind == "line" or isinstance(found.get("rule"), str))


def document_key(judgement: Mapping[str, Any]) -> DocumentKey:
    """Of which document a judgement is."""
    return DocumentKey(judgement["status"], judgement["id"], judgement["source"], judgement["position"])


class Judgements:
    """The judgements on one version, of a file that others may write to as well."""

    def __init__(self, path: Path, content_hash: str) -> None:
        self.path = path
        self.content_hash = content_hash
        self._lock = threading.RLock()
        self._forget()
        self.refresh()

    def _forget(self) -> None:
        self.others = 0  # lines on other versions
        self.damaged = 0
        self.audit_size = 0
        self._read = self._lines = 0
        self._has_tail = False
        self._spots: dict[Spot, Judgement] = {}
        self._suggestions: dict[tuple[str, str, bool], Judgement] = {}
        self._documents: set[DocumentKey] = set()

    def refresh(self) -> None:
        """Read what was appended since; a line without its end is left for later.

        Raises:
            CleancorpusError: the file cannot be read, or is none of judgements.
        """
        with self._lock:
            try:
                size = self.path.stat().st_size
                if size == self._read:
                    return
                if size < self._read:  # somebody took lines out
                    self._forget()
                with self.path.open("rb") as file:
                    file.seek(self._read)
                    data = file.read()
            except FileNotFoundError:
                return
            except OSError as error:
                what = f"cannot be read: {error.strerror}"
                raise CleancorpusError(str(self.path), what, "name another file by --judgements") from error
            whole = data[: data.rfind(b"\n") + 1]
            for judgement in _parsed(whole, self._lines, str(self.path)):
                self._take(judgement)
            self._lines += whole.count(b"\n")
            self._read += len(whole)
            self._has_tail = len(whole) < len(data)

    def _take(self, judgement: Judgement | None) -> None:
        if judgement is None:
            self.damaged += 1
            return
        if judgement.get("content_hash") != self.content_hash:
            self.others += 1
            return
        kind = judgement["judged"]
        if kind == "suggestion":
            self._suggestions[judgement["site"], judgement["key"], bool(judgement["is_opening"])] = judgement
            return
        document = document_key(judgement)
        self._documents.add(document)
        if kind == "document":
            return
        self.audit_size = max(self.audit_size, int(judgement.get("audit") or 0))
        spot = Spot(document, kind, judgement["start"], judgement["end"])
        self._spots.pop(spot, None)  # the newest goes to the end
        if judgement["verdict"] != "undone":
            self._spots[spot] = judgement

    def of(self, document: DocumentKey) -> dict[Spot, Judgement]:
        """What was said of a document."""
        with self._lock:
            return {spot: judgement for spot, judgement in self._spots.items() if spot.document == document}

    def all(self) -> dict[Spot, Judgement]:
        """All that holds, in the order in which it was said."""
        with self._lock:
            return dict(self._spots)

    @property
    def suggestions(self) -> dict[tuple[str, str, bool], str]:
        """What was said of suggestions, by site, key and whether it is an opening."""
        with self._lock:
            return {key: said["verdict"] for key, said in self._suggestions.items() if said["verdict"] != "undone"}

    def add(self, judgement: Judgement, document: Mapping[str, Any] | None = None) -> None:
        """Write a judgement down, on the disk when this returns; `document` is the line of its document, which goes before it
        where the file has none.

        Raises:
            CleancorpusError: it cannot be written.
        """
        with self._lock:
            self.refresh()
            head = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "content_hash": self.content_hash}
            rows: list[Judgement] = []
            if document is not None and document_key(document) not in self._documents:
                rows.append({"judged": "document", **head, **document})
            rows.append({"judged": judgement["judged"], **head, **judgement})
            text = "".join(json.dumps(row) + "\n" for row in rows)  # in ASCII: texts may hold lone surrogates
            data = (b"\n" if self._has_tail else b"") + text.encode("ascii")
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("ab", buffering=0) as file:
                    while data:
                        data = data[file.write(data) :]
                    os.fsync(file.fileno())
            except OSError as error:
                what = f"cannot be written: {error.strerror}"
                raise CleancorpusError(
                    str(self.path), what, "make room, or name another file by --judgements"
                ) from error
            self.refresh()
