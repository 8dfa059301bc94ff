"""The tools that change rows. None of them writes: each proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.preview import place_for, preview_add, preview_update
from bot.changes.formulas.formula_references import create_references
from bot.changes.steps.structure import preview_delete, preview_move
from bot.domain.live import LiveSheet
from bot.errors import InvalidArguments, LimitExceeded, NotFound
from bot.features.proposing import counted, planning_of, proposed, sheet_of
from bot.features.rows.cell_reading import ReferenceTo, reading_of, references_wanted
from bot.features.rows.cell_values import Value, settings_of
from bot.sheets.finder import plain
from bot.sheets.snapshot import Snapshot

_SHEET = "The name of an open sheet."
_WHERE = (
    "A DuckDB condition over the sheet's view that chooses the rows, as after WHERE; null when row_numbers says them."
)
_NUMBERS = "The rows' numbers as people see them; null when where_sql chooses them."
_REFERENCES = "Cross-sheet references to create for the formulas; null for none."


class UpdateRowsParams(Params):
    sheet: str = Field(description=_SHEET)
    where_sql: str | None = Field(description=_WHERE)
    row_numbers: list[int] | None = Field(description=_NUMBERS)
    set: list[Value] = Field(description="The columns to set, the same in every row.")
    references: list[ReferenceTo] | None = Field(default=None, description=_REFERENCES)


@tool(effect=Effect.WRITE, deadline_s=60, group="rows")
async def update_rows(ctx: ToolContext, params: UpdateRowsParams) -> ToolResult:
    """Propose to set cells of rows."""
    name, snapshot = await sheet_of(ctx, params.sheet)
    ids, selection = await chosen_rows(ctx, name, snapshot, params.where_sql, params.row_numbers)
    live = await planning_of(ctx).writer.read(
        ctx.actor, snapshot.sheet_id, row_ids=ids, column_ids=_needed(snapshot, [v.column for v in params.set])
    )
    settings = await settings_of(ctx, live, params.set)
    wanted = await references_wanted(ctx, live, params.references)
    parents = frozenset(snapshot.table.column("_parent_id").to_pylist())
    reading = await reading_of(ctx, live, settings, wanted)
    order = {row_id: place for place, row_id in enumerate(ids)}
    rows = sorted((row for row in live.rows if row.id in order), key=lambda row: order[row.id])
    draft = preview_update(
        live, rows, settings, parents=parents, reading=reading, policy=planning_of(ctx).policy_of(live.id)
    )
    create_references(draft, wanted, live.id)
    said = ", ".join(f"{value.column} to {value.said}" for value in params.set)
    return await proposed(ctx, live, draft, title=f"Set {said}", selection=selection)


class AddRowsParams(Params):
    sheet: str = Field(description=_SHEET)
    rows: list[list[Value]] = Field(description="The new rows, each a list of its cells.")
    position: Literal["top", "bottom", "under", "below"] = Field(
        description="Where: at the top or bottom of the sheet, under (as a child of) or below the anchor row."
    )
    anchor_row: int | None = Field(description="The anchor row's number; null for top and bottom.")


@tool(effect=Effect.WRITE, deadline_s=60, group="rows")
async def add_rows(ctx: ToolContext, params: AddRowsParams) -> ToolResult:
    """Propose to add rows."""
    _, snapshot = await sheet_of(ctx, params.sheet)
    live = await planning_of(ctx).writer.read(ctx.actor, snapshot.sheet_id)
    anchor = _row_id(live, params.anchor_row)
    place = place_for(live.outline(), params.position, anchor)
    rows = [await settings_of(ctx, live, row) for row in params.rows]
    reading = await reading_of(ctx, live, [setting for row in rows for setting in row])
    label = next((live.label(row) for row in live.rows if row.id == anchor), "")
    where = f"{params.position} “{label}”" if anchor else f"at the {params.position}"
    draft = preview_add(live, rows, place, where=where, reading=reading, policy=planning_of(ctx).policy_of(live.id))
    return await proposed(ctx, live, draft, title=f"Add {counted(len(rows), 'row')} {where}")


class DeleteRowsParams(Params):
    sheet: str = Field(description=_SHEET)
    where_sql: str | None = Field(description=_WHERE)
    row_numbers: list[int] | None = Field(description=_NUMBERS)


@tool(effect=Effect.DESTROY, deadline_s=60, group="rows")
async def delete_rows(ctx: ToolContext, params: DeleteRowsParams) -> ToolResult:
    """Propose to delete rows with the rows under them."""
    name, snapshot = await sheet_of(ctx, params.sheet)
    ids, selection = await chosen_rows(ctx, name, snapshot, params.where_sql, params.row_numbers)
    live = await planning_of(ctx).writer.read(ctx.actor, snapshot.sheet_id)
    draft = preview_delete(live, ids, policy=planning_of(ctx).policy_of(live.id))
    return await proposed(ctx, live, draft, title=f"Delete {counted(len(ids), 'row')}", selection=selection)


class MoveRowsParams(Params):
    sheet: str = Field(description=_SHEET)
    row_numbers: list[int] = Field(description="The rows' numbers as people see them.")
    position: Literal["top", "bottom", "under", "below", "indent", "outdent"] = Field(
        description="Where to: top or bottom of the sheet, under (as a child of) or below the anchor row, or one level "
        "in or out."
    )
    anchor_row: int | None = Field(description="The anchor row's number; null where there is none.")


@tool(effect=Effect.WRITE, deadline_s=60, group="arrange")
async def move_rows(ctx: ToolContext, params: MoveRowsParams) -> ToolResult:
    """Propose to move rows within their sheet, with the rows under them."""
    _, snapshot = await sheet_of(ctx, params.sheet)
    live = await planning_of(ctx).writer.read(ctx.actor, snapshot.sheet_id)
    ids = [row_id for number in params.row_numbers if (row_id := _row_id(live, number)) is not None]
    draft = preview_move(live, ids, params.position, _row_id(live, params.anchor_row))
    return await proposed(ctx, live, draft, title=f"Move {counted(len(ids), 'row')}: {params.position}")


CATALOG = (update_rows, add_rows, delete_rows, move_rows)


async def chosen_rows(
    ctx: ToolContext, view: str, snapshot: Snapshot, where: str | None, numbers: Sequence[int] | None
) -> tuple[list[int], str]:
    """The chosen rows' ids in the sheet's order, and the query that chose them. Raises NotFound for none."""
    if bool(where) == bool(numbers):
        raise InvalidArguments("Say which rows: by where_sql or by row_numbers, one of the two.")
    condition = f"({where})" if where else f"_row IN ({', '.join(str(int(n)) for n in numbers or ())})"
    sql = f'SELECT _row_id FROM "{view}" WHERE {condition} ORDER BY _row'  # noqa: S608 (the engine runs one SELECT)
    cap = planning_of(ctx).policy_of(snapshot.sheet_id).rows
    result = await ctx.engine.run(sql, await ctx.views(), today=ctx.today, timezone=ctx.timezone, row_cap=cap + 1)
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


def _row_id(live: LiveSheet, number: int | None) -> int | None:
    if number is None:
        return None
    for row in live.rows:
        if row.number == number:
            return row.id
    raise NotFound(f"{live.name} has no row {number}.", hint=f"It has {len(live.rows):,} rows.")
