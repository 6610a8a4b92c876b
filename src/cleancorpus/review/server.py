"""The pages of the review, over HTTP on this machine alone (Starlette). They work without JavaScript: forms are sent; with
it, keys do and nothing is loaded again.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from cleancorpus.errors import CleancorpusError
from cleancorpus.report.templates import environment
from cleancorpus.review.examples import as_examples
from cleancorpus.review.guard import Guard
from cleancorpus.review.index import STATUSES
from cleancorpus.review.judgements import VERDICTS, read_judgements
from cleancorpus.review.search import SORTS, WHERE, Query
from cleancorpus.review.session import LABELS, Review
from cleancorpus.review.view import MOST_CUTS, DocumentView

log = logging.getLogger(__name__)
HOST = "127.0.0.1"
PAGE = 50  # rows of a list
SECONDS = 0.8  # that a search takes before it shows what it has
_SITES = 300  # that a form offers
_WAIT = 0.3  # seconds for suggestions, before a page says that they come


class Pages:
    """The pages of a review, each from a request."""

    def __init__(self, review: Review) -> None:
        self.review = review
        index = review.index
        self._choices = {
            "statuses": [(name, int((index.status == number).sum())) for number, name in enumerate(STATUSES)],
            "rules": index.removals.rule.counts(),
            "sites": index.sites.counts()[:_SITES],
            "languages": index.languages.counts(),
            "reasons": index.reasons.counts(),
        }

    def routes(self) -> list[Route]:
        """Where each page is."""
        return [
            Route("/", _guarded(self.listed)),
            Route("/doc/{row:int}", _guarded(self.document)),
            Route("/doc/{row:int}", _posted(self.judge), methods=["POST"]),
            Route("/audit", _guarded(self.audit)),
            Route("/audit/next", _guarded(self.audit_next)),
            Route("/card", _posted(self.card), methods=["POST"]),
            Route("/suggest", _guarded(self.suggest)),
            Route("/suggest", _posted(self.suggested), methods=["POST"]),
            Route("/examples", _guarded(self.examples)),
            Route("/style.css", lambda _: Response(_style(), media_type="text/css")),
            Route("/review.js", lambda _: Response(_shipped("review.js"), media_type="text/javascript")),
            Route("/icon.svg", lambda _: Response(_shipped("icon.svg"), media_type="image/svg+xml")),
        ]

    def _page(self, request: Request, template: str, **values: Any) -> HTMLResponse:
        base = f"{request.scope['root_path']}/"
        judgements = self.review.judgements
        common = {"review": self.review, "base": base, "version": self.review.version, "judgements": judgements}
        page = environment("cleancorpus.review").get_template(template).render(**common, **values)
        return HTMLResponse(page)

    def _hits(self, query: Query, wanted: int) -> Any:
        judged = self.review.rows_judged() if query.judged else None
        return self.review.search.find(query, wanted, SECONDS, judged)

    def listed(self, request: Request) -> Response:
        """Documents, as they are filtered and searched for."""
        query, number = Query.of(request.query_params), _number(request, "page", 1)
        hits = self._hits(query, number * PAGE + 1)
        pages = max(1, -(-len(hits.rows) // PAGE))
        number = min(number, pages)
        rows = hits.rows[(number - 1) * PAGE : number * PAGE].tolist()
        judged = self.review.rows_judged()
        return self._page(
            request,
            "list.html",
            query=query,
            hits=hits,
            rows=rows,
            index=self.review.index,
            judged=judged,
            number=number,
            pages=pages,
            choices=self._choices,
            wheres=WHERE,
            sorts=SORTS,
            address=_address,
        )

    def document(self, request: Request) -> Response:
        """A document, its cuts, and its twin."""
        row = int(request.path_params["row"])
        if row >= len(self.review.index):
            return PlainTextResponse("There is no such document.", 404)
        query, view = Query.of(request.query_params), self.review.document(row)
        size = _audit_size(request)
        focus = _number(request, "cut", -1)
        rule = None if size is None or not 0 <= focus < len(view.cuts) else view.cuts[focus].removal["rule"]
        audits = [] if size is None else self.review.audit(size)[1]
        return self._page(
            request,
            "doc.html",
            number=row,
            view=view,
            document=view.shown,
            twin=self.review.twin(view),
            query=query,
            before=self._beside(query, row, -1) if size is None else None,
            behind=self._beside(query, row, 1) if size is None else None,
            audit=size,
            rule_audit=next((one for one in audits if one.rule == rule), None),
            focus=focus,
            parameters=urlencode(query.parameters(**({} if size is None else {"audit": size}))),
            labels=LABELS,
            MOST_CUTS=MOST_CUTS,
            address=_address,
        )

    def _beside(self, query: Query, row: int, way: int) -> int | None:
        """The row before or behind one in the list that it was opened from."""
        rows = self._hits(query, 1).rows if query.parameters() else None
        if rows is None:
            other = row + way
            return other if 0 <= other < len(self.review.index) else None
        found = (rows == row).nonzero()[0]
        if not len(found):  # a search that is new to this server: as far as it gets
            rows = self._hits(query, len(self.review.index)).rows
            found = (rows == row).nonzero()[0]
        if not len(found):
            return None
        place = int(found[0]) + way
        if place >= len(rows):
            rows = self._hits(query, place + 1).rows
        return int(rows[place]) if 0 <= place < len(rows) else None

    def judge(self, request: Request, form: dict[str, str]) -> Response:
        """Write down what was said: `say` is `verdict:kind:start:end`."""
        row = int(request.path_params["row"])
        parts = form.get("say", "").split(":")
        if row >= len(self.review.index) or len(parts) != 4 or not (parts[2] + parts[3]).isdecimal():
            return PlainTextResponse("That is no judgement on a document.", 400)
        verdict, kind, spot = parts[0], parts[1], (int(parts[2]), int(parts[3]))
        label = form.get("label", "nav")
        if kind not in ("removal", "line") or verdict not in VERDICTS[kind] or label not in LABELS:
            return PlainTextResponse("That is no judgement on a document.", 400)
        view, size = self.review.document(row), _audit_size(request)
        if not self.review.judge(view, kind, verdict, spot, label, size):
            return PlainTextResponse("The document has nothing there.", 400)
        view = self.review.document(row)
        place = next((cut.number for cut in view.cuts if cut.spot == f"{spot[0]}:{spot[1]}"), None)
        onward = None
        if size is not None and verdict in ("right", "wrong", "unsure") and place is not None:
            onward = self._next_address(request, size, view.cuts[place].removal["rule"])
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(_state(view) | {"next": onward})
        mark = f"cut-{place}" if kind == "removal" else f"line-{spot[0]}"
        back = f"{request.scope['root_path']}/doc/{row}?{request.url.query}#{mark}"
        return RedirectResponse(onward or back, 303)

    def _next_address(self, request: Request, size: int, rule: str | None) -> str:
        """Where the next removal of the sample is, or the table of the audit where all were judged."""
        base, number = request.scope["root_path"], self.review.next_open(size, rule)
        if number is None:
            return f"{base}/audit?{urlencode({'n': size})}"
        removals = self.review.index.removals
        row = int(removals.row[number])
        place = number - self.review.index.removals_of(row).start
        return f"{base}/doc/{row}?{urlencode({'audit': size, 'cut': place})}#cut-{place}"

    def audit(self, request: Request) -> Response:
        """The table of rules with what was judged of them."""
        size, audits = self.review.audit(_number(request, "n", 0) or None)
        return self._page(request, "audit.html", size=size, audits=audits, told=request.query_params.get("told", ""))

    def audit_next(self, request: Request) -> Response:
        """On to the next removal to judge."""
        size, _ = self.review.audit(_number(request, "n", 0) or None)
        return RedirectResponse(self._next_address(request, size, request.query_params.get("rule")), 303)

    def card(self, request: Request, _form: dict[str, str]) -> Response:
        """Put the figures into the card."""
        told = urlencode({"told": self.review.write_card()})
        return RedirectResponse(f"{request.scope['root_path']}/audit?{told}", 303)

    def suggest(self, request: Request) -> Response:
        """The suggestions, or that they are looked for."""
        self.review.suggesting.wait(_WAIT)
        return self._page(request, "suggest.html", suggesting=self.review.suggesting, address=_address)

    def suggested(self, request: Request, form: dict[str, str]) -> Response:
        """Begin to look, or decide on a suggestion: `say` is `verdict:number`."""
        verdict, _, number = form.get("say", "").partition(":")
        if verdict == "look":
            self.review.suggesting.start()
        elif verdict not in VERDICTS["suggestion"] or not number.isdecimal():
            return PlainTextResponse("That is no decision on a suggestion.", 400)
        elif not self.review.suggesting.decide(int(number), verdict):
            return PlainTextResponse("There is no such suggestion.", 400)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"verdict": verdict, "number": number})
        return RedirectResponse(f"{request.scope['root_path']}/suggest#s{number}", 303)

    def examples(self, _request: Request) -> Response:
        """What was judged, as examples of rules."""
        path = self.review.judgements.path
        found = read_judgements(path).judgements if path.is_file() else []
        return PlainTextResponse(as_examples(found))


def _state(view: DocumentView) -> dict[str, Any]:
    return {
        "cuts": {str(cut.number): cut.verdict for cut in view.cuts},
        "lines": {str(line.start): line.missed for line in view.lines if line.missed},
    }


def _number(request: Request, name: str, default: int) -> int:
    said = request.query_params.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 10 else default


def _audit_size(request: Request) -> int | None:
    return _number(request, "audit", 0) or None


def _address(parameters: dict[str, Any]) -> str:
    """The part of an address behind its path."""
    return f"?{urlencode(parameters)}" if parameters else "?"


def _guarded(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        try:
            return page(request)
        except CleancorpusError as error:
            return PlainTextResponse(str(error), 500)

    return answer


def _posted(page: Callable[[Request, dict[str, str]], Response]) -> Any:
    async def answer(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        try:
            form = dict(parse_qsl(body, max_num_fields=20))
            return await run_in_threadpool(page, request, form)
        except CleancorpusError as error:
            return PlainTextResponse(str(error), 500)
        except ValueError:
            return PlainTextResponse("That is no form of this page.", 400)

    return answer


def _shipped(name: str) -> str:
    return (files("cleancorpus.review") / "static" / name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    return environment("cleancorpus.review").get_template("review.css").render()


def listening(port: int) -> socket.socket:
    """A socket on this machine's own address; of port 0 any that is free.

    Raises:
        CleancorpusError: the port is taken.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.bind((HOST, port))
    except OSError as error:
        found.close()
        raise CleancorpusError(
            f"{HOST}:{port}", f"cannot be used: {error.strerror}", "name another port by --port"
        ) from error
    found.listen(64)
    return found


def app_of(review: Review, token: str, port: int) -> Guard:
    """The application."""
    return Guard(Starlette(routes=Pages(review).routes()), token, port)


def server_of(app: Guard) -> uvicorn.Server:
    """The server; `run(sockets=[…])` answers until somebody interrupts, and raises KeyboardInterrupt then."""
    settings = uvicorn.Config(
        app,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(settings)
