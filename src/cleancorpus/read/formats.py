"""What a file is: by its name's ending, else by its first bytes; and which names say that it is no article."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from cleancorpus.read.encoding import decode, looks_binary
from cleancorpus.read.markup import is_page_file
from cleancorpus.text import n_words

Format = Literal["text", "html", "jsonl", "csv", "parquet", "arrow", "warc", "mhtml", "feed"]

# Endings whose JSON may also be one object or an array over many lines; of the others a line is a record.
JSON_ENDINGS = (".json",)
JSONL_ENDINGS = (".jsonl", ".ndjson", ".json-lines")
_ENDINGS: dict[str, Format] = {
    **dict.fromkeys((".txt", ".text", ".md"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((*JSON_ENDINGS, *JSONL_ENDINGS), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".parquet": "parquet",
    **dict.fromkeys((".arrow", ".arrows", ".feather", ".ipc"), "arrow"),
    **dict.fromkeys((".warc", ".wet", ".wat"), "warc"),
    **dict.fromkeys((".mht", ".mhtml"), "mhtml"),
    **dict.fromkeys((".rss", ".atom"), "feed"),
}
# Read as folders are; told by the ending alone, as office documents and programs are zip files, too.
_ARCHIVES = {".zip": "zip", **dict.fromkeys((".tar", ".tgz", ".tbz2", ".tbz", ".txz", ".tzst"), "tar")}
COMPRESSED_ENDINGS = (".gz", ".zst", ".zstd", ".bz2", ".xz")

# Endings of what is kept beside articles, each with what it is. What is left out here and above is told by content, so
# that an ending needs to be here only where its content could be taken for an article, or to spare the opening.
ARC = "an ARC file, as crawlers wrote before WARC; make WARC of it with `warcio recompress`"
NO_ARTICLE_ENDINGS: dict[str, str] = {
    ending: what
    for what, endings in {
        "a picture": "jpg jpeg jpe jfif png gif webp bmp ico svg tif tiff avif heic heif psd apng eps",
        "sound": "mp3 wav ogg oga m4a flac aac wma mid midi opus aif aiff",
        "film": "mp4 webm avi mov mkv m4v mpg mpeg wmv flv ogv 3gp m3u m3u8",
        "subtitles": "srt vtt sub ass",
        "a font": "woff woff2 ttf otf eot",
        "a style sheet": "css scss sass less",
        "a program": "js mjs cjs jsx ts tsx vue py pyc pyi ipynb rb pl pm sh bash zsh bat cmd ps1 c h cc cpp cxx hpp cs java "
        "class go rs swift kt scala lua sql wasm so dll exe dylib jar mk cmake gradle map swf",
        "an archive; unpack it": "rar 7z iso dmg deb rpm apk cab wacz",
        ARC: "arc",
        "a PDF or office document; make text or HTML of it": "pdf ps djvu doc docx odt rtf pages xls xlsx ods ppt pptx odp "
        "epub mobi azw3",
        "XML; make HTML or JSON lines of it": "xml xsl xslt xsd dtd opml kml gpx",
        "settings": "yaml yml toml ini cfg conf properties plist editorconfig lock webmanifest env htaccess",
        "data of another kind": "db sqlite sqlite3 mdb pkl pickle npy npz avro h5 hdf5 mat rds geojson bin idx ics vcf",
        "ORC, which is not read; make Parquet of it": "orc",
        "a log": "log",
        "a checksum or signature": "md5 sha1 sha256 sha512 sig asc pem crt key",
        "a shortcut": "url lnk webloc desktop torrent",
        "a backup or an unfinished download": "bak old orig tmp temp swp part partial crdownload download aria2",
    }.items()
    for ending in (f".{word}" for word in endings.split())
}
_NO_ARTICLE_NAMES = dict.fromkeys(
    (
        "makefile",
        "gnumakefile",
        "dockerfile",
        "vagrantfile",
        "jenkinsfile",
        "rakefile",
        "gemfile",
        "procfile",
        "pipfile",
    ),
    "settings of a program",
)
# Programs that servers answer with: in a mirror, story.pl?id=5 is a page.
_SERVER_ENDINGS = (".pl", ".py", ".rb", ".sh", ".exe", ".dll", ".lua")
_QUERY = re.compile(r"[?@&;#]")  # what follows in names that mirrors give to pages: story.php?id=5, story.php@id=5

# An object with a key, or a list of such; «[1]» and «{» begin texts.
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*\{\s*[\"}])")


def base_name(name: str) -> str:
    """The last part of a path or URL, lower case, without a URL's query and without the ending of a compression."""
    if "://" in name:
        name = re.split(r"[?#]", name, maxsplit=1)[0]
    name = name.rsplit("/", 1)[-1].lower()
    for ending in COMPRESSED_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def ending_of(name: str) -> str:
    """The ending of `base_name(name)` with its dot, without a query that a mirror put into the name; empty if there is none.

    >>> ending_of("crawl/2024.JSONL.gz"), ending_of("crawl/part-00001"), ending_of("site/story.php?id=5")
    ('.jsonl', '', '.php')
    """
    name = base_name(name)
    ending = name[name.rindex(".") :] if "." in name[1:] else ""
    return _QUERY.split(ending, maxsplit=1)[0]


def format_of_name(name: str) -> Format | None:
    """The format that a file's ending says, None for an ending that says nothing."""
    return _ENDINGS.get(ending_of(name))


def archive_kind(name: str) -> str:
    """`zip` or `tar` for an archive whose members are read, empty for any other file.

    >>> archive_kind("crawl/2024.tar.zst"), archive_kind("pages.ZIP"), archive_kind("a.docx")
    ('tar', 'zip', '')
    """
    return _ARCHIVES.get(ending_of(name), "")


def no_article(name: str, *, pages: bool = False) -> str:
    """What a file is whose name says that it is no article; empty where the name does not say so.

    `pages` is whether pages are looked for: then programs that servers answer with are named like pages.

    >>> no_article("site/logo.PNG"), no_article("Makefile"), no_article("site/story.php?id=5")
    ('a picture', 'settings of a program', '')
    """
    base = base_name(name)
    if base.endswith("~"):
        return NO_ARTICLE_ENDINGS[".bak"]
    ending = ending_of(name)
    if ending in _SERVER_ENDINGS and (pages or not base.endswith(ending)):
        return ""
    return NO_ARTICLE_ENDINGS.get(ending) or _NO_ARTICLE_NAMES.get(base, "")


def format_of_content(head: bytes) -> Format | None:
    """The format of a file whose name says nothing, from its first 64 KiB; None for binary content.

    Text it is where nothing speaks for another format; whether that is clear text, `unclear_text` tells.
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    if (
        head.startswith((b"ARROW1\0\0", b"\xff\xff\xff\xff")) and head[6:8] == b"\0\0"
    ):  # a stream's length is below 64 KiB
        return "arrow"
    if looks_binary(head):
        return None
    start = decode(head[:8192]).text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
    if is_page_file(start):
        return "html"
    return "jsonl" if _JSON_START.match(start) else "text"


# Signs that programs and settings have in every line and articles hardly.
_CODE_SIGNS = re.compile(r"[{}<>=;$\\_|&^~@#\[\]`*+]")
_LETTER = re.compile(r"[^\W\d_]")
# Tried on 2,832 texts of articles and other pages (1 % are refused, nearly all of them lists and tables) and on 1,345 files
# of programs and settings with endings (4 % pass, those that are mostly comment), which endings keep out anyway.
_MIN_LETTERS, _MAX_CODE, _MIN_LONG, _LONG_WORDS = 0.65, 0.03, 0.25, 8


def unclear_text(head: bytes, encoding: str | None = None) -> str:
    """Why a file that starts so is not taken for an article in plain text though it may be text; empty if it is clear.

    `encoding` is what is declared. Clear is text in UTF-8, UTF-16 or in that encoding, that is letters for the most part,
    has few signs of code, and a quarter of it in lines of eight words and more.
    """
    if head.startswith(b"#!"):
        return "a program"
    text = _text_of(head, encoding)
    if text is None:
        return "no page, no records, and no text in UTF-8; if it is text, set the source's encoding"
    n_signs = len(text) - sum(map(str.isspace, text))
    lines = [line.strip() for line in text.split("\n")]
    n_long = sum(len(line) for line in lines if n_words(line) >= _LONG_WORDS)
    if (
        len(_LETTER.findall(text)) < _MIN_LETTERS * n_signs
        or len(_CODE_SIGNS.findall(text)) > _MAX_CODE * n_signs
        or n_long <= _MIN_LONG * sum(map(len, lines))
    ):
        return "no page, no records, and not clearly an article's text; if it is, set the source's format"
    return ""


def _text_of(head: bytes, encoding: str | None) -> str | None:
    """The text of the first bytes of a file where its encoding is sure; the last character may be cut."""
    if encoding is None and b"\0" not in head:
        try:
            return codecs.getincrementaldecoder("utf-8")().decode(head)  # not final: leaves out a character that is cut
        except UnicodeDecodeError:
            pass  # a byte order mark, a few broken bytes, or another encoding: `decode` tells
    decoded = decode(head, encoding)
    by_declaration = encoding is not None and decoded.how in ("declared", "replaced") and decoded.n_replaced <= 1
    return decoded.text if by_declaration or decoded.encoding.startswith("utf-") else None
