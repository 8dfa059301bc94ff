"""The order of a sheet's rows as a plan changes it, and what a plan says of another sheet that it concerns."""

from __future__ import annotations

from dataclasses import dataclass

Order = tuple[tuple[int, int], ...]
"""(row id, parent id or 0) of every row, in display order."""


@dataclass(frozen=True, slots=True)
class SortBy:
    """A column to sort by; `said` is the direction in words: “earliest first”."""

    column_id: int
    column: str
    descending: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class OrderRows:
    """Sort the rows under each row among themselves, as Smartsheet sorts them by these columns.

    With `after`, row ids in display order, they are put in exactly that order instead: what they were sorted from.
    """

    by: tuple[SortBy, ...]
    before: Order
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet, and what it is called."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A column whose values go along, and the column of the same title that takes them; 0 for one that is made.

    `same` tells that both are of one type, so that a value shows alike in both.
    """

    title: str
    source_id: int
    target_id: int = 0
    same: bool = True
