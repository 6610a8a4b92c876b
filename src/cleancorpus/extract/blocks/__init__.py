"""Block classifier: which blocks of a page are its article, by a learned model over one walk of the tree.

`extract_blocks(tree)` is the whole way, `extract_page` that of a page which `walk` has made blocks and containers of.
`restore` mends what another extractor took.
"""

from __future__ import annotations

from cleancorpus.extract.blocks.api import (
    BlockExtraction,
    ExplainedBlock,
    extract_blocks,
    extract_page,
    restore,
)
from cleancorpus.extract.blocks.page_type import page_type
from cleancorpus.extract.blocks.walk import PageBlocks, walk

__all__ = [
    "BlockExtraction",
    "ExplainedBlock",
    "PageBlocks",
    "extract_blocks",
    "extract_page",
    "page_type",
    "restore",
    "walk",
]
