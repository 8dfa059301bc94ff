"""Writing a sample sheet down row by row, with who made and changed each row and how many days ago."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.formulas import recalculate
from infra.local.smartsheet.model import Cell, Column, Row, Sheet
from infra.local.smartsheet.sample.ids import WORKSPACE
from infra.local.smartsheet.values import cell_of

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World


class Draft:
    """A sheet being written; `finish` computes its formulas and puts it into the world."""

    def __init__(self, world: World, today: date, sheet_id: int, name: str, *, owner: str = "ava") -> None:
        self.world, self.today = world, today
        made = self.moment(days_ago=88)
        self.sheet = Sheet(sheet_id, name, owner, made, made, workspace_id=WORKSPACE)

    def moment(self, *, days_ago: float) -> datetime:
        """A working hour that many days before today, never after now's date."""
        day = self.today - timedelta(days=int(days_ago))
        return datetime.combine(day, time(8 + int(days_ago * 7) % 9, int(days_ago * 13) % 60, 0), UTC)

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def column(self, title: str, kind: str = "TEXT_NUMBER", **fields: Any) -> None:
        """Add a column; fields of Column by name, anything else is shown as it is."""
        known = {name: fields.pop(name) for name in list(fields) if name in Column.__dataclass_fields__}
        primary = not self.sheet.columns
        column_id = self.sheet.id + 100_000_000 + 4 * len(self.sheet.columns)
        self.sheet.columns.append(Column(column_id, title, kind, primary=primary, extra=fields, **known))

    def row(
        self,
        values: Mapping[str, Any],
        *,
        under: Row | None = None,
        by: str = "ava",
        ago: float = 30,
        edited: float = 5,
    ) -> Row:
        """Add a row at the bottom, or as the last child of `under` (children must follow their parent at once)."""
        row = Row(self.world.new_id(), at=self.moment(days_ago=ago), by="ava")
        row.touch(at=self.moment(days_ago=min(edited, ago)), by=by)
        row.parent_id = under.id if under else None
        for title, value in values.items():
            column = self.sheet.column(title)
            if (cell := cell_of(value, column, self.world)) is not None:
                row.cells[column.id] = cell
        self.sheet.insert(len(self.sheet.rows), [row])
        return row

    def number(self, title: str, pattern: str) -> None:
        """Fill an auto-number column, as Smartsheet does on the first save."""
        column = self.sheet.column(title)
        for index, row in enumerate(self.sheet.rows, start=1):
            row.cells[column.id] = Cell(value=pattern % index)
        self.sheet.extra["next_number"] = len(self.sheet.rows) + 1

    def finish(self, *, version: int) -> Sheet:
        recalculate(self.sheet, list(self.sheet.rows))
        self.sheet.version = version
        self.sheet.modified_at = max(row.modified_at for row in self.sheet.rows)
        self.world.sheets[self.sheet.id] = self.sheet
        return self.sheet
