"""The tool that edits a sheet's summary. It does not write: it proposes a plan, which a person sees and approves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.planning import people_of
from bot.changes.formulas.formula_check import references_in
from bot.changes.values.values import Reading, SheetNames
from bot.domain.live import LiveSheet
from bot.domain.record_changes import Record
from bot.errors import InvalidArguments, NotFound
from bot.features.listing import library_of, nearest
from bot.features.proposing import counted, planning_of, proposed, sheet_of
from bot.features.sharing.named_people import contacts_of, shared_with
from bot.features.summary.summary_preview import TYPES, FieldWish, preview_summary
from bot.sheets.finder import plain
from bot.sheets.snapshot import Snapshot


class FieldEdit(Params):
    field: str | None = Field(description="Its title; null to add one.")
    title: str | None = Field(description="Its new title; null leaves it.")
    type: Literal["text", "number", "date", "checkbox", "dropdown", "contact"] | None = Field(
        description="Of a field to add; else null."
    )
    options: list[str] | None = Field(description="A dropdown's choices; null leaves them.")
    value: str | float | bool | None = Field(
        description="Its value, dates as YYYY-MM-DD, or a formula beginning with “=”; “” clears, null leaves it."
    )
    delete: bool = Field(description="Whether the field goes.")


class EditSummaryParams(Params):
    sheet: str = Field(description="The name of an open sheet.")
    fields: list[FieldEdit] = Field(description="The fields to set, add, rename or delete.")


@tool(effect=Effect.WRITE, deadline_s=60, group="settings")
async def edit_summary(ctx: ToolContext, params: EditSummaryParams) -> ToolResult:
    """Propose to set, add, rename or delete fields of a sheet's summary."""
    if not params.fields:
        raise InvalidArguments("It is not said which summary field.", hint="Name it by its title.")
    _, snapshot = await sheet_of(ctx, params.sheet)
    planning = planning_of(ctx)
    live, records = await asyncio.gather(
        planning.writer.read(ctx.actor, snapshot.sheet_id, row_ids=[]),
        planning.records.records(ctx.actor, "summary_field", f"sheets/{snapshot.sheet_id}"),
    )
    wishes = [_wish(each, records, live.name) for each in params.fields]
    if len({wish.record.id for wish in wishes if wish.record}) < sum(wish.record is not None for wish in wishes):
        raise InvalidArguments("A summary field is named twice.", hint="Say all about it at once.")
    reading = await _reading(ctx, snapshot, live, records, wishes)
    draft = preview_summary(live, records, wishes, reading=reading)
    return await proposed(ctx, live, draft, title=_title(params.fields))


CATALOG = (edit_summary,)


def _wish(edit: FieldEdit, records: Sequence[Record], sheet_name: str) -> FieldWish:
    """Raises NotFound, naming the nearest, for a field that is not there."""
    record = None
    if edit.field is not None:
        titles = {plain(str(each.fields().get("title", ""))): each for each in records}
        record = titles.get(plain(edit.field))
        if record is None:
            near = ", ".join(nearest((str(each.fields().get("title")) for each in records), edit.field)) or "none"
            raise NotFound(f"The summary of {sheet_name} has no field “{edit.field}”.", hint=f"The closest: {near}.")
    return FieldWish(
        record,
        title=edit.title,
        type=TYPES[edit.type] if edit.type else None,
        options=tuple(option.strip() for option in edit.options if option.strip()) if edit.options else None,
        value=edit.value,
        delete=edit.delete,
    )


async def _reading(
    ctx: ToolContext, snapshot: Snapshot, live: LiveSheet, records: Sequence[Record], wishes: Sequence[FieldWish]
) -> Reading:
    """How values are read: people only where one is to be set, references only where a formula names one."""
    planning, people = planning_of(ctx), list[tuple[str, str]]()
    types = [wish.record.fields().get("type") if wish.record else wish.type for wish in wishes if wish.value]
    if "CONTACT_LIST" in types:
        contacts = await contacts_of(ctx, snapshot)
        people = [*await shared_with(ctx, live.id), *people_of(contacts)]
    formulas = [wish.value for wish in wishes if isinstance(wish.value, str) and wish.value.lstrip().startswith("=")]
    references: tuple[str, ...] | None = None
    if any(references_in(formula.strip()) for formula in formulas):
        found = await library_of(ctx).cross_sheet_references(ctx.actor, live.id)
        references = tuple(each.name for each in found)
    names = SheetNames(
        live.id,
        tuple(column.column.title for column in live.columns),
        references,
        tuple(str(record.fields().get("title", "")) for record in records),
    )
    return Reading(ctx.today, planning.locale, tuple(people), names=names)


def _title(edits: Sequence[FieldEdit]) -> str:
    if len(edits) > 1:
        return f"Change {counted(len(edits), 'summary field')}"
    (edit,) = edits
    if edit.field is None:
        return f"Add the summary field {edit.title or ''}".strip()
    return f"{'Delete' if edit.delete else 'Change'} the summary field {edit.field}"
