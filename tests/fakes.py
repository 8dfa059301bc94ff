"""The few fakes: each holds state that a test can look at, none answers what a test did not put in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.chat import Conversation, Outgoing
from bot.domain.model import ModelReply, ToolCall, ToolSpec, Usage, Utterance
from bot.errors import Cancelled, SheetlineError
from bot.ports import Stream
from tests.builders import NOON


class HeldClock:
    """Time that passes only when a test lets it; sleepers wake when their time has come."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._sleepers: list[tuple[datetime, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.Event()
        self._sleepers.append((self._now + timedelta(seconds=seconds), woken))
        await woken.wait()

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        for due, woken in self._sleepers:
            if due <= self._now:
                woken.set()
        self._sleepers = [(due, woken) for due, woken in self._sleepers if due > self._now]


@dataclass(slots=True)
class RecordingStream:
    """Keeps its lines; its answer is among what its messenger sent."""

    messenger: RecordingMessenger
    conversation: Conversation
    reply_to: str | None
    lines: list[str] = field(default_factory=list)
    stopped: bool = False
    ended: str = ""

    async def informative(self, text: str) -> None:
        self.lines.append(text)

    async def final(self, outgoing: Outgoing) -> str:
        self.ended = "final"
        if self.stopped:
            raise Cancelled("The answer was stopped.")
        return await self.messenger.send(self.conversation, outgoing, reply_to=self.reply_to)

    async def abandon(self) -> None:
        self.ended = "abandoned"


@dataclass(slots=True)
class RecordingMessenger:
    """Keeps what was sent; `failures` are raised first, one a send. Only when `streaming`, it does."""

    sent: list[tuple[str, Outgoing, str | None]] = field(default_factory=list)
    updated: list[tuple[str, str, Outgoing]] = field(default_factory=list)
    typings: int = 0
    streaming: bool = False
    streams: list[RecordingStream] = field(default_factory=list)
    failures: list[SheetlineError] = field(default_factory=list)
    something_sent: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, conversation: Conversation, outgoing: Outgoing, *, reply_to: str | None = None) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((conversation.id, outgoing, reply_to))
        self.something_sent.set()
        return f"sent-{len(self.sent)}"

    async def update(self, conversation: Conversation, activity_id: str, outgoing: Outgoing) -> None:
        self.updated.append((conversation.id, activity_id, outgoing))

    async def typing(self, conversation: Conversation) -> None:
        self.typings += 1

    async def stream(self, conversation: Conversation, text: str, *, reply_to: str | None = None) -> Stream | None:
        if not self.streaming:
            return None
        self.streams.append(RecordingStream(self, conversation, reply_to, lines=[text]))
        return self.streams[-1]

    async def aclose(self) -> None:
        pass

    @property
    def answered(self) -> list[str | None]:
        """The activity ids that were replied to, in order."""
        return [reply_to for _, _, reply_to in self.sent]


Scripted = ModelReply | SheetlineError | Callable[[Sequence[Utterance]], ModelReply]


@dataclass(slots=True)
class ScriptedModel:
    """Says the scripted replies in order; a function sees the prompt, an error is raised."""

    script: list[Scripted] = field(default_factory=list)
    prompts: list[tuple[Utterance, ...]] = field(default_factory=list)

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float
    ) -> ModelReply:
        self.prompts.append(tuple(utterances))
        assert self.script, "the model was asked once more than the test scripted"
        step = self.script.pop(0)
        if isinstance(step, SheetlineError):
            raise step
        return step if isinstance(step, ModelReply) else step(utterances)

    async def check(self) -> None:
        pass

    async def aclose(self) -> None:
        pass


def says(text: str) -> ModelReply:
    return ModelReply(text=text, usage=Usage(prompt=100, completion=10, calls=1))


def calls(name: str, arguments: str, *, identity: str = "call-1") -> ModelReply:
    return ModelReply(
        text="",
        tool_calls=(ToolCall(id=identity, name=name, arguments=arguments),),
        finish_reason="tool_calls",
        usage=Usage(prompt=100, completion=10, calls=1),
    )
