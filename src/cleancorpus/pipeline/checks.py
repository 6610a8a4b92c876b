"""What is looked at before a run begins: all that would refuse it or end it without a version, found while nothing is lost."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from fsspec.core import url_to_fs

from cleancorpus.config import Config
from cleancorpus.engine.lock import check_lock
from cleancorpus.errors import CleancorpusError, ConfigError, ExportError
from cleancorpus.export.elsewhere import DatasetElsewhere
from cleancorpus.export.write import Release, dataset_folder
from cleancorpus.pipeline.against import versions_against
from cleancorpus.pipeline.notes import check_carried
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.read import Files, too_many_skipped
from cleancorpus.remote.errors import is_elsewhere, message_of
from cleancorpus.versions.takedown import read_takedowns


def check_run(config: Config, found: Files, *, sample: bool = False) -> None:
    """Refuse, before work begins, what can only fail: the first of `refusals`; leaves nothing behind.

    Raises:
        ConfigError: no sources, more files not read than `read.max_skipped_files` allows, no such list of takedowns, an
            engine that is not installed or does not answer, carried columns in the first records that have names of ours, a
            survivor's column that is not carried, a file of pairs in the dataset's folder.
        ExportError: the dataset's or the work folder, or those of `site_lines.save` and `dedup.near.pairs`, cannot be written
            to, the dataset's holds other things, the version before is damaged, another run is at work on it.
    """
    for error in refusals(config, found, sample=sample):
        raise error


def refusals(
    config: Config, found: Files, refused: Iterable[ConfigError] = (), *, sample: bool = False
) -> Iterator[CleancorpusError]:
    """All that would refuse the run, one after the other: what is wrong with the configuration's own places and names, then with
    the sources, of which some are `refused` already, then with where the dataset goes.
    """
    own = _errors(partial(_check_plan, config), partial(_check_engine, config), partial(_check_takedowns, config))
    places = [
        *(partial(_check_place, config, key) for key in ("export.dir", "run.work_dir")),
        partial(_check_profile, config),
        partial(_check_pairs, config),
        partial(_check_against, config),
    ]
    told = set[str]()
    for error in chain(
        own, refused, _errors_of_sources(config, found), _errors(*places, partial(_check_dataset, config, sample))
    ):
        if str(error) not in told:  # the list of takedowns belongs to the dataset, too
            told.add(str(error))
            yield error


def _errors(*checks: Callable[[], None]) -> Iterator[CleancorpusError]:
    for check in checks:
        try:
            check()
        except CleancorpusError as error:
            yield error


def _errors_of_sources(config: Config, found: Files) -> Iterator[CleancorpusError]:
    if not config.sources:
        yield ConfigError(
            "sources", "none are given", "add `sources: [{path: …}]`, or `init my.yaml --from PATH` writes them"
        )
    yield from too_many_skipped(found, config.sources, config.read.max_skipped_files)
    yield from _errors(partial(check_carried, config, found))


def _check_plan(config: Config) -> None:
    """Raises: ConfigError: a tokenizer, or the package for it, is missing."""
    make_plan(config)


def _check_takedowns(config: Config) -> None:
    if config.export.takedowns is not None:
        read_takedowns(Path(config.export.takedowns))


def _check_profile(config: Config) -> None:
    if config.site_lines is not None and config.site_lines.save is not None:
        _check_folder(Path(config.site_lines.save).absolute().parent, "site_lines.save")


def _check_pairs(config: Config) -> None:
    """Refuse a file of pairs that cannot be written, or is in the dataset's folder: what lies in a version's is the version's."""
    near = config.dedup.near
    if near is None or near.pairs is None:
        return
    file, key = Path(near.pairs), "dedup.near.pairs"
    if file.resolve().is_relative_to(dataset_folder(config, Path()).resolve()):
        raise ConfigError(key, f"'{file}' lies in the folder of the dataset", "write a path outside it")
    if file.is_dir():
        raise ConfigError(key, f"'{file}' is a folder", "write the path of a file")
    _check_folder(file.absolute().parent, key)


def _check_against(config: Config) -> None:
    """Raises: ExportError: a version to compare with is none, or damaged. ConfigError: the dataset's are in a store."""
    versions_against(config)


def _check_dataset(config: Config, sample: bool) -> None:
    """Refuse a dataset's place that holds other things, whose version before is damaged, or at which another run is at work."""
    _check_place(config, "export.dir")  # where nothing can be written, what is there need not be asked
    folder = dataset_folder(config, Path())
    elsewhere = None if sample else dataset_elsewhere(config)
    if elsewhere is not None:
        elsewhere.check()
    try:
        # versions in a store are looked at when their manifests are fetched, under the lock
        Release(config, sample="yes" if sample or elsewhere is not None else "")
        check_lock(folder)
    except OSError as error:
        raise ExportError(
            str(error.filename or folder), f"cannot be read: {message_of(error)}", "mend that, or set export.dir"
        ) from error


def dataset_elsewhere(config: Config) -> DatasetElsewhere | None:
    """The dataset's place in a store; None where it is a folder here.

    Raises:
        ConfigError: there is no such protocol, it cannot be written to, or a package is missing.
    """
    if not is_elsewhere(config.export.dir):
        return None
    return DatasetElsewhere(config, dataset_folder(config, Path()))


def _check_place(config: Config, key: str) -> None:
    """Refuse a place on this machine that cannot be written to, and one elsewhere that has no driver.

    Raises:
        ExportError: it cannot be written to.
        ConfigError: it has a protocol that nobody knows, or whose package is not installed.
    """
    given = config.export.dir if key == "export.dir" else config.run.work_dir
    if given is None:
        return
    if key == "export.dir":  # of a store the folder on this machine: `_check_dataset` asks the store
        _check_folder(dataset_folder(config, Path()).absolute(), key)
        return
    if "://" not in given:
        _check_folder(Path(given).absolute(), key)
        return
    try:
        url_to_fs(given)
    except ImportError as error:
        raise ConfigError(key, f"'{given}' needs a package that is not installed", str(error)) from error
    except ValueError as error:
        raise ConfigError(key, f"'{given}': {error}", "check the part before '://'") from error


def _check_folder(folder: Path, key: str) -> None:
    """Whether a folder can be written to, or made: tried in the nearest one that exists, with a file that has no name."""
    nearest = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not nearest.is_dir():
        raise ExportError(_shown(nearest), "is a file, no folder", f"set {key} to another place")
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        # The folder is there: what is not found is a way to make files in it, as in /proc.
        said = "it takes no files" if isinstance(error, FileNotFoundError) else message_of(error)
        what = f"cannot be written to: {said}"
        raise ExportError(_shown(nearest), what, f"mend that, or set {key} to another place") from error


def _shown(path: Path) -> str:
    """A path as people would write it: relative where it is below the current folder."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path != here and path.is_relative_to(here) else str(path)


def _check_engine(config: Config) -> None:
    if config.run.engine == "ray":
        from cleancorpus.engine.ray import check_ray

        check_ray(config.run.ray_address)
