"""Which files of a folder are data: those that a saved Hugging Face dataset lists, those of a split or config of a repository.

`Dataset.save_to_disk` lists its files in `state.json`, `DatasetDict.save_to_disk` its splits in `dataset_dict.json`; what lies
beside them (caches of `map`) is none. A repository says in the YAML head of its README which files its configs have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from cleancorpus.config import Source
from cleancorpus.errors import ConfigError
from cleancorpus.read.declared import Declared, declared_in, matches_any
from cleancorpus.read.files import Why
from cleancorpus.read.find import Found, Place
from cleancorpus.remote.errors import PlaceError, retried

_NOT_LISTED = Why("not-chosen", "state.json does not list it")
_OTHER = Why("not-chosen", "of another split or config")
_SAVE = "save the dataset again"
_ROOT = re.compile(r"datasets/[^/]+/[^/]+/?")  # of a repository on the Hub, with or without a revision

Choice = Callable[[Found], Why | None]
Patterns = dict[str, list[str]]  # globs of files by split


def choice_of(place: Place, source: Source, where: str) -> Choice | None:
    """What tells why a file of the source's folder is not chosen, None for one that is; None where all are data.

    Raises:
        ConfigError: there is no such split or config, one has to be named, or the source has none at all.
    """
    asked = "split" if source.split is not None else "config" if source.config is not None else ""
    try:
        found = _choice(place, source, where, asked)
    except PlaceError as error:
        raise ConfigError(f"{where}.path", f"'{source.path}': {error.what}", error.todo) from error
    if asked and found is None:
        todo = "leave it out, or name the files by path"
        raise ConfigError(f"{where}.{asked}", f"'{source.path}' is no saved dataset and no repository", todo)
    return found


def _choice(place: Place, source: Source, where: str, asked: str) -> Choice | None:
    on_hub = place.prefix == "hf://" and _ROOT.fullmatch(place.path) is not None
    if place.prefix in ("http://", "https://") or not (place.is_local or asked or on_hub or _ask(place)):
        return None
    if asked and not on_hub and not retried(lambda: place.fs.isdir(place.path), f"{place.prefix}{place.path}"):
        return None
    if (saved := _note(place, "dataset_dict.json", where)) is not None:
        _check_no_config(source, where)
        splits = saved.get("splits")
        if not isinstance(splits, list) or not all(isinstance(split, str) for split in splits):
            raise ConfigError(f"{where}.path", "dataset_dict.json lists no 'splits'", _SAVE)
        wanted = [source.split] if source.split is not None else splits
        if source.split is not None and source.split not in splits:
            raise _no_such("split", source.split, splits, where)
        names = {
            f"{split}/{name}"
            for split in wanted
            for name in _shards(_note(place, f"{split}/state.json", where), f"{split}/state.json", where)
        }
        return _listed(place, names, _OTHER if source.split is not None else _NOT_LISTED)
    state = _read(place, "state.json")
    if state is not None and b"_data_files" in state:
        _check_no_config(source, where)
        note = _parsed(state, "state.json", where)
        split = note.get("_split")
        if source.split is not None and source.split != split:
            raise _no_such("split", source.split, [split] if split else [], where)
        return _listed(place, set(_shards(note, "state.json", where)), _NOT_LISTED)
    if not (on_hub or asked):
        return None
    configs = declared_in(_read(place, "README.md") or b"", where)
    if configs:
        patterns = _of_config(configs, source, where)
    elif source.config is not None:
        patterns = {"": [f"{source.config}/**"]}
    else:
        return _by_words(place, source.split) if source.split is not None else None
    if source.split is not None and list(patterns) == [""]:
        by_words = _by_words(place, source.split)
        return lambda found: _matching(place, patterns[""])(found) or by_words(found)
    if source.split is not None and source.split not in patterns:
        raise _no_such("split", source.split, patterns, where)
    globs = [glob for split, some in patterns.items() if source.split in (None, split) for glob in some]
    return _matching(place, globs)


def _check_no_config(source: Source, where: str) -> None:
    """Raises: ConfigError: a saved dataset, which has no configs, is asked for one."""
    if source.config is not None:
        what = f"'{source.path}' is a saved dataset, which has no configs"
        raise ConfigError(f"{where}.config", what, "leave it out; split names a split of it")


def _ask(place: Place) -> bool:
    """Whether a place elsewhere may be a folder with a saved dataset in it: a name with an ending or a pattern is none."""
    last = place.path.rstrip("/").rsplit("/", 1)[-1]
    return "." not in last and not set("*?[") & set(place.path)


def _read(place: Place, name: str) -> bytes | None:
    """A file of the folder, None where there is none."""
    path = f"{place.path.rstrip('/')}/{name}"
    try:
        return retried(lambda: bytes(place.fs.cat_file(path)), f"{place.prefix}{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PlaceError:
        if place.is_local:  # a folder or file that cannot be read: who lists it says so
            return None
        raise


def _note(place: Place, name: str, where: str) -> dict[str, Any] | None:
    """What a JSON file of the folder says; None where there is no such file."""
    data = _read(place, name)
    return None if data is None else _parsed(data, name, where)


def _parsed(data: bytes, name: str, where: str) -> dict[str, Any]:
    try:
        note = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{where}.path", f"{name} is no JSON", _SAVE) from error
    if not isinstance(note, dict):
        raise ConfigError(f"{where}.path", f"{name} has no keys", _SAVE)
    return note


def _shards(state: dict[str, Any] | None, name: str, where: str) -> list[str]:
    files = (state or {}).get("_data_files")
    if not isinstance(files, list) or not all(isinstance(entry, dict) and "filename" in entry for entry in files):
        raise ConfigError(f"{where}.path", f"{name} lists no files", _SAVE)
    return [str(entry["filename"]) for entry in files]


def _no_such(what: str, name: str, known: Iterable[str], where: str) -> ConfigError:
    names = ", ".join(f"'{one}'" for one in known)
    return ConfigError(f"{where}.{what}", f"no {what} '{name}'", f"there are {names}" if names else "leave it out")


def _relative(place: Place, found: Found) -> str:
    return found.key.removeprefix(f"{place.path.rstrip('/')}/")


def _listed(place: Place, names: set[str], otherwise: Why) -> Choice:
    return lambda found: None if _relative(place, found) in names else otherwise


def _matching(place: Place, globs: Iterable[str]) -> Choice:
    fits = matches_any(globs)
    return lambda found: None if fits(_relative(place, found)) else _OTHER


def _by_words(place: Place, split: str) -> Choice:
    """As `datasets` does where nothing is declared: by the split's name in the file's or its folder's."""
    word = re.compile(rf"(?:^|[/._ -]){re.escape(split)}(?:[/._ -]|\d|$)")
    return lambda found: None if word.search(_relative(place, found)) else _OTHER


def _of_config(configs: list[Declared], source: Source, where: str) -> Patterns:
    """The files of the config that the source names, else of the default one; under '' where splits are not told apart."""
    by_name = {config.config_name: config for config in configs}
    if source.config is not None:
        if source.config not in by_name:
            raise _no_such("config", source.config, by_name, where)
        return by_name[source.config].patterns(where)
    named = [by_name["default"]] if "default" in by_name else []
    default = [config for config in configs if config.default] or named
    if not default and len(configs) > 1:
        names = ", ".join(f"'{name}'" for name in by_name)
        raise ConfigError(f"{where}.config", "it has several configs and no default", f"name one of {names}")
    return (default or configs)[0].patterns(where)
