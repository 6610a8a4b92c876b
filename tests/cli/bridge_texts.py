"""Texts of the corpora on which `show` and `explain` are tested, and the run that makes a version of one."""

from pathlib import Path
from typing import Any

import pytest

from cleancorpus.config import Config
from cleancorpus.pipeline.run import run

BODY = (
    "The harbour bridge at Velden {} was closed on Monday after a storm tore two bolts from its northern pier, it said."
)
COOKIES = "We use cookies to improve your visit. By continuing you agree."


def text(number: int) -> str:
    return BODY.format(number) + "\n\n" + BODY.format(f"and Aker {number}")


def make_version(base: Path, **sections: Any) -> Path:
    """Clean `in` in the folder `base`, as its user would there; gives the folder."""
    values = {
        "name": "t",
        "sources": [{"path": "in"}],
        "run": {"max_failed_share": 1, "workers": 1},
        "export": {"dir": "dist"},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        run(Config.model_validate({**values, **sections}))
    return base
