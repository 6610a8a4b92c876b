"""A small Hugging Face Hub for tests: loopback only, standard library only, dataset repositories only.

It answers what the unmodified clients (huggingface_hub 2, datasets 5) ask when they push and load a dataset: create, info,
preupload, LFS batch and PUT, commit, branches, tags, refs, history, tree, paths-info, and files with byte ranges. Faults can
be put in, see `Faults`. It keeps everything in memory and stops with the `with` block.

    with LocalHub() as hub:
        subprocess.run([...], env={**os.environ, **hub.environment(tmp_path / "hf")})
        hub.requests  # [(method, path, status), …]

Clients read HF_ENDPOINT when they are imported, so each test uses a child process.
"""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from local_hub_store import Commit, Faults, File, RefusedError, Repository

from http_body import read_body

LFS_ENDINGS = (".parquet", ".arrow", ".zst", ".gz", ".zip")
ROUTES: list[tuple[str, re.Pattern[str], Callable[..., None]]] = []


def route(methods: str, pattern: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def register(function: Callable[..., None]) -> Callable[..., None]:
        for method in methods.split():
            ROUTES.append((method, re.compile(pattern), function))
        return function

    return register


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def handle_any(self) -> None:
        self.hub = self.server.hub
        self.body, self.status = read_body(self), 0
        url = urlsplit(self.path)
        self.query = parse_qs(url.query)
        try:
            time.sleep(self.hub.faults.slow)
            self.hub.count_and_fail()
            for method, pattern, function in ROUTES:
                if (method == self.command or (method, self.command) == ("GET", "HEAD")) and (
                    match := pattern.fullmatch(url.path)
                ):
                    function(self, *(part and unquote(part) for part in match.groups()))
                    return
            raise RefusedError(404, f"no {self.command} {url.path} here")
        except RefusedError as refusal:
            headers = {"X-Error-Message": refusal.message, **({"X-Error-Code": refusal.code} if refusal.code else {})}
            self.answer({"error": refusal.message, **refusal.body}, refusal.status, headers)
        except ConnectionError:
            self.close_connection = True
        finally:
            self.hub.requests.append((self.command, unquote(self.path), self.status))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

    def send(self, data: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def answer(self, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send(json.dumps(value).encode(), status, {"Content-Type": "application/json", **(headers or {})})

    def json(self) -> Any:
        return json.loads(self.body or b"{}")

    def log_message(self, *_: Any) -> None:
        """Say nothing: `LocalHub.requests` has it."""

    # -- rights: with a token, writing needs it, and so does reading what is private

    def need_write(self) -> None:
        given = self.headers.get("Authorization")
        if self.hub.token is None or given == f"Bearer {self.hub.token}":
            return
        raise RefusedError(403 if given else 401, "You have no write access here")

    def repository(self, name: str, *, write: bool = False) -> Repository:
        found = self.hub.repositories.get(name)
        given = self.headers.get("Authorization")
        if found is None or (found.private and self.hub.token is not None and given != f"Bearer {self.hub.token}"):
            raise RefusedError(404 if found is None else 401, "Repository not found", "RepoNotFound")
        if write:
            self.need_write()
        return found

    # -- repositories

    @route("POST", "/api/repos/create")
    def create(self) -> None:
        self.need_write()
        wanted = self.json()
        name = f"{wanted['organization']}/{wanted['name']}"
        url = f"{self.hub.url}/datasets/{name}"
        with self.hub.lock:
            if name in self.hub.repositories:
                raise RefusedError(409, "You already created this dataset repo", url=url)
            repo = Repository(name, wanted.get("visibility") == "private")
            attributes = "".join(f"*{ending} filter=lfs diff=lfs merge=lfs -text\n" for ending in LFS_ENDINGS)
            repo.refs["refs/heads/main"] = repo.add(
                None, {".gitattributes": File(attributes.encode(), False)}, "initial commit"
            )
            self.hub.repositories[name] = repo
        self.answer({"url": url, "name": name})

    @route("POST", "/api/validate-yaml")
    def validate_yaml(self) -> None:
        self.answer({"errors": [], "warnings": []})

    @route("GET", "/api/datasets/([^/]+/[^/]+)(?:/revision/(.+))?")
    def info(self, name: str, revision: str | None) -> None:
        repo = self.repository(name)
        commit = repo.resolve(revision or "main")
        siblings = [{"rfilename": path, "size": len(file.data)} for path, file in sorted(commit.files.items())]
        dates = {"createdAt": commit.date, "lastModified": commit.date}
        rest = {"private": repo.private, "gated": False, "disabled": False, "tags": [], "downloads": 0, "likes": 0}
        self.answer(
            {
                "_id": name,
                "id": name,
                "author": name.split("/")[0],
                "sha": commit.oid,
                **rest,
                **dates,
                "siblings": siblings,
            }
        )

    @route("GET", "/api/datasets/([^/]+/[^/]+)/refs")
    def list_refs(self, name: str) -> None:
        refs = self.repository(name).refs

        def some(prefix: str) -> list[dict[str, str]]:
            found = ((ref, oid) for ref, oid in refs.items() if ref.startswith(prefix))
            return [{"name": ref.removeprefix(prefix), "ref": ref, "targetCommit": oid} for ref, oid in found]

        answer = {"branches": some("refs/heads/"), "tags": some("refs/tags/"), "converts": some("refs/convert/")}
        if "include_prs" in self.query:
            answer["pullRequests"] = some("refs/pr/")
        self.answer(answer)

    @route("POST", "/api/datasets/([^/]+/[^/]+)/branch/(.+)")
    def branch(self, name: str, branch: str) -> None:
        self._make_ref(
            self.repository(name, write=True), f"refs/heads/{branch}", self.json().get("startingPoint") or "main"
        )
        self.answer({})

    @route("POST", "/api/datasets/([^/]+/[^/]+)/tag/(.+)")
    def tag(self, name: str, revision: str) -> None:
        self.hub.faults.at("tag")
        self._make_ref(self.repository(name, write=True), f"refs/tags/{self.json()['tag']}", revision)
        if self.hub.faults.lose_tags > 0:
            self.hub.faults.lose_tags -= 1
            raise ConnectionAbortedError
        self.answer({})

    def _make_ref(self, repo: Repository, ref: str, start: str) -> None:
        with self.hub.lock:
            if ref in repo.refs:
                raise RefusedError(409, f"Reference already exists: {ref}")
            repo.refs[ref] = repo.resolve(start).oid

    @route("GET", "/api/datasets/([^/]+/[^/]+)/commits/(.+)")
    def history(self, name: str, revision: str) -> None:
        repo, found = self.repository(name), []
        commit: Commit | None = repo.resolve(revision)
        while commit is not None:
            entry = {
                "id": commit.oid,
                "title": commit.title,
                "message": commit.message,
                "date": commit.date,
                "authors": [{"user": "local"}],
            }
            found.append(entry)
            commit = repo.commits.get(commit.parent or "")
        self.answer(found)

    @route("GET", "/api/datasets/([^/]+/[^/]+)/tree/([^/]+)(?:/(.*))?")
    def tree(self, name: str, revision: str, folder: str | None) -> None:
        files = self.repository(name).resolve(revision).files
        prefix = f"{folder.strip('/')}/" if folder else ""
        recursive = self.query.get("recursive", [""])[0].lower() in ("true", "1")
        items: dict[str, dict[str, Any]] = {}
        for path in sorted(path for path in files if path.startswith(prefix)):
            parts = path.removeprefix(prefix).split("/")
            for depth in range(1, len(parts) if recursive else min(len(parts), 2)):
                above = prefix + "/".join(parts[:depth])
                items.setdefault(
                    above,
                    {"type": "directory", "path": above, "size": 0, "oid": hashlib.sha1(above.encode()).hexdigest()},
                )
            if recursive or len(parts) == 1:
                items[path] = files[path].item(path)
        if prefix and not items:
            raise RefusedError(404, f"{folder} does not exist", "EntryNotFound")
        self.answer(list(items.values()))

    @route("POST", "/api/datasets/([^/]+/[^/]+)/paths-info/(.+)")
    def paths_info(self, name: str, revision: str) -> None:
        files = self.repository(name).resolve(revision).files
        found = []
        for path in parse_qs(self.body.decode()).get("paths", []):
            if path in files:
                found.append(files[path].item(path))
            elif any(other.startswith(f"{path.rstrip('/')}/") for other in files):
                found.append({"type": "directory", "path": path.rstrip("/"), "size": 0, "oid": ""})
        self.answer(found)

    # -- uploads

    @route("POST", "/api/datasets/([^/]+/[^/]+)/preupload/(.+)")
    def preupload(self, name: str, revision: str) -> None:
        files = self.repository(name, write=True).resolve(revision).files
        found = []
        for entry in self.json()["files"]:
            lfs = entry["path"].endswith(LFS_ENDINGS)
            old = files.get(entry["path"])
            oid = (old.sha256 if lfs else old.blob) if old else None
            found.append(
                {"path": entry["path"], "shouldIgnore": False, "uploadMode": "lfs" if lfs else "regular", "oid": oid}
            )
        self.answer({"files": found})

    @route("POST", r"/datasets/([^/]+/[^/]+)\.git/info/lfs/objects/batch")
    def lfs_batch(self, name: str) -> None:
        self.repository(name, write=True)
        found = []
        for entry in self.json()["objects"]:
            item = {"oid": entry["oid"], "size": entry["size"]}
            if entry["oid"] not in self.hub.objects:  # without actions the client skips it
                item["actions"] = {"upload": {"href": f"{self.hub.url}/_lfs/{entry['oid']}"}}
            found.append(item)
        self.answer({"transfer": "basic", "objects": found})

    @route("PUT", "/_lfs/([0-9a-f]{64})")
    def lfs_put(self, sha256: str) -> None:
        self.hub.faults.at("upload")
        if hashlib.sha256(self.body).hexdigest() != sha256:
            raise RefusedError(400, "the content has another sha256")
        self.hub.objects[sha256] = self.body
        self.answer({})

    @route("POST", "/api/datasets/([^/]+/[^/]+)/commit/(.+)")
    def commit(self, name: str, branch: str) -> None:
        self.hub.faults.at("commit")
        repo = self.repository(name, write=True)
        lines = [json.loads(line) for line in self.body.splitlines() if line.strip()]
        head = next(line["value"] for line in lines if line["key"] == "header")
        create_pr = "create_pr" in self.query
        with self.hub.lock:
            parent = repo.resolve(branch)
            if head.get("parentCommit") and head["parentCommit"] != parent.oid:
                raise RefusedError(412, "A commit has happened since. Please refresh and try again.")
            files = self._changed(dict(parent.files), lines)
            oid = repo.add(parent.oid, files, head["summary"], head.get("description", ""))
            number = sum(ref.startswith("refs/pr/") for ref in repo.refs) + 1
            repo.refs[f"refs/pr/{number}" if create_pr else f"refs/heads/{branch}"] = oid
        self.hub.faults.at("committed")
        if self.hub.faults.lose_commits > 0:
            self.hub.faults.lose_commits -= 1
            raise ConnectionAbortedError
        url = f"{self.hub.url}/datasets/{name}"
        more = {"pullRequestUrl": f"{url}/discussions/{number}"} if create_pr else {}
        self.answer({"success": True, "commitOid": oid, "commitUrl": f"{url}/commit/{oid}", **more})

    def _changed(self, files: dict[str, File], lines: list[dict[str, Any]]) -> dict[str, File]:
        for line in lines:
            key, value = line["key"], line["value"]
            if key == "file":
                files[value["path"]] = File(base64.b64decode(value["content"]), False)
            elif key == "lfsFile":
                if value["oid"] not in self.hub.objects:
                    raise RefusedError(400, f"{value['oid']} was not uploaded")
                files[value["path"]] = File(self.hub.objects[value["oid"]], True)
            elif key == "deletedFile" and files.pop(value["path"], None) is None:
                raise RefusedError(404, f"A file with this name doesn't exist: {value['path']}", "EntryNotFound")
        return files

    # -- downloads

    @route("GET", "/datasets/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
    def resolve(self, name: str, revision: str, path: str) -> None:
        commit = self.repository(name).resolve(revision)
        file = commit.files.get(path)
        if file is None:
            raise RefusedError(404, "Entry not found", "EntryNotFound")
        tag = f'"{file.sha256 if file.lfs else file.blob}"'
        headers = {"X-Repo-Commit": commit.oid, "ETag": tag, "Accept-Ranges": "bytes"}
        if file.lfs:
            headers |= {"X-Linked-Etag": tag, "X-Linked-Size": str(len(file.data))}
        match = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if match is None:
            self.send(file.data, 200, headers)
            return
        start = int(match[1]) if match[1] else max(0, len(file.data) - int(match[2]))
        end = min(int(match[2]) + 1, len(file.data)) if match[1] and match[2] else len(file.data)
        if start >= len(file.data):
            self.send(b"", 416, {"Content-Range": f"bytes */{len(file.data)}"})
            return
        self.send(file.data[start:end], 206, {**headers, "Content-Range": f"bytes {start}-{end - 1}/{len(file.data)}"})


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True
    hub: LocalHub


class LocalHub:
    """The server, in a thread of this process; with `token`, writing needs it."""

    def __init__(self, token: str | None = None) -> None:
        self.token = token
        self.faults = Faults()
        self.repositories: dict[str, Repository] = {}
        self.objects: dict[str, bytes] = {}
        self.requests: list[tuple[str, str, int]] = []
        self.lock = threading.RLock()
        self._count = self._failed = 0
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.hub = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def count_and_fail(self) -> None:
        """Refuse this request, if it is its turn."""
        with self.lock:
            self._count += 1
            every, share = self.faults.fail_every, self.faults.fail_share
            if not (every and self._count % every == 0) and (
                random.Random(f"{self.faults.seed} {self._count}").random() >= share
            ):
                return
            self._failed += 1
            status = self.faults.fail_with[self._failed % len(self.faults.fail_with)]
        raise RefusedError(status, "a fault for the test")

    def environment(self, hf_home: Path) -> dict[str, str]:
        """Environment of a child process that is to use this Hub, this cache, and nothing else."""
        return {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(hf_home),
            "HF_TOKEN": self.token or "hf_local",
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_UPDATE_DOWNLOAD_COUNTS": "0",
            "NO_PROXY": "127.0.0.1",
        }

    def __enter__(self) -> LocalHub:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.faults.go_on.set()
        self._server.shutdown()
        self._server.server_close()
