"""What the YAML head of a repository's README says of its files: configs, their splits, and patterns of paths.

It is a stranger's: whatever stands there is one line, and a pattern takes time by the length of a path.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeAlias

import yaml
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from cleancorpus.errors import ConfigError

_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TODO = "name the files by path"
_ANY = "**"

_Name = Annotated[str, BeforeValidator(str)]  # YAML reads 2024 and 1.10 as numbers
_Paths: TypeAlias = str | list[str]


class _Files(BaseModel):
    split: _Name = ""
    path: _Paths


class Declared(BaseModel):
    """One config as `datasets` reads it; keys that say nothing of files are passed over."""

    config_name: _Name = "default"
    default: bool | None = None
    data_dir: str | None = None
    data_files: Annotated[
        str | _Files | list[str | _Files] | dict[_Name, _Paths] | None, Field(union_mode="left_to_right")
    ] = None

    def patterns(self, where: str) -> dict[str, list[str]]:
        """Patterns of its files by split; under '' where splits are not told apart.

        Raises:
            ConfigError: a file of it is in another place.
        """
        files = self.data_files
        if isinstance(files, dict):
            files = [_Files(split=split, path=path) for split, path in files.items()]
        found: dict[str, list[str]] = {}
        for entry in files if isinstance(files, list) else [files]:
            split, paths = (entry.split, entry.path) if isinstance(entry, _Files) else ("", entry or [])
            for path in [paths] if isinstance(paths, str) else paths:
                if "://" in path:
                    raise ConfigError(f"{where}.config", f"'{path}' is elsewhere", "name that as a source of its own")
                found.setdefault(split, []).append(f"{self.data_dir}/{path}" if self.data_dir else path)
        return found


_CONFIGS = TypeAdapter(list[Declared])


def declared_in(readme: bytes, where: str) -> list[Declared]:
    """The configs that a README declares, those without files left out; none where it has no such head.

    Raises:
        ConfigError: the head is no YAML, or declares them in no form that `datasets` reads.
    """
    match = _HEAD.match(readme.decode("utf-8", "replace"))
    if match is None:
        return []
    try:
        head = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date with a 13th month
        raise ConfigError(f"{where}.path", "the head of README.md is no YAML", _TODO) from error
    configs: Any = head.get("configs") if isinstance(head, dict) else None
    try:
        found = _CONFIGS.validate_python(configs or [])
    except ValidationError as error:
        what = "README.md declares its configs in no form that `datasets` reads"
        raise ConfigError(f"{where}.path", what, _TODO) from error
    return [config for config in found if config.data_files]


def matches_any(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path fits one of some patterns: `*`, `?` and `[…]` stay within a folder's name, `**` is any folders, and at the
    end any files below.
    """
    compiled = [[part if part == _ANY else _matcher(part) for part in pattern.split("/")] for pattern in patterns]
    return lambda path: any(_fits(parts, path.split("/")) for parts in compiled)


def _matcher(part: str) -> Callable[[str], object]:
    return re.compile(fnmatch.translate(part)).match  # which goes back over no `*` once what follows it was found


def _fits(parts: list[Any], names: list[str]) -> bool:
    ends = {0}  # how many names may be used up by the parts so far
    for number, part in enumerate(parts):
        if part == _ANY:
            least = min(ends) + (number == len(parts) - 1)
            ends = set(range(least, len(names) + 1))
        else:
            ends = {end + 1 for end in ends if end < len(names) and part(names[end])}
        if not ends:
            return False
    return len(names) in ends
