"""What a row says about itself: its number, its parent, who made and changed it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from bot.sheets.sheet_json import Row, Writer


@dataclass(slots=True)
class RowFacts:
    """The rows' own fields, one list per field, all of equal length."""

    ids: list[int] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    parents: list[int | None] = field(default_factory=list)
    created_at: list[str | None] = field(default_factory=list)
    modified_at: list[str | None] = field(default_factory=list)
    created_by: list[str | None] = field(default_factory=list)
    modified_by: list[str | None] = field(default_factory=list)

    def take(self, rows: Sequence[Row]) -> None:
        """Append a chunk of rows."""
        self.ids.extend([row.id for row in rows])
        self.numbers.extend([row.row_number for row in rows])
        self.parents.extend([row.parent_id for row in rows])
        self.created_at.extend([row.created_at for row in rows])
        self.modified_at.extend([row.modified_at for row in rows])
        self.created_by.extend([_name(row.created_by) for row in rows])
        self.modified_by.extend([_name(row.modified_by) for row in rows])

    def absorb(self, later: RowFacts) -> None:
        """Append the rows of a later part."""
        for own in fields(self):
            getattr(self, own.name).extend(getattr(later, own.name))


def _name(writer: Writer | None) -> str | None:
    return None if writer is None else writer.name or writer.email
