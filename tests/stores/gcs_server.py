"""As much of Google's storage as gcsfs asks for: objects of one bucket, by the JSON interface, in memory."""

from __future__ import annotations

import email
import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from servers import Server

_PATH = re.compile(r"(/upload|/download)?/storage/v1/b/([^/]+)(?:/o(?:/([^/]+)(?:/rewriteTo/b/[^/]+/o/(.+))?)?)?")
Answer = tuple[int, dict[str, str], bytes]


class GoogleStorage(Server):
    """`objects` by name, each with its generation."""

    def __init__(self, bucket: str, every: int = 0) -> None:
        super().__init__(every)
        self.bucket, self.objects, self._generation = bucket, dict[str, tuple[int, bytes]](), 0

    def put(self, name: str, data: bytes) -> None:
        self._generation += 1
        self.objects[name] = self._generation, data

    def _item(self, name: str) -> dict[str, Any]:
        generation, data = self.objects[name]
        return {
            "kind": "storage#object",
            "name": name,
            "bucket": self.bucket,
            "size": str(len(data)),
            "generation": str(generation),
            "etag": hashlib.md5(data).hexdigest(),
            "updated": "2024-05-03T10:00:00.000Z",
            "timeCreated": "2024-05-03T10:00:00.000Z",
        }

    def _json(self, value: Any, status: int = 200) -> Answer:
        return status, {"Content-Type": "application/json"}, json.dumps(value).encode()

    def _refuse(self, status: int, message: str) -> Answer:
        return self._json({"error": {"code": status, "message": message}}, status)

    def answer(self, request: Any, body: bytes) -> Answer:
        url = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        match = _PATH.fullmatch(url.path)
        if match is None or match[2] != self.bucket:
            return self._refuse(404, "The specified bucket does not exist.")
        name = unquote(match[3] or "")
        if match[1] == "/upload":
            return self._upload(request, body, query)
        if not name:
            return self._list(query)
        if name not in self.objects:
            return self._refuse(404, f"No such object: {self.bucket}/{name}")
        if match[1] == "/download":
            return self._download(request, name)
        if match[4]:
            self.put(unquote(match[4]), self.objects[name][1])
            return self._json({"done": True, "resource": self._item(unquote(match[4]))})
        if request.command == "DELETE":
            del self.objects[name]
            return 204, {}, b""
        return self._json(self._item(name))

    def _upload(self, request: Any, body: bytes, query: dict[str, str]) -> Answer:
        kind = request.headers["Content-Type"]
        parts = email.message_from_bytes(f"Content-Type: {kind}\n\n".encode() + body).get_payload()
        assert isinstance(parts, list)
        name = json.loads(parts[0].get_payload(decode=True))["name"]
        if query.get("ifGenerationMatch") == "0" and name in self.objects:
            return self._refuse(412, "At least one of the pre-conditions you specified did not hold.")
        boundary = re.search(r"boundary=[\"']?([^\"';]+)", kind)
        assert boundary is not None
        last = body.split(f"--{boundary[1]}".encode())[2]  # as bytes: the parser of letters changes line breaks
        self.put(name, last.split(b"\n\n", 1)[1].removesuffix(b"\n"))
        return self._json(self._item(name))

    def _download(self, request: Any, name: str) -> Answer:
        data = self.objects[name][1]
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
        if asked is None:
            return 200, {}, data
        start, stop = int(asked[1]), min(int(asked[2]) + 1 if asked[2] else len(data), len(data))
        return 206, {"Content-Range": f"bytes {start}-{stop - 1}/{len(data)}"}, data[start:stop]

    def _list(self, query: dict[str, str]) -> Answer:
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        items, prefixes = [], dict[str, None]()
        for name in sorted(self.objects):
            rest = name.removeprefix(prefix)
            if not name.startswith(prefix):
                continue
            if delimiter and delimiter in rest:
                prefixes[prefix + rest.split(delimiter)[0] + delimiter] = None
            else:
                items.append(self._item(name))
        return self._json({"kind": "storage#objects", "items": items, "prefixes": list(prefixes)})
