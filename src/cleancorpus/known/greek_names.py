"""Greek names as bylines have them, in the genitive behind an article, and how their bearers are called."""

from __future__ import annotations

import re

# A name in the genitive, as Greek bylines have it: «Της Μαρίας …».
_NAME = re.compile(r"(?P<article>[Ττ](?:ου|ης))\s(?P<name>[Α-ΩΆ-Ώ][α-ωά-ώΐΰ]+(?:\s[Α-ΩΆ-Ώ][α-ωά-ώΐΰ-]+){1,2})")
_NO_ENDINGS: tuple[tuple[str, str], ...] = ()
_GIVEN: dict[str, tuple[tuple[str, str], ...]] = {
    "της": (("ης", "η"), ("ής", "ή"), ("ας", "α"), ("άς", "ά"), ("ούς", "ώ")),
    "του": (("ου", "ος"), ("ού", "ός")),
}
# In the genitive the accent of these moves on, and nothing in it says from where.
_MOVED = dict(
    pair.split("/")
    for pair in """
    Γεωργίου/Γεώργιος Αλεξάνδρου/Αλέξανδρος Θεοδώρου/Θεόδωρος Νικολάου/Νικόλαος Αντωνίου/Αντώνιος Αποστόλου/Απόστολος
    Βασιλείου/Βασίλειος Ευαγγέλου/Ευάγγελος Χαραλάμπου/Χαράλαμπος Δημητρίου/Δημήτριος Αθανασίου/Αθανάσιος
    Γρηγορίου/Γρηγόριος Ευσταθίου/Ευστάθιος Ιακώβου/Ιάκωβος Ιγνατίου/Ιγνάτιος Κυριάκου/Κυριάκος Λαζάρου/Λάζαρος
    Λεωνίδου/Λεωνίδας Στεφάνου/Στέφανος Σωκράτους/Σωκράτης Τιμοθέου/Τιμόθεος Φιλίππου/Φίλιππος Χριστοφόρου/Χριστόφορος
    Χρυσοστόμου/Χρυσόστομος Θεοφίλου/Θεόφιλος Ισιδώρου/Ισίδωρος Αναργύρου/Ανάργυρος Γερασίμου/Γεράσιμος
    Διονυσίου/Διονύσιος Ελευθερίου/Ελευθέριος Εμμανουήλου/Εμμανουήλ Κλεάνθους/Κλεάνθης Αριστοτέλους/Αριστοτέλης
    Περικλέους/Περικλής Θεμιστοκλέους/Θεμιστοκλής Αλέκου/Αλέκος Προδρόμου/Πρόδρομος Σεραφείμου/Σεραφείμ
    Ξενοφώντος/Ξενοφών Κωνσταντίνου/Κωνσταντίνος Μανώλου/Μανώλος Ανδρίκου/Ανδρίκος
    """.split()
)
_VOWELS = re.compile(r"ι(?:ο[υύ]|[αάεέηήοόωώ])|[αεο]ι|[αεο]ί|υ[ιί]|ο[υύ]|[αεη][υύ]|[αεηιουωάέήίόύώϊϋΐΰΑΕΗΙΟΥΩΆΈΉΊΌΎΏ]")
_ACCENTED = re.compile(r"[άέήίόύώΐΰΆΈΉΊΌΎΏ]")
_ENDINGS = ("η", "ή", "α", "ά", "ι")
# Of family names those that end so have a nominative in -ος; others in -ου have none («Παπανδρέου»).
_FAMILY = ("πουλου", "όγλου")


def nominative(name: str, article: str) -> str:
    """A Greek name that stands in the genitive behind `article`, as its bearer is called.

    Where the accent of an unknown given name may have moved the name stays as it stands («Ευδόξου»).

    >>> nominative("Γεωργίου Δοκιμάκη", "Του"), nominative("Στέλιου Δοκιμάκη", "Του"), nominative("Σαπφούς Δοκίμου", "Της")
    ('Γεώργιος Δοκιμάκης', 'Στέλιος Δοκιμάκης', 'Σαπφώ Δοκίμου')
    >>> nominative("Μαρίας Δοκίμου", "Της"), nominative("Γιώργου Δοκιμόπουλου", "του"), nominative("Νίκου Δοκιμάκη", "του")
    ('Μαρία Δοκίμου', 'Γιώργος Δοκιμόπουλος', 'Νίκος Δοκιμάκης')
    """
    article = article.strip().lower()
    first, *rest = name.split()
    if article == "του" and (first in _MOVED or _may_have_moved(first)):
        first, endings = _MOVED.get(first, first), _NO_ENDINGS
    else:
        endings = _GIVEN[article]
    for ending, better in endings:
        if first.endswith(ending):
            first = first.removesuffix(ending) + better
            break
    else:
        first += "ς" * (bool(endings) and article == "του" and first.endswith(_ENDINGS))
    if article == "του":  # a woman's family name stands in the genitive anyway
        rest = [
            word.removesuffix("ου") + "ος" if word.endswith(_FAMILY) else word + "ς" * word.endswith(_ENDINGS)
            for word in rest
        ]
    return " ".join((first, *rest))


def _may_have_moved(name: str) -> bool:
    """Whether a given name in -ου of three syllables or more has its accent on the last but one: it may have been before."""
    vowels = [match[0] for match in _VOWELS.finditer(name)]
    return name.endswith("ου") and len(vowels) > 2 and _ACCENTED.search(vowels[-2]) is not None


def is_thing(text: str) -> bool:
    """Whether a thing stands in the genitive behind its article, as no person does: «Του Αιγαίου Πελάγους»."""
    match = _NAME.fullmatch(text.strip())
    return match is not None and match["name"].split()[-1].endswith("ους")


def without_genitive(text: str) -> str:
    """`text` as it stands, or, where it is a Greek name in the genitive behind its article, the name in the nominative."""
    match = _NAME.fullmatch(text.strip())
    return nominative(match["name"], match["article"]) if match else text
