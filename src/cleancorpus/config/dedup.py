"""The section of duplicates."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from cleancorpus.config.section import Section

A_WORD, A_COLUMN = "a word", "a column"  # the two forms of a survivor, in places of pydantic's errors
_LEAST_FOUND = 0.8  # of the pairs right at the threshold; those above it are met more often


class ByColumn(Section):
    """The survivor by a carried column: numbers, then dates, then texts; documents without a value come last."""

    column: str = Field(min_length=1, description="name of a carried column, as it is called in the dataset")
    keep: Literal["largest", "smallest"] = Field(
        "largest", description="which value stays; the latest date is the largest"
    )


def _word_or_column(value: Any) -> str:
    """Which of the two forms a survivor has: so that an error is told of that one alone."""
    return A_COLUMN if isinstance(value, dict | ByColumn) else A_WORD


_Column = Annotated[ByColumn, Tag(A_COLUMN)]
_Form = Discriminator(_word_or_column)


class NearDuplicates(Section):
    """Documents that share most of their words in a row with another one."""

    outside_digest = {"pairs": "a list of what was compared, beside the dataset"}

    # .8 is what most published corpora take (FineWeb: .75); below .7 texts from one template are alike.
    threshold: float = Field(0.8, ge=0.5, le=1, description="share of five-word shingles in common (Jaccard)")
    # 25 x 5 misses one pair of .8 in 20,000, and one of .7 in a hundred; 14 x 8, as datatrove has it, one of .8 in 13.
    bands: int = Field(25, ge=1, le=200, description="MinHash bands: more find more pairs, and cost more")
    rows: int = Field(5, ge=1, le=20, description="MinHash figures a band: more meet fewer pairs that are none")
    survivor: Annotated[Annotated[Literal["longest", "earliest", "first"], Tag(A_WORD)] | _Column, _Form] = Field(
        "longest",
        description="which one stays: the longest, the earliest published, the first in the sources, or by a carried column "
        "({column: score, keep: largest})",
    )
    remove: bool = Field(
        True, description="false: all stay, and only the column cluster says which hang together (for splits)"
    )

    pairs: str | None = Field(
        None,
        description="Parquet file to list all candidate pairs in: their ids, similarity, accepted or not, cluster; null: none",
    )

    against: tuple[str, ...] = Field(
        (),
        description="folders of versions whose documents this run's are compared with, too; earlier: all versions of the "
        "dataset. What is like one of them goes; a document whose id a record of this run has does not count",
    )

    @field_validator("against", mode="before")
    @classmethod
    def _one_is_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("pairs", mode="before")
    @classmethod
    def _is_a_file_here(cls, value: Any) -> Any:
        if value is True or (isinstance(value, str) and not value.endswith(".parquet")):
            raise ValueError("names no Parquet file; write one, as pairs: dist/near-pairs.parquet")
        if isinstance(value, str) and "://" in value:
            raise ValueError(f"'{value}' is in a store; write a file on this machine and copy it there")
        return None if value is False else value

    @model_validator(mode="after")
    def _compares_to_remove(self) -> NearDuplicates:
        if self.against and not self.remove:
            raise ValueError("against: with remove: false nothing goes; take one of the two out")
        return self

    @model_validator(mode="after")
    def _finds_most(self) -> NearDuplicates:
        found = 1 - (1 - self.threshold**self.rows) ** self.bands
        if found < _LEAST_FOUND:
            raise ValueError(
                f"{self.bands} bands of {self.rows} rows meet only {found:.0%} of the pairs at {self.threshold}; "
                "write fewer rows, or more bands"
            )
        return self


class Dedup(Section):
    """Duplicates."""

    takes_true = ("near",)

    exact: bool = Field(True, description="keep the first of documents with equal text")
    same_words: bool = Field(
        False, description="and of those whose words are equal: case, punctuation and spaces do not count"
    )
    same_address: Annotated[Annotated[Literal["longest", "newest"], Tag(A_WORD)] | _Column, _Form] | None = Field(
        None,
        description="of documents with one address, without what tracks readers, keep the longest, the newest, or one by a "
        "carried column ({column: score, keep: largest}); null: all",
    )
    near: NearDuplicates | None = Field(
        None, description="drop near duplicates: true, or options of their own; null: keep them"
    )
