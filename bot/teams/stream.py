"""A streamed message in a 1:1 chat, by Teams' rules, and what is done where Teams does not let us.

Chunks are `typing` activities with a `streaminfo` entity: the first without a `streamId` and with `streamSequence` 1,
the next with the id the first one got and a rising sequence; the end is a `message` of streamType `final` without a
sequence, and may carry a card. One request a second, each after the answer to the one before; two minutes in all; 403
ContentStreamNotAllowed for everything Teams does not want, “canceled by user” among it.
https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux

Only lines about the work are streamed, never the model's words (docs/adr/0006): a card says these, once, reviewed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.domain.chat import Conversation, Outgoing
from bot.errors import Internal, SheetlineError
from bot.ports import Clock
from bot.teams.activities import compose, envelope
from bot.teams.connector import TeamsConnector
from bot.teams.faults import (
    ActivityNotFoundInConversation,
    DeliveryUnknown,
    StreamRefused,
    StreamStopped,
)

log = structlog.get_logger(__name__)

EVERY_S = 1.0
"""Teams takes one request a second of a stream."""

LONGEST_S = 110.0
"""Teams ends a stream after two minutes; an answer this old is posted instead, so that it cannot be refused."""

CHUNK_S = 5.0
"""A line that Teams has not taken by then does not hold up the answer any longer."""

LONGEST_LINE = 200

Activity = dict[str, Any]
Post = Callable[[Outgoing], Awaitable[str]]


class TeamsStream:
    """A stream that Teams has begun to show; made by `open_stream`."""

    def __init__(
        self,
        connector: TeamsConnector,
        conversation: Conversation,
        *,
        stream_id: str,
        post: Post,
        reply_to: str | None,
        clock: Clock,
    ) -> None:
        """`post` is the ordinary way to say something here."""
        self._connector = connector
        self._conversation = conversation
        self._id = stream_id
        self._post = post
        self._reply_to = reply_to
        self._clock = clock
        self._begun = self._last = clock.now()
        self._sequence = 1
        self._waiting = ""
        self._taken = True
        self._ended = False
        self._sending = asyncio.Lock()
        self._sender: asyncio.Task[None] | None = None
        self.stopped = False

    async def informative(self, text: str) -> None:
        """Show the line once Teams takes another; one that is still waiting is dropped for it."""
        if self._ended or not self._taken or self.stopped:
            return
        self._waiting = text
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send_waiting(), name=f"stream:{self._conversation.id}")

    async def final(self, outgoing: Outgoing) -> str:
        """The stream's last message, or an ordinary one where Teams takes no more of the stream.

        Raises StreamStopped when the person stopped it, DeliveryUnknown, and what an ordinary post raises.
        """
        await self._settle()
        if self.stopped:
            raise StreamStopped("The answer was stopped.")
        if not self._taken or self._age_s() > LONGEST_S:
            return await self._instead(outgoing)
        await self._pace()
        activity = _streamed(compose(self._conversation, outgoing), streamId=self._id, streamType="final")
        try:
            return await self._connector.post(*self._where(), activity, reply_to=self._reply_to) or self._id
        except (StreamRefused, ActivityNotFoundInConversation, Internal) as error:
            log.warning("stream_not_ended", detail=error.detail)
            return await self._instead(outgoing)

    async def abandon(self) -> None:
        """Take the message away; nothing is said when Teams does not let us, it ends the stream by itself."""
        await self._settle()
        await self._remove()

    async def _instead(self, outgoing: Outgoing) -> str:
        """Post the answer first, that it be there whatever becomes of the lines."""
        posted = await self._post(outgoing)
        await self._remove()
        return posted

    async def _remove(self) -> None:
        try:
            await self._connector.delete(*self._where(), self._id)
        except SheetlineError as error:
            log.info("stream_left", code=error.code, detail=error.detail)

    async def _settle(self) -> None:
        """No line is on its way any more, and none will be."""
        self._ended = True
        async with self._sending:
            if self._sender is not None:
                self._sender.cancel()
        if self._sender is not None:
            await asyncio.wait([self._sender])

    async def _send_waiting(self) -> None:
        while self._waiting and not self._ended:
            await self._pace()
            async with self._sending:
                text, self._waiting = self._waiting, ""
                await self._send(text)

    async def _send(self, text: str) -> None:
        self._sequence += 1
        activity = _progress(self._conversation, text, streamId=self._id, streamSequence=self._sequence)
        try:
            async with asyncio.timeout(CHUNK_S):
                await self._connector.post_at_once(*self._where(), activity, reply_to=self._reply_to)
        except StreamStopped:
            self.stopped = True
            log.info("stream_stopped_by_person")
        except StreamRefused as error:
            self._taken = False
            log.info("stream_refused", detail=error.detail)
        except (SheetlineError, TimeoutError) as error:  # a line lost is a line lost
            log.info("stream_line_lost", error=type(error).__name__)
        self._last = self._clock.now()

    async def _pace(self) -> None:
        left = EVERY_S - (self._clock.now() - self._last).total_seconds()
        if left > 0:
            await self._clock.sleep(left)

    def _age_s(self) -> float:
        return (self._clock.now() - self._begun).total_seconds()

    def _where(self) -> tuple[str, str]:
        return self._conversation.service_url, self._conversation.id


async def open_stream(
    connector: TeamsConnector,
    conversation: Conversation,
    text: str,
    *,
    post: Post,
    reply_to: str | None,
    clock: Clock,
) -> TeamsStream | None:
    """Show `text` as the first line of a new stream; None when Teams does not take it, for whatever reason."""
    activity = _progress(conversation, text, streamSequence=1)
    try:
        async with asyncio.timeout(CHUNK_S):
            stream_id = await connector.post_at_once(
                conversation.service_url, conversation.id, activity, reply_to=reply_to
            )
    except (SheetlineError, TimeoutError) as error:
        level = log.warning if isinstance(error, DeliveryUnknown | TimeoutError) else log.info
        level("stream_not_begun", error=type(error).__name__, detail=getattr(error, "detail", ""))
        return None
    if not stream_id:
        return None
    return TeamsStream(
        connector,
        conversation,
        stream_id=stream_id,
        post=post,
        reply_to=reply_to,
        clock=clock,
    )


def _progress(conversation: Conversation, text: str, **info: Any) -> Activity:
    """A line as Teams shows it under the chat: one line, not long."""
    flat = " ".join(text.split())
    shown = flat if len(flat) <= LONGEST_LINE else flat[: LONGEST_LINE - 1] + "…"
    return _streamed({**envelope(conversation, "typing"), "text": shown}, streamType="informative", **info)


def _streamed(activity: Mapping[str, Any], **info: Any) -> Activity:
    """The activity as part of a stream. The Playground wants `conversationType`, and hangs where it is not personal."""
    entities = [{"type": "streaminfo", **info}, *activity.get("entities", ())]
    conversation = {**activity["conversation"], "conversationType": "personal"}
    return {**activity, "conversation": conversation, "entities": entities}
