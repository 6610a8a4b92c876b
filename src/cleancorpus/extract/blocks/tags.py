"""What the tags of HTML are to the walk: blocks, links, text in the line, or nothing that a reader sees."""

from __future__ import annotations

import numpy as np

_SKIP = frozenset(
    "style svg iframe object embed select datalist textarea audio video canvas map area "
    "progress meter rt rp annotation annotation-xml applet frameset noframes head link meta base param source track "
    "amp-ad amp-analytics amp-auto-ads amp-consent amp-embed amp-sidebar amp-state amp-sticky-ad".split()
)
_BLOCK_TAGS = (
    "html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th section article "
    "aside header footer nav main form fieldset legend figure figcaption blockquote pre address details summary hr "
    "center dialog menu hgroup search noindex listing plaintext xmp label"
).split()
TAG_CODES = {tag: code for code, tag in enumerate(_BLOCK_TAGS, start=1)}
OTHER_TAG = len(_BLOCK_TAGS) + 1  # a custom element
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
IS_HEADING = np.zeros(len(TAG_CODES) + 2, bool)  # by code of a tag
IS_HEADING[[TAG_CODES[tag] for tag in HEADING_TAGS]] = True

# Kinds of tags; what is below SKIPPED has a function for its start, from SKIPPED on nothing is read of the content.
(
    INLINE, CONTAINER, UNKNOWN, PRE, TABLE, LINK, BUTTON, SMALL, CODE, FORMULA, IMAGE, SCRIPT, NOSCRIPT, TEMPLATE,
    SKIPPED, BREAK, RULE,
) = range(17)  # fmt: skip
TAG_KINDS = {
    **dict.fromkeys(_BLOCK_TAGS, CONTAINER),
    **dict.fromkeys(_SKIP, SKIPPED),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), PRE),
    **dict.fromkeys(("label", "noindex"), UNKNOWN),
    "table": TABLE,
    "br": BREAK,
    "a": LINK,
    "button": BUTTON,
    "hr": RULE,
    "sup": SMALL,
    "code": CODE,
    "math": FORMULA,
    "mjx-container": FORMULA,
    "img": IMAGE,
    "script": SCRIPT,
    "noscript": NOSCRIPT,
    "template": TEMPLATE,
}
# In code these part lines and not blocks.
LINE_TAGS = frozenset(
    ("div", "table", "thead", "tbody", "tr", "td", "th", "ol", "ul", "li", "pre", "figure", "section")
)
