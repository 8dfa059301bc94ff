"""Keys below zero, by which a plan speaks of what it creates itself until Smartsheet gives it an id.

Each kind has its range, so that a key says what it names.
"""

from __future__ import annotations

from typing import Final

FIRST_ROW: Final = -1
FIRST_COLUMN: Final = -1_000_001
NEW_SHEET: Final = -2_000_001
"""A plan creates at most one sheet that its other steps go into: its `sheet_id` is this key then."""


def names_row(key: int) -> bool:
    return FIRST_COLUMN < key < 0
