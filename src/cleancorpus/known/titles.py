"""The headline of a plain text that came without one, and a title without the site's parts."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from cleancorpus.known.headlines import (
    COLON,
    CRUMB,
    MAX_HEADLINE_CHARS,
    SEPARATOR,
    headline_key,
    is_bar,
    split_title,
    title_forms,
)
from cleancorpus.known.name_reader import read_names
from cleancorpus.known.sites import SiteNames, strip_site
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon import Hit, phrases
from cleancorpus.lexicon.search import scan_line
from cleancorpus.text import (
    CLOSERS,
    COLONS,
    EMOJI,
    QUESTION_MARKS,
    UNSPACED_CHAR,
    ends_sentence,
    fold,
    inner_sentence_ends,
    n_size,
    n_words,
    plain,
    unusual_in,
)

# Of lines that are no headline: a full stop, or something that must go on. Questions and exclamations may be headlines.
_SENTENCE_END = re.compile(
    r"[.;:,\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH SEMICOLON}\N{FULLWIDTH COLON}"
    r"\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}\N{ARABIC COMMA}\N{ARABIC FULL STOP}\N{DEVANAGARI DANDA}]$"
)
# Ends that only look like a full stop: an ellipsis, an abbreviation («e.V.», «U.S.», «Co.»).
_OPEN_END = re.compile(r"\.\.\.$|\N{HORIZONTAL ELLIPSIS}$|\b\w{1,3}\.\s?\w{1,2}\.$|\s[A-Z]\w{1,2}\.$")
# Of 147 headlines of real pages half have 11 words, one in a hundred more than 28, and those with more than 22 have a
# separator, a colon or a quotation inside; none with a question or an exclamation at its end has more than 13. Standfirsts
# and first sentences begin there.
_MOST_WORDS = 32
_LONG = 22
_SHORT = 15
_CALLS = ("?", "!", "\N{FULLWIDTH QUESTION MARK}", "\N{FULLWIDTH EXCLAMATION MARK}", "\N{ARABIC QUESTION MARK}")
_QUOTE = re.compile(
    '["\N{LEFT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}]'
)
_ADDRESS = re.compile(r"https?:|\bwww\.|\w@\w", re.IGNORECASE)
_CODE = re.compile(r"[{}=]|<-|->|[;)]\s*$|\w\(\)")
_BULLET = re.compile(
    r"[-*\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}\N{WHITE BULLET}\N{BLACK SQUARE}]\s|[(\[]|[a-zA-Z]\)\s"
)
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s")
_ORDINAL = re.compile(r"\b\d{1,3}\.")
_STAMP_RESIDUE = 2  # words beside a date: «Harbourtown, 3 March 2024»
_CREDIT_REST = 4  # words behind the names of a credit: «, Staff Writer at the Gazette»
_CREDIT_LABELS = frozenset(
    ("byline.label", "byline.credit", "byline.editing", "byline.translation", "photo_credit.label")
)
_BEGUN = 8  # words of a sentence before which the article has not begun: «Read the news first.» may stand over it
_WRAPPED = 6  # a next line of so many words in small letters goes on with a paragraph that has hard line breaks
_SUBHEADING, _SUBHEADINGS = 3, 2  # words of a first line that may be one, and others like it
_BEHIND = 4  # words that a headline has behind a line that nothing is known of; shorter ones are the next of a list
_TURN = re.compile(r"\w{1,12}[:\N{FULLWIDTH COLON}]\s*(?=\S)")  # «Q: How did it begin?», before «A: With a letter.»
_LONELY = 12  # words that a first line may have right over the first paragraph; standfirsts and captions have more
_AGAIN_WORDS, _AGAIN_WITHIN = 4, 12  # a shorter line said again is a section's name; a later one a subheading
_NO_KEY = bytes(set(range(128)) - set(f"{string.ascii_letters}{string.digits}".encode()))
_VERSE = 3  # lines; of fewer nobody can say that they are a poem
_SAYS = re.compile(
    r"[\N{EN DASH}\N{EM DASH}-]\s|[\"\N{LEFT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}»«「『]"
)
_PARAGRAPH = 20  # words of a paragraph, which an article has and a page of headlines and teasers seldom
_LOOK_AT = 8  # lines of a menu, a breadcrumb or a notice that may stand before the headline


# Each line is asked for by several questions about it and about those before it.
_size = lru_cache(maxsize=64)(n_size)


def guess_headline(lines: Sequence[str]) -> str | None:
    """The headline of a text: the first of its lines that reads like one, if sentences follow it.

    Breadcrumbs, menus and notices before it are passed over: lines that the lexicon knows as boilerplate as a whole, or
    that speak of cookies.

    >>> guess_headline(["Home > News", "Storm closes bridge", "The bridge was closed on Monday after a storm, the town said."])
    'Storm closes bridge'
    """
    credited = behind_unknown = False
    written = lines
    has_emoji = EMOJI.search(unusual_in("\n".join(lines))) is not None
    lines = [(EMOJI.sub("", line) if has_emoji else line).strip() for line in lines]  # «Come and see! 🙂» is a sentence
    for index, line in enumerate(lines[:_LOOK_AT]):
        if _stands_again(line, lines[index + 1 : index + 1 + _AGAIN_WITHIN]):
            return written[index]
        others = (*lines[:index], *lines[index + 1 :])
        if _reads_like_headline(line, lines[index + 1 :], others) and not (behind_unknown and _size(line) < _BEHIND):
            if index and lines[index - 1].endswith(COLONS):
                return None  # «You need:»
            if _is_alone(line, lines[index + 1 :]) or (
                index == 0 and (_is_first_of_many(lines) or _is_first_subheading(lines))
            ):
                return None
            if _is_credit(line):
                credited = True
            elif not _is_furniture(line):
                return written[index] if not credited or (_size(line) <= _SHORT and not line.endswith(_CALLS)) else None
        elif _size(line) >= _BEGUN and _has_sentence(line) and not _is_furniture(line):
            return None  # the article has begun
        elif not _is_furniture(line) and not _is_credit(line):
            behind_unknown = True
    return None


def _reads_like_headline(line: str, rest: Sequence[str], others: Sequence[str]) -> bool:
    """Short, no full stop, few sentences inside, and sentences follow in the `rest`; none of a list that `others` are of.

    A short question or exclamation can be a headline; a line that ends in a full stop, comma or colon is not taken.
    """
    words = _size(line)
    if not 2 <= words <= _MOST_WORDS or len(line) > MAX_HEADLINE_CHARS:
        return False
    if _is_prose(line, words) or _ADDRESS.search(line) or _CODE.search(line) or _begins_inside(line, others):
        return False
    if rest and (label := _TURN.match(line)) and (other := _TURN.match(rest[0])) and label[0] != other[0]:
        return False
    if rest and rest[0][:1].islower() and n_words(rest[0]) >= _WRAPPED:
        return False
    return any(ends_sentence(text) and _size(text) > 0.7 * words for text in rest)


def _stands_again(line: str, rest: Sequence[str]) -> bool:
    """Whether the line, or it without a part at its end, is said again nearby and is no refrain: a page's headline
    stands in its `title` and over its text.
    """
    words = _size(line)
    if not _AGAIN_WORDS <= words <= _MOST_WORDS or ends_sentence(line):
        return False
    keys = {headline_key(form) for form in (line, *split_title(line).texts[:1])}
    keys = {key for key in keys if n_words(key) >= _AGAIN_WORDS}
    longest = max(map(len, keys), default=0)
    times = [index for index, text in enumerate(rest) if _least_key(text) <= longest and headline_key(text) in keys]
    if len(times) != 1 or _is_furniture(line) or _is_credit(line):
        return False
    return any(_size(text) >= _PARAGRAPH and _has_sentence(text) for text in rest[times[0] + 1 :])


def _least_key(text: str) -> int:
    """How many characters `headline_key(text)` has at least: letters and digits of ASCII are all in it."""
    return len(text.encode("ascii", "ignore").translate(None, _NO_KEY))


def _is_alone(line: str, rest: Sequence[str]) -> bool:
    """Whether a line of a standfirst's length, or of two sentences, stands right over the first paragraph: then only a
    part of its own at its start or end says that it is a headline.
    """
    inner = _size(line) > _BEGUN and _inner_ends(line)
    if (_size(line) <= _LONELY and not inner) or SEPARATOR.search(line) or COLON.search(line):
        return False
    return bool(rest) and _size(rest[0]) >= _BEGUN and _has_sentence(rest[0])


def _is_first_of_many(lines: Sequence[str]) -> bool:
    """Whether the first line is one of a talk, an interview or a poem: it is said or asked as others are that follow, or
    is as long as the lines of a text that has hardly a sentence of its own.
    """
    first, rest = lines[0], lines[1:]
    if not rest or first in rest:
        return False
    if _SAYS.match(first) and _SAYS.match(rest[0]) and (first[-1] in CLOSERS or ends_sentence(first)):
        return True
    if first.endswith(QUESTION_MARKS) and ends_sentence(rest[0]) and not rest[0].endswith(QUESTION_MARKS):
        return any(line.endswith(QUESTION_MARKS) and _size(line) <= _SHORT for line in rest)
    if len(lines) <= _VERSE or any(_size(line) >= _SHORT for line in lines):
        return False
    sizes = sorted(_size(line) for line in lines[1:])
    ended = sum(ends_sentence(line) for line in lines)
    return 2 * ended <= len(lines) and _size(first) >= max(0.7 * sizes[len(sizes) // 2], 4)


def _is_first_subheading(lines: Sequence[str]) -> bool:
    """Whether a first line of three words at most is one of several: others stand over their paragraphs further down."""
    if _size(lines[0]) > _SUBHEADING or SEPARATOR.search(lines[0]) or lines[0] in lines[1:]:
        return False
    counted, *behind = lines[0].split()
    if len(behind) == 1 and any(line.split()[:-1] == [counted] for line in lines[1:]):
        return True  # «Chapter One», «Chapter Two»
    over = [
        line
        for line, after in pairwise(lines)
        if not ends_sentence(line) and _size(line) <= _BEGUN and _size(after) >= _SHORT and ends_sentence(after)
    ]
    return lines[0] in over and len(over) > _SUBHEADINGS


def _begins_inside(line: str, others: Sequence[str]) -> bool:
    """Whether the line goes on with something: a small letter, a bullet, a number that other lines count to or on from."""
    first = line.split(None, 1)[0]
    if _BULLET.match(line) or (first[0].islower() and first.islower()):
        return True
    number = _NUMBERED.match(line)
    return number is not None and any(
        (other := _NUMBERED.match(text)) is not None and abs(int(other[1]) - int(number[1])) == 1 for text in others
    )


def _is_prose(line: str, words: int) -> bool:
    """Whether a line of so many words is a sentence or several, whatever follows it."""
    if _SENTENCE_END.search(line.rstrip(CLOSERS + " ")) and not (words <= _SHORT and _OPEN_END.search(line)):
        return True
    if words > _SHORT and line.rstrip(CLOSERS + " ").endswith(_CALLS):
        return True
    inner = _inner_ends(line)
    if inner > 1 or (inner and words > _SHORT and not _parted(line)):
        return True
    return words > _LONG and not _parted(line)


def _has_sentence(line: str) -> bool:
    return ends_sentence(line) or _inner_ends(line) > (_size(line) <= _SHORT)


def _inner_ends(line: str) -> int:
    """Sentences that end inside the line; «19. Jahrhundert» and «27. 2. 2015» end none."""
    return inner_sentence_ends(_ORDINAL.sub("", line))


def _parted(line: str) -> bool:
    """Whether the line has what long headlines have: a separator, a colon, a quotation."""
    return bool(SEPARATOR.search(line) or COLON.search(line) or _QUOTE.search(line))


@lru_cache(maxsize=1)
def _prefixes() -> tuple[str, ...]:
    """Words before the names of a credit, each with the space behind it."""
    return tuple(sorted(f"{first} " for first in phrases("byline.word-prefix")))


@lru_cache(maxsize=64)
def _is_credit(line: str) -> bool:
    """Whether the line gives a date or time, or a name behind a label: «10 p.m.», «By Jane Doe», «Photo: Bo Lind»."""
    stamp = read_stamp(line)
    if stamp.anchor and len(stamp.residue) <= _STAMP_RESIDUE:
        return True
    pieces = split_title(line).texts
    if len(pieces) > 1 and (last := read_stamp(pieces[-1])).anchor == "full" and not last.residue:
        return True  # «Jane Doe | Staff Writer | 3 March 2024»
    folded, hits = _scanned(line)
    starts = [hit.end for hit in hits if hit.start == 0 and hit.phrase.kind in _CREDIT_LABELS]
    if folded.startswith(_prefixes()):
        starts += [len(first) - 1 for first in _prefixes() if folded.startswith(first)]
    for start in starts:
        names = read_names(line, start, labelled=True)
        if names is not None and n_words(line[names.end :]) <= _CREDIT_REST:
            return True
    return False


@lru_cache(maxsize=64)
def _scanned(line: str) -> tuple[str, tuple[Hit, ...]]:
    """The folded line, and the phrases of the lexicon in it."""
    folded = fold(line)
    return folded, scan_line(folded)


@lru_cache(maxsize=64)
def _is_furniture(line: str) -> bool:
    crumbs = [part for part in CRUMB.split(line) if part]
    if len(crumbs) >= 3 and max(n_words(part) for part in crumbs) <= 2:
        return True
    if len(crumbs) == 2 and max(n_words(part) for part in crumbs) == 1:
        return True
    folded, hits = _scanned(line)
    if any(hit.phrase.kind.startswith("cookie.") and hit.phrase.kind != "cookie.button" for hit in hits):
        return True
    covered, position = 0, 0
    for hit in hits:
        covered += max(0, hit.end - max(hit.start, position))
        position = max(position, hit.end)
    # Two thirds known as boilerplate: a headline may hold a phrase or two of it («Sign up for the ferry opens»).
    return bool(hits) and 3 * covered >= 2 * len(folded.strip())


def best_title(title: str, top: Sequence[str], names: SiteNames | None) -> str:
    """`title` without the site's parts: the form that stands as a line of its own in `top`, else what `strip_site`
    leaves of it, and that without a last part that looks like a site's name.

    Without `names` only lines in `top` shorten it: a page's title has been through `strip_site` before, with all names
    that the page declares and its other headlines to compare with.

    >>> gazette = SiteNames.of("Harbour Gazette", None)
    >>> best_title("Storm closes bridge | Harbour Gazette", ("Storm closes bridge", "Text."), SiteNames.of(None, None))
    'Storm closes bridge'
    >>> best_title("Storm closes bridge - News - Harbour Gazette", (), gazette)
    'Storm closes bridge'
    >>> best_title("Storm closes bridge in Velden | Gazette", (), SiteNames.of(None, None))
    'Storm closes bridge in Velden'
    """
    forms = {form: plain(form) for form, is_part in title_forms(title).items() if is_part}
    forms = {form: key for form, key in forms.items() if n_words(key) >= 3}
    if forms:
        lines = {plain(line) for line in top}
        standing = [form for form, key in forms.items() if key in lines]
        if standing:
            return max(standing, key=lambda form: len(forms[form]))
    if names is None:
        return title
    return without_last_part(strip_site(title, names))


def without_last_part(title: str) -> str:
    """`title` without its last part if that looks like a site's name."""
    pieces = split_title(title)
    last = len(pieces.texts) - 1
    if last and _is_site_part(pieces.texts[last], pieces.separators[-1], pieces.join(0, last)):
        return pieces.join(0, last)
    return title


def _is_site_part(piece: str, separator: str, rest: str) -> bool:
    """Whether what stands behind the last separator looks like a site's name: short, and behind a separator that
    headlines do not use; behind a dash only if it is written like a name or a host.
    """
    words, before = n_words(piece), n_words(rest)
    # At least four words are left, and half as many again as go: else the shorter part may be the headline.
    if before < 4 or words > min(6, before / 1.5):
        return False
    if is_bar(separator):
        return True
    if UNSPACED_CHAR.match(piece):
        return before >= 2 * words
    host = re.search(r"\w\.[a-z]{2,4}$", piece) is not None
    return host or (
        not piece.endswith(("!", "?"))  # «… -- Sold!» goes on with the headline
        and words <= 3
        and all(word[0].isupper() for word in piece.split())
        and not any(char.isdigit() for char in piece)
    )
