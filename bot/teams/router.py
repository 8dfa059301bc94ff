"""From an activity to the function that takes it: by its type, an invoke by its name, a press by its verb.

Everything Teams sends a bot in a channel or group is addressed to it (without resource-specific consent it sends
mentions only), so nothing is filtered by mention.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Generic

import structlog

from bot.domain.chat import Click, Outgoing
from bot.domain.invokes import CardReply, ErrorReply, Invoke, PressReply, TextReply
from bot.domain.routes import Route, RouteTable, S
from bot.errors import InvalidArguments, SheetlineError, StoreUnavailable
from bot.ports import Clock, Messenger
from bot.teams.activities import card_for
from bot.teams.answers import InvokeAnswer, answer_invoke, answer_press, failure, sentence
from bot.teams.events import events_in
from bot.teams.translation import to_execute_click, to_invoke
from bot.teams.wire import BadActivity, WireActivity

log = structlog.get_logger(__name__)

PRESS = "adaptiveCard/action"


class NotOffered(Exception):
    """An invoke that nobody takes. Becomes a 501."""


class Router(Generic[S]):
    """Gives each activity to its route. An activity that has none is acknowledged, so that Teams does not repeat it."""

    def __init__(self, routes: Iterable[Route[S]], services: S, *, messenger: Messenger, clock: Clock) -> None:
        """`messenger` says what the press of an Action.Submit, which has no answer of its own, comes to."""
        self._table = RouteTable(routes)
        self._services = services
        self._messenger = messenger
        self._clock = clock

    async def take(self, activity: WireActivity) -> InvokeAnswer | None:
        """The answer to an invoke, None for anything else. Raises NotOffered, BadActivity and what a route raises."""
        now = self._clock.now()
        if activity.type == "invoke":
            return await self._invoke(activity, now)
        for event in events_in(activity, received_at=now):
            if isinstance(event, Click):
                await self._submit(event)
            elif (take := self._table.find(type(event))) is not None:
                await take(self._services, event)
        return None

    async def _invoke(self, activity: WireActivity, now: datetime) -> InvokeAnswer:
        if activity.name == PRESS:
            return answer_press(await self._execute(activity, now))
        take = self._table.find(Invoke, activity.name or "")
        if take is None:
            log.info("invoke_not_offered", name=activity.name)
            raise NotOffered(activity.name)
        invoke = to_invoke(activity, received_at=now)
        return answer_invoke(invoke.name, await take(self._services, invoke))

    async def _execute(self, activity: WireActivity, now: datetime) -> PressReply | ErrorReply:
        """The press of an Action.Execute, answered in the invoke."""
        try:
            click = to_execute_click(activity, received_at=now)
        except BadActivity as error:
            return ErrorReply(HTTPStatus.BAD_REQUEST, "BadRequest", str(error))
        try:
            reply = await self._press(click)
        except SheetlineError as error:
            return failure(error)
        if isinstance(reply, CardReply):
            return CardReply(replace(reply.outgoing, card=card_for(click.conversation, reply.outgoing)))
        return reply

    async def _submit(self, click: Click) -> None:
        """The press of an Action.Submit: a new card takes the pressed one's place, a sentence is said."""
        try:
            reply = await self._press(click)
        except StoreUnavailable:
            raise
        except SheetlineError as error:
            reply = TextReply(sentence(error))
        try:
            await self._show(click, reply)
        except SheetlineError as error:  # the press is done: delivering it again would only do it again
            log.warning("submit_reply_not_shown", verb=click.verb, code=error.code, detail=error.detail)

    async def _press(self, click: Click) -> PressReply:
        take = self._table.find(Click, click.verb)
        try:
            if take is None:
                raise InvalidArguments(
                    "I don't know this button.", hint="It may be from an older card; ask again for a fresh one."
                )
            reply: PressReply = await take(self._services, click)
        except SheetlineError as error:
            log.info("press_failed", verb=click.verb, code=error.code, detail=error.detail)
            raise
        return reply

    async def _show(self, click: Click, reply: PressReply) -> None:
        match reply:
            case CardReply(outgoing) if click.card_activity_id is not None:
                await self._messenger.update(click.conversation, click.card_activity_id, outgoing)
            case CardReply(outgoing):
                await self._messenger.send(click.conversation, outgoing)
            case TextReply(text):
                await self._messenger.send(click.conversation, Outgoing(text=text), reply_to=click.id)
