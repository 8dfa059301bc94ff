"""What of Smartsheet a plan concerns, and that part read as it is now: no more than the check needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.live import LiveSheet
from bot.domain.people import Actor
from bot.domain.plan_keys import in_new_sheet
from bot.domain.plans import AddRows, ChangeRecords, Plan, Step, UpdateCells
from bot.domain.record_changes import KINDS, Record, RecordChange, Verb
from bot.ports.plans import RecordWriter, SheetWriter

Collection = tuple[str, str]
Records = tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class CurrentState:
    """The sheet as far as the plan concerns it, the records of each (kind, home) that it touches, and the `others`:
    sheets that rows come from or go to."""

    live: LiveSheet
    records: Mapping[Collection, Records] = field(default_factory=dict)
    others: Mapping[int, LiveSheet] = field(default_factory=dict)

    def sheet(self, sheet_id: int) -> LiveSheet:
        return self.others.get(sheet_id, self.live)

    def record(self, change: RecordChange) -> Record | None:
        found = self.records.get((change.kind, change.home), ())
        return next((record for record in found if record.id == change.record_id), None)


def record_changes(plan: Plan) -> tuple[RecordChange, ...]:
    return tuple(change for step in plan.steps if isinstance(step, ChangeRecords) for change in step.changes)


def added(step: Step) -> tuple[int, ...]:
    """The keys of the rows that the step adds to the plan's own sheet."""
    return tuple(row.key for row in step.rows) if isinstance(step, AddRows) else ()


def needs_whole(plan: Plan) -> bool:
    """Whether the plan's check needs the order and hierarchy of the sheet, not only some cells."""
    return not all(isinstance(step, UpdateCells | ChangeRecords) for step in plan.steps)


def touched(plan: Plan) -> tuple[tuple[int, ...] | None, tuple[int, ...]]:
    """(row ids, column ids) of the cells that exist and that the plan sets; the row ids are None for all rows,
    when a column goes with its cells."""
    edits = [edit for step in plan.steps if isinstance(step, UpdateCells) for edit in step.edits]
    rows = dict.fromkeys(edit.row_id for edit in edits if edit.row_id > 0)
    emptied = [c.column_id for c in record_changes(plan) if c.held or (c.kind == "column" and c.verb is Verb.DELETE)]
    columns = dict.fromkeys([*(edit.column_id for edit in edits), *emptied])
    return None if emptied else tuple(rows), tuple(column for column in columns if column > 0)


async def read_current_state(
    writer: SheetWriter, records: RecordWriter, actor: Actor, plan: Plan, *, who: bool = False
) -> CurrentState:
    """The present state of everything the plan touches; `who` changed it last is told only when it is asked for."""
    found = await _records(records, actor, plan)
    return CurrentState(
        await _sheet(writer, actor, plan, found, who=who), found, await _others(writer, actor, plan, only=not who)
    )


async def read_whole(writer: SheetWriter, actor: Actor, plan: Plan) -> CurrentState:
    """The whole sheet when the plan concerns its cells, rows or columns, else nothing of it; no records."""
    concerned = record_changes(plan)
    beside = all(isinstance(step, ChangeRecords) for step in plan.steps) and all(c.kind != "column" for c in concerned)
    if plan.makes_sheet or beside:
        return CurrentState(_nothing_of(plan))
    return CurrentState(await writer.read(actor, plan.sheet_id), others=await _others(writer, actor, plan))


async def _others(writer: SheetWriter, actor: Actor, plan: Plan, *, only: bool = False) -> dict[int, LiveSheet]:
    """The other sheets of the plan, whole."""
    return {each: await writer.read(actor, each, only=only) for each in plan.sheet_ids if each != plan.sheet_id}


def _nothing_of(plan: Plan) -> LiveSheet:
    return LiveSheet(plan.sheet_id, plan.sheet_name, plan.permalink, plan.base_version, "", (), ())


async def _sheet(
    writer: SheetWriter, actor: Actor, plan: Plan, found: Mapping[Collection, Records], *, who: bool
) -> LiveSheet:
    """The sheet as far as the plan concerns its cells; without columns and rows when it concerns none."""
    if plan.makes_sheet:
        return _nothing_of(plan)
    if needs_whole(plan):
        return await writer.read(actor, plan.sheet_id, only=not who)
    row_ids, column_ids = touched(plan)
    gone = {c.column_id for c in record_changes(plan) if c.column_id > 0} - {
        int(record.id) for (kind, _), listed in found.items() if kind == "column" for record in listed
    }
    column_ids = tuple(column for column in column_ids if column not in gone)
    if not column_ids and not row_ids:
        return _nothing_of(plan)
    return await writer.read(actor, plan.sheet_id, row_ids=row_ids, column_ids=column_ids or None, only=not who)


async def _records(records: RecordWriter, actor: Actor, plan: Plan) -> dict[Collection, Records]:
    found: dict[Collection, Records] = {}
    for change in record_changes(plan):
        collection = (change.kind, change.home)
        if in_new_sheet(change.home):
            continue
        if KINDS[change.kind].alone:
            if change.record_id:
                one = await records.record(actor, *collection, change.record_id)
                found[collection] = (*found.get(collection, ()), *((one,) if one else ()))
        elif (
            collection not in found
            and not in_new_sheet(change.home)
            and (change.record_id or KINDS[change.kind].unique)
        ):
            found[collection] = await records.records(actor, *collection)
    return found
