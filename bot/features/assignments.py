"""What is assigned to the person who asks, over all their sheets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bot.agent.tool import Effect, Params, ToolResult, failed, tool
from bot.agent.tool_context import ToolContext
from bot.domain.reports import report_behind
from bot.domain.sheets import ColumnType, SheetSummary
from bot.errors import Code, SheetlineError
from bot.features.listing import Listing, present
from bot.sheets.roles import finished, roles_of, whole
from bot.sheets.snapshot import Snapshot

MOST_SHEETS = 25
"""Sheets read, the most recently changed first; the rest is disclosed."""

AT_ONCE = 3
READING_S = 45.0
"""Seconds for reading sheets; those not read by then are disclosed."""


class AssignedToMeParams(Params):
    pass


@tool(effect=Effect.READ, deadline_s=60)
async def assigned_to_me(ctx: ToolContext, params: AssignedToMeParams) -> ToolResult:
    """List the rows assigned to the person who asks, over all their sheets: unfinished first, then by due date."""
    email = await _email(ctx)
    if email is None:
        return failed(
            Code.NOT_FOUND,
            "Neither Teams nor Smartsheet says which email address this person has.",
            "Ask for their name, then query the owner column of a sheet.",
        )
    # A report's rows are rows of sheets, which are read themselves.
    sheets = tuple(s for s in await ctx.sheets.list_sheets(ctx.actor) if report_behind(s.id) is None)
    read, unread = await _read(ctx, sheets[:MOST_SHEETS])
    rows: list[_Assigned] = []
    for snapshot in read:
        rows += await asyncio.to_thread(_assigned, snapshot, email)
    rows.sort(key=lambda row: (row.done, row.due is None, row.due or date.max, row.sheet, row.number))
    having = {row.sheet_id for row in rows}
    listing = Listing(
        title="Assigned to you",
        columns=(
            *(("Task", "VARCHAR"), ("Due", "DATE"), ("Status", "VARCHAR")),
            *(("Sheet", "VARCHAR"), ("Row", "INTEGER"), ("As", "VARCHAR")),
        ),
        rows=[(r.title, r.due, r.status or ("done" if r.done else None), r.sheet, r.number, r.role) for r in rows],
        notes=_notes(email, len(read), len(sheets), unread),
        snapshots=tuple(s for s in read if s.sheet_id in having),
    )
    late = sum(not r.done and r.due is not None and r.due < ctx.today for r in rows)
    open_rows = sum(not r.done for r in rows)
    return present(ctx, listing, unfinished=open_rows, overdue=late, sheets_read=len(read), sheets_in_all=len(sheets))


CATALOG = (assigned_to_me,)


@dataclass(frozen=True, slots=True)
class _Assigned:
    """A row that names the person; `role` is the title of the contact column that does."""

    sheet_id: int
    sheet: str
    number: int
    title: str | None
    due: date | None
    status: str | None
    done: bool
    role: str


async def _email(ctx: ToolContext) -> str | None:
    """The asker's address from Teams, else of their own Smartsheet account; never from the model."""
    if ctx.person is not None and ctx.person.email:
        return ctx.person.email
    if ctx.actor.own:
        return (await ctx.sheets.account(ctx.actor)).email or None
    return None


async def _read(ctx: ToolContext, sheets: tuple[SheetSummary, ...]) -> tuple[list[Snapshot], list[str]]:
    """The snapshots that could be had in time, in the order of the sheets, and the names of the others."""
    turn = asyncio.Semaphore(AT_ONCE)
    read: dict[int, Snapshot] = {}

    async def one(sheet: SheetSummary) -> None:
        async with turn:
            try:
                read[sheet.id] = await ctx.snapshot(sheet.id)
            except SheetlineError:  # told as not read; the other sheets are still worth an answer
                return

    try:
        async with asyncio.timeout(READING_S):
            await asyncio.gather(*(one(sheet) for sheet in sheets))
    except TimeoutError:
        pass
    missing = [sheet.name for sheet in sheets if sheet.id not in read]
    return [read[sheet.id] for sheet in sheets if sheet.id in read], missing


def _notes(email: str, read: int, total: int, unread: list[str]) -> tuple[str, ...]:
    notes = [f"Rows whose contact columns hold {email}; {read} of {total} sheets were read."]
    if total > MOST_SHEETS:
        notes.append(f"Only the {MOST_SHEETS} most recently changed sheets are looked at.")
    if unread:
        notes.append("Could not be read now: " + ", ".join(unread[:5]) + (" …" if len(unread) > 5 else "") + ".")
    return tuple(notes)


def _assigned(snapshot: Snapshot, email: str) -> list[_Assigned]:
    """The rows of one sheet; one entry a row, under the first contact column that names the person."""
    roles = roles_of(snapshot)
    done: pa.Array | None = None
    found: dict[int, _Assigned] = {}
    primary = next((c.sql_name for c in snapshot.columns if c.column.primary), None)
    owner = roles.owners
    for column in owner:
        name = next((c.sql_name for c in column.companions if c.kind in ("email", "emails")), None)
        if name is None:
            continue
        places = _places(whole(snapshot, name), email, several=column.column.type is ColumnType.MULTI_CONTACT_LIST)
        if places and done is None:
            done = finished(snapshot, roles)
        for place in places:
            if place in found:
                continue
            found[place] = _Assigned(
                sheet_id=snapshot.sheet_id,
                sheet=snapshot.name,
                number=_value(snapshot, "_row", place),
                title=_text(snapshot, primary, place),
                due=_day(_value(snapshot, roles.due.sql_name if roles.due else None, place)),
                status=_text(snapshot, roles.status.sql_name if roles.status else None, place),
                done=bool(done is not None and done[place].as_py()),
                role=column.column.title,
            )
    return list(found.values())


def _places(emails: pa.Array, wanted: str, *, several: bool) -> list[int]:
    """The positions of the rows that hold the address, letter case aside."""
    if several:
        parents = pc.list_parent_indices(emails)
        hit = pc.equal(pc.utf8_lower(pc.list_flatten(emails)), wanted.lower())
        return sorted(set(parents.filter(pc.fill_null(hit, False)).to_pylist()))
    hit = pc.fill_null(pc.equal(pc.utf8_lower(pc.utf8_trim_whitespace(emails)), wanted.lower()), False)
    places: list[int] = pc.indices_nonzero(hit).to_pylist()
    return places


def _value(snapshot: Snapshot, name: str | None, place: int) -> Any:
    return None if name is None else snapshot.table.column(name)[place].as_py()


def _text(snapshot: Snapshot, name: str | None, place: int) -> str | None:
    value = _value(snapshot, name, place)
    return None if value is None else str(value)


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
