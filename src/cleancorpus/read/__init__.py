"""Sources to records: `list_files` finds the files, `read_piece` reads them, `decode` makes text of their bytes.

Each file that a source names is in what `list_files` gives: among the files to read, or among those that are not read, with
the reason (`files.REASONS`).

Bad input never costs more than itself and never vanishes: what cannot be read is a record of kind `error`, whose
`error` starts with one word for the ledger: `broken-json`, `not-an-object`, `bad-encoding`, `missing-field`,
`wrong-type`, `record-too-long`, `broken-csv`, `wrong-columns`, `truncated`, `damaged`, `corrupt`, `empty-file`,
`binary`, `unreadable`, `other-content`, `no-page`, `missing-package`. A record that is sound and no document (a crawl's request,
a picture) is counted with its reason in a `Tally`.
"""

from cleancorpus.read.encoding import Decoded, decode
from cleancorpus.read.files import Files, Skipped, SourceFile
from cleancorpus.read.no_documents import Tally
from cleancorpus.read.parts import Part, Piece, read_piece
from cleancorpus.read.peek import Peek, peek
from cleancorpus.read.sources import check_skipped, list_files, too_many_skipped

__all__ = [
    "Decoded",
    "Files",
    "Part",
    "Peek",
    "Piece",
    "Skipped",
    "SourceFile",
    "Tally",
    "check_skipped",
    "decode",
    "list_files",
    "peek",
    "read_piece",
    "too_many_skipped",
]
