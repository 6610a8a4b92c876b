"""Invented corpora for benchmarks: as many distinct short texts as are wanted, the same each time."""

from __future__ import annotations

import json
import random
from pathlib import Path

_WORDS = """
harbour bridge council storm monday engineer village market river ferry lantern orchard railway mayor teacher window winter
summer letter ladder bakery signal meadow carpenter festival question answer repair budget library museum station captain
""".split()


def write_corpus(path: Path, count: int, words: int = 160) -> Path:
    """A JSONL file of `count` texts of about `words` words, one in fifty of them a copy of the one before."""
    made = random.Random(20)
    with path.open("w", encoding="utf-8") as out:
        text = ""
        for number in range(count):
            if number % 50 != 49:
                body = " ".join(made.choices(_WORDS, k=words))
                text = f"The council met for the {number}th time on Monday and said this. It was {body} at last."
            out.write(json.dumps({"id": f"d{number}", "text": text}) + "\n")
    return path
