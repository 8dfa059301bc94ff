"""The bot is added to or removed from a conversation: welcome once, keep the reference, close the session."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.conversation.commands import guide
from bot.conversation.services import Services
from bot.conversation.sessions import open_session, save
from bot.domain import sessions
from bot.domain.chat import BotAdded, BotRemoved
from bot.domain.routes import on
from bot.domain.sessions import Session
from bot.errors import Conflict, SheetlineError
from cards import render

log = structlog.get_logger(__name__)

WELCOME_AGAIN_AFTER = timedelta(seconds=20)
"""Teams reports one installation by two events; the other one within this time is not welcomed again."""

WELCOMED_WITHIN_S = 10.0
"""Teams waits about 15 s for the HTTP answer, inside which the welcome is said."""


async def added(services: Services, event: BotAdded) -> None:
    """Keep the conversation's reference and welcome its people, once. The same event again is another installation."""
    conversation = event.conversation
    opened = await open_session(services, conversation)
    now = services.clock.now()
    last, told = opened.session.welcomed_at, opened.session.welcomed_for
    if last is not None and now - last < WELCOME_AGAIN_AFTER and event.told_by != told:
        return
    welcomed: Session = replace(opened.session, welcomed_at=now, welcomed_for=event.told_by)
    try:
        await services.store.save(welcomed, etag=opened.etag)
    except Conflict:  # the installation's other event came first
        return
    try:
        async with asyncio.timeout(WELCOMED_WITHIN_S):
            await services.messenger.send(conversation, render(guide(welcomed, welcome=True)))
    except SheetlineError as error:
        log.warning("welcome_not_sent", conversation=conversation.id, code=error.code, detail=error.detail)
    except TimeoutError:
        log.warning("welcome_not_sent", conversation=conversation.id, detail=f"not within {WELCOMED_WITHIN_S} s")


async def removed(services: Services, event: BotRemoved) -> None:
    """Close the session; nothing of what was said is kept."""
    opened = await open_session(services, event.conversation)
    if opened.etag is None:
        return
    await save(services, opened, lambda s: sessions.closed(s, event.because, now=services.clock.now()))


ROUTES = (on(BotAdded, added), on(BotRemoved, removed))
