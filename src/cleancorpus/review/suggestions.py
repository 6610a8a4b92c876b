"""Suggested own rules in the review: found when somebody asks, accepted or refused, and the accepted ones in a file that a
configuration can name.
"""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from typing import Any

from cleancorpus.errors import CleancorpusError
from cleancorpus.report.side_files import write_whole
from cleancorpus.review.judgements import Judgements
from cleancorpus.shown import one_line
from cleancorpus.suggest import Suggestion, Suggestions, as_rules, suggest
from cleancorpus.versions.open import VersionFiles

_OURS = "# Accepted in the review of "
_HEAD = """# Accepted in the review of {name} {version}. Name this file in your configuration, `extends: [news, {file}]`, and
# `try` what changes. These rules cut, on all sites, as own rules know none; `stage: trial` in a rule makes it count only.
# The review writes this file again at each decision: change a copy.
"""
Key = tuple[str, str, bool]


class Suggesting:
    """The suggestions of a version, looked for in a thread; `rules` is the file of those that are accepted."""

    def __init__(self, version: VersionFiles, judgements: Judgements, rules: Path) -> None:
        self._version, self._judgements, self.rules = version, judgements, rules
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.found: Suggestions | None = None
        self.trouble = ""

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to look, unless that is done or under way."""
        with self._lock:
            if self.found is None and not self.is_running:
                self._thread = threading.Thread(target=self._look, name="suggest", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait for it a while."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _look(self) -> None:
        self.trouble = ""
        try:
            self.found = suggest(self._version)
        except CleancorpusError as error:
            self.trouble = str(error)

    def listed(self) -> list[tuple[str, int, list[tuple[int, Suggestion, str]]]]:
        """By site: how many documents it has, and its suggestions with their numbers and what was said of them."""
        if self.found is None:
            return []
        said = self._judgements.suggestions
        numbered = enumerate(one for found in self.found.by_site.values() for one in found)
        by_site: dict[str, list[tuple[int, Suggestion, str]]] = {}
        for number, one in numbered:
            by_site.setdefault(one.site, []).append((number, one, said.get(_key(one), "")))
        return [(site, self.found.documents[site], found) for site, found in by_site.items()]

    def decide(self, number: int, verdict: str) -> bool:
        """Accept or refuse a suggestion, or take that back, and write the accepted ones; False where there is no such number.

        Raises:
            CleancorpusError: something cannot be written.
        """
        every = [one for _, _, found in self.listed() for _, one, _ in found]
        if not 0 <= number < len(every):
            return False
        self._check_own()
        one = every[number]
        entry: dict[str, Any] = {"judged": "suggestion", "site": one.site, "key": one.key, "is_opening": one.is_opening}
        self._judgements.add(
            {**entry, "text": one.text, "pattern": one.pattern, "documents": one.documents, "verdict": verdict}
        )
        self._write()
        return True

    def _write(self) -> None:
        assert self.found is not None
        said = self._judgements.suggestions
        accepted = {
            site: [one for one in found if said.get(_key(one)) == "accepted"]
            for site, found in self.found.by_site.items()
        }
        chosen = Suggestions(
            {site: found for site, found in accepted.items() if found}, Counter(self.found.documents), 0
        )
        body = as_rules(chosen, is_chosen=True)
        words = (str(self._version.manifest["name"]), self._version.version, self.rules.as_posix())
        name, number, file = map(one_line, words)  # in a comment of YAML, which a line break would end
        write_whole(self.rules, _HEAD.format(name=name, version=number, file=file) + body)

    def _check_own(self) -> None:
        """Refuse to write over what somebody else has written.

        Raises:
            CleancorpusError: the file is there, and not by this.
        """
        try:
            with self.rules.open(encoding="utf-8", errors="replace") as file:
                head = file.read(len(_OURS))
        except FileNotFoundError:
            return
        except OSError as error:
            what = f"cannot be read: {error.strerror}"
            raise CleancorpusError(str(self.rules), what, "name another file by --rules") from error
        if head and head != _OURS:
            what = "is no file of accepted suggestions, and stays as it is"
            raise CleancorpusError(str(self.rules), what, "name another file by --rules")


def _key(one: Suggestion) -> Key:
    return one.site, one.key, one.is_opening
