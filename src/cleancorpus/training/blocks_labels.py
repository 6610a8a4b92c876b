"""Which blocks of a page are article text, told from a reference text of the page."""

from __future__ import annotations

import re

import numpy as np
from rapidfuzz.distance import LCSseq

from cleancorpus.text import UNSPACED

MIN_RUN = 5  # words that must agree in a row, unless a whole line agrees
_TOKEN = re.compile(rf"[{UNSPACED}\uac00-\ud7af]|[^\W{UNSPACED}\uac00-\ud7af]+")


def tokens_of(text: str) -> list[str]:
    """Lower-case words for alignment; characters of unspaced scripts one by one."""
    return _TOKEN.findall(text.lower())


def label_blocks(texts: list[str], reference: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Align the texts, read in a row, with the reference.

    Returns the share of each text's words that are in the reference, the number of words of each text, and the share
    of the reference that was found. Words count where `MIN_RUN` of them agree in a row (a run may span several texts)
    or where a whole text is a whole line of the reference.
    """
    words = [tokens_of(text) for text in texts]
    count = np.array([len(group) for group in words], np.int64)
    page = [word for group in words for word in group]
    owner = np.repeat(np.arange(len(texts)), count).tolist()
    wanted: list[str] = []
    line_of: list[int] = []
    line_size: list[int] = []
    for number, line in enumerate(reference.split("\n")):
        group = tokens_of(line)
        wanted += group
        line_of += [number] * len(group)
        line_size.append(len(group))
    hits = np.zeros(len(texts))
    if not page or not wanted:
        return hits, count, 0.0
    found = 0
    for step in LCSseq.opcodes(page, wanted):
        if step.tag != "equal":
            continue
        size = step.src_end - step.src_start
        found += size
        number = line_of[step.dest_start]
        whole_line = line_size[number] == size and line_of[step.dest_end - 1] == number
        if size >= MIN_RUN or (whole_line and count[owner[step.src_start]] <= size):
            np.add.at(hits, owner[step.src_start : step.src_end], 1)
    return hits / np.maximum(count, 1), count, found / len(wanted)
