"""The tools that change columns. None of them writes: each proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.preview import Draft
from bot.changes.formulas.formula_check import check
from bot.changes.values.column_shapes import SYMBOLS, TYPES
from bot.changes.values.values import MOST_PROBLEMS, Reading
from bot.domain.live import LiveColumn, LiveSheet
from bot.domain.record_changes import Record
from bot.errors import InvalidArguments, NotFound
from bot.features.columns.column_preview import preview_additions, preview_changes, preview_deletions
from bot.features.listing import nearest
from bot.features.proposing import counted, planning_of, proposed, sheet_of
from bot.sheets.finder import plain

_SHEET = "The name of an open sheet."

TypeName = Literal[
    "text",
    "number",
    "date",
    "checkbox",
    "dropdown",
    "multi_dropdown",
    "contact",
    "multi_contact",
    "auto_number",
    "created_by",
    "created_at",
    "modified_by",
    "modified_at",
]


class ColumnShape(Params):
    column: str | None = Field(description="The title of the column to change; null to add a new one.")
    title: str | None = Field(description="The new title; null leaves it.")
    type: TypeName | None = Field(description="The type; null leaves it.")
    options: list[str] | None = Field(description="A dropdown's choices, all of them; null leaves them.")
    only_options: bool | None = Field(description="Whether a dropdown takes only its choices; null leaves it.")
    symbol: str | None = Field(description="Symbols instead of text, such as ryg, harvey_balls, star, flag; else null.")
    formula: str | None = Field(description="A column formula beginning with “=”; “” takes it away; null leaves it.")
    hidden: bool | None = Field(description="Whether it is hidden; null leaves it.")
    locked: bool | None = Field(description="Whether only admins can edit it; null leaves it.")
    description: str | None = Field(description="What the column is for; null leaves it.")
    before: str | None = Field(description="The title of the column it is to stand before; null leaves its place.")
    after: str | None = Field(description="The title of the column it is to stand after; null leaves its place.")


class EditColumnsParams(Params):
    sheet: str = Field(description=_SHEET)
    columns: list[ColumnShape] = Field(description="The columns to add or change.")


@tool(effect=Effect.WRITE, deadline_s=60, group="columns")
async def edit_columns(ctx: ToolContext, params: EditColumnsParams) -> ToolResult:
    """Propose to add, rename, retype, move, hide or lock columns."""
    live, records = await _columns(ctx, params.sheet)
    _check_formulas(live, params.columns)
    added = [_fields(live, shape) for shape in params.columns if shape.column is None]
    changed = [(_column(live, shape.column), _fields(live, shape)) for shape in params.columns if shape.column]
    reshaped = [column.id for column, fields in changed if set(fields) & {"type", "formula", "options", "symbol"}]
    if reshaped:
        live = await _with_cells(ctx, live, reshaped)
    draft, planning = Draft(), planning_of(ctx)
    if added:
        preview_additions(live, [{"index": len(live.columns) + n, **each} for n, each in enumerate(added)], draft)
    reading = Reading(ctx.today, planning.locale)
    if changed:
        preview_changes(live, records, changed, reading=reading, policy=planning.policy_of(live.id), draft=draft)
    said = [*(f"add {each.get('title')}" for each in added), *(f"change {c.column.title}" for c, _ in changed)]
    return await proposed(ctx, live, draft, title=_title(said))


class DeleteColumnsParams(Params):
    sheet: str = Field(description=_SHEET)
    columns: list[str] = Field(description="The titles of the columns.")


@tool(effect=Effect.DESTROY, deadline_s=60, group="columns")
async def delete_columns(ctx: ToolContext, params: DeleteColumnsParams) -> ToolResult:
    """Propose to delete columns with everything in them."""
    live, records = await _columns(ctx, params.sheet)
    wanted = list({(column := _column(live, title)).id: column for title in params.columns}.values())
    if not wanted:
        raise InvalidArguments("It is not said which column.", hint="Name it by its title.")
    live = await _with_cells(ctx, live, [column.id for column in wanted])
    draft = Draft()
    preview_deletions(live, records, wanted, policy=planning_of(ctx).policy_of(live.id), draft=draft)
    title = f"Delete {counted(len(wanted), 'column')}: {', '.join(c.column.title for c in wanted)}"
    return await proposed(ctx, live, draft, title=title)


CATALOG = (edit_columns, delete_columns)


async def _columns(ctx: ToolContext, sheet: str) -> tuple[LiveSheet, Mapping[int, Record]]:
    """The sheet's columns without cells, and every field of them."""
    _, snapshot = await sheet_of(ctx, sheet)
    planning = planning_of(ctx)
    live, records = await asyncio.gather(
        planning.writer.read(ctx.actor, snapshot.sheet_id, row_ids=[]),
        planning.records.records(ctx.actor, "column", f"sheets/{snapshot.sheet_id}"),
    )
    return live, {int(record.id): record for record in records}


async def _with_cells(ctx: ToolContext, live: LiveSheet, column_ids: Sequence[int]) -> LiveSheet:
    wanted = {*column_ids, *([live.primary.id] if live.primary else [])}
    return await planning_of(ctx).writer.read(ctx.actor, live.id, column_ids=sorted(wanted))


def _column(live: LiveSheet, title: str) -> LiveColumn:
    for column in live.columns:
        if plain(column.column.title) == plain(title):
            return column
    near = ", ".join(nearest((c.column.title for c in live.columns), title))
    raise NotFound(f"{live.name} has no column “{title}”.", hint=f"The closest: {near}.")


def _fields(live: LiveSheet, shape: ColumnShape) -> dict[str, Any]:
    """Smartsheet's fields for what is asked of one column. Raises InvalidArguments for what does not go together."""
    fields: dict[str, Any] = {}
    if shape.title is not None or shape.column is None:
        fields["title"] = (shape.title or "").strip()
    if shape.type is not None or (shape.column is None and shape.symbol is None):
        fields |= TYPES[shape.type or ("dropdown" if shape.options else "text")]
    if shape.symbol is not None:
        symbol = shape.symbol.strip().lower()
        if symbol not in SYMBOLS:
            raise InvalidArguments(f"There are no symbols “{shape.symbol}”.", hint=f"Symbols: {', '.join(SYMBOLS)}.")
        fields |= {"symbol": symbol.upper(), "type": SYMBOLS[symbol]}
    if shape.options is not None:
        fields["options"] = list(dict.fromkeys(option.strip() for option in shape.options if option.strip()))
        current = _column(live, shape.column).column.type.value if shape.column else None
        if fields.get("type", current) not in ("PICKLIST", "MULTI_PICKLIST"):
            raise InvalidArguments("Only a dropdown has choices.", hint="Say that it is to be a dropdown.")
    named = (("validation", shape.only_options), ("hidden", shape.hidden), ("locked", shape.locked))
    fields |= {name: value for name, value in named if value is not None}
    if shape.formula is not None:
        fields["formula"] = shape.formula or None
    if shape.description is not None:
        fields["description"] = shape.description or None
    if (place := _place(live, shape)) is not None:
        fields["index"] = place
    return fields


def _check_formulas(live: LiveSheet, shapes: Sequence[ColumnShape]) -> None:
    """Raises InvalidArguments for a formula that Smartsheet cannot read, with what to write instead."""
    titles = [column.column.title for column in live.columns] + [shape.title for shape in shapes if shape.title]
    for shape in shapes:
        if problems := check(shape.formula, titles, every_row=True) if shape.formula else ():
            said = " ".join(problem.says for problem in problems[:MOST_PROBLEMS])
            raise InvalidArguments(said, hint=" ".join(problem.fix for problem in problems[:MOST_PROBLEMS]))


def _place(live: LiveSheet, shape: ColumnShape) -> int | None:
    """The index the column is to have, counted without itself. Raises InvalidArguments when both sides are named."""
    if shape.before and shape.after:
        raise InvalidArguments("Say before or after which column, one of the two.")
    neighbour = shape.before or shape.after
    if neighbour is None:
        return None
    moving = _column(live, shape.column).id if shape.column else 0
    order = [column.id for column in live.columns if column.id != moving]
    other = _column(live, neighbour).id
    if other == moving:
        raise InvalidArguments("A column cannot stand beside itself.")
    return order.index(other) + (0 if shape.before else 1)


def _title(said: Sequence[str]) -> str:
    text = ", ".join(said)
    return (text[:1].upper() + text[1:]) if len(text) <= 120 else f"Change {counted(len(said), 'column')}"
