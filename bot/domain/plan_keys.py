"""Keys below zero, by which a plan speaks of what it creates itself until Smartsheet gives it an id.

Each kind has its range, so that a key says what it names. A row that goes to another sheet is no new one: its key there
is its id here, below zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIRST_ROW: Final = -1
FIRST_COLUMN: Final = -1_000_001
NEW_SHEET: Final = -2_000_001
"""A plan creates at most one sheet that its other steps go into: its `sheet_id` is this key then."""


def names_row(key: int) -> bool:
    return FIRST_COLUMN < key < 0


def in_new_sheet(home: str) -> bool:
    """Whether records lie in a sheet that the plan creates."""
    return home.startswith("sheets/-")


def resolved_home(home: str, created: Mapping[int, int]) -> str:
    """The home with the id of the sheet once it is there."""
    return f"sheets/{created.get(NEW_SHEET, NEW_SHEET)}" if in_new_sheet(home) else home
