"""Credits that are no «label: name»: sources, first publication, contact lines, credits of scientific papers."""

from __future__ import annotations

from cleancorpus.detect.byline_parts import EMAIL, furniture_only
from cleancorpus.detect.credit_line import Credit
from cleancorpus.detect.credit_rest import agency_fields
from cleancorpus.detect.line import Line
from cleancorpus.known.agencies import agencies_in
from cleancorpus.known.name_reader import read_names
from cleancorpus.known.people import is_caseless
from cleancorpus.lexicon import Hit
from cleancorpus.text import COLONS


def read_special(line: Line, hits: tuple[Hit, ...], head: bool, tail: bool) -> Credit | None:
    """Credits that are no «label: name»: sources, first publication, contact lines, scientific credits."""
    text = line.text
    for hit in hits:
        kind = hit.phrase.kind
        opening = not line.folded[: hit.start].strip(" \t([|\N{BULLET}\N{MIDDLE DOT}-\N{EN DASH}\N{EM DASH}*/\"'")
        rest = text[hit.end :]
        if kind == "byline.contributed":
            names = read_names(text)
            if (head or tail) and (names is not None or hit.start < 60) and len(rest) <= 60:
                fields = tuple(("contributors", name) for name in names.names) if names else ()
                return Credit(fields, "strong", "contributed", label=hit.phrase.text)
        if (
            kind == "byline.contact"
            and hit.start <= 60
            and (head or tail)
            and (EMAIL.search(text) or "@" in text)
            and line.n_words <= 40
        ):
            return Credit((), "strong", "address")
        if not opening:
            continue
        author = "author" in hit.phrase.text or "corresp" in hit.phrase.text or not hit.phrase.text.isascii()
        if kind == "byline.paper" and (
            (rest.lstrip()[:1] == ":" and (author or read_names(rest.lstrip(" :"), labelled=False)))
            or (author and not rest.strip(" :"))
        ):
            return Credit((), "strong", "scientific-credit")
        if kind == "byline.original" and (head or tail) and line.n_words <= 25:
            return Credit((), "strong", "published-elsewhere")
        if kind == "byline.contact" and tail and hit.phrase.text.startswith("you can email") and line.n_words <= 25:
            return Credit((), "strong", "address")
        if kind == "byline.source" and (tail or head):
            value = rest.strip(" :\N{FULLWIDTH COLON}|=")
            agencies = agencies_in(value, marked=True)
            if agencies:
                return Credit(agency_fields(agencies), "strong", "agency-source")
            colon = (
                rest.lstrip()[:1] in COLONS
                or is_caseless(value)
                or hit.phrase.text in ("źródło", "zdroj", "periodista digital")
            )
            if tail and colon and 0 < len(value) <= 80 and furniture_only(value):
                return Credit((), "strong", "source")
    return None
