"""`cleancorpus evaluate`: the scoreboard."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cleancorpus.checked_config import load_config
from cleancorpus.errors import CleancorpusError
from cleancorpus.evaluate.judged import JudgedReport, evaluate_judged
from cleancorpus.evaluate.lines import LineReport, evaluate_lines
from cleancorpus.evaluate.pages import PageReport, evaluate_pages
from cleancorpus.numbers import counted
from cleancorpus.review.judgements import is_judgements
from cleancorpus.shown import printable


def evaluate_command(arguments: argparse.Namespace) -> int:
    """Score GOLD, a file of labelled lines or of judgements or a folder (or .jsonl.gz file) of pages; exit code 0."""
    gold = Path(arguments.gold)
    config = load_config(arguments.config, arguments.overrides)
    predictions = Path(arguments.predictions) if arguments.predictions else None
    if gold.is_dir() or gold.suffix == ".gz":
        pages = evaluate_pages(gold, config, sets=tuple(arguments.pages_of or ()), predictions=predictions)
        if arguments.json:
            print(json.dumps(pages.as_json(), indent=2))
        else:
            _print_pages(pages, arguments.lost)
    elif gold.is_file() and is_judgements(gold):
        if predictions is not None:
            raise CleancorpusError("--predictions", "is for labelled lines and pages", "leave it out")
        judged = evaluate_judged(gold, config)
        if arguments.json:
            print(json.dumps(judged.as_json(), indent=2))
        else:
            _print_judged(judged, arguments.lost)
    elif gold.is_file():
        lines = evaluate_lines(gold, config, predictions=predictions)
        if arguments.json:
            print(json.dumps(lines.as_json(), indent=2))
        else:
            _print_lines(lines, arguments.lost)
    else:
        raise CleancorpusError(str(gold), "no such file or folder", "name labelled lines (.jsonl) or a folder of pages")
    return 0


def _print_lines(report: LineReport, lost: int) -> None:
    score = report.score
    print(
        f"documents {score.documents}  content kept {score.kept:.4f}  documents hurt {score.hurt}  "
        f"junk left {score.left:.4f}  F1 {score.f1:.4f}"
    )
    print(
        "removed  " + "  ".join(f"{label} {score.removed[label]}/{score.lines[label]}" for label in sorted(score.lines))
    )
    table = Table("rule", "hits", "precision", "recall", "lost content lines", box=None, pad_edge=False)
    for rule, figures in sorted(report.rules.items()):
        recall = report.recall(rule)
        table.add_row(
            rule,
            str(figures.hits),
            f"{figures.precision:.3f}",
            "" if recall is None else f"{recall:.3f}",
            str(figures.labels["content"]),
        )
    Console().print(table)
    for rule, figures in sorted(report.rules.items()):
        for doc_id, text in figures.lost[:lost]:
            print(f"lost  {rule}  {doc_id}  {text[:160]}")


def _print_judged(report: JudgedReport, lost: int) -> None:
    others = [
        f"{counted(number, noun)} {what}"
        for number, noun, what in (
            (report.unsure, "removal", "judged unsure"),
            (report.not_found, "judgement", "not found in the texts as they are read now"),
            (report.damaged, "line", "of the file that cannot be read"),
        )
        if number
    ]
    print(", ".join([counted(report.documents, "document"), *others]))
    table = Table("rule", "right, cut now", "wrong, cut now", "precision", "95 %", box=None, pad_edge=False)
    for rule, one in sorted(report.rules.items()):
        figure = one.precision
        table.add_row(
            escape(printable(rule)),
            f"{one.right_cut} of {one.right}",
            f"{one.wrong_cut} of {one.wrong}",
            "" if figure is None else f"{figure.value:.3f}",
            "" if figure is None else f"{figure.low:.3f} to {figure.high:.3f}",
        )
    Console().print(table)
    for label, one in sorted(report.missed.items()):
        print(f"missed  {printable(label)}: {one.right_cut} of {counted(one.right, 'line')} cut now")
    for kind in ("lost", "left"):
        for name, one in sorted((*report.rules.items(), *report.missed.items()), key=lambda pair: pair[0]):
            for doc_id, text in getattr(one, kind)[:lost]:
                print(f"{kind}  {printable(name)}  {printable(doc_id)}  {printable(text[:160])}")


def _print_pages(report: PageReport, lost: int) -> None:
    figures = report.as_json()
    print("  ".join(f"{name} {value}" for name, value in figures.items() if name != "rules"))
    table = Table("rule", "removals", "of these in the gold text", box=None, pad_edge=False)
    for rule, counts in sorted(report.rules.items()):
        table.add_row(rule, str(counts["removals"]), str(counts["in_gold"]))
    Console().print(table)
    for rule, lines in sorted(report.lost.items()):
        for page_id, text in lines[:lost]:
            print(f"lost  {rule}  {page_id}  {text[:160]}")
