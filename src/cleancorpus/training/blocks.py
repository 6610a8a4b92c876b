"""Trains the block model: `python -m cleancorpus.training.blocks --data DIR... --out FILE`.

A DIR holds `*.jsonl.gz`, a page a line: id, html, gold_text, domain, set. Pages without gold_text are predicted, not trained
on; nor are those of WCXB's test part, on which published tables compare. Prints how well each page is read by a model that
has not seen its domain, then fits on all pages and writes FILE (.npz).
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cleancorpus.errors import ConfigError
from cleancorpus.extract.blocks.api import extract_page
from cleancorpus.extract.blocks.features import NameScores
from cleancorpus.extract.blocks.measures import find_live
from cleancorpus.extract.blocks.model import BlockModel, Trees, save
from cleancorpus.extract.blocks.tokens import TokenTables
from cleancorpus.extract.blocks.walk import walk
from cleancorpus.extract.parse import parse_html
from cleancorpus.training.blocks_fit import Sample, fit_tables, fit_trees, make_rows
from cleancorpus.training.blocks_labels import label_blocks, tokens_of
from cleancorpus.training.lines_data import TEST_PAGES

MIN_FOUND = 0.5  # pages of which less of the reference text is found are not trained on
# Pages that are no articles are few, and of many kinds; the gold of cleaneval is rough, that of the last two is what other
# extractors gave. Twice the weight for the first gains .01 of word F1 there and costs the others nothing.
WEIGHTS = {"wcxb-other": 2.0, "cleaneval": 0.3, "mozilla": 0.3, "newspaper4k": 0.0}


def read_pages(folders: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Rows of all `*.jsonl.gz` below `folders`, file by file in order of their names; a page that comes again is left out."""
    known: set[str] = set()
    for folder in folders:
        paths = sorted(folder.rglob("*.jsonl.gz"))
        if not paths:
            raise ConfigError(str(folder), "no *.jsonl.gz in it", "give --data a folder of pages with gold_text")
        for path in paths:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for row in map(json.loads, lines):
                    if row["id"] not in known:
                        known.add(row["id"])
                        yield row


def make_samples(
    folders: Sequence[Path], weights: dict[str, float], default: float
) -> tuple[list[Sample], dict[str, str]]:
    """Pages with labels, and the reference text by page id; the weight of a page goes by its `set`.

    Pages without a reference text weigh nothing: they are only predicted.
    """
    samples: list[Sample] = []
    references: dict[str, str] = {}
    for record in read_pages(folders):
        tree = parse_html(record["html"])
        if tree is None:
            continue
        page = walk(tree)
        if not len(page):
            continue
        share, words, found = label_blocks(page.texts, record.get("gold_text") or "")
        trained = found >= MIN_FOUND and TEST_PAGES not in record["id"]
        weight = weights.get(record["set"], default) if trained else 0.0
        samples.append(
            Sample(record["id"], record["set"], record["domain"], page, share, words, weight, find_live(page))
        )
        if record.get("gold_text"):
            references[record["id"]] = record["gold_text"]
    return samples, references


def fold_of_domains(samples: list[Sample], folds: int) -> dict[str, int]:
    """A fold for each domain, folds about equal in pages; the largest domains are placed first."""
    pages = Counter(sample.domain for sample in samples)
    load = [0] * folds
    result: dict[str, int] = {}
    for domain in sorted(pages, key=lambda name: (-pages[name], zlib.crc32(name.encode()))):
        result[domain] = load.index(min(load))
        load[result[domain]] += pages[domain]
    return result


def fit(samples: list[Sample], tables: list[TokenTables], n_trees: int) -> tuple[Trees, tuple[str, ...]]:
    """Trees on samples whose token weights come from models that have not seen them."""
    values, live, names = make_rows(samples, tables)
    target = np.concatenate([sample.target[blocks] for sample, blocks in zip(samples, live, strict=True)])
    weight = np.concatenate([sample.block_weights()[blocks] for sample, blocks in zip(samples, live, strict=True)])
    return fit_trees(values, target, weight, n_trees), names


def word_f1(reference: str, text: str) -> float:
    """F1 of the words of `text`, counted with repeats."""
    wanted, given = Counter(tokens_of(reference)), Counter(tokens_of(text))
    common = sum((wanted & given).values())
    return 2 * common / max(sum(wanted.values()) + sum(given.values()), 1)


def main(argv: list[str] | None = None) -> None:
    """Cross-validate, fit on everything, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, nargs="+", help="folders of *.jsonl.gz")
    parser.add_argument("--out", type=Path, help="file to write the weights to")
    parser.add_argument("--folds", type=int, default=5, help="folds of domains; 0: no cross-validation figures")
    parser.add_argument("--trees", type=int, default=320)
    parser.add_argument(
        "--weight",
        action="append",
        default=[],
        metavar="SET=W",
        help="weight of the pages of a set, instead of its default",
    )
    parser.add_argument("--default-weight", type=float, default=1.0, help="weight of other pages")
    parser.add_argument("--predictions", type=Path, help="file for the out-of-fold texts, a JSON line a page")
    options = parser.parse_args(argv)
    weights = WEIGHTS | {name: float(value) for name, _, value in (each.partition("=") for each in options.weight)}
    samples, references = make_samples(options.data, weights, options.default_weight)
    folds = max(options.folds, 2)
    fold = fold_of_domains(samples, folds)
    print(f"{len(samples)} pages of {len(fold)} domains, {sum(len(sample.page) for sample in samples)} blocks")
    used = [sample for sample in samples if sample.weight > 0]
    tables: dict[frozenset[int], TokenTables] = {}

    def tables_without(*left_out: int) -> TokenTables:
        key = frozenset(left_out)
        if key not in tables:
            tables[key] = fit_tables([sample for sample in used if fold[sample.domain] not in key])
        return tables[key]

    if options.folds:
        f1: dict[str, list[float]] = defaultdict(list)
        predictions: dict[str, str] = {}
        for number in range(folds):
            known = [sample for sample in used if fold[sample.domain] != number]
            trees, names = fit(known, [tables_without(number, fold[sample.domain]) for sample in known], options.trees)
            table = tables_without(number)
            model = BlockModel(table, trees, names, NameScores(table))
            for sample in samples:
                if fold[sample.domain] == number:
                    text = extract_page(sample.page, model=model).text
                    predictions[sample.id] = text
                    if sample.id in references:
                        f1[sample.group].append(word_f1(references[sample.id], text))
            print(f"fold {number + 1} of {folds} done", flush=True)
        for group, values in sorted(f1.items()):
            print(f"{group:<24}{len(values):>6} pages   word F1 {statistics.mean(values):.4f}")
        print(
            f"{'all':<24}{len(references):>6} pages   word F1 {statistics.mean(v for g in f1.values() for v in g):.4f}"
        )
        if options.predictions:
            with options.predictions.open("w", encoding="utf-8", errors="replace") as file:
                for page_id, text in predictions.items():
                    file.write(json.dumps({"id": page_id, "text": text}, ensure_ascii=False) + "\n")
    if options.out:
        trees, names = fit(used, [tables_without(fold[sample.domain]) for sample in used], options.trees)
        save(options.out, fit_tables(used), trees, names)
        print(f"wrote {options.out}, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
