"""Records in memory behind the RecordWriter port, with the same bad days as the sheet beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.domain.live import LiveColumn
from bot.domain.people import Actor
from bot.domain.record_changes import Record, canonical, opened
from bot.domain.sheets import Column, ColumnType
from bot.errors import NotFound, OutcomeUnknown, SheetsUnavailable
from tests.changes.sheet import MemorySheet

Bodies = dict[str, dict[str, Any]]


@dataclass
class MemoryRecords:
    """`held` is what there is, by (kind, home) and id; `sheet` is told of every call, and may fail or end it.

    Columns are the sheet's own: one that goes takes its cells along, and those behind it move up.
    """

    sheet: MemorySheet
    held: dict[tuple[str, str], Bodies] = field(default_factory=dict)
    posts: int = 0
    born: int = 0

    def collection(self, kind: str, home: str) -> Bodies:
        if kind == "column":
            return {
                str(c.id): {"title": c.column.title, "type": str(c.column.type), "index": at}
                for at, c in enumerate(self.sheet.columns)
            }
        return self.held.setdefault((kind, home), {})

    def picture(self, kind: str, home: str) -> list[str]:
        """What there is, without ids."""
        return sorted(canonical(body) for body in self.collection(kind, home).values())

    async def records(self, actor: Actor, kind: str, home: str) -> tuple[Record, ...]:
        await self.sheet.begin("records")
        found = tuple(Record(i, canonical(body), "Carla Rossi") for i, body in self.collection(kind, home).items())
        self.sheet.after("records")
        return found

    async def record(self, actor: Actor, kind: str, home: str, record_id: str) -> Record | None:
        return next((each for each in await self.records(actor, kind, home) if each.id == record_id), None)

    async def create(self, actor: Actor, kind: str, home: str, body: str) -> str:
        await self.sheet.begin("create")
        self.posts += 1
        self.born += 1
        record_id = str(90_000 + self.born)
        self._put(kind, home, record_id, opened(body))
        try:
            self.sheet.after("create")
        except SheetsUnavailable as error:
            raise OutcomeUnknown("Nobody knows.") from error
        return record_id

    async def change(self, actor: Actor, kind: str, home: str, record_id: str, body: str) -> None:
        await self.sheet.begin("change")
        now = self.collection(kind, home).get(record_id)
        if now is None:
            raise NotFound("There is no such record.")
        self._put(kind, home, record_id, now | opened(body))
        self.sheet.after("change")

    async def delete(self, actor: Actor, kind: str, home: str, record_id: str) -> None:
        await self.sheet.begin("remove")
        if kind == "column":
            self._remove_column(int(record_id))
        else:
            self.collection(kind, home).pop(record_id, None)
        self.sheet.after("remove")

    def _put(self, kind: str, home: str, record_id: str, body: dict[str, Any]) -> None:
        if kind != "column":
            self.collection(kind, home)[record_id] = body
            return
        others = [column for column in self.sheet.columns if column.id != int(record_id)]
        column = Column(int(record_id), 0, body["title"], ColumnType(body["type"]), primary=record_id == "1")
        others.insert(body["index"], LiveColumn(column))
        self.sheet.columns = tuple(others)

    def _remove_column(self, column_id: int) -> None:
        self.sheet.columns = tuple(column for column in self.sheet.columns if column.id != column_id)
        for cells in self.sheet.rows.values():
            cells.pop(column_id, None)
