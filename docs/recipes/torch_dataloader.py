"""A torch `DataLoader` whose workers clean the articles that they read.

Install: pip install cleancorpus -r docs/recipes/requirements-torch_dataloader.txt
Run:     python docs/recipes/torch_dataloader.py articles.jsonl

`articles.jsonl` has an article a line, {"text": "…", "url": "…"}. Cleaning a text takes some milliseconds, a page more: for many
epochs clean once (`python -m cleancorpus run`) and load the result.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from cleancorpus import Cleaner


class CleanedArticles(IterableDataset):
    """The documents of a file that a run would keep; each worker cleans its own lines."""

    def __init__(self, path: str, cleaner: Cleaner) -> None:
        self.path, self.cleaner = Path(path), cleaner  # a cleaner can be pickled: workers get their own

    def __iter__(self) -> Iterator[dict[str, str]]:
        worker = get_worker_info()
        first, step = (worker.id, worker.num_workers) if worker else (0, 1)
        with self.path.open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                if number % step != first:
                    continue
                row = json.loads(line)
                doc = self.cleaner.clean(row["text"], url=row.get("url"))
                if doc.status == "kept":
                    yield {"id": doc.id, "text": doc.text}


def main(source: str) -> None:
    loader = DataLoader(CleanedArticles(source, Cleaner("news")), batch_size=8, num_workers=2)
    n_documents = 0
    for batch in loader:  # {"id": [8 of them], "text": [8 of them]}: what your tokenizer takes
        n_documents += len(batch["text"])
    print(f"{n_documents} documents")


if __name__ == "__main__":
    main(*sys.argv[1:])
