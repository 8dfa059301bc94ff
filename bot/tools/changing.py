"""The tools that change rows. None of them writes: each proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bot.domain.live import LiveColumn, LiveSheet
from bot.domain.sheets import ColumnType
from bot.errors import InvalidArguments, LimitExceeded, NotFound
from bot.sheets.finder import plain
from bot.sheets.plan_preview import Setting, place_for, preview_add, preview_update
from bot.sheets.plan_structure import preview_delete, preview_move
from bot.sheets.plan_values import Reading
from bot.sheets.snapshot import Snapshot
from bot.tools.declaration import Effect, Params, ToolResult, tool
from bot.tools.listing import nearest
from bot.tools.planning import Planning, people_of
from bot.tools.proposing import counted, planning_of, proposed, sheet_of
from bot.tools.workbench import Workbench

_SHEET = "The name of an open sheet."
_WHERE = (
    "A DuckDB condition over the sheet's view that chooses the rows, as after WHERE; null when row_numbers says them."
)
_NUMBERS = "The rows' numbers as people see them; null when where_sql chooses them."


class Value(Params):
    column: str = Field(description="The column's title.")
    value: str | float | bool | None = Field(
        description="What the cell is to hold; null clears it. Dates as YYYY-MM-DD, people by name or email, several "
        "values joined by commas, a formula beginning with “=”."
    )


class UpdateRowsParams(Params):
    sheet: str = Field(description=_SHEET)
    where_sql: str | None = Field(description=_WHERE)
    row_numbers: list[int] | None = Field(description=_NUMBERS)
    set: list[Value] = Field(description="The columns to set, the same in every row.")


@tool(effect=Effect.WRITE, deadline_s=60)
async def update_rows(bench: Workbench, params: UpdateRowsParams) -> ToolResult:
    """Propose to set cells of rows. The person sees every change and approves it; nothing is written before."""
    name, snapshot = await sheet_of(bench, params.sheet)
    ids, selection = await _chosen(bench, name, snapshot, params.where_sql, params.row_numbers)
    live = await planning_of(bench).writer.read(
        bench.actor, snapshot.sheet_id, row_ids=ids, column_ids=_needed(snapshot, [v.column for v in params.set])
    )
    settings = _settings(live, params.set)
    parents = frozenset(snapshot.table.column("_parent_id").to_pylist())
    reading = await _reading(bench, live, settings)
    order = {row_id: place for place, row_id in enumerate(ids)}
    rows = sorted((row for row in live.rows if row.id in order), key=lambda row: order[row.id])
    draft = preview_update(live, rows, settings, parents=parents, reading=reading, policy=planning_of(bench).policy)
    said = ", ".join(f"{v.column} to {'empty' if v.value in (None, '') else v.value}" for v in params.set)
    return await proposed(bench, live, draft, title=f"Set {said}", selection=selection)


class AddRowsParams(Params):
    sheet: str = Field(description=_SHEET)
    rows: list[list[Value]] = Field(description="The new rows, each a list of its cells.")
    position: Literal["top", "bottom", "under", "below"] = Field(
        description="Where: at the top or bottom of the sheet, under (as a child of) or below the anchor row."
    )
    anchor_row: int | None = Field(description="The anchor row's number; null for top and bottom.")


@tool(effect=Effect.WRITE, deadline_s=60)
async def add_rows(bench: Workbench, params: AddRowsParams) -> ToolResult:
    """Propose to add rows. The person sees them and approves; nothing is written before."""
    _, snapshot = await sheet_of(bench, params.sheet)
    live = await planning_of(bench).writer.read(bench.actor, snapshot.sheet_id)
    anchor = _row_id(live, params.anchor_row)
    place = place_for(live.outline(), params.position, anchor)
    rows = [_settings(live, row) for row in params.rows]
    reading = await _reading(bench, live, [setting for row in rows for setting in row])
    label = next((live.label(row) for row in live.rows if row.id == anchor), "")
    where = f"{params.position} “{label}”" if anchor else f"at the {params.position}"
    draft = preview_add(live, rows, place, where=where, reading=reading, policy=planning_of(bench).policy)
    return await proposed(bench, live, draft, title=f"Add {counted(len(rows), 'row')} {where}")


class DeleteRowsParams(Params):
    sheet: str = Field(description=_SHEET)
    where_sql: str | None = Field(description=_WHERE)
    row_numbers: list[int] | None = Field(description=_NUMBERS)


@tool(effect=Effect.DESTROY, deadline_s=60)
async def delete_rows(bench: Workbench, params: DeleteRowsParams) -> ToolResult:
    """Propose to delete rows with the rows under them. The person sees all of them and approves; nothing before."""
    name, snapshot = await sheet_of(bench, params.sheet)
    ids, selection = await _chosen(bench, name, snapshot, params.where_sql, params.row_numbers)
    live = await planning_of(bench).writer.read(bench.actor, snapshot.sheet_id)
    draft = preview_delete(live, ids, policy=planning_of(bench).policy)
    return await proposed(bench, live, draft, title=f"Delete {counted(len(ids), 'row')}", selection=selection)


class MoveRowsParams(Params):
    sheet: str = Field(description=_SHEET)
    row_numbers: list[int] = Field(description="The rows' numbers as people see them.")
    position: Literal["top", "bottom", "under", "below", "indent", "outdent"] = Field(
        description="Where to: top or bottom of the sheet, under (as a child of) or below the anchor row, or one level "
        "in or out."
    )
    anchor_row: int | None = Field(description="The anchor row's number; null where there is none.")


@tool(effect=Effect.WRITE, deadline_s=60)
async def move_rows(bench: Workbench, params: MoveRowsParams) -> ToolResult:
    """Propose to move rows, with the rows under them. The person sees it and approves; nothing is written before."""
    _, snapshot = await sheet_of(bench, params.sheet)
    live = await planning_of(bench).writer.read(bench.actor, snapshot.sheet_id)
    ids = [row_id for number in params.row_numbers if (row_id := _row_id(live, number)) is not None]
    draft = preview_move(live, ids, params.position, _row_id(live, params.anchor_row))
    return await proposed(bench, live, draft, title=f"Move {counted(len(ids), 'row')}: {params.position}")


CATALOG = (update_rows, add_rows, delete_rows, move_rows)


async def _chosen(
    bench: Workbench, view: str, snapshot: Snapshot, where: str | None, numbers: Sequence[int] | None
) -> tuple[list[int], str]:
    """The chosen rows' ids in the sheet's order, and the query that chose them. Raises NotFound for none."""
    if bool(where) == bool(numbers):
        raise InvalidArguments("Say which rows: by where_sql or by row_numbers, one of the two.")
    condition = f"({where})" if where else f"_row IN ({', '.join(str(int(n)) for n in numbers or ())})"
    sql = f'SELECT _row_id FROM "{view}" WHERE {condition} ORDER BY _row'  # noqa: S608 (the engine runs one SELECT)
    cap = planning_of(bench).policy.rows
    result = await bench.engine.run(
        sql, await bench.views(), today=bench.today, timezone=bench.timezone, row_cap=cap + 1
    )
    ids = [value for (value,) in result.table.rows if isinstance(value, int)]
    if not ids:
        raise NotFound(f"No row of “{snapshot.name}” is meant by that.", hint="Check the condition or the numbers.")
    if result.table.total > cap:
        raise LimitExceeded(f"That is {result.table.total:,} rows; one change may touch {cap:,}.")
    return ids, sql if where else ""


def _needed(snapshot: Snapshot, titles: Sequence[str]) -> list[int]:
    """The ids of the columns to be set, and of the primary one, whose value names each row."""
    wanted = {plain(title) for title in titles}
    return [
        c.column.id for c in snapshot.columns if c.column.primary or wanted & {plain(c.sql_name), plain(c.column.title)}
    ]


def _settings(live: LiveSheet, values: Sequence[Value]) -> list[Setting]:
    """Raises NotFound, naming the nearest, for a column the sheet does not have."""
    found: list[Setting] = []
    for value in values:
        column = next((c for c in live.columns if plain(c.column.title) == plain(value.column)), None)
        if column is None:
            near = ", ".join(nearest((c.column.title for c in live.columns), value.column))
            raise NotFound(f"{live.name} has no column “{value.column}”.", hint=f"The closest: {near}.")
        if column.id in {other.id for other, _ in found}:
            raise InvalidArguments(f"“{value.column}” is set twice.")
        found.append((column, value.value))
    if not found:
        raise InvalidArguments("It is not said what to set.")
    return found


async def _reading(bench: Workbench, live: LiveSheet, settings: Sequence[Setting]) -> Reading:
    planning = planning_of(bench)
    contacts = [column for column, _ in settings if _is_contact(column)]
    people = people_of(live) if contacts else ()
    if contacts and len(live.rows) < bench.read[live.id].rows:
        ids = [c.id for c in live.columns if _is_contact(c)]
        people = people_of(await planning.writer.read(bench.actor, live.id, column_ids=ids))
    return Reading(bench.today, planning.locale, people, me=_me(planning, people))


def _me(planning: Planning, people: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    name, email = planning.person.name, planning.person.email or ""
    return (name, email) if email else next(((n, e) for n, e in people if plain(n) == plain(name)), (name, ""))


def _is_contact(column: LiveColumn) -> bool:
    return column.column.type in (ColumnType.CONTACT_LIST, ColumnType.MULTI_CONTACT_LIST)


def _row_id(live: LiveSheet, number: int | None) -> int | None:
    if number is None:
        return None
    for row in live.rows:
        if row.number == number:
            return row.id
    raise NotFound(f"{live.name} has no row {number}.", hint=f"It has {len(live.rows):,} rows.")
