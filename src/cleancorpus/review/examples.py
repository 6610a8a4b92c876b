"""Judgements as examples of rules, in the notation of `explain` and of the rules' own examples: `[-…-]` around what goes.

An example holds all that its rule pointed at in the lines that it shows, not only what was judged: the tests of rules demand that
a rule finds exactly what is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cleancorpus.detect.registry import rule_classes
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.numbers import counted
from cleancorpus.review.judgements import Judgement, Place, TextKey, taken_together
from cleancorpus.shown import one_line, printable

_AROUND = 2  # lines on either side
_NOTE = 120  # characters
_HEAD = """# Judgements as examples: `[-…-]` is around what a rule must point at. `removes` and `keeps` are those of a rule's
# class (`Example` of cleancorpus.detect.rule). Those of `keeps` fail until the rule leaves what their note names.
# Of lines that should have gone nobody knows yet whose they are.
"""
Ends = tuple[int, int]


@dataclass
class _OfRule:
    """The examples of a rule; `left_out` counts judgements whose text has marks of its own."""

    removes: dict[str, None] = field(default_factory=dict)
    keeps: dict[str, None] = field(default_factory=dict)
    left_out: int = 0


def as_examples(judgements: Iterable[Judgement]) -> str:
    """All that were judged right or wrong, by rule, and the lines that should have gone, as Python."""
    texts, places = taken_together(judgements)
    rules, found = rule_classes(), dict[str, _OfRule]()
    by_text: dict[TextKey, list[tuple[Place, Judgement]]] = {}
    for place, judgement in places.items():
        by_text.setdefault(place.text, []).append((place, judgement))
    for key, judged in by_text.items():
        document, cuts = texts.get(key), dict[str, _Cuts]()
        for place, judgement in judged if document is not None else ():
            assert document is not None
            if place.kind == "line":
                of = found.setdefault(f"none yet ({judgement.get('label') or 'a line'})", _OfRule())
                _add(of, _line_example(document, place))
            elif judgement["verdict"] != "unsure":
                name = judgement["rule"]
                of = found.setdefault(name, _OfRule())
                if name not in cuts:
                    cuts[name] = _Cuts.of(name, document, judged)
                _add(of, cuts[name].example(document, (place.start, place.end), rules.get(name)))
    return "\n".join([_HEAD, *_written(found)])


def _add(of: _OfRule, made: tuple[str, bool] | None) -> None:
    if made is None:
        of.left_out += 1
        return
    text, is_keep = made
    (of.keeps if is_keep else of.removes)[text] = None


def _written(found: Mapping[str, _OfRule]) -> Iterator[str]:
    for name in sorted(found):
        of = found[name]
        yield f"# {printable(name)}"
        if of.left_out:
            yield f"# {counted(of.left_out, 'judgement')} left out: the text around has `[-` or `-]` of its own."
        for kind, some in (("removes", of.removes), ("keeps", of.keeps)):
            if some:
                yield "\n".join([f"{kind} = (", *(f"    {one}," for one in some), ")"])
        yield ""


@dataclass(frozen=True)
class _Cuts:
    """What a rule pointed at in a text, as far as is known, apart and in order; `wrong` are those of them that were wrong."""

    all: Sequence[Ends]
    wrong: frozenset[Ends]
    made: dict[Ends, tuple[tuple[str, bool] | None, bool]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, rule: str, document: Judgement, judged: Sequence[tuple[Place, Judgement]]) -> _Cuts:
        """Those that the file has of the rule in a text."""
        text = document["text"]
        known = [_inner(text, (start, end)) for name, start, end in document.get("cuts") or () if name == rule]
        wrong: set[Ends] = set()
        for place, judgement in judged:
            if place.kind != "removal" or judgement["rule"] != rule:
                continue
            ends = _inner(text, (place.start, place.end))
            within = [one for one in known if _share(one, ends)]
            known += [] if within else [ends]  # a file of another maker
            if judgement["verdict"] == "wrong":
                wrong.update(within or [ends])
        apart = _apart(known)
        return cls(apart, frozenset(one for one in apart if any(_share(one, other) for other in wrong)))

    def example(self, document: Judgement, spot: Ends, rule: type[Rule] | None) -> tuple[str, bool] | None:
        """An example with a cut, and whether it is one of `keeps`; None where it cannot be told by marks.

        It has a few lines around; all of the text where the rule needs that to see what it saw. What it does not see even so, as
        it knew more (counts, a page's blocks, other options), is an example that is known to fail.
        """
        text = document["text"]
        own = [one for one in self.all if _share(one, spot)]
        made = None
        for around in (_AROUND, None):
            ends = _window(text, [spot, *own], around, self.all)
            if ends not in self.made:
                self.made[ends] = self._made(document, ends, rule)
            found, fits = self.made[ends]
            if found is None:
                break
            made = found
            if fits:
                return made
        return made if made is None or made[1] else (f"{made[0][:-1]}, known_failure=True)", False)

    def _made(self, document: Judgement, ends: Ends, rule: type[Rule] | None) -> tuple[tuple[str, bool] | None, bool]:
        """The example of a part of a text, and whether the rule points there at what it pointed at in all of it."""
        text, (first, last) = document["text"], ends
        inside = [one for one in self.all if first <= one[0] and one[1] <= last]
        wrong = [one for one in inside if one in self.wrong]
        marked = _marked(text, first, last, [one for one in inside if one not in self.wrong])
        if marked is None:
            return None, False
        names = "; ".join(" ".join(text[slice(*one)].split()) for one in wrong)
        example = _example(marked, document, f"must stay: {names[:_NOTE]}" if wrong else ""), bool(wrong)
        wanted = [(start - first, end - first) for start, end in inside]
        return example, rule is None or _finds(rule, _as_example(marked, document), wanted)


def _line_example(document: Judgement, place: Place) -> tuple[str, bool] | None:
    spot = _inner(document["text"], (place.start, place.end))
    first, last = _window(document["text"], [spot], _AROUND, ())
    marked = _marked(document["text"], first, last, [spot])
    return None if marked is None else (_example(marked, document, ""), False)


def _inner(text: str, ends: Ends) -> Ends:
    """A span without the line breaks at its ends: a cut takes one along, a rule points at the line."""
    start, end = ends
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip("\n"))
    return start, max(start, min(end, len(text)) - (len(inner) - len(inner.rstrip("\n"))))


def _share(one: Ends, other: Ends) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _apart(spans: Iterable[Ends]) -> list[Ends]:
    """Spans in order; those that share text become one, as marks do not stand within marks."""
    found: list[Ends] = []
    for start, end in sorted(set(spans)):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _window(text: str, spans: Sequence[Ends], around: int | None, others: Sequence[Ends]) -> Ends:
    """The lines with some spans and `around` lines with something in them on either side; of others none in part."""
    if around is None:
        return 0, len(text)
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    first, last = _back(text, first, around), _on(text, last, around)
    while cut := next(
        (one for one in others if _share(one, (first, last)) and not first <= one[0] <= one[1] <= last), None
    ):
        first, last = _back(text, min(first, cut[0]), 0), _on(text, max(last, cut[1]), 0)
    return first, last


def _back(text: str, place: int, lines: int) -> int:
    """Where the line with a place begins, or one so many lines before."""
    start = text.rfind("\n", 0, place) + 1
    while lines and start:
        before = text.rfind("\n", 0, start - 1) + 1
        lines -= bool(text[before : start - 1].strip())
        start = before
    return start


def _on(text: str, place: int, lines: int) -> int:
    """Where the line with a place ends, or one so many lines behind."""
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    while lines and end < len(text):
        behind = text.find("\n", end + 1)
        behind = len(text) if behind < 0 else behind
        lines -= bool(text[end + 1 : behind].strip())
        end = behind
    return end


def _marked(text: str, first: int, last: int, spans: Sequence[Ends]) -> str | None:
    """A part of a text with marks around spans; None where marks that are text would be taken for such ones.

    >>> _marked("One.\\nTwo.\\nThree, four.", 5, 22, [(10, 15)])
    'Two.\\n[-Three-], four.'
    """
    parts, place = [], first
    for start, end in spans:
        parts += [text[place:start], "[-", text[start:end], "-]"]
        place = end
    marked = "".join([*parts, text[place:last]])
    told = [(span.start, span.end) for span in Example(marked).spans()]
    return marked if told == [(start - first, end - first) for start, end in spans] else None


def _as_example(marked: str, document: Judgement) -> Example:
    said = {name: document[name] for name in ("title", "site", "language", "url") if document.get(name)}
    return Example(marked, authors=tuple(document.get("authors") or ()), **said)


def _finds(rule: type[Rule], example: Example, wanted: Sequence[Ends]) -> bool:
    """Whether a rule points at exactly these spans, as the tests of rules ask it."""
    helpers = [rule_classes()["byline"]()]  # who is named above the text, which others ask for
    found = sorted((each.span.start, each.span.end) for each in rule(rule.Options()).find(example.view(helpers)))
    return found == list(wanted)


def _example(marked: str, document: Judgement, note: str) -> str:
    said = [repr(marked)]
    said += [f"{name}={document[name]!r}" for name in ("title", "site", "language", "url") if document.get(name)]
    said += [f"authors={tuple(document['authors'])!r}"] if document.get("authors") else []
    said += [f"note={one_line(note)!r}"] if note else []
    return f"Example({', '.join(said)})"
