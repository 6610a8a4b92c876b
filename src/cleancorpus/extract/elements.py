"""The elements of a page as columns, each read once: what looks for a few of them passes over plain lists and not over the tree.

The columns are those of the tree as it was parsed; whoever changes the tree comes after all that asks them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any


class Elements:
    """All elements of a page in document order; item i of each column is that of element i."""

    def __init__(self, tree: Any) -> None:
        self.all: list[Any] = list(tree.iter("*"))
        self.tags: list[str] = [element.tag for element in self.all]
        # What stands in each element before its first child, and behind it up to the next.
        self.texts: list[str | None] = [element.text for element in self.all]
        self.tails: list[str | None] = [element.tail for element in self.all]
        self._by_value: dict[str, dict[str, list[int]]] = {}
        self._attributes: dict[str, dict[int, str]] = {}
        columns = self._attributes
        for number, element in enumerate(self.all):
            for name, value in element.items():
                column = columns.get(name)
                if column is None:
                    columns[name] = {number: value}
                else:
                    column[number] = value

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def places(self) -> dict[Any, int]:
        """The number of each element."""
        return {element: number for number, element in enumerate(self.all)}

    def attribute(self, name: str) -> dict[int, str]:
        """The values of an attribute by the numbers of the elements that have it, in order."""
        return self._attributes.get(name, {})

    def where(self, test: Callable[[str], object], *names: str) -> set[int]:
        """Numbers of the elements with an attribute of these names whose value, which is not empty, passes `test`."""
        return {
            number
            for name in names
            for value, numbers in self._having(name).items()
            if value and test(value)
            for number in numbers
        }

    def _having(self, name: str) -> dict[str, list[int]]:
        """By value of an attribute the numbers of the elements that have it: most classes are those of many."""
        found = self._by_value.get(name)
        if found is None:
            found = self._by_value[name] = {}
            for number, value in self.attribute(name).items():
                found.setdefault(value, []).append(number)
        return found

    def tagged(self, *tags: str) -> list[int]:
        """Numbers of the elements with one of these tags."""
        wanted = frozenset(tags)
        return [number for number, tag in enumerate(self.tags) if tag in wanted]
