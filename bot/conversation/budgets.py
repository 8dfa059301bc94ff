"""What a turn spends on the model: counted for its person and its conversation by the day, and held to their budgets.

Days are UTC's, for a conversation's people live in several zones. A budget is looked at before a question is taken up,
so that one question may go over it by what it uses itself; typed commands use no model and have no budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import structlog

from bot.conversation.services import Services
from bot.conversation.sessions import zone
from bot.domain.chat import Conversation, Message
from bot.domain.model import ModelReply, ToolSpec, Usage, Utterance
from bot.domain.people import Person
from bot.errors import LimitExceeded, SheetlineError
from bot.ports import ChatModel

log = structlog.get_logger(__name__)


class BudgetReached(LimitExceeded):
    """The day's tokens of a person or a conversation are used up; the hint says when they begin again."""


class Meter:
    """A ChatModel that counts what its completions use; one that fails counts as a call without tokens."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.used = Usage()

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float, **options: Any
    ) -> ModelReply:
        try:
            reply = await self._model.complete(utterances, tools=tools, deadline_s=deadline_s, **options)
        except SheetlineError:
            self.used += Usage(calls=1)
            raise
        self.used += reply.usage
        return reply

    async def check(self) -> None:
        await self._model.check()

    async def aclose(self) -> None:
        await self._model.aclose()


@dataclass(frozen=True, slots=True)
class Tally:
    """What a person or a conversation used today, and may use; a budget of 0 is none."""

    whose: str
    used: Usage
    budget: int

    @property
    def tokens(self) -> int:
        return self.used.prompt + self.used.completion

    @property
    def spent(self) -> bool:
        return 0 < self.budget <= self.tokens

    @property
    def sentence(self) -> str:
        """`12,340 of 50,000 tokens in 8 model calls`."""
        of = f" of {self.budget:,}" if self.budget else ""
        calls = "1 model call" if self.used.calls == 1 else f"{self.used.calls:,} model calls"
        return f"{self.tokens:,}{of} tokens in {calls}"


async def require_budget(services: Services, message: Message) -> None:
    """Return when today's budgets leave room for a question; raise BudgetReached otherwise. Free without budgets."""
    limits = services.limits
    if not limits.person_tokens_per_day and not limits.conversation_tokens_per_day:
        return
    for tally in await tallies(services, message):
        if tally.spent:
            raise BudgetReached(
                f"{tally.whose} tokens for today are used up ({tally.sentence}).",
                hint=f"They begin again at {begins_again(services, message)}. "
                "Typed commands still work: send “help” to see them.",
                detail=f"{tally.tokens} of {tally.budget}",
            )


async def record(services: Services, message: Message, used: Usage) -> None:
    """Add to today's tallies. A store that fails is logged and loses the count, not the answer."""
    if not used.calls:
        return
    scopes = (person_scope(message.sender), conversation_scope(message.conversation))
    try:
        await services.usage.add(scopes, used, day=services.clock.now().date())
    except SheetlineError as error:
        log.warning("usage_not_counted", calls=used.calls, tokens=used.prompt + used.completion, detail=error.detail)


async def tallies(services: Services, message: Message) -> tuple[Tally, Tally]:
    """Today's use by the person and in the conversation. Raises StoreUnavailable."""
    scopes = (person_scope(message.sender), conversation_scope(message.conversation))
    person, conversation = await services.usage.read(scopes, day=services.clock.now().date())
    limits = services.limits
    return (
        Tally("Your", person, limits.person_tokens_per_day),
        Tally("This conversation's", conversation, limits.conversation_tokens_per_day),
    )


async def facts(services: Services, message: Message) -> tuple[tuple[str, str], ...]:
    """Today's use as “status” shows it."""
    try:
        yours, here = await tallies(services, message)
    except SheetlineError as error:
        log.info("usage_not_known", code=error.code, detail=error.detail)
        return (("Used today", "not known right now"),)
    told = (("Used today by you", yours.sentence), ("Used today here", here.sentence))
    if yours.budget or here.budget:
        return (*told, ("Counts begin again", begins_again(services, message)))
    return told


def begins_again(services: Services, message: Message) -> str:
    """When the day's counts begin again, on the reader's clock: `02:00 (Europe/Berlin)`."""
    tomorrow = services.clock.now().astimezone(UTC).date() + timedelta(days=1)
    here = zone(message.timezone)
    midnight = datetime.combine(tomorrow, time(), UTC).astimezone(here)
    return f"{midnight:%H:%M} ({here.key})"


def person_scope(person: Person) -> str:
    """The same in every conversation: the Entra id where Teams gives one."""
    return f"person:{person.aad_object_id or person.id}"


def conversation_scope(conversation: Conversation) -> str:
    """The threads of a channel count together, or a new thread would be a new budget."""
    return f"conversation:{conversation.channel or conversation.teams_id}"
