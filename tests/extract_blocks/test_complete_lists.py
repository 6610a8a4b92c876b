"""A list or table of which a part is kept stays as a whole, if text stands before and behind it."""

import numpy as np
import pytest
from lxml import html

from cleancorpus.extract.blocks import walk
from cleancorpus.extract.blocks.assemble import complete_lists, keep_table_captions
from cleancorpus.extract.blocks.characters import text_stats

PARAGRAPH = f"<p>{'The boat was sold in the spring to a yard on the coast. ' * 3}</p>"
LISTS = {
    "table": "<table><tr><td>Ansel</td><td>mate</td></tr><tr><td>Keld</td><td>cook</td></tr><tr><td>Wilf</td><td>boy</td></tr></table>",
    "definitions": "<dl><dt>Length</dt><dd>14 m</dd><dt>Beam</dt><dd>4 m</dd></dl>",
    "list": "<ul><li>Oil the rails</li><li>Paint the hull</li><li>Mend the nets</li></ul>",
}


def completed(body: str, kept: set[int]) -> set[int]:
    page = walk(html.fromstring(f"<html><body><article>{body}</article></body></html>"))
    inside = np.array([block in kept for block in range(len(page))])
    complete_lists(page, inside, text_stats(page.texts).length)
    return set(np.flatnonzero(inside).tolist())


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_a_part_between_paragraphs_brings_the_whole(kind: str) -> None:
    body = PARAGRAPH + LISTS[kind] + PARAGRAPH
    last = len(walk(html.fromstring(f"<div>{body}</div>"))) - 1
    assert completed(body, {0, 1, last}) == set(range(last + 1))
    assert completed(body, {0, last}) == {0, last}  # none of it was the article's


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_what_stands_before_the_text_stays_as_it_was_judged(kind: str) -> None:
    last = len(walk(html.fromstring(f"<div>{LISTS[kind]}{PARAGRAPH}</div>"))) - 1
    assert completed(LISTS[kind] + PARAGRAPH, {0, last}) == {0, last}


def test_behind_the_text_a_table_is_whole_and_a_list_may_be_one_of_teasers() -> None:
    assert completed(PARAGRAPH + LISTS["list"], {0, 1}) == {0, 1}
    assert completed(PARAGRAPH + LISTS["table"], {0, 1}) == {0, 1, 2, 3}
    assert completed(PARAGRAPH + LISTS["definitions"], {0, 1}) == {0, 1, 2, 3, 4}
    assert completed(PARAGRAPH + LISTS["table"], {0}) == {0}


def test_a_table_that_lays_out_the_page_is_none() -> None:
    rows = f"<tr><td>{PARAGRAPH * 2}</td></tr>".replace("</p><p>", " ") * 3
    assert completed(f"{PARAGRAPH}<table>{rows}</table>{PARAGRAPH}", {0, 1, 4}) == {0, 1, 4}


def test_the_caption_of_a_table_goes_with_its_rows() -> None:
    table = LISTS["table"].replace("<table>", "<table><caption>The crew of the boat</caption>")
    page = walk(html.fromstring(f"<html><body>{PARAGRAPH}{table}{PARAGRAPH}</body></html>"))
    for rows, caption in (({2}, True), (set(), False)):
        inside = np.array([block in rows or block == 1 for block in range(len(page))])
        keep_table_captions(page, inside)
        assert bool(inside[1]) is caption, rows
