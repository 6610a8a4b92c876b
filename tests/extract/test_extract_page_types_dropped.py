"""Pages that are not one article are dropped with a reason where the config says so, and kept where it does not."""

import pytest

from cleancorpus import Cleaner
from cleancorpus.config import Config

PARAGRAPHS = "".join(
    f"<p>The council of Harrow Point met for the {n}th time about the pier, and put off its vote until the spring.</p>"
    for n in range(4, 10)
)
PAGES = {
    "article": f"<html><head><title>Pier waits</title></head><body><article><h1>Pier waits</h1>{PARAGRAPHS}</article>",
    "error_page": "<html><head><title>404 Page not found</title></head><body><h1>Page not found</h1><p>Try the search.</p>",
    "listing": "<html><body><main>"
    + "".join(
        f"<div class='card'><h3><a href='/{n}'>Story number {n} of the day is a long headline</a></h3></div>"
        for n in range(30)
    )
    + "</main>",
}


@pytest.mark.parametrize("kind", PAGES)
def test_only_pages_of_the_kinds_named_are_dropped(kind: str) -> None:
    quality = {"min_words": 0, "drop_page_types": ("error_page", "listing")}
    result = Cleaner(Config.model_validate({"quality": quality})).clean(PAGES[kind])
    assert result.page_type == kind
    assert (result.status, result.reason) == (("kept", None) if kind == "article" else ("dropped", "page_type"))
