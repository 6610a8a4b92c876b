"""The release procedure: plan, upload each file, one commit, one tag, verify. It can be cut off anywhere and run again.

What was uploaded is not sent again; a commit that landed although its answer was lost is found by the content hash in
its description or by the manifest it brought; a tag is made once and never moved. A stale parent overwrites nobody.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cleancorpus.errors import ExportError
from cleancorpus.export import changelog
from cleancorpus.hub.client import ATTEMPTS, Refs, Repo, is_transient, may_have_landed, status_of
from cleancorpus.hub.files import is_equal, local_files
from cleancorpus.numbers import counted, data_size
from cleancorpus.report import side_files
from cleancorpus.schema import TABLES
from cleancorpus.versions.open import VersionFiles, local_version, said_by
from cleancorpus.versions.semver import SemVer

log = logging.getLogger(__name__)
MAIN = "main"


@dataclass(frozen=True)
class PublishPlan:
    """What publishing would do. `commit` is set where the version is on the Hub already, `tagged` where its tag is.

    `uploads` and `unchanged` are files of the version, with sizes; `deletions` are files of an older version in the
    repository. `tag` is None where none is to be made.
    """

    folder: Path
    repo_id: str
    url: str
    version: str
    content_hash: str
    branch: str
    private: bool
    create_pr: bool
    repo_exists: bool
    parent: str | None
    branch_exists: bool
    uploads: dict[str, int]
    unchanged: dict[str, int]
    deletions: tuple[str, ...]
    tag: str | None
    commit: str | None = None
    tagged: bool = False


@dataclass(frozen=True)
class Published:
    """What publishing did. With `dry_run` only `plan` is set.

    `commit` is the commit of the version, `pull_request` the address of a pull request. `committed` and `tagged` say
    whether it was this call that made them.
    """

    plan: PublishPlan
    commit: str | None = None
    pull_request: str | None = None
    committed: bool = False
    tagged: bool = False


def _content_line(version: VersionFiles) -> str:
    """The line in a commit's description by which its commit is found again."""
    return f"content-sha256: {version.manifest['content_hash']} version: {version.version}"


def _is_ours(manifest: dict[str, Any] | None, version: VersionFiles) -> bool:
    return (
        manifest is not None
        and manifest["content_hash"] == version.manifest["content_hash"]
        and manifest["version"] == version.version
    )


def _check_licence(version: VersionFiles) -> None:
    if not version.manifest["card"]["licence"]:
        raise ExportError(version.where, "has no licence", "set export.licence in the config and run it again")


def plan_publish(
    folder: str | Path,
    repo_id: str,
    *,
    private: bool = False,
    create_pr: bool = False,
    branch: str = MAIN,
    tag: bool = True,
) -> PublishPlan:
    """What `publish` would do now; reads the repository and changes nothing.

    Raises:
        ExportError: the folder is no intact version, it has no licence, the tag or the branch has other content, the
            repository is public although `private` was asked for, or the Hub cannot be read.
    """
    _refuse_sample(Path(folder))
    return _plan(Repo(repo_id), Path(folder), private=private, create_pr=create_pr, branch=branch, tag=tag)


def _refuse_sample(folder: Path) -> None:
    sample = local_version(folder).manifest.get("sample")
    if sample:
        raise ExportError(str(folder), f"is a sample ({sample}), no version", "run without --limit and publish that")


def _plan(repo: Repo, folder: Path, *, private: bool, create_pr: bool, branch: str, tag: bool) -> PublishPlan:
    version = local_version(folder)
    _check_licence(version)
    if create_pr and branch != MAIN:
        raise ExportError(repo.repo_id, "a pull request goes against main", "leave out --branch or --create-pr")
    files = local_files(version, folder)
    sizes = {path: (folder / path).stat().st_size for path in files}
    plan = PublishPlan(
        folder=folder,
        repo_id=repo.repo_id,
        url=repo.url,
        version=version.version,
        content_hash=version.manifest["content_hash"],
        branch=branch,
        private=private,
        create_pr=create_pr,
        repo_exists=False,
        parent=None,
        branch_exists=False,
        uploads=sizes,
        unchanged={},
        deletions=(),
        tag=f"v{version.version}" if tag else None,
    )
    is_private = repo.is_private()
    if is_private is None:
        return plan
    if private and not is_private:
        raise ExportError(
            repo.repo_id, "exists and is public", "make it private in its settings, or publish without --private"
        )
    refs = repo.refs(pull_requests=create_pr)
    parent = refs.branches.get(branch, refs.branches.get(MAIN))
    if parent is None:
        raise ExportError(repo.repo_id, f"has no branch '{branch}'", "make one on the Hub")
    plan = replace(plan, repo_exists=True, parent=parent, branch_exists=branch in refs.branches)
    name = f"v{version.version}"
    if name in refs.tags:
        return replace(plan, commit=_tagged_commit(repo, version, name), tagged=True, uploads={}, unchanged=sizes)
    if landed := _landed(repo, version, parent, refs):
        return replace(plan, commit=landed, uploads={}, unchanged=sizes)
    at_head = repo.manifest(parent)
    if plan.branch_exists:  # a new one begins at main, whatever version that has
        _check_head(repo.repo_id, branch, at_head, version)
    tree = repo.tree(parent)
    equal = {path for path, sha256 in files.items() if is_equal(folder / path, sha256, tree.get(path))}
    listed = {entry["path"] for entry in (at_head or {"files": ()})["files"]}
    folders = {table.folder for table in TABLES.values()}
    stale = sorted(
        path
        for path in tree
        if path not in files and (path in listed or path in side_files.FILES or path.partition("/")[0] in folders)
    )
    return replace(
        plan,
        uploads={path: size for path, size in sizes.items() if path not in equal},
        unchanged={path: size for path, size in sizes.items() if path in equal},
        deletions=tuple(stale),
    )


def _tagged_commit(repo: Repo, version: VersionFiles, tag: str) -> str:
    """The commit of a tag that is there, which must have this version.

    Raises:
        ExportError: it has another.
    """
    commit = repo.commit_of(tag)
    if not _is_ours(repo.manifest(commit), version):
        raise ExportError(repo.repo_id, f"has a tag {tag} with other content", "raise the version; tags are not moved")
    return commit


def _landed(repo: Repo, version: VersionFiles, parent: str, refs: Refs) -> str | None:
    """The commit that has this version already: on the branch, or in an open pull request."""
    line = _content_line(version)
    for commit, text in repo.history(parent):
        if line in text:
            return commit
    for commit in (parent, *refs.pull_requests.values()):
        if _is_ours(repo.manifest(commit), version):
            return commit
    return None


def _check_head(repo_id: str, branch: str, at_head: dict[str, Any] | None, version: VersionFiles) -> None:
    """Refuse to put an older version, or another of the same number, on top of what a branch has."""
    if at_head is None:
        return
    there, ours = SemVer.parse(at_head["version"]), SemVer.parse(version.version)
    if there == ours:
        raise ExportError(f"{repo_id}@{branch}", f"has version {there} with other content", "raise the version")
    if there > ours:
        what = f"has version {there}, which is newer than {ours}"
        raise ExportError(f"{repo_id}@{branch}", what, "publish this one to a branch of its own (--branch)")


def publish(
    folder: str | Path,
    repo_id: str,
    *,
    private: bool = False,
    create_pr: bool = False,
    branch: str = MAIN,
    dry_run: bool = False,
    tag: bool = True,
    message: str | None = None,
    patience: float = 1.0,
) -> Published:
    """Put a version on the Hub: one commit with all its files, and the tag `vX.Y.Z`. Run it again after any failure.

    `create_pr` opens a pull request and makes no tag; run again when it is merged, for the tag. `message` is the
    commit's title. `patience` is how many seconds the first wait before a repeat takes.

    Raises:
        ExportError: as `plan_publish`; or there is no token or no permission, somebody else committed meanwhile, the
            Hub does not answer, or what is on the Hub in the end is not what is here.
    """
    _refuse_sample(Path(folder))
    repo = Repo(repo_id, patience=patience)
    if not dry_run:
        repo.need_token()
    options: dict[str, Any] = {"private": private, "create_pr": create_pr, "branch": branch, "tag": tag}
    plan = _plan(repo, Path(folder), **options)
    if dry_run:
        return Published(plan)
    version = local_version(Path(folder))
    if plan.commit is not None:
        log.info("%s: version %s is on the Hub already, in commit %s", repo_id, plan.version, plan.commit)
        done = Published(plan, commit=plan.commit)
    else:
        if not plan.repo_exists:
            repo.create(private=private)
            plan = _plan(repo, Path(folder), **options)
        if plan.parent is None:
            raise ExportError(repo_id, "cannot be seen after it was made", "use a token that may read it")
        if not plan.branch_exists and not create_pr:
            repo.create_branch(branch, plan.parent)
        done = _commit(repo, plan, version, message)
    assert done.commit is not None
    _check_remote(repo, version, Path(folder), done.commit)
    if plan.tag is None or plan.tagged or done.pull_request is not None or _is_open_pr(repo, plan, done.commit):
        return done
    return replace(done, tagged=_tag(repo, version, plan.tag, done.commit))


def _is_open_pr(repo: Repo, plan: PublishPlan, commit: str) -> bool:
    """Whether the version is so far only in a pull request."""
    return plan.create_pr and commit in repo.refs(pull_requests=True).pull_requests.values()


def _commit(repo: Repo, plan: PublishPlan, version: VersionFiles, message: str | None) -> Published:
    """Upload, then commit once; a failed attempt is repeated only when it is sure that it did not land."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    additions = [CommitOperationAdd(path, str(plan.folder / path)) for path in plan.uploads]
    for number, addition in enumerate(additions, start=1):
        size = data_size(plan.uploads[addition.path_in_repo])
        log.info("%s: %s (%d of %d, %s)", repo.repo_id, addition.path_in_repo, number, len(additions), size)
        repo.preupload(addition, branch=plan.branch, create_pr=plan.create_pr)
    operations = [*additions, *(CommitOperationDelete(path) for path in plan.deletions)]
    entry = changelog.entry_of((plan.folder / changelog.FILE).read_text(encoding="utf-8"), plan.version)
    assert plan.parent is not None
    for attempt in range(ATTEMPTS):
        try:
            commit, pull_request = repo.commit_once(
                operations,
                title=message or f"Release {plan.version}",
                description=f"{entry}\n\n{_content_line(version)}",
                branch=plan.branch,
                parent=plan.parent,
                create_pr=plan.create_pr,
            )
            return Published(plan, commit, pull_request, committed=True)
        except Exception as error:
            stale = status_of(error) == 412
            if not (stale or is_transient(error)):
                raise repo.failure("commit", error) from error
            log.info("%s: commit: %s", repo.repo_id, said_by(error))
            repo.wait(attempt)
            if stale or may_have_landed(error):
                landed = _look_again(repo, plan, version, attempt)
                if landed is not None:
                    return Published(plan, landed, committed=True)
            if stale:
                raise _moved(repo, plan) from error
            if attempt == ATTEMPTS - 1:
                raise repo.failure("commit", error) from error
    raise AssertionError("unreachable")


def _moved(repo: Repo, plan: PublishPlan) -> ExportError:
    what = f"somebody else committed to '{plan.branch}' meanwhile"
    return ExportError(repo.repo_id, what, "see what it was, then run again")


def _look_again(repo: Repo, plan: PublishPlan, version: VersionFiles, attempt: int) -> str | None:
    """The commit, if it landed although the client was told otherwise, or nothing.

    Raises:
        ExportError: another commit landed instead.
    """
    refs = repo.refs(pull_requests=plan.create_pr)
    head = refs.branches.get(plan.branch, plan.parent) or ""
    if head != plan.parent or plan.create_pr:
        landed = _landed(repo, version, head, refs)
        if landed is None and head != plan.parent:
            raise _moved(repo, plan)
        return landed
    if attempt > 0:  # the list of branches may lag behind
        line = _content_line(version)
        return next((commit for commit, text in repo.history(plan.branch) if line in text), None)
    return None


def _tag(repo: Repo, version: VersionFiles, tag: str, commit: str) -> bool:
    """Make the tag, once. A lost answer is recognised, a tag with other content is refused; gives True."""
    entry = (
        changelog.entry_of((version.folder / changelog.FILE).read_text(encoding="utf-8"), version.version)
        if version.folder
        else ""
    )
    for attempt in range(ATTEMPTS):
        try:
            repo.tag_once(tag, commit, entry or f"Version {version.version}")
            return True
        except Exception as error:
            if not (status_of(error) == 409 or is_transient(error)):
                raise repo.failure(f"make the tag {tag}", error) from error
            repo.wait(attempt)
            if tag in repo.refs().tags:
                _tagged_commit(repo, version, tag)
                return True
            if attempt == ATTEMPTS - 1:
                raise repo.failure(f"make the tag {tag}", error) from error
    raise AssertionError("unreachable")


def _check_remote(repo: Repo, version: VersionFiles, folder: Path, commit: str) -> None:
    """Prove that a commit has the version's data files with their digests, and no others beside them."""
    tree = repo.tree(commit)
    wanted = {entry["path"]: entry["sha256"] for entry in version.manifest["files"]}
    folders = {table.folder for table in TABLES.values()}
    off = [path for path, sha256 in wanted.items() if not is_equal(folder / path, sha256, tree.get(path))]
    off += [path for path in tree if path not in wanted and path.partition("/")[0] in folders]
    if off:
        what = f"commit {commit[:10]} has {counted(len(off), 'file')} other than here, first {off[0]}"
        raise ExportError(repo.repo_id, what, "delete the tag, if one was made, and publish again")
