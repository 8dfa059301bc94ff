"""A press on the list of what was changed from here: another page of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import date

from bot.agent.commands import Command, Verb
from bot.agent.tool_context import ToolContext
from bot.conversation.replies import Reply
from bot.conversation.services import Services
from bot.conversation.sessions import context_for
from bot.domain.chat import Click
from bot.domain.invokes import CardReply
from bot.domain.routes import on_press
from bot.domain.sessions import Session
from bot.errors import InvalidArguments, TimedOut
from bot.features.history.change_history import history_of
from cards import render

READ_S = 9.0
"""Teams waits about 15 s for the answer to a press."""

_TARGET = re.compile(r"(\d{4})(\d\d)(\d\d)\.(\d{1,19})\.(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a button of the list carries: since which day, of which sheet (0: all), which page."""

    since: date
    sheet_id: int
    page: int


def asked(target: str) -> Asked:
    """Raises InvalidArguments for what no button of ours carries."""
    match = _TARGET.fullmatch(target) if target.isascii() else None
    try:
        assert match is not None
        year, month, day, sheet_id, page = map(int, match.groups())
        return Asked(date(year, month, day), sheet_id, page)
    except (AssertionError, ValueError):
        raise InvalidArguments("This button does not name a list of changes.", hint="Send “history”.") from None


async def turn(services: Services, click: Click) -> CardReply:
    """Another page, for whoever pressed, with what they may see."""
    wanted = asked(click.target)
    ctx = await context_for(services, click.person, click.conversation, locale=click.locale, timezone=click.timezone)
    try:
        async with asyncio.timeout(READ_S):
            found, _ = await history_of(ctx, first=wanted.since, sheet_id=wanted.sheet_id, page=wanted.page)
    except TimeoutError:
        raise TimedOut("Smartsheet takes too long.", hint="Press again in a moment.") from None
    return CardReply(render(found, locale=click.locale, timezone=click.timezone))


async def tell(command: Command, session: Session, ctx: ToolContext) -> Reply:
    """What was changed here in a period, on a sheet or on all."""
    history, _ = await history_of(ctx, asked=command.period, sheet=command.sheet)
    return Reply(history)


COMMANDS = {Verb.HISTORY: tell}
ROUTES = (on_press("changes", turn),)
