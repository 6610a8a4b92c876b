"""Greek names as bylines have them, in the genitive behind an article, and how their bearers are called."""

from __future__ import annotations

import re

# A name in the genitive, as Greek bylines have it: «Της Μαρίας …».
_NAME = re.compile(r"(?P<article>[Ττ](?:ου|ης))\s(?P<name>[Α-ΩΆ-Ώ][α-ωά-ώΐΰ]+(?:\s[Α-ΩΆ-Ώ][α-ωά-ώΐΰ-]+){1,2})")
_GIVEN = {
    "της": (("ης", "η"), ("ής", "ή"), ("ας", "α"), ("άς", "ά"), ("ούς", "ού")),
    "του": (("ου", "ος"), ("ού", "ός")),
}
_ENDINGS = ("η", "ή", "α", "ά", "ι")
# Of family names those that end so have a nominative in -ος; others in -ου have none («Παπανδρέου»).
_FAMILY = ("πουλου", "όγλου")


def nominative(name: str, article: str) -> str:
    """A Greek name that stands in the genitive behind `article`, as its bearer is called.

    >>> nominative("Μαρίας Δοκίμου", "Της"), nominative("Γιώργου Δοκιμόπουλου", "του"), nominative("Νίκου Δοκιμάκη", "του")
    ('Μαρία Δοκίμου', 'Γιώργος Δοκιμόπουλος', 'Νίκος Δοκιμάκης')
    """
    article = article.strip().lower()
    first, *rest = name.split()
    for ending, better in _GIVEN[article]:
        if first.endswith(ending):
            first = first.removesuffix(ending) + better
            break
    else:
        first += "ς" * (article == "του" and first.endswith(_ENDINGS))
    if article == "του":  # a woman's family name stands in the genitive anyway
        rest = [
            word.removesuffix("ου") + "ος" if word.endswith(_FAMILY) else word + "ς" * word.endswith(_ENDINGS)
            for word in rest
        ]
    return " ".join((first, *rest))


def without_genitive(text: str) -> str:
    """`text` as it stands, or, where it is a Greek name in the genitive behind its article, the name in the nominative."""
    match = _NAME.fullmatch(text.strip())
    return nominative(match["name"], match["article"]) if match else text
