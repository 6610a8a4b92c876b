"""HTML files: a page is a document. The page itself is read in `extract`."""

from __future__ import annotations

from collections.abc import Iterator

from cleancorpus.config import Read
from cleancorpus.model import Record
from cleancorpus.read.files import SourceFile
from cleancorpus.read.text import read_whole


def read_html(file: SourceFile, read: Read) -> Iterator[Record]:
    """The one record of a page, an error record where the file is empty, too long, binary or breaks off.

    Raises:
        ShardError: the file cannot be opened.
    """
    yield read_whole(file, read, fmt="html", wanted="HTML")
