"""Clean a DataFrame of Spark with `mapInArrow`; here with Spark on this machine.

Install: pip install cleancorpus -r docs/recipes/requirements-spark.txt, and Java 17 or newer
Run:     python docs/recipes/spark.py articles.jsonl cleaned/

`articles.jsonl` has an article a line, {"text": "…", "url": "…"}; `cleaned/` gets Parquet. On a cluster cleancorpus must be
installed for the Python of its workers. Documents are cleaned one by one; for duplicates and versions see docs/cluster.md.
"""

import os
import shutil
import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession

from cleancorpus import Cleaner


def main(source: str, target: str) -> None:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        sys.exit("spark.py: there is no Java here; install Java 17 or newer, or set JAVA_HOME")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    articles = spark.read.json(source)
    cleaner = Cleaner("news")
    schema = cleaner.table_schema(articles.limit(0).toArrow().schema)  # Spark wants to know it beforehand

    def clean(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from cleaner.clean_table(batch).to_batches()

    cleaned = articles.mapInArrow(clean, spark.createDataFrame(schema.empty_table()).schema)
    cleaned.where("status = 'kept'").write.mode("overwrite").parquet(target)
    print(f"{spark.read.parquet(target).count()} documents in {target}")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
