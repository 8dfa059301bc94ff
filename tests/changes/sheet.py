"""A sheet in memory that is written through the SheetWriter port, with Smartsheet's rules of order, and bad days."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.changes.steps.sorting import sorted_order
from bot.domain.live import NOTHING, CellContent, LiveColumn, LiveRow, LiveSheet, RowWrite, WriteResult
from bot.domain.outline import Outline, Place
from bot.domain.people import Actor
from bot.domain.row_orders import SortBy
from bot.domain.sheets import Column, ColumnType
from bot.errors import InvalidArguments, NotFound, OutcomeUnknown, SheetsUnavailable
from tests.builders import NOON

STATUSES = ("Open", "Done", "Blocked")
COLUMNS = (
    LiveColumn(Column(1, 0, "Task", ColumnType.TEXT_NUMBER, primary=True)),
    LiveColumn(Column(2, 1, "Status", ColumnType.PICKLIST, options=STATUSES)),
    LiveColumn(Column(3, 2, "Budget", ColumnType.TEXT_NUMBER)),
)


@dataclass
class MemorySheet:
    """`before` and `after` are called around every request with its name, and may raise. `posts` counts adding."""

    rows: dict[int, dict[int, CellContent]]
    outline: Outline
    access: str = "EDITOR"
    before: Callable[[str], None] = lambda name: None
    after: Callable[[str], None] = lambda name: None
    refuse: set[int] = field(default_factory=set)
    version: int = 1
    posts: int = 0
    requests: int = 0
    born: dict[int, datetime] = field(default_factory=dict)
    writer: str = "Ben Okafor"
    columns: tuple[LiveColumn, ...] = COLUMNS

    @classmethod
    def of(cls, order: Sequence[tuple[int, int | None]], cells: dict[int, dict[int, CellContent]]) -> MemorySheet:
        return cls({row_id: dict(cells.get(row_id, {})) for row_id, _ in order}, Outline(order))

    def picture(self) -> list[tuple[int, dict[int, str]]]:
        """Every row's depth and cells in order, without ids: what a person sees."""
        depth: dict[int | None, int] = {None: -1}
        seen = []
        for row_id, parent in self.outline.order():
            depth[row_id] = depth[parent] + 1
            seen.append((depth[row_id], {c: v.raw for c, v in self.rows[row_id].items() if v.raw}))
        return seen

    def live(self) -> LiveSheet:
        rows = tuple(
            LiveRow(
                id=row_id,
                number=number,
                parent_id=parent,
                cells={c: v for c, v in self.rows[row_id].items() if v.raw},
                created_at=self.born.get(row_id, NOON - timedelta(days=9)),
                modified_by=self.writer,
            )
            for number, (row_id, parent) in enumerate(self.outline.order(), start=1)
        )
        return LiveSheet(
            7, "Plan", "https://app.smartsheet.com/sheets/7", self.version, self.access, self.columns, rows
        )

    def put(self, row_id: int, column_id: int, content: CellContent) -> None:
        """Someone else writes a cell."""
        self.rows[row_id][column_id] = content
        self.version += 1

    async def read(
        self,
        actor: Actor,
        sheet_id: int,
        *,
        row_ids: Sequence[int] | None = None,
        column_ids: Sequence[int] | None = None,
        only: bool = False,
    ) -> LiveSheet:
        await self.begin("read")
        live = self.live()
        rows = [row for row in live.rows if row_ids is None or row.id in set(row_ids)]
        if column_ids is not None:
            rows = [replace(r, cells={c: v for c, v in r.cells.items() if c in column_ids}) for r in rows]
        self.after("read")
        return replace(live, rows=tuple(rows))

    async def update_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite]) -> WriteResult:
        assert len(rows) <= 500
        await self.begin("update")
        refused = tuple((row.row_id, "Refused here.") for row in rows if row.row_id in self.refuse)
        for row in rows:
            if row.row_id not in self.rows:
                raise NotFound("There is no such row.")
            if row.row_id not in self.refuse:
                self.rows[row.row_id] |= dict(row.cells)
        self.version += 1
        self.after("update")
        return WriteResult(tuple(row.row_id for row in rows if row.row_id not in self.refuse), refused)

    async def add_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite], place: Place) -> WriteResult:
        assert len(rows) <= 500
        await self.begin("add")
        self.posts += 1
        made = []
        for row in rows:
            row_id = 1000 + len(self.born)
            self._put_in(row_id, place)
            self.rows[row_id] = {c: v for c, v in row.cells if v is not NOTHING}
            self.born[row_id] = NOON
            made.append(row_id)
            place = Place(place.parent_id, row_id)
        self.version += 1
        try:
            self.after("add")
        except SheetsUnavailable as error:
            raise OutcomeUnknown("Nobody knows.") from error
        return WriteResult(tuple(made))

    async def move_rows(self, actor: Actor, sheet_id: int, row_ids: Sequence[int], place: Place) -> None:
        await self.begin("move")
        for row_id in row_ids:
            if not self.outline.accepts(place, moving=row_id):
                if place == Place(self.outline.parent(row_id), row_id):
                    continue
                raise InvalidArguments("A row cannot be moved there.")
            self.outline.move(row_id, place)
            place = Place(place.parent_id, row_id)
        self.version += 1
        self.after("move")

    async def delete_rows(self, actor: Actor, sheet_id: int, row_ids: Sequence[int]) -> None:
        await self.begin("delete")
        for row_id in row_ids:
            if row_id in self.outline:
                for gone in self.outline.remove(row_id):
                    del self.rows[gone]
        self.version += 1
        self.after("delete")

    async def sort_rows(self, actor: Actor, sheet_id: int, by: Sequence[SortBy]) -> None:
        await self.begin("sort")
        live = self.live()
        columns = [(next(c for c in live.columns if c.id == each.column_id), each.descending) for each in by]
        self.outline = Outline((row_id, parent or None) for row_id, parent in sorted_order(live, columns))
        self.version += 1
        self.after("sort")

    async def transfer_rows(
        self, actor: Actor, sheet_id: int, row_ids: Sequence[int], target_id: int, **more: Any
    ) -> Any:
        raise NotFound("There is no other sheet.")

    def _put_in(self, row_id: int, place: Place) -> None:
        self.outline.insert(row_id, place)

    async def begin(self, name: str) -> None:
        await asyncio.sleep(0)
        self.requests += 1
        self.before(name)
