"""Clean a dataset of Ray Data with `map_batches`.

Install: pip install cleancorpus -r docs/recipes/requirements-ray_data.txt
Run:     python docs/recipes/ray_data.py articles.jsonl cleaned/

`articles.jsonl` has an article a line, {"text": "…", "url": "…"}; `cleaned/` gets Parquet. This cleans documents one by one, and
Ray Data does not keep their order. For duplicates, the record of what went and a version see docs/cluster.md.
"""

import sys

import pyarrow as pa
import pyarrow.compute as pc
import ray

from cleancorpus import Cleaner


def main(source: str, target: str) -> None:
    cleaner = Cleaner("news")

    def clean(table: pa.Table) -> pa.Table:
        # tables of Arrow have the same types in every block, also where a block has no title or no removal
        cleaned = cleaner.clean_table(table)
        return cleaned.filter(pc.equal(cleaned["status"], "kept"))

    kept = ray.data.read_json(source).map_batches(clean, batch_format="pyarrow", batch_size=256)
    kept.write_parquet(target)
    print(f"{ray.data.read_parquet(target).count()} documents in {target}")


if __name__ == "__main__":
    main(*sys.argv[1:])
