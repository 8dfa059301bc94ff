"""Sessions as the flows use them: opened, validated against Smartsheet, recovered, saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from bot.agent.tool_context import ToolContext, as_open
from bot.changes.engine.planning import Planning
from bot.conversation.services import Services
from bot.domain import sessions
from bot.domain.answers import Answer
from bot.domain.chat import Conversation, Message, Scope
from bot.domain.people import Actor, Person
from bot.domain.sessions import Problem, Session, SessionState
from bot.domain.sheets import OpenSheet
from bot.domain.turns import Turn, TurnState
from bot.errors import Code, Conflict, PermissionDenied, SheetlineError

log = structlog.get_logger(__name__)

SAVE_ATTEMPTS = 8
"""How often a save is repeated on a fresh copy when others save the same session in between."""

_GONE = {Code.NOT_FOUND, Code.PERMISSION_DENIED}


class TurnTaken(Conflict):
    """Our lease ran out while we worked, and another instance answered the turn; ours is dropped."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as loaded; `etag` None means that it is not stored yet."""

    session: Session
    etag: str | None


async def open_session(services: Services, conversation: Conversation) -> Opened:
    """The conversation's session, begun or reopened when needed; a thread begins with its channel's sheets."""
    stored, joined = await services.store.load(conversation.id), await _joined_team(services, conversation)
    if stored and stored[0].state is not SessionState.CLOSED and _since(joined, stored[0]):
        return Opened(replace(stored[0], conversation=conversation), stored[1])
    inherited = await _inherited_sheets(services, conversation, joined)
    now = services.clock.now()
    if stored is None:
        return Opened(sessions.begin(conversation, now=now, inherited=inherited), None)
    over = sessions.closed(stored[0], "the bot was taken out of the team", now=now)
    return Opened(sessions.reopened(over, now=now, inherited=inherited), stored[1])


async def _joined_team(services: Services, conversation: Conversation) -> datetime | None:
    """When the bot last came into the channel's team: Teams says that, and that it was taken out, of the team alone."""
    if conversation.team_id in (None, conversation.id):
        return None
    team = await services.store.load(str(conversation.team_id))
    return team[0].welcomed_at if team else None


def _since(joined: datetime | None, session: Session) -> bool:
    """Whether the session is not left over from before the bot was taken out and came back."""
    return joined is None or session.used_at >= joined


async def _inherited_sheets(
    services: Services, conversation: Conversation, joined: datetime | None
) -> tuple[OpenSheet, ...]:
    """A thread begins with its channel's sheets, a private conversation with those open to all where it is held."""
    for outer in (conversation.teams_id, conversation.channel):
        found = await services.store.load(outer) if outer not in (None, conversation.id) else None
        if found and found[0].state is not SessionState.CLOSED and _since(joined, found[0]):
            return found[0].sheets
    return ()


async def tool_context(services: Services, session: Session, message: Message) -> ToolContext:
    """The turn's tool context, with the sender's own authority and date. Raises NotSignedIn when they have none."""
    ctx = await context_for(
        services, message.sender, message.conversation, locale=message.locale, timezone=message.timezone
    )
    ctx.open = list(session.sheets)
    return ctx


async def context_for(
    services: Services, person: Person, conversation: Conversation, *, locale: str, timezone: str
) -> ToolContext:
    """A tool context with no sheet open, for this person in this conversation. Raises NotSignedIn."""
    now, changes = services.clock.now(), services.changes
    planning = None
    if changes is not None:
        planning = Planning(
            writer=changes.writer,
            records=changes.records,
            store=changes.store,
            conversation_id=conversation.id,
            scope=conversation.audience,
            person=person,
            now=now,
            locale=locale,
            audit=changes.audit,
            book=changes.book,
        )
    return ToolContext(
        actor=await services.actors.actor_for(person),
        sheets=services.sheets,
        cache=services.cache,
        engine=services.engine,
        today=now.astimezone(zone(timezone)).date(),
        timezone=zone(timezone).key,
        row_cap=services.limits.row_cap,
        person=person,
        library=services.library,
        planning=planning,
    )


def zone(name: str) -> ZoneInfo:
    """The time zone by its IANA name; UTC when Teams sends one that is unknown here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


async def validated(services: Services, session: Session, ctx: ToolContext) -> Session:
    """Read the open sheets again as the person who speaks: ACTIVE when the current one is there.

    When it is not there for the one who opened it, the session is in ERROR. For anybody else that is their own matter:
    it is raised without a word about the sheet, and the session stays as it is for the others. Other sheets that cannot
    be read now are left off this turn's tool context; those that are gone for who opened them leave the session, too.
    """
    if not session.sheets:
        return session
    now = services.clock.now()
    read = await asyncio.gather(*(_read(ctx, sheet) for sheet in session.sheets))
    kept: list[OpenSheet] = []
    usable: list[OpenSheet] = []
    for sheet, outcome in zip(session.sheets, read, strict=True):
        if isinstance(outcome, OpenSheet):
            usable.append(outcome)
            kept.append(outcome)
            continue
        current, own = sheet is session.sheets[0], opened_by(session, sheet, ctx.actor)
        log.info("sheet_not_usable", sheet_id=sheet.id, code=outcome.code, current=current, own=own)
        if current and not own:
            raise _not_theirs(outcome)
        if current:
            ctx.open = []
            return sessions.failed(session, _problem(sheet, outcome), now=now)
        if not own or outcome.code not in _GONE:
            kept.append(sheet)
    ctx.open = usable
    return sessions.confirmed(session, tuple(kept), now=now)


def opened_by(session: Session, sheet: OpenSheet, actor: Actor) -> bool:
    """Whether this actor brought the sheet into the conversation, so that its name is no news to them."""
    return session.conversation.scope is Scope.PERSONAL or sheet.opened_by == actor.key


async def _read(ctx: ToolContext, sheet: OpenSheet) -> OpenSheet | SheetlineError:
    try:
        return as_open(await ctx.snapshot(sheet.id), opened_by=sheet.opened_by)
    except SheetlineError as error:
        return error


def _not_theirs(error: SheetlineError) -> SheetlineError:
    """Why a person cannot use the sheet that someone else opened; it tells nothing about the sheet."""
    if error.code not in _GONE:
        return error
    return PermissionDenied(
        "The sheet this conversation works with is not shared with you in Smartsheet.",
        hint="Send “sheets” to open one of yours, or ask the person who opened it to share it with you.",
        detail=error.detail,
    )


def _problem(sheet: OpenSheet, error: SheetlineError) -> Problem:
    message = f"I can't read “{sheet.name}” now. {error.message}"
    if error.code is Code.NOT_FOUND:
        message = f"“{sheet.name}” is no longer there, or is not shared with you."
    elif error.code is Code.PERMISSION_DENIED:
        message = f"You no longer have access to “{sheet.name}”."
    return Problem(code=error.code, message=message, hint=error.hint, sheet_id=sheet.id)


async def save(
    services: Services,
    opened: Opened,
    change: Callable[[Session], Session],
    *,
    turn: Turn | None = None,
    answers: Sequence[Answer] = (),
) -> Session:
    """Save `change` applied to the session; when someone saved in between, apply it to what they saved and try again.

    Raises Conflict when that does not end, TurnTaken when the turn was answered meanwhile, StoreUnavailable when the
    store does not answer; nothing is saved then. Whoever answers a turn saves its session, so its ETag fences the turn:
    it is looked at after the session was loaded again.
    """
    for _ in range(SAVE_ATTEMPTS):
        session = change(opened.session)
        try:
            await services.store.save(session, etag=opened.etag, turn=turn, answers=answers)
        except Conflict:
            opened = await open_session(services, opened.session.conversation)
            if turn is not None and not await _still_waiting(services, turn):
                raise TurnTaken("Another instance answered this turn.") from None
            continue
        return session
    raise Conflict("This conversation is being changed by several at once.")


async def _still_waiting(services: Services, turn: Turn) -> bool:
    pending = await services.store.pending(turn.conversation_id)
    return any(other.id == turn.id and other.state is TurnState.ACCEPTED for other in pending)


async def share_with_channel(services: Services, message: Message, session: Session) -> None:
    """A sheet opened in a channel's new post becomes the channel's, so that later threads begin with it.

    In a reply it stays the thread's own, in a private conversation its person's.
    """
    conversation = message.conversation
    if (
        conversation.channel is None
        or conversation.only_for
        or message.id != conversation.thread_root
        or not session.sheets
    ):
        return
    channel = replace(conversation, id=conversation.channel)
    current = session.sheets[0]
    opened = await open_session(services, channel)
    if opened.session.sheets[:1] != (current,):
        await save(services, opened, lambda s: sessions.bound(s, current, now=services.clock.now()))
