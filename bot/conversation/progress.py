"""What a person sees of a turn before its answer: nothing for a moment, then that it is worked on, then how.

After the typing indicator, a stream shows one line at a time in a 1:1 chat and becomes the answer (docs/adr/0006);
elsewhere, and where Teams takes no stream, the indicator stays. Nothing here can fail a turn.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import TypeAlias

import structlog

from bot.conversation.services import Services
from bot.conversation.steps import READING
from bot.domain.chat import Outgoing
from bot.domain.turns import Turn
from bot.errors import Cancelled
from bot.ports import Stream

log = structlog.get_logger(__name__)

Say: TypeAlias = Callable[[str], None]
"""Takes a line about what is being done now. Raises Cancelled when the person does not want the answer any more."""

TYPING_AFTER_S = 0.6
"""A turn that takes longer is seen to be worked on."""

STREAM_AFTER_S = 2.0
"""A turn that takes longer says how. Not sooner: an answer may have to wait a second after a streamed line."""

TYPING_EVERY_S = 6.0
"""Teams shows the typing indicator a few seconds."""


def no_progress(line: str) -> None:
    """For work that nobody watches."""


class Progress:
    """One turn as it is watched; `post` puts its answer where the watching took place."""

    def __init__(self, services: Services, turn: Turn) -> None:
        self._messenger = services.messenger
        self._clock = services.clock
        self._conversation = turn.message.conversation
        self._reply_to = turn.message.reply_to_id or turn.id
        self._line = READING
        self._said = asyncio.Event()
        self._opening = asyncio.Lock()
        self._stream: Stream | None = None

    def say(self, line: str) -> None:
        """What is being done now; the latest line is the one that is shown."""
        if self._stream is not None and self._stream.stopped:
            raise Cancelled("You stopped this answer.", hint="Ask again when you want it.")
        self._line = line
        self._said.set()

    @contextlib.asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Show it while the block runs, from TYPING_AFTER_S seconds on; what raises takes the stream away."""
        showing = asyncio.create_task(self._show(), name=f"progress:{self._conversation.id}")
        try:
            yield
        except BaseException:
            await self._end(showing)
            await self._abandon()
            raise
        await self._end(showing)

    async def post(self, outgoing: Outgoing) -> str:
        """Say it in the stream's place if there is one, else as an ordinary message; its activity id.

        Raises what `Messenger.send` and `Stream.final` raise.
        """
        stream, self._stream = self._stream, None
        if stream is not None:
            return await stream.final(outgoing)
        return await self._messenger.send(self._conversation, outgoing, reply_to=self._reply_to)

    async def _show(self) -> None:
        await self._clock.sleep(TYPING_AFTER_S)
        await self._messenger.typing(self._conversation)
        await self._clock.sleep(STREAM_AFTER_S - TYPING_AFTER_S)
        async with self._opening:
            self._said.clear()
            self._stream = await self._messenger.stream(self._conversation, self._line, reply_to=self._reply_to)
        if self._stream is None:
            await self._type()
        while self._stream is not None:
            await self._said.wait()
            self._said.clear()
            await self._stream.informative(self._line)

    async def _type(self) -> None:
        await self._clock.sleep(TYPING_EVERY_S - STREAM_AFTER_S + TYPING_AFTER_S)
        while True:
            await self._messenger.typing(self._conversation)
            await self._clock.sleep(TYPING_EVERY_S)

    async def _end(self, showing: asyncio.Task[None]) -> None:
        """Stop showing, but never between asking for a stream and having it: what was begun must be ended."""
        async with self._opening:
            showing.cancel()
        await asyncio.wait([showing])
        if not showing.cancelled() and (error := showing.exception()) is not None:
            log.error("progress_not_shown", exc_info=error)

    async def _abandon(self) -> None:
        if self._stream is not None:
            await self._stream.abandon()
            self._stream = None
