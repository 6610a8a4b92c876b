"""Who may ask: only who knows the token in the address, and only by an address of this machine. What goes out says what a browser
may do with it: nothing but show it.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),  # with no-referrer a browser says of its own forms: origin null
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
MOST_BODY = 16_384  # bytes of what a form sends
MOST_ADDRESS = 8_192
_PATH = 200  # of which are the path: all of this server's are short


class Guard:
    """Lets through what has the token as the first part of its path, and a host that is this server.

    A page of the web that has its name lead to 127.0.0.1 sends its own name as host; it is refused, and knows no token.
    """

    def __init__(self, app: App, token: str, port: int) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = {f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost")}
        self._origins = {b"http://" + host for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])

        async def send_guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        refused = self._refused(scope, headers)
        if refused is not None:
            status, text = refused
            head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
            await send_guarded({"type": "http.response.start", "status": status, "headers": head})
            await send_guarded({"type": "http.response.body", "body": text.encode("ascii")})
            return
        scope["root_path"] = f"/{self._token.decode()}"
        await self._app(scope, receive, send_guarded)

    def _refused(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        if headers.get(b"host", b"").lower() not in self._hosts:
            return 421, "This server is asked as 127.0.0.1 or localhost only."
        path = scope["path"].encode("utf-8", "surrogatepass")
        given = path.split(b"/", 2)[1] if path.startswith(b"/") else b""
        if not secrets.compare_digest(given, self._token):
            return 403, "Use the address that `cleancorpus review` has printed: it changes with each start."
        if len(path) > _PATH or len(path) + len(scope.get("query_string", b"")) > MOST_ADDRESS:
            return 414, "The address is too long."
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "GET and POST only."
        if scope["method"] == "POST":
            if headers.get(b"origin", next(iter(self._origins))).lower() not in self._origins:
                return 403, "Sent by a page of another server."
            if not headers.get(b"content-length", b"").isdigit():
                return 411, "How much is sent must be said before."
            if int(headers[b"content-length"]) > MOST_BODY:
                return 413, "Too much is sent."
        return None
