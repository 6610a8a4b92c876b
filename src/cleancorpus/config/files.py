"""Configuration files: presets, `extends`, `--set`, and errors in one line with file, key and value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cleancorpus.config.dedup import A_COLUMN, A_WORD
from cleancorpus.config.messages import explain_value, key_of, models_in, near
from cleancorpus.config.sections import Config
from cleancorpus.config.yaml_text import Loc, Written, parse_yaml
from cleancorpus.errors import ConfigError

_FORMS = ("bool", "dict[str,any]", A_WORD, A_COLUMN)  # of a value that may have several: no keys
_EXAMPLES = ("quickstart",)  # beside the presets in a clone: a whole configuration, with sources, to be run by its path


class Layer(NamedTuple):
    """Values and where they were said: a file, or a `--set` of the command line; `written` is how some were written."""

    where: str
    values: dict[str, Any]
    written: Written = {}


def presets_dir() -> Path:
    """The folder of the presets: in the package when installed from a wheel, else the project's `configs/`."""
    package = Path(__file__).parents[1]
    packaged = package / "presets"
    return packaged if packaged.is_dir() else package.parents[1] / "configs"


def preset_names() -> tuple[str, ...]:
    """Names of the presets, sorted."""
    return tuple(sorted(path.stem for path in presets_dir().glob("*.yaml") if path.stem not in _EXAMPLES))


def _find(name: str | PathLike[str], base: Path, where: str) -> Path:
    try:
        return _found(name, base, where)
    except OSError as error:  # a name that is too long, a folder without rights
        raise ConfigError(where, f"cannot be read: {error.strerror}", "name another file") from error


def _found(name: str | PathLike[str], base: Path, where: str) -> Path:
    path = base / Path(name)
    if str(name) in preset_names():  # a file of that name beside is `./base`
        return presets_dir() / f"{name}.yaml"
    if path.is_file():
        return path
    beside = [item.name for item in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
    if path.suffix == "" and len(Path(name).parts) == 1:
        if path.is_dir():
            raise ConfigError(where, "is a folder, not a config file", "name a YAML file in it")
        own = [item for item in beside if Path(item).stem == str(name)]
        hint = f"did you mean '{own[0]}'?" if own else near(str(name), preset_names())
        raise ConfigError(where, "no such config file or preset", hint or f"presets are {', '.join(preset_names())}")
    if path.is_dir():
        raise ConfigError(where, "is a folder, not a config file", "name a YAML file in it")
    if hint := near(path.name, beside) or near(path.stem, preset_names()):
        raise ConfigError(where, "no such config file", hint)
    raise ConfigError(where, "no such config file", "`python -m cleancorpus init` writes one to start from")


def _read(path: Path, where: str, seen: tuple[Path, ...]) -> list[Layer]:
    """The layers of a file: those that it extends, then its own."""
    resolved = path.resolve()
    if resolved in seen:
        ring = " → ".join(item.name for item in (*seen[seen.index(resolved) :], resolved))
        raise ConfigError(where, f"extends itself ({ring})", "take one `extends` out")
    try:
        values, written = parse_yaml(path.read_text(encoding="utf-8-sig"), where)
    except UnicodeDecodeError as error:
        raise ConfigError(where, "is not UTF-8", "save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(where, f"cannot be read: {error.strerror}", "check its permissions") from error
    values = {} if values is None else values
    if not isinstance(values, dict):
        raise ConfigError(where, "is not a mapping of keys to values", "start with `name: …`")
    parents = values.pop("extends", None) or []
    parents = parents if isinstance(parents, list) else [parents]
    if not all(isinstance(parent, str) for parent in parents):
        raise ConfigError(f"{where}: extends", "is no name of a preset or file", "write it as `extends: base`")
    layers: list[Layer] = []
    for parent in parents:
        found = _find(parent, path.parent, f"{where}: extends: {parent}")
        layers += _read(found, str(found), (*seen, resolved))
    return [*layers, Layer(where, values, written)]


def _merge(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    """`top` over `base`: mappings key by key, everything else replaced."""
    merged = dict(base)
    for key, value in top.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _set(values: dict[str, Any], override: str) -> Layer:
    """Put `key=value` into `values`; gives it as a layer."""
    where = f"--set {override}"
    key, equals, raw = override.partition("=")
    if not equals or not key.strip():
        raise ConfigError(where, "is not key=value", "for example --set quality.min_words=50")
    if key.strip() == "extends":
        raise ConfigError(
            where, "is no option: what a file extends stands in it alone", f"write `extends: {raw.strip()}` there"
        )
    # A star alone is an alias to YAML, and here there is nothing that it could be another name of.
    value, written = (raw.strip(), {}) if raw.strip() == "*" else parse_yaml(raw, where, lines=False)
    *parents, last = key.strip().split(".")
    target = values
    for number, parent in enumerate(parents):
        nested = target.get(parent)
        if nested is None or nested is True:
            nested = {}
        elif not isinstance(nested, dict):
            raise ConfigError(where, f"'{'.'.join(parents[: number + 1])}' holds no keys", "set it as a whole, as YAML")
        target[parent] = nested = dict(nested)
        target = nested
    target[last] = value
    said: dict[str, Any] = {last: value}
    for parent in reversed(parents):
        said = {parent: said}
    return Layer(where, said, {(*parents, last, *loc): word for loc, word in written.items()})


def read_layers(config: str | PathLike[str], overrides: Iterable[str] = ()) -> tuple[dict[str, Any], list[Layer]]:
    """The plain values of a YAML file or preset on top of what it extends, with `key=value` overrides applied; and the
    layers that they were made of, the one that counts last.

    Raises:
        ConfigError: no such file or preset, broken YAML, a key that stands twice, an override that is no `key=value`.
    """
    layers = _read(_find(config, Path(), str(config)), str(config), ())
    values: dict[str, Any] = {}
    for layer in layers:
        values = _merge(values, layer.values)
    return values, [*layers, *[_set(values, override) for override in overrides]]


def said_in(layers: Iterable[Layer], loc: Loc) -> str:
    """Where the value at `loc` was said: the last layer that has it; '' where none has."""
    return next((layer.where for layer in reversed(list(layers)) if _has(layer.values, loc)), "")


def _has(values: Any, loc: Loc) -> bool:
    for part in loc:
        is_key = isinstance(values, dict) and part in values
        is_item = isinstance(values, list) and isinstance(part, int) and part < len(values)
        if not (is_key or is_item):
            return False
        values = values[part]
    return True


def first_error(where: str, error: ValidationError, layers: Iterable[Layer] = ()) -> ConfigError:
    """The error to tell of many, with what to do; `where` stands in front of it if no layer has the value."""
    errors = error.errors()
    # A key that does not exist says why another is missing: «paths» for «path».
    wrong = [item for item in errors if item["type"] == "extra_forbidden"] if errors[0]["type"] == "missing" else []
    first = (wrong or errors)[0]
    loc = tuple(part for part in first["loc"] if part not in _FORMS)
    where = said_in(layers, loc[:-1] if first["type"] == "missing" else loc) or where
    at = f"{where}: {key_of(loc) or 'config'}"
    if first["type"] == "extra_forbidden":
        return ConfigError(at, "no such key", _right_key(loc))
    if loc[:1] == ("rules",) and len(loc) == 2:
        return ConfigError(at, "must be false, true or the rule's options", "write it as {option: value}")
    what, todo = explain_value(first, _field_at(loc), _written(layers, loc))
    if what.startswith("must be keys") and loc[-1] in getattr(_section_at(loc[:-1]), "takes_true", ()):
        what, todo = what.replace("must be keys", "must be true, false or keys"), f"write {loc[-1]}: true; {todo}"
    if loc[:1] == ("own_rules",) and len(loc) <= 2 and first["type"] != "value_error":
        example = '{phrases: ["…"]}'
        todo = f"write own_rules: {{{loc[1] if len(loc) > 1 else 'my-rule'}: {example}}}"
    if loc[:1] == ("sources",) and loc[2:] == ("path",) and isinstance(first["input"], list):
        todo = f"write a source for each: [{', '.join(f'{{path: {path}}}' for path in first['input'][:3])}]"
    return ConfigError(at, what, todo)


def _written(layers: Iterable[Layer], loc: Loc) -> str:
    """How the value at `loc` was written, where YAML took it for something else than a text; '' where it did not."""
    last = next((layer for layer in reversed(list(layers)) if _has(layer.values, loc)), None)
    return last.written.get(loc, "") if last is not None else ""


def _right_key(loc: Loc) -> str:
    """What to write in place of a key that does not exist: where its name is known, else the nearest, else all."""
    *parents, name = loc
    if "[" in str(name):
        return f"write the list whole: --set '{str(name).partition('[')[0]}=[…]'"
    known = sorted((*_section_at(tuple(parents)).model_fields, *(() if parents else ("extends",))))
    elsewhere = [key for key in _all_keys(Config) if key.split(".")[-1] == name]
    if elsewhere:
        least = min(key.count(".") for key in elsewhere)
        elsewhere = [key for key in elsewhere if key.count(".") == least]
        return f"it is {' or '.join(elsewhere)}"
    if hint := near(str(name), known):
        return hint.replace("'", f"'{key_of(parents)}.", 1) if parents else hint
    return f"keys are {', '.join(known)}"


def _all_keys(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        nested = next(iter(models_in(field.annotation)), None)
        if nested is None:
            yield f"{path}{name}"
        elif name != "own_rules":  # its keys stand below ids
            yield from _all_keys(nested, f"{path}{name}{'[]' if name == 'sources' else ''}.")


def _section_at(loc: Loc) -> type[BaseModel]:
    """The section that `loc` leads to."""
    model: type[BaseModel] = Config
    for part in loc:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        nested = next(iter(models_in(model.model_fields[part].annotation)), None)
        if nested is not None:
            model = nested
    return model


def _field_at(loc: Loc) -> FieldInfo | None:
    """The field that a value at `loc` belongs to."""
    names = [number for number, part in enumerate(loc) if isinstance(part, str)]
    return _section_at(loc[: names[-1]]).model_fields.get(str(loc[names[-1]])) if names else None
