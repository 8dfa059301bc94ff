"""A press on a row's form: opened from the row's card, previewed as a plan in its own place, put away.

The form writes nothing: approving the plan does, as for any other change.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.domain.answers import Notice, View
from bot.domain.chat import Click
from bot.domain.forms import FormTarget, RowForm, target_of
from bot.domain.invokes import CardReply
from bot.domain.plan_standing import Standing
from bot.domain.plan_view import PlanCard
from bot.domain.routes import on_press
from bot.errors import InvalidArguments, PermissionDenied, TimedOut
from bot.flows.approval import show
from bot.flows.making import changes_of
from bot.flows.rows import pressed_row
from bot.flows.services import Services
from bot.flows.sessions import bench_for
from bot.tools.row_forms import AGAIN, form_of, opener_of, submit
from bot.tools.workbench import Workbench
from cards import render

READ_S = 9.0
"""Teams waits about 15 s for the answer to a press."""


async def open_form(services: Services, click: Click) -> CardReply:
    """Turn the card of a row into its form."""
    changes_of(services)
    _, snapshot, row_id = await pressed_row(services, click)
    async with _in_time():
        return _shown(await form_of(await _bench(services, click), snapshot.sheet_id, row_id, back=click.target), click)


async def preview(services: Services, click: Click) -> CardReply:
    """Propose what was changed in the form, and show the plan in its place; where something is wrong, the form again.

    Raises InvalidArguments for what no form of ours sends, PermissionDenied for somebody else's form.
    """
    changes_of(services)
    target = _theirs(click)
    async with _in_time():
        found = await submit(await _bench(services, click), target, click.inputs)
    if isinstance(found, RowForm):
        return _shown(found, click)
    outgoing = render(PlanCard(found, Standing()), locale=click.locale, timezone=click.timezone)
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


async def _bench(services: Services, click: Click) -> Workbench:
    return await bench_for(
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


ROUTES = (on_press("edit", open_form), on_press("preview", preview), on_press("putaway", put_away))
