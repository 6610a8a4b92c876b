"""Articles for the tests of places elsewhere, and a bucket to put them in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import fsspec
from servers import Proxy

PARAGRAPH = (
    "The harbour bridge at {} was closed on Monday after a storm tore two bolts from its northern pier, it said."
)


def article(number: int) -> dict[str, str]:
    text = f"{PARAGRAPH.format(f'Velden {number}')}\n\n{PARAGRAPH.format('Aker')}"
    return {"id": f"a{number}", "text": text, "url": f"https://harbour.example/{number}"}


def json_lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@dataclass
class Store:
    """`bucket` is an address to put things below; `proxy` what stands between, and may spoil answers."""

    bucket: str
    proxy: Proxy
    options: dict[str, Any]

    @property
    def fs(self) -> Any:
        return fsspec.filesystem("s3")

    def put(self, name: str, data: bytes) -> str:
        self.fs.pipe_file(f"{self.bucket}/{name}", data)
        return f"{self.bucket}/{name}"

    def names(self) -> list[str]:
        self.fs.invalidate_cache()
        return sorted(path.removeprefix(self.bucket.removeprefix("s3://") + "/") for path in self.fs.find(self.bucket))
