"""The sections of what is read: sources, names of a record's fields, limits."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from cleancorpus.config.carry import Carry
from cleancorpus.config.section import Section
from cleancorpus.config.values import check_address

SourceFormat = Literal["auto", "text", "html", "jsonl", "csv", "parquet", "arrow", "warc", "mhtml", "feed"]


class Fields(Section):
    """Names of the fields of a record (JSONL, CSV, Parquet); the first that a record has is taken.

    The default names are found in any capitals («Author»), names of your own as you write them.
    """

    text: tuple[str, ...] = Field(
        ("text", "content", "body", "article", "maintext", "raw_content"), description="fields that may hold plain text"
    )
    html: tuple[str, ...] = Field(
        ("html", "raw_html", "page"), description="fields that may hold a page; preferred to text"
    )
    id: tuple[str, ...] = Field(("id", "doc_id", "uuid", "guid"), description="fields that may hold the caller's id")
    url: tuple[str, ...] = Field(("url", "link", "source_url", "uri"), description="fields that may hold the address")
    title: tuple[str, ...] = Field(("title", "headline"), description="fields that may hold the headline")
    authors: tuple[str, ...] = Field(
        ("authors", "author", "byline"),
        description="fields that may hold authors: a list, objects with a name, or a byline",
    )
    agency: tuple[str, ...] = Field(
        ("agency", "agencies", "news_agency"), description="fields that may hold the news agency: a name, or a list"
    )
    published: tuple[str, ...] = Field(
        ("published", "date", "date_publish", "published_at", "pub_date", "timestamp"),
        description="fields that may hold the date",
    )
    language: tuple[str, ...] = Field((), description="fields that may hold the language; empty: it is detected")
    site: tuple[str, ...] = Field(
        ("site", "site_name", "sitename", "publisher"), description="fields that may hold the site's name"
    )

    @field_validator("*", mode="before")
    @classmethod
    def _one_is_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("*")
    @classmethod
    def _are_named(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if "" in names:
            raise ValueError("'' is no field's name; write the name of a field")
        return names


class Source(Section):
    """A path, a glob or a folder, relative to the folder the command runs in."""

    path: str = Field(
        min_length=1,
        description="file, folder or archive (read with all in it), or glob; also a URL (s3://, gs://, hf://, https://)",
    )
    format: SourceFormat = Field("auto", description="auto: by the name's ending, else by content")
    encoding: str | None = Field(None, description="encoding of text, HTML, JSONL and CSV files; null: find out")
    fields: Fields = Field(Fields(), description="names of a record's fields")
    delimiter: str | None = Field(None, description="of CSV files; null: find out", min_length=1, max_length=1)
    split: str | None = Field(
        None, description="of a saved Hugging Face dataset or a repository on the Hub: the split to read; null: all"
    )
    config: str | None = Field(
        None, description="of a repository on the Hub: the config to read; null: its default, or the only one"
    )
    carry: Carry | None = Field(None, description="as the section carry, for this source; null: as that says")

    @field_validator("path")
    @classmethod
    def _is_address(cls, path: str) -> str:
        return check_address(path)

    @field_validator("carry")
    @classmethod
    def _types_are_of_columns(cls, carry: Carry | None) -> Carry | None:
        if carry is not None:
            carry.check_types()
        return carry


class Read(Section):
    """Limits of reading."""

    outside_digest = {"max_skipped_files": "only refuses a run; what is read is what is read"}

    # Pages of articles have a few megabytes at most; beyond 16 it is a dump, of which a worker holds forty times as much:
    # a line of 18.5 MB took it to 1.07 GB.
    max_record_bytes: int = Field(16_000_000, ge=1_000, description="a longer line, file or record goes to quarantine")
    max_skipped_files: int | None = Field(
        None,
        ge=0,
        description="more files that sources name and that are not read stop the run before it starts; hidden ones, those "
        "about data and doubles do not count; null: 0 for a file or glob, any number in folders",
    )
