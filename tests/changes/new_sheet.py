"""A place in memory where plans create a sheet: it can be reached under its id, and only while it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.live import LiveColumn, LiveSheet, RowWrite, WriteResult
from bot.domain.outline import Outline, Place
from bot.domain.people import Actor
from bot.domain.plan_keys import NEW_SHEET
from bot.domain.plans import Plan, Step
from bot.domain.sheets import Column, ColumnType
from bot.errors import NotFound
from tests.changes.bench import Bench
from tests.changes.records import Bodies, MemoryRecords
from tests.changes.sheet import MemorySheet
from tests.plans import a_plan


@dataclass
class NewSheet(MemorySheet):
    """Not there until it is created; `own` is its id."""

    own: int = 0

    async def read(self, actor: Actor, sheet_id: int, **wanted: Any) -> LiveSheet:
        self._reach(sheet_id)
        return await super().read(actor, sheet_id, **wanted)

    async def add_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite], place: Place) -> WriteResult:
        self._reach(sheet_id)
        assert {column for row in rows for column, _ in row.cells} <= {column.id for column in self.columns}
        return await super().add_rows(actor, sheet_id, rows, place)

    def _reach(self, sheet_id: int) -> None:
        if not self.own or sheet_id != self.own:
            raise NotFound("There is no such sheet.")


@dataclass
class SheetRecords(MemoryRecords):
    """Sheets by name and version; the newest one is the NewSheet."""

    def collection(self, kind: str, home: str) -> Bodies:
        found = super().collection(kind, home)
        for record_id, body in found.items():
            if kind == "sheet" and isinstance(self.sheet, NewSheet) and record_id == str(self.sheet.own):
                body["version"] = self.sheet.version
        return found

    async def delete(self, actor: Actor, kind: str, home: str, record_id: str) -> None:
        await super().delete(actor, kind, home, record_id)
        assert isinstance(self.sheet, NewSheet)
        if record_id == str(self.sheet.own):
            self.sheet.own, self.sheet.rows, self.sheet.outline = 0, {}, Outline([])

    def _put(self, kind: str, home: str, record_id: str, body: dict[str, Any]) -> None:
        assert isinstance(self.sheet, NewSheet)
        if kind == "column":
            super()._put(kind, home, record_id, body)
            return
        self.held.setdefault((kind, home), {})[record_id] = {"name": body["name"]}
        self.sheet.own, self.sheet.version = int(record_id), 1
        self.sheet.columns = tuple(
            LiveColumn(Column(500 + n, n, c["title"], ColumnType(c["type"]), primary=bool(c.get("primary"))))
            for n, c in enumerate(body["columns"])
        )


class NewBench(Bench):
    """Nothing there yet but sheets of other people."""

    def __init__(self, others: Bodies, home: str) -> None:
        super().__init__(NewSheet.of([], {}))
        self.records = SheetRecords(self.sheet, held={("sheet", home): dict(others)})

    def plan(self, what: tuple[Step, ...]) -> Plan:
        self.plans.append(a_plan(f"p{len(self.plans)}", steps=what, sheet_id=NEW_SHEET))
        return self.plans[-1]

    def there(self) -> tuple[list[str], list[str], list[tuple[int, list[str]]]]:
        """The names of all sheets, the columns of the new one, and its rows in order."""
        names = sorted(str(body["name"]) for found in self.records.held.values() for body in found.values())
        titles = [column.column.title for column in self.sheet.columns] if names else []
        return names, titles, [(depth, list(cells.values())) for depth, cells in self.sheet.picture()]
