"""What stands beside names in a byline: newsrooms, jobs, outlets, places, addresses, dates, counts."""

from __future__ import annotations

import re
from functools import lru_cache

from cleancorpus.known.agencies import agencies_in
from cleancorpus.known.people import has_job, is_caseless
from cleancorpus.known.stamps import read_stamp
from cleancorpus.lexicon import phrases
from cleancorpus.text import ends_sentence, fold

# What parts the segments of a byline. A slash between digits is a date's, and a hyphen needs a blank: «Anna-Lena».
SEPARATOR = re.compile(
    r"\s*[|\N{BULLET}\N{MIDDLE DOT}\N{BLACK CIRCLE}\N{BLACK SMALL SQUARE}◆\N{BLACK SQUARE}\N{WHITE BULLET}"
    r"\N{DOT OPERATOR}\N{FULLWIDTH VERTICAL LINE}\N{HYPHENATION POINT}]+\s*"
    r"|\s+/+\s*|\s*/+\s+|(?<=[^\d\s])/(?=[^\d\s])"
    r"|\s*[\N{EN DASH}\N{EM DASH}]+\s*|\s+-{1,2}\s+|\s-(?=\s|$)"
    r"|\t+|\s*\N{DOUBLE VERTICAL LINE}\s*|\s{2,}"
)
# Weaker marks, at which a segment is cut only if it is no furniture as a whole («Springfield, Ill.»).
PART = re.compile(
    r"\s*[,;\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH SEMICOLON}:\N{FULLWIDTH COLON}]\s*"
    r"|\s*[()\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}\[\]【】]\s*|\.\s+(?=[^\W\d_])"
)
# Lengths are those of RFC 5321 (64 before the @) and DNS (63 a label). Blanks around the @ come from markup; «[email
# protected]» is what Cloudflare shows to who runs no scripts.
EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{2,24}){1,3}|\[email\W+protected\]|\[e-?mail[^\]]{0,12}\]"
)
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z_]\w{1,30}")  # the longest, on Instagram, have 30 characters
# Bare hosts only with endings that bylines have: with any ending «Ms.Doe» and «Inc.Today» were hosts.
URL = re.compile(
    r"(?:https?://|www\.|(?:twitter|x|facebook|instagram|linkedin)\.com/)\S+"
    r"|\b[\w-]{2,40}\.(?:com|org|net|de|fr|es|it|co\.uk|ch|at|pl|nl|info|tv|news)\b",
    re.I,
)
# Up to 40 characters: an agency and signs; longer brackets hold words of the text.
_BRACKETED = re.compile(
    r"[(\N{FULLWIDTH LEFT PARENTHESIS}\[【]"
    r"[^()\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}\[\]【】]{2,40}"
    r"[)\N{FULLWIDTH RIGHT PARENTHESIS}\]】]"
)
# Eight digits or more with what stands between them; shorter numbers are dates and counts.
_PHONE = re.compile(r"\(?\+?\d{1,4}\)?[\s\d()./-]{6,18}\d")
# «1.2k views», «12 comments», «Comments 12».
_COUNT = re.compile(r"\d[\d.,]*[km]?\s*(?:[^\W\d_]+\s?){0,2}$|(?:[^\W\d_]+\s){1,2}\d[\d.,]*$", re.I)
# «& 2 others», «et 3 autres»: authors that are counted, not named.
_OTHERS = re.compile(
    r"(?:[&+]|and|und|et|y|e|en|och|og|i|и|ve)?\s*\d{1,2}\s+(?:others?|more|weiteren?|andere[rn]?|autres|otr[oa]s|outr[oa]s|altr[ie]"
    r"|andra|andre|innych|других|diğer(?:leri)?|lainnya)$|et al\.?$"
)
_BRAND = re.compile(r"[a-z]+(?:\d|[A-Z])")  # «g1 Velden», «iHarbour»: a name though it begins small
SMALL_WORDS = frozenset(
    """
    by von van for in at of from with the and to on & und für aus in im bei der die das en à au de du des la le les
    para em no na da do e y a il lo di del della dal dalla nel op te van het voor av i på för til из в на и для з w
    ze dla
    """.split()
)
_SHARE = frozenset(
    """
    share follow twitter facebook comment comments edit print email save tweet pin link copy kommentar kommentare
    teilen folgen leave reply views view shares likes suivre seguir compartir condividi updated published
    comentarios commentaires 0
    """.split()
)
EDGE = (
    " \t&\N{NO-BREAK SPACE},;:|.\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}-/*\N{FULLWIDTH EQUALS SIGN}="
    "\N{FULLWIDTH COLON}\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}"
    + "()[]\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】《》"
)


def is_staff(text: str, *, alone: bool = False) -> bool:
    """Whether `text` is an author without a name: «Redaktion», «Staff and agencies», «admin».

    `alone` says that no label stands before it: then a single word («team») is not enough.
    """
    low = fold(text).strip(EDGE)
    staff = phrases("byline.word-staff")
    if alone:
        return " " in low and low in staff
    if low in staff:
        return True
    if "," in text:
        return False
    words = low.split()
    return (
        1 < len(words) <= 5
        and any(" ".join(words[i:]) in staff for i in range(1, len(words)))
        and text.lstrip()[:1].isupper()
    )


@lru_cache(maxsize=512)
def is_furniture(text: str) -> bool:
    """Whether `text` is something that stands beside names in a byline: job, outlet, place, address, date, count."""
    text = text.strip(EDGE)
    if not text or not any(char.isalnum() for char in text):
        return True
    if len(text) > 90:  # chosen by hand: a job with its newsroom and place fits in
        return False
    bare = _PHONE.sub(" ", URL.sub(" ", _HANDLE.sub(" ", EMAIL.sub(" ", text)))).strip(EDGE)
    low = fold(bare)
    words = low.split()
    if not words or all(word.strip(EDGE) in _SHARE or word.strip(EDGE).isdigit() for word in words):
        return True
    if len(bare) < len(text) and len(words) <= 3:
        return True
    if is_staff(bare) or agencies_in(bare, marked=True) or _OTHERS.match(low):
        return True
    if any(char.isdigit() for char in bare):
        stamp = read_stamp(bare)
        if stamp.is_bare:
            return True
        if stamp.anchor and len(stamp.residue) <= 4:
            return all(
                word[0].isupper() or fold(word) in _SHARE or fold(word) in SMALL_WORDS or is_caseless(word)
                for word in stamp.residue
            )
        if _COUNT.fullmatch(bare) and len(words) <= 3:
            return True
    elif len(words) <= 4:
        stamp = read_stamp(bare)
        if not stamp.residue and (stamp.anchor or stamp.labelled):
            return True
    if has_job(low) and len(words) <= 10 and not ends_sentence(bare):
        return True
    if ends_sentence(bare) and len(bare.rstrip(".").split()[-1]) > 3:
        return False
    # A place, outlet or section is told by its capitals alone, so six words at most; a headline in title case is
    # longer.
    cased = [word for word in bare.split() if word[0].isalpha()]
    return (
        len(cased) <= 6
        and all(not word[0].islower() or fold(word) in SMALL_WORDS or _BRAND.match(word) for word in cased)
        and any(w[0].isupper() for w in cased)
    )


def furniture_only(text: str) -> bool:
    """Whether everything in `text`, cut at separators and commas, is furniture."""
    text = _BRACKETED.sub(lambda match: " " if agencies_in(match[0]) else match[0], text)  # «(dpa/rtr)»
    if not text.strip(EDGE):
        return True
    if len(text) > 160:
        return False
    return all(
        is_furniture(part) or all(is_furniture(piece) for piece in PART.split(part)) for part in SEPARATOR.split(text)
    )
