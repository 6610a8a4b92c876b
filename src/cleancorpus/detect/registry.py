"""The rules there are: those of the package and those of installed packages (`detect/plugins.py`)."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module

from cleancorpus.detect import rules
from cleancorpus.detect.plugins import UnusableError, load, plugins
from cleancorpus.detect.rule import Rule
from cleancorpus.errors import ConfigError


@lru_cache(maxsize=1)
def package_rules() -> dict[str, type[Rule]]:
    """Rule classes of the package by id, in order of id; each module of `detect/rules/` holds one rule.

    Raises:
        ConfigError: two rules share an id.
    """
    by_id: dict[str, type[Rule]] = {}
    for info in pkgutil.iter_modules(rules.__path__):
        module = import_module(f"{rules.__name__}.{info.name}")
        for value in vars(module).values():
            is_rule = isinstance(value, type) and issubclass(value, Rule) and "id" in vars(value)
            if not is_rule or value.__module__ != module.__name__:
                continue
            if value.id in by_id:
                other = by_id[value.id].__module__
                raise ConfigError(
                    f"rule '{value.id}'", f"declared twice, by {other} and {value.__module__}", "rename one"
                )
            by_id[value.id] = value
    return dict(sorted(by_id.items()))


def rule_classes() -> dict[str, type[Rule]]:
    """Rule classes by id, in order of id: those of the package, and those of other packages that can be loaded."""
    found = dict(package_rules())
    for plugin in plugins():
        try:
            rule = load(plugin)
        except UnusableError:  # who lists rules says so by `broken_plugins`, who runs them refuses it
            continue
        found.setdefault(rule.id, rule)
    return dict(sorted(found.items()))


def broken_plugins() -> list[UnusableError]:
    """Why rules of other packages cannot be loaded, an error each."""
    found = []
    for plugin in plugins():
        try:
            load(plugin)
        except UnusableError as error:
            found.append(error)
    return found
