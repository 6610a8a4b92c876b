"""Pages to lines, silver labels, folds, the table of lines seen on several sites."""

import gzip
import json
from pathlib import Path

import lxml.html
import pytest

from cleancorpus.detect.line_model.table import LineTable, hash_key
from cleancorpus.detect.repeats import line_key
from cleancorpus.errors import ShardError
from cleancorpus.training.lines_data import (
    Page,
    _Judge,
    block_lines,
    clean_copy,
    fold_of,
    line_tables,
    read_gold,
    read_silver,
    site_of,
    ways_of_scraping,
)

HTML = """<html><head><title>Lamp lit | Gazette</title><style>p {}</style></head><body>
<nav><a href=1>Home</a> <a href=2>News</a></nav>
<main><h1>Lamp <b>lit</b> again</h1><p>The lamp was lit<br>on Sunday.</p><div>Share <span>this</span></div></main>
<footer>Imprint<script>var x</script></footer></body></html>"""


def test_blocks_become_lines_with_inline_text_joined() -> None:
    body = lxml.html.document_fromstring(HTML).find("body")
    assert block_lines(body) == [
        "Home News",
        "Lamp lit again",
        "The lamp was lit",
        "on Sunday.",
        "Share this",
        "Imprint",
    ]


def test_three_ways_of_scraping_a_page() -> None:
    ways = dict(ways_of_scraping(lxml.html.document_fromstring(HTML)))
    assert all(lines[0] == "Lamp lit | Gazette" for lines in ways.values())
    assert ways["main"][1:] == ["Lamp lit again", "The lamp was lit", "on Sunday.", "Share this"]
    assert ways["p"][1:] == ["Lamp lit again", "The lamp was lit", "on Sunday."]
    assert "Imprint" in ways["full"]


GOLD = "The lamp was lit on Sunday by two volunteers from the village.\nHow it began\nNobody remembers who had the idea first."


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("The lamp was lit on Sunday by two volunteers from the village.", "content"),
        ("How it began", "content"),
        ("the lamp", "unsure"),  # words of the gold text, but no line of it
        ("Subscribe now", "junk"),
        ("Ferry fares rise again and nobody in the council says why it is so", "junk"),
        ("The lamp was lit on Sunday by two men who have since left the valley for good", "unsure"),
    ],
)
def test_silver_labels_follow_the_gold_text(line: str, label: str) -> None:
    assert _Judge(GOLD).labels(["Some headline", line])[1] == label


def test_share_of_the_gold_text_that_lines_hold() -> None:
    judge = _Judge(GOLD)
    assert judge.covered(GOLD.split("\n")) > 0.6
    assert judge.covered(["Subscribe now to read on and on"]) == 0


def test_sites_and_folds() -> None:
    assert site_of("https://www.example.com.au/x") == site_of("http://news.example.com.au") == "example.com.au"
    assert site_of("http://example.org:8080/") == "example.org"
    assert {fold_of(f"site{i}.example", 5) for i in range(60)} == set(range(5))


def page(site: str, *rows: tuple[str, str]) -> Page:
    lines, labels = zip(*rows, strict=True)
    return Page(site, site, f"https://{site}/", lines, labels, 1.0, True)


def test_table_of_a_fold_does_not_know_its_sites() -> None:
    rows = (("Sign in 12", "nav"), ("Ingredients", "content"), ("Own line", "nav"))
    sites = [f"site{i}.example" for i in range(40)]
    pages = [page(site, *rows[:2]) for site in sites] + [page("one.example", rows[2])]
    *of_folds, whole = line_tables(pages, 4)
    key = line_key("sign in 99")
    assert whole.sites(key) == 40
    for fold, table in enumerate(of_folds):
        assert table.sites(key) == sum(fold_of(site, 4) != fold for site in sites)
    assert whole.sites("ingredients") == 0, "content on most sites"
    assert whole.sites("own line") == 0, "on one site only"


def test_table_counts_up_to_255_and_skips_short_and_long_keys() -> None:
    table = LineTable.build({"sign in": [str(i) for i in range(300)], "rare": ["a", "b"], "ok": ["a", "b", "c"]})
    assert table.sites("sign in") == 255
    assert (table.sites("rare"), table.sites("ok"), table.sites("x" * 500)) == (0, 0, 0)
    assert hash_key("sign in") in table.hashes.tolist()


def test_clean_copy_has_the_headline_and_content_only() -> None:
    made = clean_copy(
        page("a.example", ("Title", "headline"), ("Home", "nav"), *[(f"Paragraph {i}.", "content") for i in range(9)])
    )
    assert made is not None
    assert set(made.labels) <= {"headline", "content"}
    assert "Home" not in made.lines
    assert (made.title == "Title") != ("Title" in made.lines)
    assert clean_copy(page("b.example", ("Title", "headline"), ("Text", "content"))) is None


def test_missing_benchmark_is_named(tmp_path: object) -> None:
    from pathlib import Path

    with pytest.raises(ShardError, match="pass the benchmark folder with --bench"):
        read_gold(Path(str(tmp_path)))


def test_an_articles_own_text_is_content_but_for_its_headline(tmp_path: Path) -> None:
    page = {"id": "a", "url": "https://gazette.example/a", "domain": "gazette.example", "set": "fundus", "html": HTML}
    page |= {"gold_text": f"Lamp lit again\n{GOLD}\nThey all came.", "gold_title": "Lamp lit again"}
    (tmp_path / "html" / "dev").mkdir(parents=True)
    rows = [page, page | {"id": "b", "set": "cleaneval"}, page | {"id": "c", "gold_text": GOLD}]
    with gzip.open(tmp_path / "html" / "dev" / "x.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    own = [page for page in read_silver(tmp_path) if page.clean]
    assert [page.id for page in own] == ["a#gold"]  # other sets' texts hold more; c has three lines
    assert own[0].labels == ("headline", *["content"] * 4)
