"""The walk: what is a block, what is left out, how text is joined."""

import time

import numpy as np
import pytest
from lxml import etree, html

from cleancorpus.extract.blocks import walk
from cleancorpus.extract.blocks.attributes import FLAG
from cleancorpus.extract.blocks.walk import Walker
from extract_blocks.pages import article, nested


def texts(body: str) -> list[str]:
    return walk(html.fromstring(f"<html><body>{body}</body></html>")).texts


def test_blocks_are_split_at_block_tags_and_joined_over_inline_tags() -> None:
    assert texts("<div>One <b>bo</b>ld <i>word</i>.<p>Two</p>three<div>four</div></div>") == [
        "One bold word.",
        "Two",
        "three",
        "four",
    ]


def test_links_that_touch_do_not_glue_their_words() -> None:
    assert texts("<p><a href='/a'>News</a><a href='/b'>Sport</a></p>") == ["News Sport"]


def test_text_of_scripts_templates_and_hidden_elements_is_left_out() -> None:
    body = (
        "<script>x()</script><style>p{}</style><noscript>Enable it</noscript><template><p>no</p></template>"
        "<div style='display: none'>no</div><p hidden>no</p><span class='sr-only'>no</span><dialog><p>no</p></dialog>"
        "<svg><text>no</text></svg><p>Seen<span style='display:none'> not</span> by all</p>"
    )
    assert texts(body) == ["Seen by all"]


def test_text_behind_a_hidden_element_or_comment_is_kept() -> None:
    tree = html.fromstring("<html><body><p>a<!-- c --> b<script>s</script> c<span hidden>d</span> e</p></body></html>")
    assert walk(tree).texts == ["a b c e"]


def test_single_break_keeps_a_line_and_double_break_splits() -> None:
    assert texts("<p>Rose is red<br>Sky is blue<br><br>Next verse</p>") == ["Rose is red\nSky is blue", "Next verse"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p><span class="dropcap">N</span>ow it begins.</p>', "Now it begins."),
        ('<p><span class="initial-letter">N</span> <span>ow it begins.</span></p>', "Now it begins."),
        ('<div><div class="drop-cap">T</div>he end.</div>', "The end."),
        ('<p><span class="dropcap">A</span> man walked.</p>', "A man walked."),
        ('<p><span class="dropcap">A</span>nother man.</p>', "Another man."),
        ('<p><span class="lead">N</span> o drop cap.</p>', "N o drop cap."),
    ],
)
def test_drop_caps_are_joined_to_their_word(body: str, expected: str) -> None:
    assert texts(body) == [expected]


def test_row_of_short_cells_is_one_block_and_layout_table_is_not() -> None:
    assert texts("<table><tr><th>Town</th><th>Boats</th></tr><tr><td>Vik</td><td><p>12</p></td></tr></table>") == [
        "Town | Boats",
        "Vik | 12",
    ]
    assert texts("<table><tr><td>Menu</td><td><p>First.</p><p>Second.</p></td></tr></table>") == [
        "Menu",
        "First.",
        "Second.",
    ]


def test_containers_cover_their_blocks_also_after_rows_were_joined() -> None:
    page = walk(
        html.fromstring(
            "<html><body><table><tr><td>a</td><td>b</td></tr></table><div><p>c</p><p>d</p></div></body></html>"
        )
    )
    assert page.texts == ["a | b", "c", "d"]
    for block, node in enumerate(page.container.tolist()):
        while True:
            assert page.block_start[node] <= block < page.block_end[node]
            if node == 0:
                break
            node = int(page.parent[node])


def test_flags_are_handed_down() -> None:
    page = walk(
        html.fromstring(
            '<html><body><nav><ul><li><a href="/">x</a></li></ul></nav><div role="contentinfo">y</div></body></html>'
        )
    )
    assert page.flags[page.container[0]] & FLAG["nav"] and page.flags[page.container[0]] & FLAG["list"]
    assert page.flags[page.container[1]] & FLAG["footer"]


def test_link_characters_are_counted() -> None:
    page = walk(html.fromstring("<html><body><p>see <a href='/x'>this page</a> <b>now</b></p></body></html>"))
    assert (page.link_chars.tolist(), page.n_links.tolist()) == ([9], [1])


def test_walk_leaves_the_tree_as_it_is() -> None:
    tree = html.fromstring(article())
    before = etree.tostring(tree)
    walk(tree)
    assert etree.tostring(tree) == before


def test_a_hundred_thousand_nested_tags_are_walked() -> None:
    root = nested("deep down")
    page = walk(root)
    assert page.texts == ["deep down"]
    assert int(page.depth[page.container[0]]) == 100_002


def test_a_page_without_text_has_no_blocks() -> None:
    page = walk(html.fromstring("<html><body><img src='a.png'></body></html>"))
    assert len(page) == 0 and page.container.dtype == np.int32


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("comments-list", True),
        ("l-kommentare", True),
        ("comment-count", False),
        ("commentary", False),
        ("content", False),
    ],
)
def test_comment_sections_are_known_by_name(name: str, expected: bool) -> None:
    page = walk(html.fromstring(f'<html><body><div class="{name}"><p>I was there too.</p></div></body></html>'))
    assert bool(page.flags[page.container[0]] & FLAG["comments"]) == expected


@pytest.mark.parametrize(
    "mark",
    [
        "<x-term>the old boat</x-term>",
        "<x-tip data-tip='a hull'>the <i>old</i> boat</x-tip>",
        "<noindex>the old boat</noindex>",
        "<label>the old boat</label>",
    ],
)
def test_elements_that_browsers_show_in_the_line_do_not_split_a_sentence(mark: str) -> None:
    found = texts(f"<p>They sold {mark} in the spring.</p><p>{mark} was sold.</p>")
    assert found == ["They sold the old boat in the spring.", "the old boat was sold."]


def test_custom_elements_with_blocks_in_them_are_boxes() -> None:
    found = texts(
        "<div>Before<x-box><p>One.</p><p>Two.</p></x-box>after</div><x-card>Alone</x-card><x-card>Alone</x-card>"
    )
    assert found == ["Before", "One.", "Two.", "after", "Alone", "Alone"]


HIDDEN = "<div class='accordion-panel'{} hidden><p>The gate is shut at night, and the warden sleeps.</p></div>"


@pytest.mark.parametrize(
    ("page", "part", "shown"),
    [
        ("", " lang='en'", True),
        ("en", " lang='EN'", True),
        ("en-GB", " lang='en_US'", True),
        ("en", "", True),
        ("fi", " lang='fil'", False),
        ("en", " lang='fr'", False),
    ],
)
def test_hidden_parts_in_the_language_of_the_page_are_read(page: str, part: str, shown: bool) -> None:
    language = f" lang='{page}'" if page else ""
    tree = html.fromstring(f"<html{language}><body><article><p>Seen.</p>{HIDDEN.format(part)}</article></body></html>")
    assert (len(walk(tree).texts) == 2) is shown


PARTS = [
    f"Stone {number} of the bridge was set by hand, in a summer that nobody in Vell forgot." for number in range(8)
]


def test_a_noscript_that_says_what_the_page_says_behind_it_is_left_out() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in PARTS)
    assert texts(f"<noscript>{paragraphs}</noscript><div>{paragraphs}</div>") == PARTS
    assert texts(f"<div>{paragraphs}</div><noscript>{paragraphs}</noscript>") == PARTS


def test_one_paragraph_in_common_leaves_a_noscript_its_text() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in PARTS)
    found = texts(f"<p>{PARTS[0]}</p><noscript>{paragraphs}</noscript>")
    assert found == [PARTS[0], *PARTS]
    hidden = "".join(f"<p>{text}</p>" for text in PARTS)
    assert texts(f"<div style='display: none'>{hidden}</div><noscript>{paragraphs}</noscript>") == PARTS


def test_rows_outside_of_tables_leave_no_gaps_behind() -> None:
    row = "<tr><td>a</td><td></td><td>b</td></tr>"
    walker = Walker()
    tree = html.fromstring("<div>" + "<div role='row'><td>a</td><td></td><td>b</td></div>" * 5 + "</div>")
    walker.run(tree)
    assert walker.with_gaps == {}
    assert texts(f"<table>{row}<tr><td>c</td><td>d</td><td>e</td></tr></table>") == ["a | | b", "c | d | e"]


@pytest.mark.parametrize(
    "body",
    [
        "<math><mi>x</mi></math><p>" + "<img class='mwe-math-fallback-image-inline tex' alt='x'>" * 20_000 + "</p>",
        "<math><mi>x</mi></math><p>" + "<span class='katex-html'>x</span>" * 20_000 + "</p>",
        "".join(f"<p>Line {n} of the log.</p>" for n in range(20_000))
        + "<noscript>" + "".join(f"<p>Row {n} of the log.</p>" for n in range(20_000)) + "</noscript>",
        "<div role='row'><div role='cell'>a</div><div role='cell'></div><div role='cell'>b</div></div>"
        "<table><tr><td>x</td></tr></table>" * 20_000,
    ],
    ids=["images", "katex", "noscript", "rows"],
)  # fmt: skip
def test_time_grows_with_the_page_alone(body: str) -> None:
    tree = html.fromstring(f"<html><body>{body}</body></html>")
    start = time.process_time()
    walk(tree)
    assert time.process_time() - start < 4
