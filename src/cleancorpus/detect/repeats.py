"""In how many documents of its site a line stands: what counts as the same line, document and site, and a table of such counts.

The counts are made over a whole corpus (`dedup/site_lines.py`) and kept as a file, the site profile, which a later run or a
single `Cleaner` can name. A profile holds no text, only hashes: 16 bytes a line that stands in three documents or more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from tld import get_fld
from xxhash import xxh3_64_intdigest

from cleancorpus.errors import ConfigError
from cleancorpus.text import ends_sentence, fold, inner_sentence_ends, n_size, plain
from cleancorpus.url import host_of

Counts = NDArray[np.int64]
Hashes = NDArray[np.uint64]

VERSION = 1  # of what is hashed: profiles of another version are not read
# A line of two documents may be one article twice; and three in four of the lines that repeat at all stand in two.
FEWEST = 3
_PASSAGE_WORDS, _PASSAGE_SENTENCES = 50, 3
_PASSAGE_CHARS = 36  # eighteen words of a script without spaces: what is shorter is not looked at
_DIGITS = re.compile(r"\d+")
_ENDS = (
    " -*\N{BULLET}\N{MIDDLE DOT}|:.,;!?>»\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{RIGHTWARDS ARROW}"
    "\N{HORIZONTAL ELLIPSIS}\"'()[]"
)


def line_key(folded: str) -> str:
    """What counts as the same line: folded, digits masked, punctuation at the ends and runs of spaces aside.

    >>> line_key("- 12 comments:")
    '0 comments'
    """
    return exact_key(_DIGITS.sub("0", folded))


def exact_key(folded: str) -> str:
    """The same with its digits.

    >>> exact_key("- 12 comments:")
    '12 comments'
    """
    if "  " in folded or not folded.isprintable():  # else blanks are single spaces already: half the time
        folded = " ".join(folded.split())
    return folded.strip(_ENDS)


def site_key(url: str | None, site: str | None, by: str = "domain") -> str | None:
    """The site of a document: the registered domain of its address, else the host, else the site's name; None for none. `by` is
    what goes first: `domain`, or `site` for the name.

    Which domains anybody can register one below is told by the public suffix list, with its private part: each
    `….github.io` is a site of its own.

    >>> site_key("https://news.gazette.co.uk/a", None), site_key(None, "The Gazette")
    ('gazette.co.uk', 'the gazette')
    """
    host = host_of(url)
    domain = _registered(host) if host is not None else None
    name = (plain(site) or None) if site else None
    return (name or domain) if by == "site" else (domain or name)


@lru_cache(maxsize=4096)
def _registered(host: str) -> str:
    found = get_fld(f"//{host}", fail_silently=True, search_private=True)
    return found if isinstance(found, str) else host


class DocumentMarks(NamedTuple):
    """Three marks of a document, 32 bits each: its headline, its longest line and the line in the middle of its letters.

    Documents with two of them in common are taken for one: an article that was fetched twice, or went on growing, has its
    paragraphs in many files, and they are no furniture. A notice may be the longest line everywhere, a site's name the headline
    everywhere: then the other two tell the documents apart. The line that is counted is none of them (`Marker.marks`).
    """

    headline: int
    longest: int
    middle: int


class Marker:
    """Gives the marks of a document with a headline and these lines, as `exact_key` gives them; there is one line at least."""

    def __init__(self, title: str | None, keys: Sequence[str]) -> None:
        self._title, self._keys = plain(title) if title else None, keys
        longest, middle = _longest_and_middle(keys)
        self._marks = self._made(longest, middle)
        self._without = {line: self._marks_without(line) for line in {longest, middle}}

    def marks(self, line: str = "") -> DocumentMarks:
        """The marks of the document without a line, which cannot tell by itself whose it is; '' for none."""
        return self._without.get(line, self._marks)

    def _marks_without(self, line: str) -> DocumentMarks:
        others = [key for key in self._keys if key != line]
        return self._made(*_longest_and_middle(others)) if others else self._marks

    def _made(self, longest: str, middle: str) -> DocumentMarks:
        headline = longest if self._title is None else self._title
        return DocumentMarks(*map(mark_of, (headline, longest, middle)))


def _longest_and_middle(keys: Sequence[str]) -> tuple[str, str]:
    half, so_far = sum(map(len, keys)) / 2, 0
    for key in keys:
        so_far += len(key)
        if so_far >= half:
            return max(keys, key=len), key
    raise ValueError("no lines")


def line_hash(site: str, key: str, *, masked: bool = False) -> int:
    """64 bits for a line on a site; the empty line stands for all documents of the site."""
    return xxh3_64_intdigest(_bytes(f"{site}\0{'#' if masked else ''}\0{key}"))


def beside_hash(site: str, key: str, other: str, *, below: bool) -> int:
    """64 bits for a line right above another one (`below`: right below it), given as `line_key`; '' is the text's end (start)."""
    return xxh3_64_intdigest(_bytes(f"{site}\0{'v' if below else '^'}\0{key}\0{other}"))


def passage_hashes(key: str) -> tuple[int, int]:
    """64 bits for a passage wherever it stands, and 64 for the sites that have it."""
    return xxh3_64_intdigest(_bytes(f"\0passage\0{key}")), xxh3_64_intdigest(_bytes(f"\0sites\0{key}"))


def mark_of(text: str) -> int:
    """32 bits for a line, a headline or a site."""
    return xxh3_64_intdigest(_bytes(text)) >> 32


def is_passage(line: str) -> bool:
    """Whether a line is long enough to be no coincidence: 50 words, or three sentences of six words each and more.

    In scripts without spaces two characters are a word.
    """
    if len(line) < _PASSAGE_CHARS:
        return False
    words = n_size(line)
    sentences = inner_sentence_ends(line) + ends_sentence(line)
    return words >= _PASSAGE_WORDS or (sentences >= _PASSAGE_SENTENCES and words >= 6 * _PASSAGE_SENTENCES)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def is_counted(key: str) -> bool:
    """Whether a line says something: it has three characters, and a letter."""
    return len(key) >= 3 and any(map(str.isalpha, key))


class SiteLines:
    """What a profile knows of the lines of one site, of which it has seen `n_documents`: 0 where they are fewer than three, or
    the site is not known.
    """

    def __init__(self, profile: Profile, site: str | None) -> None:
        self._profile, self._site = profile, site or ""
        self.n_documents = profile.count(line_hash(site, "")) if site is not None else 0

    def exactly(self, key: str) -> int:
        """In how many documents the line stands; 0 where they are fewer than three."""
        if not self.n_documents or not is_counted(key):
            return 0
        return self._profile.count(line_hash(self._site, key))

    def documents(self, key: str) -> int:
        """The same for a line with its digits masked (`line_key`)."""
        if not self.n_documents or not is_counted(key):
            return 0
        return self._profile.count(line_hash(self._site, key, masked="0" in key))

    def beside(self, key: str, other: str, *, below: bool) -> int:
        """In how many documents a line stands right above another one, or right below it; see `beside_hash`."""
        return self._profile.count(beside_hash(self._site, key, other, below=below)) if self.n_documents else 0

    def passage(self, key: str) -> tuple[int, int]:
        """In how many documents of the corpus a passage stands, and on how many sites; 0 where they are fewer than three."""
        documents, sites = map(self._profile.count, passage_hashes(key))
        return documents, sites


@dataclass(frozen=True)
class Profile:
    """In how many documents of its site each line stands: sorted `hashes` (`line_hash`) and `counts`, three and more.

    `by` says what a site is (`site_key`).
    """

    hashes: Hashes
    counts: Counts
    by: str = "domain"

    @cached_property
    def digest(self) -> str:
        """xxh3 of all that it says, 16 hex digits."""
        both = self.hashes.astype("<u8").tobytes() + self.counts.astype("<i8").tobytes()
        return f"{xxh3_64_intdigest(both + self.by.encode()):016x}"

    def count(self, line: int) -> int:
        """In how many documents the line of a hash stands; 0 where it is not known."""
        place = int(np.searchsorted(self.hashes, np.uint64(line)))
        return int(self.counts[place]) if place < len(self.hashes) and int(self.hashes[place]) == line else 0

    def of_document(self, url: str | None, site: str | None) -> SiteLines:
        """What it knows of the site of a document."""
        return SiteLines(self, site_key(url, site, self.by))

    def of_site(self, site: str | None) -> SiteLines:
        """What it knows of a site."""
        return SiteLines(self, site)


def profile_of_counts(site: str, n_documents: int, counts: Iterable[tuple[str, int]], text: str = "") -> Profile:
    """A profile of one site with so many documents, of which so many have each of these lines; 0 stands for any digits.

    Long lines stand in as many documents of three sites. Lines stand beside one another as often as in `text`: in all documents
    that have both.
    """
    lines = {line_hash(site, ""): n_documents}
    number_of, keys = dict(counts), [line_key(fold(line)) for line in text.split("\n")]
    for place, line in enumerate(text.split("\n")):
        number = number_of.get(line, 0)
        for below, other in ((False, place + 1), (True, place - 1)):
            beside = keys[other] if 0 <= other < len(keys) else ""
            lines[beside_hash(site, exact_key(fold(line)), beside, below=below)] = number
    for line, number in counts:
        folded = fold(line)
        lines[line_hash(site, exact_key(folded))] = number
        lines[line_hash(site, line_key(folded), masked="0" in line_key(folded))] = number
        if is_passage(line):
            lines |= zip(passage_hashes(exact_key(folded)), (number, 3), strict=True)
    ordered = sorted(lines)
    return Profile(np.array(ordered, np.uint64), np.array([lines[key] for key in ordered], np.int64))


COLUMNS = pa.schema([("line", pa.uint64()), ("documents", pa.int64())])
_FORMAT, _BY = b"cleancorpus site lines", b"by"  # keys of the metadata of a profile's table


def table_of(profile: Profile) -> pa.Table:
    """A profile as an Arrow table, whose metadata says how it was made."""
    schema = COLUMNS.with_metadata({_FORMAT: str(VERSION), _BY: profile.by})
    return pa.table([profile.hashes, profile.counts], schema=schema)


def profile_in(table: pa.Table, where: str) -> Profile:
    """The profile of `table_of`; `where` it comes from is for errors.

    Raises:
        ConfigError: it is none, or was made in another way than lines are counted in today.
    """
    said = table.schema.metadata or {}
    if _FORMAT not in said or not table.schema.equals(COLUMNS):
        raise ConfigError(where, "is no profile of site lines", "name a file that site_lines.save has written")
    if said[_FORMAT] != str(VERSION).encode():
        raise ConfigError(where, "was made by another version of cleancorpus", "count again, with site_lines.save")
    return Profile(table.column("line").to_numpy(), table.column("documents").to_numpy(), said[_BY].decode())


def read_profile(path: str | None) -> Profile | None:
    """The profile in a file; None where there is no file to read.

    Raises:
        ConfigError: it cannot be read, or as `profile_in`.
    """
    if path is None:
        return None
    try:
        with pa.memory_map(path) as source, pa.ipc.open_file(source) as reader:
            return profile_in(reader.read_all(), f"site_lines.profile: {path}")
    except pa.ArrowInvalid as error:
        raise ConfigError("site_lines.profile", f"'{path}' is no profile", "name a file of site_lines.save") from error
    except OSError as error:
        what = f"'{path}' cannot be read: {error.strerror or error}"
        raise ConfigError("site_lines.profile", what, "name a file, relative to the current folder") from error


def write_profile(profile: Profile, path: Path) -> None:
    """Write a profile to a file, all of it or nothing; its folder is made.

    Raises:
        ConfigError: it cannot be written.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(partial), "wb") as sink, pa.ipc.new_file(sink, table_of(profile).schema) as writer:
            writer.write_table(table_of(profile))
        partial.replace(path)
    except OSError as error:
        what = f"'{path}' cannot be written: {error.strerror or error}"
        raise ConfigError("site_lines.save", what, "name another file") from error
