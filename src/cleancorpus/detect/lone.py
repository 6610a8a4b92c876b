"""Labels that stand alone between the paragraphs of an article without subheadings: «Topics», «Поделиться».

A word such as «Share» or «Topics» may be a subheading. An article has no subheading or several: where the only short
lines among its paragraphs are labels, they are no subheadings, but what a page put between two paragraphs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection

from cleancorpus.detect.view import View
from cleancorpus.text import COLONS, ends_sentence, fold, words_of

# On each side; a text of three paragraphs may well have one subheading.
_PARAGRAPHS = 2
_LABELS = 3  # different ones; more are the headings of something
_STEM = 4  # letters of a word that must not stand in the article, or the label is a word of its subject


def lone_labels(view: View, also: Collection[int] = ()) -> frozenset[int]:
    """The lines between paragraphs that are labels, if all short lines there are; none of them is the article's subject.

    `also` are lines that the caller knows to be labels, such as «Tags: bridge, council».
    """
    long = [index for index, is_long in enumerate(view.prose) if is_long]
    if len(long) < 2 * _PARAGRAPHS:
        return frozenset()
    first, last = long[0], long[-1]
    short = [
        index for index in range(first, last) if not view.prose[index] and (index in also or not _is_text(view, index))
    ]
    if not short or not all(view.labels[index] or index in also for index in short):
        return frozenset()
    if len({view.lines[index].folded for index in short}) > _LABELS:
        return frozenset()
    between = [index for index in short if _between(view, long, index)]
    # Of thousands of lines there are few different ones, and whether each is the subject takes a look at the whole text.
    first_of = {view.lines[index].folded: index for index in reversed(between)}
    subjects = {text for text, index in first_of.items() if _is_subject(view, index)}
    return frozenset(index for index in between if view.lines[index].folded not in subjects)


def _is_text(view: View, index: int) -> bool:
    """Whether a short line is a sentence, as in «He laughed.», and no label."""
    return not view.labels[index] and ends_sentence(view.lines[index].text)


def _between(view: View, long: list[int], index: int) -> bool:
    """Whether paragraphs stand around the line, one directly below it, and nothing announces it."""
    before = bisect_left(long, index)
    if not view.prose[index + 1]:
        return False
    if before < _PARAGRAPHS or len(long) - before < _PARAGRAPHS:
        return False
    return not view.lines[index - 1].text.rstrip().endswith(COLONS)


def _is_subject(view: View, index: int) -> bool:
    """Whether a label of one word is what the article is about: the word, or one that begins with it, stands in it."""
    words = view.lines[index].words
    if len(words) != 1 or len(words[0]) < _STEM:
        return False
    texts = [words_of(fold(title)) for title in view.titles]
    texts += [line.words for line in view.lines if line.index != index and line.folded != view.lines[index].folded]
    return any(word.startswith(words[0]) for text in texts for word in text)
