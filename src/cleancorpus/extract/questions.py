"""Answers that a page shows at a click and holds as data alone: each goes below its question in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleancorpus.extract.embedded import blocks_of_string
from cleancorpus.extract.extraction import RawBlock
from cleancorpus.extract.json_ld import JsonLd, as_list, first_string
from cleancorpus.text import letters_of

_QUESTION = frozenset(("question",))
_NO_LETTERS = re.compile(r"[\W_]+")
_BEGINNING = 40  # letters of an answer, by which it is known on the page; a shorter one must be a text of its own
# What one of both may have before the answer: «Answer: », «Note: ».
_LABEL = re.compile(r"\s*[^\W\d_][\w ]{0,19}:\s")


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
        if question and letters_of(question) and letters_of(text):
            answers.setdefault(letters_of(question), blocks_of_string(text))
    if not answers or not any(letters_of(text) in answers for text, _, _ in blocks):
        return blocks
    page = _Shown(shown)
    made: list[RawBlock] = []
    for block in blocks:
        made.append(block)
        answer = answers.pop(letters_of(block[0]), [])
        if answer and not page.has("\n".join(text for text, _, _ in answer)):
            made += answer
    return made


class _Shown:
    """The texts of a page, each as letters alone, and where each begins in the row of all."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole: set[str] = set()
        self._starts: set[int] = set()
        keys: list[str] = []
        position = 0
        for text in texts:
            key = letters_of(text)
            for own in _but_label(text):
                self._whole.add(_words(own))
                self._starts.add(position + len(key) - len(letters_of(own)))
            keys.append(key)
            position += len(key)
        self._row = "".join(keys)

    def has(self, answer: str) -> bool:
        """Whether some text of the page begins as `answer` does; it may go on in the texts behind."""
        return any(self._has(own) for own in _but_label(answer))

    def _has(self, answer: str) -> bool:
        beginning = letters_of(answer)[:_BEGINNING]
        if len(beginning) < _BEGINNING:
            return _words(answer) in self._whole
        position = self._row.find(beginning)
        while position >= 0 and position not in self._starts:
            position = self._row.find(beginning, position + 1)
        return position >= 0


def _but_label(text: str) -> tuple[str, ...]:
    """`text`, and what stands behind the label it begins with."""
    label = _LABEL.match(text)
    return (text, text[label.end() :]) if label is not None and letters_of(text[label.end() :]) else (text,)


def _words(text: str) -> str:
    return _NO_LETTERS.sub(" ", text).strip().lower()
