"""Invented pages for the tests of the block classifier."""

from typing import Any

from lxml import etree

PARAGRAPHS = (
    "The harbour of Ostrava Bay will get a second lighthouse next spring, the council decided on Tuesday evening. "
    "It is to stand on the western mole, where three boats ran aground in the storms of last winter.",
    "Mayor Lene Hartwick said that the tower would cost about four million crowns, half of which the province pays. "
    "“We have waited for this since my grandfather fished here,” she told the meeting, which lasted until midnight.",
    "Not everybody was pleased. The owners of two guest houses fear that the beam will keep their visitors awake, "
    "and they want shutters on the side of the lamp that faces the town.",
    "Engineers say that the new lamps are narrow enough to spare the houses. A trial with a lamp on a barge is planned "
    "for the second week of March, and anyone may watch it from the promenade.",
    "The old lighthouse, built in 1884, stays where it is. It will be opened to visitors on Sundays, and the room of "
    "its last keeper becomes a small museum with his logbooks and a stuffed gull.",
)
TITLE = "Council of Ostrava Bay votes for a second lighthouse"


def article(body: str | None = None, *, after: str = "", before: str = "") -> str:
    """A news page with navigation, sharing, teasers and footer around `body` (default: the paragraphs)."""
    inner = body if body is not None else "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    links = "".join(
        f'<li><a href="/{word}">{word.title()}</a></li>' for word in ("news", "sport", "culture", "weather")
    )
    teasers = "".join(
        f'<div class="teaser"><a href="/t{number}"><h3>{text}</h3></a></div>'
        for number, text in enumerate(("Ferry strike ends", "Eight new buses for the valley", "Gulls return early"))
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>{TITLE} | The Bay Herald</title>
<meta property="og:title" content="{TITLE}"><script>var a = "not text";</script></head><body>
<header class="site-header"><nav><ul>{links}</ul></nav></header>
<main><article class="post"><h1 class="entry-title">{TITLE}</h1>{before}
<div class="share-buttons"><a href="#">Share</a> <a href="#">Tweet</a></div>
<div class="entry-content article-body">{inner}</div></article></main>
<aside class="related-posts"><h2>Related articles</h2>{teasers}</aside>{after}
<footer class="site-footer"><p>© 2031 The Bay Herald. All rights reserved.</p><ul>{links}</ul></footer>
</body></html>"""


def nested(text: str, depth: int = 100_000) -> Any:
    """A tree of `depth` elements inside one another around `text` (parsers cut such pages, so it is built)."""
    builder = etree.TreeBuilder()
    tags = ["html", "body", *["div"] * depth]
    for tag in tags:
        builder.start(tag, {})
    builder.data(text)
    for tag in reversed(tags):
        builder.end(tag)
    return builder.close()
