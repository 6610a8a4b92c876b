"""The rules there are: those of the package and those of installed packages (entry point `cleancorpus.rules`)."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points

from cleancorpus.detect import rules
from cleancorpus.detect.rule import Rule
from cleancorpus.errors import ConfigError


@lru_cache(maxsize=1)
def rule_classes() -> dict[str, type[Rule]]:
    """Rule classes by id, in order of id; each module of `detect/rules/` holds one rule.

    Raises:
        ConfigError: two rules share an id, or an entry point gives something that is no rule.
    """
    found: list[type[Rule]] = []
    for info in pkgutil.iter_modules(rules.__path__):
        module = import_module(f"{rules.__name__}.{info.name}")
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Rule)
            and value.__module__ == module.__name__
            and "id" in vars(value)
        ]
    for point in entry_points(group="cleancorpus.rules"):
        loaded = point.load()
        if not (isinstance(loaded, type) and issubclass(loaded, Rule)):
            raise ConfigError(
                f"entry point cleancorpus.rules:{point.name}", "is not a subclass of Rule", "point it at a rule class"
            )
        found.append(loaded)
    by_id: dict[str, type[Rule]] = {}
    for rule in found:
        if rule.id in by_id:
            raise ConfigError(
                f"rule '{rule.id}'",
                f"declared twice, by {by_id[rule.id].__module__} and {rule.__module__}",
                "rename one",
            )
        by_id[rule.id] = rule
    return dict(sorted(by_id.items()))
