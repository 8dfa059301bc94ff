"""What the tools for comments and attachments have in common: where something is, and who asks."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.agent.tool import ToolResult
from bot.agent.tool_context import ToolContext
from bot.domain.reports import report_behind
from bot.errors import InvalidArguments, NotFound
from bot.features.comments.comment_author import CommentAuthor
from bot.features.comments.comment_target import CommentTarget, visible
from bot.features.listing import row_meant, rows_by_id
from bot.features.proposing import planning_of, sheet_of
from bot.sheets.snapshot import Snapshot


async def spot_of(ctx: ToolContext, snapshot: Snapshot, row_id: int | None) -> CommentTarget:
    """The row, or the sheet, as it is now; one request. Raises NotFound when the row is gone."""
    primary = [column.column.id for column in snapshot.columns if column.column.primary]
    rows = [] if row_id is None else [row_id]
    live = await planning_of(ctx).writer.read(ctx.actor, snapshot.sheet_id, row_ids=rows, column_ids=primary, only=True)
    if row_id is None:
        return CommentTarget(live)
    row = next((row for row in live.rows if row.id == row_id), None)
    if row is None:
        raise NotFound("That row is no longer there.", hint="Look at the sheet's rows again.")
    return CommentTarget(live, row)


async def sheet_with_talk(ctx: ToolContext, asked: str) -> Snapshot:
    """The open sheet called so. Raises NotFound, and InvalidArguments for a report, on which nothing lies."""
    _, snapshot = await sheet_of(ctx, asked)
    if report_behind(snapshot.sheet_id) is not None:
        raise InvalidArguments(
            f"{snapshot.name} is a report.", hint='Its rows lie in other sheets: open the one it names ("Sheet Name").'
        )
    return snapshot


def row_id_of(snapshot: Snapshot, number: int | None) -> int | None:
    """The id of the row with that number. Raises NotFound."""
    if number is None:
        return None
    row = row_meant(snapshot, number)
    if isinstance(row, ToolResult):
        raise NotFound(row.message, hint=row.hint or "Say another row's number.")
    return row


def named_rows(snapshot: Snapshot, row_ids: Iterable[int | None]) -> str:
    """“row 5, row 9, the sheet”, in the sheet's order, each once."""
    numbers = rows_by_id(snapshot)
    found = {numbers[each][0] if each is not None else 0 for each in row_ids if each is None or each in numbers}
    return ", ".join("the sheet" if number == 0 else f"row {number}" for number in sorted(found))


async def teller_of(ctx: ToolContext) -> CommentAuthor:
    """Who asks, and as whom Smartsheet will show what they write."""
    try:
        zone = ZoneInfo(ctx.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    account = await ctx.sheets.account(ctx.actor)
    person = ctx.person
    shared = "" if ctx.actor.own else account.name or account.email
    name = " ".join(visible(person.name).split()) if person else ""
    return CommentAuthor(account.email, zone, (person.email or "") if person else "", name, shared)


def one_of(found: list[str], meant: str) -> InvalidArguments:
    """What to say when several could be meant."""
    return InvalidArguments(f"Several {meant} could be meant: {'; '.join(found[:5])}.", hint="Ask which one.")
