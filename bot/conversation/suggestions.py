"""Questions worth asking here, by role: shown to a person as the sheet they have open can answer them."""

from __future__ import annotations

import asyncio

import structlog

from bot.agent.library import TITLES, Role, examples_for, needs_sheet, prompt_at, prompts_for
from bot.conversation.readers import read_snapshot
from bot.conversation.services import Services
from bot.conversation.sessions import open_session
from bot.domain.chat import Click
from bot.domain.guides import PromptGuide
from bot.domain.people import Actor
from bot.domain.sessions import Session
from bot.errors import InvalidArguments, SheetlineError
from bot.sheets.snapshot import Snapshot

log = structlog.get_logger(__name__)

PATIENCE_S = 3.0
"""Help does not wait longer than this for a sheet: without it, it shows what can be asked of any."""

ROLES = tuple((role.value, TITLES[role]) for role in Role)


async def guide(services: Services, session: Session, actor: Actor, role: Role) -> PromptGuide:
    """The role's questions for the sheet that is open here, if this actor can read it now."""
    snapshot = await current(services, session, actor)
    prompts = prompts_for(role, snapshot)
    return PromptGuide(
        scope=session.conversation.scope,
        title=TITLES[role],
        prompts=prompts,
        sheet=snapshot.name if snapshot else "",
        examples=() if snapshot and prompts else examples_for(role),
        others=tuple((key, title) for key, title in ROLES if key != role),
        bot_name=session.conversation.bot_name,
    )


async def turned(services: Services, click: Click) -> PromptGuide:
    """The prompts of the role a button names, for whoever pressed it. Raises InvalidArguments, NotSignedIn."""
    role = next((role for role in Role if role == click.target), None)
    if role is None:
        raise InvalidArguments("This button does not name a role.")
    opened = await open_session(services, click.conversation)
    return await guide(services, opened.session, await services.actors.actor_for(click.person), role)


async def chosen(services: Services, click: Click) -> str:
    """The question a button names, as the sheet open here words it, read as whoever pressed it.

    Raises InvalidArguments, NotFound, NotSignedIn and what reading the sheet raises.
    """
    if not needs_sheet(click.target):
        return prompt_at(click.target, None)
    actor = await services.actors.actor_for(click.person)
    session = (await open_session(services, click.conversation)).session
    snapshot = await read_snapshot(services, actor, session.sheets[0].id) if session.sheets else None
    return prompt_at(click.target, snapshot)


async def current(services: Services, session: Session, actor: Actor) -> Snapshot | None:
    """The sheet open here as this actor can read it, None when there is none, or not within PATIENCE_S seconds."""
    if not session.sheets:
        return None
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await services.cache.get(actor, session.sheets[0].id)
    except (SheetlineError, TimeoutError) as error:
        log.info("prompts_without_sheet", error=type(error).__name__)
        return None
