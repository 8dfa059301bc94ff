"""The tools that read: find and open sheets, describe them, ask them, show rows."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, failed, ok, tool
from bot.agent.tool_context import ToolContext
from bot.domain.answers import CellValue, Picker, Table
from bot.errors import Code
from bot.sheets.context import sheet_context
from bot.sheets.profile import profile

ROWS_FOR_MODEL = 25
"""Rows of a result the model is shown; the person's card has them all, up to the row cap."""

TEXT_FOR_MODEL = 160
"""Characters of a cell the model is shown."""

MOST_LISTED = 40
"""Sheets the model is shown in one listing."""


class OpenSheetParams(Params):
    sheet: str = Field(description="The sheet's name (or nearly), its id, or its link.")


@tool(effect=Effect.READ, deadline_s=60)
async def open_sheet(ctx: ToolContext, params: OpenSheetParams) -> ToolResult:
    """Open a sheet so that query can use it. Returns its columns, or choices when several match: then ask which."""
    opened = await ctx.open_sheet(params.sheet)
    if isinstance(opened, Picker):
        return ok(choices=[{"name": sheet.name, "workspace": sheet.workspace} for sheet in opened.choices])
    name = next(name for name, s in (await ctx.views()).items() if s.sheet_id == opened.sheet_id)
    context = sheet_context(name, opened, profile(opened), current=True)
    facts = {"name": opened.name, "view": name, "rows": opened.rows, "version": opened.version}
    return ok(opened=facts, context=context)


class ListSheetsParams(Params):
    name_contains: str | None = Field(description="Only sheets whose name contains this text; null for all.")


@tool(effect=Effect.READ)
async def list_sheets(ctx: ToolContext, params: ListSheetsParams) -> ToolResult:
    """List the sheets this person can open, the most recently changed first."""
    wanted = (params.name_contains or "").casefold()
    sheets = [s for s in await ctx.sheets.list_sheets(ctx.actor) if wanted in s.name.casefold()]
    listed = [
        {"name": s.name, "workspace": s.workspace, "modified_at": s.modified_at and s.modified_at.isoformat()}
        for s in sheets[:MOST_LISTED]
    ]
    return ok(sheets=listed, total=len(sheets))


class DescribeSheetParams(Params):
    sheet: str = Field(description="The name of an open sheet.")


@tool(effect=Effect.READ)
async def describe_sheet(ctx: ToolContext, params: DescribeSheetParams) -> ToolResult:
    """Show an open sheet's columns again, with their types and what they hold."""
    chosen = await _open_view(ctx, params.sheet)
    if isinstance(chosen, ToolResult):
        return chosen
    name, snapshot = chosen
    current = bool(ctx.open) and ctx.open[0].id == snapshot.sheet_id
    return ok(context=sheet_context(name, snapshot, profile(snapshot), current=current))


class QueryParams(Params):
    sql: str = Field(description="One DuckDB SELECT over the views of the open sheets.")
    title: str = Field(description="What the result shows, in 2 to 8 words, in the person's language.")


@tool(effect=Effect.READ)
async def query(ctx: ToolContext, params: QueryParams) -> ToolResult:
    """Run one SQL SELECT over every row of the open sheets. All numbers in an answer must come from here."""
    finding = await ctx.query(params.sql, title=params.title)
    return ok(**table_for_model(finding.table), notes=list(finding.evidence.notes))


class GetRowsParams(Params):
    sheet: str = Field(description="The name of an open sheet.")
    row_numbers: list[int] = Field(
        description="Row numbers as people see them in Smartsheet (1 is the first), up to 50."
    )


@tool(effect=Effect.READ)
async def get_rows(ctx: ToolContext, params: GetRowsParams) -> ToolResult:
    """Show whole rows of an open sheet by their row numbers."""
    numbers = sorted(set(params.row_numbers))
    if not numbers or len(numbers) > 50:
        return failed(Code.INVALID_ARGUMENTS, "Give between 1 and 50 row numbers.", "Use query for more.")
    chosen = await _open_view(ctx, params.sheet)
    if isinstance(chosen, ToolResult):
        return chosen
    name, snapshot = chosen
    wanted = ", ".join(str(number) for number in numbers)
    titles = ", ".join('"' + c.sql_name.replace('"', '""') + '"' for c in snapshot.columns)
    sql = f'SELECT _row, {titles} FROM "{name}" WHERE _row IN ({wanted}) ORDER BY _row'  # noqa: S608 (integers and known names)
    finding = await ctx.query(sql, title=f"Rows {wanted}" if len(numbers) > 1 else f"Row {wanted}")
    if not finding.table.total:
        return failed(Code.NOT_FOUND, f"{snapshot.name} has {snapshot.rows} rows; none has that number.", "")
    return ok(**table_for_model(finding.table))


CATALOG = (open_sheet, list_sheets, describe_sheet, query, get_rows)


def table_for_model(table: Table) -> dict[str, Any]:
    """A result as the model sees it: a bounded number of rows, cells shortened, and how many there are in all."""
    rows = [[_for_model(value) for value in row] for row in table.rows[:ROWS_FOR_MODEL]]
    return {"columns": list(table.columns), "rows": rows, "total_rows": table.total, "shown_rows": len(rows)}


def _for_model(value: CellValue) -> Any:
    if isinstance(value, str) and len(value) > TEXT_FOR_MODEL:
        return value[:TEXT_FOR_MODEL] + "…"
    return value


async def _open_view(ctx: ToolContext, asked: str) -> Any:
    """`(view name, snapshot)` of the open sheet meant, or a failure naming the open ones."""
    views = await ctx.views()
    for name, snapshot in views.items():
        if asked.casefold() in {name.casefold(), snapshot.name.casefold(), str(snapshot.sheet_id)}:
            return name, snapshot
    names = ", ".join(snapshot.name for snapshot in views.values()) or "none"
    return failed(Code.NOT_FOUND, f"No open sheet is called “{asked}”.", f"Open sheets: {names}. Use open_sheet first.")
