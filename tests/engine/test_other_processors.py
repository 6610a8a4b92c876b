"""The same content hash on another kind of processor and with other numbers of threads, as far as libraries let one ask for that."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = ("OPENBLAS_", "OMP_", "NPY_")


def _found_features() -> str:
    """What numpy uses of this processor beyond what it was built for."""
    told = np.show_config(mode="dicts")
    return " ".join(told.get("SIMD Extensions", {}).get("found", ())) if told else ""


def _content_hash(folder: Path, settings: dict[str, str]) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    command = [sys.executable, "-m", "cleancorpus", "run", str(ROOT / "configs/quickstart.yaml")]
    options = ["--set", f"export.dir={folder}", "--set", "export.version=1.0.0"]
    subprocess.run([*command, *options], env=environment | settings, cwd=ROOT, capture_output=True, check=True)
    (manifest,) = folder.glob("*/1.0.0/manifest.json")
    return str(json.loads(manifest.read_text(encoding="utf-8"))["content_hash"])


@pytest.mark.slow
def test_the_kind_of_processor_and_the_number_of_threads_change_no_byte(tmp_path: Path) -> None:
    here = _content_hash(tmp_path / "here", {})
    # The routines of OpenBLAS for a processor of 2004, which is one that each x86 can do; elsewhere the name is left out.
    older = {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": _found_features()}
    assert _content_hash(tmp_path / "older", older) == here
    assert _content_hash(tmp_path / "threads", {"OPENBLAS_NUM_THREADS": "4", "OMP_NUM_THREADS": "4"}) == here
