"""A row's form: asked for by typing or by a press, previewed as a plan in its own place, put away.

The form writes nothing: approving the plan does, as for any other change.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.agent.commands import Command, Verb
from bot.agent.tool_context import ToolContext
from bot.conversation.commands import chosen
from bot.conversation.replies import Reply
from bot.conversation.services import Services
from bot.conversation.sessions import context_for
from bot.conversation.status import own
from bot.domain.answers import Notice, View
from bot.domain.chat import Click
from bot.domain.forms import FormTarget, RowForm, target_of
from bot.domain.invokes import CardReply
from bot.domain.plan_status import PlanStatus
from bot.domain.plan_view import PlanCard
from bot.domain.routes import on_press
from bot.domain.sessions import Session
from bot.errors import InvalidArguments, NotFound, PermissionDenied, TimedOut
from bot.features.approval.approval import show
from bot.features.approval.execute import changes_of
from bot.features.rows.row_card import pressed_row
from bot.features.rows.row_forms import AGAIN, form_of, opener_of, submit
from bot.sheets.row_view import row_id_at
from cards import render

READ_S = 9.0
"""Teams waits about 15 s for the answer to a press."""


async def open_form(services: Services, click: Click) -> CardReply:
    """Turn the card of a row into its form."""
    changes_of(services)
    _, snapshot, row_id = await pressed_row(services, click)
    async with _in_time():
        return _shown(
            await form_of(await _context(services, click), snapshot.sheet_id, row_id, back=click.target), click
        )


async def fill_in(command: Command, session: Session, ctx: ToolContext) -> Reply:
    """A row, or a new one, as a form; of several open sheets the one that is named."""
    if len(session.sheets) > 1 and not command.sheet:
        names = " · ".join(sheet.name for sheet in own(session, ctx.actor))
        hint = f"Say it like “{command.verb} row{f' {command.first}' if command.first else ''} in …”."
        raise InvalidArguments("Several sheets are open here; which one is meant?", hint=f"{hint} Open: {names}.")
    sheet = chosen(session, command.sheet, ctx)
    if command.verb is Verb.ADD:
        return Reply(await form_of(ctx, sheet.id, 0))
    snapshot = await ctx.snapshot(sheet.id)
    row_id = row_id_at(snapshot, command.first or 0)
    if row_id is None:
        raise NotFound(f"“{snapshot.name}” has {snapshot.rows:,} rows; none is row {command.first}.", hint="")
    return Reply(await form_of(ctx, sheet.id, row_id))


async def preview(services: Services, click: Click) -> CardReply:
    """Propose what was changed in the form, and show the plan in its place; where something is wrong, the form again.

    Raises InvalidArguments for what no form of ours sends, PermissionDenied for somebody else's form.
    """
    changes_of(services)
    target = _theirs(click)
    async with _in_time():
        found = await submit(await _context(services, click), target, click.inputs)
    if isinstance(found, RowForm):
        return _shown(found, click)
    outgoing = render(PlanCard(found, PlanStatus()), locale=click.locale, timezone=click.timezone)
    if click.card_activity_id:
        await show(services, click.conversation, click.card_activity_id, outgoing)
    return CardReply(outgoing)


async def put_away(services: Services, click: Click) -> CardReply:
    """Close a form that was opened by typing."""
    _theirs(click)
    return _shown(Notice(title="The form is closed. Nothing was changed."), click)


def _theirs(click: Click) -> FormTarget:
    target = target_of(click.target)
    if target is None or not target.stamps:
        raise InvalidArguments("This is no form of mine, so nothing was done.", hint=AGAIN)
    if target.opener != opener_of(click.person):
        raise PermissionDenied("Only the person who opened this form can use it.", hint="Open one of your own.")
    return target


async def _context(services: Services, click: Click) -> ToolContext:
    return await context_for(
        services,
        click.person,
        click.conversation,
        locale=click.locale,
        timezone=click.timezone,
    )


def _shown(view: View, click: Click) -> CardReply:
    return CardReply(render(view, locale=click.locale, timezone=click.timezone))


@contextlib.asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(READ_S):
            yield
    except TimeoutError:
        raise TimedOut("Smartsheet takes too long.", hint="Press again in a moment.") from None


COMMANDS = {Verb.EDIT: fill_in, Verb.ADD: fill_in}
ROUTES = (on_press("edit", open_form), on_press("preview", preview), on_press("putaway", put_away))
