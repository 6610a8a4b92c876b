"""Pages whose server sent parts late (React): they stand hidden at the end, and a script would move them."""

import pytest

from cleancorpus import Cleaner
from cleancorpus.extract.parse import parse_html

BODY = "".join(
    f"<p>The ferry to the outer island left {n} minutes late this morning, and the baker who waits for the flour "
    "walked along the quay, looked at the water and said that it would come when it came.</p>"
    for n in ("five", "ten", "forty", "ninety")
)
SHELL = (
    "<html><head><title>Ferry late</title></head><body><header><a href='/'>Home</a></header><main><h1>Ferry late</h1>"
    '<template id="B:0"></template><p>Loading…</p></main><footer>All rights reserved</footer>{late}</body></html>'
)


def texts(late: str) -> str:
    tree = parse_html(SHELL.format(late=late))
    return " ".join(" ".join(tree.itertext()).split())


def test_a_late_part_stands_where_it_belongs() -> None:
    page = texts(f'<script>$RC("B:0","S:0")</script><div hidden id="S:0"><article>{BODY}</article></div>')
    assert page.index("Ferry late") < page.index("ninety minutes") < page.index("Loading") < page.index("All rights")


def test_a_late_part_of_a_late_part() -> None:
    page = texts('<div hidden id="S:0"><p>First.</p><template id="P:1"></template><p>Third.</p></div>'
                 '<div hidden id="S:1"><p>Second.</p></div>')  # fmt: skip
    assert page.index("First.") < page.index("Second.") < page.index("Third.")


@pytest.mark.parametrize("name", ["S:7", "S:menu"])
def test_a_part_without_a_place_stays_hidden(name: str) -> None:
    tree = parse_html(SHELL.format(late=f'<div hidden id="{name}"><p>Lost.</p></div> tail'))
    (part,) = tree.xpath(f"//div[@id='{name}']")
    assert part.get("hidden") is not None
    assert part.tail == " tail"


def test_a_part_that_holds_its_own_place_stays() -> None:
    page = texts('<div hidden id="S:1"><p>Round</p><template id="B:1"></template></div>')
    assert "Round" in page


def test_other_hidden_parts_stay_hidden() -> None:
    tree = parse_html(SHELL.format(late='<div hidden id="S:0"><p>Late.</p></div><div hidden id="menu">Menu</div>'))
    (menu,) = tree.xpath("//div[@id='menu']")
    assert menu.get("hidden") is not None


def test_the_article_comes_out() -> None:
    document = Cleaner("news").clean(
        SHELL.format(late=f'<div hidden id="S:0"><article>{BODY}</article></div>').encode(),
        url="https://ferry.example/news/ferry-late",
        kind="html",
    )
    assert document.text is not None
    assert document.text.count("The ferry to the outer island") == 4
