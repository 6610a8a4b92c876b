"""Documents of earlier versions in a comparison of this run's: they stay in any case, and what is like one of them goes.

They are read where they are, shard by shard: once for their keys, and once more those that are in a pair. The keys come of the
sketches that their version has kept; where it has none that fit, of its texts, with the same result. A document whose id a
record of this run has is not among them, as the run itself says what becomes of it; nor is one that was taken down, or that
receipts name, by its id or its text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancorpus.config import Config
from cleancorpus.engine.links import LinkStage
from cleancorpus.engine.stage import write_keys
from cleancorpus.engine.store import Store
from cleancorpus.engine.task import Engine, Task
from cleancorpus.errors import ConfigError
from cleancorpus.export.settle import id_keys
from cleancorpus.export.sketches import Sketched
from cleancorpus.export.write import Release, dataset_folder
from cleancorpus.numbers import counted
from cleancorpus.pipeline.gather import Parts, keys_name
from cleancorpus.remote.errors import is_elsewhere
from cleancorpus.schema import CARRIED
from cleancorpus.versions.open import FileEntry, VersionFiles, local_version, versions_in
from cleancorpus.versions.receipts import Carried
from cleancorpus.versions.sketches import read_keys, why_unusable
from cleancorpus.versions.takedown import Takedowns

EARLIER = "earlier"  # in `dedup.near.against`: all versions of the dataset itself
_COLUMNS = ("id", "n_chars", "published", "text")
_NAMED = 3  # versions in a note
_IDS = pa.schema([("key", pa.uint64())])
_TEXTS = pa.schema([("text_sha256", pa.string())])


@dataclass(frozen=True)
class KeptShard:
    """A file of documents of a version in `folder`; `label` says in messages which version that is.

    `sketches` are the folder of a version that has those of this file, and the file's place there; or else why `label` has none.
    """

    folder: str
    file: FileEntry
    label: str
    sketches: tuple[str, int] | str


@dataclass(frozen=True)
class Against:
    """The documents of some versions but for those taken down: by the list (`Takedowns.to_manifest`), or gone with these ids and
    `text_sha256`, as receipts say.
    """

    shards: tuple[KeptShard, ...]
    takedowns: tuple[dict[str, Any], ...]
    taken_ids: tuple[str, ...]
    taken_texts: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many documents they are, at most."""
        return sum(shard.file.rows for shard in self.shards)

    @property
    def digest(self) -> str:
        """16 hex digits that stand for all of it; '' for nothing."""
        facts = [[shard.file.sha256, shard.label] for shard in self.shards]
        text = json.dumps([facts, list(self.takedowns), self.taken_ids, self.taken_texts], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16] if facts else ""

    def notes(self) -> list[str]:
        """A line on the versions whose texts are sketched again."""
        again: dict[tuple[str, str], int] = {}
        for shard in self.shards:
            if isinstance(shard.sketches, str):
                version = (shard.label, shard.sketches)
                again[version] = again.get(version, 0) + shard.file.rows
        if not again:
            return []
        named = [f"{counted(rows, 'document')} of {label}, which {why}" for (label, why), rows in again.items()]
        more = f"; and of {counted(len(named) - _NAMED, 'more version')}" if len(named) > _NAMED else ""
        return [f"dedup.near.against: sketches were made again of {'; '.join(named[:_NAMED])}{more}"]

    def to_manifest(self) -> dict[str, list[str]]:
        """What the manifest says of it: nothing where no version was asked for."""
        labels = list(dict.fromkeys(shard.label for shard in self.shards))  # those with files that no earlier one has
        return {"against": labels} if labels else {}


@dataclass(frozen=True)
class IdsCall:
    """Put 64 bits of a digest of each id in place, sorted: those of records of this run, in the files of keys of the fold with
    the folder `keys`, those that its verdicts give, and those `taken`. Each of `texts` (sha256) goes below its own name.
    """

    keys: str
    parts: Parts
    verdicts: tuple[str, ...]
    taken: tuple[str, ...]
    texts: tuple[str, ...]
    target: str

    @property
    def texts_target(self) -> str:
        """Where the digests of texts are."""
        return f"{self.target}.texts"


@dataclass(frozen=True)
class KeptKeysCall:
    """The keys of the documents in a shard for link number `fold`, in place of those of a part called `target`."""

    fold: int
    shard: KeptShard
    ids: str
    texts: str
    takedowns: tuple[dict[str, Any], ...]
    target: str


def versions_against(config: Config) -> list[VersionFiles]:
    """The versions that `dedup.near.against` names, each once.

    Raises:
        ConfigError: one is not there, or the dataset's own are asked for, and are in a store.
        ExportError: one is no version, or a file of its documents is missing or cut off.
    """
    near = config.dedup.near
    folders: dict[Path, None] = {}
    for name in () if near is None else near.against:
        if name != EARLIER:
            if not Path(name).exists():
                fix = f"write '{EARLIER}' for the dataset's own versions, or the folder of one version"
                raise ConfigError("dedup.near.against", f"'{name}' is no folder", fix)
            folders[Path(name).resolve()] = None
            continue
        if is_elsewhere(config.export.dir):
            what = "the dataset's versions are in a store"
            raise ConfigError("dedup.near.against", what, "fetch them, and name their folders")
        folders.update((folder.resolve(), None) for _, folder in versions_in(dataset_folder(config, Path())))
    versions = [local_version(folder) for folder in folders]
    for version in versions:
        version.check_files(["default"])
    return versions


def against_of(config: Config, release: Release, sketched: Sketched | None) -> Against:
    """What the documents of a run for `release` are compared with besides each other; `sketched` says how these are sketched."""
    shards: dict[str, KeptShard] = {}  # by digest: versions have files in common
    for version in versions_against(config):
        why = why_unusable(version, sketched.made_of if sketched else {})
        label = f"{version.manifest['name']} {version.version}"
        for number, file in enumerate(version.files("default")):
            sketches = why or (str(version.folder), number)
            shard = shards.setdefault(file.sha256, KeptShard(str(version.folder), file, label, sketches))
            if isinstance(shard.sketches, str):
                shards[file.sha256] = replace(shard, sketches=sketches if not why else shard.sketches)
    gone = Carried(release.receipts, release.takedowns)
    return Against(
        tuple(shards.values()),
        tuple(release.takedowns.to_manifest()),
        tuple(sorted(gone.ids)),
        tuple(sorted(gone.texts)),
    )


def gather_kept(
    engine: Engine, fold: int, ids: IdsCall, against: Against, folder: str
) -> tuple[tuple[str, int | None], ...]:
    """Put the keys of all documents of `against` for link number `fold` in place, in `folder`; gives what stands for their
    parts.
    """
    for _ in engine.run([Task("ids", ids)]):
        pass
    calls = [
        KeptKeysCall(fold, shard, ids.target, ids.texts_target, against.takedowns, f"{folder}/kept-{number:08d}")
        for number, shard in enumerate(against.shards)
    ]
    for _ in engine.run([Task("kept", call) for call in calls]):
        pass
    return tuple((call.target, None) for call in calls)


def do_ids(store: Store, call: IdsCall) -> None:
    """Put the ids of a run in place, in a worker."""
    found = [id_keys(call.taken)]
    for name, limit in call.parts:
        table = store.read_table(keys_name(name, call.keys))
        if limit is not None:
            table = table.filter(pa.array(table.column("row").to_numpy() < limit))
        found.append(id_keys(table.column("id").to_pylist()))
    found += [id_keys(store.read_table(name).column("id").to_pylist()) for name in call.verdicts]
    store.write_table(call.target, pa.table([np.unique(np.concatenate(found))], schema=_IDS))
    store.write_table(call.texts_target, pa.table([list(call.texts)], schema=_TEXTS))


def do_kept_keys(store: Store, stage: LinkStage, call: KeptKeysCall) -> None:
    """Put the keys of a shard in place, in a worker."""
    ids = store.read_table(call.ids).column("key").to_numpy()
    takedowns = Takedowns.from_manifest({"takedowns": list(call.takedowns)})
    texts = store.read_table(call.texts).column("text_sha256")
    tables, first = [], 0
    sketches = None if isinstance(call.shard.sketches, str) else read_keys(*call.shard.sketches)
    asked = ("id", "url", "text_sha256")
    for batch in shard_batches(call.shard, asked if sketches is not None else (*asked, *_COLUMNS[1:])):
        own, urls = batch.column("id").to_pylist(), batch.column("url").to_pylist()
        gone = np.isin(id_keys(own), ids) | pc.is_in(batch.column("text_sha256"), texts).to_numpy(zero_copy_only=False)
        if takedowns:
            gone |= np.array([takedowns.covers(*pair) for pair in zip(own, urls, strict=True)], bool)
        if sketches is not None:
            keys = stage.keyed(sketches[first : first + batch.num_rows], first)
        else:
            keys = stage.collect(batch, first)
        left = ~gone[keys.column("row").to_numpy() - first]
        tables.append(keys.filter(pa.array(left)))
        first += batch.num_rows
    write_keys(store, keys_name(call.target, stage.key.folder), tables, stage.key_schema)


def shard_batches(shard: KeptShard, columns: Sequence[str] = _COLUMNS) -> Iterator[pa.RecordBatch]:
    """The documents of a shard, as a link sees rows: kept, and without carried columns. Read are only these of its `columns`."""
    version = local_version(Path(shard.folder))
    for batch in version.read_file(shard.file, columns):
        names = [*batch.schema.names, "status", *(field.name for field in CARRIED)]
        nothing = [pa.nulls(batch.num_rows, field.type) for field in CARRIED]
        values = [*batch.columns, pa.repeat(pa.scalar("kept"), batch.num_rows), *nothing]
        yield pa.RecordBatch.from_arrays(values, names=names)
