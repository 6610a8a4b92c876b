"""Count the tokens of each document of a version, by a tokenizer that you name.

Install: pip install cleancorpus -r docs/recipes/requirements-token_counts.txt
Run:     python docs/recipes/token_counts.py dist/my/1.0.0 tokenizer.json tokens.parquet

The tokenizer is a file tokenizer.json, or a name on the Hub (which needs the network once). `tokens.parquet` gets the columns
id and n_tokens, to be joined with the documents by id; the version itself stays as it is. Marks for beginning and end of a text
are not counted.
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
from tokenizers import Tokenizer

SCHEMA = pa.schema([("id", pa.string()), ("n_tokens", pa.int64())])


def tokenizer_of(name: str) -> Tokenizer:
    try:
        return Tokenizer.from_file(name) if Path(name).is_file() else Tokenizer.from_pretrained(name)
    except Exception as error:  # noqa: BLE001 - tokenizers raises nothing more exact
        said = str(error).splitlines()[0]
        sys.exit(
            f"{name}: no tokenizer ({said}); give a file tokenizer.json, or a name on the Hub with the network at hand"
        )


def main(version: str, name: str, target: str) -> None:
    tokenizer = tokenizer_of(name)
    tokenizer.no_truncation()  # some tokenizers cut at the length of their model
    tokenizer.no_padding()
    documents = pa.dataset.dataset(f"{version}/data", format="parquet")
    n_tokens = 0
    with pa.parquet.ParquetWriter(target, SCHEMA) as file:
        for batch in documents.to_batches(columns=["id", "text"], batch_size=1000):
            encoded = tokenizer.encode_batch(batch["text"].to_pylist(), add_special_tokens=False)
            counts = [len(encoding) for encoding in encoded]
            file.write_batch(pa.record_batch([batch["id"], pa.array(counts, pa.int64())], schema=SCHEMA))
            n_tokens += sum(counts)
    print(f"{n_tokens} tokens in {documents.count_rows()} documents, each in {target}")


if __name__ == "__main__":
    main(*sys.argv[1:])
