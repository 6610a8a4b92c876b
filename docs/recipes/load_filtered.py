"""Load a part of a version with `load_dataset`: some columns, some rows, and without reading all of it first.

Install: pip install cleancorpus
Run:     python docs/recipes/load_filtered.py dist/my/1.0.0

The name of a repository does as well as a folder: org/my-corpus, with revision="v1.0.0".
"""

import sys

from datasets import load_dataset

COLUMNS = ["id", "text", "language", "n_words"]
LONG_ENGLISH = [("language", "==", "en"), ("n_words", ">=", 50)]  # groups of rows without any are not even read


def main(version: str) -> None:
    streamed = load_dataset(version, split="train", streaming=True, columns=COLUMNS, filters=LONG_ENGLISH)
    n_words = 0
    for document in streamed:
        n_words += document["n_words"]
    print(f"streamed: {n_words} words, columns {', '.join(document)}")

    # the same without streaming: in a cache on disk, with a length and an index
    loaded = load_dataset(version, split="train", columns=COLUMNS, filters=LONG_ENGLISH)
    print(f"loaded: {len(loaded)} documents, columns {', '.join(loaded.column_names)}")

    cuts = load_dataset(version, "removals", split="train", columns=["id", "rule", "text"])
    print(f"removals: {len(cuts)}, columns {', '.join(cuts.column_names)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
