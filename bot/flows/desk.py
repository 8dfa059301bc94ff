"""Where the web edge hands over: each kind of traffic goes to its flow."""

from __future__ import annotations

from bot.domain.chat import Click, ClickReply, Conversation, Feedback, Message
from bot.domain.people import Person
from bot.flows import card_action, edits, exports, feedback, membership, message
from bot.flows.services import Services
from bot.flows.turns import TurnRunner


class FlowDesk:
    """Takes domain values from the edge; every method returns quickly, the work goes on in the TurnRunner."""

    def __init__(self, services: Services, runner: TurnRunner) -> None:
        self._services = services
        self._runner = runner

    async def message(self, said: Message) -> None:
        if await message.receive(self._services, said):
            self._runner.wake(said.conversation.id)

    async def edited(self, said: Message) -> None:
        if await edits.take(self._services, said):
            self._runner.wake(said.conversation.id)

    async def click(self, click: Click) -> ClickReply:
        pressed = await card_action.press(self._services, click)
        if pressed.wake:
            self._runner.wake(click.conversation.id)
        return pressed.reply

    async def export(self, name: str) -> bytes | None:
        return await exports.fetch(self._services, name)

    async def feedback(self, conversation: Conversation, said: Feedback) -> None:
        await feedback.take(self._services, conversation, said)

    async def installed(self, conversation: Conversation, by: Person | None, event: str) -> None:
        await membership.added(self._services, conversation, event)

    async def removed(self, conversation: Conversation, because: str) -> None:
        await membership.removed(self._services, conversation, because)
