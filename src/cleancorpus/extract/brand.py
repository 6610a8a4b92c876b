"""Whether a name in a page's author fields is that of the site."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleancorpus.known.agencies import agencies_in
from cleancorpus.known.people import evidence
from cleancorpus.known.sites import SiteNames

# Signs that two or three capitalised words are a site's name and no person's: «The Harbour», «Harbour News».
_LEADING_ARTICLE = re.compile(r"^(?:the|der|die|das|le|la|les|el|los|il|lo|de|het|den|ο|η|το)\s", re.IGNORECASE)
_BRAND_WORD = re.compile(
    r"\b(?:news|daily|times|post|blog|journal|magazine|media|online|tv|radio|press|today|report|review|weekly|digital"
    r"|nachrichten|presse|noticias|courier|herald|gazette|tribune|chronicle|telegraph|observer|guardian|echo|mail|express|star"
    r"|mirror|standard|independent|argus|advertiser|examiner|sentinel|bulletin|dispatch|globe|kurier|anzeiger|zeitung|tageblatt"
    r"|rundschau|bote|merkur|morgenpost|gazzetta|corriere|giornale|diario|jornal|heraldo|periodico|correo|krant|dagblad"
    r"|tidning|avis|gazeta|kurir|team|club|institute|agency|sport|sports|tech|world|central|hub|insider|wire|info)\b",
    re.IGNORECASE,
)


def brand_of(site: SiteNames) -> Callable[[str], bool]:
    """A test whether a name is the site's, maybe behind one other word; a site named after a person leaves the person.

    >>> is_brand = brand_of(SiteNames(["Harbour News", "Ada Ferris"], "harbournews.example"))
    >>> is_brand("Harbour News"), is_brand("The Harbour News"), is_brand("Ada Ferris"), is_brand("Jane Doe")
    (True, True, False, False)
    """

    def is_brand(name: str) -> bool:
        return (site.is_exactly(name) or site.is_exactly(name.partition(" ")[2])) and not _may_be_person(name)

    return is_brand


def _may_be_person(name: str) -> bool:
    words = name.split()
    return (
        not agencies_in(name)
        and (len(words) == 2 or (len(words) == 3 and evidence(name) > 0))
        and all(word[:1].isupper() and word.isalpha() for word in words)
        and not _LEADING_ARTICLE.match(name)
        and not _BRAND_WORD.search(name)
        and not all(word.isupper() for word in words)
    )
