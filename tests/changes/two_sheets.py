"""Two sheets in memory behind the SheetWriter port, between which rows go as Smartsheet takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from bot.changes.engine.current_state import CurrentState
from bot.changes.engine.undo import inverse
from bot.domain.live import CellContent, LiveColumn, LiveSheet, RowWrite, WriteResult
from bot.domain.outline import Place
from bot.domain.people import Actor
from bot.domain.plans import Plan, Step
from bot.domain.row_orders import SortBy
from bot.domain.sheets import Column, ColumnType
from bot.errors import NotFound, OutcomeUnknown, SheetsUnavailable
from tests.builders import NOON
from tests.changes.bench import Bench
from tests.changes.records import MemoryRecords
from tests.changes.sheet import COLUMNS, MemorySheet

HERE, THERE = 7, 8
OTHER = (
    LiveColumn(Column(101, 0, "Task", ColumnType.TEXT_NUMBER, primary=True)),
    LiveColumn(Column(102, 1, "Status", ColumnType.TEXT_NUMBER)),
    LiveColumn(Column(104, 2, "Archived", ColumnType.TEXT_NUMBER)),
)


@dataclass
class TwoSheets:
    """`moved_beside` are the comments of rows, by row id: they go along when they are included."""

    sheets: dict[int, MemorySheet]
    tells_all: bool = True
    comments: dict[int, str] = field(default_factory=dict)
    before: Callable[[str], None] = lambda name: None
    after: Callable[[str], None] = lambda name: None
    ids: Any = field(default_factory=lambda: count(5000))

    @classmethod
    def of(cls, here: MemorySheet, there: MemorySheet, **more: Any) -> TwoSheets:
        there.columns = OTHER
        return cls({HERE: here, THERE: there}, **more)

    def live(self, sheet_id: int) -> LiveSheet:
        names = {HERE: "Plan", THERE: "Archive"}
        return replace(self.sheets[sheet_id].live(), id=sheet_id, name=names[sheet_id], access_level="ADMIN")

    def picture(self) -> list[Any]:
        """Both sheets as a person sees them, without what is computed, and the comments on their rows."""
        seen = []
        for sheet in self.sheets.values():
            titles = {column.id: column.column.title for column in sheet.columns}
            order = [row_id for row_id, _ in sheet.outline.order()]
            rows = [
                (depth, {titles[c]: raw for c, raw in cells.items()}, self.comments.get(row_id, ""))
                for row_id, (depth, cells) in zip(order, sheet.picture(), strict=True)
            ]
            seen.append(rows)
        return seen

    async def read(self, actor: Actor, sheet_id: int, **more: Any) -> LiveSheet:
        self.before("read")
        live = await self.sheets[sheet_id].read(actor, sheet_id, **more)
        self.after("read")
        return replace(live, id=sheet_id, name=self.live(sheet_id).name, access_level="ADMIN")

    async def update_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite]) -> WriteResult:
        self.before("update")
        result = await self.sheets[sheet_id].update_rows(actor, sheet_id, rows)
        self.after("update")
        return result

    async def add_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite], place: Place) -> WriteResult:
        return await self.sheets[sheet_id].add_rows(actor, sheet_id, rows, place)

    async def move_rows(self, actor: Actor, sheet_id: int, row_ids: Sequence[int], place: Place) -> None:
        self.before("move")
        await self.sheets[sheet_id].move_rows(actor, sheet_id, row_ids, place)
        self.after("move")

    async def delete_rows(self, actor: Actor, sheet_id: int, row_ids: Sequence[int]) -> None:
        self.before("delete")
        await self.sheets[sheet_id].delete_rows(actor, sheet_id, row_ids)
        self.after("delete")

    async def sort_rows(self, actor: Actor, sheet_id: int, by: Sequence[SortBy]) -> None:
        self.before("sort")
        await self.sheets[sheet_id].sort_rows(actor, sheet_id, by)
        self.after("sort")

    async def transfer_rows(
        self,
        actor: Actor,
        sheet_id: int,
        row_ids: Sequence[int],
        target_id: int,
        *,
        keep: bool,
        included: Sequence[str] = (),
    ) -> tuple[tuple[int, int], ...]:
        self.before("transfer")
        source, target = self.sheets[sheet_id], self.sheets[target_id]
        if any(row_id not in source.outline for row_id in row_ids):
            raise NotFound("There is no such row.")
        made = self._put(source, target, row_ids, children=not keep or "children" in included)
        for old, new in made.items():
            if old in self.comments and "discussions" in included:
                self.comments[new] = self.comments[old]
        if not keep:
            for row_id in (each for each in row_ids if each in source.outline):
                for gone in source.outline.remove(row_id):
                    del source.rows[gone]
        try:
            self.after("transfer")
        except SheetsUnavailable as error:
            raise OutcomeUnknown("Nobody knows.") from error
        return tuple(made.items()) if self.tells_all else tuple((each, made[each]) for each in row_ids)

    def _put(
        self, source: MemorySheet, target: MemorySheet, row_ids: Sequence[int], *, children: bool
    ) -> dict[int, int]:
        """The rows at the bottom of the target; columns that it lacks are made, formulas are values."""
        titles = {column.column.title: column for column in target.columns}
        for column in source.columns:
            if column.column.title not in titles:
                new = replace(column, column=replace(column.column, id=next(self.ids), primary=False))
                target.columns += (new,)
                titles[column.column.title] = new
        made: dict[int, int] = {}
        going = [each for root in row_ids for each in (source.outline.subtree(root) if children else (root,))]
        for old in going:
            parent = made.get(source.outline.parent(old) or 0) if children else None
            siblings = target.outline.children(parent)
            new_id = next(self.ids)
            target.outline.insert(new_id, Place(parent, siblings[-1] if siblings else None))
            target.rows[new_id] = {
                titles[column.column.title].id: _valued(source.rows[old][column.id])
                for column in source.columns
                if column.id in source.rows[old] and source.rows[old][column.id].raw
            }
            target.born[new_id] = NOON
            made[old] = new_id
        return made


def _valued(content: CellContent) -> CellContent:
    if content.raw.startswith('{"formula"'):
        return CellContent(f'{{"value":"{content.shown}"}}', content.shown)
    return content


class TwoBench(Bench):
    """Two sheets, a store, and plans applied to them."""

    def __init__(self, two: TwoSheets) -> None:
        super().__init__(two.sheets[HERE])
        self.two = two
        self.records = _Columns(two)

    @property
    def writer(self) -> TwoSheets:
        return self.two

    def inverse(self, plan: Plan) -> Plan:
        journal = self.journal(plan)
        return self.plan(
            inverse(plan, journal, CurrentState(self.two.live(HERE), others={THERE: self.two.live(THERE)}))
        )

    def steps(self, what: Sequence[Step]) -> Plan:
        return self.plan(tuple(what))


class _Columns(MemoryRecords):
    """Columns of either sheet, which only tidying up deletes here."""

    def __init__(self, two: TwoSheets) -> None:
        super().__init__(two.sheets[HERE])
        self.two = two

    async def delete(self, actor: Actor, kind: str, home: str, record_id: str) -> None:
        self.two.before("delete column")
        sheet = self.two.sheets[int(home.split("/")[1])]
        sheet.columns = tuple(column for column in sheet.columns if column.id != int(record_id))
        for cells in sheet.rows.values():
            cells.pop(int(record_id), None)
        self.two.after("delete column")


__all__ = ["COLUMNS", "HERE", "OTHER", "THERE", "TwoBench", "TwoSheets"]
