"""The files that the commands of the task pages in docs/ run on; invented."""

import json
from pathlib import Path

_PLACES = ("Velden", "Aker", "Norrvik", "Castelmar", "Dunmere", "Halm")
_PARAGRAPHS = (
    "The harbour bridge at {place} was closed on Monday after a storm tore two bolts from its northern pier, the town said.",
    "Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop.",
    "Buses take the way over {place} Mill until then, which adds a quarter of an hour for most people who cross the river.",
)


def article(number: int) -> str:
    """The text of an article, without what stands around it."""
    return "\n\n".join(paragraph.format(place=f"{_PLACES[number % 6]} {number}") for paragraph in _PARAGRAPHS)


def write_scrapes(folder: Path) -> None:
    """`scrapes/`: two files of records, a page and a picture; `page.txt` and `labelled.jsonl` beside it."""
    scrapes = folder / "scrapes"
    scrapes.mkdir()
    for name, numbers in (("april.jsonl", range(40)), ("may.jsonl", range(35, 60))):  # five articles stand in both
        rows = [
            {
                "headline": f"Bridge {number} closed after storm",
                "story": f"By Jane Doe\n\n{article(number)}\n\nBack to the harbour desk",
                "link": f"https://harbour.example/{number}",
                "desk": "local",
            }
            for number in numbers
        ]
        (scrapes / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    paragraphs = "".join(f"<p>{line}</p>" for line in article(99).split("\n\n"))
    page = f"<html><head><title>Bridge 99 closed</title></head><body><article><h1>Bridge 99 closed</h1>{paragraphs}</article></body></html>"
    (scrapes / "story.html").write_text(page, encoding="utf-8")
    (scrapes / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    lines = ["Bridge 7 closed after storm", *article(7).split("\n\n"), "Back to the harbour desk", "Ref. HD-2041"]
    (folder / "page.txt").write_text("\n\n".join(lines), encoding="utf-8")
    labels = ["dup_headline", "content", "content", "content", "nav", "nav"]
    (folder / "labelled.jsonl").write_text(
        json.dumps({"id": "7", "lines": lines, "labels": labels}) + "\n", encoding="utf-8"
    )
