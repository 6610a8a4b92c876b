"""Scraped articles in, a versioned Hugging Face dataset out, and every cut on record.

>>> from cleancorpus import Cleaner
>>> doc = Cleaner("news").clean("Storm closes bridge\\n\\nBy Jane Doe\\n\\nThe bridge was closed on Monday after a storm.")
>>> doc.authors
('Jane Doe',)

Heavy imports happen where they are used, so that `import cleancorpus` stays fast.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Cleaner", "__version__", "document", "load"]

if TYPE_CHECKING:
    from cleancorpus.cleaner import Cleaner
    from cleancorpus.explain.explanation import document
    from cleancorpus.hub.load import load

_LAZY = {
    "Cleaner": "cleancorpus.cleaner",
    "document": "cleancorpus.explain.explanation",
    "load": "cleancorpus.hub.load",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'cleancorpus' has no attribute {name!r}")
