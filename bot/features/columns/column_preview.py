"""From what a person asks of columns to the steps of a plan. Pure: nothing is read or written.

Columns need admin access (https://developers.smartsheet.com/api/smartsheet/openapi/columns).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.changes.engine.preview import Draft
from bot.changes.values.column_shapes import LONGEST_TITLE, in_words
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import Reading, content_for
from bot.domain.live import ADMINS, NOTHING, LiveColumn, LiveSheet
from bot.domain.plan_keys import FIRST_COLUMN
from bot.domain.plans import ChangeRecords
from bot.domain.policies import PlanPolicy
from bot.domain.record_changes import HeldCell, Record, RecordChange, canonical
from bot.errors import PermissionDenied
from bot.sheets.finder import plain

_SHAPE = ("type", "options", "symbol", "systemColumnType")
"""Fields that say together what a column is: one of them is sent with all that are set."""


def require_admin(live: LiveSheet) -> None:
    """Raises PermissionDenied when the actor may not change columns."""
    if live.access_level not in ADMINS:
        level = live.access_level.lower() or "none"
        raise PermissionDenied(
            f"Columns of “{live.name}” can be changed with admin access; yours is {level}.",
            hint="Ask the sheet's owner for admin access.",
        )


def preview_additions(live: LiveSheet, wanted: Sequence[Mapping[str, Any]], draft: Draft) -> None:
    """Add columns; each of `wanted` is Smartsheet's fields, its `index` the place it gets."""
    require_admin(live)
    taken = {column.column.title for column in live.columns}
    system = {column.column.system_type for column in live.columns}
    changes: list[RecordChange] = []
    for fields in wanted:
        title = str(fields.get("title", "")).strip()
        if why := _title_refusal(title, taken):
            draft.refuse(f"Column “{title}”", why)
        elif fields.get("systemColumnType") and fields["systemColumnType"] in system:
            draft.refuse(f"Column “{title}”", "The sheet has such a column already; Smartsheet allows one.")
        else:
            taken.add(title)
            system.add(fields.get("systemColumnType"))
            change = RecordChange(
                kind="column",
                home=f"sheets/{live.id}",
                what=f"Column “{title}”",
                key=FIRST_COLUMN - len(changes),
                after=canonical({**fields, "title": title}),
                said_after=in_words({name: value for name, value in fields.items() if name != "title"}),
            )
            changes.append(change)
    if changes:
        draft.steps.append(ChangeRecords(tuple(changes)))


def preview_changes(
    live: LiveSheet,
    records: Mapping[int, Record],
    wanted: Sequence[tuple[LiveColumn, Mapping[str, Any]]],
    *,
    reading: Reading,
    policy: PlanPolicy,
    draft: Draft,
) -> None:
    """Change columns. `live` has all rows of those whose type or formula changes; `records` has their fields."""
    require_admin(live)
    changes: list[RecordChange] = []
    for column, fields in wanted:
        record, what = records.get(column.id), f"Column “{column.column.title}”"
        others = {other.column.title for other in live.columns if other.id != column.id}
        if record is None:
            draft.refuse(what, "It is no longer there.")
            continue
        now = record.fields()
        after = {name: value for name, value in fields.items() if (now.get(name) or None) != (value or None)}
        why = _refusal(live, column, after, policy) or (
            _title_refusal(str(after["title"]), others) if "title" in after else ""
        )
        if why:
            draft.refuse(what, why)
        elif not after:
            draft.warnings.append(f"{what} is so already.")
        else:
            if set(after) & set(_SHAPE):
                after |= {name: fields.get(name, now.get(name)) for name in _SHAPE if name in fields or now.get(name)}
            before = {name: now.get(name) for name in after}
            held = _held(live, column, empty_too="formula" in after) if set(after) & {"type", "formula"} else ()
            _warn(live, column, after, held, reading, draft)
            changes.append(
                RecordChange(
                    kind="column",
                    home=f"sheets/{live.id}",
                    what=what,
                    record_id=str(column.id),
                    before=canonical(before),
                    after=canonical(after),
                    said_before=in_words(before),
                    said_after=in_words(after),
                    held=held,
                )
            )
    if changes:
        draft.steps.append(ChangeRecords(tuple(changes)))


def preview_deletions(
    live: LiveSheet,
    records: Mapping[int, Record],
    wanted: Sequence[LiveColumn],
    *,
    policy: PlanPolicy,
    draft: Draft,
) -> None:
    """Delete columns with their cells; `live` has all rows of them. The last one goes first, so that undo can put each
    back at its place."""
    require_admin(live)
    changes: list[RecordChange] = []
    for column in sorted(wanted, key=lambda each: -each.column.index):
        record, what = records.get(column.id), f"Column “{column.column.title}”"
        why = "It is no longer there." if record is None else _refusal(live, column, {}, policy)
        if column.column.primary:
            why = "Smartsheet keeps the primary column; rename it instead."
        if why or record is None:
            draft.refuse(what, why)
            continue
        held = _held(live, column, empty_too=False)
        said = in_words({n: v for n, v in record.fields().items() if n in ("type", "options", "symbol", "formula")})
        users = sum(f"[{column.column.title}]" in (other.column.formula or "") for other in live.columns)
        if users:
            draft.warnings.append(f"{what} is used by {users} column formula{'s'[: users > 1]}, which will fail.")
        if column.column.system_type == "AUTO_NUMBER":
            draft.warnings.append(f"{what} numbers rows; made again by Undo, it numbers them anew.")
        changes.append(
            RecordChange(
                kind="column",
                home=f"sheets/{live.id}",
                what=what,
                record_id=str(column.id),
                before=record.body,
                said_before=f"{said} · {len(held):,} filled cell{'' if len(held) == 1 else 's'}",
                held=held,
            )
        )
    if changes:
        draft.steps.append(ChangeRecords(tuple(changes)))


def _refusal(live: LiveSheet, column: LiveColumn, after: Mapping[str, Any], policy: PlanPolicy) -> str:
    if plain(column.column.title) in {plain(title) for title in policy.protected}:
        return "The column is protected here."
    reshaped = bool(set(after) & set(_SHAPE)) or not after
    if live.project and column.role and reshaped:
        return "The project's timeline needs it as it is; switch dependencies off in Smartsheet first."
    if column.column.primary and (
        "hidden" in after or "formula" in after or after.get("type", "TEXT_NUMBER") != "TEXT_NUMBER"
    ):
        return "The primary column is text, always shown and without a formula."
    if column.column.system_type and set(after) & {"formula", *_SHAPE}:
        return "Smartsheet fills this column itself."
    return ""


def _title_refusal(title: str, taken: set[str]) -> str:
    if not title:
        return "It needs a title."
    if len(title) > LONGEST_TITLE:
        return f"A title has up to {LONGEST_TITLE} characters; this has {len(title)}."
    if title in taken:
        return "Another column has this title."
    return ""


def _held(live: LiveSheet, column: LiveColumn, *, empty_too: bool) -> tuple[HeldCell, ...]:
    return tuple(
        HeldCell(row.id, row.number, live.label(row), row.cell(column.id))
        for row in live.rows
        if empty_too or row.cell(column.id).raw
    )


def _warn(
    live: LiveSheet,
    column: LiveColumn,
    after: Mapping[str, Any],
    held: Sequence[HeldCell],
    reading: Reading,
    draft: Draft,
) -> None:
    """What the change does to the cells there are."""
    title = column.column.title
    filled = [cell for cell in held if cell.content.raw]
    if after.get("formula") and filled:
        draft.warnings.append(f"The formula replaces what {len(filled):,} cells of {title} hold; Undo brings it back.")
    elif "type" in after and after["type"] != column.column.type.value:
        unfit = sum(not _fits(cell, column, after, reading) for cell in filled)
        if unfit:
            draft.warnings.append(f"{unfit:,} of {len(filled):,} cells of {title} do not fit; they stay as text.")
    if "title" in after and any(f"[{title}]" in (c.column.formula or "") for c in live.columns):
        draft.warnings.append("Smartsheet renames the column in formulas, too.")


def _fits(cell: HeldCell, column: LiveColumn, after: Mapping[str, Any], reading: Reading) -> bool:
    options = tuple(map(str, after.get("options") or ()))
    like = type(column.column)(
        column.id, column.column.index, column.column.title, type(column.column.type)(after["type"]), options=options
    )
    try:
        return content_for(cell.content.shown, LiveColumn(like), reading) is not NOTHING
    except InvalidCellValue:
        return False
