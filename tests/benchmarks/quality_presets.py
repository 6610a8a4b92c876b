"""What the presets of published corpora drop, beside datatrove's filters, on the texts of articles; each difference explained.

    python tests/benchmarks/quality_presets.py --datatrove PYTHON [FOLDER]

PYTHON is an interpreter that has `datatrove[processing]` and spaCy; FOLDER has `*.jsonl.gz` with `gold_text` and `lang`, by
default `html/dev` of the benchmark folder. Both sides see the same text: a text's lines, stripped, as cleancorpus keeps them, and only
the preset's own rule and checks act. Texts that are known to be in another language than English are left out, since datatrove's
tokenizer is asked for English. Each preset is taken as it is, then with all that has a switch on datatrove's side, then with
datatrove's own words and sentences besides: what differs in the second comes from the tokenizer, in the third nothing may. (What has a
letter is then a word here, what has more than its list of marks there.)
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_GOPHER_THERE = {"words": "marks", "blank_lines": True, "stop_words_case": True}
_C4_THERE = {"count_citations": True, "end_marks": [".", "?", "!", '"', "'"], "min_words": 3}
# Preset, section of `quality`, rule for lines, switches that take datatrove's side: of the section, of the rule.
PRESETS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "gopher": ("gopher", "", _GOPHER_THERE, {}),
    "gopher-repetition": ("gopher_repetition", "", {"words": "marks"}, {}),
    "c4": ("c4", "c4-line", {"min_sentences": 5, "max_chars": None}, _C4_THERE),
    "fineweb": ("fineweb", "", {}, {}),
}


def datatrove_side() -> None:
    """Run by PYTHON: texts as a JSON list on stdin; by preset, for each text why it is dropped and what is left of it."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )
    from datatrove.pipeline.filters.c4_filters import CITATION_REGEX
    from datatrove.utils.text import split_into_sentences, split_into_words

    filters = {
        "gopher": GopherQualityFilter(),
        "gopher-repetition": GopherRepetitionFilter(),
        "c4": C4QualityFilter(),
        "c4 of TFDS": C4QualityFilter(min_num_sentences=3, min_words_per_line=5),
        "fineweb": FineWebQualityFilter(),
    }
    texts = json.load(sys.stdin)
    found: dict[str, list[tuple[str | None, str]]] = {name: [] for name in filters}
    for name, one in filters.items():
        for text in texts:
            doc = Document(text=text, id="x")
            said = one.filter(doc)
            found[name].append((None if said is True else said[1], doc.text))
    words = [split_into_words(text) for text in texts]
    lines = {line for text in texts for line in text.split("\n")}
    lines |= {CITATION_REGEX.sub("", line) for line in lines}
    # Of a blank line it gives one sentence; its filter asks for none.
    sentences = {
        " ".join(line.split()): len(split_into_sentences(line)) if line.strip() else 0 for line in sorted(lines)
    }
    json.dump({"found": found, "words": words, "sentences": sentences}, sys.stdout)


def ours(name: str, texts: list[str], *, their_side: bool) -> list[tuple[str | None, str]]:
    """For each text why the preset's check drops it, with the figure, and what its rule leaves of it."""
    from cleancorpus.checked_config import load_config
    from cleancorpus.config import Config
    from cleancorpus.decide.apply import cut
    from cleancorpus.decide.resolve import resolve
    from cleancorpus.detect.detector import Claims, build_rules
    from cleancorpus.detect.view import View
    from cleancorpus.quality.check import Cleaned
    from cleancorpus.quality.checks import CHECKS, first_verdict
    from cleancorpus.repair.assemble import assemble
    from cleancorpus.text import n_words

    section, rule_id, switches, rule_switches = PRESETS[name]
    preset = load_config(name)
    options = getattr(preset.quality, section).model_dump() | (switches if their_side else {})
    rule_options = {**preset.rules.get(rule_id, {}), **(rule_switches if their_side else {})} if rule_id else {}
    config = Config.model_validate({"quality": {section: options}, "rules": {rule_id: rule_options} if rule_id else {}})
    rules = [rule for rule in build_rules(config).rules if rule.id == rule_id]
    checks = [check.of(config) for check in CHECKS if check.options == (f"quality.{section}",)]
    found = []
    for text in texts:
        doc = assemble(text, id="x", language="en", language_score=1.0)
        claims = Claims(tuple(f for rule in rules for f in rule.find(View(doc))), (), ())
        removals = resolve(doc, claims)
        left = cut(doc, removals)
        verdict = first_verdict(checks, Cleaned(doc, left, n_words(left), removals))
        found.append((verdict and f"{verdict.reason} ({verdict.detail})", left))
    return found


def count_as_there(words: dict[str, list[str]], sentences: dict[str, int]) -> None:
    """From now on let the checks take datatrove's words of a text and sentences of a line."""
    from cleancorpus.quality import c4, fineweb, gopher, gopher_repetition

    for module in (gopher, gopher_repetition, fineweb):
        module.tokens = lambda text, _: words[text]  # type: ignore[assignment]
    c4.n_sentences = lambda line, _: sentences[" ".join(line.split())]  # type: ignore[assignment]


def lines_differ(mine: str, theirs: str) -> bool:
    """Whether two texts have other words: blanks and blank lines do not count."""
    return mine.split() != theirs.split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--datatrove", required=True, help="an interpreter with datatrove[processing] and spacy")
    parser.add_argument("folder", nargs="?", type=Path)
    args = parser.parse_args()
    bench = os.environ.get("CLEANCORPUS_BENCH", Path(__file__).parents[3] / "shared" / "bench")
    folder = args.folder or Path(bench) / "html" / "dev"
    rows = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    rows = [row for row in rows if (row.get("gold_text") or "").strip() and row.get("lang") in ("en", None)]
    if not rows:
        parser.error(f"{folder}: no *.jsonl.gz with gold_text in it; name the folder, or set CLEANCORPUS_BENCH")
    from cleancorpus.repair.assemble import assemble

    texts = [assemble(row["gold_text"], id="x").text for row in rows]
    # The environment's own path would give it this one's libraries.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    answer = subprocess.run(
        [args.datatrove, __file__, "--there"],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    there_all = json.loads(answer.stdout)
    theirs = there_all["found"]
    print(
        f"{len(texts)} texts\n\n{'preset':46} {'ours':>5} {'theirs':>7} {'both':>5} {'differ':>7} {'other text left':>16}"
    )
    explain = []
    runs = [(name, name, False) for name in PRESETS] + [("c4", "c4 of TFDS", False)]
    drifts = [(name, name, True) for name in PRESETS]
    for number, (name, there, their_side) in enumerate([*runs, *drifts, *drifts]):
        their_words = number >= len(runs) + len(drifts)
        if their_words:
            count_as_there(dict(zip(texts, there_all["words"], strict=True)), there_all["sentences"])
        mine = ours(name, texts, their_side=their_side)
        pairs = list(zip(mine, theirs[there], strict=True))
        dropped = [sum(side[0] is not None for side in column) for column in (mine, theirs[there])]
        both = sum(a[0] is not None and b[0] is not None for a, b in pairs)
        differ = [n for n, (a, b) in enumerate(pairs) if (a[0] is None) != (b[0] is None)]
        other = sum(a[0] is b[0] is None and lines_differ(a[1], b[1]) for a, b in pairs)
        title = (
            f"{name} | {there}"
            if name != there
            else f"{name}{', drifts as there' if their_side else ''}{', words too' if their_words else ''}"
        )
        print(f"{title:46} {dropped[0]:5} {dropped[1]:7} {both:5} {len(differ):7} {other:16}")
        explain.append((title, [(rows[n].get("id"), *(side[0] for side in pairs[n])) for n in differ]))
    for title, cases in explain:
        print(f"\n{title}: {len(cases)} differ")
        kinds = Counter(((a or "kept").split(" (")[0], b or "kept") for _, a, b in cases)
        for (a, b), count in kinds.most_common():
            print(f"  {count:3} ours {a}, theirs {b}")
        for identity, a, b in cases:
            print(f"      {str(identity)[:28]:28} ours: {a or 'kept'}; theirs: {b or 'kept'}")


if __name__ == "__main__":
    datatrove_side() if sys.argv[1:] == ["--there"] else main()
