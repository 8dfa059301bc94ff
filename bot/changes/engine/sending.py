"""The requests of a plan, sent one by one; each answers with the entry that says it is done.

Setting, moving and deleting have the same effect twice as once and are simply sent again. What adds or creates is sent
once: its INTENT is noted first, and when nobody knows whether it was done, it is looked for before it is sent again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.changes.engine.batches import (
    AddBatch,
    Batch,
    DeleteBatch,
    MoveBatch,
    RecordBatch,
    SettleBatch,
    SortBatch,
    TidyBatch,
    TransferBatch,
    UpdateBatch,
    resolved_content,
    resolved_id,
    resolved_place,
)
from bot.changes.engine.current_state import CurrentState
from bot.changes.engine.recovery import find_added, following
from bot.changes.engine.work import Work
from bot.changes.steps.transfer_sending import settle, tidy, transfer
from bot.domain.live import RowWrite
from bot.domain.plan_journal import Entry, Mark
from bot.domain.plan_keys import FIRST_COLUMN, resolved_home
from bot.domain.record_changes import KINDS, Record, RecordChange, Verb, alike, differing, opened
from bot.errors import OutcomeUnknown

Skip = frozenset[tuple[int, int]]

_SENDS = 3
_MAILINGS = 2
_LOOK_AGAIN_S = 2.0
_log = structlog.get_logger(__name__)


async def send(work: Work, number: int, batch: Batch, now: CurrentState, skip: Skip) -> Entry:
    """Send the plan's request of that number. `skip` names what others changed while nobody worked on the plan."""
    created, writer = work.journal.created(), work.writer
    sheet_id, at = work.sheet_id, work.clock.now()
    match batch:
        case UpdateBatch():
            rows = [row for each in batch.rows if (row := _row_write(each, created, skip)).cells]
            result = await writer.update_rows(work.actor, sheet_id, rows)
            return Entry(Mark.DONE, number, at=at, refused=result.refused)
        case AddBatch():
            return await _add(work, number, batch, now)
        case MoveBatch():
            if ids := [each for row in batch.row_ids if (each := resolved_id(row, created)) > 0]:
                place = resolved_place(batch.place, created)
                await writer.move_rows(work.actor, batch.sheet_id or sheet_id, ids, place)
        case DeleteBatch():
            ids = [resolved_id(each, created) for each in batch.row_ids if (each, 0) not in skip]
            await writer.delete_rows(work.actor, batch.sheet_id or sheet_id, ids)
        case SortBatch():
            await writer.sort_rows(work.actor, sheet_id, batch.by)
        case TransferBatch():
            return await transfer(work, number, batch, now)
        case SettleBatch():
            return await settle(work, number, batch)
        case TidyBatch():
            return await tidy(work, number, batch)
        case RecordBatch():
            home = resolved_home(batch.change.home, created)
            return await _record(work, number, replace(batch.change, home=home))
    return Entry(Mark.DONE, number, at=at)


async def _add(work: Work, number: int, batch: AddBatch, now: CurrentState) -> Entry:
    """Send once; without an answer, look for the rows, and only when they are not there send again."""
    created = work.journal.created()
    place = resolved_place(batch.place, created)
    intent = work.journal.intent(number)
    unsure = intent is not None
    if intent is None:
        before = following(now.live, place, work.journal)
        intent = Entry(Mark.INTENT, number, at=work.clock.now(), following=before)
        await work.note(intent)
    rows = [
        RowWrite(
            0,
            tuple((resolved_id(c.column_id, created), resolved_content(c.content, created)) for c in row.cells),
            row.flags,
        )
        for row in batch.rows
    ]
    for _ in range(_SENDS):
        if unsure and (ids := await _find_rows(work, batch, intent, created)):
            return _added(work, number, batch, ids)
        try:
            result = await work.writer.add_rows(work.actor, work.sheet_id, rows, place)
        except OutcomeUnknown as error:
            _log.warning("rows_unsure", plan=work.plan.id, batch=number, detail=error.detail)
            unsure = True
            continue
        return _added(work, number, batch, result.row_ids)
    if ids := await _find_rows(work, batch, intent, created):
        return _added(work, number, batch, ids)
    raise OutcomeUnknown("Smartsheet does not say whether the rows were added.")


async def _find_rows(work: Work, batch: AddBatch, intent: Entry, created: dict[int, int]) -> tuple[int, ...]:
    """The rows in the sheet, looked for twice: a request may still be under way when its connection is gone."""
    for attempt in range(2):
        live = await work.writer.read(work.actor, work.sheet_id)
        if ids := find_added(live, batch, intent, created):
            return ids
        if attempt == 0:
            await work.clock.sleep(_LOOK_AGAIN_S)
    return ()


def _added(work: Work, number: int, batch: AddBatch, ids: Iterable[int]) -> Entry:
    pairs = tuple(zip((row.key for row in batch.rows), ids, strict=True))
    return Entry(Mark.DONE, number, at=work.clock.now(), created=pairs)


async def _record(work: Work, number: int, change: RecordChange) -> Entry:
    """Create, change or delete one record, and note what it is afterwards."""
    actor, kind, home = work.actor, change.kind, change.home
    match change.verb:
        case Verb.CREATE:
            record_id = await _create(work, number, change)
        case Verb.CHANGE:
            record_id = change.record_id
            if why := await _changed_by_others(work, change):
                return Entry(Mark.DONE, number, at=work.clock.now(), refused=((0, why),))
            await work.records.change(actor, kind, home, record_id, change.after)
        case Verb.DELETE:
            await work.records.delete(actor, kind, home, change.record_id)
            return Entry(Mark.DONE, number, at=work.clock.now(), record=(change.record_id, ""))
    record = await work.records.record(actor, kind, home, record_id)
    created = await _keys(work, change, record_id) if change.key else ()
    written = (record_id, record.body if record else change.after)
    return Entry(Mark.DONE, number, at=work.clock.now(), created=created, record=written)


async def _keys(work: Work, change: RecordChange, record_id: str) -> tuple[tuple[int, int], ...]:
    """The ids of what was created, by the keys the plan knows it by: of a sheet, also its columns, by their order."""
    own = (change.key, int(record_id))
    titles = [column["title"] for column in opened(change.after).get("columns", ())] if change.kind == "sheet" else []
    if not titles:
        return (own,)
    live = await work.writer.read(work.actor, int(record_id), row_ids=[], only=True)
    ids = {column.column.title: column.id for column in live.columns}
    return (own, *((FIRST_COLUMN - n, ids[title]) for n, title in enumerate(titles) if title in ids))


async def _changed_by_others(work: Work, change: RecordChange) -> str:
    """Why the record is left alone: begun again after a crash, it is neither as it was nor as it is to be."""
    if not work.resumed:
        return ""
    record = await work.records.record(work.actor, change.kind, change.home, change.record_id)
    if record is None:
        return f"{change.what} is no longer there."
    if differing(change.before, record.body) and differing(change.after, record.body):
        return "It was changed by someone else while the change was being made."
    return ""


async def _create(work: Work, number: int, change: RecordChange) -> str:
    """The new record's id. Sent once; without an answer, one that looks like it and was not there before is it."""
    intent = work.journal.intent(number)
    sent_at = intent.at if intent else None
    unsure = intent is not None
    if intent is None:
        known = tuple(record.id for record in await _look_alikes(work, change))
        intent = Entry(Mark.INTENT, number, at=work.clock.now(), known=known)
        await work.note(intent)
    for _ in range(_MAILINGS if KINDS[change.kind].settles_s else _SENDS):
        if unsure and (found := await _find_record(work, change, intent, sent_at)):
            return found
        sent_at = work.clock.now()
        try:
            return await work.records.create(work.actor, change.kind, change.home, change.after)
        except OutcomeUnknown as error:
            _log.warning("record_unsure", plan=work.plan.id, batch=number, kind=change.kind, detail=error.detail)
            unsure = True
    if found := await _find_record(work, change, intent, sent_at):
        return found
    raise OutcomeUnknown(f"Smartsheet does not say whether the {KINDS[change.kind].noun} was created.")


async def _find_record(work: Work, change: RecordChange, intent: Entry, sent_at: datetime | None) -> str:
    """Looked for twice, and as long after it was sent as such a record may take to be listed."""
    settles = timedelta(seconds=KINDS[change.kind].settles_s)
    looks = 0
    while True:
        for record_id in (record.id for record in await _look_alikes(work, change)):
            if record_id not in intent.known:
                return record_id
        looks += 1
        if looks > 1 and (sent_at is None or work.clock.now() - sent_at >= settles):
            return ""
        await work.clock.sleep(_LOOK_AGAIN_S)


async def _look_alikes(work: Work, change: RecordChange) -> list[Record]:
    found = await work.records.records(work.actor, change.kind, change.home)
    loose = KINDS[change.kind].loose
    return [record for record in found if alike(change.after, record.body, loose=loose)]


def _row_write(row: RowWrite, created: dict[int, int], skip: Skip) -> RowWrite:
    cells = tuple(
        (resolved_id(column, created), resolved_content(content, created))
        for column, content in row.cells
        if (row.row_id, column) not in skip
    )
    return RowWrite(resolved_id(row.row_id, created), cells)
