"""The tools that put whole rows elsewhere: sort a sheet, copy or move rows to another one. Each proposes a plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.steps.sorting import direction, preview_sort
from bot.changes.steps.transfers import preview_transfer
from bot.domain.live import LiveColumn, LiveSheet
from bot.errors import InvalidArguments, NotFound
from bot.features.proposing import counted, planning_of, proposed, sheet_of
from bot.features.rows.cell_values import column_of
from bot.features.rows.changing import chosen_rows


class SortKey(Params):
    column: str = Field(description="The column's title.")
    direction: Literal["ascending", "descending"]


class SortRowsParams(Params):
    sheet: str = Field(description="The name of an open sheet.")
    by: list[SortKey] = Field(description="The columns, the first counts most.")


@tool(effect=Effect.WRITE, deadline_s=60, group="arrange")
async def sort_rows(ctx: ToolContext, params: SortRowsParams) -> ToolResult:
    """Propose to sort a whole sheet for everybody; rows stay under their parent.

    To only answer in an order, use query.
    """
    _, snapshot = await sheet_of(ctx, params.sheet)
    live = await planning_of(ctx).writer.read(ctx.actor, snapshot.sheet_id)
    by = [(_column(live, key.column), key.direction == "descending") for key in params.by]
    draft = preview_sort(live, by)
    said = ", then ".join(f"{c.column.title} ({direction(live, c, descending=down)})" for c, down in by)
    return await proposed(ctx, live, draft, title=f"Sort by {said}")


class TransferRowsParams(Params):
    from_sheet: str = Field(description="The name of an open sheet.")
    to_sheet: str = Field(description="The name of another sheet, open or not.")
    action: Literal["copy", "move"] = Field(description="A copy leaves the rows here too.")
    where_sql: str | None = Field(description="A DuckDB condition that chooses the rows; null when row_numbers says.")
    row_numbers: list[int] | None = Field(description="The rows' numbers; null when where_sql chooses them.")
    children: bool = Field(description="Also the rows under them; a move always takes them.")
    comments: bool = Field(description="Take their comments along; true unless the person says otherwise.")
    attachments: bool = Field(description="Take their files along; true unless the person says otherwise.")


@tool(effect=Effect.WRITE, deadline_s=60, group="arrange")
async def transfer_rows(ctx: ToolContext, params: TransferRowsParams) -> ToolResult:
    """Propose to copy or move rows to the bottom of another sheet."""
    name, snapshot = await sheet_of(ctx, params.from_sheet)
    target_id = await _sheet_id(ctx, params.to_sheet)
    ids, selection = await chosen_rows(ctx, name, snapshot, params.where_sql, params.row_numbers)
    planning, keep = planning_of(ctx), params.action == "copy"
    source = await planning.writer.read(ctx.actor, snapshot.sheet_id)
    target = await planning.writer.read(ctx.actor, target_id)
    wanted = {"attachments": params.attachments, "children": keep and params.children, "discussions": params.comments}
    included = [element for element, asked in wanted.items() if asked]
    draft = preview_transfer(source, target, ids, keep=keep, included=included, policy=planning.policy_of(source.id))
    title = f"{params.action.capitalize()} {counted(len(ids), 'row')} to {target.name}"
    return await proposed(ctx, source, draft, title=title, selection=selection)


CATALOG = (sort_rows, transfer_rows)


def _column(live: LiveSheet, asked: str) -> LiveColumn:
    wanted = column_of((each.column for each in live.columns), asked, live.name)
    return next(each for each in live.columns if each.column is wanted)


async def _sheet_id(ctx: ToolContext, asked: str) -> int:
    """The sheet meant among all that the actor can see. Raises NotFound, and InvalidArguments when several could be."""
    found = await ctx.find(asked)
    if found.sheet is not None:
        return found.sheet.id
    if found.choices:
        names = ", ".join(sheet.name for sheet in found.choices)
        raise InvalidArguments(f"“{asked}” can be {names}.", hint="Ask which one.")
    near = ", ".join(found.nearest)
    raise NotFound(f"I can see no sheet called “{asked}”.", hint=f"The closest: {near}." if near else None)
