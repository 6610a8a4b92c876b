"""Pages as no editor would write them: any element within any other, with the names, roles and styles by which pages are read."""

from __future__ import annotations

import html
import random

from cleancorpus.extract.blocks.tags import TAG_KINDS

_TAGS = (
    *TAG_KINDS, "x-own", "b", "em", "span", "time", "small", "strong", "i", "font", "title", "svg", "wbr", "path",
)  # fmt: skip
# Three in four are of these, so that what means something often stands within what means something else.
_OFTEN = (
    "div", "p", "span", "pre", "code", "table", "tr", "td", "th", "tbody", "ul", "li", "a", "button", "article", "header", "h2", "figure",
    "figcaption", "sup", "hr", "br", "section", "aside", "footer",
)  # fmt: skip
_NAMES = (
    "drop-cap", "initial", "gutter", "line-numbers", "line", "token-line", "cl", "view-lines", "CodeMirror-code", "highlight",
    "language-python", "comments", "comment-list", "sr-only", "visually-hidden", "print-only", "katex", "katex-html", "katex-mathml", "MathJax",
    "mwe-math-element", "latex", "accordion", "panel", "tab-content", "modal", "cookie-banner", "consent", "byline", "author", "date",
    "timestamp", "tags", "related", "share", "social", "newsletter", "nav", "menu", "breadcrumb", "pagination", "caption", "credit", "headline",
    "title", "kicker", "lead", "footnote", "toc", "infobox", "paywall", "advert", "sidebar", "btn", "copy-btn", "hljs-ln", "blob-num",
    "js-file-line-container", "faq", "answer", "expand", "more", "spoiler", "tooltip",
)  # fmt: skip
_ROLES = (
    *("row", "cell") * 6, "gridcell", "columnheader", "rowgroup", "table", "navigation", "banner", "main", "article", "dialog", "alertdialog",
    "search", "button", "tab", "tabpanel", "list", "listitem", "heading", "note", "doc-footnote", "region", "presentation",
)  # fmt: skip
_VALUES = {
    "id": _NAMES,
    "role": _ROLES,
    "itemprop": ("author", "headline", "articleBody", "datePublished", "name", "description", "publisher", "image"),
    "hidden": ("", "until-found"),
    "style": ("display:none", "white-space:pre", "visibility: hidden", "font-family:monospace", "float:left"),
    "href": ("#", "/a", "https://harbour.example/a", "javascript:", "mailto:jane@harbour.example", "/tag/bridge"),
    "rel": ("author", "tag", "next", "bookmark"),
    "alt": ("W", "{\\displaystyle x}", "a picture of the bridge"),
    "aria-controls": _NAMES,
    "aria-hidden": ("true",),
    "datetime": ("2024-05-02",),
    "shadowrootmode": ("open",),
    "colspan": ("2", "0", "x", "99999"),
    "src": ("latex.png",),
}
_ATTRIBUTES = ("class",) * 12 + ("role",) * 4 + ("id", "style", "href") + tuple(_VALUES)
_WORDS = (
    "The council met on Monday to decide about the bridge . It had been closed for a week . By Jane Doe , LONDON — Share Read more Advertisement "
    "© 2024 Harbour May 2, 2024 Photo: cookies Accept all We use cookies to improve your experience Updated 5 min read 10:42 Related articles "
    "Tags: bridge Subscribe to our newsletter Reporting by Editing Von Anna Beispiel Подписывайтесь на нас 市议会 星期一 การประชุม مجلس • | # * "
    "\\frac{a}{b} $x$ def f(x): return"
).split(" ")  # fmt: skip
_SPACES = ("\n", "  ", " \n ", "\xa0", "\u200b", "\n\n")
_SCRIPTS = (
    ("application/ld+json", '{"@type":"NewsArticle","headline":"The council met","author":{"name":"Jane Doe"}}'),
    ("application/ld+json", "[1,{}]"),
    ("math/tex", "x^2"),
    ("text/javascript", "f()"),
)
_DEEPEST = 14


def odd_page(chance: random.Random) -> bytes:
    """A page whose parts are such trees, in half of them with an article before."""
    trees = [_tree(chance)]
    while chance.random() < 0.5:
        trees.append(_tree(chance))
    story = ""
    if chance.random() < 0.5:
        story = "<h1>The council met</h1>" + "".join(f"<p>{_text(chance)}</p>" for _ in range(chance.randint(1, 4)))
    body = f"<article>{story}{''.join(trees)}</article>"
    return f"<!doctype html><html><head><title>The council met</title></head><body>{body}</body></html>".encode()


def _text(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.15:
        return chance.choice(_SPACES)
    if kind < 0.3:
        return chance.choice(("7", "2", "A", "?"))
    words = " ".join(chance.choices(_WORDS, k=chance.randint(1, chance.choice((3, 12, 40)))))
    return html.escape(chance.choice(("", " ", "\n")) + words + chance.choice(("", " ", "\n")))


def _attributes(chance: random.Random) -> str:
    found = {}
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        name = chance.choice(_ATTRIBUTES)
        found[name] = (
            " ".join(chance.sample(_NAMES, chance.choice((1, 1, 2))))
            if name == "class"
            else chance.choice(_VALUES[name])
        )
    return "".join(f' {name}="{html.escape(value)}"' for name, value in found.items())


def _tree(chance: random.Random) -> str:
    left = chance.choice((10, 40, 80))  # of pieces

    def inner(depth: int) -> str:
        nonlocal left
        parts = []
        for _ in range(chance.randint(0, chance.choice((2, 5)))):
            if left <= 0:
                break
            left -= 1
            kind = chance.random()
            if kind < 0.35:
                parts.append(_text(chance))
            elif kind < 0.38:
                parts.append("<!-- x -->")
            elif kind < 0.4:
                what, script = chance.choice(_SCRIPTS)
                parts.append(f'<script type="{what}">{script}</script>')
            else:
                tag = chance.choice(_OFTEN if chance.random() < 0.75 else _TAGS)
                end = f"</{tag}>" if chance.random() < 0.95 else ""
                held = _text(chance) if depth == _DEEPEST or chance.random() < 0.4 else inner(depth + 1)
                parts.append(f"<{tag}{_attributes(chance)}>{held}{end}")
        return "".join(parts)

    return inner(0)
