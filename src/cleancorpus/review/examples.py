"""Judgements as examples of rules, in the notation of `explain` and of the rules' own examples: `[-…-]` around what goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cleancorpus.review.judgements import DocumentKey, Judgement, Spot, document_key
from cleancorpus.shown import printable

_AROUND = 2  # lines on either side
_NOTE = 120  # characters
_HEAD = """# Judgements as examples: `[-…-]` is around what a rule must point at. `removes` and `keeps` are those of a rule's
# class (`Example` of cleancorpus.detect.rule). Of lines that should have gone nobody knows yet whose they are.
"""


def documents_and_spots(
    judgements: Iterable[Judgement],
) -> tuple[dict[tuple[str, DocumentKey], Judgement], dict[Any, Judgement]]:
    """The documents of a file of judgements, and what holds of each spot: by content hash of the version and spot."""
    documents: dict[tuple[str, DocumentKey], Judgement] = {}
    spots: dict[tuple[str, Spot], Judgement] = {}
    for judgement in judgements:
        if judgement["judged"] == "suggestion":
            continue
        key, version = document_key(judgement), judgement["content_hash"]
        if judgement["judged"] == "document":
            documents.setdefault((version, key), judgement)
            continue
        spot = version, Spot(key, judgement["judged"], judgement["start"], judgement["end"])
        spots.pop(spot, None)
        if judgement["verdict"] != "undone":
            spots[spot] = judgement
    return documents, spots


def as_examples(judgements: Iterable[Judgement]) -> str:
    """All that were judged right or wrong, by rule, and the lines that should have gone, as Python."""
    documents, spots = documents_and_spots(judgements)
    by_rule: dict[str, dict[str, list[str]]] = {}
    for (version, spot), judgement in spots.items():
        document = documents.get((version, spot.document))
        if document is None or judgement["verdict"] == "unsure":
            continue
        kind = "keeps" if judgement["verdict"] == "wrong" else "removes"
        rule = judgement["rule"] if spot.kind == "removal" else f"none yet ({judgement.get('label') or 'a line'})"
        text = marked_lines(document["text"], spot.start, spot.end, marks=kind == "removes")
        note = "" if kind == "removes" else f"must stay: {' '.join(judgement['text'].split())[:_NOTE]}"
        by_rule.setdefault(rule, {}).setdefault(kind, []).append(_example(text, document, note))
    return "\n".join([_HEAD, *_written(by_rule)])


def _written(by_rule: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    for rule in sorted(by_rule):
        yield f"# {printable(rule)}"
        for kind in ("removes", "keeps"):
            if found := by_rule[rule].get(kind):
                yield "\n".join([f"{kind} = (", *(f"    {one}," for one in dict.fromkeys(found)), ")"])
        yield ""


def marked_lines(text: str, start: int, end: int, *, marks: bool = True) -> str:
    """A span with the lines around it, `[-…-]` around it if `marks`; line breaks at its ends stay outside.

    >>> marked_lines("One.\\nTwo.\\nThree, four.", 11, 16)
    'One.\\nTwo.\\n[-Three-], four.'
    """
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip("\n"))
    end = max(start, end - (len(inner) - len(inner.rstrip("\n"))))
    above = text[:start].split("\n")
    below = text[end:].split("\n")
    before = "\n".join([*[line for line in above[:-1] if line.strip()][-_AROUND:], above[-1]])
    after = "\n".join([below[0], *[line for line in below[1:] if line.strip()][:_AROUND]])
    cut = text[start:end]
    return f"{before}[-{cut}-]{after}" if marks else f"{before}{cut}{after}"


def _example(text: str, document: Judgement, note: str) -> str:
    said = [_string(text)]
    said += [f"{name}={_string(document[name])}" for name in ("title", "language", "url") if document.get(name)]
    said += [f"note={_string(note)}"] if note else []
    return f"Example({', '.join(said)})"


def _string(text: str) -> str:
    """A string of Python; characters that can be printed stay."""
    return repr(str(text))
