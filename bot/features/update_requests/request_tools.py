"""The tool that asks people to update rows. It sends nothing: it proposes a plan, which a person sees and approves."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.planning import people_of
from bot.changes.values.values import printable
from bot.domain.live import LiveSheet
from bot.domain.records import WAITING, UpdateRequest
from bot.errors import InvalidArguments
from bot.features.listing import library_of, rows_by_id
from bot.features.proposing import counted, planning_of, proposed, sheet_of
from bot.features.rows.cell_values import column_of
from bot.features.rows.changing import chosen_rows
from bot.features.sharing.named_people import People, contact_columns, own_email, person_meant, shared_with
from bot.features.update_requests.request_preview import Letter, preview_request, preview_withdrawal
from bot.sheets.snapshot import Snapshot


class RequestUpdateParams(Params):
    sheet: str = Field(description="The name of an open sheet.")
    where_sql: str | None = Field(description="A DuckDB condition that chooses the rows; null when row_numbers does.")
    row_numbers: list[int] | None = Field(description="The rows' numbers; null when where_sql chooses them.")
    people: list[str] | None = Field(description="Whom: email addresses, or names the sheet knows.")
    columns: list[str] | None = Field(description="Titles of the columns to be filled in; null for all.")
    subject: str | None = Field(description="The mail's subject; null for the usual one.")
    message: str | None = Field(description="The mail's text; null for none.")
    cancel: str | None = Field(description="The subject of an open request to take back, all else null; else null.")


@tool(effect=Effect.SHARE, deadline_s=60, group="comments")
async def request_update(ctx: ToolContext, params: RequestUpdateParams) -> ToolResult:
    """Propose to mail people a request to update rows, or to take one back."""
    view, snapshot = await sheet_of(ctx, params.sheet)
    if params.cancel is not None:
        return await _withdraw(ctx, snapshot, params.cancel)
    if not params.people:
        raise InvalidArguments("It is not said whom to ask.", hint="Name people, or say their email addresses.")
    ids, selection = await chosen_rows(ctx, view, snapshot, params.where_sql, params.row_numbers)
    (live, known), own = await asyncio.gather(_rows_and_people(ctx, snapshot, ids), own_email(ctx))
    people = list(dict.fromkeys(person_meant(each, known) for each in params.people))
    titles = dict.fromkeys(params.columns or ())
    columns = [column_of((each.column for each in live.columns), title, live.name) for title in titles]
    draft = preview_request(
        live,
        sorted(live.rows, key=lambda row: row.number),
        [each for column in columns if (each := live.column(column.id)) is not None],
        Letter(people, printable(params.subject or "").strip(), printable(params.message or "").strip()),
        own_email=own,
        policy=planning_of(ctx).policy_of(live.id),
    )
    title = f"Ask {_whom(people)} to update {counted(len(live.rows), 'row')}"
    return await proposed(ctx, live, draft, title=title, selection=selection)


CATALOG = (request_update,)


async def _withdraw(ctx: ToolContext, snapshot: Snapshot, subject: str) -> ToolResult:
    live, requests = await asyncio.gather(
        planning_of(ctx).writer.read(ctx.actor, snapshot.sheet_id, row_ids=[]),
        library_of(ctx).update_requests(ctx.actor, snapshot.sheet_id),
    )
    scheduled = [each.record for each in requests if each.schedule != WAITING]
    sent = {each.record.id: each.record for each in requests if each.schedule == WAITING}
    rows = {each.record.id: _rows_of(each, snapshot) for each in reversed(requests)}
    draft = preview_withdrawal(live, subject, scheduled=scheduled, sent=[*sent.values()], rows=rows)
    return await proposed(ctx, live, draft, title="Take back an update request")


def _rows_of(request: UpdateRequest, snapshot: Snapshot) -> str:
    known = rows_by_id(snapshot)
    places = sorted(known[row_id] for row_id in request.row_ids if row_id in known)
    return ", ".join(f"{number} {name or ''}".strip() for number, name in places)


async def _rows_and_people(ctx: ToolContext, snapshot: Snapshot, ids: list[int]) -> tuple[LiveSheet, People]:
    """The rows with what names them, and every column described; and whom the sheet knows."""
    primary = [each.column.id for each in snapshot.columns if each.column.primary]
    contacts, writer = contact_columns(snapshot), planning_of(ctx).writer
    live, shared = await asyncio.gather(
        writer.read(
            ctx.actor,
            snapshot.sheet_id,
            row_ids=None if contacts else ids,
            column_ids=list(dict.fromkeys((*primary, *contacts))),
        ),
        shared_with(ctx, snapshot.sheet_id),
    )
    wanted = set(ids)
    asked = tuple(row for row in live.rows if row.id in wanted)
    return replace(live, rows=asked), [*shared, *people_of(live)]


def _whom(people: People) -> str:
    names = [name for name, email in people if name and name != email]
    if len(names) == len(people) <= 3:
        return ", ".join(names)
    return "1 person" if len(people) == 1 else f"{len(people):,} people"
