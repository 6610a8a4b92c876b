"""Arrow columns of every layout, with values that are no text, or no time of a calendar, and with places outside of their data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import errors_of, read_sources

from cleancorpus.carry.columns import Summary
from cleancorpus.carry.kinds import arrow_type
from cleancorpus.carry.values import from_plain, plain
from cleancorpus.config import Config, Read, Source
from cleancorpus.read import list_files
from cleancorpus.read.layouts import as_stored
from cleancorpus.read.look import beginning_of

N = 40  # more than are looked at at once
BINARY = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}


def numbers(values: Any, kind: type = np.int32) -> pa.Buffer:
    return pa.py_buffer(np.array(values, kind).tobytes())


def strings(kind: pa.DataType, odd: bytes = b"caf\xe9") -> pa.Array:
    """Strings of which the sixth is not UTF-8."""
    raw = pa.array([odd if at == 5 else b"tea" for at in range(N)], BINARY[kind])
    return raw.view(kind)


def dates(count: int = N) -> pa.Array:
    """Dates that are no midnight."""
    return pa.Array.from_buffers(pa.date64(), count, [None, numbers([1] * count, np.int64)])


def far_times() -> pa.Array:
    return pa.array([1 << 62] * N, pa.timestamp("s", "UTC"))


def unknown_zone() -> pa.Array:
    return pa.array([0] * N, pa.timestamp("s", "Harbour/Quay"))


def long_decimals() -> pa.Array:
    """Decimals of more digits than their type has."""
    return pa.Array.from_buffers(
        pa.decimal128(3, 1), N, [None, pa.py_buffer((-300_005).to_bytes(16, "little", signed=True) * N)]
    )


ODD: dict[str, Callable[[], pa.Array]] = {
    "string": lambda: strings(pa.string()),
    "large string": lambda: strings(pa.large_string()),
    "string view": lambda: strings(pa.string_view()),
    "dates": dates,
    "far times": far_times,
    "unknown zone": unknown_zone,
    "long decimals": long_decimals,
}


def nested(inner: pa.Array) -> Iterator[pa.Array]:
    """An array in each type that can hold it."""
    kind, ends = inner.type, range(N + 1)
    made = pa.Array.from_buffers  # `from_arrays` of some refuses what is odd
    yield made(pa.list_(kind), N, [None, numbers(ends)], children=[inner])
    yield made(pa.large_list(kind), N, [None, numbers(ends, np.int64)], children=[inner])
    yield made(pa.list_view(kind), N, [None, numbers(range(N)), numbers([1] * N)], children=[inner])
    wide = [None, numbers(range(N), np.int64), numbers([1] * N, np.int64)]
    yield made(pa.large_list_view(kind), N, wide, children=[inner])
    yield pa.FixedSizeListArray.from_arrays(inner, 1)
    yield pa.StructArray.from_arrays([inner, inner], ["x", "y"])
    yield pa.MapArray.from_arrays(pa.array(ends, pa.int32()), pa.array(["key"] * N), inner)
    yield pa.MapArray.from_arrays(pa.array(ends, pa.int32()), inner, pa.array(["value"] * N))
    yield pa.DictionaryArray.from_arrays(pa.array(range(N), pa.int32()), inner)
    yield pa.UnionArray.from_sparse(pa.array([0] * N, pa.int8()), [inner, inner])
    yield pa.UnionArray.from_dense(pa.array([0] * N, pa.int8()), pa.array(range(N), pa.int32()), [inner, inner])
    yield in_runs(inner)


def in_runs(inner: pa.Array) -> pa.Array:
    runs = [pa.array(range(1, N + 1), pa.int32()), inner]
    return pa.Array.from_buffers(pa.run_end_encoded(pa.int32(), inner.type), N, [None], children=runs)


def columns() -> Iterator[tuple[str, pa.Array]]:
    for name, odd in ODD.items():
        yield name, odd()
        for column in nested(odd()):
            yield f"{name} in {column.type}", column
    for inner in nested(strings(pa.string())):
        for column in nested(inner):
            if not (
                pa.types.is_dictionary(inner.type) and pa.types.is_dictionary(column.type)
            ):  # Arrow cannot write these
                yield str(column.type), column
    yield "json", pa.ExtensionArray.from_storage(pa.json_(), strings(pa.string(), odd=b'"caf\xe9"'))


COLUMNS = dict(columns())


def write(folder: Path, column: pa.Array) -> None:
    texts = pa.array([f"The {at}. text of them." for at in range(len(column))])
    batch = pa.record_batch({"text": texts, "odd": column})
    with pa.OSFile(str(folder / "a.arrow"), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_batch(batch)


@pytest.mark.parametrize("named", COLUMNS)
def test_what_is_no_text_or_no_time_costs_no_row_in_whatever_it_stands(tmp_path: Path, named: str) -> None:
    write(tmp_path, COLUMNS[named])
    rows = read_sources(tmp_path, Source.model_validate({"path": "a.arrow", "carry": "*"}))
    assert errors_of(rows) == [None] * N
    assert all("odd" in json.loads(row["carried"].values) for row in rows)
    # as a field of ours it is read by another way
    rows = read_sources(tmp_path, Source.model_validate({"path": "a.arrow", "fields": {"title": ["odd"]}}))
    assert errors_of(rows) == [None] * N


def test_nulls_in_lists_and_slices_of_all_types_are_seen_as_they_are() -> None:
    """What Arrow has for that loses their lengths, and where they begin."""
    nulls = pa.StructArray.from_arrays([pa.nulls(N), strings(pa.string(), odd=b"tea")], ["x", "y"])
    for column in (*nested(nulls), *nested(strings(pa.string(), odd=b"tea"))):
        for part in (column, column.slice(9, 20)):
            seen = as_stored(part)
            seen.validate(full=True)
            assert str(seen.to_pylist()).replace("b'", "'") == str(part.to_pylist()), column.type


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
@pytest.mark.parametrize(
    "kind,value,wanted",
    [
        (pa.decimal128(3, 1), -30_005, pa.decimal128(5, 1)),
        (pa.decimal128(38, 0), 10**38, pa.decimal256(39, 0)),
        (pa.decimal256(76, 0), 10**76, None),
        (pa.decimal128(3, 3), 5, pa.decimal128(3, 3)),
    ],
)
def test_decimals_of_more_digits_than_declared_widen_their_column(
    tmp_path: Path, name: str, kind: pa.DataType, value: int, wanted: pa.DataType | None
) -> None:
    data = value.to_bytes(kind.byte_width, "little", signed=True)
    table = pa.table({"text": ["one two three"], "price": pa.Array.from_buffers(kind, 1, [None, pa.py_buffer(data)])})
    if name == "a.arrow":
        with pa.ipc.new_file(tmp_path / name, table.schema) as out:
            out.write_table(table)
    else:
        pq.write_table(table, tmp_path / name)
    (row,) = read_sources(tmp_path, Source.model_validate({"path": name, "carry": ["price"]}))
    summary = Summary()
    summary.add([row["carried"]])
    assert arrow_type(summary.kinds["price"]) == wanted
    if wanted is not None:
        (read,) = from_plain(plain(table["price"].combine_chunks()), wanted).to_pylist()
        assert read == Decimal(value).scaleb(-kind.scale)


def test_text_that_is_no_utf8_is_handed_on_as_bytes_from_maps_and_runs(tmp_path: Path) -> None:
    for column, field in (
        (pa.StructArray.from_arrays([strings(pa.string_view())], ["inner"]), "odd.inner"),
        (in_runs(strings(pa.string())), "odd"),
    ):
        write(tmp_path, column)
        rows = read_sources(tmp_path, Source.model_validate({"path": "a.arrow", "fields": {"text": [field]}}))
        assert [row["data"] for row in rows] == [b"caf\xe9" if at == 5 else b"tea" for at in range(N)]


def wild() -> pa.Array:
    """Strings of which the first has 4,000 bytes of the four that are there."""
    return pa.StringArray.from_buffers(2, numbers([0, 4000, 4]), pa.py_buffer(b"abcd"))


def wild_lists(inner: pa.Array) -> pa.Array:
    return pa.Array.from_buffers(pa.list_(inner.type), 2, [None, numbers([0, 4000, 2])], children=[inner])


def no_text() -> pa.Array:
    return pa.StringArray.from_buffers(2, numbers([0, 1, 2]), pa.py_buffer(b"\xff\xfe"))


def wild_dictionary(inner: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array([0, 4000], pa.int32()), inner, safe=False)


BEHIND: dict[str, Callable[[], pa.Array]] = {
    "a date": lambda: pa.StructArray.from_arrays([dates(2), wild()], ["a", "b"]),
    "a time": lambda: pa.StructArray.from_arrays(
        [pa.Array.from_buffers(pa.time32("s"), 2, [None, numbers([-1, 90_000])]), wild()], ["a", "b"]
    ),
    "no text": lambda: pa.StructArray.from_arrays([no_text(), wild()], ["a", "b"]),
    "a date in a struct": lambda: pa.StructArray.from_arrays(
        [pa.StructArray.from_arrays([dates(2)], ["a"]), wild()], ["a", "b"]
    ),
    "lists of dates": lambda: wild_lists(dates(2)),
    "lists of no text": lambda: wild_lists(no_text()),
    "a dictionary of dates": lambda: wild_dictionary(dates(2)),
    "a dictionary of no text": lambda: wild_dictionary(no_text()),
    "a map of dates": lambda: pa.Array.from_buffers(
        pa.map_(pa.date64(), pa.string()),
        2,
        [None, numbers([0, 1, 2])],
        children=[pa.StructArray.from_arrays([dates(2), wild()], fields=[pa.field("key", pa.date64(), False), pa.field("value", pa.string())])],
    ),
    "runs of dates": lambda: pa.Array.from_buffers(
        pa.run_end_encoded(pa.int32(), pa.list_(pa.date64())),
        2,
        [None],
        children=[pa.array([1, 2], pa.int32()), wild_lists(dates(2))],
    ),
    "runs in a struct": lambda: pa.StructArray.from_arrays(
        [
            dates(2),
            pa.Array.from_buffers(
                pa.run_end_encoded(pa.int32(), pa.string()), 2, [None], children=[pa.array([1, 2], pa.int32()), wild()]
            ),
        ],
        ["a", "b"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("odd", BEHIND)
def test_places_outside_of_the_data_are_found_behind_odd_values(tmp_path: Path, odd: str) -> None:
    """Arrow's own proof stops at the first value that it finds wrong."""
    write(tmp_path, BEHIND[odd]())
    rows = read_sources(tmp_path, Source.model_validate({"path": "a.arrow", "carry": "*"}))
    assert errors_of(rows) == ["corrupt"]
    config = Config.model_validate({"name": "a", "sources": [{"path": str(tmp_path / "a.arrow"), "carry": "*"}]})
    (file,) = list_files(config.sources).files
    assert beginning_of(file, Read()).rows == []  # what is looked at before a run is proved, too


def test_a_part_of_an_array_has_its_part_of_the_values() -> None:
    lists = [[str(at)] * (at % 3) for at in range(N)]
    objects = [dict.fromkeys(map(str, range(at % 3)), str(at)) for at in range(N)]
    for inner in (
        pa.array([str(at) for at in range(N)]),
        pa.array([str(at) for at in range(N)], pa.string_view()),
        pa.array(lists, pa.list_view(pa.string())),
        pa.array([list(each.items()) for each in objects], pa.map_(pa.string(), pa.string())),
        pa.array(objects, pa.struct({"0": pa.string(), "1": pa.string()})),
    ):
        for column in (inner, *nested(inner)):
            whole = plain(column)
            for start in range(0, N, 7):
                assert plain(column.slice(start, 7)) == whole[start : start + 7], column.type
    with_gaps = pa.array([each if at % 5 else None for at, each in enumerate(lists)], pa.list_view(pa.string()))
    assert plain(with_gaps.slice(4, 3)) == [["4"], None, []]


def test_maps_are_read_in_time_by_their_number(tmp_path: Path, assert_linear: Callable[..., None]) -> None:
    def make(count: int) -> pa.Array:
        keys = pa.array(["key"] * count)
        return pa.MapArray.from_arrays(pa.array(range(count + 1), pa.int32()), keys, keys)

    def work(column: pa.Array) -> None:
        for start in range(0, len(column), 16):
            plain(column.slice(start, 16))

    assert_linear(make, work, 20_000)
