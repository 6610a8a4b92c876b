"""What texts of a language are told by: its commonest function words, what ends a sentence in it, stops that end none.

Written for this package: function words and punctuation are facts of a language. English has the eight words that Gopher names
(Rae et al. 2021, A.1.1), neither more nor fewer, as its limit of two is meant for them; the others have those of like sense and
frequency, articles, prepositions, conjunctions, forms of «be», about as many as two are found in any paragraph. No word is
there that is common in a neighbouring language alone. Words are in small letters. In scripts without spaces they are looked for
anywhere in the text. Abbreviations are those that news are full of, without their last stop.
"""

from __future__ import annotations

from typing import NamedTuple

from cleancorpus.text import TERMINATORS


class FunctionWords(NamedTuple):
    """Of one language: stop words, marks that end a sentence, abbreviations whose stop does not; whether words have spaces
    between them, and whether «3.» is «third».
    """

    stop_words: frozenset[str]
    ends: str = ".!?…"
    abbreviations: frozenset[str] = frozenset()
    spaced: bool = True
    ordinals: bool = False


def _row(stop_words: str, abbreviations: str = "", ends: str = ".!?…", *, spaced: bool = True) -> FunctionWords:
    return FunctionWords(frozenset(stop_words.split()), ends, frozenset(abbreviations.split()), spaced)


_ORDINALS = ("cs", "da", "de", "fi", "hu", "no", "pl", "tr")


_CJK = "。！？｡!?…"
BY_LANGUAGE = {
    "ar": _row("في من على إلى عن أن التي الذي هذا هذه كان مع ما لا", "د", ".!?؟۔…"),
    "cs": _row("a v na se že je s z do o i k ale by pro", "např tzv mj č p dr ing atd tis mil"),
    "da": _row("og i at det er en til på som for af med den har", "bl f.eks ca kl dr nr mio"),
    "de": _row(
        "der die das und in zu den mit von ist nicht ein auf für im",
        "z.b bzw ca dr prof nr st usw etc vgl d.h u.a mio mrd abs str jan feb aug sept okt nov dez",
    ),
    "el": _row("και το η ο του της να την με για από που δεν στο", "κ δρ π.χ κ.λπ", ".!;…"),
    "en": _row(
        "the be to of and that have with",
        "mr mrs ms dr prof st sr jr vs etc e.g i.e inc ltd co corp gen col sgt capt lt sen rep gov rev hon u.s u.k no fig vol "
        "jan feb mar apr jun jul aug sept sep oct nov dec a.m p.m approx dept est mt",
    ),
    "es": _row("de la que el en y los del se las por con una para no", "sr sra dr dra ud uds ee.uu p.ej etc núm pág"),
    "fi": _row("ja on ei että se oli hän myös mutta kun ovat joka kuin", "esim ks mm n klo ns nk"),
    "fr": _row("de la le les et des en du une que est dans pour pas", "m mm dr pr st ste etc p.ex cf av j.-c no vol"),
    "hi": _row("के का की में है और को से पर ने कि यह हैं", "डॉ श्री", "।॥!?.…"),
    "hu": _row("a az és hogy nem is egy meg de volt ez van", "dr pl kb stb ún ill"),
    "it": _row("di che e la il un per in non una del della con sono", "sig sigg dott prof ecc es pag on avv ing"),
    "ja": _row("の に は を が と で た し て", "", _CJK, spaced=False),
    "ko": _row("이 그 및 등 수 것 있는 있다 한 대한 위해 있습니다", "", ".!?。…"),
    "nl": _row(
        "de het een en van in is dat op te met voor niet zijn", "dhr mevr dr prof bijv m.b.t o.a d.w.z ca nr st"
    ),
    "no": _row("og i at det er en til på som for av med den har", "bl f.eks ca kl dr nr mill mrd"),
    "pl": _row("w i na z się do nie że to jest o od po za dla", "np dr prof tzw m.in ul r godz tys mln mld itd itp św"),
    "pt": _row("de a o que e do da em um para com não uma os no", "sr sra dr dra prof etc av núm pág ex"),
    "ro": _row("și în de la a pe cu că nu care din pentru este", "dr prof nr str etc dl dna ș.a"),
    "ru": _row("и в не на что с по как из для это от за он", "г гг руб тыс млн млрд им ул д т.е т.д т.п стр см напр"),
    "sv": _row("och i att det som en på är av för med till den har", "bl.a t.ex ca kl dr nr m.m d.v.s s.k milj"),
    "th": _row("ที่ และ ใน ของ การ เป็น มี ได้ ให้ ว่า", "", ".!?…", spaced=False),
    "tr": _row("ve bir bu da de için ile olarak çok daha ama gibi", "dr prof vb vs no sn yrd doç bkz örn"),
    "uk": _row("і в не на що з та до у за від як це для", "р рр грн тис млн млрд ім вул т.д т.п див напр"),
    "vi": _row("và của là có trong cho với được các không người một", "tp ts gs th.s"),
    "zh": _row("的 是 在 了 和 有 不 为 這 这 為 與 与", "", _CJK, spaced=False),
}
BY_LANGUAGE |= {language: BY_LANGUAGE[language]._replace(ordinals=True) for language in _ORDINALS}
# A text in a language that is not here: any end mark, no abbreviations, and no stop words to ask for.
OTHER = FunctionWords(frozenset(), TERMINATORS)


def function_words(language: str) -> FunctionWords:
    """The row of a language (ISO 639-1; `und` and those that are not here: `OTHER`)."""
    return BY_LANGUAGE.get(language, OTHER)
