"""Sites and what they put around headlines: the names a site goes by, its sections, and a title without them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleancorpus.known.headlines import (
    BRACKETED_END,
    BRACKETED_START,
    SEPARATOR,
    Pieces,
    headline_key,
    partition_colon,
    split_title,
)
from cleancorpus.text import plain, words_of
from cleancorpus.url import host_labels, host_of

# What sites add besides their name: sections and kinds of page, in the languages of most sites.
_SECTIONS = """
    news|nachrichten|home|homepage|startseite|start|blog|article|artikel|magazine|magazin|press release|newsroom|video
    |opinion|politik|politics|sport|sports|wirtschaft|business|world|panorama|kultur|culture|wissen|science|technology
    |tech|health|entertainment|lifestyle|life style|local news|latest news|breaking news|news and analysis|analysis
    |noticias|nacional|internacional|economia|deportes|actualite|actualites|societe|international|national|regional
    |dernieres nouvelles|notizie|cronaca|esteri|aktuelles|ratgeber|meinung|kommentar|digital|wiadomosci|nieuws|nyheter
    |nyheder|uutiset|haber|haberleri|son dakika|новости|podcast|the blog|read more|full story|guide|review|reviews
    """
SECTIONS = frozenset(" ".join(name.split()) for name in _SECTIONS.split("|"))
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}/?$", re.IGNORECASE)
# «Node.js» is a word of headlines; nobody takes one of these for a word.
_SURE_DOMAIN = re.compile(r"https?://|www\.|.*\.com/?$", re.IGNORECASE)
_GLUED = re.compile(r"[-\N{EN DASH}\N{EM DASH}|ㅣ_]\S")  # a section or site's name set close to the headline


class SiteNames:
    """The names a site goes by, for telling them from headlines: declared names, and its host's.

    Four questions, from sure to bold: `is_exactly`, `is_alone`, `is_name`, `is_tail`. Names of one or two letters count
    only where nothing stands around them: they are words of many headlines.
    """

    def __init__(self, names: Iterable[str | None], host: str | None) -> None:
        self._host = host
        self._names = tuple(filter(None, names))
        self._plain = {plain(name) for name in self._names if plain(name)}  # declared, folded
        # Labels of two letters are words («it», «de», «my») and countries.
        self._labels = tuple(label for label in host_labels(host) if len(label) >= 3)
        self._squeezed = {name.replace(" ", "") for name in self._plain} | {*self._labels}  # without spaces
        if host:
            self._squeezed.add(host.replace(".", "").replace("-", ""))
        self._bare = {_bare(name) for name in self._squeezed}

    def with_more(self, names: Iterable[str]) -> SiteNames:
        """These names and `names`."""
        more = tuple(names)
        return SiteNames((*self._names, *more), self._host) if more else self

    @classmethod
    def of(cls, site: str | None, url: str | None) -> SiteNames:
        """What a record says of its site: `site` is its name or its host, `url` the address of the page."""
        host = host_of(site)
        return cls([] if host else [site], host or host_of(url))

    def is_exactly(self, text: str) -> bool:
        """Whether `text` is one of the names, with nothing around it."""
        squeezed = headline_key(text).replace(" ", "")
        return bool(squeezed) and squeezed in self._squeezed

    def is_alone(self, text: str) -> bool:
        """Whether `text` is one of the names but for an article or «Online», or the site's host.

        A section may stand behind it («Example Blog»), behind a declared name any one word («Example Weekly»). This is
        what may be cut before a headline; more would cut its beginning («Example shares - why they fall»).
        """
        text_plain = headline_key(text)
        first, _, last = text_plain.rpartition(" ")
        return (
            self._is_bare(text_plain)
            or (last in SECTIONS and self._is_bare(first))
            or (len(first) >= 3 and first in self._plain)
            or self._is_host(text.strip())
        )

    def _is_host(self, text: str) -> bool:
        """Whether `text` is a host: the site's, or one that nobody takes for a word, as «Node.js» is."""
        if _DOMAIN.match(text) is None:
            return False
        return _SURE_DOMAIN.match(text) is not None or not {*self._labels}.isdisjoint(host_labels(host_of(text)))

    def _is_bare(self, text_plain: str) -> bool:
        squeezed = text_plain.replace(" ", "")
        return bool(squeezed) and (squeezed in self._squeezed or _bare(squeezed) in self._bare)

    def is_name(self, text: str) -> bool:
        """Whether `text` is one of the names with little around it, or a good part of one («Example News, City edition»)."""
        if self.is_alone(text) or _DOMAIN.match(text.strip()):
            return True
        text_plain = headline_key(text)
        squeezed = text_plain.replace(" ", "")
        n_words = len(words_of(text_plain))
        for name in self._plain:
            if len(name) >= 3 and n_words <= len(words_of(name)) + 3 and _holds(text_plain, name):
                return True
            # «The Example» for «The Example, City edition».
            if len(squeezed) >= 4 and _holds(name, text_plain):
                return True
        return n_words <= 4 and squeezed.startswith(self._labels)

    def _is_spelt_out(self, text: str) -> bool:
        """Whether the host is made of the first letters of `text`: «Harbour Safety and Rescue Agency» of `hsra.example`."""
        words = text.split()
        initials = {
            "".join(word[0] for word in some).lower() for some in (words, [w for w in words if w[0].isupper()]) if some
        }
        return 3 <= len(words) <= 8 and not initials.isdisjoint(self._labels)

    def is_tail(self, text: str) -> bool:
        """Whether `text` is a name or holds one that is half of it («Stories of the Example», «by Jane Example»).

        This is what may be cut behind a headline, where sites put their names; a short headline may hold one, too.
        """
        if self.is_name(text):
            return True
        if self._is_spelt_out(text):
            return True
        squeezed = headline_key(text).replace(" ", "")
        # Below five letters a name stands inside other words («time» in «sometimes», «mail» in «email»).
        return any(len(name) >= 5 and len(squeezed) <= 2 * len(name) and name in squeezed for name in self._squeezed)


def _bare(squeezed: str) -> str:
    return (
        squeezed.removeprefix("the").removeprefix("der").removeprefix("die").removesuffix("com").removesuffix("online")
    )


def _holds(text: str, name: str) -> bool:
    return f" {name} " in f" {text} "


def strip_site(text: str, names: SiteNames, others: Iterable[str] = ()) -> str:
    """`text` without the site's name, and sections beside it, at either end.

    `others` are further candidates of the same page: a part at the start or end that is one of them is the headline,
    whatever stands next to it. Where another goes on behind `text`, its site's part stands there, and nothing that only
    looks like one is cut. The text comes back as it is if nothing would be left.
    """
    others = tuple(others)
    pieces = split_title(text)
    shown = _run_of_another(text, pieces, others)
    if shown is not None:
        return shown
    result = _without_ends(pieces, names, guess=not goes_on(text, others))
    for pattern in (BRACKETED_END, BRACKETED_START):
        match = pattern.search(result)
        if match and names.is_name(match["inside"]):
            result = (result[: match.start()] + result[match.end() :]).strip()
    head, colon, tail = partition_colon(result)
    if colon and names.is_exactly(head) and len(words_of(tail)) >= 2:
        result = tail
    return result or text


def goes_on(text: str, others: Iterable[str]) -> bool:
    """Whether another title is `text` with more behind a separator: the site's part, which `text` then is without."""
    return any(
        len(other) > len(text) and other.startswith(text) and SEPARATOR.match(other, len(text)) for other in others
    )


def _run_of_another(text: str, pieces: Pieces, others: tuple[str, ...]) -> str | None:
    """The longest run of pieces that another candidate has word for word: from the start, else to the end, where a
    short one is the site's name that stands as a heading on the page."""
    known = {headline_key(other) for other in others if headline_key(other)}
    last = len(pieces.texts)
    runs = [(0, end) for end in range(last - 1, 0, -1)] + [(start, last) for start in range(1, last)]
    for start, end in runs:
        run = pieces.join(start, end)
        if (
            headline_key(run) in known
            and len(words_of(headline_key(run))) >= 2
            and (start == 0 or 2 * len(run) >= len(text))
        ):
            return run
    # Eight characters: a shorter heading is a section or a kicker, with which a headline begins just as well.
    return next(
        (other for other in others if len(other) >= 8 and text.startswith(other) and _GLUED.match(text, len(other))),
        None,
    )


def _without_ends(pieces: Pieces, names: SiteNames, *, guess: bool) -> str:
    """The pieces without names and sections at their ends; at least one is left. `guess`: also what looks like a name."""
    texts = pieces.texts
    start, end = 0, len(texts)
    while end - start > 1 and names.is_tail(texts[end - 1]):
        end -= 1
    stripped_end = end < len(texts)
    while end - start > 1 and names.is_alone(texts[start]):
        start += 1
    # Once the name is gone, the section before it goes too; after a bar, a section goes in any case.
    while end - start > 1 and headline_key(texts[end - 1]) in SECTIONS and (stripped_end or pieces.ends_at_bar(end)):
        end -= 1
    # Nobody else knows the headline without it: what stands after a bar is short beside it, and a name. Names of sites
    # seldom have more than four words, and a headline of less is one half of a title («Interview | Jane Doe»).
    while (
        guess
        and end - start > 1
        and pieces.ends_at_bar(end)
        and _length(texts[end - 1]) <= 4
        and _length(pieces.join(start, end - 1)) >= 4
    ):
        end -= 1
    return pieces.join(start, end)


def _length(text: str) -> float:
    """Words; a sign of a script without spaces counts as 0.7 of a word."""
    return sum(1 if word.isascii() or len(word) > 1 else 0.7 for word in words_of(text))
