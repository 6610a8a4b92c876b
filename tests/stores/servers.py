"""Servers on 127.0.0.1 for tests of places elsewhere: files over HTTP, and a proxy that spoils every tenth answer."""

from __future__ import annotations

import contextlib
import http.client
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from http_body import read_body

BREAK = "break"  # headers and half of the body, then a reset


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_any(self) -> None:
        body = read_body(self)
        fault = self.server.next_fault()
        if fault == "500":
            self._send(500, {}, b"<Error><Code>InternalError</Code></Error>")
            return
        status, headers, data = self.server.answer(self, body)
        self._send(status, headers, data, broken=fault == BREAK)

    def _send(self, status: int, headers: dict[str, str], data: bytes, *, broken: bool = False) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        length = headers.get("Content-Length", str(len(data))) if self.command == "HEAD" else str(len(data))
        self.send_header("Content-Length", length)
        if broken:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[: len(data) // 2] if broken else data)
        if broken:
            self.wfile.flush()
            # no farewell: the other side sees a reset
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_any  # noqa: N815

    def finish(self) -> None:
        with contextlib.suppress(OSError):  # the connection is closed already
            super().finish()


class Server(ThreadingHTTPServer):
    """A server in a thread; request number n of all fails where `every` divides n, in turns with 500 and a reset."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, every: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.every, self.n_requests, self.n_faults = every, 0, 0
        self._counting = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def next_fault(self) -> str:
        with self._counting:
            self.n_requests += 1
            if not self.every or self.n_requests % self.every:
                return ""
            self.n_faults += 1
            return "500" if self.n_faults % 2 else BREAK

    def handle_error(self, *_: Any) -> None:
        """A client that went away is nothing to report."""

    def answer(self, request: _Handler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        raise NotImplementedError

    def __enter__(self) -> Any:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class FileServer(Server):
    """Files by path; `ranges` says whether it gives stretches of them, `refused` which paths it refuses, and how."""

    def __init__(self, files: dict[str, bytes], *, ranges: bool = True, every: int = 0) -> None:
        super().__init__(every)
        self.files, self.ranges, self.refused = files, ranges, dict[str, int]()

    def answer(self, request: _Handler, body: bytes) -> tuple[int, dict[str, str], bytes]:  # noqa: ARG002
        path = request.path.partition("?")[0]
        if path in self.refused:
            return self.refused[path], {}, b""
        data = self.files.get(path)
        if data is None:
            return 404, {}, b""
        headers = {"ETag": f'"{hash(data):x}"', "Accept-Ranges": "bytes" if self.ranges else "none"}
        asked = request.headers.get("Range", "") if self.ranges else ""
        if request.command == "HEAD":
            return 200, {**headers, "Content-Length": str(len(data))}, b""
        if not asked.startswith("bytes="):
            return 200, headers, data
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, stop = int(first), int(last) + 1 if last else len(data)
        if start >= len(data):
            return 416, headers, b""
        stop = min(stop, len(data))
        return 206, {**headers, "Content-Range": f"bytes {start}-{stop - 1}/{len(data)}"}, data[start:stop]


class Proxy(Server):
    """Hands requests on to a server on another port of this machine, and spoils some of its answers."""

    def __init__(self, port: int, every: int = 0) -> None:
        super().__init__(every)
        self._port = port

    def answer(self, request: _Handler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            headers = {name: value for name, value in request.headers.items() if name.lower() != "transfer-encoding"}
            headers["Content-Length"] = str(len(body))
            connection.request(request.command, request.path, body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()
