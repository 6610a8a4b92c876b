"""Clean articles as they stream by: nothing is written, and the first document is there at once.

Install: pip install cleancorpus
Run:     python docs/recipes/datasets_streaming.py articles.jsonl

`articles.jsonl` has an article a line, {"text": "…", "url": "…"}; a dataset on the Hub does as well:
load_dataset("org/name", split="train", streaming=True).
"""

import sys

from datasets import load_dataset

from cleancorpus import Cleaner


def main(source: str) -> None:
    articles = load_dataset("json", data_files=source, split="train", streaming=True)
    documents = (
        articles.map(Cleaner("news"), batched=True, batch_size=16)  # of batches, one is in memory
        .filter(lambda row: row["status"] == "kept")
        .select_columns(["id", "text", "language", "n_words"])
    )
    n_documents = 0
    for document in documents:
        n_documents += 1
        print(f"{document['id']}  {document['language']}  {document['n_words']} words")
    print(f"{n_documents} documents")


if __name__ == "__main__":
    main(*sys.argv[1:])
