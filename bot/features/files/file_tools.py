"""The tools that make something of a file. None of them writes: each proposes a plan for a person to approve."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.preview import Draft, Setting, place_for
from bot.changes.engine.rules import require_room
from bot.domain.files import SentFile
from bot.domain.live import LiveSheet
from bot.domain.plans import AddRows
from bot.errors import NotFound
from bot.features.files.file_rows import match_columns, preview_file_rows, preview_file_sheet
from bot.features.proposing import counted, planning_of, proposed, proposed_sheet, sheet_of
from bot.features.rows.cell_reading import reading_of
from bot.features.sheets.places import destination_of
from bot.features.sheets.sheet_preview import LONGEST_NAME
from bot.files.at_hand import FilesAtHand

_FILE = "The file's number or name, as the context lists it."
_WORKSHEET = "A worksheet's name; null for the first."


class Into(Params):
    file_column: str
    sheet_column: str


class AddRowsFromFileParams(Params):
    file: str = Field(description=_FILE)
    worksheet: str | None = Field(description=_WORKSHEET)
    sheet: str = Field(description="The name of an open sheet.")
    columns: list[Into] | None = Field(
        description="Which column of the file goes into which of the sheet, where their titles differ; null for none."
    )
    position: Literal["top", "bottom"] = Field(description="Where in the sheet.")


@tool(effect=Effect.WRITE, deadline_s=90, group="files")
async def add_rows_from_file(ctx: ToolContext, params: AddRowsFromFileParams) -> ToolResult:
    """Propose to add the rows of a CSV or Excel file sent here to a sheet."""
    hand, file = file_of(ctx, params.file)
    _, snapshot = await sheet_of(ctx, params.sheet)
    table = await hand.table(file, worksheet=params.worksheet)
    live = await planning_of(ctx).writer.read(ctx.actor, snapshot.sheet_id)
    matched, notes = match_columns(live, table, {each.file_column: each.sheet_column for each in params.columns or ()})
    settings: list[Setting] = [(column, None) for _, column in matched]
    preview = partial(
        preview_file_rows,
        live,
        table,
        matched,
        place_for(live.outline(), params.position, None),
        where=f"at the {params.position}",
        reading=await reading_of(ctx, live, settings),
        policy=planning_of(ctx).policy_of(live.id),
    )
    draft = await asyncio.to_thread(preview)  # a second for thousands of rows
    draft.warnings[:0] = notes
    return await proposed(ctx, live, draft, title=f"Add {counted(rows_added(draft), 'row')} of {file.name}")


class CreateSheetFromFileParams(Params):
    file: str = Field(description=_FILE)
    worksheet: str | None = Field(description=_WORKSHEET)
    name: str | None = Field(description="The new sheet's name; null for the file's.")
    place: str | None = Field(description="A workspace's or folder's name; null for the person's own Sheets folder.")


@tool(effect=Effect.WRITE, deadline_s=90, group="files")
async def create_sheet_from_file(ctx: ToolContext, params: CreateSheetFromFileParams) -> ToolResult:
    """Propose a new sheet of a CSV or Excel file sent here, with all its rows."""
    hand, file = file_of(ctx, params.file)
    table = await hand.table(file, worksheet=params.worksheet)
    require_room(len(table.rows), planning_of(ctx).policy)
    place = await destination_of(ctx, params.place)
    name = params.name or file.name.rpartition(".")[0][:LONGEST_NAME].strip() or "Sheet"
    reading = await reading_of(ctx, LiveSheet(0, name, "", 0, "", (), ()), [])
    preview = partial(preview_file_sheet, name, table, destination=place, reading=reading)
    draft = await asyncio.to_thread(preview)
    title = f"Create {name} with {counted(rows_added(draft), 'row')} of {file.name} in {place.name}"
    return await proposed_sheet(ctx, name, place.permalink, draft, title=title)


CATALOG = (add_rows_from_file, create_sheet_from_file)


def rows_added(draft: Draft) -> int:
    return sum(len(step.rows) for step in draft.steps if isinstance(step, AddRows))


def file_of(ctx: ToolContext, asked: str) -> tuple[FilesAtHand, SentFile]:
    """The files at hand, and the one that is meant. Raises NotFound."""
    if ctx.files is None:
        raise NotFound("No file is at hand.", hint="Files are not taken here.")
    return ctx.files, ctx.files.find(asked)
