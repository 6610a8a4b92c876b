"""Sound files with odd contents, as Hypothesis draws them: where `shapes.py` damages few files in many places, these are whole and of
every shape, and one that fails is made as small as it can be.
"""

from __future__ import annotations

import csv
import datetime
import html
import io
import json
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from shapes import Input

from cleancorpus.config import Config

# Names that mean something to a reader, and what they hold; any other name is a column of the corpus's own.
_FIELDS = (
    "id", "text", "html", "url", "title", "authors", "author", "agency", "date", "published", "language", "site", "description", "meta",
    "source", "position", "status", "version",
)  # fmt: skip
_WORDS = (
    "By", "Jane", "Doe", "Reuters", "Share", "Read more", "cookies", "Accept all", "©", "2024", "May 2, 2024", "LONDON", "—", "|", "«", "»", "Photo:",
    "Item", "7", "10:42", "Подписывайтесь", "市议会", "星期一", "การประชุม", "مجلس", "https://harbour.example/a?b=1", "jane@harbour.example",
    "The council met on Monday to decide about the bridge.", "It had been closed for a week.", "#", "*", "-", "•", "…", "?", "!",
)  # fmt: skip
_TAGS = (
    "p", "div", "span", "a", "h1", "h2", "article", "main", "nav", "ul", "ol", "li", "table", "tr", "td", "th", "blockquote", "pre", "code",
    "figure", "figcaption", "section", "aside", "footer", "header", "button", "form", "input", "script", "style", "template", "noscript",
    "svg", "math", "br", "hr", "img", "time", "b", "em", "sup", "select", "option", "iframe", "title", "meta", "base", "body", "html", "x-own",
)  # fmt: skip
_ATTRIBUTES = (
    "class", "id", "href", "rel", "itemprop", "itemtype", "itemscope", "hidden", "style", "role", "aria-hidden", "lang", "dir", "datetime",
    "property", "name", "content", "data-x", "src", "alt", "type",
)  # fmt: skip
_VALUES = (
    "author", "byline", "headline", "cookie-banner", "display:none", "https://harbour.example/", "/a", "#", "", "true", "de", "rtl",
    "2024-05-02", "article:published_time", "og:title", "application/ld+json", "https://schema.org/NewsArticle", "related", "share",
)  # fmt: skip

_words = st.lists(
    st.sampled_from(_WORDS) | st.text(max_size=12, alphabet=st.characters(exclude_categories=["Cc", "Cs"])), max_size=12
).map(" ".join)
_line_ends = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\u2028", "\x85", "\n \n"])
_texts = st.lists(st.tuples(_words, _line_ends), max_size=12).map(lambda lines: "".join(map("".join, lines)))
_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | _words | _texts
    | st.datetimes().map(str) | st.sampled_from(["1e999", "NaN", "null", "2024-05-02T10:00:00Z", "en", "x" * 3000])
)  # fmt: skip
_any = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_names = st.sampled_from(_FIELDS) | st.text(min_size=1, max_size=8)
_rows = st.lists(
    st.fixed_dictionaries({"text": _texts | _any}) | st.dictionaries(_names, _any, max_size=8), min_size=1, max_size=6
)


class Drawn(NamedTuple):
    """A file, and how many records it has, each a document or an error; None where a reader may pass some over."""

    file: Input
    records: int | None = None


def _drawn(shape: str, name: str, data: bytes, records: int | None = None) -> Drawn:
    return Drawn(Input(shape, name, data, ("drawn",)), records)


def _jsonl(rows: list[Any], escaped: bool) -> Drawn:
    lines = (json.dumps(row, ensure_ascii=escaped) + "\n" for row in rows)
    return _drawn("jsonl", "a.jsonl", "".join(lines).encode(errors="surrogatepass"), len(rows))


def _json(rows: list[Any], indent: int | None) -> Drawn:
    return _drawn("json", "a.json", json.dumps(rows, indent=indent).encode(), len(rows))


def _csv(cells: list[list[str]], mark: str, quoting: int) -> Drawn:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, quoting=quoting, escapechar="\\").writerows([["id", "text", "title"], *cells])  # type: ignore[arg-type]
    shape = "csv" if mark == "," else "tsv"
    return _drawn(shape, f"a.{shape}", out.getvalue().encode(errors="replace"))


# Types of columns, with what may stand in them.
_typed: st.SearchStrategy[tuple[pa.DataType, st.SearchStrategy[Any]]] = st.recursive(
    st.sampled_from(
        [
            (pa.string(), st.text(max_size=20, alphabet=st.characters(exclude_categories=["Cs"]))),
            (pa.large_string(), _words.map(lambda text: text.encode(errors="replace").decode())),
            (pa.binary(), st.binary(max_size=20)),
            (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
            (pa.uint8(), st.integers(0, 255)),
            (pa.float32(), st.floats(width=32)),
            (pa.bool_(), st.booleans()),
            (pa.date32(), st.dates()),
            (pa.timestamp("us", "UTC"), st.datetimes(datetime.datetime(1700, 1, 1), timezones=st.just(datetime.UTC))),
            (pa.timestamp("ns"), st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 1, 1))),
            (pa.duration("s"), st.integers(-(10**9), 10**9)),
            (pa.decimal128(20, 3), st.decimals(-(10**9), 10**9, places=3)),
            (pa.null(), st.none()),
        ]
    ),
    lambda inner: (
        inner.map(lambda one: (pa.list_(one[0]), st.lists(one[1], max_size=3)))
        | inner.map(lambda one: (pa.struct({"a": one[0], "b": pa.string()}), st.fixed_dictionaries({"a": one[1], "b": st.none()})))
        | inner.map(lambda one: (pa.map_(pa.string(), one[0]), st.lists(st.tuples(st.sampled_from("abc"), one[1]), max_size=2)))
    ),
    max_leaves=3,
)  # fmt: skip
_utf8_texts = _texts.map(lambda text: text.encode(errors="replace").decode())
_mostly_texts = (
    st.sampled_from(
        [(pa.string(), _utf8_texts), (pa.large_string(), _utf8_texts), (pa.binary(), _utf8_texts.map(str.encode))]
    )
    | _typed
)
_utf8_names = _names.map(lambda name: name.encode(errors="replace").decode())


@st.composite
def _tables(draw: st.DrawFn) -> pa.Table:
    names = [*dict.fromkeys(["text", *draw(st.lists(_utf8_names, max_size=4))])]
    count = draw(st.integers(0, 5))
    columns = []
    for name in names:
        kind, values = draw(_mostly_texts if name in ("text", "html") else _typed)
        cells = draw(st.lists(st.none() | values, min_size=count, max_size=count))
        column = pa.array(cells, kind)
        # A view loses how long nulls are within lists.
        columns.append(column.view(_declared(kind)) if draw(_seldom) and "null" not in str(kind) else column)
    return pa.table(columns, names=names)


_seldom = st.sampled_from([False, False, False, True])


def _declared(kind: pa.DataType) -> pa.DataType:
    """The type as a writer declares it who asks nobody what is in it: bytes are strings, whole numbers are times."""
    if pa.types.is_list(kind):
        return pa.list_(_declared(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct({field.name: _declared(field.type) for field in kind})
    if pa.types.is_map(kind):
        return pa.map_(kind.key_type, _declared(kind.item_type))
    if pa.types.is_int64(kind):
        return pa.date64()
    return pa.string() if pa.types.is_binary(kind) else kind


def _parquet(table: pa.Table, group: int) -> Drawn:
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=group, coerce_timestamps="us", allow_truncated_timestamps=True)
    return _drawn("parquet", "a.parquet", out.getvalue(), table.num_rows)


def _arrow(table: pa.Table, most: int) -> Drawn:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=most)
    return _drawn("arrow", "a.arrow", bytes(sink.getvalue()), table.num_rows)


def _element(tag: str, attributes: dict[str, str], inner: list[str], closed: bool) -> str:
    given = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{given}>{''.join(inner)}" + (f"</{tag}>" if closed else "")


_ld = _any.map(
    lambda value: (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": value})}</script>'
    )
)
_elements = st.recursive(
    _words.map(html.escape) | st.text(max_size=20) | st.just("<!-- x -->") | _ld,
    lambda inner: st.builds(
        _element,
        st.sampled_from(_TAGS),
        st.dictionaries(st.sampled_from(_ATTRIBUTES), st.sampled_from(_VALUES) | st.text(max_size=8), max_size=3),
        st.lists(inner, max_size=6),
        st.sampled_from([True, True, True, False]),
    ),
    max_leaves=30,
)


def _page(parts: list[str]) -> Drawn:
    page = f"<!doctype html><html><body><article><p>The council met.</p>{''.join(parts)}</article></body></html>"
    return _drawn("html", "a.html", page.encode(errors="surrogatepass"), 1)


def _paths(model: type[BaseModel], before: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """The keys of a config as paths, also of what stands in it, with a value that each may have."""
    found: dict[tuple[str, ...], Any] = {}
    for name, field in model.model_fields.items():
        path = (*before, field.alias or name)
        found[path] = None if field.is_required() else to_jsonable_python(field.get_default(call_default_factory=True))
        for kind in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= _paths(kind, path)
    return found


_SOUND = _paths(Config)
_small = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats(0, 2) | st.text(max_size=6) | st.sampled_from(["en", "strict", "email", "*", "base"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.sampled_from(["path", "phrases"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
_setting = st.sampled_from([*_SOUND]).flatmap(lambda path: st.tuples(st.just(path), st.just(_SOUND[path])))
_odd_setting = st.tuples(st.sampled_from([*_SOUND]), _small)


def _config(given: list[tuple[tuple[str, ...], Any]], marks: bool) -> Drawn:
    config: dict[str, Any] = {"extends": "base", "sources": [{"path": "a.jsonl"}]}
    for path, value in given:
        inner = config
        for name in path[:-1]:
            if not isinstance(inner.get(name), dict):
                inner[name] = {}
            inner = inner[name]
        inner[path[-1]] = value
    text = json.dumps(config) if marks else yaml.safe_dump(config, allow_unicode=True)
    return _drawn("config", "c.yaml", text.encode(errors="surrogatepass"))


FILES: dict[str, st.SearchStrategy[Drawn]] = {
    "text": _texts.map(lambda text: _drawn("text", "a.txt", text.encode(errors="surrogatepass"))),
    "jsonl": st.builds(_jsonl, _rows, st.booleans()),
    "json": st.builds(_json, _rows, st.sampled_from([None, 1])),
    "csv": st.builds(
        _csv,
        st.lists(st.tuples(_words, _texts, _scalars.map(str)).map(list) | st.lists(_texts, max_size=4), max_size=6),
        st.sampled_from([",", "\t"]),
        st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    ),
    "parquet": st.builds(_parquet, _tables(), st.integers(1, 3)),
    "arrow": st.builds(_arrow, _tables(), st.integers(1, 3)),
    "html": st.lists(_elements, max_size=8).map(_page),
    "config": st.builds(_config, st.lists(_setting | _setting | _odd_setting, min_size=1, max_size=4), st.booleans()),
}
