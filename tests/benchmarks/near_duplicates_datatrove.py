"""datatrove's MinHash job on the texts of a JSONL file, as its own example has it; prints documents a CPU second.

Run by near_duplicates.py with an interpreter that has datatrove[io,processing]. Start-up and the writing of the input are not
counted.
"""

import gzip
import json
import resource
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import ParquetWriter


def cpu_s():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def stages(work):
    read = lambda: ParquetReader(str(work / "in"), glob_pattern="*.parquet")  # noqa: E731
    yield [read(), MinhashDedupSignature(str(work / "signatures"))], 1
    yield [MinhashDedupBuckets(str(work / "signatures"), str(work / "buckets"))], 14
    yield [MinhashDedupCluster(str(work / "buckets"), str(work / "remove"))], 1
    yield [read(), MinhashDedupFilter(str(work / "remove")), ParquetWriter(str(work / "out"))], 1


def main():
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "in").mkdir()
        table = pa.table({"id": [str(number) for number in range(len(texts))], "text": texts})
        pq.write_table(table, work / "in" / "0.parquet", row_group_size=1000)
        before = cpu_s()
        for number, (pipeline, tasks) in enumerate(stages(work)):
            logs = str(work / f"logs{number}")
            LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=logs, skip_completed=False).run()
        used = cpu_s() - before
        kept = sum(pq.ParquetFile(path).metadata.num_rows for path in (work / "out").glob("*.parquet"))
    print(
        f"datatrove: {len(texts):,} texts, {len(texts) / used:,.0f} a CPU second, {used:.1f} CPU s, {len(texts) - kept} removed"
    )


if __name__ == "__main__":
    main()
