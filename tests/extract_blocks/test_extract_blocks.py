"""The classifier as a whole, on invented pages."""

import pytest
from lxml import etree, html

from cleancorpus.extract.blocks import extract_blocks, page_type, restore
from cleancorpus.repair.assemble import assemble_blocks
from extract_blocks.pages import PARAGRAPHS, TITLE, article, nested


def test_article_is_found_and_what_surrounds_it_is_not() -> None:
    found = extract_blocks(html.fromstring(article()))
    assert [text for text, _, _ in found.blocks] == list(PARAGRAPHS)
    assert found.confidence > 0.8


def test_headline_is_left_out_and_named_as_the_reason() -> None:
    found = extract_blocks(html.fromstring(article()))
    assert TITLE not in found.text
    headline = next(block for block in found.explain() if block.text == TITLE)
    assert not headline.kept


def test_headline_known_to_the_caller_is_left_out() -> None:
    other = "A very different headline that only the feed had"
    body = f"<h2>{other}</h2>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    found = extract_blocks(html.fromstring(article(body)), title=other)
    assert other not in found.text and found.text.startswith(PARAGRAPHS[0])


def test_blocks_become_a_document_and_have_no_line_breaks() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:4]) + (
        "<p>The lamp was lit at ten,<br>the gulls flew up again,<br>and all the boats came home to rest in the rain.</p>"
    )
    found = extract_blocks(html.fromstring(article(body)))
    assert all("\n" not in text for text, _, _ in found.blocks)
    assert found.blocks[-3:] == (
        ("The lamp was lit at ten,", "paragraph", True),
        ("the gulls flew up again,", "line", False),
        ("and all the boats came home to rest in the rain.", "line", False),
    )
    doc = assemble_blocks(found.blocks, id="x")
    assert doc.text.endswith(
        "The lamp was lit at ten,\nthe gulls flew up again,\nand all the boats came home to rest in the rain."
    )


def test_list_items_are_marked_and_stand_together() -> None:
    items = ("Bring a torch and warm shoes, because the mole is wet.", "Leave dogs at home, the lamp frightens them.")
    body = (
        "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:3])
        + "<ul>"
        + "".join(f"<li>{item}</li>" for item in items)
        + "</ul>"
    )
    body += f"<p>{PARAGRAPHS[3]}</p><p>{PARAGRAPHS[4]}</p>"
    found = extract_blocks(html.fromstring(article(body)))
    assert (f"- {items[0]}", "list_item", True) in found.blocks
    assert (f"- {items[1]}", "list_item", False) in found.blocks


def test_captions_are_dropped_unless_asked_for() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>The old lighthouse in a storm, seen from the mole on Sunday.</figcaption></figure>"
    body = f"<p>{PARAGRAPHS[0]}</p>{figure}" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    tree = html.fromstring(article(body))
    assert "old lighthouse in a storm" not in extract_blocks(tree).text
    kinds = {kind for _, kind, _ in extract_blocks(tree).blocks}
    assert "caption" not in kinds


def test_same_page_gives_the_same_result_and_stays_unedited() -> None:
    tree = html.fromstring(article())
    before = etree.tostring(tree)
    first, second = extract_blocks(tree), extract_blocks(tree)
    assert first.blocks == second.blocks and first.logits.tolist() == second.logits.tolist()
    assert etree.tostring(tree) == before


def test_result_does_not_depend_on_pages_seen_before() -> None:
    fresh = extract_blocks(html.fromstring(article())).logits.tolist()
    extract_blocks(
        html.fromstring(article("<p>Other text, on another page, with other names.</p>").replace("post", "entry"))
    )
    assert extract_blocks(html.fromstring(article())).logits.tolist() == fresh


def test_explanation_adds_up_to_the_probability() -> None:
    found = extract_blocks(html.fromstring(article()))
    explained = found.explain(strongest=len(found.features.names))
    body = next(block for block in explained if block.text == PARAGRAPHS[2])
    assert body.kept and body.probability > 0.5
    names = [name for name, _, _ in body.reasons]
    assert len(names) == len(set(names)) == len(found.features.names)
    strongest = [abs(added) for _, _, added in body.reasons]
    assert strongest == sorted(strongest, reverse=True) and strongest[0] > 0


def test_page_without_text_gives_nothing() -> None:
    found = extract_blocks(html.fromstring("<html><body><img src='a.png'></body></html>"))
    assert found.blocks == () and found.confidence == 0.0 and found.explain() == ()


def test_page_with_little_text_never_comes_out_empty() -> None:
    assert extract_blocks(html.fromstring("<html><body><p>Closed today.</p></body></html>")).text == "Closed today."


def test_nested_tags_without_end_do_not_crash() -> None:
    root = nested(PARAGRAPHS[0])
    assert extract_blocks(root).text == PARAGRAPHS[0]


def test_restore_puts_lost_blocks_back_and_cuts_the_ends() -> None:
    tree = html.fromstring(
        article(
            after="<div class='newsletter-signup'><p>Get the Herald in your inbox, sign up for our newsletter.</p></div>"
        )
    )
    taken = [(PARAGRAPHS[0], "paragraph", True), (PARAGRAPHS[1], "paragraph", True), (PARAGRAPHS[4], "paragraph", True)]
    tail = ("Get the Herald in your inbox, sign up for our newsletter.", "paragraph", True)
    mended = restore(tree, [*taken, tail])
    assert [text for text, _, _ in mended] == list(PARAGRAPHS)


def test_restore_leaves_out_what_no_reader_of_the_page_sees() -> None:
    tree = html.fromstring(article())
    hidden = ("A sentence that stands nowhere on this page but was found by the other extractor.", "paragraph", True)
    mended = restore(tree, [(PARAGRAPHS[0], "paragraph", True), hidden, (PARAGRAPHS[1], "paragraph", True)])
    assert hidden[0] not in [text for text, _, _ in mended]


def test_restore_keeps_in_place_what_the_other_extractor_joined_over_a_gap() -> None:
    tree = html.fromstring(article())
    joined = (f"{PARAGRAPHS[0]} (see the map) {PARAGRAPHS[1]}", "paragraph", True)
    mended = restore(tree, [joined, (PARAGRAPHS[2], "paragraph", True)])
    assert [text for text, _, _ in mended] == [joined[0], *PARAGRAPHS[2:]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (article(), "article"),
        ("<html><head><title>404 Page not found</title></head><body><h1>Page not found</h1><p>Try the search.</p></body></html>", "error_page"),
        ("<html><body><p>Please enable JavaScript to read this page.</p></body></html>", "javascript_required"),
        (
            "<html><body><div><h1>Your privacy</h1><p>We and our partners use cookies.</p><p>Give consent to cookies or pay.</p>"
            "<p>Consent can be withdrawn.</p><button>Accept</button></div></body></html>",
            "consent_wall",
        ),
        (
            "<html><body><main>" + "".join(
                f"<div class='card'><h3><a href='/{n}'>Story number {n} of the day is a long headline</a></h3></div>" for n in range(30)
            ) + "</main></body></html>",
            "listing",
        ),
        ("<html><body></body></html>", "empty"),
    ],
)  # fmt: skip
def test_page_types(source: str, expected: str) -> None:
    assert page_type(extract_blocks(html.fromstring(source))) == expected
