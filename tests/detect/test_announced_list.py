"""What an article lists or sets between its lines stays on pages, whatever buttons are called the same."""

import pytest

from cleancorpus import Cleaner

PARAGRAPHS = "".join(
    f"<p>The mill by the river has ground flour for {years} years, and the miller who lives above the wheel says that it "
    "will go on as long as the water does.</p>"
    for years in ("forty", "ninety", "many")
)


def cleaned(body: str) -> list[str]:
    page = f"<html><head><title>The mill</title></head><body><main><article><h1>The mill</h1>{PARAGRAPHS}{body}{PARAGRAPHS}"
    document = Cleaner("news").clean(page.encode(), url="https://mill.example/news/mill", kind="html")
    return [line for line in document.text.split("\n") if line and "miller" not in line]


@pytest.mark.parametrize(
    ("body", "stays"),
    [
        ("<p>The survey asked about two networks:</p><ul><li>Facebook<li>WhatsApp</ul>", ["- Facebook", "- WhatsApp"]),
        (
            "<p>The old toolbar had three buttons:</p><ul><li>Share<li>Print<li>Home</ul>",
            ["- Share", "- Print", "- Home"],
        ),
        ("<p>The boats lie over on their sides,<br>Share<br>whatever you have brought along</p>", ["Share"]),
        ("<p>The boats lie over on their sides,<br>Log in<br>to the sea and wait</p>", ["Log in"]),
        (
            "<table><tr><th>Word<th>Effect<tr><td>Copy link<td>does it<tr><td>Oar<td>none</table>",
            ["Copy link | does it"],
        ),
    ],
)
def test_words_of_the_article_stay(body: str, stays: list[str]) -> None:
    assert set(stays) <= set(cleaned(body))


@pytest.mark.parametrize(
    "body",
    [
        "<p>Share<br>Print<br>Email</p>",
        "<ul><li>Share<li>Print<li>Email</ul>",
        "<p>Share on:</p><ul><li>Facebook<li>X</ul>",
    ],
)
def test_bars_go(body: str) -> None:
    assert not {"Share", "Print", "Email", "- Share", "- Print", "- Facebook"} & set(cleaned(body))
