"""The section `carry`: which columns of the sources go into the dataset as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from cleancorpus.config.messages import near
from cleancorpus.config.section import Section

ALL = 'to carry all columns, write carry: "*"'
_MEANT_FOR_ALL = ("all", "any", "everything", "true", "yes")


class Carry(Section):
    """Columns of the sources that go into the dataset as they are: a list of names, "*" for all, or these keys."""

    columns: tuple[str, ...] = Field(
        (), description='names; a name with dots reaches into an object; "*": all that fields does not take'
    )
    rename: dict[str, str] = Field({}, description="other names for some, {theirs: ours}; these are taken, too")
    without: tuple[str, ...] = Field((), description='names that "*" leaves out')
    types: dict[str, Literal["string", "int64", "float64", "bool"]] = Field(
        {}, description="types for some, by their names in the dataset; a value that is none makes its record an error"
    )

    @model_validator(mode="before")
    @classmethod
    def _a_list_is_names(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError(ALL if value else "is no list of names; leave carry out where no column is to be carried")
        return {"columns": value} if isinstance(value, str | list | tuple) else value

    @field_validator("columns", "without", mode="before")
    @classmethod
    def _one_is_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _names_do_not_clash(self) -> Carry:
        self._check_names()
        return self

    def _check_names(self) -> None:
        theirs: dict[str, str] = {}
        for name in self.named:
            if why := self.clash(name, theirs):
                raise ValueError(why)
            theirs[self.name_of(name)] = name

    def check_types(self, *others: Carry | None) -> None:
        """Raises: ValueError: a type is of a column that neither this nor one of the others carries."""
        carried = [carry for carry in (self, *others) if carry is not None]
        names = {carry.name_of(name) for carry in carried for name in carry.named}
        wrong = next((name for name in self.types if name not in names), None)
        if wrong is not None and not any(carry.all for carry in carried):
            raise ValueError(f"types: no column '{wrong}' is carried; write its name in the dataset, or carry it")

    def within(self, general: Carry) -> Carry:
        """A source's own section with the names and types that the `general` one gives to columns that the source carries, where
        it gives no others.

        Raises:
            ValueError: with such a name, two columns would have one.
        """
        renamed = {
            theirs: ours
            for theirs, ours in general.rename.items()
            if theirs not in self.rename and (theirs in self.columns or (self.all and theirs not in self.without))
        }
        known = self.model_copy(update={"rename": {**self.rename, **renamed}})
        names = {known.name_of(name) for name in known.named}
        types = {name: kind for name, kind in general.types.items() if self.all or name in names}
        known._check_names()
        return known.model_copy(update={"types": {**types, **self.types}})

    @property
    def all(self) -> bool:
        """Whether all columns are taken."""
        return "*" in self.columns

    @property
    def named(self) -> tuple[str, ...]:
        """The names that somebody wrote down."""
        return tuple(dict.fromkeys(name for name in (*self.columns, *self.rename) if name != "*"))

    def name_of(self, theirs: str) -> str:
        """What a column is called in the dataset: the last part of a name with dots that is written down, as a dot is a path
        to most readers.
        """
        return self.rename.get(theirs) or (theirs.rpartition(".")[2] if theirs in self.columns else theirs)

    def hint(self, theirs: str, known: Iterable[str] = ()) -> str:
        """What to do about a name that somebody wrote down and that no record has; `known` are those that records have."""
        if theirs.lower() in _MEANT_FOR_ALL and self.named == (theirs,):
            return ALL
        return near(theirs, known)

    def clash(self, theirs: str, others: Mapping[str, str]) -> str:
        """Why a column cannot have its name, and the way out; '' if it can. `others` are the other columns' own names."""
        from cleancorpus.schema import RESERVED

        ours = self.name_of(theirs)
        what = ""
        if not ours.strip() or not ours.isprintable():
            what = f"{theirs!r} has no name that a column can have"
        elif ours in RESERVED:
            name = "has the name" if ours == theirs else f"would be '{ours}', the name"
            what = f"'{theirs}' {name} of a column that the dataset has already"
        elif others.get(ours, theirs) != theirs:
            what = f"'{theirs}' and '{others[ours]}' would both be '{ours}'"
        return f"{what}; rename it: carry: {{rename: {{{theirs}: their_{ours.strip() or 'column'}}}}}" if what else ""
