"""The examples in docstrings of the export, and where a version says it comes from."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

from cleancorpus import export, provenance

MODULES = [f"{export.__name__}.{info.name}" for info in pkgutil.iter_modules(export.__path__)]


@pytest.mark.parametrize("name", [*MODULES, provenance.__name__])
def test_docstring_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


def test_heavy_packages_are_imported_where_they_are_used() -> None:
    import subprocess
    import sys

    imports = "; ".join(f"import {name}" for name in MODULES)
    code = f"import sys; {imports}; print(sorted({{'datasets', 'huggingface_hub', 'pandas', 'mlcroissant'}} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_time_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert provenance.now().isoformat() == "1970-01-01T00:00:00+00:00"


def test_environment_names_code_and_packages() -> None:
    found = provenance.environment()
    assert set(found) == {"cleancorpus", "commit", "python", "platform", "packages"}
    assert found["packages"]["pyarrow"]
    assert found["packages"]["datasets"]
    assert "mlcroissant" not in found["packages"]  # an extra
