"""Cell history: every value a cell had, who wrote it and when, newest first.

https://developers.smartsheet.com/api/smartsheet/openapi/cells/cellhistory-get . Recorded from writes; a cell never
written since the world began has one entry, its present value, by the row's creator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from infra.local.smartsheet.model import Cell, Row, Sheet


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and who wrote it; `cell` None means it was cleared."""

    cell: Cell | None
    at: datetime
    by: str


@dataclass(slots=True)
class History:
    """Entries by row and column, oldest first."""

    entries: dict[tuple[int, int], list[Entry]] = field(default_factory=dict)

    def note(self, sheet: Sheet, row: Row, column_id: int, cell: Cell | None, *, at: datetime, by: str) -> None:
        """A cell is about to change; the value it had before the first change is kept too."""
        kept = self.entries.setdefault((row.id, column_id), [])
        if not kept and (before := row.cells.get(column_id)) is not None:
            kept.append(Entry(before, row.created_at, row.created_by))
        kept.append(Entry(cell, at, by))

    def of(self, row: Row, column_id: int) -> list[Entry]:
        """The cell's entries, newest first."""
        if kept := self.entries.get((row.id, column_id)):
            return kept[::-1]
        cell = row.cells.get(column_id)
        return [] if cell is None else [Entry(cell, row.created_at, row.created_by)]
