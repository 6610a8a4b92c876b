"""From bytes to text, in the encodings pages and files really come in.

`decode` is pure and runs in the workers, for records whose encoding is not known.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from cleancorpus.read.guess import codec_instead, guess_codec
from cleancorpus.read.labels import codec_of

How = Literal["bom", "declared", "utf-8", "guessed", "replaced"]

# The longer marks first: the mark of UTF-32 LE starts with that of UTF-16 LE.
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PROBE_BYTES = 8192  # how much of the data is looked at for a declaration and for UTF-16 and UTF-32 without a mark
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# Bounded, so that a page of «<meta» is not searched from each of them to its end; no label of an encoding is longer.
_META = re.compile(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:+-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:+-]{2,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text made of bytes.

    `encoding` is the Python codec it was read with. `how` tells why that one: `bom` (a byte order mark), `declared`
    (the page, or the caller), `utf-8` (valid UTF-8), `guessed`, or `replaced`: `n_replaced` places could not be read
    in that encoding and are U+FFFD now.
    """

    text: str
    encoding: str
    how: How
    n_replaced: int = 0


def decode(data: bytes, declared: str | None = None, is_html: bool = False, hint: str | None = None) -> Decoded:
    """The text of `data`; never fails.

    `declared` is what the caller knows of the encoding, in any name the web uses for it; an unknown name counts as
    none. A byte order mark goes before it. For a page (`is_html`) the declaration in the page is used where the
    caller knows none, and data with characters beyond ASCII that are valid UTF-8 are UTF-8 whatever was declared, as
    servers and templates often declare wrongly and other encodings are hardly ever valid UTF-8. Where a page declares
    an encoding that its letters speak against, another is guessed. What nobody declared is UTF-8 if it is valid (a
    few broken bytes allowed), else guessed.

    `hint` is what a server's header says, which may be wrong: of a page it goes before the declaration in the page (as
    browsers do), unless the letters speak for that one; text is in that encoding if all of it can be read in it.

    >>> decode("caf\\xe9".encode("latin1"), "iso-8859-1")
    Decoded(text='café', encoding='windows-1252', how='declared', n_replaced=0)
    """
    for bom, codec in BOMS:
        if data.startswith(bom) and not (codec == "utf-32-le" and len(data) % 4):
            return _read(data[len(bom) :], codec, "bom")
    named = codec_of(declared) if declared else None
    by_page = named is None and is_html
    if (named is None or is_html) and (unmarked := unmarked_utf(data[:_PROBE_BYTES])):
        return _read(data, unmarked, "guessed")
    if by_page:
        named = _by_header(data, hint) or declared_in_page(data)
    elif named is None:
        named = _if_readable(data, hint)
    utf8 = _as_utf8(data)
    if utf8 is not None and (named is None or named == "utf-8" or (is_html and not utf8.isascii())):
        if named is None and b"\x1b$" in data and (japanese := _strictly(data, "iso2022_jp_ext")) is not None:
            return Decoded(japanese, "iso2022_jp_ext", "guessed")
        return Decoded(utf8, "utf-8", "declared" if named == "utf-8" else "utf-8")
    if named is not None and named != "utf-8":
        found = _read(data, named, "declared")
        if by_page and (instead := codec_instead(data, named)) is not None:
            return _read(data, instead, "guessed")
        if not is_html or _mostly_read(found):
            return found
    elif named == "utf-8" and not is_html:
        return _read(data, "utf-8", "declared")
    if utf8 is not None:
        return Decoded(utf8, "utf-8", "utf-8")
    broken = _read(data, "utf-8", "replaced")
    if _n_beyond_ascii(broken.text) >= 2 * broken.n_replaced:
        return broken  # at least as many characters beyond ASCII were read as were not
    return _read(data, guess_codec(data, is_html=is_html), "guessed")


def _by_header(data: bytes, hint: str | None) -> str | None:
    """The codec that a header names for a page; None where it names none, or the page another that its letters fit better."""
    named = codec_of(hint) if hint else None
    in_page = declared_in_page(data) if named is not None else None
    if named is None or in_page in (None, named):
        return named
    assert in_page is not None
    doubted = _strictly(data, named) is None or (named != "utf-8" and codec_instead(data, named) is not None)
    fits = _strictly(data, in_page) is not None and (in_page == "utf-8" or codec_instead(data, in_page) is None)
    return in_page if doubted and fits else named


def _if_readable(data: bytes, hint: str | None) -> str | None:
    """The codec that a header names for a text, if all of it can be read so and it is no UTF-8."""
    named = codec_of(hint) if hint else None
    if named is None or named == "utf-8" or (_as_utf8(data) is not None and not data.isascii()):
        return None
    return named if _strictly(data, named) is not None else None


def declared_in_page(data: bytes) -> str | None:
    """The codec that a page's <meta charset> or XML declaration names within its first 8 KiB; None if there is none.

    UTF-16 named there is UTF-8: whoever can read the name does not read UTF-16 (WHATWG, prescan of a byte stream).
    """
    head = data[:_PROBE_BYTES]
    match = _XML.search(head) or _META.search(_COMMENT.sub(b"", head))
    codec = codec_of(match[1].decode("ascii")) if match else None
    return "utf-8" if codec in ("utf-16-le", "utf-16-be") else codec


def unmarked_utf(head: bytes) -> str | None:
    """The codec if `head` is UTF-16 or UTF-32 without a byte order mark; None if it is not, or cannot be told.

    There must be NUL bytes (half of each Latin letter, space or line break), and what is read so must have hardly a
    character that is unassigned, private, a control or a space of odd width. Stray NULs in other text do not count.
    """
    if b"\0" not in head or len(head) < 2:
        return None
    head = head[: len(head) // 4 * 4] or head[: len(head) // 2 * 2]
    n_nul, without = head.count(b"\0"), head.replace(b"\0", b"")
    if not n_nul:  # it stood in the odd bytes at the end
        return None
    # UTF-32 has two NULs in four bytes at least, UTF-16 one in two for Latin letters: 0.4 leaves room for others.
    if n_nul >= 0.4 * len(head) and len(head) % 4 == 0:
        for codec in ("utf-32-le", "utf-32-be"):
            if (text := _strictly(head, codec)) and _odd_share(text) <= 0.02:
                return codec
    # Few NULs in what is printable, or UTF-8 without them: stray ones.
    if n_nul < 0.2 * len(head) and (
        len(without.translate(None, _PRINTABLE)) < 0.25 * len(without)
        or (_control_share(without) < 0.01 and _as_utf8(without, cut=True) is not None)
    ):
        return None
    # In Chinese there are few NULs, some of them on the low side: 一 is U+4E00. A few bytes alone prove nothing.
    long = len(head) >= 64
    han = long and n_nul < 0.2 * len(head)
    if not long and n_nul < 0.4 * len(head):
        return None
    candidates: list[tuple[float, str]] = []
    for codec, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        whole = head[:-2] if 0xD8 <= high[-1] <= 0xDB else head  # without half a surrogate pair at the end
        text = _strictly(whole, codec)
        n_high = high.count(b"\0")
        if text and (odd := _odd_share(text)) <= 0.02 and (n_high > 0.75 * n_nul or han):
            # The right order has its NULs on the high side; the other one reads Latin letters as Han.
            candidates.append((odd + (n_nul - n_high) / n_nul, codec))
    return min(candidates)[1] if candidates else None


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes of a file are not those of text in any encoding.

    True for the magic numbers of common formats, and where more than 2 % of the bytes, and more than four, are control
    characters that no text has; compressed and compiled files have 10 % and more, a text with a few NULs stays text.
    """
    if head.startswith(_MAGIC):
        return True
    if head.startswith(tuple(bom for bom, _ in BOMS)) or unmarked_utf(head[:_PROBE_BYTES]):
        return False
    return _control_share(head) > max(0.02, 4 / len(head)) if head else False


_MAGIC = (
    *(b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"wOF2", b"\x7fELF", b"\xd0\xcf\x11\xe0"),
    *(b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\x00", b"Rar!\x1a\x07"),
    *(b"7z\xbc\xaf\x27\x1c", b"PAR1", b"ORC\x00", b"Obj\x01", b"ARROW1\x00\x00", b"SQLite format 3\x00"),
)
_PRINTABLE = bytes(range(32, 127)) + b"\t\n\r"
_CONTROLS = bytes(i for i in range(32) if i not in b"\t\n\r\f\b\x1b\x1a") + b"\x7f"


def _control_share(data: bytes) -> float:
    return 1 - len(data.translate(None, _CONTROLS)) / len(data) if data else 0.0


def _odd_share(text: str) -> float:
    """The share of characters that no ordinary text has."""
    odd = sum(
        (char < " " and char not in "\t\n\r\f")
        or "\N{EN QUAD}" <= char <= "\N{PUNCTUATION SPACE}"
        or unicodedata.category(char) in ("Cn", "Co", "Cs")
        for char in text
    )
    return odd / len(text)


def _as_utf8(data: bytes, *, cut: bool = False) -> str | None:
    """`data` as UTF-8, None if it is not.

    Lone surrogates pass, as JSON escapes can make them; halves of a pair are joined. `cut` allows for a last
    character that is incomplete.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if cut and error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")
    if b"\xed" not in data:
        return None
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _read(data: bytes, codec: str, how: How) -> Decoded:
    """`data` read with `codec`, U+FFFD where that fails."""
    if codec == "utf-8" and (text := _as_utf8(data)) is not None:
        return Decoded(text, codec, how)
    text = data.decode(codec, errors_for(codec))
    genuine = data.count("\N{REPLACEMENT CHARACTER}".encode(codec)) if codec.startswith(("utf", "gb18030")) else 0
    n_replaced = max(0, text.count("\N{REPLACEMENT CHARACTER}") - genuine)
    return Decoded(text, codec, "replaced" if n_replaced else how, n_replaced)


def errors_for(codec: str) -> str:
    """The error handler to read `codec` with: U+FFFD for what cannot be read.

    Windows-1252 has five bytes without a character; on the web they are the control characters of their number,
    and ftfy can mend what they came from.
    """
    return "cleancorpus.c1" if codec == "windows-1252" else "replace"


def _c1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin1"), error.end


codecs.register_error("cleancorpus.c1", _c1)


def _mostly_read(found: Decoded) -> bool:
    """Whether at most a twentieth of the characters beyond ASCII could not be read."""
    return found.n_replaced == 0 or 20 * found.n_replaced <= _n_beyond_ascii(found.text)


def _n_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
