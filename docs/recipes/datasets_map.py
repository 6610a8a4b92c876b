"""Clean a dataset that you have with `datasets.map`, and keep what a run would keep.

Install: pip install cleancorpus
Run:     python docs/recipes/datasets_map.py articles.jsonl cleaned/

`articles.jsonl` has an article a line, {"text": "…", "url": "…"}; any dataset with a column of text or HTML does. A second call
finds the result in the cache of `datasets`; another configuration, rule or library version does not.
"""

import sys
from collections import Counter

from datasets import load_dataset

from cleancorpus import Cleaner


def main(source: str, target: str) -> None:
    articles = load_dataset("json", data_files=source, split="train")
    cleaner = Cleaner("news")
    # features: else `datasets` guesses the types of columns that the first rows leave empty
    features = cleaner.features(articles.features)
    cleaned = articles.map(cleaner, batched=True, batch_size=100, num_proc=2, features=features)
    print("before the filter:", dict(Counter(cleaned["status"])), "dropped for", dict(Counter(cleaned["reason"])))
    kept = cleaned.filter(lambda status: status == "kept", input_columns="status")
    kept.save_to_disk(target)
    print(f"{len(kept)} documents in {target}")


if __name__ == "__main__":  # the processes of `num_proc` import this file, too
    main(*sys.argv[1:])
