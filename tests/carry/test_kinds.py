"""One type for all rows: however rows are put into parts, the schema and the values are the same, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleancorpus.carry.columns as columns_module
from cleancorpus.carry.columns import Cell, Columns, Summary, cell_of
from cleancorpus.carry.values import from_plain, normal_type, plain, rows_of

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from([2**53 + 1, 2**63, -(2**63), 10**30])
    | st.floats(allow_nan=False)
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
JSON_ROWS = st.dictionaries(st.sampled_from(["x", "y"]), JSON, max_size=2).map(cell_of)


def typed(kind: pa.DataType, values: list[Any]) -> list[Cell]:
    schema = pa.schema([("x", normal_type(kind))]).serialize().to_pybytes()
    return [Cell(json.dumps({"x": value}), schema) for value in plain(pa.array(values, kind))]


TYPED = [
    typed(pa.int8(), [1, None, -7]),
    typed(pa.uint32(), [7]),
    typed(pa.uint64(), [2**64 - 1]),
    typed(pa.int64(), [2**53 + 1, 3]),
    typed(pa.float32(), [0.5, None]),
    typed(pa.timestamp("ms"), [dt.datetime(2024, 3, 1), dt.datetime(1500, 1, 1)]),
    typed(pa.timestamp("ns", "UTC"), [1]),
    typed(pa.timestamp("us", "Europe/Oslo"), [1]),
    typed(pa.duration("s"), [3, 10**12]),
    typed(pa.duration("ns"), [5]),
    typed(pa.time32("s"), [dt.time(1)]),
    typed(pa.time64("ns"), [dt.time(1)]),
    typed(pa.date32(), [dt.date(2024, 1, 1)]),
    typed(pa.decimal128(5, 2), [Decimal("1.50")]),
    typed(pa.decimal128(38, 0), [Decimal(10**37)]),
    typed(pa.decimal128(38, 38), [Decimal("0.5")]),
    typed(pa.decimal256(76, 1), [Decimal("0.5")]),
    typed(pa.binary(), [b"\xff"]),
    typed(pa.binary(2), [b"\xff\x00"]),
    typed(pa.binary(3), [b"\xff\x00a"]),
    typed(pa.list_(pa.int16()), [[1, None], None]),
    typed(pa.struct([("a", pa.timestamp("s")), ("b", pa.string())]), [{"a": 1, "b": None}, None]),
    typed(pa.map_(pa.string(), pa.int8()), [[("k", 1)]]),
    typed(pa.null(), [None]),
]
ROWS = st.lists(JSON_ROWS | st.sampled_from([cell for cells in TYPED for cell in cells]), max_size=8)


def summary(cells: list[Cell]) -> str:
    found = Summary()
    found.add(cells)
    return found.state()


def columns_of(state: str, wanted: Sequence[str] = ()) -> Columns:
    found = Summary(wanted)
    found.merge(state)
    return found.columns()


def notes_of(columns: Columns) -> tuple[str, ...]:
    return tuple(map(str, columns.texts))


def batch_of(columns: Columns, cells: list[Cell]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(columns.arrays(cells), schema=pa.schema(columns.fields))


@settings(max_examples=300, deadline=None)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 8), max_size=4))
def test_any_partition_gives_the_same_schema_and_values(rows: list[Cell], cuts: list[int]) -> None:
    whole = columns_of(summary(rows))
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [rows[start:stop] for start, stop in pairwise(edges)]
    joined = Summary()
    for part in parts:
        joined.merge(summary(part))
    columns = joined.columns()
    assert (columns.fields, columns.texts) == (whole.fields, whole.texts)
    pieces = [batch_of(columns, part) for part in parts]
    assert (
        pa.Table.from_batches(pieces).combine_chunks().to_batches()
        == pa.Table.from_batches([batch_of(whole, rows)]).combine_chunks().to_batches()
    )


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, order=st.randoms())
def test_the_order_of_rows_changes_no_type(rows: list[Cell], order: Any) -> None:
    mixed = rows[:]
    order.shuffle(mixed)

    def by_name(cells: list[Cell]) -> dict[str, Any]:
        return {field.name: field.type for field in columns_of(summary(cells)).fields}

    assert by_name(rows) == by_name(mixed)


@settings(max_examples=300, deadline=None)
@given(values=st.lists(JSON, max_size=6))
def test_what_goes_in_comes_out(values: list[Any]) -> None:
    cells = [cell_of({"x": value}) for value in values]
    columns = columns_of(summary(cells), ["x"])
    (array,) = columns.arrays(cells)
    for value, found in zip(values, plain(array), strict=True):
        assert _same(value, found)


def _same(value: Any, found: Any) -> bool:
    """Whether `found` is `value`: with nulls for fields that it lacks, as JSON text where types differ."""
    if isinstance(found, str) and not isinstance(value, str):
        return bool(json.loads(found) == value)
    if isinstance(value, str):
        return found == value or json.loads(found) == value
    if isinstance(value, list):
        return len(value) == len(found) and all(map(_same, value, found))
    if isinstance(value, dict):
        return all(_same(value.get(name), inner) for name, inner in found.items()) and {*value} <= {*found}
    return bool(value == found)


@pytest.mark.parametrize("cells", TYPED, ids=lambda cells: cells[0].values[:30])
def test_a_declared_type_stays_as_it_is(cells: list[Cell]) -> None:
    (declared,) = pa.ipc.read_schema(pa.py_buffer(cells[0].types))
    columns = columns_of(summary(cells))
    (field,) = columns.fields
    assert notes_of(columns) == ()
    assert field.type == (pa.string() if pa.types.is_null(declared.type) else declared.type)
    (array,) = columns.arrays(cells)
    array.validate(full=True)
    assert plain(array) == [json.loads(cell.values)["x"] for cell in cells]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ([1, 2], [0.5], pa.float64()),
        ([1], [None], pa.int64()),
        ([None], [None], pa.string()),
        ([], [], pa.string()),
        ([1], ["1"], pa.string()),
        ([True], [1], pa.string()),
        ([[]], [[1]], pa.list_(pa.int64())),
        ([[1]], [[0.5, None]], pa.list_(pa.float64())),
        ([{"a": 1}], [{"b": "x"}], pa.struct([("a", pa.int64()), ("b", pa.string())])),
        ([{"a": [{"b": None}]}], [{"a": [{"b": 1}]}], pa.struct([("a", pa.list_(pa.struct([("b", pa.int64())])))])),
        ([{"a": 1}], [{"a": "x"}], pa.struct([("a", pa.string())])),
        ([{}], [None], pa.string()),
        ([2**53 + 1], [0.5], pa.string()),
        ([2**63], [1], pa.string()),
        ([{f"k{n}": n for n in range(150)}], [{f"j{n}": n for n in range(150)}], pa.string()),
    ],
)
def test_types_of_json(one: list[Any], other: list[Any], kind: pa.DataType) -> None:
    cells = [cell_of({"x": value}) for value in (*one, *other)]
    (field,) = columns_of(summary(cells), ["x"]).fields
    assert field.type == kind


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (typed(pa.int32(), [1]) + typed(pa.int64(), [2]), pa.int64()),
        (typed(pa.uint8(), [1]) + typed(pa.int8(), [2]), pa.int16()),
        (typed(pa.int64(), [1]) + typed(pa.float64(), [0.5]), pa.float64()),
        (typed(pa.int64(), [2**53 + 1]) + typed(pa.float64(), [0.5]), pa.string()),
        (typed(pa.timestamp("ms"), [1]) + typed(pa.timestamp("us"), [1]), pa.timestamp("us")),
        (
            typed(pa.timestamp("ms", "UTC"), [1]) + typed(pa.timestamp("ms", "Europe/Oslo"), [1]),
            pa.timestamp("ms", "UTC"),
        ),
        (typed(pa.timestamp("ms"), [1]) + typed(pa.timestamp("ms", "UTC"), [1]), pa.string()),
        (typed(pa.timestamp("ns"), [1]) + typed(pa.timestamp("ms"), [dt.datetime(1500, 1, 1)]), pa.string()),
        (typed(pa.decimal128(5, 2), [1]) + typed(pa.decimal128(5, 0), [1]), pa.decimal128(7, 2)),
        (typed(pa.binary(2), [b"ab"]) + typed(pa.binary(3), [b"abc"]), pa.binary()),
        (typed(pa.string(), ["a"]) + typed(pa.large_string(), ["b"]), pa.string()),
        ([*typed(pa.int8(), [3]), cell_of({"x": 4})], pa.int64()),
        (typed(pa.null(), [None]) + typed(pa.date32(), [dt.date(2024, 1, 1)]), pa.date32()),
    ],
)
def test_types_of_several_sources(cells: list[Cell], kind: pa.DataType) -> None:
    columns = columns_of(summary(cells))
    assert columns.fields[0].type == kind
    columns.arrays(cells)[0].validate(full=True)


def test_the_order_of_names_in_objects_makes_no_other_type() -> None:
    one, other = cell_of({"x": {"b": 1, "a": {"d": 2, "c": 3}}}), cell_of({"x": {"a": {"c": 1, "d": 2}, "b": 1}})
    for cells in ([one, other], [other, one]):
        assert str(columns_of(summary(cells)).fields[0].type) == "struct<a: struct<c: int64, d: int64>, b: int64>"
    declared = typed(pa.struct([("b", pa.int8()), ("a", pa.int8())]), [None])
    assert str(columns_of(summary(declared)).fields[0].type) == "struct<b: int8, a: int8>"


def test_what_no_type_holds_is_json_text_and_says_so() -> None:
    cells = [cell_of({"x": {"n": 1}}), cell_of({"x": {"n": "a"}}), *typed(pa.timestamp("us", "UTC"), [1])]
    columns = columns_of(summary(cells))
    assert notes_of(columns) == ("x (objects and times)",)
    assert columns.arrays(cells)[0].to_pylist() == ['{"n": 1}', '{"n": "a"}', '"1970-01-01T00:00:00.000001Z"']
    assert b"JSON text: x (objects and times)" in columns.fields[0].metadata[b"description"]
    inner = columns_of(summary(cells[:2]))
    assert notes_of(inner) == ("x.n (numbers and texts)",)
    assert inner.arrays(cells[:2])[0].to_pylist() == [{"n": "1"}, {"n": '"a"'}]


def test_columns_stand_in_the_order_asked_for_and_one_that_no_row_has_is_null() -> None:
    cells = [cell_of({"b": 1}), cell_of({"a": 2, "b": 3}), Cell("{}")]
    columns = columns_of(summary(cells), ["c", "a"])
    assert [field.name for field in columns.fields] == ["c", "a", "b"]
    assert [array.to_pylist() for array in columns.arrays([*cells, (None, None)])] == [
        [None] * 4, [None, 2, None, None], [1, 3, None, None],
    ]  # fmt: skip


def test_the_first_columns_and_the_named_ones_are_those_of_a_table_with_too_many() -> None:
    first, second = (cell_of({f"k{n}": 1 for n in range(start, start + 600)}) for start in (0, 600))
    for parts in ([[first], [second]], [[first, second]]):
        found = Summary(["z", "k1199"])
        for part in (*parts, [cell_of({"k0": "x", "z": 1})]):
            found.merge(summary(part))
        assert {*found.kinds} == {*(f"k{n}" for n in range(998)), "k1199", "z"}
        assert [*found.left_out] == [f"k{n}" for n in range(998, 1199)]
        columns = found.columns()
        assert [field.name for field in columns.fields][:3] == ["z", "k1199", "k0"]
        assert notes_of(columns) == ("k0 (numbers and texts)",)
        assert columns.arrays([cell_of({"k1100": 1, "k1199": 2})])[1].to_pylist() == [2]


def test_a_column_of_which_a_part_with_too_many_has_kept_no_kind_is_json_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "MOST_NAMES", 3)
    found = Summary()
    cells = [cell_of({"a": 1}), *(cell_of({name: "x"}) for name in ("b", "c", "d", "a"))]
    for part in (cells[:1], cells[1:]):
        found.merge(summary(part))
    assert found.columns().arrays(cells)[0].to_pylist() == ["1", None, None, None, '"x"']


def test_rows_have_one_json_form() -> None:
    kinds = {"t": pa.timestamp("us"), "s": pa.string(), "l": pa.list_(pa.date32()), "b": pa.binary()}
    arrays = [from_plain([1], kinds["t"]), pa.array(["a"]), from_plain([[2]], kinds["l"]), pa.array([b"\xff"])]
    batch = pa.RecordBatch.from_arrays(arrays, schema=pa.schema(list(kinds.items())))
    assert rows_of(batch) == [{"t": 1, "s": "a", "l": [2], "b": b"\xff"}]


def whole(kind: pa.DataType, values: list[int | None]) -> pa.Array:
    """Times of these whole numbers, whether a calendar has them or not."""
    return pa.array(values, pa.int32() if kind.bit_width == 32 else pa.int64()).view(kind)


@pytest.mark.parametrize(
    ("array", "found"),
    [
        (
            whole(pa.date64(), [86_400_000, 5, None, -1]),
            [1, "1970-01-01T00:00:00.005", None, "1969-12-31T23:59:59.999"],
        ),
        (whole(pa.date64(), [86_400_000 << 33]), [f"{86_400_000 << 33} ms since 1970-01-01"]),
        (whole(pa.timestamp("s"), [1, 2**62, None]), [1000, f"{2**62} s since 1970-01-01", None]),
        (whole(pa.timestamp("s", "UTC"), [-(2**62)]), [f"{-(2**62)} s since 1970-01-01"]),
        (whole(pa.time32("s"), [1, 2**31 - 1]), [1000, f"{2**31 - 1} s"]),
        (whole(pa.timestamp("us"), [2**62]), [f"{2**62} us since 1970-01-01"]),
        (whole(pa.timestamp("us"), [253402300799_999999, 253402300800_000000]),
         [253402300799_999999, "10000-01-01T00:00:00.000000"]),
        (whole(pa.timestamp("ms"), [-62135596800_000, -62135596800_001]),
         [-62135596800_000, "0000-12-31T23:59:59.999"]),
        (whole(pa.timestamp("ms", "Pacific/Auckland"), [253402300799_000]), ["9999-12-31T23:59:59.000Z"]),
        (whole(pa.date32(), [2_932_896, 2_932_897, -719_163]), [2_932_896, "10000-01-01", "0000-12-31"]),
        (whole(pa.duration("ms"), [5, 10**17]), [5, f"{10**17} ms"]),
        (whole(pa.time64("us"), [86_399_999_999, 86_400_000_000, -1]), [86_399_999_999, "86400000000 us", "-1 us"]),
    ],
)  # fmt: skip
def test_a_time_without_room_in_its_type_is_text(array: pa.Array, found: list[Any]) -> None:
    assert plain(array) == found
    assert plain(pa.concat_arrays([array, array]).slice(1, len(array))) == [*found[1:], found[0]]


@pytest.mark.parametrize(
    ("kind", "odd", "note", "texts"),
    [
        (pa.date64(), 5, "x (times that no column has room for and dates)",
         ["1970-01-01", "1970-01-01T00:00:00.005"]),
        (pa.timestamp("s", "UTC"), 2**62, "x (times that no column has room for and times)",
         ["1970-01-01T00:00:00.000Z", f"{2**62} s since 1970-01-01"]),
        (pa.time32("s"), 2**31 - 1, "x (times that no column has room for and times of day)",
         ["00:00:00.000", f"{2**31 - 1} s"]),
    ],
)  # fmt: skip
def test_it_makes_its_column_json_text_whatever_the_order(
    kind: pa.DataType, odd: int, note: str, texts: list[str]
) -> None:
    types = pa.schema([("x", normal_type(kind))]).serialize().to_pybytes()
    cells = [Cell(json.dumps({"x": value}), types) for value in plain(whole(kind, [0, odd, None]))]
    columns = columns_of(summary(cells))
    assert notes_of(columns) == (note,)
    assert columns.arrays(cells)[0].to_pylist() == [*map(json.dumps, texts), None]
    assert columns_of(summary(cells[::-1])).fields == columns.fields


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (pa.timestamp("us"), 2**62, "4611686018427387904 us since 1970-01-01"),
        (pa.timestamp("ms", "UTC"), -(2**62), "-4611686018427387904 ms since 1970-01-01"),
        (pa.date32(), 2**31 - 1, "2147483647 days since 1970-01-01"),
        (pa.time64("us"), -5, "-5 us"),
    ],
)
def test_a_time_beyond_the_calendar_is_its_number_and_unit_in_json_text(
    kind: pa.DataType, value: int, said: str
) -> None:
    (time,) = plain(whole(kind, [value]))
    types = pa.schema([("x", kind)]).serialize().to_pybytes()
    cells = [Cell(json.dumps({"x": time}), types), cell_of({"x": {}})]
    assert columns_of(summary(cells)).arrays(cells)[0].to_pylist()[0] == json.dumps(said)


def test_a_union_with_a_time_beyond_the_calendar_is_json_text() -> None:
    fields = [pa.array([2**62, 0], pa.timestamp("s")), pa.array(["a", "b"])]
    array = pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), fields)
    assert plain(array) == [f'"{2**62} s since 1970-01-01"', '"b"']


def test_of_fields_of_one_name_none_is_lost() -> None:
    array = pa.StructArray.from_arrays([pa.array([n]) for n in range(4)], names=["a", "a", "a_2", "a"])
    assert plain(array) == [{"a": 0, "a_3": 1, "a_2": 2, "a_4": 3}]
    assert str(normal_type(array.type)) == "struct<a: int64, a_3: int64, a_2: int64, a_4: int64>"
