"""The tools for whole sheets. None of them writes: each proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.preview import Draft
from bot.changes.values.column_shapes import SYMBOLS, TYPES
from bot.domain.live import LiveSheet
from bot.domain.records import AssetKind
from bot.domain.reports import report_behind
from bot.domain.sheets import SheetSummary
from bot.errors import InvalidArguments, NotFound
from bot.features.columns.column_tools import TypeName
from bot.features.listing import library_of, sheet_meant
from bot.features.proposing import counted, planning_of, proposed, proposed_sheet
from bot.features.rows.cell_reading import reading_of
from bot.features.sheets.places import beside, destination_of, template_of, workspaces_of
from bot.features.sheets.sheet_edits import (
    There,
    preview_copy,
    preview_deletion,
    preview_from_template,
    preview_move,
    preview_rename,
)
from bot.features.sheets.sheet_preview import Destination, preview_sheet

_PLACE = "A workspace's or folder's name, “workspace / folder” where it helps; null for the person's own Sheets folder."
_SHEET = "The sheet's name; it need not be open."

MOST_REPORTS = 10
"""Reports looked into for a sheet that is to be deleted."""


class NewColumn(Params):
    title: str
    type: TypeName
    options: list[str] | None = Field(description="A dropdown's choices; else null.")
    symbol: str | None = Field(description="Symbols such as ryg, star, flag; else null.")
    formula: str | None = Field(description="A column formula beginning with “=”; else null.")


class CreateSheetParams(Params):
    name: str = Field(description="The new sheet's name.")
    place: str | None = Field(description=_PLACE)
    template: str | None = Field(description="The name of a template to create it from; null for columns of its own.")
    columns: list[NewColumn] | None = Field(description="Its columns in order; null with a template.")
    rows: list[list[str | float | bool | None]] | None = Field(
        description="First rows, only if asked for: values in the columns' order, null for none; else null."
    )


@tool(effect=Effect.WRITE, deadline_s=60, group="sheets")
async def create_sheet(ctx: ToolContext, params: CreateSheetParams) -> ToolResult:
    """Propose a new sheet, with columns and first rows or from a template."""
    if bool(params.template) == bool(params.columns):
        raise InvalidArguments("Say columns or a template, one of the two.")
    place = await destination_of(ctx, params.place)
    if params.template:
        template = await template_of(ctx, params.template)
        draft = preview_from_template(params.name, template.asset.id, template.said, destination=place)
        return await _proposed_new(ctx, params.name, place, draft, f"Create {params.name} from {template.asset.name}")
    columns = [_fields(column) for column in params.columns or ()]
    rows = params.rows or []
    reading = await reading_of(ctx, LiveSheet(0, params.name, "", 0, "", (), ()), [])
    draft = await asyncio.to_thread(preview_sheet, params.name, columns, rows, destination=place, reading=reading)
    return await _proposed_new(ctx, params.name, place, draft, f"Create {params.name}{_with(rows)}")


class EditSheetParams(Params):
    sheet: str = Field(description=_SHEET)
    action: Literal["rename", "copy", "move"] = Field(description="What to do with it.")
    name: str | None = Field(description="For rename and copy: the new name. Else null.")
    place: str | None = Field(
        description="For copy and move: where to; “my sheets” for the person's own folder; null for rename, and to "
        "copy it beside itself."
    )
    contents: Literal["all", "rows", "columns"] | None = Field(description="For copy: what it gets; null for all.")


@tool(effect=Effect.WRITE, deadline_s=60, group="sheets")
async def edit_sheet(ctx: ToolContext, params: EditSheetParams) -> ToolResult:
    """Propose to rename, copy or move a whole sheet."""
    found = await _meant(ctx, params.sheet)
    if isinstance(found, ToolResult):
        return found
    live, there = found
    if params.action != "move" and not params.name:
        raise InvalidArguments("It is not said what it is to be called.", hint="Ask for the new name.")
    name = params.name or ""
    if params.action == "rename":
        return await proposed(ctx, live, preview_rename(there, name), title=f"Rename {live.name} to {name}")
    if params.action == "copy":
        place = await (beside(ctx, there) if params.place is None else destination_of(ctx, params.place))
        draft = preview_copy(there, name, params.contents or "all", destination=place)
        return await _proposed_new(ctx, name, place, draft, f"Copy {live.name} as {name}")
    if params.place is None:
        raise InvalidArguments("It is not said where to.", hint="Ask for a workspace or folder.")
    place = await destination_of(ctx, params.place)
    title = f"Move {live.name} to {place.name}"
    return await proposed(ctx, live, preview_move(there, destination=place), title=title)


class DeleteSheetParams(Params):
    sheet: str = Field(description=_SHEET)


@tool(effect=Effect.DESTROY, deadline_s=60, group="sheets")
async def delete_sheet(ctx: ToolContext, params: DeleteSheetParams) -> ToolResult:
    """Propose to delete a whole sheet, for good."""
    found = await _meant(ctx, params.sheet)
    if isinstance(found, ToolResult):
        return found
    live, there = found
    shares = await library_of(ctx).shares(ctx.actor, AssetKind.SHEET, live.id)
    who = [f"{s.name or s.email} ({s.level.lower().replace('_', ' ')})" for s in shares if s.level != "OWNER"]
    users = await _users(ctx, live.id)
    draft = preview_deletion(there, shared=who, users=users, policy=planning_of(ctx).policy_of(live.id))
    return await proposed(ctx, live, draft, title=f"Delete the sheet {live.name}")


CATALOG = (create_sheet, edit_sheet, delete_sheet)


async def _meant(ctx: ToolContext, asked: str) -> tuple[LiveSheet, There] | ToolResult:
    """The sheet, without rows and columns, and how it stands. Raises NotFound, InvalidArguments for a report."""
    sheet = await sheet_meant(ctx, asked)
    if isinstance(sheet, ToolResult):
        return sheet
    if report_behind(sheet.id) is not None:
        raise InvalidArguments(f"“{sheet.name}” is a report.", hint="Change reports in Smartsheet.")
    record = await planning_of(ctx).records.record(ctx.actor, "sheet", "home", str(sheet.id))
    if record is None:
        raise NotFound(f"“{sheet.name}” is no longer there.")
    there = There(record, sheet.access_level, await _workspace_level(ctx, record.fields()))
    return _live(sheet, record.fields()), there


def _live(sheet: SheetSummary, fields: Mapping[str, Any]) -> LiveSheet:
    version, permalink = int(fields.get("version") or 0), str(fields.get("permalink") or "")
    return LiveSheet(sheet.id, str(fields.get("name") or sheet.name), permalink, version, sheet.access_level, (), ())


async def _workspace_level(ctx: ToolContext, fields: Mapping[str, Any]) -> str:
    wanted = fields.get("workspace")
    spaces = await workspaces_of(ctx) if wanted else []
    return next((space.asset.access_level for space in spaces if str(space.asset.id) == wanted), "")


async def _users(ctx: ToolContext, sheet_id: int) -> list[str]:
    """Which reports, and formulas of the other open sheets, draw from it: what can be known without reading all."""
    library, users = library_of(ctx), list[str]()
    reports = (await library.assets(ctx.actor, AssetKind.REPORT))[:MOST_REPORTS]
    sources = await asyncio.gather(*(library.report_sources(ctx.actor, report.id) for report in reports))
    users += [f"Report {report.name}" for report, ids in zip(reports, sources, strict=True) if sheet_id in ids]
    for other in ctx.open:
        if other.id != sheet_id and report_behind(other.id) is None:
            references = await library.cross_sheet_references(ctx.actor, other.id)
            users += [f"{other.name}: “{r.name}”" for r in references if r.source_sheet_id == sheet_id]
    return users


async def _proposed_new(ctx: ToolContext, name: str, place: Destination, draft: Draft, title: str) -> ToolResult:
    return await proposed_sheet(ctx, name, place.permalink, draft, title=f"{title} in {place.name}")


def _fields(column: NewColumn) -> dict[str, Any]:
    fields: dict[str, Any] = {"title": column.title, **TYPES[column.type]}
    if column.symbol is not None:
        symbol = column.symbol.strip().lower()
        if symbol not in SYMBOLS:
            raise InvalidArguments(f"There are no symbols “{column.symbol}”.", hint=f"Symbols: {', '.join(SYMBOLS)}.")
        fields |= {"symbol": symbol.upper(), "type": SYMBOLS[symbol]}
    elif column.options:
        if fields["type"] not in ("PICKLIST", "MULTI_PICKLIST"):
            raise InvalidArguments(f"Only a dropdown has choices; “{column.title}” is none.")
        fields["options"] = list(dict.fromkeys(option.strip() for option in column.options if option.strip()))
    return fields | ({"formula": column.formula} if column.formula else {})


def _with(rows: list[list[str | float | bool | None]]) -> str:
    return f" with {counted(len(rows), 'row')}" if rows else ""
