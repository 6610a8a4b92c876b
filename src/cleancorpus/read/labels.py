"""Names of encodings as pages and configurations write them, and the Python codec that reads them best.

The names and what they stand for are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels):
what pages call latin1 is windows-1252, what they call gb2312 is gb18030, and so on. Where Python has no exact
counterpart the codec that covers most is taken: euc_jis_2004 for euc-jp, big5hkscs for big5.
"""

from __future__ import annotations

import codecs
from functools import lru_cache

# codec: the labels that stand for it, besides its own name and what codecs.lookup calls the same
_LABELS = {
    "utf-8": "utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf-8-sig",
    "utf-16-le": "utf-16 utf-16le utf16 ucs-2 unicode csunicode iso-10646-ucs-2 unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
    "windows-1252": (
        "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
        "iso_8859-1:1987 l1 latin1 latin-1 us-ascii x-cp1252 x-user-defined ansi windows1252 win-1252"
    ),
    "windows-1250": "cp1250 x-cp1250 windows1250 win-1250",
    "windows-1251": "cp1251 x-cp1251 windows1251 win-1251",
    "windows-1253": "cp1253 x-cp1253",
    "windows-1254": (
        "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 x-cp1254"
    ),
    "windows-1255": "cp1255 x-cp1255",
    "windows-1256": "cp1256 x-cp1256",
    "windows-1257": "cp1257 x-cp1257",
    "windows-1258": "cp1258 x-cp1258",
    "cp874": "windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 tis620",
    "cp866": "866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "iso-8859-3 iso_8859-3 l3 latin3",
    "iso8859-4": "iso-8859-4 iso_8859-4 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso88595 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso88596 iso_8859-6",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso88597 iso_8859-7",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-8859-8-i logical visual iso_8859-8",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 l6 latin6",
    "iso8859-13": "iso-8859-13",
    "iso8859-14": "iso-8859-14",
    "iso8859-15": "csisolatin9 iso-8859-15 iso_8859-15 l9 latin9 latin-9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8_r",
    "koi8-u": "koi8-ru koi8_u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": (
        "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk cp936 ms936 "
        "windows-936 euc-cn x-euc-cn"
    ),
    "hz": "hz-gb-2312",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950 windows-950",
    "euc_jis_2004": "euc-jp cseucpkdfmtjapanese x-euc-jp eucjp",
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis x-ms-cp932",
    "cp949": (
        "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601 ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
        "windows-949 uhc"
    ),
}
_BY_LABEL = {label: codec for codec, labels in _LABELS.items() for label in (codec, *labels.split())}

# Codecs of Python that do not read the encoding of a text file.
_NO_FILE_ENCODINGS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "utf-7"}
)


@lru_cache(maxsize=512)
def codec_of(label: str) -> str | None:
    """The Python codec for an encoding's name as pages and configurations write it; None if there is none.

    >>> codec_of("ISO-8859-1"), codec_of("x-sjis"), codec_of("utf-9")
    ('windows-1252', 'cp932', None)
    """
    label = label.strip().strip("\"'").strip().lower()
    known = _BY_LABEL.get(label) or _BY_LABEL.get(label.replace("_", "-"))
    if known:
        return known
    try:
        info = codecs.lookup(label)
        "".encode(info.name)  # codecs such as hex or zlib refuse text
    except (LookupError, UnicodeError, ValueError):
        return None
    name = info.name.replace("_", "-")
    return None if name in _NO_FILE_ENCODINGS else info.name
