"""One dataset repository on the Hub, through huggingface_hub, with repeats where repeating is safe.

`HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME` and `HF_HUB_OFFLINE` mean what they mean to huggingface_hub, which reads them when
it is imported. A token comes from the environment or from `hf auth login`, and is never printed.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import cleancorpus
from cleancorpus.errors import ExportError
from cleancorpus.versions.open import MANIFEST, parse_manifest, said_by

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
ATTEMPTS = 6
_LONGEST_WAIT_S = 8.0
_REPO_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)


@dataclass(frozen=True)
class RemoteFile:
    """A file in a repository: `sha256` where it is in LFS or Xet, `blob` is git's id of it (or of its pointer)."""

    size: int
    sha256: str | None
    blob: str


@dataclass(frozen=True)
class Refs:
    """Commits by the name of branch, tag and pull request."""

    branches: dict[str, str]
    tags: dict[str, str]
    pull_requests: dict[str, str]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def status_of(error: BaseException) -> int | None:
    """The HTTP status that an error of the client came from, if it came from one."""
    from huggingface_hub.errors import HfHubHTTPError

    for link in _chain(error):
        if isinstance(link, HfHubHTTPError):
            return int(link.response.status_code)
    return None


def is_transient(error: BaseException) -> bool:
    """Whether the request may succeed later: no answer, a server error, or too many requests."""
    import httpx2

    status = status_of(error)
    if status is not None:
        return status >= 500 or status in (408, 429)
    return any(isinstance(link, httpx2.TransportError) for link in _chain(error))


def may_have_landed(error: BaseException) -> bool:
    """Whether a failed commit may have been made all the same: not if a request before it was refused."""
    from huggingface_hub.errors import HfHubHTTPError

    answered = next((link for link in _chain(error) if isinstance(link, HfHubHTTPError)), None)
    return answered is None or "/commit/" in str(answered.response.url)


def check_repo_id(repo_id: str) -> str:
    """`repo_id`, if it has the form `org/name`.

    Raises:
        ExportError: it has not.
    """
    if _REPO_ID.fullmatch(repo_id) is None or ".." in repo_id or "--" in repo_id:
        raise ExportError(
            f"'{repo_id}'", "is no repository of the form org/name", "write it as on the Hub, for example acme/news"
        )
    return repo_id


class Repo:
    """A dataset repository. `patience` is how many seconds the first wait before a repeat takes; later ones double."""

    def __init__(self, repo_id: str, *, patience: float = 1.0) -> None:
        from huggingface_hub import HfApi, constants

        self.repo_id = check_repo_id(repo_id)
        self.url = f"{constants.ENDPOINT}/datasets/{repo_id}"
        self.patience = patience
        self._api = HfApi(library_name="cleancorpus", library_version=cleancorpus.__version__)
        self._where: dict[str, Any] = {"repo_id": repo_id, "repo_type": "dataset"}

    def need_token(self) -> None:
        """Make sure that there is a token.

        Raises:
            ExportError: there is none.
        """
        from huggingface_hub import get_token

        if not get_token():
            raise ExportError(self.repo_id, "no token for the Hub", "run `hf auth login`, or set HF_TOKEN")

    def wait(self, attempt: int) -> None:
        """Wait before repeat number `attempt`, counted from 0."""
        time.sleep(min(self.patience * 2**attempt, _LONGEST_WAIT_S))

    def ask(self, what: str, call: Callable[[], Answer], *, pass_on: tuple[type[Exception], ...] = ()) -> Answer:
        """The answer to `call`, repeated while the failure is transient; `call` must be safe to repeat.

        `what` says for messages what was being done; errors of the kinds in `pass_on` are raised as they are.

        Raises:
            ExportError: it failed for good.
        """
        for attempt in range(ATTEMPTS):
            try:
                return call()
            except pass_on:
                raise
            except Exception as error:
                if not is_transient(error) or attempt == ATTEMPTS - 1:
                    raise self.failure(what, error) from error
                log.info("%s: %s: %s; trying again", self.repo_id, what, said_by(error))
                self.wait(attempt)
        raise AssertionError("unreachable")

    def failure(self, what: str, error: BaseException) -> Exception:
        """The error to raise instead of one from the client: one line, with a way out. Defects stay as they are."""
        from huggingface_hub.errors import (
            HfHubHTTPError,
            HFValidationError,
            LocalEntryNotFoundError,
            OfflineModeIsEnabled,
        )

        status = status_of(error)
        if isinstance(error, ExportError):
            return error
        if any(isinstance(link, OfflineModeIsEnabled) for link in _chain(error)):
            return ExportError(self.repo_id, f"cannot {what}: HF_HUB_OFFLINE is set", "unset it")
        if status in (401, 403):
            owner = self.repo_id.partition("/")[0]
            todo = f"use a token that may write to '{owner}' (hf auth login, or HF_TOKEN)"
            return ExportError(self.repo_id, f"no permission to {what} ({status})", todo)
        if is_transient(error):
            reason = f"status {status}" if status else said_by(error)
            return ExportError(
                self.repo_id,
                f"cannot {what}: the Hub does not answer ({reason})",
                "run again; what was transferred stays",
            )
        if isinstance(error, HfHubHTTPError):
            return ExportError(self.repo_id, f"cannot {what}: {error.server_message or said_by(error)}", "see above")
        if isinstance(error, (HFValidationError, LocalEntryNotFoundError, ValueError)):
            return ExportError(self.repo_id, f"cannot {what}: {said_by(error)}", "see above")
        return error if isinstance(error, Exception) else RuntimeError(str(error))

    # -- reading

    def is_private(self) -> bool | None:
        """Whether the repository is private; None where there is none, or none that this token may see."""
        from huggingface_hub.errors import RepositoryNotFoundError

        try:
            info = self.ask(
                "read the repository", lambda: self._api.repo_info(**self._where), pass_on=(RepositoryNotFoundError,)
            )
        except RepositoryNotFoundError:
            return None
        return bool(info.private)

    def commit_of(self, revision: str) -> str:
        """The commit a branch, tag or commit id stands for; RepositoryNotFoundError and RevisionNotFoundError pass."""
        from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

        info = self.ask(
            f"read {revision}",
            lambda: self._api.repo_info(**self._where, revision=revision),
            pass_on=(RepositoryNotFoundError, RevisionNotFoundError),
        )
        return str(info.sha)

    def refs(self, *, pull_requests: bool = False) -> Refs:
        """Branches and tags, and on demand pull requests."""
        found = self.ask(
            "list the branches", lambda: self._api.list_repo_refs(**self._where, include_pull_requests=pull_requests)
        )
        sides = (found.branches, found.tags, found.pull_requests or [])
        return Refs(*({ref.name: ref.target_commit for ref in side} for side in sides))

    def manifest(self, revision: str) -> dict[str, Any] | None:
        """The manifest at a commit (or tag); None where there is none.

        Raises:
            ExportError: there is a file manifest.json that is none of ours.
        """
        from huggingface_hub.errors import RemoteEntryNotFoundError

        try:
            path = self.ask(
                "read the manifest",
                lambda: self._api.hf_hub_download(**self._where, filename=MANIFEST, revision=revision),
                pass_on=(RemoteEntryNotFoundError,),
            )
        except RemoteEntryNotFoundError:
            return None
        return parse_manifest(Path(path).read_bytes(), f"{self.repo_id}@{revision}/{MANIFEST}")

    def tree(self, revision: str) -> dict[str, RemoteFile]:
        """All files at a commit by path."""
        from huggingface_hub.hf_api import RepoFile

        items = self.ask(
            "list the files", lambda: list(self._api.list_repo_tree(**self._where, recursive=True, revision=revision))
        )
        return {
            item.path: RemoteFile(item.size, item.lfs.sha256 if item.lfs else None, item.blob_id)
            for item in items
            if isinstance(item, RepoFile)
        }

    def history(self, revision: str) -> list[tuple[str, str]]:
        """Commits from the newest to the oldest: id, and title and description."""
        found = self.ask("read the history", lambda: self._api.list_repo_commits(**self._where, revision=revision))
        return [(commit.commit_id, f"{commit.title}\n{commit.message}") for commit in found]

    # -- writing; each of these may be repeated

    def create(self, *, private: bool) -> None:
        """Make the repository, if it is not there."""
        self.ask("create the repository", lambda: self._api.create_repo(**self._where, private=private, exist_ok=True))

    def create_branch(self, branch: str, revision: str) -> None:
        """Make a branch at a commit, if it is not there."""
        self.ask(
            "create the branch",
            lambda: self._api.create_branch(**self._where, branch=branch, revision=revision, exist_ok=True),
        )

    def preupload(self, addition: Any, *, branch: str, create_pr: bool) -> None:
        """Upload the content of one `CommitOperationAdd`, if it goes to LFS and is not there yet."""
        self.ask(
            f"upload {addition.path_in_repo}",
            lambda: self._api.preupload_lfs_files(
                self.repo_id,
                [addition],
                repo_type="dataset",
                revision=branch,
                create_pr=create_pr,
                free_memory=False,
                gitignore_content="",
            ),
        )

    # -- writing that must not be repeated blindly

    def commit_once(
        self, operations: Sequence[Any], *, title: str, description: str, branch: str, parent: str, create_pr: bool
    ) -> tuple[str, str | None]:
        """One commit; gives its id and, for a pull request, its address. Errors are the client's own."""
        done = self._api.create_commit(
            self.repo_id,
            list(operations),
            commit_message=title,
            commit_description=description,
            repo_type="dataset",
            revision=branch,
            parent_commit=parent,
            create_pr=create_pr,
        )
        return done.oid, done.pr_url

    def tag_once(self, tag: str, revision: str, message: str) -> None:
        """Make a tag. Errors are the client's own."""
        self._api.create_tag(**self._where, tag=tag, revision=revision, tag_message=message)
