"""Answers that a page shows at a click and holds as data alone: each goes below its question in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleancorpus.extract.embedded import blocks_of_string
from cleancorpus.extract.extraction import RawBlock
from cleancorpus.extract.json_ld import JsonLd, as_list, first_string

_QUESTION = frozenset(("question",))
_NO_LETTERS = re.compile(r"[\W_]+")
_BEGINNING = 40  # letters of an answer, by which it is known on the page


def with_answers(blocks: list[RawBlock], json_ld: JsonLd, shown: Sequence[str]) -> list[RawBlock]:
    """`blocks` with the answers of the page's JSON-LD behind those that ask their questions.

    An answer that begins as a text of the page (`shown`) does is there already, or was left out of the text on purpose.
    Questions that are not in the text stay out of it with their answers.
    """
    answers: dict[str, list[RawBlock]] = {}
    for node in json_ld.of_type(_QUESTION, own=False):
        question = first_string(node.get("name"))
        accepted = as_list(json_ld.resolve(node.get("acceptedAnswer")))
        text = next(
            (each["text"] for each in accepted if isinstance(each, dict) and isinstance(each.get("text"), str)), ""
        )
        if question and text.strip():
            answers.setdefault(_key(question), blocks_of_string(text))
    if not answers or not any(_key(text) in answers for text, _, _ in blocks):
        return blocks
    page = _key("".join(shown))
    made: list[RawBlock] = []
    for block in blocks:
        made.append(block)
        answer = answers.pop(_key(block[0]), [])
        if answer and _key("".join(text for text, _, _ in answer))[:_BEGINNING] not in page:
            made += answer
    return made


def _key(text: str) -> str:
    return _NO_LETTERS.sub("", text).lower()
