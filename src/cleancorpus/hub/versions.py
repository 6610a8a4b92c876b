"""Versions by name, a folder or `org/name@tag`: opened in place, fetched, listed, compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO, cast

from cleancorpus.errors import ExportError
from cleancorpus.hub.client import Repo, check_repo_id, is_transient
from cleancorpus.remote.errors import is_elsewhere
from cleancorpus.versions.diff import VersionDiff, compare
from cleancorpus.versions.elsewhere import version_elsewhere
from cleancorpus.versions.open import MANIFEST, VersionFiles, local_version, newest_version, versions_in
from cleancorpus.versions.semver import SemVer


def _tagged(names: Any) -> list[SemVer]:
    """The versions that tags name, oldest first."""
    found = (SemVer.maybe(name.removeprefix("v")) for name in names if name.startswith("v"))
    return sorted(version for version in found if version is not None)


def published_versions(repo_id: str) -> list[str]:
    """The versions a repository has tags for, oldest first; offline, those whose tag is in the cache.

    Raises:
        ExportError: the repository cannot be read.
    """
    from huggingface_hub import constants, is_offline_mode
    from huggingface_hub.file_download import repo_folder_name

    check_repo_id(repo_id)
    if is_offline_mode():
        refs = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=repo_id, repo_type="dataset") / "refs"
        names = [path.name for path in refs.iterdir()] if refs.is_dir() else []
    else:
        repo = Repo(repo_id)
        if repo.is_private() is None:
            raise ExportError(repo_id, "no such repository, or none that you may read", "check the name, or log in")
        names = list(repo.refs().tags)
    return [str(version) for version in _tagged(names)]


def newest_published(repo_id: str) -> str:
    """The newest release a repository has a tag for, else its newest pre-release.

    Raises:
        ExportError: it has none, or (offline) none is in the cache.
    """
    versions = published_versions(repo_id)
    releases = [version for version in versions if not SemVer.parse(version).pre]
    if not versions:
        raise ExportError(
            repo_id, "has no tag of the form vX.Y.Z (offline: none in the cache)", "publish a version first"
        )
    return (releases or versions)[-1]


def fetch(repo_id: str, revision: str, *, folders: tuple[str, ...] | None = None) -> Path:
    """Download a version to the cache of huggingface_hub and give its folder; offline, take it from there.

    `revision` is a tag (`v1.2.0`), branch or commit. With `folders` (`("data",)`) only these come, and the files
    beside them. What is given back is complete and has the version that the tag names; `verify` checks its bytes.

    Raises:
        ExportError: there is no such version, it cannot be read, is not in the cache (offline), or is not what its tag
            says.
    """
    from huggingface_hub import is_offline_mode, snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError

    check_repo_id(repo_id)
    where = f"{repo_id}@{revision}"
    patterns = None if folders is None else ["*.md", "*.json", *(f"{folder}/*" for folder in folders)]
    repo = Repo(repo_id)
    try:
        path = repo.ask(
            f"download {revision}",
            lambda: snapshot_download(repo_id, repo_type="dataset", revision=revision, allow_patterns=patterns),
            pass_on=(RepositoryNotFoundError, RevisionNotFoundError),
        )
    except RevisionNotFoundError as error:
        known = ", ".join(published_versions(repo_id)) or "none"
        raise ExportError(where, "no such version", f"there are: {known}") from error
    except RepositoryNotFoundError as error:
        raise ExportError(
            repo_id, "no such repository, or none that you may read", "check the name, or log in"
        ) from error
    except ExportError as error:
        offline = is_offline_mode() or isinstance(error.__cause__, LocalEntryNotFoundError)
        if offline and not (error.__cause__ is not None and is_transient(error.__cause__)):
            raise ExportError(where, "is not (wholly) in the cache", "load it once while online") from error
        raise
    version = local_version(Path(path))
    check_tag(version, revision, where)
    for entry in version.manifest["files"]:
        if folders is None or entry["path"].partition("/")[0] in folders:
            file = Path(path) / entry["path"]
            if not file.is_file() or file.stat().st_size != entry["size"]:
                raise ExportError(where, f"{entry['path']} is missing or cut short", "load it once while online")
    return Path(path)


def check_tag(version: VersionFiles, revision: str, where: str) -> None:
    """Make sure that a tag `vX.Y.Z` leads to that version.

    Raises:
        ExportError: it leads to another.
    """
    named = SemVer.maybe(revision.removeprefix("v")) if revision.startswith("v") else None
    if named is not None and str(named) != version.version:
        raise ExportError(
            where, f"the tag leads to version {version.version}", "ask who published it; the tag was moved"
        )


def remote_version(repo_id: str, revision: str) -> VersionFiles:
    """A version on the Hub, read in place: only the byte ranges that are needed come over the network.

    Raises:
        ExportError: there is no such repository or revision, or no manifest of ours in it.
    """
    from huggingface_hub import HfFileSystem, is_offline_mode
    from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

    if is_offline_mode():
        return local_version(fetch(repo_id, revision))
    repo = Repo(repo_id)
    where = f"{repo_id}@{revision}"
    try:
        commit = repo.commit_of(revision)
    except RepositoryNotFoundError as error:
        raise ExportError(
            repo_id, "no such repository, or none that you may read", "check the name, or log in"
        ) from error
    except RevisionNotFoundError as error:
        known = ", ".join(published_versions(repo_id)) or "none"
        raise ExportError(where, "no such version", f"there are: {known}") from error
    files = HfFileSystem()

    def open_file(path: str) -> BinaryIO:
        return cast(BinaryIO, files.open(f"datasets/{repo_id}@{commit}/{path}", "rb"))

    manifest = repo.manifest(commit)
    if manifest is None:
        raise ExportError(where, f"has no {MANIFEST}", "give a version that cleancorpus published")
    version = VersionFiles(where, manifest, open_file, revision=commit)
    check_tag(version, revision, where)
    return version


def open_version(name: str | Path) -> VersionFiles:
    """A folder, `org/name@revision` on the Hub, or a URL of a store (both read in place, nothing is downloaded as a whole).

    A folder of several versions (`dist/news`) is refused: say which.
    """
    path = Path(name)
    if path.is_dir():
        return local_version(path)
    text = str(name)
    if is_elsewhere(text):
        return version_elsewhere(text)
    if "@" in text and text.count("/") == 1 and not text.startswith((".", "/")):
        repo_id, _, revision = text.partition("@")
        return remote_version(repo_id, revision)
    return local_version(path)


def version_named(target: str | Path, wanted: str | None = None) -> VersionFiles:
    """The version that is named: a folder, `org/name@revision` or a URL of a store; of a dataset's folder (`dist/news`) the
    newest, or the one that is wanted.

    Raises:
        ExportError: there is none.
    """
    folder = Path(target)
    if not folder.is_dir() or (folder / MANIFEST).is_file():
        version = open_version(target)
        if wanted is not None and version.version != wanted.removeprefix("v"):
            todo = "give the folder of the dataset to choose by --version"
            raise ExportError(version.where, f"is version {version.version}, not {wanted}", todo)
        return version
    found = versions_in(folder)
    newest = newest_version(folder)
    if newest is None:
        todo = "give the folder of a dataset, as dist/<name>, or of one version"
        raise ExportError(str(target), f"holds no version: no folder in it has a {MANIFEST}", todo)
    if wanted is None:
        return newest
    for number, place in found:
        if str(number) == wanted.removeprefix("v"):
            return local_version(place)
    raise ExportError(str(target), f"has no version {wanted}", f"there are: {', '.join(str(one) for one, _ in found)}")


def diff(a: str | Path, b: str | Path, samples: int = 0) -> VersionDiff:
    """Compare two versions: folders, `org/name@tag` on the Hub, or URLs of a store.

    `samples` documents of each class come with texts.

    Raises:
        ExportError: one of them is no version or cannot be read.
    """
    return compare(open_version(a), open_version(b), samples)
