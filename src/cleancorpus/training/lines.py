"""Trains the line model: `python -m cleancorpus.training.lines --bench DIR --out FILE`.

Prints scores cross-validated over sites (a site's pages are all in one fold, hand-labelled and silver alike; the table
of lines seen on other sites is made without the fold too) and then writes weights fitted to everything. The scores are
always those of networks that saw none of the scored pages' sites.
"""

from __future__ import annotations

import argparse
import json
import logging
import pickle
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleancorpus.detect.detector import Claims
from cleancorpus.detect.line_model.weights import Weights
from cleancorpus.training.lines_data import Page, line_tables, read_gold, read_silver
from cleancorpus.training.lines_fit import (
    choose_signals,
    cross_validate,
    documents_of,
    fit,
    make_samples,
    run_rules,
    score_at,
    threshold_for,
)
from cleancorpus.training.lines_net import Recipe

log = logging.getLogger("cleancorpus.training.lines")


def read_pages(bench: Path, cache: Path | None) -> list[Page]:
    """Hand-labelled and silver pages; silver ones from `cache` if they have been made before."""
    gold = read_gold(bench)
    path = cache / "silver.jsonl" if cache else None
    if path and path.exists():
        silver = [_page(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        silver = list(read_silver(bench))
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(asdict(page)) + "\n" for page in silver), encoding="utf-8")
    log.info("%d hand-labelled and %d silver pages", len(gold), len(silver))
    return gold + silver


def _page(values: dict[str, Any]) -> Page:
    return Page(**values | {name: tuple(values[name]) for name in ("lines", "labels")})


def main(argv: Sequence[str] | None = None) -> int:
    """Train, print the scores, write the weights."""
    parser = argparse.ArgumentParser(prog="cleancorpus.training.lines", description=__doc__)
    parser.add_argument(
        "--bench", type=Path, required=True, help="folder with lines/dev.jsonl, html/*/*.jsonl.gz and sites/*.jsonl.gz"
    )
    parser.add_argument("--out", type=Path, help="weights file to write; without it only scores are printed")
    parser.add_argument("--cache", type=Path, help="folder for silver pages between runs")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--members", type=int, default=3, help="networks in the ensemble")
    parser.add_argument("--rules", action="store_true", help="run the rules first and show the model their findings")
    parser.add_argument("--kept-careful", type=float, default=0.998, help="what sets the careful threshold")
    parser.add_argument("--kept-strict", type=float, default=0.9805, help="content kept, the same for strict")
    parser.add_argument("--dump", type=Path, help="pickle of the scored samples, for reading errors")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)

    pages = read_pages(args.bench, args.cache)
    docs = documents_of(pages)
    claims = run_rules(docs) if args.rules else [Claims((), (), ())] * len(docs)
    signals = choose_signals(docs, claims)
    tables = line_tables(pages, args.folds)
    samples = make_samples(pages, docs, claims, tables, signals, args.folds)
    names = samples[0].table.names
    log.info("%d features, %d lines of other sites", len(names), len(tables[-1].hashes))

    recipe = Recipe()
    scores = cross_validate(samples, args.folds, args.members, recipe)
    alone = {i: s for i, s in scores.items() if samples[i].copy == "bare"}
    joint = {i: s for i, s in scores.items() if samples[i].page.gold and not samples[i].copy}
    articles = {i: s for i, s in scores.items() if samples[i].page.clean}
    clean = {i: s for i, s in scores.items() if samples[i].copy == "clean"}
    if args.dump:
        args.dump.write_bytes(pickle.dumps((samples, scores)))
    careful, at_careful = threshold_for(samples, joint, args.kept_careful)
    strict, at_strict = threshold_for(samples, joint, args.kept_strict, keepers=False)
    what = "rules and model" if args.rules else "model"
    print(f"out of fold, {what}, careful {careful:.3f}: {at_careful}")
    print(f"out of fold, {what}, strict {strict:.3f}: {at_strict}")
    for name, threshold, keepers in (("careful", careful, True), ("strict", strict, False)):
        print(f"  {name} without guards: {score_at(samples, joint, threshold, guards=False, keepers=keepers)}")
        print(f"  {name} on clean copies: content kept {score_at(samples, clean, threshold, keepers=keepers).kept:.4f}")
        at_articles = score_at(samples, articles, threshold, keepers=keepers)
        print(f"  {name} on articles alone: content kept {at_articles.kept:.5f}")
    print(f"  rules on articles alone: content kept {score_at(samples, articles, 2.0).kept:.5f}")
    if args.rules:
        print(f"rules alone: {score_at(samples, joint, 2.0)}")
        for name, kept, same in (("careful", args.kept_careful, careful), ("strict", args.kept_strict, strict)):
            threshold, score = threshold_for(samples, alone, kept)
            print(f"out of fold, model alone, {name} {threshold:.3f}: {score}")
            print(f"  at the threshold of rules and model: {score_at(samples, alone, same)}")
    if args.out:
        mean, scale, nets = fit(samples, args.members, recipe)
        Weights(names, mean, scale, nets, careful, strict, signals, tables[-1]).save(args.out)
        log.info("wrote %s, %d bytes", args.out, args.out.stat().st_size)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
