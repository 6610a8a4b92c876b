"""Files of pages in the encodings of the web, declared rightly, wrongly or not at all, become documents in full."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from whole_articles import (
    ARABIC,
    FRENCH,
    GERMAN,
    GREEK,
    HEBREW,
    JAPANESE,
    KOREAN,
    LITHUANIAN,
    POLISH,
    RUSSIAN,
    SIMPLIFIED_CHINESE,
    TRADITIONAL_CHINESE,
    TURKISH,
    Article,
)
from whole_pages import ENGINES, document_of, outcome_of, page_of, paragraphs_of

from cleancorpus.read import decode

# The article, the codec its page is written in, and the name that pages declare for it.
LEGACY = [
    (POLISH, "cp1250", "windows-1250"),
    (POLISH, "iso8859-2", "iso-8859-2"),
    (RUSSIAN, "cp1251", "windows-1251"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (GERMAN, "cp1252", "windows-1252"),
    (FRENCH, "cp1252", "windows-1252"),
    (GREEK, "cp1253", "windows-1253"),
    (TURKISH, "cp1254", "windows-1254"),
    (HEBREW, "cp1255", "windows-1255"),
    (ARABIC, "cp1256", "windows-1256"),
    (LITHUANIAN, "cp1257", "windows-1257"),
    (TRADITIONAL_CHINESE, "big5", "big5"),
    (SIMPLIFIED_CHINESE, "gb18030", "gb18030"),
    (SIMPLIFIED_CHINESE, "gbk", "gbk"),
    (SIMPLIFIED_CHINESE, "gbk", "gb2312"),
    (KOREAN, "cp949", "euc-kr"),
    (JAPANESE, "cp932", "shift_jis"),
    (JAPANESE, "euc_jp", "euc-jp"),
]
LEGACY_IDS = [f"{article.language}-{name}" for article, _, name in LEGACY]
HEADS = {
    "meta charset": ("<!DOCTYPE html>\n", '<meta charset="{}">'),
    "http-equiv": (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">\n',
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={}">',
    ),
    "xml": ('<?xml version="1.0" encoding="{}"?>\n<!DOCTYPE html>\n', ""),
}


def page_in(article: Article, declared: str | None, way: str = "meta charset") -> str:
    prolog, head = (part.format(declared) for part in HEADS[way])
    if declared is None:
        prolog, head = "<!DOCTYPE html>\n", ""
    return page_of(
        paragraphs_of(article.paragraphs),
        title=article.title,
        language=article.language,
        head=head,
        menu=article.menu,
        imprint=article.imprint,
        prolog=prolog,
    )


def as_codec(page: str, codec: str) -> bytes:
    """`page` in `codec`; what the codec has no byte for as a reference."""
    return page.encode(codec, "xmlcharrefreplace")


def assert_is(folder: Path, data: bytes, article: Article, engine: str = "blocks") -> None:
    outcome = outcome_of(folder, data, engine=engine)
    doc = outcome.doc
    assert doc is not None
    assert outcome.text == "\n\n".join(article.paragraphs)
    assert doc.title == article.title
    assert doc.language == article.language


@pytest.mark.parametrize("way", HEADS)
@pytest.mark.parametrize("article, codec, name", LEGACY, ids=LEGACY_IDS)
def test_declared_encoding_is_read(tmp_path: Path, article: Article, codec: str, name: str, way: str) -> None:
    assert_is(tmp_path, as_codec(page_in(article, name, way), codec), article)


@pytest.mark.parametrize("article, codec, name", LEGACY, ids=LEGACY_IDS)
def test_encoding_that_is_not_declared_is_found(tmp_path: Path, article: Article, codec: str, name: str) -> None:
    assert_is(tmp_path, as_codec(page_in(article, None), codec), article)


@pytest.mark.parametrize("article, codec, name", LEGACY, ids=LEGACY_IDS)
def test_legacy_encoding_declared_as_utf8_is_found(tmp_path: Path, article: Article, codec: str, name: str) -> None:
    assert_is(tmp_path, as_codec(page_in(article, "utf-8"), codec), article)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "windows-1251", "shift_jis", "gb2312", None])
@pytest.mark.parametrize("article", [POLISH, FRENCH, RUSSIAN, ARABIC, KOREAN], ids=lambda article: article.language)
def test_utf8_is_read_whatever_is_declared(tmp_path: Path, article: Article, declared: str | None) -> None:
    assert_is(tmp_path, page_in(article, declared).encode(), article)
    assert_is(tmp_path, codecs.BOM_UTF8 + page_in(article, declared).encode(), article)


@pytest.mark.parametrize("article, codec, name", LEGACY, ids=LEGACY_IDS)
def test_legacy_encoding_declared_as_latin1_is_found(tmp_path: Path, article: Article, codec: str, name: str) -> None:
    assert_is(tmp_path, as_codec(page_in(article, "iso-8859-1"), codec), article)


@pytest.mark.parametrize(
    "article, codec, declared",
    [
        (RUSSIAN, "cp1251", "koi8-r"),
        (RUSSIAN, "koi8-r", "windows-1251"),
        (JAPANESE, "euc_jp", "shift_jis"),
        (JAPANESE, "cp932", "euc-jp"),
        (TRADITIONAL_CHINESE, "big5", "gb2312"),
        (SIMPLIFIED_CHINESE, "gbk", "big5"),
        (KOREAN, "cp949", "shift_jis"),
        (POLISH, "iso8859-2", "windows-1250"),
        (POLISH, "cp1250", "iso-8859-9"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.language,
)
def test_encodings_of_one_script_taken_for_one_another_are_told_apart(
    tmp_path: Path, article: Article, codec: str, declared: str
) -> None:
    assert_is(tmp_path, as_codec(page_in(article, declared), codec), article)


@pytest.mark.parametrize(
    "extra",
    [
        "<ul>" + "<li>•\xa0» ©</li>" * 60 + "</ul>",
        "<p>Þórður Ægisson frá Ísafirði sá þegar ný mylla var reist við ána og honum þótti það góð sjón.</p>" * 2,
        "<p>Señora Núñez, Herr Größling, François Lefèvre, Åse Sjöström, Søren Kjær and João Conceição all sent a card.</p>",
    ],
    ids=["marks", "Icelandic", "names from everywhere"],
)
@pytest.mark.parametrize("article", [GERMAN, FRENCH], ids=lambda article: article.language)
def test_declaration_is_kept_where_letters_do_not_speak_against_it(
    tmp_path: Path, article: Article, extra: str
) -> None:
    page = page_in(article, "iso-8859-1").replace("</article>", f"</article><aside>{extra}</aside>")
    decoded = decode(page.encode("cp1252"), is_html=True)
    assert (decoded.text, decoded.how) == (page, "declared")


@pytest.mark.parametrize("declared", ["iso-8859-1", "ISO-8859-1", "us-ascii", "latin1"])
@pytest.mark.parametrize("article", [GERMAN, FRENCH], ids=lambda article: article.language)
def test_latin1_means_windows_1252_with_its_quotes_and_euro(tmp_path: Path, article: Article, declared: str) -> None:
    assert_is(tmp_path, page_in(article, declared).encode("cp1252"), article)


@pytest.mark.parametrize("article", [FRENCH, RUSSIAN, JAPANESE], ids=lambda article: article.language)
@pytest.mark.parametrize("declared", ["utf-16", "iso-8859-1", None])
@pytest.mark.parametrize("mark", [True, False], ids=["marked", "unmarked"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_utf16_is_read_with_and_without_its_mark(
    tmp_path: Path, article: Article, declared: str | None, mark: bool, order: str
) -> None:
    page = page_in(article, declared)
    assert_is(tmp_path, (("\ufeff" if mark else "") + page).encode(f"utf-16-{order}"), article)


def test_bad_bytes_in_utf8_cost_only_their_places(tmp_path: Path) -> None:
    broken = page_in(RUSSIAN, "utf-8").encode().replace("литейщик".encode(), "литейщик".encode()[:-1])
    outcome = outcome_of(tmp_path, broken)
    assert outcome.doc is not None
    first, second, *rest = outcome.doc.text.split("\n\n")
    assert [first, *rest] == [RUSSIAN.paragraphs[0], *RUSSIAN.paragraphs[2:]]
    assert second == RUSSIAN.paragraphs[1].replace("литейщик", "литейщи\ufffd")
    assert "encoding-replaced:utf-8" in outcome.flags


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "article, codec", [(POLISH, "cp1250"), (RUSSIAN, "koi8-r"), (FRENCH, "utf-16"), (JAPANESE, "euc_jp")]
)
def test_every_engine_gets_the_decoded_page(tmp_path: Path, article: Article, codec: str, engine: str) -> None:
    text = document_of(tmp_path, as_codec(page_in(article, None), codec), engine=engine).text
    for paragraph in article.paragraphs:
        assert paragraph in text.split("\n\n")
    assert not any(word in text.split("\n") for word in article.menu)
    assert article.imprint not in text
