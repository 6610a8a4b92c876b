"""Unusual but valid markup, from the file to the document: XHTML, AMP, frames, poems, tables, code, what nobody sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from whole_pages import (
    ENGINES,
    IMPRINT,
    MENU,
    PARAGRAPHS,
    TITLE,
    document_of,
    outcome_of,
    page_of,
    paragraphs_of,
)

EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)
HEAD, TAIL = paragraphs_of(PARAGRAPHS[:2]), paragraphs_of(PARAGRAPHS[2:])


def lines_of(folder: Path, body: str, engine: str = "blocks", **page: str) -> list[str]:
    """The lines of the document of a page with `body` between the paragraphs, all of which must be there."""
    lines = document_of(folder, page_of(f"{HEAD}\n{body}\n{TAIL}", **page), engine=engine).text.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS), lines
    assert not set(lines) & {*MENU, IMPRINT}
    return lines


def between(folder: Path, body: str, engine: str = "blocks") -> list[str]:
    """The lines that `body` gives between the paragraphs before and behind it, "" for an empty line within."""
    lines = lines_of(folder, body, engine)
    return "\n".join(lines[lines.index(PARAGRAPHS[1]) + 1 : lines.index(PARAGRAPHS[2])]).strip("\n").split("\n")


# ------------------------------------------------------------------------------------------------------------ XHTML

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
XHTML = XML + (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">'
)


@EVERY_ENGINE
@pytest.mark.parametrize(
    "page",
    [
        page_of().replace('<!DOCTYPE html>\n<html lang="en">', XHTML),
        page_of(f'<a name="top" />{paragraphs_of()}<br /><hr />').replace('<!DOCTYPE html>\n<html lang="en">', XHTML),
        page_of(
            f"{HEAD}<div/><span/><p/><i/>{TAIL}", head='<meta charset="utf-8"/><script src="/a.js"/><style/>'
        ).replace('<!DOCTYPE html>\n<html lang="en">', XHTML),
        page_of(
            f"{paragraphs_of()}<script>//<![CDATA[\nif (a < b && c > d) {{ write('<p>no</p>'); }}\n//]]></script>",
            head="<style>/*<![CDATA[*/ p > a {} /*]]>*/</style>",
        ).replace('<!DOCTYPE html>\n<html lang="en">', XHTML),
    ],
    ids=["plain", "empty anchor and breaks", "self-closing script, div, p", "CDATA in scripts"],
)
def test_xhtml_is_read(tmp_path: Path, page: str, engine: str) -> None:
    document = document_of(tmp_path, page, engine=engine)
    lines = document.text.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS), lines
    assert not set(lines) & {*MENU, IMPRINT} and "CDATA" not in document.text and "write" not in document.text
    assert (document.title, document.language) == (TITLE, "en")


@EVERY_ENGINE
def test_elements_with_a_namespace_prefix_are_read(tmp_path: Path, engine: str) -> None:
    page = (
        f'{XML}<xhtml:html xmlns:xhtml="http://www.w3.org/1999/xhtml" lang="en"><xhtml:head><xhtml:title>{TITLE}</xhtml:title>'
        f"</xhtml:head><xhtml:body><xhtml:div><xhtml:h1>{TITLE}</xhtml:h1>"
        + "".join(f"<xhtml:p>{text}</xhtml:p>" for text in PARAGRAPHS)
        + "</xhtml:div></xhtml:body></xhtml:html>"
    )
    lines = document_of(tmp_path, page, engine=engine).text.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)


# ---------------------------------------------------------------------------------------------------- AMP and frames


@pytest.mark.parametrize("engine", ["blocks", "trafilatura+blocks", "trafilatura"])
def test_amp_page_gives_its_text_without_state_sidebar_and_advertisement(tmp_path: Path, engine: str) -> None:
    state = json.dumps({"story": {"note": "This is state that no reader ever sees, but scripts do read it at once."}})
    body = (
        f'<amp-state id="s"><script type="application/json">{state}</script></amp-state>'
        '<amp-ad width="300" height="250" type="x"><div placeholder>Advertisement</div></amp-ad>'
        '<amp-img src="/mill.jpg" width="4" height="3" alt="The mill"></amp-img>'
    )
    page = page_of(f"{HEAD}{body}{TAIL}").replace("<html ", "<html amp ")
    sidebar = f'<amp-sidebar id="menu" layout="nodisplay"><ul><li><a href="/x">{MENU[0]}</a></li></ul></amp-sidebar>'
    text = document_of(tmp_path, page.replace("<body>", f"<body>{sidebar}"), engine=engine).text
    lines = text.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert "state that" not in text and "Advertisement" not in text and not {*MENU} & set(lines)


def test_caption_of_an_amp_picture_is_left_out(tmp_path: Path) -> None:
    figure = "<figure><amp-img src='/a.jpg'></amp-img><figcaption>The mill in June, seen from the parish wood.</figcaption></figure>"
    assert between(tmp_path, figure) == [""]


def test_page_of_frames_is_without_text(tmp_path: Path) -> None:
    page = f"<html><head><title>{TITLE}</title></head><frameset cols='20%,80%'><frame src='a.html'><frame src='b.html'></frameset></html>"
    outcome = outcome_of(tmp_path, page.encode())
    assert outcome.doc is not None
    assert (outcome.status, outcome.text, outcome.doc.page_type) == ("dropped", "", "empty")
    assert "no-text" in outcome.flags


@EVERY_ENGINE
def test_text_for_browsers_without_frames_is_taken_where_there_is_no_other(tmp_path: Path, engine: str) -> None:
    page = (
        f"<html><head><title>{TITLE}</title></head><frameset cols='20%,80%'><frame src='a.html'>"
        f"<noframes><body><h1>{TITLE}</h1>{paragraphs_of()}</body></noframes></frameset></html>"
    )
    lines = document_of(tmp_path, page, engine=engine).text.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)


@EVERY_ENGINE
def test_embedded_page_is_left_out(tmp_path: Path, engine: str) -> None:
    frame = "<iframe srcdoc='<p>Embedded words that belong to another page and not to this one.</p>'>No frames here.</iframe>"
    text = "\n".join(lines_of(tmp_path, frame, engine))
    assert "Embedded words" not in text and "No frames" not in text


@pytest.mark.parametrize(
    "links, url",
    [
        ('<base href="https://ashbycourier.example/a/"><link rel="canonical" href="mill.html">', "https://ashbycourier.example/a/mill.html"),
        ('<link rel="canonical" href="/mill.html"><base href="https://ashbycourier.example/a/">', "https://ashbycourier.example/mill.html"),
        ('<base href="https://ashbycourier.example/a/"><link rel="canonical" href="https://other.example/b">', "https://other.example/b"),
        ('<base href="/a/"><link rel="canonical" href="mill.html">', None),
        ('<base href="https://ashbycourier.example/a/">', None),
        ('<base href="https://[broken/"><link rel="canonical" href="mill.html">', None),
    ],
)  # fmt: skip
def test_relative_address_of_the_page_is_read_with_its_base(tmp_path: Path, links: str, url: str | None) -> None:
    assert document_of(tmp_path, page_of(head=f'<meta charset="utf-8">{links}')).url == url


# ------------------------------------------------------------------------------------------------- lines and words

VERSES = (
    ("The sails stood still for ninety years,", "the rooks had built between,", "and all the rye went by on carts", "to mills with no machine."),
    ("Then someone oiled the wooden cog,", "then someone set the stone,", "and on a Saturday in June", "the wind went round alone."),
)  # fmt: skip
POEM = [*VERSES[0], "", *VERSES[1]]


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"<p>{'<br>'.join(verse)}</p>" for verse in VERSES),
        f"<p>{'<br><br>'.join('<br/>'.join(verse) for verse in VERSES)}</p>",
        "".join("<p>" + "<br />\n".join(verse) + "<br></p>" for verse in VERSES),
    ],
    ids=["p a verse", "two breaks between verses", "breaks and line ends"],
)
def test_lines_and_verses_of_a_poem_are_kept(tmp_path: Path, markup: str) -> None:
    assert between(tmp_path, markup) == POEM


def test_poem_in_preformatted_text_keeps_its_lines(tmp_path: Path) -> None:
    lines = between(tmp_path, "<pre>\n" + "\n".join(POEM) + "\n</pre>")
    assert [line for line in lines if line] == [*VERSES[0], *VERSES[1]]


def test_poem_with_a_div_a_line_keeps_its_lines(tmp_path: Path) -> None:
    markup = "".join(f"<div class='verse'>{''.join(f'<div>{line}</div>' for line in verse)}</div>" for verse in VERSES)
    assert [line for line in between(tmp_path, markup) if line] == [*VERSES[0], *VERSES[1]]


SENTENCE = "The millwright Oswin Tarrow drove eleven hours with a beam on his cart, and nobody in the village had asked him to."


@EVERY_ENGINE
@pytest.mark.parametrize(
    "markup, expected",
    [
        ("<p>The mill<span>wright</span> Oswin <b>Tar</b><i>row</i> drove", None),
        ("<p><span>The </span><span>millwright</span> <em>Oswin</em> <strong><a href='/o'>Tarrow</a></strong> drove", None),
        ("<p>The\n   millwright\t<b><i><u>Oswin</u></i></b>\n Tarrow drove", None),
        ("<p>The mill<wbr>wright Oswin Tar&shy;row drove", None),
        ("<p>The mill&ZeroWidthSpace;wright Oswin Tar&#173;row drove", None),
        ("<p>The&nbsp;millwright Oswin&#160;Tarrow drove", None),
        ("<p>The <!-- who? -->millwright Os<!-- -->win Tarrow drove", None),
        ("<p>The <!--[if IE]>old <![endif]-->millwright Oswin <![if !IE]>Tarrow<![endif]> drove", None),
        ("<p>The mill\x00wright Oswin\x08 Tarrow\x1b drove", None),
        ("<p>The <font color=red>millwright</font> Oswin<sup></sup> <small>Tarrow</small> drove", None),
    ],
    ids=["words in parts", "spans", "white space", "wbr shy", "zero width", "nbsp", "comments", "conditional", "controls", "font"],
)  # fmt: skip
def test_words_are_neither_glued_nor_torn(tmp_path: Path, markup: str, expected: str | None, engine: str) -> None:
    body = markup + SENTENCE.removeprefix("The millwright Oswin Tarrow drove") + "</p>"
    assert (expected or SENTENCE) in lines_of(tmp_path, body, engine)


@EVERY_ENGINE
@pytest.mark.parametrize(
    "markup, expected",
    [
        ("Bread &amp; beer cost &pound;3 &ndash; &ldquo;too much&rdquo;, said Ren&eacute;e.", "Bread & beer cost £3 – “too much”, said Renée."),
        ("Bread &amp beer cost &pound3 &ndash; said Ren&eacutee.", "Bread & beer cost £3 – said Renée."),
        ("Bread & beer, Smith & Sons, R&D and AT&T were named.", "Bread & beer, Smith & Sons, R&D and AT&T were named."),
        ("The sign read &#8220;Mill&#x201D; in &#39;gold&#39; letters.", "The sign read “Mill” in 'gold' letters."),
        ("The sign read &#147;Mill&#148; &#150; in gold letters.", "The sign read “Mill” – in gold letters."),
        ("The tag &lt;p&gt; opens a paragraph and &amp;lt; is no tag.", "The tag <p> opens a paragraph and &lt; is no tag."),
    ],
    ids=["named", "no semicolon", "bare", "numbers", "numbers of windows-1252", "escaped markup"],
)  # fmt: skip
def test_references_are_read(tmp_path: Path, markup: str, expected: str, engine: str) -> None:
    more = " It hung above the door of the mill for as long as anybody in the village could remember."
    assert expected + more in lines_of(tmp_path, f"<p>{markup}{more}</p>", engine)


# --------------------------------------------------------------------------------------------- tables, lists, code


def test_rows_of_a_table_are_lines_head_included(tmp_path: Path) -> None:
    table = (
        "<table><thead><tr><th>Year</th><th>Sacks of rye</th></tr></thead><tbody><tr><th>1938</th><td>412</td></tr>"
        "<tr><th>2031</th><td>1</td></tr></tbody></table>"
    )
    assert between(tmp_path, table) == ["Year | Sacks of rye", "1938 | 412", "2031 | 1"]


def test_terms_and_definitions_are_apart(tmp_path: Path) -> None:
    terms = (
        "<dl><dt>Cap</dt><dd>The top of the mill, which turns with the wind on a ring of oak and iron rollers.</dd>"
        "<dt>Brake</dt><dd>A band of poplar blocks around the great wheel that the miller draws tight by a rope.</dd></dl>"
    )
    lines = [line for line in between(tmp_path, terms) if line]
    assert lines == [
        "Cap",
        "The top of the mill, which turns with the wind on a ring of oak and iron rollers.",
        "Brake",
        "A band of poplar blocks around the great wheel that the miller draws tight by a rope.",
    ]


def test_lines_of_a_poem_are_kept_by_every_engine(tmp_path: Path) -> None:
    markup = "".join(f"<p>{'<br>'.join(verse)}</p>" for verse in VERSES)
    for engine in ENGINES:
        lines = between(tmp_path, markup, engine)
        assert [line for line in lines if line] == [*VERSES[0], *VERSES[1]]


def test_items_of_lists_in_lists_are_items(tmp_path: Path) -> None:
    items = (
        "Bring a lamp, for the stairs to the stone floor have no window.",
        "Bring gloves for the rope.",
        "Leave the dog at home.",
    )
    listing = f"<ul><li>{items[0]}<ol><li>{items[1]}</li></ol></li><li>{items[2]}</li></ul>"
    assert [line for line in between(tmp_path, listing) if line] == [f"- {item}" for item in items]


@EVERY_ENGINE
def test_quotation_is_kept(tmp_path: Path, engine: str) -> None:
    said = "“We never thought that the stones would fit, and then they dropped in like a lid on a pot,” said the mason."
    assert said in lines_of(tmp_path, f"<blockquote><p>{said}</p></blockquote>", engine)


def test_code_keeps_its_lines_and_their_indentation(tmp_path: Path) -> None:
    code = "<pre><code>def turn(sails):\n    for sail in sails:\n        sail.turn()\n    return sails</code></pre>"
    assert between(tmp_path, code) == [
        "def turn(sails):",
        "    for sail in sails:",
        "        sail.turn()",
        "    return sails",
    ]


def test_caption_and_credit_of_a_picture_are_no_part_of_the_text(tmp_path: Path) -> None:
    figure = (
        "<figure><img src='/m.jpg' alt='The mill'><figcaption>The mill on the morning of the first grind."
        "<span class='credit'>Photo: Ida Brook</span></figcaption></figure>"
    )
    assert between(tmp_path, figure) == [""]


# Trafilatura alone takes text of hidden elements.
@pytest.mark.parametrize("engine", ["blocks", "trafilatura+blocks"])
@pytest.mark.parametrize(
    "markup",
    [
        f"<p hidden>{SENTENCE}</p>",
        f"<div style='display: none'><p>{SENTENCE}</p></div>",
        f"<div style='color:red;DISPLAY:NONE!important'><p>{SENTENCE}</p></div>",
        f"<div style='display: NONE'><p>{SENTENCE}</p></div>",
        f"<template><p>{SENTENCE}</p></template>",
        f"<noscript><p>{SENTENCE}</p></noscript>",
        f"<!-- <p>{SENTENCE}</p> -->",
        f"<!--[if lt IE 9]><p>{SENTENCE}</p><![endif]-->",
        f"<script type='text/template'><p>{SENTENCE}</p></script>",
        f"<svg><title>{SENTENCE}</title><text>{SENTENCE}</text></svg>",
        f"<dialog><p>{SENTENCE}</p></dialog>",
        f"<p class='sr-only'>{SENTENCE}</p>",
    ],
    ids=["hidden", "display", "display upper case", "value upper case", "template", "noscript", "comment", "conditional", "script", "svg", "dialog", "sr-only"],
)  # fmt: skip
def test_what_no_reader_sees_is_left_out(tmp_path: Path, markup: str, engine: str) -> None:
    assert SENTENCE not in "\n".join(lines_of(tmp_path, markup, engine))


@pytest.mark.parametrize("engine", ["blocks", "trafilatura+blocks"])
@pytest.mark.parametrize("stars", ["* * *", "…", "⁂"])
def test_a_row_of_stars_between_paragraphs_stands_there_once(tmp_path: Path, stars: str, engine: str) -> None:
    body = f"<p>{stars}</p><p>{SENTENCE}</p>"
    assert [line for line in between(tmp_path, body, engine) if line] == [stars, SENTENCE]


@EVERY_ENGINE
def test_details_are_kept(tmp_path: Path, engine: str) -> None:
    lines = lines_of(tmp_path, f"<details><summary>How the beam came</summary><p>{SENTENCE}</p></details>", engine)
    assert SENTENCE in lines
