"""What was changed from here as a CSV file: a link that is good for an hour, and the file behind it.

The link says nothing of the conversation or the sheets; only its hash is kept. The file is made when it is fetched, of
what the person who asked for it may see at that moment.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets

import structlog

from bot.conversation.services import Services
from bot.conversation.sessions import context_for
from bot.domain.audit import Event
from bot.domain.chat import Click
from bot.domain.exports import GOOD_FOR, Download, Export
from bot.domain.invokes import CardReply
from bot.domain.routes import on_press
from bot.errors import PermissionDenied
from bot.features.approval.execute import changes_of
from bot.features.history.change_history import visible_events
from bot.features.history.change_table import heading, line, written_lines, wrote
from bot.features.history.history_card import asked
from cards import render

log = structlog.get_logger(__name__)

PATH = "/exports/"
MOST_LINES = 200_000
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


async def offer(services: Services, click: Click) -> CardReply:
    """A card with a link to the file. Raises PermissionDenied where no address is set under which it can be fetched."""
    wanted, changes = asked(click.target), changes_of(services)
    if not changes.address:
        raise PermissionDenied(
            "Files cannot be fetched from here yet.",
            hint="Your Sheetline admin must set PUBLIC_URL to the address under which this bot is reached.",
        )
    token, until = secrets.token_urlsafe(32), services.clock.now() + GOOD_FOR
    export = Export(click.conversation, click.person, wanted.since, until, wanted.sheet_id, click.timezone)
    await changes.exports.offer(_key(token), export)
    log.info("export_offered", conversation=click.conversation.id)
    card = Download(f"{changes.address}{PATH}{token}.csv", until, click.target)
    return CardReply(render(card, locale=click.locale, timezone=click.timezone))


async def fetch(services: Services, name: str) -> bytes | None:
    """The file of that name; None when there is none, or its time is over."""
    token = name.removesuffix(".csv")
    if services.changes is None or not name.endswith(".csv") or not _TOKEN.fullmatch(token):
        return None
    export = await services.changes.exports.offered(_key(token))
    if export is None or services.clock.now() >= export.until:
        return None
    text = await _text(services, export)
    log.info("export_fetched", conversation=export.conversation.id, bytes=len(text))
    return text


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def _text(services: Services, export: Export) -> bytes:
    """Everything that was written, plan by plan, the oldest first."""
    changes = changes_of(services)
    ctx = await context_for(services, export.person, export.conversation, locale="en-US", timezone=export.timezone)
    events, _ = await visible_events(ctx, export.since)
    told: dict[str, list[Event]] = {}
    parts, count = [heading()], 0
    for event in events:
        told.setdefault(event.plan_id, []).append(event)
        if not wrote(event) or (export.sheet_id and event.sheet_id != export.sheet_id):
            continue
        found = await changes.store.load(event.conversation_id, event.plan_id)
        if found is None:
            continue
        journal = await changes.store.journal(event.conversation_id, event.plan_id)
        for each in written_lines(event, told[event.plan_id], found[0], journal):
            if count == MOST_LINES:
                return "".join([*parts, line((f"Only the first {MOST_LINES:,} lines are here.",))]).encode()
            parts.append(each)
            count += 1
            if count % 2_000 == 0:
                await asyncio.sleep(0)
    return "".join(parts).encode()


ROUTES = (on_press("export", offer),)
