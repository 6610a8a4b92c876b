"""A configuration with everything checked, the rules and their options included; its JSON Schema and a template."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from cleancorpus.config import Carry, Config, Source
from cleancorpus.config.files import Layer, first_error, read_layers, said_in
from cleancorpus.config.messages import models_in
from cleancorpus.detect.detector import build_rules
from cleancorpus.detect.registry import rule_classes
from cleancorpus.detect.repeats import read_profile
from cleancorpus.errors import CleancorpusError, ConfigError
from cleancorpus.pii.masker import Masker
from cleancorpus.quality.checks import build_checks

_CARRY = (Carry.__doc__ or "").strip()


def load_config(config: str | PathLike[str], overrides: Iterable[str] = ()) -> Config:
    """The settled configuration of a YAML file or preset, with `key=value` overrides applied.

    Raises:
        ConfigError: no such file or preset, broken YAML, unknown key, wrong value, unknown rule or option.
    """
    values, layers = read_layers(config, overrides)
    return settle(values, str(config), layers)


def settle(values: dict[str, Any], where: str, layers: Sequence[Layer] = ()) -> Config:
    """Validate plain `values`; what was said in one of the `layers` is blamed on it, all else on `where`."""
    try:
        settled = Config.model_validate(values)
    except ValidationError as error:
        raise first_error(where, error, layers) from error
    try:
        build_rules(settled)
        build_checks(settled)
        if settled.site_lines is not None:
            read_profile(settled.site_lines.profile)
        Masker(settled.pii)
    except ConfigError as error:
        loc = tuple(error.where.partition("[")[0].split("."))
        raise ConfigError(f"{said_in(layers, loc) or where}: {error.where}", error.what, error.todo) from error
    return settled


def blamed(error: CleancorpusError, config: str | PathLike[str], overrides: Iterable[str] = ()) -> CleancorpusError:
    """The error, which names the file, or the `--set`, that it stands in if it is about `sources`."""
    if not isinstance(error, ConfigError) or not error.where.startswith("sources"):
        return error
    where = said_in(read_layers(config, overrides)[1], ("sources",)) or config
    told = ConfigError(f"{where}: {error.where}", error.what, error.todo)
    told.__cause__ = error
    return told


def config_schema() -> dict[str, Any]:
    """JSON Schema of a configuration file, with each rule's options, for editors to complete and check."""
    schema = Config.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "cleancorpus configuration"
    properties = schema["properties"]
    properties["extends"] = {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        "description": "presets or files whose values this file starts from, relative to this file",
    }
    rules: dict[str, Any] = {}
    for rule_id, rule_class in rule_classes().items():
        options = rule_class.Options.model_json_schema()
        options.pop("title", None)
        first = (rule_class.__doc__ or "").strip().split("\n")[0]
        rules[rule_id] = {"anyOf": [{"type": "boolean"}, options], "description": first}
    names = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    for place in (properties, schema["$defs"]["Source"]["properties"]):
        place["carry"] = {"anyOf": [*names, {"$ref": "#/$defs/Carry"}], "description": _CARRY}
    against = schema["$defs"]["NearDuplicates"]["properties"]["against"]
    against["anyOf"] = [{"type": "string"}, {"type": against.pop("type"), "items": against.pop("items")}]
    properties["rules"] = {
        "type": "object",
        "properties": rules,
        "additionalProperties": False,
        "description": properties["rules"]["description"],
    }
    return schema


Said = str | Mapping[str, str]  # a value as YAML, or such values by key


def source_template(
    path: str,
    said: Mapping[str, Said] = MappingProxyType({}),
    notes: Iterable[str] = (),
    commented: Mapping[str, str | None] = MappingProxyType({}),
) -> list[str]:
    """The lines of a source in a configuration: `path`, what is `said` by key, each other option as a comment with its
    default and what it means; then `notes`.

    `commented` has by key (`fields.language`) what stands in a comment in place of the default; None: the line is left out.
    """
    lines = [f"  - path: {path}  # {Source.model_fields['path'].description}"]
    for key, field in Source.model_fields.items():
        if key == "path" or commented.get(key, "") is None:
            continue
        value = said.get(key)
        nested = next(iter(models_in(field.annotation)), None) if field.default is not None else None
        if nested is None:
            shown = value or commented.get(key) or _default_of(field)
            lines.append(f"    {'' if value else '# '}{key}: {shown}  # {field.description}")
            continue
        inner = value if isinstance(value, Mapping) else {}
        lines.append(f"    {'' if inner else '# '}{key}:  # {field.description}")
        for name, held in nested.model_fields.items():
            suggested = commented.get(f"{key}.{name}", _default_of(held))
            if name in inner:
                lines.append(f"      {name}: {inner[name]}  # {held.description}")
            elif suggested is not None:
                lines.append(f"    #   {name}: {suggested}  # {held.description}")
    return [*lines, *(f"    # {note}" for note in notes)]


def _default_of(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    return json.dumps(list(default) if isinstance(default, tuple) else default, ensure_ascii=False)


def config_template(
    name: str = "my-corpus",
    sources: Iterable[str] | None = None,
    said: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> str:
    """A commented YAML file with every key at its default, to start from.

    `sources` are lines of `source_template`, `said` has values as YAML by section and key, that stand uncommented.
    """
    lines = [
        "# A cleancorpus configuration. What is commented out stands at its default.",
        "# Check it and see what it would do:  python -m cleancorpus run THIS_FILE --dry-run",
        "extends: base  # a preset or a file; this file's keys go on top",
        f"name: {name}  # the dataset goes to dist/<name>/<version>/",
        "sources:  # paths are relative to the folder the command runs in",
        *(source_template("my-articles/") if sources is None else sources),
        "",
    ]
    for section, info in Config.model_fields.items():
        nested = next(iter(models_in(info.annotation)), None)
        if section in ("name", "sources"):
            continue
        if nested is None or section == "own_rules":
            lines += [f"# {section}: {{}}  # {info.description}"]
            continue
        values = said.get(section, {})
        lines.append(f"{'' if values else '# '}{section}:  # {(nested.__doc__ or '').strip()}")
        lines += [
            f"  {key}: {values[key]}" if key in values else f"#   {key}: {_default_of(field)}  # {field.description}"
            for key, field in nested.model_fields.items()
        ]
    return "\n".join(lines) + "\n"
