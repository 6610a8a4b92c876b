"""Formulas and raised figures in a line of text, each once.

A formula is given as its TeX source where the page has it (annotation, alternative text, script of MathJax), without the
signs that part it from the text; MathML alone is written as TeX, but where no more than a figure stands above or below a
letter: then it reads as in plain text, «E=mc2». Raised figures become the characters of Unicode that look so: «10⁶» would else
read «106». Lowered ones stay as they are usually typed: «CO2».
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from cleancorpus.extract.blocks.walk import Walker

_RAISED = str.maketrans("0123456789+-−=n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼ⁿ")
_FIGURES = re.compile(r"n|[-+−=]?[0-9]{1,4}(?:[,–][ ]?[0-9]{1,4}){0,3}[-+−]?|[-+−]")
_LONGEST_SCRIPT = 16  # elements with more in them are no number
_LONGEST_TEX = 2_000
_DISPLAY_STYLE = re.compile(r"^\{\\(?:displaystyle|textstyle)\s*(.*)\}$", re.DOTALL)
_MATH_SCRIPT = "math/"
_TEX_ENCODINGS = ("application/x-tex", "tex", "latex", "application/x-latex", "text/x-tex")
_SCRIPTED = {"msup": "^", "msub": "_", "mover": "^", "munder": "_"}
_PLAIN = frozenset("math semantics mrow mstyle mi mo mn mtext mspace msup msub annotation annotation-xml".split())
_BOTH = ("msubsup", "munderover")
_OPERATORS = {
    "\N{INVISIBLE TIMES}": "",
    "\N{FUNCTION APPLICATION}": "",
    "\N{INVISIBLE SEPARATOR}": "",
    "\N{INVISIBLE PLUS}": "",
}
_MATHJAX_CODE = re.compile(r"(?:^|\s)mjx-c([0-9A-F]{2,5})(?:$|\s)")


def small_figures(element: Any) -> str | None:
    """The text of a `<sup>` in raised characters; None if it has others than figures and signs."""
    text = ""
    for part in element.itertext():
        text += part
        if len(text) > _LONGEST_SCRIPT:
            return None
    text = text.strip()
    return text.translate(_RAISED) if _FIGURES.fullmatch(text) is not None else None


def tex_of_script(script: Any) -> str | None:
    """The formula that MathJax 2 keeps in a script, None for any other script."""
    kind = script.get("type")
    if not kind or not kind.startswith(_MATH_SCRIPT):
        return None
    text = script.text or ""
    if kind.startswith("math/mml"):
        return _tex_of_markup(text)
    return clean_tex(text)


def tex_of_math(element: Any) -> str:
    """The formula in or at `element`: its source, its alternative text, or its MathML written as TeX."""
    math = element if element.tag == "math" else next(element.iter("math"), None)
    if math is None:
        markup = element.get("data-mathml")
        return (_tex_of_markup(markup) if markup else None) or _drawn(element)
    for note in math.iter("annotation"):
        if (note.get("encoding") or "").lower() in _TEX_ENCODINGS and (note.text or "").strip():
            return clean_tex(note.text)
    alternative = math.get("alttext")
    return clean_tex(alternative) if alternative else " ".join(_written(math).split())


def tex_of_image(walk: Walker, image: Any) -> str | None:
    """The source of a formula that is an image, None if MathML of it stands beside."""
    parent = image.getparent()
    if parent is not None and walk.holds_mathml(parent):
        return None
    text = clean_tex(image.get("alt") or "")
    return text if text and len(text) <= _LONGEST_TEX else None


def is_drawn_twice(walk: Walker, element: Any) -> bool:
    """Whether what a script made of a formula has its source beside it: KaTeX's MathML, MathJax's script."""
    name = element.get("class") or ""
    if "katex" in name:
        parent = element.getparent()
        return parent is not None and walk.holds_mathml(parent)
    if "Preview" in name or "preview" in name:
        following = element.getnext()
        return following is not None and (following.tag == "script" or "MathJax" in (following.get("class") or ""))
    following = element.getnext()
    if following is None or following.tag != "script":
        parent = element.getparent()
        following = parent.getnext() if parent is not None and "MathJax" in (parent.get("class") or "") else None
    return (
        following is not None and following.tag == "script" and (following.get("type") or "").startswith(_MATH_SCRIPT)
    )


def clean_tex(source: str) -> str:
    """TeX on one line, without the style that Wikipedia puts around every formula.

    >>> clean_tex("{\\\\displaystyle E=mc^{2}}")
    'E=mc^{2}'
    """
    text = " ".join(source.split())
    if text.startswith("% <![CDATA["):
        text = text.removeprefix("% <![CDATA[").removesuffix("%]]>").removesuffix("% ]]>").strip()
    styled = _DISPLAY_STYLE.match(text)
    return styled[1].strip() if styled is not None else text.removeprefix("\\displaystyle ").strip()


def _tex_of_markup(markup: str) -> str | None:
    try:
        root = etree.fromstring(markup, etree.XMLParser(recover=True, resolve_entities=False))
    except etree.XMLSyntaxError:  # no MathML at all
        return None
    if root is None:
        return None
    for element in root.iter("*"):
        element.tag = etree.QName(element).localname
    return tex_of_math(root) if next(root.iter("math"), None) is not None else None


def _written(root: Any) -> str:
    """MathML as TeX, from the innermost elements outwards; takes a stack of its own, as formulas may be deep."""
    plain = all(element.tag in _PLAIN for element in root.iter())
    done: list[list[str]] = [[]]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            done.append([])
            continue
        parts = done.pop()
        done[-1].append(_element(element.tag, element.text, parts, plain))
    return done[0][0]


def _element(tag: Any, text: str | None, parts: list[str], plain: bool) -> str:
    if not isinstance(tag, str) or tag in ("annotation", "annotation-xml", "mspace", "mphantom", "maligngroup"):
        return ""
    own = (text or "").strip()
    if not parts:
        return _OPERATORS.get(own, own)
    if tag in _SCRIPTED and len(parts) == 2:
        typed = plain and len(parts[0]) == 1 and parts[0].isalpha() and len(parts[1]) == 1 and parts[1].isdigit()
        return "".join(parts) if typed else f"{parts[0]}{_SCRIPTED[tag]}{_group(parts[1])}"
    if tag in _BOTH and len(parts) == 3:
        return f"{parts[0]}_{_group(parts[1])}^{_group(parts[2])}"
    if tag == "mfrac" and len(parts) == 2:
        return f"\\frac{{{parts[0]}}}{{{parts[1]}}}"
    if tag == "msqrt":
        return f"\\sqrt{{{''.join(parts)}}}"
    if tag == "mroot" and len(parts) == 2:
        return f"\\sqrt[{parts[1]}]{{{parts[0]}}}"
    if tag == "mtable":
        return " \\\\ ".join(parts)
    return (" & " if tag == "mtr" else "").join(parts)


def _group(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _drawn(element: Any) -> str:
    """What is left of a formula of MathJax 3 without MathML: its characters, whose numbers stand in classes."""
    pieces = []
    for inner in element.iter("mjx-c", "use"):
        code = _MATHJAX_CODE.search(inner.get("class") or "")
        number = code[1] if code is not None else inner.get("data-c") or ""
        if re.fullmatch("[0-9A-Fa-f]{1,5}", number) and (character := chr(int(number, 16))).isprintable():
            pieces.append(character)
    return unicodedata.normalize("NFKC", "".join(pieces))
