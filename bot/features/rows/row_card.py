"""A press on a row of an answer: which row of which sheet that is, read again with the presser's own authority."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.agent.tool_context import source_of
from bot.conversation.readers import read_snapshot
from bot.conversation.services import Services
from bot.domain.answers import Answer, RowCard, RowChange, Table
from bot.domain.chat import Click
from bot.domain.invokes import CardReply
from bot.domain.live import EDITORS
from bot.domain.people import Actor
from bot.domain.records import Comment
from bot.domain.routes import on_press
from bot.domain.sheets import ColumnType
from bot.errors import InvalidArguments, NotFound, SheetlineError, TimedOut
from bot.ports import Library
from bot.sheets.row_view import row_id_at, view_row
from bot.sheets.snapshot import Snapshot, SnapshotColumn
from cards import render
from cards.answers import PAGE_ROWS

log = structlog.get_logger(__name__)

READ_S = 8.0
"""Teams waits about 15 s for the answer to a press."""

TALK_S = 4.0
"""Seconds for what stands beside the row; without it the row is shown all the same."""

HISTORY_COLUMNS = 3
"""Columns whose history is read on one press: each weighs ten requests (FACTS)."""

_TELLING = (
    ColumnType.PICKLIST,
    ColumnType.DATE,
    ColumnType.ABSTRACT_DATETIME,
    ColumnType.CONTACT_LIST,
    ColumnType.CHECKBOX,
    ColumnType.TEXT_NUMBER,
)
"""Whose history is asked for first: the status, then dates, then the owner."""


async def show_row(services: Services, click: Click) -> CardReply:
    """Replace the table on the card by one full row, or that row by its history."""
    row = await open_row(services, click, history=click.verb == "history")
    return CardReply(render(row, locale=click.locale, timezone=click.timezone))


async def open_row(services: Services, click: Click, *, history: bool = False) -> RowCard:
    """The row behind `<answer id>.<number>` as it is now, with its latest comments and, if asked for, its history.

    Raises NotFound when the answer is no longer kept, the row is gone, or only its number is known and the sheet has
    changed since; what reading the sheet raises, for the answer may show more than the presser may see.
    """
    actor, snapshot, row_id = await pressed_row(services, click)
    answer_id, _, number = click.target.partition(".")
    back = f"{answer_id}.{(int(number) - 1) // PAGE_ROWS + 1}"
    row = view_row(snapshot, row_id, source=source_of(snapshot), back=back)
    if row is None:
        raise NotFound("This row is no longer in the sheet.", hint="Ask the question again.")
    if services.changes is not None and snapshot.access_level in EDITORS:
        row = replace(row, edit=click.target)
    if services.library is None:
        return row
    if history:
        return replace(row, changes=await _history(services.library, actor, snapshot, row.row_id))
    comments = await _comments(services.library, actor, snapshot.sheet_id, row.row_id)
    return replace(row, comments=comments, history=click.target)


async def pressed_row(services: Services, click: Click) -> tuple[Actor, Snapshot, int]:
    """Who pressed, the sheet as they see it now, and the id of the row behind `<answer id>.<number>`.

    Raises what `open_row` raises.
    """
    answer, table, position = await _pressed(services, click)
    assert answer.evidence is not None  # by Answer.opens_rows
    actor = await services.actors.actor_for(click.person)
    snapshot = await read_snapshot(services, actor, answer.evidence.sources[0].sheet_id)
    row_id = _row_id(answer, table, position, snapshot)
    if row_id is None:
        raise NotFound("This row is no longer in the sheet.", hint="Ask the question again.")
    return actor, snapshot, row_id


async def _pressed(services: Services, click: Click) -> tuple[Answer, Table, int]:
    """The stored answer, its table, and which of its rows (from 1) was pressed."""
    answer_id, _, number = click.target.partition(".")
    if not number.isdecimal() or len(number) > 6:
        raise InvalidArguments("This button does not name a row.")
    answer = await services.store.answer(click.conversation.id, answer_id)
    if answer is None or answer.table is None or answer.evidence is None:
        raise NotFound("This answer is no longer kept.", hint="Ask the question again.")
    if not answer.opens_rows or not 1 <= int(number) <= len(answer.table.rows):
        raise InvalidArguments("This button does not name a row.")
    return answer, answer.table, int(number)


def _row_id(answer: Answer, table: Table, position: int, snapshot: Snapshot) -> int | None:
    """The row's id: as the answer has it, or by its number while the sheet is at the version the answer saw."""
    if table.row_ids:
        return table.row_ids[position - 1]
    assert table.row_key is not None  # by Answer.opens_rows, as is the next
    assert answer.evidence is not None
    found = table.rows[position - 1][table.columns.index(table.row_key)]
    if not isinstance(found, int):
        return None
    if table.row_key == "_row_id":
        return found
    if answer.evidence.sources[0].version != snapshot.version:
        raise NotFound("The sheet has changed since this answer, and its rows may have moved.", hint="Ask again.")
    return row_id_at(snapshot, found)


async def _comments(library: Library, actor: Actor, sheet_id: int, row_id: int) -> tuple[Comment, ...]:
    """What was said on the row, the newest first; nothing when it cannot be had in time, for the row matters more."""
    try:
        async with asyncio.timeout(TALK_S):
            threads = await library.discussions(actor, sheet_id, row_id=row_id)
    except (SheetlineError, TimeoutError) as error:
        log.info("comments_not_read", error=type(error).__name__)
        return ()
    said = [comment for thread in threads for comment in thread.comments]
    return tuple(sorted(said, key=lambda comment: _when(comment.at), reverse=True))


async def _history(library: Library, actor: Actor, snapshot: Snapshot, row_id: int) -> tuple[RowChange, ...]:
    """What was asked for: raises NotFound when there is none, TimedOut when it takes too long."""
    try:
        async with asyncio.timeout(READ_S):
            changes = await _changes(library, actor, snapshot, row_id)
    except TimeoutError:
        raise TimedOut("Smartsheet takes too long to tell this row's history.", hint="Press again later.") from None
    if not changes:
        raise NotFound("Smartsheet has no changes of this row's main cells.", hint="")
    return changes


async def _changes(library: Library, actor: Actor, snapshot: Snapshot, row_id: int) -> tuple[RowChange, ...]:
    """The changes of the most telling cells, the newest first; a cell's first value is not a change."""
    columns = _telling(snapshot.columns)
    histories = await asyncio.gather(
        *(library.cell_history(actor, snapshot.sheet_id, row_id=row_id, column_id=c.column.id) for c in columns)
    )
    found = [
        RowChange(column.sql_name, change)
        for column, history in zip(columns, histories, strict=True)
        for change in history
        if not (change.first and change.after is None)
    ]
    return tuple(sorted(found, key=lambda each: _when(each.change.at), reverse=True))


def _telling(columns: Sequence[SnapshotColumn]) -> list[SnapshotColumn]:
    """Columns of different types first; formulas change by themselves and are left out."""
    usable = [c for c in columns if not (c.column.hidden or c.column.system_type or c.column.formula)]
    chosen = [next((c for c in usable if c.column.type is kind), None) for kind in _TELLING]
    return [column for column in chosen if column is not None][:HISTORY_COLUMNS]


def _when(moment: datetime | None) -> datetime:
    return moment or datetime.min.replace(tzinfo=UTC)


ROUTES = (on_press("row", show_row), on_press("history", show_row))
