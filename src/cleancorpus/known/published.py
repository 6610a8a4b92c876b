"""When something was published, where a field or a line says it beside other dates."""

from __future__ import annotations

import re
from functools import lru_cache

from cleancorpus.known.dates import read_date
from cleancorpus.known.stamps import UNSPACED_SCRIPT, read_stamp
from cleancorpus.lexicon import phrases
from cleancorpus.text import fold

# A cheap first look, as most texts near a headline name none.
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGIT = re.compile(r"\d")


def published_in(value: object) -> str | None:
    """What a field says of when something was published, in ISO 8601: a date, or a stamp that holds one.

    >>> published_in("2024-03-03"), published_in("Veröffentlicht von der Redaktion am 4. März 2024")
    ('2024-03-03', '2024-03-04')
    """
    return read_date(value) or (read_stamp(value).iso if isinstance(value, str) else None)


@lru_cache(maxsize=1)
def _date_labels() -> re.Pattern[str]:
    """The labels of dates of publication (`p`) and of updates (`u`), longest first, whole words where there are such."""

    def group(kind: str) -> str:
        texts = sorted(phrases(f"timestamp.word-{kind}"), key=len, reverse=True)
        spaced = "|".join(re.escape(text) for text in texts if not UNSPACED_SCRIPT.search(text))
        unspaced = "|".join(re.escape(text) for text in texts if UNSPACED_SCRIPT.search(text) and len(text) > 1)
        return rf"(?<!\w)(?:{spaced})(?!\w)|{unspaced}"

    return re.compile(f"(?P<u>{group('updated')})|(?P<p>{group('published')})")


def published_part(text: str) -> tuple[str, bool]:
    """The part of a short line that says when something was published, and whether it is only said to be updated.

    >>> published_part("Mis à jour le 9 mars 2024 - Publié le 3 février 2024")
    ('Publié le 3 février 2024', False)
    >>> published_part("Updated 9 March 2024"), published_part("3 March 2024")
    (('Updated 9 March 2024', True), ('3 March 2024', False))
    """
    labels = list(_date_labels().finditer(fold(text)))
    if not labels:
        return text, False
    kinds = [label.lastgroup for label in labels]
    ends = [*(label.start() for label in labels[1:]), len(text)]
    for label, end in zip(labels, ends, strict=True):
        if label.lastgroup == "p" and "u" in kinds and _DIGIT.search(text, label.end(), end):
            return text[label.start() : end], False
    if kinds[0] == "u" and "p" not in kinds:
        before = text[: labels[0].start()]
        return (before, False) if YEAR.search(before) else (text, True)
    if "u" in kinds and kinds[0] == "p":
        return text[: labels[kinds.index("u")].start()], False
    return text, False
