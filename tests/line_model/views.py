"""Texts as the line model reads them."""

from typing import Any

from cleancorpus.detect.view import View
from cleancorpus.repair.assemble import assemble


def view_of(text: str, **meta: Any) -> View:
    return View(assemble(text, id="x", **meta))
