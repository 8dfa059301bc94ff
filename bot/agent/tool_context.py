"""What a turn works with: the actor's authority, the open sheets, and what the tools have found so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from bot.agent.tool_groups import Group
from bot.changes.engine.planning import Planning
from bot.domain.answers import Evidence, Picker, Source, Table
from bot.domain.change_history import ChangeHistory
from bot.domain.people import Actor, Person
from bot.domain.sessions import MOST_OPEN
from bot.domain.sheets import OpenSheet
from bot.errors import NotFound
from bot.files.at_hand import FilesAtHand
from bot.ports import Library, Sheets
from bot.sheets.cache import SheetCache
from bot.sheets.context import sheet_context
from bot.sheets.finder import Found, find, is_link, likeness, plain
from bot.sheets.profile import profile
from bot.sheets.query import QueryEngine, QueryResult
from bot.sheets.snapshot import Snapshot
from bot.sheets.views import view_names

SHEETS_IN_FULL = 2
"""Of so many open sheets the model is told what the columns hold; of the others, their names and types."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A query's result with what it rests on; the last one of a turn becomes the answer card's table.

    `snapshots` are those of `evidence.sources`, in their order.
    """

    title: str
    table: Table
    types: tuple[str, ...]
    evidence: Evidence
    snapshots: tuple[Snapshot, ...] = ()


@dataclass(slots=True)
class ToolContext:
    """Lives for one turn. Every read goes through `actor`; the model cannot choose another.

    `groups` of tools are offered to the model beside the core ones.
    """

    actor: Actor
    sheets: Sheets
    cache: SheetCache
    engine: QueryEngine
    today: date
    timezone: str = "UTC"
    row_cap: int = 500
    open: list[OpenSheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    picker: Picker | None = None
    history: ChangeHistory | None = None
    read: dict[int, Snapshot] = field(default_factory=dict)
    person: Person | None = None
    library: Library | None = None
    planning: Planning | None = None
    files: FilesAtHand | None = None
    groups: set[Group] = field(default_factory=set)

    async def snapshot(self, sheet_id: int) -> Snapshot:
        """The sheet's rows, the same ones throughout the turn. Raises what `SheetCache.get` raises."""
        if sheet_id not in self.read:
            self.read[sheet_id] = await self.cache.get(self.actor, sheet_id)
        return self.read[sheet_id]

    async def views(self) -> dict[str, Snapshot]:
        """Every open sheet under its SQL name, the current one first."""
        return view_names([await self.snapshot(sheet.id) for sheet in self.open])

    async def find(self, asked: str) -> Found:
        """Which sheet is meant: an open one by its name or view name first, then all the actor can see."""
        for sheet in self.open:
            if plain(asked) == plain(sheet.name) or asked.strip() == str(sheet.id):
                return Found(
                    sheet=next((s for s in await self.sheets.list_sheets(self.actor) if s.id == sheet.id), None)
                )
        return find(asked, await self.sheets.list_sheets(self.actor))

    async def open_sheet(self, asked: str) -> Snapshot | Picker:
        """Open the sheet meant and make it the current one, or say which ones could be meant.

        Raises NotFound, naming the nearest, and what reading the sheet raises.
        """
        found = await self.find(asked)
        if found.sheet is not None:
            return await self.take(found.sheet.id, name=found.sheet.name)
        if found.choices:
            self.picker = Picker(asked_for=asked, choices=found.choices)
            return self.picker
        if is_link(asked):
            raise NotFound("That link leads to no sheet or report that you can see in Smartsheet.")
        nearest = " · ".join(found.nearest)
        hint = f"The closest I can see: {nearest}. Send “sheets” for all." if nearest else None
        raise NotFound(f"I can't see a sheet called “{asked}”.", hint=hint)

    async def take(self, sheet_id: int, *, name: str = "") -> Snapshot:
        """Load a sheet by id and make it the current one; `name` is what a listing called it just now.

        A rename does not move the version (FACTS), so a kept snapshot may still carry the old name: it is read again.
        """
        snapshot = await self.snapshot(sheet_id)
        if name and name != snapshot.name:
            self.cache.invalidate(sheet_id)
            del self.read[sheet_id]
            snapshot = await self.snapshot(sheet_id)
        others = [sheet for sheet in self.open if sheet.id != sheet_id]
        self.open = [as_open(snapshot, opened_by=self.actor.key), *others][:MOST_OPEN]
        self.picker = None
        return snapshot

    async def query(self, sql: str, *, title: str) -> Finding:
        """Run one SELECT over the open sheets and keep what it found. Raises what `QueryEngine.run` raises."""
        views = await self.views()
        result = await self.engine.run(sql, views, today=self.today, timezone=self.timezone, row_cap=self.row_cap)
        used = _used(sql, views)
        finding = Finding(
            title=title,
            table=result.table,
            types=result.types,
            evidence=_evidence(sql, used, result),
            snapshots=tuple(used.values()),
        )
        self.findings.append(finding)
        return finding

    async def contexts(self) -> list[str]:
        """What the model is told of each open sheet: its columns and their profile, never its rows."""
        blocks = []
        for position, (name, snapshot) in enumerate((await self.views()).items()):
            brief = position >= SHEETS_IN_FULL
            blocks.append(sheet_context(name, snapshot, profile(snapshot), current=position == 0, brief=brief))
        return blocks


def as_open(snapshot: Snapshot, *, opened_by: str) -> OpenSheet:
    return OpenSheet(
        id=snapshot.sheet_id,
        name=snapshot.name,
        permalink=snapshot.permalink,
        version=snapshot.version,
        rows=snapshot.rows,
        opened_by=opened_by,
    )


def source_of(snapshot: Snapshot) -> Source:
    return Source(
        sheet_id=snapshot.sheet_id,
        name=snapshot.name,
        version=snapshot.version,
        rows=snapshot.rows,
        as_of=snapshot.confirmed_at,
        permalink=snapshot.permalink,
        stale=snapshot.stale,
    )


def nearest_name(asked: str, names: list[str]) -> str | None:
    """The open sheet's name or view name that `asked` comes closest to."""
    ranked = sorted(names, key=lambda name: -likeness(plain(asked), name))
    return ranked[0] if ranked else None


def _used(sql: str, views: dict[str, Snapshot]) -> dict[str, Snapshot]:
    """The sheets the statement names."""
    return {name: s for name, s in views.items() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql, re.IGNORECASE)}


def _evidence(sql: str, used: dict[str, Snapshot], result: QueryResult) -> Evidence:
    """The sheets the statement uses, and the cells it could not count because they do not fit their column."""
    notes = [
        _left_out(column.misfits, f"{column.sql_name} ({snapshot.name})")
        for snapshot in used.values()
        for column in snapshot.columns
        if column.misfits and f'"{column.sql_name.lower()}"' in sql.lower()
    ]
    if result.table.capped:
        notes.append(f"The first {len(result.table.rows):,} of {result.table.total:,} rows are kept.")
    return Evidence(sql=sql, sources=tuple(source_of(s) for s in used.values()), notes=tuple(notes))


def _left_out(count: int, where: str) -> str:
    if count == 1:
        return f"1 cell in {where} does not fit the column and was left out."
    return f"{count:,} cells in {where} do not fit the column and were left out."
