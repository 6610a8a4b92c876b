"""The walk: sentences in one line, raised figures, formulas once, lines of code, rows of tables."""

from __future__ import annotations

import pytest
from lxml import html

from cleancorpus.extract.blocks import PageBlocks, walk
from cleancorpus.extract.blocks.assemble import block_kinds
from cleancorpus.extract.blocks.attributes import FLAG


def page(body: str) -> PageBlocks:
    return walk(html.fromstring(f"<html lang='en'><body>{body}</body></html>"))


def texts(body: str) -> list[str]:
    return page(body).texts


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("the <a href='/r'>Rive</a><a href='/r'>r t</a><a href='/r'>rust</a> met", "the River trust met"),
        ("<a href='/a'>River</a><a href='/b'>Mill</a>", "River Mill"),
        ("<a href='#'>River</a><a href='#'>Mill</a>", "River Mill"),
        ("<button>River</button><button>Mill</button>", "River Mill"),
        ("4,200 m<sup>3</sup> and 10<sup>-6</sup> g of CO<sub>2</sub>", "4,200 m³ and 10⁻⁶ g of CO2"),
        ("It was named.<sup><a href='#f1'>1</a></sup> Later", "It was named.¹ Later"),
        ("It was named<sup>[<a href='#f1'>1</a>]</sup> later", "It was named[1] later"),
        (
            "in the XVIII<sup>e</sup>, the 19<sup>th</sup> and on the 1<sup>er</sup>",
            "in the XVIIIe, the 19th and on the 1er",
        ),
        ("<img class='drop-cap' alt='W' src='w.png'>hen the water fell", "When the water fell"),
        ("on a <x-tip>weir</x-tip><x-note hidden>a low dam</x-note>, which", "on a weir, which"),
        ("<ruby>杭<rp>(</rp><rt>くい</rt><rp>)</rp></ruby>を打つ", "杭を打つ"),
    ],
)
def test_a_sentence_reads_as_its_readers_see_it(body: str, expected: str) -> None:
    assert texts(f"<p>{body}</p>") == [expected]


NOTE = "<annotation encoding='application/x-tex'>{}</annotation>"
MATH = "<math><semantics><mrow><mi>Q</mi><mo>=</mo><mi>v</mi></mrow>{}</semantics></math>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<span class='katex'><span class='katex-mathml'>" + MATH.format(NOTE.format("Q = v")) + "</span>"
            "<span class='katex-html' aria-hidden='true'><span>Q</span><span>=v</span></span></span>",
            "Q = v",
        ),
        ("<span class='katex'><span class='katex-html'><span>Q</span><span>=v</span></span></span>", "Q=v"),
        (
            "<span class='MathJax_Preview'>Q=v</span><span class='MathJax'><nobr><span>Q=v</span></nobr></span>"
            "<script type='math/tex'>Q = v \\cdot 1</script>",
            "Q = v \\cdot 1",
        ),
        ("<span class='MathJax_SVG' data-mathml='&lt;math&gt;&lt;mi&gt;q&lt;/mi&gt;&lt;/math&gt;'><svg/></span>", "q"),
        (
            "<mjx-container><mjx-math aria-hidden='true'><mjx-c class='mjx-c1D444'></mjx-c></mjx-math>"
            "<mjx-assistive-mml><math><msup><mi>v</mi><mn>2</mn></msup></math></mjx-assistive-mml></mjx-container>",
            "v2",
        ),
        ("<mjx-container><mjx-math><mjx-c class='mjx-c1D45E TEX-I'></mjx-c></mjx-math></mjx-container>", "q"),
        (
            "<span class='mwe-math-element'><span class='mwe-math-mathml-inline' style='display: none;'>"
            + MATH.format(NOTE.format("{\\displaystyle Q=v}"))
            + "</span><img class='mwe-math-fallback-image-inline' alt='{\\displaystyle Q=v}'></span>",
            "Q=v",
        ),
        ("<img class='latex' alt='Q=v' src='/latex.php?latex=Q'>", "Q=v"),
        ("<math alttext='Q=v'><mi>Q</mi></math>", "Q=v"),
        ("<math><mfrac><msup><mi>v</mi><mn>2</mn></msup><mrow><mn>2</mn><mi>g</mi></mrow></mfrac></math>", "\\frac{v^2}{2g}"),
        ("<math><msqrt><msubsup><mi>x</mi><mn>1</mn><mn>10</mn></msubsup></msqrt></math>", "\\sqrt{x_1^{10}}"),
    ],
    ids=["KaTeX", "KaTeX alone", "MathJax 2", "MathJax 2 SVG", "MathJax 3", "drawn", "wiki", "image", "alttext", "fraction", "root"],
)  # fmt: skip
def test_a_formula_stands_in_its_sentence_once_as_tex(body: str, expected: str) -> None:
    assert texts(f"<p>By the rule {body}, as measured.</p>") == [f"By the rule {expected}, as measured."]


LINES = ("def flow(depth):", "    if depth < 0 and not dry:", "        return None", "", "    return 3 * depth")
CODE = "\n".join(LINES)
ESCAPED = [line.replace("<", "&lt;") for line in LINES]
NUMBERS = "\n".join(map(str, range(1, 6)))


@pytest.mark.parametrize(
    "body",
    [
        "<pre><button>Copy code</button><code>" + "\n".join(ESCAPED) + "</code></pre>",
        "<pre><code>" + "".join(f"<div class='line'>{line}</div>" for line in ESCAPED) + "</code></pre>",
        "<pre><code>" + "".join(f"<span class='line'>{line}</span>" for line in ESCAPED) + "</code></pre>",
        "<pre><code>" + "".join(f"<span class='ln'>{n}</span><span class='cl'>{line}\n</span>" for n, line in enumerate(ESCAPED)) + "</code></pre>",
        "<pre><code><table><tr><td class='rouge-gutter gl'><pre class='lineno'>" + NUMBERS + "</pre></td><td class='rouge-code'><pre>"
        + "\n".join(ESCAPED) + "\n</pre></td></tr></table></code></pre>",
        "<table class='highlighttable'><tr><td class='linenos'><div><pre>" + NUMBERS + "</pre></div></td><td><pre>" + "\n".join(ESCAPED) + "</pre></td></tr></table>",
        "<table><tr><td><pre>" + NUMBERS + "</pre></td><td><pre>" + "\n".join(ESCAPED) + "</pre></td></tr></table>",
        "<table class='js-file-line-container'>" + "".join(f"<tr>\n <td class='blob-num' data-line-number='{n}'></td>\n <td class='blob-code'>{line}</td>\n</tr>" for n, line in enumerate(ESCAPED)) + "</table>",
        "<div class='CodeMirror-code'>" + "".join(f"<div><div class='CodeMirror-linenumber'>{n}</div><pre>{line or '&#8203;'}</pre></div>" for n, line in enumerate(ESCAPED)) + "</div>",
        "<div class='view-lines'>" + "".join(f"<div class='view-line'><span>{line.replace(' ', '&nbsp;')}</span></div>" for line in ESCAPED) + "</div>",
        "<pre><ol class='linenums'>" + "".join(f"<li>{line}</li>" for line in ESCAPED) + "</ol></pre>",
        "<code style='white-space:pre'>" + "<br>".join(ESCAPED) + "</code>",
        "<pre><span>" + "<br>".join(ESCAPED) + "</span></pre>",
    ],
    ids=["button", "div", "span", "ln", "rouge", "pygments", "numbers", "blob", "CodeMirror", "Monaco", "list", "br in code", "br"],
)  # fmt: skip
def test_code_stands_as_it_was_written(body: str) -> None:
    found = page(f"<p>It runs:</p>{body}<p>Every hour.</p>")
    assert found.texts == ["It runs:", CODE, "Every hour."]
    assert block_kinds(found)[1] == "code"


def test_numbers_that_are_no_gutter_stay() -> None:
    assert texts("<pre>14\n9\n11</pre><div class='row gutter-20'><p>Twenty.</p></div>") == ["14\n9\n11", "Twenty."]
    assert texts("<table><tr><td>7</td><td>trout</td></tr></table>") == ["7 | trout"]
    assert texts("<pre>1\n2\n3\n4</pre><pre class='line-numbers'><code>1\n2\n3</code></pre>") == [
        "1\n2\n3\n4",
        "1\n2\n3",
    ]


def test_a_text_in_a_box_with_a_name_of_code_is_no_code() -> None:
    found = page("<div class='cm-content'><h2>Weir</h2><p>It fell.</p></div>")
    assert found.texts == ["Weir", "It fell."] and "code" not in block_kinds(found)


def test_code_in_a_sentence_stays_in_it() -> None:
    assert texts("<p>Set <code>open = 1</code> in <kbd>gates</kbd>.</p><p><code>gated</code> starts it.</p>") == [
        "Set open = 1 in gates.",
        "gated starts it.",
    ]


def test_paragraphs_in_preformatted_text_are_blocks() -> None:
    assert texts("<pre><p>One of\nthem.</p><p>Another.</p></pre>") == ["One of\nthem.", "Another."]


@pytest.mark.parametrize("tag", ["div", "figure", "section", "td", "tr"])
@pytest.mark.parametrize(
    "inner", ["<p>two</p>", "<header>two</header>", "<hr>two<hr>", "<article><div>two</div></article>"]
)
def test_blocks_within_a_line_of_code_are_blocks(tag: str, inner: str) -> None:
    code = f"<pre>x = 1\n<{tag}>one{inner}</{tag}>y = 2\n\nz = 3</pre>"
    assert texts(code) == ["x = 1\none", "two", "y = 2\n\nz = 3"]


def test_white_space_between_inline_elements_of_code_is_of_the_code() -> None:
    bar = "<div class='toolbar'><button>Copy</button></div>"
    assert texts(f"<pre>{bar}<code><span>ls</span>\n<span>pwd</span></code></pre>") == ["ls\npwd"]
    assert texts("<pre>\n  <div>ls</div>\n  <div>pwd</div>\n</pre>") == ["ls\npwd"]


def test_a_letter_of_code_is_no_drop_cap() -> None:
    assert texts("<pre>a[<i class='initial'>i</i>] = 1</pre>") == ["a[i] = 1"]


def test_a_formula_that_is_hidden_is_not_read() -> None:
    assert texts("<p>So <math hidden><mi>x</mi></math> it is, <math><mi>y</mi></math>.</p>") == ["So it is, y."]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p><span class='initial'>J</span> Jane Doe said so</p>", ["J Jane Doe said so"]),
        ("<p><span class='initial'>T</span> HE council met</p>", ["THE council met"]),
        ("<p><span class='initial'>W</span> hen it met</p>", ["When it met"]),
        ("<ul><li class='initial'>A</li><li class='initial'>B</li><li class='initial'>C</li></ul>", ["A", "B", "C"]),
        ("<table><tr><td class='initial'>A</td><td>12</td></tr></table>", ["A | 12"]),
    ],
)
def test_a_letter_is_a_drop_cap_where_its_word_goes_on(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><th>Year<th>Trout<th>Note</tr><tr><td>2028<td><td>flood</tr>", ["Year | Trout | Note", "2028 | | flood"]),
        ("<tr><th>Year<th>Trout</tr><tr><td>2028<td></tr>", ["Year | Trout", "2028"]),
        ("<tr><td>Length<td>&nbsp;<td>31 m</tr><tr><td>Fall<td>&nbsp;<td>2 m</tr>", ["Length | 31 m", "Fall | 2 m"]),
        ("<tr><th>Gate<th>Bid</tr><tr><td><p>Ardle</p><p>masons</p><td><p>310</p></tr>", ["Gate | Bid", "Ardle masons | 310"]),
        ("<tr><th rowspan=2>Gate<th>Width</tr><tr><td>2 m</tr>", ["Gate | Width", "2 m"]),
        ("<tr><th>Crew<th>Tasks</tr><tr><td>Divers<td><ul><li>cut<li>clear</ul></tr>", ["Crew | Tasks", "Divers", "cut", "clear"]),
    ],
    ids=["gap", "gap at the end", "column of spaces", "two paragraphs", "rowspan", "list in a cell"],
)  # fmt: skip
def test_a_row_of_a_table_is_a_line(rows: str, expected: list[str]) -> None:
    assert texts(f"<table>{rows}</table>") == expected


def test_rows_and_cells_by_their_roles_are_lines() -> None:
    row = "<div role='row'><span role='cell'>North</span><span role='cell'>rotten</span></div>"
    assert texts(f"<div role='table'>{row}{row}</div>") == ["North | rotten", "North | rotten"]


def test_a_small_figure_that_is_a_cell_ends_where_it_ends() -> None:
    row = "<div role='row'><sup role='cell'>2</sup><span role='cell'>b</span></div>"
    assert texts(row) == ["2 | b"]
    found = page(f"<nav>{row}</nav><article><p>The water fell.</p></article>")
    assert found.texts == ["2 | b", "The water fell."]
    assert not found.flags[found.container[1]] & FLAG["nav"]
