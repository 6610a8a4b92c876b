"""Small questions about text in any script that several stages ask: folding, words, sentence ends."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

# Quotes, dashes and spaces that typists use for one another, folded one to one so that positions stay valid.
_SAME = {
    **dict.fromkeys(
        "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}"
        "\N{MODIFIER LETTER APOSTROPHE}\N{ACUTE ACCENT}\N{GRAVE ACCENT}\N{FULLWIDTH APOSTROPHE}",
        "'",
    ),
    **dict.fromkeys(
        "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
        "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}«»\N{FULLWIDTH QUOTATION MARK}",
        '"',
    ),
    **dict.fromkeys(
        "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}", "-"
    ),
    **dict.fromkeys(
        "\N{NO-BREAK SPACE}\N{EN QUAD}\N{EM QUAD}\N{EN SPACE}\N{EM SPACE}\N{THREE-PER-EM SPACE}"
        "\N{FOUR-PER-EM SPACE}\N{SIX-PER-EM SPACE}\N{FIGURE SPACE}\N{PUNCTUATION SPACE}\N{THIN SPACE}"
        "\N{HAIR SPACE}\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}\N{IDEOGRAPHIC SPACE}\t",
        " ",
    ),
}
_LONG_NUMBER = re.compile(r"&#([0-9]{1000,})")
# Combining marks that `plain` drops: Latin, Greek and Cyrillic accents. Vowel signs of other scripts are letters there.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_FOLDED = re.compile(f"[{''.join(map(re.escape, _SAME))}]")

# Scripts written without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han, Hangul is spaced and left out).
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# The second part takes a combining mark (Devanagari vowel signs, Arabic points) as part of its word.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903"
    "\u093a-\u094f\u0980-\u0983\u09bc-\u09cd\u0b80-\u0bcd\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
)
# A character of an unspaced script, or a run of others; an apostrophe or a full stop between letters is inside
# («l'été», «U.S»), so that words can be counted without a dictionary.
_WORD = re.compile(
    rf"[{UNSPACED}]"
    rf"|[^\W{UNSPACED}_](?:[^\W{UNSPACED}_]|[{_MARKS}]|['\N{{RIGHT SINGLE QUOTATION MARK}}.](?=[^\W\d_]))*"
)

# The same, or a figure with its marks («5.20»), or a run of one mark («--», «...»): where marks count as words.
_WORD_OR_MARK = re.compile(rf"\d+(?:[.,:]\d+)+|{_WORD.pattern}|(?P<mark>[^\w\s]|_)(?P=mark)*")

UNSPACED_CHAR = re.compile(rf"[{UNSPACED}]")
# The parts of a word as `_WORD` has them, for those who count words in another way (`word_counts`).
WORD_CHAR = re.compile(rf"[^\W{UNSPACED}_]")
LETTER = re.compile(r"[^\W\d_]")
MARKS = re.compile(f"[{_MARKS}]")
JOINERS = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}.]")
_NO_LETTERS = re.compile(r"[\W_]+")

# Sentence ends of the world's scripts: Latin, CJK, Arabic, Devanagari, Armenian, Ethiopic, Burmese, Khmer, Tibetan.
TERMINATORS = (
    ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}"
    "\N{FULLWIDTH QUESTION MARK}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}\N{ARABIC QUESTION MARK}"
    "\N{ARABIC FULL STOP}\N{DEVANAGARI DANDA}\N{DEVANAGARI DOUBLE DANDA}\N{ARMENIAN FULL STOP}"
    "\N{ETHIOPIC FULL STOP}\N{ETHIOPIC QUESTION MARK}\N{MYANMAR SIGN SECTION}\N{KHMER SIGN BARIYOOSAN}"
    "\N{TIBETAN MARK SHAD}"
)
COLONS = (":", "\N{FULLWIDTH COLON}")
QUESTION_MARKS = ("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}")
# The left marks close in German, Czech and others («Ja.“»).
CLOSERS = (
    "\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}»«)]}」』\N{FULLWIDTH RIGHT PARENTHESIS}】"
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}*"
)
# Behind the stop may come quotation marks and the numbers of notes («.[12]»): eight characters, so that the last twelve
# of a text are enough for `ends_sentence`.
_END = re.compile(rf"[{re.escape(TERMINATORS)}][{re.escape(CLOSERS)}\s\d\[\]]{{0,8}}$")
# A stop with a blank and a letter behind it; before a number it is an abbreviation («No. 5»). «Dr. Doe» counts, too:
# who asks wants to know whether there are several sentences, not how many.
_INNER = re.compile(
    rf"[.!?\N{{HORIZONTAL ELLIPSIS}}\N{{ARABIC QUESTION MARK}}\N{{ARABIC FULL STOP}}\N{{DEVANAGARI DANDA}}"
    rf"\N{{ARMENIAN FULL STOP}}\N{{ETHIOPIC FULL STOP}}]"
    rf"[{re.escape(CLOSERS)}]{{0,3}}\s+"
    rf"(?=[^\W\d_]|[\"\N{{LEFT DOUBLE QUOTATION MARK}}«\N{{DOUBLE LOW-9 QUOTATION MARK}}¿¡(])"
    rf"|[\N{{IDEOGRAPHIC FULL STOP}}\N{{FULLWIDTH EXCLAMATION MARK}}\N{{FULLWIDTH QUESTION MARK}}"
    rf"\N{{HALFWIDTH IDEOGRAPHIC FULL STOP}}]"
)


# Pictures beside a name («✍️ Jane Doe», «Jane Doe 🇩🇰»), with what joins and colours them.
EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55]"
    "[\U0001f000-\U0001faff\u2600-\u27bf\ufe0e\ufe0f\u200d\U000e0020-\U000e007f]*"
)


_PRINTED = bytes(range(0x20, 0x7F)) + b"\n"


def unusual_in(text: str) -> str:
    """The characters of `text` but for those that are printed of ASCII and line feeds, each once, in no order.

    A search in these is a quick look whether a search in the text can find anything.
    """
    found = text.encode("utf-8", "surrogatepass").translate(None, _PRINTED)
    return "".join(set(found.decode("utf-8", "surrogatepass"))) if found else ""


def fold(text: str) -> str:
    """`text` in lower case with plain quotes, dashes and spaces, exactly as long as `text`.

    >>> fold("L\\u2019\\u00c9T\\u00c9\\u00a0\\u2013 OUI")
    "l'été - oui"
    """
    if text.isascii():
        return text.lower().replace("`", "'").replace("\t", " ")
    text = _FOLDED.sub(lambda match: _SAME[match[0]], text)
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(
        low if len(low := char.lower()) == 1 else char for char in text
    )  # İ has two characters in lower case


def words_of(text: str) -> tuple[str, ...]:
    """The words of `text`, in order; characters of unspaced scripts count one by one.

    >>> words_of("don't stop 東京")
    ("don't", 'stop', '東', '京')
    """
    return tuple(_WORD.findall(text))


def n_words(text: str) -> int:
    """How many words `text` has, as `words_of` counts them."""
    return len(_WORD.findall(text))


def words_and_marks(text: str) -> tuple[str, ...]:
    """The words of `text` and its punctuation marks, in order; a mark repeated is one.

    >>> words_and_marks("«No...» for $5.20")
    ('«', 'No', '...', '»', 'for', '$', '5.20')
    """
    return tuple(match[0] for match in _WORD_OR_MARK.finditer(text))


def letters_of(text: str) -> str:
    """`text` as letters and figures alone, in small ones: extractors and data disagree on blanks and marks, hardly on these."""
    return _NO_LETTERS.sub("", text).lower()


def n_letters(text: str) -> int:
    """How many letters and figures `text` has."""
    return len(_NO_LETTERS.sub("", text))


def n_size(text: str) -> int:
    """How many words `text` would have in a script with spaces: of one without, two characters count as one."""
    return n_words(text) // (2 if UNSPACED_CHAR.search(text) else 1)


def ends_sentence(text: str) -> bool:
    """Whether `text` ends like a sentence, closing quotes, brackets and note numbers allowed.

    >>> ends_sentence("He said \\u201cno.\\u201d"), ends_sentence("Bridge closed after storm")
    (True, False)
    """
    return _END.search(text[-12:]) is not None


def inner_sentence_ends(text: str) -> int:
    """How many sentences end inside `text`, before its last."""
    return len(_INNER.findall(text))


def plain(text: str) -> str:
    """`text` for comparing: folded, without accents and punctuation, one space between words."""
    if text.isascii():
        return " ".join(words_of(text.lower()))
    decomposed = unicodedata.normalize("NFKD", fold(text))
    return " ".join(words_of(_ACCENTS.sub("", decomposed)))


def unescape(text: str) -> str:
    r"""`text` with references to characters as these, also where a number has more digits than Python makes numbers of.

    >>> unescape(f"caf&eacute; &#{'0' * 5000}65; &#{'9' * 5000};") == "café A \N{REPLACEMENT CHARACTER}"
    True
    """
    return html.unescape(_LONG_NUMBER.sub(_shortened, text) if "&#" in text else text)


def _shortened(reference: re.Match[str]) -> str:
    return f"&#{reference[1].lstrip('0')[:8] or '0'}"  # no character has a number of eight digits


def clean_string(text: str) -> str:
    """`text` with entities resolved (also such as were escaped twice), tags dropped and one space between words.

    >>> clean_string("Jane &amp;amp; <b>Bo</b>")
    'Jane & Bo'
    """
    for _ in range(2):
        if "&" not in text:
            break
        text = unescape(text)
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", " ", text)
    return " ".join(text.split())


def stretches(lengths: Iterable[int], most: int) -> Iterator[tuple[int, int]]:
    """Stretches of texts of these lengths that have at most so many characters together, or are one text: the number
    of the first, and of the one after the last.

    >>> list(stretches([3, 4, 9, 1, 1], 8))
    [(0, 2), (2, 3), (3, 5)]
    """
    first, behind, size = 0, 0, 0
    for number, length in enumerate(lengths):
        if number > first and size + length > most:
            yield first, number
            first, size = number, 0
        size += length
        behind = number + 1
    if behind:
        yield first, behind
