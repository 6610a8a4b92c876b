"""Libraries of the extra `pii`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cleancorpus.errors import ConfigError

PACKAGES = {"phone": "phonenumbers", "national-id": "python-stdnum"}  # what a kind needs


def load(module: str, kind: str) -> Any:
    """A module of a library of the extra.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        what = f"'{kind}' needs {PACKAGES[kind]}, which is not installed"
        raise ConfigError("pii.mask", what, "pip install 'cleancorpus[pii]', or take it out") from error
