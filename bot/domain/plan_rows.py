"""What a plan says of single rows and cells: set, added, gone, or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.live import CellContent
from bot.domain.outline import Place


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell: what it holds and what it is to hold. A `row_id` below zero is a row the same plan creates."""

    row_id: int
    row_number: int
    row_label: str
    column_id: int
    column: str
    before: CellContent
    after: CellContent


@dataclass(frozen=True, slots=True)
class NewCell:
    """A cell of a row to be added."""

    column_id: int
    column: str
    content: CellContent


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be added; `key`, below zero, names it within the plan. `flags` as in LiveRow."""

    key: int
    label: str
    place: Place
    cells: tuple[NewCell, ...]
    where: str = ""
    flags: str = ""


@dataclass(frozen=True, slots=True)
class RowImage:
    """A row that will be gone, whole, so that it can be made again. `level` counts from the row chosen (0)."""

    row_id: int
    number: int
    label: str
    place: Place
    level: int
    cells: tuple[NewCell, ...]
    flags: str = ""


@dataclass(frozen=True, slots=True)
class RowMove:
    """A row that goes elsewhere with everything under it; `below` counts those. `where` says the new place in words."""

    row_id: int
    number: int
    label: str
    before: Place
    after: Place
    below: int = 0
    where: str = ""
