"""Ask a version of a dataset questions with Polars and DuckDB: its tables are Parquet files.

Install: pip install cleancorpus -r docs/recipes/requirements-polars_duckdb.txt
Run:     python docs/recipes/polars_duckdb.py dist/my/1.0.0

Folders of the tables: data (the documents), removals, dropped, duplicates, quarantined; those without rows are not there.
"""

import sys

import duckdb
import polars as pl


def main(version: str) -> None:
    documents = pl.scan_parquet(f"{version}/data/*.parquet")  # reads the columns that are asked for, and no others
    sites = documents.group_by("site").agg(pl.len().alias("documents"), pl.sum("n_words").alias("words"))
    print("documents and words of each site")
    for site, n_documents, n_words in sites.sort("site").collect().iter_rows():
        print(f"{site}  {n_documents}  {n_words}")

    rules = duckdb.sql(
        f"""
        select removal.rule, count(*) as cuts, count(distinct removal.id) as documents, any_value(removal.text) as one
        from read_parquet('{version}/removals/*.parquet') as removal
        join read_parquet('{version}/data/*.parquet') as document using (id)
        where document.language = 'en'
        group by removal.rule order by cuts desc, removal.rule
        """
    )
    print("cuts of each rule in English documents, in how many, and one of them")
    for rule, n_cuts, n_documents, one in rules.fetchall():
        print(f"{rule}  {n_cuts}  {n_documents}  {one.strip()!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
