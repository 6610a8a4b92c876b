"""Trafilatura's XML body becomes blocks with their kinds; words are neither glued nor torn."""

from lxml import etree

from cleancorpus.extract.body import blocks_of_body, without_breaks


def blocks(xml: str) -> list[tuple[str, str, bool]]:
    return list(blocks_of_body(etree.fromstring(f"<body>{xml}</body>")))


def test_headings_paragraphs_quotes() -> None:
    assert blocks("<head rend='h2'>One</head><p>Two.</p><quote>Three.</quote>") == [
        ("One", "heading", True),
        ("Two.", "paragraph", True),
        ("Three.", "quote", True),
    ]


def test_inline_elements_do_not_part_words_but_blocks_do() -> None:
    assert blocks("<p>Hyper<hi>link</hi>ed <ref>text</ref>, <del>old</del>new<p>inner</p>after</p>") == [
        ("Hyperlinked text, oldnew", "paragraph", True),
        ("inner", "paragraph", True),
        ("after", "paragraph", True),
    ]


def test_line_breaks_part_lines_and_two_of_them_paragraphs() -> None:
    assert blocks("<p>one<lb/>two<lb/><lb/>three</p>") == [
        ("one", "paragraph", True),
        ("two", "paragraph", False),
        ("three", "paragraph", True),
    ]


def test_lists_stand_close_and_may_nest() -> None:
    assert blocks(
        "<p>Needed:</p><list><item>flour</item><item><p>two eggs</p><list><item>brown</item></list></item></list><p>End.</p>"
    ) == [
        ("Needed:", "paragraph", True),
        ("flour", "list_item", True),
        ("two eggs", "list_item", False),
        ("brown", "list_item", False),
        ("End.", "paragraph", True),
    ]


def test_paragraphs_in_a_quote_are_quoted() -> None:
    assert blocks("<quote><p>One.</p><p>Two.</p></quote>") == [("One.", "quote", True), ("Two.", "quote", True)]


def test_rows_are_lines_with_cells_between_bars() -> None:
    table = (
        "<table><row><cell role='head'>Year</cell><cell>Ships</cell><cell/></row>"
        "<row><cell><p>2023</p></cell><cell>12<lb/>or 13</cell></row><row><cell/><cell/></row></table>"
    )
    assert blocks(f"{table}<p>End.</p>") == [
        ("Year | Ships", "table_row", True),
        ("2023 | 12 or 13", "table_row", False),
        ("End.", "paragraph", True),
    ]


def test_code_keeps_lines_and_indentation_inline_code_stays_in_its_line() -> None:
    code = "<code>def f():\n    return 1\n\n\tx = 2</code>"
    assert blocks(f"<p>Call <code>f</code> now:</p>{code}") == [
        ("Call f now:", "paragraph", True),
        ("def f():", "code", True),
        ("    return 1", "code", False),
        ("    x = 2", "code", 1),
    ]
    assert blocks("<code>a<lb/>b</code>") == [("a", "code", True), ("b", "code", False)]


def test_loose_text_and_unknown_elements_are_kept() -> None:
    assert blocks("loose<p>one</p>tail<div>two<foo>three</foo></div>") == [
        ("loose", "paragraph", True),
        ("one", "paragraph", True),
        ("tail", "paragraph", True),
        ("twothree", "paragraph", True),
    ]


def test_page_dump_is_a_line_a_text_node() -> None:
    assert blocks("<p>Menu\nStory text\nImprint</p>") == [
        ("Menu", "line", True),
        ("Story text", "line", False),
        ("Imprint", "line", False),
    ]


def test_white_space_is_folded_and_bytes_of_another_encoding_are_not() -> None:
    assert without_breaks("  a\n\t b\u2028c ") == "a b c"
    assert without_breaks("caf\u00c3\u00a0 l\u00e2\u0080\u0085") == "caf\u00c3\u00a0 l\u00e2\u0080\u0085"


def test_empty_body_has_no_blocks() -> None:
    assert blocks("<p> </p><list><item/></list>") == []
