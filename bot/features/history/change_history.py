"""What was changed from this conversation, as far as the person who asks may read the sheets it was changed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from pydantic import Field

from bot.agent import periods
from bot.agent.tool import Effect, Params, ToolResult, ok, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.planning import GOOD_FOR
from bot.domain.audit import Event
from bot.domain.change_history import PAGE_LINES, ChangeHistory, ChangeLine, lines_of
from bot.errors import InvalidArguments, NotFound, PermissionDenied
from bot.features.proposing import planning_of
from bot.sheets.finder import plain

_SHOWN_TO_MODEL = 20


class ChangeHistoryParams(Params):
    period: str | None = Field(description="“today”, “this week”, “30 days”, a first day YYYY-MM-DD; null: 30 days.")
    sheet: str | None = Field(description="Only changes of the sheet with this name; null for all.")


@tool(effect=Effect.READ, group="details")
async def change_history(ctx: ToolContext, params: ChangeHistoryParams) -> ToolResult:
    """List the changes that you, the bot, made from this conversation: what, who approved, when, how it ended."""
    history, lines = await history_of(ctx, asked=params.period or "", sheet=params.sheet or "")
    ctx.history = history
    told = [
        {
            "what": line.title,
            "sheet": line.sheet_name,
            "asked_by": line.asker,
            "when": f"{line.at:%Y-%m-%d %H:%M} UTC",
            "ended": "undone" if line.taken_back else str(line.last),
        }
        for line in lines[:_SHOWN_TO_MODEL]
    ]
    return ok(since=history.since.isoformat(), total=history.total, made=history.made, changes=told)


CATALOG = (change_history,)


async def history_of(
    ctx: ToolContext,
    *,
    asked: str = "",
    first: date | None = None,
    sheet: str = "",
    sheet_id: int = 0,
    page: int = 1,
) -> tuple[ChangeHistory, tuple[ChangeLine, ...]]:
    """A page of the changes since the day `asked` for (or `first`), of one sheet if one is named, and all of them.

    Raises InvalidArguments for a period not understood, NotFound when no change of the sheet named may be seen.
    """
    since = first or periods.since(asked, ctx.today)
    if since is None:
        raise InvalidArguments(
            f"I do not know the period “{asked[:60]}”.", hint="Say it like “history this week” or “history 30 days”."
        )
    planning = planning_of(ctx)
    events, hidden = await visible_events(ctx, since)
    seen = lines_of(events, overdue_before=planning.now - GOOD_FOR)
    chosen = [line for line in seen if not sheet_id or line.sheet_id == sheet_id]
    if sheet:
        chosen = [line for line in seen if plain(sheet) in plain(line.sheet_name) or sheet == str(line.sheet_id)]
        if not chosen:
            raise NotFound(
                f"I know of no change of “{sheet[:80]}” from here since {since.isoformat()}.",
                hint="Send “history” for all; a cell's own history is asked for like “history of Status of row 4”.",
            )
        sheet_id = chosen[0].sheet_id if len({line.sheet_id for line in chosen}) == 1 else 0
    pages = max(1, -(-len(chosen) // PAGE_LINES))
    page = min(max(1, page), pages)
    history = ChangeHistory(
        lines=tuple(chosen[(page - 1) * PAGE_LINES : page * PAGE_LINES]),
        since=since,
        total=len(chosen),
        made=sum(line.made for line in chosen),
        page=page,
        sheet_id=sheet_id,
        sheet_name=chosen[0].sheet_name if sheet_id and chosen else "",
        hidden=hidden,
    )
    return history, tuple(chosen)


async def visible_events(ctx: ToolContext, since: date) -> tuple[list[Event], bool]:
    """The conversation's events since that day, of sheets that the actor can read now, and whether there are others."""
    planning = planning_of(ctx)
    if planning.audit is None:
        return [], False
    beginning = datetime.combine(since, time(), tzinfo=ZoneInfo(ctx.timezone)).astimezone(UTC)
    events = await planning.audit.of(planning.conversation_id, since=beginning)
    concerned = {sheet_id for event in events for sheet_id in event.concerns}
    readable = {sheet_id: await _readable(ctx, sheet_id) for sheet_id in concerned if sheet_id > 0}
    seen = [event for event in events if _may_see(ctx, event, readable)]
    return seen, len(seen) < len(events)


async def _readable(ctx: ToolContext, sheet_id: int) -> bool:
    """Asked of Smartsheet, as the actor. Raises what is no answer to it: Smartsheet down, or too busy."""
    try:
        await ctx.sheets.version(ctx.actor, sheet_id)
    except (NotFound, PermissionDenied):
        return False
    return True


def _may_see(ctx: ToolContext, event: Event, readable: Mapping[int, bool]) -> bool:
    """All sheets it concerns can be read. What is on no sheet (a workspace's share, a sheet that was made) is shown to
    the authority it was made with."""
    return all(readable[sheet_id] if sheet_id > 0 else event.actor_key == ctx.actor.key for sheet_id in event.concerns)
