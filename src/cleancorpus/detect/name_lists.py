"""Lists of people in a text, one a line: a cast, a crew, a line-up, results, a jury. They are content, and no bylines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleancorpus.detect.line import Line
from cleancorpus.known.name_reader import read_names, split_names
from cleancorpus.known.people import evidence

_ROWS = 3  # two names above one another are authors
_LONGEST = 80  # characters of a name with a part, a club or a time behind it
# A bullet or a place in the results before a name, then two words with capitals: most lines of most texts have none.
_ROW = re.compile(r"(?:[-*•·–—]\s+)?(?:\d{1,3}[.)]?\s+)?(?=[^\W\d_a-z]\S*\s+(?:[^\W\d_]{1,4}\s+){0,2}[^\W\d_a-z])")
_BEHIND = re.compile(r"\s*(?:$|[-–—…(\[,:;/|\d.]|(?:as|als|en|som|come|jako)\s)")  # no verb: «Jane Doe tells editors»


def name_lists(lines: Sequence[Line]) -> dict[int, range]:
    """By the index of each line that is a row of such a list all rows of it: three and more that begin with a name, of which
    half are known.

    What is said of a person behind a mark may follow: «Jane Doe – captain», «2. John Roe, Velden 31:05».
    """
    found: dict[int, range] = {}
    for first, last in _runs(lines):
        speaks = [_speaks_for_name(line.text) for line in lines[first:last]]
        start = 0
        for end in [index for index, sign in enumerate(speaks) if sign < 0] + [len(speaks)]:
            rows = speaks[start:end]
            if len(rows) >= _ROWS and 2 * sum(sign > 0 for sign in rows) >= len(rows):
                found.update(dict.fromkeys(whole := range(first + start, first + end), whole))
            start = end + 1
    return found


def alternates(lines: Sequence[Line], index: int) -> bool:
    """Whether the line is one of three names and more, each on the second line from the last: «Jane Doe», «Captain», «John Roe»,
    «Cook» …

    What stands between is short and no date, as above and below comments.
    """

    def is_name(place: int) -> bool:
        return 0 <= place < len(lines) and len(lines[place].text) <= _LONGEST and bool(split_names(lines[place].text))

    def parts(place: int) -> bool:
        line = lines[place]
        return len(line.text) <= _LONGEST and not line.ends_sentence and not any(map(str.isdigit, line.text))

    count = 1
    for step in (-2, 2):
        place = index + step
        while count < _ROWS and is_name(place) and parts(place - step // 2) and not is_name(place - step // 2):
            count += 1
            place += step
    return count >= _ROWS


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of lines that look like rows at first sight."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and len(lines[end].text) <= _LONGEST and _ROW.match(lines[end].text):
            end += 1
        if end - start >= _ROWS:
            yield start, end
        start = max(end, start + 1)


def _speaks_for_name(text: str) -> int:
    """How much speaks for the name with which a row begins, 0 to 2; -1 where none does."""
    opening = _ROW.match(text)
    row = text[opening.end() :] if opening else text
    whole = split_names(row)
    if whole:
        return evidence(whole[0])
    read = read_names(row)
    if read is None or " " not in read.names[0] or not _BEHIND.match(row, read.end):
        return -1
    return evidence(read.names[0])
