"""Mojibake by segment: ftfy decodes, this room chooses what it is given.

ftfy mends a line if all of it could come from one encoding, and else only sequences that are suspicious by themselves.
A true dash or quotation mark then keeps «fÃ¥r» from being mended, and a lone «Ã» that is meant is taken for half a
character. So what is right is taken out of the line first: characters that are no part of a UTF-8 sequence in the encoding
that explains most of the line. ftfy sees the rest of the line, with its neighbours, and judges it as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

# Stands for a character that is right; of ASCII, so that every encoding has it, and no letter, digit or space.
_RIGHT = "\x10"
_MAYBE_RIGHT = re.compile(rf"[^\x00-\x7f]|{_RIGHT}")
# C1 controls are what a byte of Windows-1252 becomes that was read as Latin-1: a sign of mojibake.
_C1 = re.compile(r"[\x80-\x9f]")
# One class first and no repeat: so the search passes quickly over all else.
_RUN = re.compile(r"[^\x00-\x7f][^\x00-\x7f]*\$?")
# What ftfy finds bad has a character beyond ASCII and at most seven in all, so six to either side of it are enough. Between
# clusters that are farther apart, and beyond the six, a gap changes nothing.
_NEAR = 6
# Possessive, as a line of another script is one cluster, and a way back to each of its words takes 50 times its memory.
_CLUSTER = re.compile(rf"[^\x00-\x7f]+(?:[\x00-\x7f]{{1,{2 * _NEAR}}}[^\x00-\x7f]+)*+")
_GAP = "\x00"
_SHORT = 4 * _NEAR  # to be searched as it is
_BEFORE_DOLLAR = re.compile("[À-ɏ]")
_LATIN = ("latin-1", "sloppy-windows-1252", "sloppy-windows-1254")
_OLD = ("macroman", "cp437")
_FIRST, _NEXT = 2, 1  # the first character of a sequence that is to be decoded again, and those behind it
# Characters of a line that are mended together: what is noted of each takes 100 times its memory and more. Where no ASCII
# stands in the second half of so many, the cut can fall into a character, which then stays as it is.
_TOGETHER = 100_000
_LAST_ASCII = re.compile(r"[\x00-\x7f][^\x00-\x7f]*\Z")
_ROUNDS = 4  # text may have been decoded wrongly more than once; three times is the most that was seen
# A no-break space that became a plain one: «voilÃ le», «the end.Â Then». Behind a letter or a stop it is hardly anything
# else, alone it is also the letter («Â is a letter») and needs a witness: other mojibake in the text.
_LOST_SPACE = re.compile(r"(?:(?<=[a-zß-ÿ])Ã|(?<=[a-zß-ÿ.,;:!?)])Â)(?= )")
_LONE_LOST_SPACE = re.compile(r"(?:(?<![^ ])|(?<=[a-zß-ÿ.,;:!?)]))[ÃÂ](?= )")
# A word or what stands for one: runs of anything but ASCII spaces and marks that mojibake does not contain.
# Marks that stand before a letter in right text, and that the encoding of old Macs has where UTF-8 has first bytes.
_MARKS = "«»…–—‘’“”"
_AFTER_WORDS = "»”“’‘®™©…–—²³¹°\N{NO-BREAK SPACE}"
_BEFORE_WORDS = "«“„‘‚»–—\N{NO-BREAK SPACE}"
_TOKEN = re.compile(r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")


class _Encoding(NamedTuple):
    """An encoding that UTF-8 is read in by mistake, and how a character looks then."""

    name: str
    sequence: re.Pattern[str]


class _Ftfy(NamedTuple):
    signs: re.Pattern[str]
    suspicious: re.Pattern[str]
    is_bad: Callable[[str], bool]
    fix: Callable[[str], str]
    fix_c1: Callable[[str], str]
    encodings: tuple[_Encoding, ...]


@lru_cache(maxsize=1)
def _ftfy() -> _Ftfy:
    """What is used of ftfy, which takes a while to import: no clean ASCII text needs it."""
    from ftfy import TextFixerConfig, fix_text_segment
    from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
    from ftfy.chardata import CHARMAP_ENCODINGS
    from ftfy.fixes import fix_c1_controls

    # Every alternative of ftfy's badness pattern but those of the last class needs two neighbours beyond ASCII of
    # which one is in a mojibake category, so this much faster test never skips a line that ftfy would change.
    special = "".join(MOJIBAKE_CATEGORIES.values()) + "±∂†≠®™´≤≥¥µø°¢²³¹¼½¾ìîïòôúùûπàäê"
    alone = "ŒœÂÃÎÐØÙ√≈βā\N{SINGLE LOW-9 QUOTATION MARK}ВГРС"
    suspicious = re.compile(
        rf"[^\x00-\x7f][{special}]|[{special}][^\x00-\x7f]|[{alone}]|{_BEFORE_DOLLAR.pattern}\$|{_C1.pattern}"
    )
    signs = re.compile(rf"[{special}{alone}]|{_C1.pattern}")
    config = TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    encodings = tuple(_Encoding(name, _sequence(name)) for name in CHARMAP_ENCODINGS)
    return _Ftfy(
        signs,
        suspicious,
        lambda text: is_bad(_near_marks(text)),
        lambda text: fix_text_segment(text, config),
        fix_c1_controls,
        encodings,
    )


def _sequence(encoding: str) -> re.Pattern[str]:
    """What characters of more than one byte in UTF-8 look like in a wrong `encoding`."""

    def chars(first: int, last: int) -> str:
        return "[" + re.escape(bytes(range(first, last + 1)).decode(encoding)) + "]"

    # The replacement character stands for a byte that the encoding did not know.
    lost = "|\N{REPLACEMENT CHARACTER}" if encoding.startswith("sloppy") else ""
    follow = f"(?:{chars(0x80, 0xBF)}{lost})"
    return re.compile(
        f"{chars(0xC2, 0xDF)}{follow}"
        f"|{chars(0xE0, 0xE0)}(?:{chars(0xA0, 0xBF)}{lost}){follow}"
        f"|{chars(0xE1, 0xEC)}{follow}{follow}"
        f"|{chars(0xED, 0xED)}(?:{chars(0x80, 0x9F)}{lost}){follow}"
        f"|{chars(0xEE, 0xEF)}{follow}{follow}"
        f"|{chars(0xF0, 0xF0)}(?:{chars(0x90, 0xBF)}{lost}){follow}{follow}"
        f"|{chars(0xF1, 0xF3)}{follow}{follow}{follow}"
    )


class _Wrong(NamedTuple):
    """What of a line is to be decoded again: per character `_FIRST`, `_NEXT` or 0; of which encoding; how sure that is."""

    marked: bytearray
    encoding: _Encoding | None = None
    sure: tuple[int, int] = (0, 0)


def mojibake(text: str) -> str:
    """Text that was decoded in the wrong encoding is decoded again (ftfy), line by line.

    A line that does not tell by itself is mended by the word of one that does («pГҐ» beside «blГҐbГ¦r»).

    >>> mojibake("Han fÃ¥r den – i morgon")
    'Han får den – i morgon'
    """
    if text.isascii():
        return text
    ftfy = _ftfy()
    if ftfy.suspicious.search(_beyond_ascii(text)) is None:
        return text
    lines, ends = [], []
    for whole in text.split("\n"):
        lines += (pieces := _pieces(whole))
        ends += [""] * (len(pieces) - 1) + ["\n"]
    ends[-1] = ""
    doubtful = []
    witness: tuple[str, _Encoding] | None = None
    for index, line in enumerate(lines):
        if line.isascii() or ftfy.suspicious.search(_beyond_ascii(line)) is None:
            continue
        mended = _mend(line, ftfy)
        if mended == line:
            doubtful.append(index)
        else:
            witness = witness or _witness(line, ftfy)
            lines[index] = mended
    if witness:
        for index in doubtful:
            lines[index] = _mend_by(*witness, lines[index], ftfy)
    return "".join(chain.from_iterable(zip(lines, ends, strict=True)))


def has_signs(text: str, unusual: str) -> bool:
    """Whether `mojibake` may change `text`; `unusual` are all its characters beyond ASCII, in any order."""
    if unusual.isascii():
        return False
    return _ftfy().signs.search(unusual) is not None or ("$" in text and _BEFORE_DOLLAR.search(unusual) is not None)


def _beyond_ascii(text: str) -> str:
    """The runs of characters beyond ASCII, with a dollar behind them, apart: what is suspicious is all in these."""
    return " ".join(_RUN.findall(text))


def _pieces(line: str) -> list[str]:
    """`line` in pieces of `_TOGETHER` characters at most, cut behind ASCII where there is any in their second half."""
    pieces = []
    start, half = 0, _TOGETHER // 2
    while len(line) - start > _TOGETHER:
        last = _LAST_ASCII.search(line[start + half : start + _TOGETHER])
        end = start + half + last.start() + 1 if last else start + _TOGETHER
        pieces.append(line[start:end])
        start = end
    return [*pieces, line[start:]]


def _near_marks(text: str) -> str:
    """What of `text` stands within `_NEAR` characters of one beyond ASCII; ftfy's `is_bad` finds nothing elsewhere."""
    if len(text) <= _SHORT or text.isascii():
        return text
    spans = [match.span() for match in _CLUSTER.finditer(text)]
    return _GAP.join(text[max(0, start - _NEAR) : end + _NEAR] for start, end in spans)


def _mend(line: str, ftfy: _Ftfy) -> str:
    """`line` mended as far as it tells by itself."""
    for _ in range(_ROUNDS):
        if not ftfy.is_bad(line):
            break
        mended = _fix(line, _wrong(line, ftfy).marked, ftfy)
        if mended == line:
            mended = _fix(line, _at(line, _LOST_SPACE), ftfy)
        if mended == line:
            break
        line = mended
    return ftfy.fix_c1(line) if _C1.search(line) else line


def _witness(line: str, ftfy: _Ftfy) -> tuple[str, _Encoding] | None:
    """A word of `line` that is mojibake without doubt, and its encoding; None if only its neighbours tell."""
    encoding = _wrong(line, ftfy).encoding
    if encoding is None:
        return None
    words = (word for word in line.split() if ftfy.is_bad(word) and encoding.sequence.sub("", word).isascii())
    return next(((word, encoding) for word in words), None)


def _mend_by(witness: str, encoding: _Encoding, line: str, ftfy: _Ftfy) -> str:
    """`line` mended as if `witness` stood before it, if none of its letters is left over then."""
    wrong = _marked(line, encoding, list(encoding.sequence.finditer(line)), ftfy).marked
    if encoding.name in _LATIN:
        _add_lost_spaces(line, wrong)
    if any(char.isalpha() and not here for char, here in zip(line, wrong, strict=True) if char > "\x7f"):
        return line
    both = bytearray(b"\1" * len(witness) + b"\0" + wrong)
    return _fix(f"{witness}|{line}", both, ftfy).partition("|")[2]


def _wrong(line: str, ftfy: _Ftfy) -> _Wrong:
    """What is to be decoded again of `line`: the sequences of the encoding that most of the bad ones are of.

    Of several with as many it is the one that explains most, but for the old ones: marks of today look like theirs.
    """
    found = {encoding: list(encoding.sequence.finditer(line)) for encoding in ftfy.encodings}
    explained = {encoding: sum(len(match[0]) for match in matches) for encoding, matches in found.items()}
    most = max(explained.values())
    best = _Wrong(bytearray(len(line)))
    beyond_ascii = len(line) - len(line.encode("ascii", "ignore"))
    for encoding, matches in found.items():
        if 2 * explained[encoding] < most or not most:
            continue
        wrong = _marked(line, encoding, matches, ftfy)
        if wrong.sure > best.sure:
            best = wrong
        if explained[encoding] == beyond_ascii:
            break  # all of the line: no other can tell more
    if best.encoding and best.encoding.name in _LATIN:
        _add_lost_spaces(line, best.marked)
    return best


def _marked(line: str, encoding: _Encoding, found: list[re.Match[str]], ftfy: _Ftfy) -> _Wrong:
    """Of the sequences `found` in `line` those that are not likely to be right."""
    wrong = bytearray(len(line))
    doubtful = []
    for match in found:
        if _closes_quotation(line, match) or _ends_capitals(line, match, wrong, encoding.name):
            continue
        if _is_letter_and_mark(line, match, wrong):
            doubtful.append(match)
        else:
            _mark(wrong, match)
    # «d’été» in the encoding of old Macs. Cyrillic that was read in it has such marks in nearly each letter.
    marks = _MARKS if 2 * sum(match[0][0] in _MARKS for match in found) < len(found) else ""
    bad = 0
    for match in _TOKEN.finditer(line):
        start, end = match.span()
        n = end - start - wrong.count(0, start, end)
        if n and _is_bad_word(line, wrong, start, end, ftfy):
            bad += n
        elif n and _may_be_right(match[0], wrong[start:end], marks):
            wrong[start:end] = bytes(end - start)
    for match in doubtful if bad else ():
        _mark(wrong, match)
    total = len(line) - wrong.count(0)
    return _Wrong(wrong, encoding, (bad, total if encoding.name not in _OLD else min(total, 1)))


def _mark(wrong: bytearray, match: re.Match[str]) -> None:
    wrong[match.start() : match.end()] = bytes([_FIRST]) + bytes([_NEXT]) * (len(match[0]) - 1)


def _is_letter_and_mark(line: str, match: re.Match[str], wrong: bytearray) -> bool:
    """Whether a sequence may also be the last letter of capitals, or one in quotes, and a mark: «AMEGÃ”», «Â».

    It is no sign of mojibake; where a line has others it is half a letter all the same.
    """
    start, end = match.span()
    if (
        end - start > 2
        or not "À" <= line[start] <= "ß"
        or line[end - 1] not in _AFTER_WORDS
        or line[end : end + 1].isalnum()
    ):
        return False
    before = line[max(0, start - 2) : start]
    capitals = len(before) == 2 and before.isalpha() and before.isupper() and not any(wrong[start - 2 : start])
    return capitals or (before != "" and before[-1] in _BEFORE_WORDS and not wrong[start - 1])


def _add_lost_spaces(line: str, wrong: bytearray) -> None:
    for match in _LONE_LOST_SPACE.finditer(line):
        wrong[match.start()] = _FIRST


def _closes_quotation(line: str, match: re.Match[str]) -> bool:
    """Whether a sequence is a letter and the mark that closes a quotation of true capitals: Vietnamese «“XÃ”», «“ĐÃ”»."""
    if match[0][-1] != "”" or len(match[0]) != 2:
        return False
    opened = line.rfind("“", 0, match.start())
    inside = line[opened + 1 : match.start() + 1]
    return opened >= 0 and "”" not in inside and inside.isalpha() and inside.isupper()


def _ends_capitals(line: str, match: re.Match[str], wrong: bytearray, encoding: str) -> bool:
    """Whether a sequence is the end of right capitals and a mark («MANHÃ»», «“É”»): no small letter ends them."""
    start = match.start()
    decoded = match[0].encode(encoding, "replace").decode("utf-8", "replace")
    # Letters of Latin, also phonetic and modifying ones; behind capitals of Latin other scripts begin a word.
    if not decoded.isalpha() or decoded.isupper() or decoded == "ß" or decoded > "\u02ff":
        return False
    before = line[max(0, start - 2) : start]
    capitals = len(before) == 2 and before.isalpha() and before.isupper() and not any(wrong[start - 2 : start])
    if capitals and not line[match.end() : match.end() + 1].isalpha():
        return True
    phonetic = decoded >= "\u0250"  # no text of a newspaper, and no word begins with one
    return phonetic and match[0][-1] in _MARKS and not before[-1:].isalpha()


def _is_bad_word(line: str, wrong: bytearray, start: int, end: int, ftfy: _Ftfy) -> bool:
    """Whether what is `wrong` of a word is bad by itself."""
    seen = "".join(
        char if here or char < "\x80" else _RIGHT for char, here in zip(line[start:end], wrong[start:end], strict=True)
    )
    return ftfy.is_bad(f"{line[max(0, start - 1) : start]}{seen}{line[end : end + 1]}")


def _may_be_right(word: str, marked: bytearray, marks: str) -> bool:
    """Whether what is `marked` of a word looks like letters and `marks` that belong there."""
    if any(char.isalpha() and not here for char, here in zip(word, marked, strict=True) if char > "\x7f"):
        return True  # «Вёдра»: «Вё» could be half of a letter, the rest could not
    return any(here == _FIRST and char in marks for char, here in zip(word, marked, strict=True))


def _at(line: str, pattern: re.Pattern[str]) -> bytearray:
    """Per character `_FIRST` where `pattern` matches, else 0."""
    wrong = bytearray(len(line))
    for match in pattern.finditer(line):
        wrong[match.start()] = _FIRST
    return wrong


def _fix(line: str, wrong: bytearray, ftfy: _Ftfy) -> str:
    """What ftfy makes of `line` if all beyond ASCII that is not `wrong` is right, and comes through as it is."""
    if not any(wrong):
        return line
    right: list[str] = []

    def seen(match: re.Match[str]) -> str:
        if match[0] != _RIGHT and wrong[match.start()]:
            return match[0]
        right.append(match[0])
        return _RIGHT

    parts = ftfy.fix(_MAYBE_RIGHT.sub(seen, line)).split(_RIGHT)
    return parts[0] + "".join(char + part for char, part in zip(right, parts[1:], strict=True))
