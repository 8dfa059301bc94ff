"""A row as a form for a person: built from the sheet as it is now, and what was typed there made a plan.

No tool of the model's: a form is what a person fills in by hand. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.agent.tool_context import ToolContext
from bot.changes.engine.preview import Setting, place_for, preview_add, preview_update, row_name
from bot.changes.engine.rules import require_editor
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import Reading, content_for
from bot.domain.forms import FixedField, FormField, FormTarget, RowForm, address_id, input_id, stamp
from bot.domain.live import LiveRow, LiveSheet
from bot.domain.people import Person
from bot.domain.plans import Plan
from bot.errors import InvalidArguments, LimitExceeded, NotFound, PermissionDenied
from bot.features.proposing import planning_of
from bot.features.rows.cell_reading import reading_of
from bot.features.rows.row_form_preview import Known, field_for, fields_of, given, known_of, refusal

MOST_TYPED = 6_000
"""Characters typed into one form, so that a card can show them again."""

AGAIN = "Open the form again."
_NO_FIT = "What was sent does not fit this form, so nothing was done."


@dataclass(frozen=True, slots=True)
class Opened:
    """The sheet as it is now and the row of it that the form is of; a `new` row is an empty one."""

    ctx: ToolContext
    live: LiveSheet
    row: LiveRow
    known: Known
    new: bool


async def form_of(ctx: ToolContext, sheet_id: int, row_id: int, *, back: str = "") -> RowForm:
    """The row as a form for who the tool context is of; `row_id` 0 is an empty one for a new row.

    Raises PermissionDenied for who may not change the sheet, NotFound when the row is gone.
    """
    opened = await _read(ctx, sheet_id, row_id)
    assert ctx.person is not None
    fields, *_ = _fields(opened)
    if not fields:
        raise PermissionDenied("No cell of this row can be changed from here.", hint="Open it in Smartsheet.")
    stamps = tuple((field.column_id, field.stamp) for field in fields)
    return _form(opened, FormTarget(sheet_id, row_id, opener_of(ctx.person), back, stamps), fields)


async def submit(ctx: ToolContext, target: FormTarget, inputs: Mapping[str, Any]) -> Plan | RowForm:
    """The plan that is proposed for what was changed; the form again where something is wrong, or nothing differs.

    Raises InvalidArguments for what no form of ours sends, with nothing done.
    """
    typed = _strings(target, inputs)
    opened = await _read(ctx, target.sheet_id, target.row_id)
    fields, settings, reading = await _settings(opened, target, _sent(opened, target, typed))
    problems = sum(bool(field.problem) for field in fields)
    if settings and not problems:
        return await _proposed(opened, settings, reading)
    if problems:
        note = "One field needs another look." if problems == 1 else f"{problems} fields need another look."
    else:
        note = "Fill in something first." if opened.new else "Nothing is different from the sheet yet."
    return replace(_form(opened, target, fields), note=note)


def opener_of(person: Person) -> str:
    """How a form names who opened it."""
    return stamp(person.id)


def _strings(target: FormTarget, inputs: Mapping[str, Any]) -> Mapping[str, str]:
    """What was typed, by input id."""
    expected = {name for column, _ in target.stamps for name in (input_id(column), address_id(column))}
    if not set(inputs) <= expected or not all(isinstance(value, str) for value in inputs.values()):
        raise InvalidArguments(_NO_FIT, hint=AGAIN)
    if sum(map(len, inputs.values())) > MOST_TYPED:
        raise LimitExceeded(
            f"That is more than the {MOST_TYPED:,} characters that a form takes, so nothing was done.",
            hint="Shorten it, or write long texts in Smartsheet.",
        )
    return inputs


def _sent(opened: Opened, target: FormTarget, typed: Mapping[str, str]) -> list[FormField]:
    """The form's fields, each with what was typed."""
    fields = []
    for column_id, _ in target.stamps:
        column = opened.live.column(column_id)
        if column is None or column.column.hidden:
            raise InvalidArguments("The sheet no longer has all of the form's columns.", hint=AGAIN)
        field = field_for(column, opened.row.cell(column_id), opened.known)
        address = typed.get(address_id(column_id))
        if address and field.address is None:
            raise InvalidArguments(_NO_FIT, hint=AGAIN)
        kept = None if field.address is None else address or ""
        fields.append(replace(field, value=typed.get(input_id(column_id), ""), address=kept))
    return fields


async def _settings(
    opened: Opened, target: FormTarget, fields: Sequence[FormField]
) -> tuple[list[FormField], list[Setting], Reading]:
    """What differs from the form as it was opened and from the sheet as it is; problems are noted at the fields."""
    said, asked = list(fields), dict[int, Setting]()
    for position, (field, (column_id, opened_with)) in enumerate(zip(fields, target.stamps, strict=True)):
        column = opened.live.column(column_id)
        assert column is not None  # by _sent
        now = field_for(column, opened.row.cell(column_id), opened.known)
        if field.stamp in (opened_with, now.stamp):
            continue
        row, policy = None if opened.new else opened.row, planning_of(opened.ctx).policy_of(opened.live.id)
        why = refusal(opened.live, column, row, opened.known.parents, policy)
        try:
            asked[position] = (column, given(field, column, opened.known))
        except InvalidCellValue as unfit:
            why = why or str(unfit)
        said[position] = replace(field, problem=why)
    reading = await reading_of(opened.ctx, opened.live, list(asked.values()))
    for position, (column, value) in asked.items():
        try:
            content_for(value, column, reading)
        except InvalidCellValue as unfit:
            said[position] = replace(said[position], problem=said[position].problem or str(unfit))
    return said, list(asked.values()), reading


async def _proposed(opened: Opened, settings: Sequence[Setting], reading: Reading) -> Plan:
    planning, live = planning_of(opened.ctx), opened.live
    policy = planning.policy_of(live.id)
    if opened.new:
        primary = [live.primary.id] if live.primary else []
        live = await planning.writer.read(opened.ctx.actor, live.id, column_ids=primary)
        place = place_for(live.outline(), "bottom", None)
        draft = preview_add(live, [settings], place, where="at the bottom", reading=reading, policy=policy)
        title = "Add 1 row at the bottom"
    else:
        draft = preview_update(
            live,
            [opened.row],
            settings,
            parents=opened.known.parents,
            reading=reading,
            policy=policy,
        )
        title = f"Edit {row_name(live, opened.row).replace('Row', 'row', 1)}"
    if not draft.steps:
        reasons = " ".join(f"{each.where}: {each.why}" for each in draft.refused[:5])
        raise InvalidArguments(f"Nothing can be changed. {reasons}".strip(), hint=AGAIN)
    return await planning.propose(live, draft, title=title, actor_key=opened.ctx.actor.key)


def _fields(opened: Opened) -> tuple[tuple[FormField, ...], tuple[FixedField, ...], tuple[str, ...]]:
    row, policy = None if opened.new else opened.row, planning_of(opened.ctx).policy_of(opened.live.id)
    return fields_of(opened.live, row, opened.known, policy)


def _form(opened: Opened, target: FormTarget, fields: Sequence[FormField]) -> RowForm:
    live, row = opened.live, opened.row
    _, fixed, left_out = _fields(opened)
    return RowForm(
        target=target,
        sheet_name=live.name,
        permalink=live.permalink,
        number=row.number,
        title=live.label(row),
        fields=tuple(fields),
        fixed=fixed,
        left_out=left_out,
    )


async def _read(ctx: ToolContext, sheet_id: int, row_id: int) -> Opened:
    """The row as it is now. Raises PermissionDenied for who may only look, NotFound for a row that is gone."""
    snapshot = await ctx.snapshot(sheet_id)
    live = await planning_of(ctx).writer.read(ctx.actor, sheet_id, row_ids=[row_id] if row_id else [])
    require_editor(live)
    row = LiveRow(0, 0) if not row_id else live.by_id().get(row_id)
    if row is None:
        raise NotFound("This row is no longer in the sheet.", hint="Ask for the rows again.")
    return Opened(ctx, live, row, known_of(snapshot), new=not row_id)
