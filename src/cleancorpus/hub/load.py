"""`cleancorpus.load`: the version that was asked for, online and offline, or an error."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from cleancorpus.errors import ExportError
from cleancorpus.schema import TABLES
from cleancorpus.versions.open import VersionFiles, local_version, newest_version, versions_in
from cleancorpus.versions.semver import SemVer

log = logging.getLogger(__name__)


def load(
    name_or_path: str | Path,
    version: str | None = None,
    config: str = "default",
    split: str | None = None,
    streaming: bool = False,
    **options: Any,
) -> Any:
    """A version of a dataset, opened with `datasets.load_dataset` and proved to be that version.

    `name_or_path` is a repository (`org/name`, or `org/name@v1.2.0`), a version's folder (`dist/news/1.2.0`) or a dataset's
    folder (`dist/news`); a folder of that name wins over the Hub. `version` None means the newest release there. `config`
    is `default` (the documents), `removals`, `dropped`, `duplicates` or `quarantined`. `options` go to `load_dataset`
    (`columns=`, `filters=`, …). The files of a config are downloaded as a whole, but not with `streaming`.

    Offline (`HF_HUB_OFFLINE=1`) it opens what was loaded before, from the same version; `load_dataset(…, revision=…)` would
    give the last one cached, whatever its version.

    Raises:
        ExportError: there is no such version or config, it is not in the cache (offline), or another was opened.
    """
    from datasets import load_dataset

    source, opened = _source(name_or_path, version, config, streaming)
    if config not in opened.configs:
        raise ExportError(opened.where, f"has no config '{config}'", f"there are {', '.join(opened.configs) or 'none'}")
    dataset = load_dataset(**source, name=config, split=split, streaming=streaming, **options)
    core = str(SemVer.parse(opened.version).core)
    for part in dataset.values() if isinstance(dataset, dict) else (dataset,):
        if str(part.info.version) != core:
            raise ExportError(opened.where, f"opened as version {part.info.version}, not {core}", "run verify")
    return dataset


def _source(name: str | Path, version: str | None, config: str, streaming: bool) -> tuple[dict[str, Any], VersionFiles]:
    """What to tell `load_dataset` to open, and the version that it is, checked against `version`."""
    path = Path(name)
    if path.is_dir():
        opened = _local(path, version)
        return {"path": str(opened.folder)}, opened
    from cleancorpus.hub.versions import fetch, newest_published, remote_version

    repo_id, _, named = str(name).partition("@")
    if named and version is not None and named != f"v{version}":
        raise ExportError(str(name), f"is not version {version}", "give the version once")
    try:
        tag = named or f"v{version or newest_published(repo_id)}"
    except ExportError as error:
        raise ExportError(str(name), f"is no folder here, and on the Hub: {error.what}", error.todo) from error
    if streaming and not _is_offline():
        opened = remote_version(repo_id, tag)
        return {"path": repo_id, "revision": opened.revision}, opened
    folders = (TABLES[config].folder,) if config in TABLES else ()
    opened = local_version(fetch(repo_id, tag, folders=folders))
    return {"path": str(opened.folder)}, opened


def _is_offline() -> bool:
    from huggingface_hub import is_offline_mode

    return bool(is_offline_mode())


def _local(path: Path, version: str | None) -> VersionFiles:
    """The version in a folder, or the wanted (newest) one of a folder of versions."""
    found = versions_in(path)
    if not found:
        opened = local_version(path)
        if version is not None and opened.version != version:
            raise ExportError(
                str(path), f"is version {opened.version}, not {version}", "give the folder of that version"
            )
        return opened
    if version is None:
        newest = newest_version(path)
        assert newest is not None
        return newest
    for number, folder in found:
        if str(number) == version:
            return local_version(folder)
    raise ExportError(
        str(path), f"has no version {version}", f"there are {', '.join(str(number) for number, _ in found)}"
    )
