"""`Cleaner.clean_table`: tables of Arrow in, tables with a fixed schema out."""

import pyarrow as pa
import pytest

from cleancorpus import Cleaner
from cleancorpus.arrow_face import _Lists
from cleancorpus.schema import OUTCOMES

ARTICLE = """Storm shuts harbour bridge in Velden for days

By Jane Doe

The harbour bridge at Velden was closed on Monday after a storm tore two bolts from its northern pier, the town said.

Engineers found no other damage and expect to open one lane by Thursday, when the wind is forecast to drop."""
PLAIN = "\n\n".join(ARTICLE.split("\n\n")[2:])


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner("news")


def test_a_table_gives_what_a_batch_gives(cleaner):
    texts = [ARTICLE, None, "Too short."]
    table = cleaner.clean_table(pa.table({"text": texts, "url": ["https://a.example/1", None, None]}))
    batch = cleaner({"text": texts, "url": ["https://a.example/1", None, None]})
    for name in ("text", "authors", "status", "reason", "n_words"):
        assert table[name].to_pylist() == batch[name]
    cuts = table["removals"].to_pylist()
    assert cuts == pa.array(batch["removals"], OUTCOMES.field("removals").type).to_pylist()
    assert cuts[0]


def test_types_do_not_depend_on_what_is_in_the_rows(cleaner):
    given = pa.schema([("text", pa.string()), ("shelf", pa.int8())])
    schema = cleaner.table_schema(given)
    for texts in ([], [None], [PLAIN], [ARTICLE, PLAIN]):
        table = pa.Table.from_pydict({"text": texts, "shelf": [1] * len(texts)}, schema=given)
        cleaned = cleaner.clean_table(table)
        cleaned.validate(full=True)
        assert (cleaned.schema, cleaned.num_rows) == (schema, len(texts))
    assert schema.field("removals").type == OUTCOMES.field("removals").type


def test_columns_of_the_caller_stay_with_their_types(cleaner):
    shelves = pa.array([{"room": "b", "row": 2}], pa.struct([("room", pa.string()), ("row", pa.int8())]))
    when = pa.array([0], pa.timestamp("us", tz="UTC"))
    field = pa.field("shelf", shelves.type, metadata={"unit": "row"})
    given = pa.schema([field, pa.field("text", pa.string()), pa.field("seen", when.type)], metadata={"made": "here"})
    cleaned = cleaner.clean_table(pa.Table.from_arrays([shelves, pa.array([ARTICLE]), when], schema=given))
    assert cleaned.column_names[:3] == ["shelf", "text", "seen"]
    assert cleaned["shelf"].combine_chunks() == shelves
    assert cleaned["seen"].combine_chunks() == when
    assert cleaned.schema.field("shelf").metadata == {b"unit": b"row"}
    assert cleaned.schema.metadata == {b"made": b"here"}
    assert cleaned["text"][0].as_py() == PLAIN


@pytest.mark.parametrize(
    ("options", "text", "n_words", "ours"),
    [
        ({}, PLAIN, 5, {"clean_n_words": 42}),
        ({"prefix": "clean_"}, ARTICLE, 5, {"clean_text": PLAIN, "clean_id": "7", "clean_n_words": 42}),
        ({"columns": ["text", "n_words"], "overwrite": ["n_words"]}, PLAIN, 42, {}),
    ],
)
def test_our_columns_have_the_names_that_the_cleaner_is_told(options, text, n_words, ours):
    named = Cleaner("news", **options)
    table = pa.table({"id": [7], "n_words": pa.array([5], pa.int8()), "text": [ARTICLE]})
    cleaned = named.clean_table(table)
    assert cleaned.schema == named.table_schema(table.schema)
    assert cleaned.column_names[:3] == ["id", "n_words", "text"]
    (row,) = cleaned.to_pylist()
    assert (row["id"], row["text"], row["n_words"]) == (7, text, n_words)
    assert {name: row[name] for name in ours} == ours


@pytest.mark.parametrize(
    "kind", [pa.large_string(), pa.string_view(), pa.binary(), pa.dictionary(pa.int8(), pa.string())]
)
def test_text_may_be_of_any_type_for_text(cleaner, kind):
    data = [ARTICLE.encode()] if kind == pa.binary() else [ARTICLE]
    column = pa.array(data).dictionary_encode() if pa.types.is_dictionary(kind) else pa.array(data, kind)
    cleaned = cleaner.clean_table(pa.table({"text": column}))
    assert cleaned["text"].to_pylist() == [PLAIN]
    assert cleaned.schema == cleaner.table_schema(pa.schema([("text", pa.string())]))


def test_record_batches_and_slices_are_taken(cleaner):
    batch = pa.record_batch({"text": ["Too short.", ARTICLE, "Too short."], "n": [1, 2, 3]})
    cleaned = cleaner.clean_table(batch.slice(1, 1))
    assert (cleaned["n"].to_pylist(), cleaned["authors"].to_pylist()) == ([2], [["Jane Doe"]])


def test_columns_that_are_not_needed_are_not_unpacked(cleaner):
    class Watched:
        def __init__(self, table):
            self.table, self.asked = table, []
            self.column_names, self.num_columns = table.column_names, table.num_columns

        def column(self, name):
            self.asked.append(name)
            return self.table.column(name)

    watched = Watched(pa.table({"text": [ARTICLE], "picture": [b"x"], "url": ["https://a.example/1"]}))
    assert cleaner(_Lists(watched))["authors"] == [["Jane Doe"]]
    assert set(watched.asked) == {"text", "url"}


def test_what_is_wrong_is_said_in_one_line(cleaner):
    with pytest.raises(KeyError, match="columns are a, b; rename one"):
        cleaner.clean_table(pa.table({"a": [1], "b": [2]}))
    with pytest.raises(TypeError, match="row 0 of column 'text' is int"):
        cleaner.clean_table(pa.table({"text": [1]}))
    twice = pa.Table.from_arrays([pa.array(["x"]), pa.array(["y"])], names=["text", "text"])
    with pytest.raises(ValueError, match="table: has two columns 'text'; rename one"):
        cleaner.clean_table(twice)
