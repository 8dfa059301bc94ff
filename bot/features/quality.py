"""Is a sheet's data sound: the quality check as a tool."""

from __future__ import annotations

import asyncio

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.features.listing import Listing, column_meant, present, sheet_meant
from bot.sheets.quality import check_quality as examine


class CheckQualityParams(Params):
    sheet: str = Field(description="The sheet's name, id or link.")
    key_column: str | None = Field(description="A column that must not repeat; null for the primary column.")


@tool(effect=Effect.READ, deadline_s=60, group="details")
async def check_quality(ctx: ToolContext, params: CheckQualityParams) -> ToolResult:
    """Check a sheet's data: overdue, unowned or undated work, duplicates, formula errors, mixed types, empty cells."""
    sheet = await sheet_meant(ctx, params.sheet)
    if isinstance(sheet, ToolResult):
        return sheet
    snapshot = await ctx.snapshot(sheet.id)
    key = None
    if params.key_column:
        column = column_meant(snapshot, params.key_column)
        if isinstance(column, ToolResult):
            return column
        key = column.sql_name
    found = await asyncio.to_thread(examine, snapshot, today=ctx.today, key=key)
    rows = [(f.severity.value, f.sentence, f.count, _numbers(f.rows, f.count)) for f in found]
    listing = Listing(
        title=f"Data quality: {snapshot.name}",
        columns=(("Severity", "VARCHAR"), ("Finding", "VARCHAR"), ("Count", "BIGINT"), ("Row numbers", "VARCHAR")),
        rows=rows,
        notes=(f"All {snapshot.rows:,} rows were checked; parent rows do not count as work.",),
        snapshots=(snapshot,),
    )
    return present(ctx, listing, sheet=snapshot.name)


CATALOG = (check_quality,)


def _numbers(rows: tuple[int, ...], count: int) -> str | None:
    """“7, 9, 13 …”; none where every row is meant."""
    listed = ", ".join(map(str, rows))
    return f"{listed} …" if count > len(rows) else listed
