"""Photo credits: who took or owns a picture, alone on a line or at the end of a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.byline_parts import is_furniture
from cleancorpus.detect.example_articles import head
from cleancorpus.detect.line import Line
from cleancorpus.detect.rule import Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.known.agencies import agencies_in
from cleancorpus.known.people import is_caseless
from cleancorpus.lexicon import Hit, phrases
from cleancorpus.model import Finding, Span
from cleancorpus.text import TERMINATORS, fold, n_size

_EDGE = (
    " \t\N{NO-BREAK SPACE}:\N{FULLWIDTH COLON}.,;"
    "|/\N{EN DASH}\N{EM DASH}-*\N{BULLET}=\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH SOLIDUS}"
)
# The last bracket of a line. 140 characters hold a photographer, an agency, a licence and an address.
_BRACKET = re.compile(
    r"[(\[\N{FULLWIDTH LEFT PARENTHESIS}【]"
    r"\s*([^()\[\]\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】]{2,140}?)\s*"
    r"[)\]\N{FULLWIDTH RIGHT PARENTHESIS}】][\s.\N{IDEOGRAPHIC FULL STOP}]*$"
)
# Between photographer, agency and source; each piece must then be one of these («Jane Doe for Sample Images via AP»).
_PIECES = re.compile(
    r"\s*[/|,;&\N{MIDDLE DOT}\N{BULLET}\N{FULLWIDTH SOLIDUS}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}]\s*"
    r"|\s+[-\N{EN DASH}\N{EM DASH}]\s+|\s+(?:via|and|und|et|y|e|for|für|pour|para|per|i|og|och|и)\s+"
)
# Behind a label, besides «by»: without one of these «photo» begins a caption («Photo of the day»).
_AFTER_LABEL = tuple(":\N{FULLWIDTH COLON}=\N{FULLWIDTH EQUALS SIGN}©/\N{FULLWIDTH SOLIDUS}|")
_COMMAS = (",", "\N{ARABIC COMMA}", "\N{FULLWIDTH COMMA}")
_SAID_SIZE = 4  # words of a value that ends in a stop: more are a sentence
_ACRONYM = 5  # letters; in brackets a word as short abbreviates what stands before it: «patient records (ePA)»
_BY = frozenset("by von de di by: par por door av af of od od: per da del oleh".split())
# What may stand before the label of a line that is a credit as a whole.
_OPENERS = re.compile(r"^[\s(\[\N{FULLWIDTH LEFT PARENTHESIS}【*\N{BULLET}|©\N{EN DASH}\N{EM DASH}-]*$")
# «Image 3 of 12», «Foto 3/12»: a gallery's counter, which the rule for galleries' labels would be.
_COUNTER = re.compile(r"\d+\s*(?:/|of|von|de|av|sur|di|van|z|из)\s*\d+", re.I)
# A caption ends before its credit: with a sentence, a bracket, or a break that typists leave.
_CAPTION_END = re.compile(
    rf"(?:[{re.escape(TERMINATORS)}\"\N{{RIGHT DOUBLE QUOTATION MARK}}»\N{{RIGHT SINGLE QUOTATION MARK}})\]]"
    rf"|[|/\N{{EN DASH}}\N{{EM DASH}}\N{{BULLET}}]|\s{{2,}})\s*$"
)


_CAPTION = "photo_credit.word-caption"
_CAPTION_LABEL = re.compile(
    r"\s*([^,:\N{FULLWIDTH COMMA}\N{ARABIC COMMA}\N{FULLWIDTH COLON}]{3,30})(?:[,:\N{FULLWIDTH COMMA}\N{ARABIC COMMA}\N{FULLWIDTH COLON}]\s*|$)"
)


class PhotoCredit(Rule):
    """Removes the credit of a picture and keeps its caption.

    What it removes: «Photo: Jane Doe/AP», «(Bild: Keystone)», «Getty Images» alone on a line, and the same in brackets
    or after the last sentence of a caption.
    Why: credits are no sentences, repeat by the thousand, and hold names that have nothing to do with the article.
    How: a label of the lexicon («photo», «foto», «写真» …) with a colon or «by», or the name of a photo agency, and
    behind it only names, agencies and capitalised words.
    Known limits: «Photo: Old Harbour» (a caption worded like a credit) is taken for one; a name alone under a picture
    stays.
    """

    id, version, category = "photo-credit", 3, "photo-credit"
    reasons = {
        "credit": "the credit of a picture",
        "credit-at-end": "the credit at the end of a caption",
        "caption-label": "the word that a site puts before captions",
    }

    class Options(RuleOptions):
        # A label and three or four names. 60 and 200 make no difference on 216 labelled texts.
        max_chars: int = Field(
            100, ge=20, le=300, description="longer lines are captions or text: only their end is cut"
        )
        line_ends: bool = Field(True, description="also cut a credit at the end of a caption or paragraph")

    removes = (
        head("[-Photo: Jane Doe/AP-]", fields=(("photo_credits", "Jane Doe/AP"),)),
        head("[-Getty Images-]"),
        head("[-Image source, Getty Images-]"),
        head("[-Source: Getty Images-]"),
        head("[-Image caption-]"),
        head("[-Image caption, -]The old bridge in winter."),
        head("[-Fuente de la imagen, Ana Muestra-]", language="es"),
        head("The ferry at the north landing.[- Getty Images-]"),
        head("[-Image credit: Jane Doe-]"),
        head("[-Photograph by Jane Doe-]"),
        head("[-(Jane Doe / Getty Images)-]"),
        head("[-Photo by jdoe on Unsplash-]"),
        head("The old bridge in winter.[- (Photo: Jane Doe)-]", fields=(("photo_credits", "Jane Doe"),)),
        head("The old bridge seen from the quay.[- Credit: Jane Doe/Reuters-]"),
        head("Boats wait below the bridge[- (Jane Doe/AFP/Getty Images)-]"),
        head("[-Foto: Max Muster/dpa-]", language="de"),
        head("[-(Bild: Keystone)-]", language="de"),
        head("[-Fotografin: Anna Beispiel-]", language="de"),
        head("Die Brücke im Winter.[- Foto: Max Muster-]", language="de"),
        head("[-Crédit photo : Anne Exemple-]", language="fr"),
        head("[-Photo : AFP-]", language="fr"),
        head("[-Foto: Ana Muestra-]", language="es"),
        head("[-Foto: Divulgação-]", language="pt"),
        head("[-Foto di Luca Esempio-]", language="it"),
        head("[-Beeld: ANP-]", language="nl"),
        head("[-Foto: Anna Exempelsson/TT-]", language="sv"),
        head("[-Fot. Jan Przykładowski-]", language="pl"),
        head("[-Фото: Иван Примеров / РИА Новости-]", language="ru"),
        head("[-Fotoğraf: Ayşe Örnek/AA-]", language="tr"),
        head("[-写真：山田太郎-]", language="ja"),
        head("[-图片来源：新华社-]", language="zh"),
        head("[-사진=홍길동-]", language="ko"),
        head("[-تصوير: أحمد المثال-]", language="ar"),
        head("[-Φωτογραφία: Μαρία Παράδειγμα-]", language="el"),
    )
    keeps = (
        head("사진: 이 두 글자를 간판에서 뗀 사람은 주인이다.", language="ko"),
        head("写真：という字を外したのは店主である。", language="ja"),
        head("Source: the spring behind the mill"),
        head("Image sources differ on the date"),
        head("Sensitivity: 25mV/Pa"),
        head("In January the town begins with electronic patient records (ePA)"),
        head("The rules of the Environmental Protection Agency (EPA)."),
        head("Photo of the Day"),
        head("Image 1 of 23"),
        head("Photo Galleries"),
        head("Credit & Debt"),
        head("Photo: the mayor opens the bridge"),
        head("Credit where credit is due"),
        head("Pictures of the harbour"),
        head("Photographs by the river tell a story."),
        head("Photo 3/12"),
        head("Credit: the bank lends less"),
        head("Image is everything"),
        head("He gave the photo to Jane Doe"),
        head("The photo agency (founded 1950) closed."),
        head("She reads the news (in two languages)"),
        head("Photo by photo, the harbour vanished"),
        head("Foto posten", language="de"),
        head("Bild 1 von 9", language="de"),
        head("Bild: Die Brücke steht noch", language="de"),
        head("Fotografieren ist auf der Brücke verboten", language="de"),
        head("Photo du jour", language="fr"),
        head("Crédit à taux zéro", language="fr"),
        head("Fotos y vídeos", language="es"),
        head("Foto 1 de 1", language="es"),
        head("Foto e video del ponte", language="it"),
        head("Beeld van de brug", language="nl"),
        head("Zdjęcie dnia", language="pl"),
        head("Фото дня", language="ru"),
        head("写真で見る橋の歴史", language="ja"),
        head("图片显示旧桥的裂缝", language="zh"),
        head("사진으로 보는 다리", language="ko"),
        head("Fotoğraf çekmek yasak", language="tr"),
        head("Bild 1 av 3", language="sv"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        hits = view.hits
        for line in view.lines:
            label = _caption_label(line)
            if label is not None:
                yield self.finding(label, "caption-label")
                continue
            ours = tuple(
                hit for hit in hits[line.index] if hit.phrase.kind.startswith(("photo_credit", "byline.source"))
            )
            slashed = "/" in line.text[-60:]
            if (
                not ours
                and line.text[0] not in "(©["
                and not (slashed and (len(line.text) <= 60 or line.text[-1] in ")]\N{FULLWIDTH RIGHT PARENTHESIS}】"))
            ):
                continue
            if len(line.text) <= self.options.max_chars:
                value = _whole(line, ours)
                if value:
                    yield self.finding(line, "credit", fields=(("photo_credits", value),))
                    continue
            if self.options.line_ends and len(line.text) > 12:
                cut = _at_end(line, ours)
                if cut is not None:
                    span, value = cut
                    yield self.finding(span, "credit-at-end", fields=(("photo_credits", value),))


def _caption_label(line: Line) -> Span | None:
    """«Image caption», alone or with a comma or colon before the caption, which stays."""
    known = phrases(_CAPTION)
    opening = _CAPTION_LABEL.match(line.folded)
    if opening is None or opening[1].strip() not in known:
        return None
    return Span(line.start, line.start + opening.end())


def _whole(line: Line, hits: tuple[Hit, ...]) -> str:
    """The credit that the whole line is, or ''."""
    text = line.text.strip()
    for hit in hits:
        if hit.phrase.kind != "photo_credit.label" or not _OPENERS.match(line.text[: hit.start]):
            continue
        value = _labelled(line.text[hit.end :], hit.phrase.text)
        if value:
            return value
    source = next((hit for hit in hits if hit.phrase.kind == "byline.source"), None)
    if source and not line.text[: source.start].strip() and line.text[source.end :].lstrip()[:1] in _AFTER_LABEL:
        value = line.text[source.end :].strip(_EDGE)
        return value if fold(value) in phrases("photo_credit.agency") else ""
    core = text.strip(
        " ()[]\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】©*\N{BULLET}|.\N{EN DASH}\N{EM DASH}-"
    )
    if len(core) <= 80 and _names_agency(core) and _only_credit(core):
        return core
    return ""


def _labelled(rest: str, label: str) -> str:
    """The value behind a label if it is a credit, or ''."""
    value = rest.strip(_EDGE + "()[]\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}【】©")
    marked = rest.lstrip()[:1] in _AFTER_LABEL or label.split()[-1] in _BY or is_caseless(label)
    marked = marked or (len(label) <= 4 and rest[:2] == ". ")  # «Fot. Jan …»
    marked = marked or (" " in label and rest.lstrip()[:1] in _COMMAS)  # «Image source, Jane Doe»
    if not value or len(value) > 90 or _COUNTER.match(value):
        return ""
    if is_caseless(value) and rest.rstrip()[-1] in TERMINATORS and n_size(value) > _SAID_SIZE:
        return ""
    if not marked and not _names_agency(value):
        return ""
    if is_caseless(label) and rest.lstrip()[:1] not in (*_AFTER_LABEL, *_COMMAS, "\N{KATAKANA MIDDLE DOT}"):
        return ""
    if label.split()[-1] in _BY and re.fullmatch(r"[\w.-]{2,24} (?:on|auf|sur|en|su) [A-Z]\w+", value):
        return value  # «Photo by jdoe on Unsplash»
    return value if _only_credit(value) or (len(value.split()) <= 4 and _short_owner(value)) else ""


def _short_owner(value: str) -> bool:
    """Whether two to four words may be a company («Sample Solar cells»): most of them with a capital."""
    words = value.split()
    capitals = sum(1 for word in words if any(char.isupper() for char in word))
    return len(words) > 1 and capitals * 3 >= len(words) * 2 and value[-1] not in TERMINATORS


def _only_credit(value: str) -> bool:
    """Whether `value` consists of names, agencies and capitalised words."""
    if value[-1] in "!?\N{HORIZONTAL ELLIPSIS}:" or (value[-1] in TERMINATORS and len(value.split()) > 4):
        return False
    if is_caseless(value):
        return len(value) <= 30
    pieces = [piece for piece in _PIECES.split(value) if piece and piece.strip(_EDGE)]
    return 0 < len(pieces) <= 6 and all(_piece(piece) for piece in pieces)


def _piece(piece: str) -> bool:
    low = fold(piece).strip(_EDGE)
    if (
        low in phrases("photo_credit.agency")
        or low in phrases("photo_credit.word-source")
        or low in phrases("photo_credit.label")
        or agencies_in(piece, marked=True)
    ):
        return True
    return len(piece.split()) <= 6 and is_furniture(piece)


def _names_agency(value: str) -> bool:
    """Whether one of the pieces is a photo or news agency."""
    known = phrases("photo_credit.agency")
    if "/" in value:  # «Jane Doe / Flickr»
        known = known | phrases("photo_credit.word-source")
    pieces = [fold(piece).strip(_EDGE) for piece in _PIECES.split(value) if piece]
    return any(piece in known for piece in pieces) or (
        len(pieces) > 1 and any(agencies_in(p, marked=True) for p in pieces if not _is_unit(p, value))
    )


def _is_unit(piece: str, value: str) -> bool:
    """Whether a short piece is the unit of a measure in `value`: «25mV/Pa»."""
    return len(piece) <= 3 and re.search(rf"\d\s?[^\W\d_]{{1,4}}/{re.escape(piece)}$", fold(value)) is not None


def _at_end(line: Line, hits: tuple[Hit, ...]) -> tuple[Span, str] | None:
    """The credit at the end of the line: its span with the blank before it, and its value."""
    text = line.text
    bracket = _BRACKET.search(text)
    if bracket and bracket.start() > 8:
        inner, shift = bracket[1], bracket.start(1)
        value = ""
        for hit in hits:
            if hit.phrase.kind == "photo_credit.label" and hit.start == shift:
                value = _labelled(text[hit.end : bracket.end(1)], hit.phrase.text)
        abbreviates = len(inner) <= _ACRONYM and not _CAPTION_END.search(text[: bracket.start()])
        if not value and not abbreviates and _names_agency(inner) and _only_credit(inner) and len(text) <= 300:
            value = inner
        return (_with_blank(line, bracket.start()), value) if value else None
    for hit in hits:
        if _is_agency_behind(line, hit):
            return _with_blank(line, hit.start), line.text[hit.start : hit.end]
        if hit.start < 12 or hit.phrase.kind != "photo_credit.label" or len(text) - hit.start > 90:
            continue
        glued = text[hit.start - 1].islower() and text[hit.start].isupper()
        if not (_CAPTION_END.search(text[: hit.start]) or glued):
            continue
        rest = text[hit.end :]
        value = (
            _labelled(rest, hit.phrase.text)
            if rest.lstrip()[:1] in tuple(":\N{FULLWIDTH COLON}©=\N{FULLWIDTH SOLIDUS}/")
            or hit.phrase.text.split()[-1] in _BY
            else ""
        )
        if value:
            return _with_blank(line, hit.start), value
    return None


def _is_agency_behind(line: Line, hit: Hit) -> bool:
    """Whether a picture agency stands alone behind the last sentence: «The ferry on Tuesday. Getty Images»."""
    text = line.text
    return (
        hit.phrase.kind == "photo_credit.agency"
        and hit.start > 12
        and " " in hit.phrase.text
        and not text[hit.end :].strip(" .")
        and text[hit.start].isupper()
        and text[: hit.start].rstrip()[-1:] in TERMINATORS
    )


def _with_blank(line: Line, start: int) -> Span:
    """From `start`, or the blanks and bars before it, to the line's end."""
    while start and line.text[start - 1] in " \t\N{NO-BREAK SPACE}|\N{BULLET}":
        start -= 1
    return Span(line.start + start, line.end)
