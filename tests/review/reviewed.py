"""Versions to review, with hostile texts and names, and the server that shows them; a browser, where there is one."""

from __future__ import annotations

import http.client
import json
import secrets
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from cleancorpus.review.session import Review
from cleancorpus.versions.open import local_version

sys.path.append(str(Path(__file__).parents[1] / "export"))
from invented import dropped, duplicate, export, kept, quarantined, removal, sha

HOSTILE = (
    "<script>window.hurt=1</script>\"><img src=x onerror='window.hurt=2'> \x1b[31mred\x07 ‮gnp.exe‬ "
    "</title></style></textarea><!-- {{ 7 * 7 }} javascript:window.hurt=3"
)
PARAGRAPHS = (
    "The bridge at Velden was closed on Monday after a storm.",
    "Two bolts came loose in the northern pier, a clerk said.",
    "The ferry takes its passengers until the repair is done.",
)


def article(number: int, *cuts: tuple[str, str], tail: str = "", **changes: Any) -> dict[str, Any]:
    """A kept document of three paragraphs, before which the cuts (rule and text) stood."""
    removals, place = [], 0
    for rule, text in cuts:
        removals.append(removal(place, text + "\n", rule))
        place += len(text) + 1
    body = "\n".join((f"{PARAGRAPHS[0]} It was number {number}.", *PARAGRAPHS[1:], *([tail] if tail else [])))
    return kept(number, text=body, removals=removals, title=f"Bridge {number} closed", **changes)


def rows() -> list[dict[str, Any]]:
    """Twelve documents, one of them hostile in all it says, one dropped, two duplicates, one record in quarantine."""
    made = [
        article(n, ("byline", f"By Ada Exemplar {n}"), ("share-bar", "Share this"), tail="Seen on channel nine")
        for n in range(10)
    ]
    made.append(
        article(
            10,
            ("byline", f"By Bo Lind {HOSTILE}"),
            tail=HOSTILE,
            id=f"evil {HOSTILE}",
            site=HOSTILE,
            url=f"javascript:window.hurt=4//{HOSTILE}",
        )
    )
    made[10]["title"] = HOSTILE
    cut = made[10]["removals"][0]
    for claim in (cut, cut["findings"][0]):
        claim |= {"evidence": HOSTILE, "reason": HOSTILE}
    made.append(article(11, ("planted", PARAGRAPHS[0]), ("byline", "By Ada Exemplar 11")))
    near = duplicate(900_002, 1) | {
        "text": made[1]["text"].replace("two bolts", "x").replace("storm", "<b>flood</b>"),
        "reason": "near",
        "similarity": 0.9,
    }
    near["survivor_id"] = made[1]["id"]
    same = duplicate(900_003, 2) | {"text": made[2]["text"]}
    for one in (near, same):
        one["text_sha256"] = sha(one["text"])
    return [*made, dropped(900_001), near, same, quarantined(900_004)]


def version(base: Path, documents: list[dict[str, Any]] | None = None) -> Path:
    return export(base, documents if documents is not None else rows()).path


@dataclass
class Server:
    """A review that is served, and how to ask it without a browser."""

    review: Review
    port: int
    token: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def ask(
        self, path: str, method: str = "GET", form: dict[str, Any] | None = None, **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        """Status, text and headers of an answer; `path` is below the token unless it begins with a slash."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = None if form is None else urlencode(form)
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            target = path if path.startswith("/") else f"/{self.token}/{path}"
            connection.request(method, target, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def say(self, row: int, said: str, query: str = "", **form: str) -> dict[str, Any]:
        """Judge as the script does; gives the state of the document."""
        status, text, _ = self.ask(f"doc/{row}{query}", "POST", {"say": said, **form}, Accept="application/json")
        assert status == 200, text
        found: dict[str, Any] = json.loads(text)
        return found


@contextmanager
def serving(folder: Path, **options: Any) -> Iterator[Server]:
    """Serve a version; the judgements are beside it."""
    from cleancorpus.review.server import app_of, listening, server_of

    review = Review(
        local_version(folder),
        folder.with_name(f"{folder.name}.judgements.jsonl"),
        folder.with_name(f"{folder.name}.own-rules.yaml"),
        **options,
    )
    token = secrets.token_urlsafe(24)
    with listening(0) as where:
        port = where.getsockname()[1]
        server = server_of(app_of(review, token, port))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [where]}, daemon=True)
        thread.start()
        try:
            yield Server(review, port, token)
        finally:
            server.should_exit = True
            thread.join(10)


def browser_path() -> str | None:
    """The distribution's Chromium."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
