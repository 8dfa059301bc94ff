"""One turn: which kind of activity came, and what the desk is asked to do with it."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.schema import Activity
from botbuilder.schema import Attachment as WireAttachment

from bot.domain.chat import Click, ClickReply
from bot.errors import SheetlineError, StoreUnavailable
from bot.ports import Clock
from bot.teams.answers import CARD, answer_click, answer_error, answer_failure
from bot.teams.translation import (
    installer,
    is_from_bot,
    to_conversation,
    to_edit,
    to_execute_click,
    to_feedback,
    to_message,
    to_submit_click,
)
from bot.teams.wire import BadActivity, WireActivity
from bot.web.desk import Desk

log = structlog.get_logger(__name__)

EXECUTE = "adaptiveCard/action"
SUBMIT_ACTION = "message/submitAction"


class TeamsTurns(ActivityHandler):  # type: ignore[misc]
    """botbuilder's activity handler, translating into the domain. Everything Teams sends a bot in a channel or group
    is addressed to it (without resource-specific consent it sends mentions only), so nothing is filtered by mention."""

    def __init__(self, *, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """A message, or the click of an Action.Submit, which comes as a message with a value."""
        wire = _wire(turn_context)
        if is_from_bot(wire):
            log.info("activity_from_bot_ignored", sender=wire.sender.id)
            return
        click = to_submit_click(wire, received_at=self._clock.now())
        if click is not None:
            await self._submit(turn_context, click)
        elif wire.value is not None and not wire.text:
            log.warning("submit_without_verb_ignored", activity=wire.id)
        else:
            await self._desk.message(to_message(wire, received_at=self._clock.now()))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """An Action.Execute, or 👍 or 👎; any other invoke is 501, as botbuilder answers it."""
        wire = _wire(turn_context)
        if wire.name == SUBMIT_ACTION:
            return await self._feedback(wire)
        if wire.name != EXECUTE:
            log.info("invoke_not_offered", name=wire.name)
            return InvokeResponse(status=int(HTTPStatus.NOT_IMPLEMENTED))
        try:
            click = to_execute_click(wire, received_at=self._clock.now())
        except BadActivity as error:
            return answer_error(HTTPStatus.BAD_REQUEST, "BadRequest", str(error))
        try:
            return answer_click(await self._desk.click(click))
        except SheetlineError as error:
            log.warning("click_failed", verb=click.verb, code=error.code, detail=error.detail)
            return answer_failure(error)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """The bot among the members added or removed; other members, renames and the like are not our business."""
        wire = _wire(turn_context)
        if any(member.id == wire.recipient.id for member in wire.members_added or ()):
            await self._desk.installed(to_conversation(wire), installer(wire), wire.type)
        if any(member.id == wire.recipient.id for member in wire.members_removed or ()):
            await self._desk.removed(to_conversation(wire), "The bot was removed from the conversation.")

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """The app added or removed. botbuilder's own dispatch takes `remove-upgrade`, half of an app's upgrade, for a
        removal; an upgrade changes nothing here."""
        wire = _wire(turn_context)
        if wire.action == "add":
            await self._desk.installed(to_conversation(wire), installer(wire), wire.type)
        elif wire.action == "remove":
            await self._desk.removed(to_conversation(wire), "The app was removed.")
        else:
            log.info("installation_update_ignored", action=wire.action)

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        """A message edited by a person; one that was deleted and brought back asks nothing."""
        wire = _wire(turn_context)
        edited = None if is_from_bot(wire) else to_edit(wire, received_at=self._clock.now())
        if edited is None:
            _ignored(turn_context)
        else:
            await self._desk.edited(edited)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        _ignored(turn_context)

    async def on_message_reaction_activity(self, turn_context: TurnContext) -> None:
        _ignored(turn_context)

    async def on_event_activity(self, turn_context: TurnContext) -> None:
        _ignored(turn_context)

    async def on_typing_activity(self, turn_context: TurnContext) -> None:
        _ignored(turn_context)

    async def on_end_of_conversation_activity(self, turn_context: TurnContext) -> None:
        _ignored(turn_context)

    async def on_unrecognized_activity_type(self, turn_context: TurnContext) -> None:
        _ignored(turn_context)

    async def _feedback(self, wire: WireActivity) -> InvokeResponse:
        """Teams wants 200 with an empty object (FACTS); a body that says no reaction is a 400."""
        feedback = to_feedback(wire, received_at=self._clock.now())
        await self._desk.feedback(to_conversation(wire), feedback)
        return InvokeResponse(status=int(HTTPStatus.OK), body={})

    async def _submit(self, context: TurnContext, click: Click) -> None:
        """A submit has no answer of its own: a new card takes the clicked one's place, a sentence is said."""
        try:
            reply = await self._desk.click(click)
        except StoreUnavailable:
            raise
        except SheetlineError as error:
            log.warning("click_failed", verb=click.verb, code=error.code, detail=error.detail)
            reply = ClickReply(text=f"{error.message} {error.hint}".strip(), refused=True)
        try:
            await _show(context, click, reply)
        except SheetlineError as error:  # the click is done: delivering it again would only do it again
            log.warning("submit_reply_not_shown", verb=click.verb, code=error.code, detail=error.detail)


async def _show(context: TurnContext, click: Click, reply: ClickReply) -> None:
    if reply.card is None:
        await context.send_activity(Activity(type="message", text=reply.text, text_format="plain"))
        return
    shown = Activity(type="message", attachments=[WireAttachment(content_type=CARD, content=dict(reply.card))])
    if click.card_activity_id is None:
        await context.send_activity(shown)
    else:
        shown.id = click.card_activity_id
        await context.update_activity(shown)


def _wire(context: TurnContext) -> WireActivity:
    wire: WireActivity = context.activity.wire
    return wire


def _ignored(context: TurnContext) -> None:
    """Acknowledged, so that Teams does not send it again, and nothing more."""
    log.info("activity_ignored", type=context.activity.type, name=context.activity.name)
