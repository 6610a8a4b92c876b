"""Configuration files: presets, `extends`, `--set`, and errors in one line with file, key and value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cleancorpus.config.sections import Config
from cleancorpus.errors import ConfigError


def presets_dir() -> Path:
    """The folder of the presets: in the package when installed from a wheel, else the project's `configs/`."""
    package = Path(__file__).parents[1]
    packaged = package / "presets"
    return packaged if packaged.is_dir() else package.parents[1] / "configs"


def preset_names() -> tuple[str, ...]:
    """Names of the presets, sorted."""
    return tuple(sorted(path.stem for path in presets_dir().glob("*.yaml")))


def _find(name: str | PathLike[str], what: str, base: Path) -> Path:
    path = base / Path(name)
    if path.is_file():
        return path
    if path.suffix == "" and len(Path(name).parts) == 1:
        preset = presets_dir() / f"{name}.yaml"
        if preset.is_file():
            return preset
        close = get_close_matches(str(name), preset_names(), n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"presets are {', '.join(preset_names())}"
        raise ConfigError(str(name), f"no such {what} file or preset", hint)
    if path.is_dir():
        raise ConfigError(str(name), f"is a folder, not a {what} file", "name a YAML file in it")
    raise ConfigError(str(name), f"no such {what} file", "`python -m cleancorpus init` writes one to start from")


def _read(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    """The values of a file on top of those it extends."""
    resolved = path.resolve()
    if resolved in seen:
        raise ConfigError(str(path), "extends itself", "take one `extends` out")
    try:
        text = path.read_text(encoding="utf-8")
        values = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8", "save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"{path}:{mark.line + 1}" if mark is not None else str(path)
        raise ConfigError(line, f"not YAML: {getattr(error, 'problem', None) or 'cannot be parsed'}") from error
    values = {} if values is None else values
    if not isinstance(values, dict):
        raise ConfigError(str(path), "is not a mapping of keys to values", "start with `name: …`")
    parents = values.pop("extends", [])
    base: dict[str, Any] = {}
    for parent in [parents] if isinstance(parents, str) else parents:
        base = _merge(base, _read(_find(parent, "extended config", path.parent), (*seen, resolved)))
    return _merge(base, values)


def _merge(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    """`top` over `base`: mappings key by key, everything else replaced."""
    merged = dict(base)
    for key, value in top.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _set(values: dict[str, Any], override: str) -> None:
    key, equals, raw = override.partition("=")
    if not equals or not key.strip():
        raise ConfigError(f"--set {override}", "is not key=value", "for example --set quality.min_words=50")
    try:
        value = yaml.safe_load(raw)
    except yaml.YAMLError as error:
        raise ConfigError(f"--set {override}", "the value is not YAML", "quote it") from error
    *parents, last = key.strip().split(".")
    target = values
    for number, parent in enumerate(parents):
        nested = target.get(parent)
        if nested is None or nested is True:
            nested = {}
        elif not isinstance(nested, dict):
            raise ConfigError(
                f"--set {override}", f"'{'.'.join(parents[: number + 1])}' holds no keys", "set it as a whole, as YAML"
            )
        target[parent] = nested = dict(nested)
        target = nested
    target[last] = value


def first_error(where: str, error: ValidationError) -> ConfigError:
    first = error.errors()[0]
    loc = tuple(part for part in first["loc"] if part not in ("bool", "dict[str,any]"))
    key = ".".join(str(part) for part in loc)
    if first["type"] == "extra_forbidden":
        known = sorted(_fields_at(loc[:-1]))
        close = get_close_matches(str(loc[-1]), known, n=1)
        hint = (
            f"did you mean '{'.'.join(map(str, (*loc[:-1], close[0])))}'?" if close else f"keys are {', '.join(known)}"
        )
        return ConfigError(f"{where}: {key}", "no such key", hint)
    value = "" if first["type"] == "missing" else f" (value {_short(first['input'])})"
    message = first["msg"].removeprefix("Value error, ")
    return ConfigError(f"{where}: {key or 'config'}", f"{message[:1].lower()}{message[1:]}{value}")


def _short(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def _fields_at(loc: tuple[int | str, ...]) -> dict[str, FieldInfo]:
    """The fields of the section that `loc` leads to."""
    model: type[BaseModel] = Config
    for part in loc:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        nested = next(iter(models_in(model.model_fields[part].annotation)), None)
        if nested is not None:
            model = nested
    return dict(model.model_fields)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def read_values(config: str | PathLike[str], overrides: Iterable[str] = ()) -> dict[str, Any]:
    """The plain values of a YAML file or preset on top of what it extends, with `key=value` overrides applied.

    Raises:
        ConfigError: no such file or preset, broken YAML, an override that is no `key=value`.
    """
    values = _read(_find(config, "config", Path()), ())
    for override in overrides:
        _set(values, override)
    return values
