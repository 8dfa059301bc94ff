"""Flow 1: a message becomes a card.

    receive → (stored as a turn, acknowledged) → TurnRunner → answer → commit → deliver

`receive` runs inside the HTTP request and only stores; `answer` runs afterwards, one turn at a time per conversation.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from bot.agent.commands import parse
from bot.conversation import asking, budgets, commands, files
from bot.conversation.introductions import introduced
from bot.conversation.progress import Say, no_progress
from bot.conversation.replies import Reply, failure, halved
from bot.conversation.retrying import again, noting
from bot.conversation.services import Services
from bot.conversation.sessions import Opened, open_session, save, share_with_channel, tool_context
from bot.domain.answers import Failure, View
from bot.domain.chat import Message, Outgoing
from bot.domain.files import SentFile
from bot.domain.routes import on
from bot.domain.sessions import Session
from bot.domain.turns import Turn, TurnState
from bot.errors import Code, Conflict, LimitExceeded, SheetlineError, StoreUnavailable, TimedOut
from bot.logs import correlation_id, new_correlation_id
from cards import render

log = structlog.get_logger(__name__)

TOLD_WITHIN_S = 10.0
"""Teams waits about 15 s for the HTTP answer, within which a message that cannot be kept is answered."""

MOST_HALVINGS = 10
"""How often an answer too long to be kept is halved; a thousandth of it always fits."""


async def receive(services: Services, message: Message) -> bool:
    """Keep the message as a turn before it is acknowledged; False when it was delivered before or could not be kept."""
    reference = correlation_id() or new_correlation_id()
    turn = Turn(message=message, accepted_at=services.clock.now(), correlation_id=reference)
    try:
        accepted = await services.store.accept(turn)
    except StoreUnavailable as error:
        log.warning("turn_not_kept", conversation=message.conversation.id, detail=error.detail)
        try:
            async with asyncio.timeout(TOLD_WITHIN_S):
                await services.messenger.send(message.conversation, _outgoing(failure(error, reference=""), message))
        except (TimeoutError, SheetlineError):
            raise error from None  # neither kept nor told: Teams delivers it again
        return False
    if not accepted:
        log.info("turn_redelivered", conversation=message.conversation.id, activity=message.id)
    else:
        services.wake(message.conversation.id)
    return accepted


async def answer(services: Services, turn: Turn, *, say: Say = no_progress) -> Turn:
    """Work one accepted turn: load, answer, save; returns it ANSWERED. Raises StoreUnavailable with nothing saved.

    `say` is told what is being done.
    """
    opened = await open_session(services, turn.message.conversation)
    session = opened.session
    message = again(session, turn.message)
    meter = budgets.Meter(services.model)
    with services.telemetry.span("answer", "command" if parse(message.text) else "question") as span:
        try:
            reply = await respond(replace(services, model=meter), session, replace(turn, message=message), say=say)
        finally:
            await budgets.record(services, turn.message, meter.used)
        if isinstance(reply.view, Failure):
            span.failed(reply.view.code)
    reply = noting(reply, session, message.text)
    return await commit(services, opened, replace(turn, used=meter.used), reply)


async def respond(services: Services, session: Session, turn: Turn, *, say: Say = no_progress) -> Reply:
    """The reply to a message: a typed command's, or the model's; every known failure is a reply too."""
    sent: list[SentFile] = []
    reply = await _responded(services, session, turn, say, sent)
    return files.remembering(reply, tuple(sent), services)


async def _responded(services: Services, session: Session, turn: Turn, say: Say, sent: list[SentFile]) -> Reply:
    """The reply; `sent` gets the files that came with the message."""
    message, reference = turn.message, turn.correlation_id
    waited = (services.clock.now() - turn.accepted_at).total_seconds()
    try:
        if waited > services.limits.stale_turn_s:
            raise TimedOut("I was interrupted before I could answer this.", hint="Nothing was changed. Ask it again.")
        async with asyncio.timeout(services.limits.turn_deadline_s):
            command = parse(message.text)
            message = message if command else await introduced(services, message)
            ctx = await tool_context(services, session, message)
            ctx.files = files.at_hand(services, session, message)
            sent += await files.take_in(services, ctx, message, say=say)
            if sent and not any(map(str.isalnum, message.text)):
                return files.card(tuple(sent), session)
            if command:
                return await commands.run(services, command, session, ctx, message, say=say)
            await budgets.require_budget(services, message)
            return await asking.ask(services, session, ctx, message, reference=reference, say=say)
    except TimeoutError:
        late = TimedOut("This took too long, so I stopped.", hint="Nothing was changed. Ask for less at once.")
        return Reply(failure(late, reference=reference))
    except SheetlineError as error:
        log.info("turn_failed", code=error.code, detail=error.detail)
        return Reply(failure(error, reference=reference))


async def commit(services: Services, opened: Opened, turn: Turn, reply: Reply) -> Turn:
    """Save the session, the answers and the turn's replies together; whoever delivers needs nothing else.

    An answer too long for the store keeps fewer of its rows, which its card says.
    """
    for _ in range(MOST_HALVINGS):
        try:
            return await _commit(services, opened, turn, reply)
        except LimitExceeded as error:
            log.warning("answer_halved", detail=error.detail)
            reply = halved(reply)
    return await _commit(services, opened, turn, reply)


async def _commit(services: Services, opened: Opened, turn: Turn, reply: Reply) -> Turn:
    message = turn.message
    answered = replace(turn, state=TurnState.ANSWERED, replies=(_outgoing(reply.view, message),))
    session = await save(services, opened, reply.change, turn=answered, answers=reply.answers)
    try:
        await share_with_channel(services, message, session)
    except Conflict:
        log.warning("channel_not_updated", conversation=message.conversation.channel)
    return answered


async def crashed(services: Services, turn: Turn) -> Turn:
    """Answer a turn whose work failed in a way nobody foresaw, so that it is never worked again."""
    view = Failure(
        message="Something went wrong on my side.",
        hint="Nothing was changed. Ask again; if it happens again, give the reference to your admin.",
        reference=turn.correlation_id,
        code=Code.INTERNAL,
    )
    return await commit(services, await open_session(services, turn.message.conversation), turn, Reply(view))


def _outgoing(view: View, message: Message) -> Outgoing:
    return render(view, locale=message.locale, timezone=message.timezone)


ROUTES = (on(Message, receive),)
