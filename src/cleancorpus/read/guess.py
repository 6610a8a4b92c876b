"""Guesses which legacy encoding bytes are in that are not UTF-8 and that nobody declared, or declared wrongly.

Latin text is told by its letters: which of the encodings of Western, Central, Baltic and Turkish Windows (and ISO
8859-2) gives letters that one language has. charset-normalizer, made for any script, often takes French for Central
European; it decides on the rest: Cyrillic, Greek, Hebrew, Arabic, Thai, Chinese, Japanese, Korean.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_SAMPLE_BYTES = 16_384  # charset-normalizer takes 10 to 100 ms for as much
_BEFORE, _AFTER = 200, 4000  # bytes of a line that are looked at around a byte beyond ASCII
_PAGE_BYTES = 1 << 20  # of a page that are freed of tags; letters that tell an encoding come earlier
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_LATIN_CODECS = ("windows-1252", "cp1250", "iso8859-2", "cp1254", "cp1257")  # the first of equals is taken

# Letters beyond ASCII that a language writes, capitals left out. Source: the languages' alphabets in Unicode CLDR
# (main and common auxiliary exemplar characters).
_LETTERS = {
    "en": "éèêëïçñöüôâ",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "de": "äöüßéèàá",
    "es": "áéíñóúüç",
    "pt": "áâãàçéêíóôõúü",
    "it": "àèéìíîòóùú",
    "ca": "àçèéíïòóúü",
    "nl": "éëïóöèêáüç",
    "sv fi": "åäöéüà",
    "da no": "æøåéèêóòôäöü",
    "is fo": "áðéíóúýþæöø",
    "pl": "ąćęłńóśźż",
    "cs sk": "áäčďéěíĺľňóôŕřšťúůýž",
    "hu": "áéíóöőúüű",
    "sl hr": "čćđšž",
    "ro": "ăâîşţșț",
    "tr": "âçğıîöşüûi̇",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöüšž",
}
_LETTER_SETS = tuple(frozenset(letters) for letters in _LETTERS.values())
_MARKS = frozenset(
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
    "\N{RIGHT SINGLE QUOTATION MARK}\N{SINGLE LOW-9 QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}«»\N{EN DASH}"
    "\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{BULLET}\N{MIDDLE DOT}€£¥¢§©®™°ºª¹²³¼½¾\N{MULTIPLICATION SIGN}÷±µ¡¿´"
    "¨†‡‰\N{NO-BREAK SPACE}\N{SOFT HYPHEN}"
)
_INSIDE_WORDS = frozenset(
    "´\N{RIGHT SINGLE QUOTATION MARK}\N{MIDDLE DOT}º\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{SOFT HYPHEN}"
)  # marks that may stand between two letters
_APART = frozenset("±¹¼½¾¨")  # marks that touch no letter

_CYRILLIC_CODECS = frozenset(("windows-1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"))
_EAST_ASIAN_CODECS = ("gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949")
# What every text in these has: kana, Hangul, the most frequent characters of simplified and traditional Chinese.
_SCRIPTS = {"cp932": ("\u3040", "\u30ff"), "euc_jis_2004": ("\u3040", "\u30ff"), "cp949": ("\uac00", "\ud7a3")}
_FREQUENT_HAN = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會"
    "\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC FULL STOP}\N{IDEOGRAPHIC COMMA}「」"
)
_ENOUGH = 20  # letters beyond ASCII on which a declaration may be doubted

_OTHER_CODECS = (
    *("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "cp1253", "cp1255", "cp1256", "cp874"),
    *_EAST_ASIAN_CODECS,
    *("cp1250", "cp1252", "cp1254", "cp1257", "cp1258"),
)


def guess_codec(data: bytes, *, is_html: bool = False) -> str:
    """The Python codec that `data`, known not to be UTF-8, is most likely in.

    It is windows-1252 where nothing speaks for another. At most 16 KiB of the lines with bytes beyond ASCII are
    looked at; of a page, without its markup.
    """
    return _guess(_sample_of(_without_markup(data) if is_html else data))


def _guess(sample: bytes) -> str:
    high = sum(byte > 0x7F for byte in sample)
    letters = high + sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    # Vietnamese has most marks of all in Latin script, on up to a third of its letters; in other scripts all are beyond
    # ASCII.
    if high <= 0.35 * letters:
        best, scores = _latin_scores(sample)
        if scores[best] >= 0.9:
            return best
    codecs = list(_OTHER_CODECS)
    while match_ := from_bytes(sample, cp_isolation=codecs, enable_fallback=False).best():
        name = match_.encoding
        if name != "cp932" or not _is_half_width(str(match_)):
            return "windows-1252" if name == "cp1252" else name
        codecs.remove(name)
    return "windows-1252"


def codec_instead(data: bytes, declared: str) -> str | None:
    """The codec that a page is in if it can hardly be in the `declared` one; None where there is no good reason to doubt.

    Doubted are letters that no one language has together (Polish declared as latin1), text of another script declared
    as a Latin one, Cyrillic with more capitals than small letters (KOI8-R and windows-1251 taken for one another),
    Chinese, Japanese and Korean without the characters that are in every sentence.
    """
    sample = _sample_of(_without_markup(data))
    high = sum(byte > 0x7F for byte in sample)
    # The rest are marks and no-break spaces, which stand in pages of any language.
    letters = sum(byte > 0x7F and chr(byte).isalpha() for byte in sample)
    if letters < max(_ENOUGH, 0.2 * high):
        return None
    latin = {codecs.lookup(codec).name: codec for codec in _LATIN_CODECS}.get(codecs.lookup(declared).name)
    if latin:
        if high <= 0.5 * (high + sum(chr(byte).isalpha() for byte in sample if byte < 0x80)):
            best, scores = _latin_scores(sample)
            return best if scores[latin] < 0.9 and scores[best] >= 0.95 else None
        if sum(map(len, _HIGH_RUN.findall(sample))) < 0.5 * high:
            return None  # lone letters, of a list of them or with a tag behind each, are no words of another script
    elif not _reads_oddly(sample.decode(declared, "replace"), declared):
        return None
    found = _guess(sample)
    known = {codecs.lookup(name).name for name in (declared, latin or declared, "windows-1252")}
    return None if codecs.lookup(found).name in known else found


def _reads_oddly(text: str, codec: str) -> bool:
    """Whether `text`, read with a Cyrillic or East Asian codec, is not what that codec was made for."""
    if codec in _CYRILLIC_CODECS:
        letters = [char for char in text if "\u0400" <= char <= "\u045f"]
        return sum(char.isupper() for char in letters) > 0.5 * len(letters)
    if codec in _EAST_ASIAN_CODECS:
        beyond = [char for char in text if char > "\x7f"]
        first, last = _SCRIPTS.get(codec, ("", ""))
        known = sum(char in _FREQUENT_HAN or first <= char <= last for char in beyond)
        return known < 0.08 * len(beyond)  # in running text every third character or so is one of these
    return False


def _without_markup(data: bytes) -> bytes:
    """The first MiB of a page without its tags; with them, if only they have bytes beyond ASCII."""
    without = _TAG.sub(b"\n", data[:_PAGE_BYTES])
    return without if _HIGH.search(without) else data


def _sample_of(data: bytes) -> bytes:
    """The surroundings of bytes beyond ASCII, a line each."""
    parts, size, end = [], 0, 0
    while size < _SAMPLE_BYTES and (match := _HIGH.search(data, end)):
        first = match.start()
        start = max(data.rfind(b"\n", max(end, first - _BEFORE), first) + 1, end, first - _BEFORE)
        end = data.find(b"\n", first, first + _AFTER)
        end = min(first + _AFTER, len(data)) if end < 0 else end
        parts.append(data[start:end])
        size += end - start
    return b"\n".join(parts)


def _latin_scores(sample: bytes) -> tuple[str, dict[str, float]]:
    """The best Latin codec, and the score of each."""
    scores = {codec: _latin_score(sample, codec) for codec in _LATIN_CODECS}
    return max(scores, key=lambda codec: scores[codec]), scores


def _latin_score(sample: bytes, codec: str) -> float:
    """The share of the characters beyond ASCII that are letters of one language, or marks where marks belong."""
    text = sample.decode(codec, "replace")
    n_all, n_marks = 0, 0
    letters: dict[str, int] = {}
    for i, char in enumerate(text):
        if char < "\x80":
            continue
        n_all += 1
        before, after = text[i - 1 : i], text[i + 1 : i + 2]
        if char in _MARKS:
            touching = before.isalpha() + after.isalpha()
            n_marks += char in _INSIDE_WORDS or touching == 0 or (touching == 1 and char not in _APART)
        elif not (char.isupper() and before.islower()):  # no capital follows a small letter
            low = char.lower()
            letters[low] = letters.get(low, 0) + 1
    best = max(sum(n for letter, n in letters.items() if letter in known) for known in _LETTER_SETS)
    return (n_marks + best) / n_all if n_all else 1.0


def _is_half_width(text: str) -> bool:
    """Whether much is half-width katakana, as in single-byte text of another script that is read as cp932."""
    beyond = [char for char in text if char > "\x7f"]
    # Japanese uses it for words in menus at most; Thai and Cyrillic read as cp932 consist of it.
    return sum("\uff61" <= char <= "\uff9f" for char in beyond) > 0.3 * len(beyond)
