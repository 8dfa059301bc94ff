"""Streamed messages: the place, the order, the pace and the time Teams demands of their chunks.

https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infra.local.teams.bodies import Refused

EVERY_S = 1.0
LONGEST_S = 120.0
LONGEST_INFORMATIVE = 1000
TOLERANCE_S = 0.02
"""The bot's clock and ours need not agree on the last hundredth of a second."""


@dataclass(slots=True)
class Stream:
    conversation_id: str
    begun: float
    last: float
    sequence: int = 1
    text: str = ""
    ended: bool = False
    stopped: bool = False


@dataclass(slots=True)
class Streams:
    """Checks each chunk against its stream: 1:1 chats only, one stream a chat, one request a second, sequence rising,
    text only growing, two minutes, one end. `now` gives seconds; `allowed` False is a policy against streaming."""

    now: Callable[[], float] = time.monotonic
    allowed: bool = True
    known: dict[str, Stream] = field(default_factory=dict)

    def check(self, activity: dict[str, Any], *, new_id: str, conversation_id: str, kind: str) -> str | None:
        """The id of the stream a chunk belongs to, None for an activity that is not streamed.

        Raises Refused for a chunk out of place.
        """
        info = _stream_info(activity)
        if info is None:
            return None
        if kind != "personal" or not self.allowed:
            raise _not_allowed("Content stream is not allowed")
        _check_shape(activity, info)
        stream_id = info.get("streamId")
        if stream_id is None:
            self._begin(activity, info, new_id=new_id, conversation_id=conversation_id)
            return new_id
        stream = self.known.get(str(stream_id))
        if stream is None or stream.conversation_id != conversation_id:
            raise _not_allowed("Content stream is not allowed")
        self._advance(stream, activity, info)
        return str(stream_id)

    def stop(self, conversation_id: str) -> None:
        """The person presses Stop under what is being streamed in this chat. Raises LookupError when nothing is."""
        for stream in reversed(self.known.values()):
            if stream.conversation_id == conversation_id and not stream.ended:
                stream.stopped = stream.ended = True
                return
        raise LookupError(f"nothing is being streamed in {conversation_id}")

    def _begin(self, activity: dict[str, Any], info: dict[str, Any], *, new_id: str, conversation_id: str) -> None:
        now = self.now()
        if info.get("streamType") == "final" or info.get("streamSequence") != 1:
            raise Refused(400, "BadRequest", "A stream starts with streamSequence 1 and no streamId.")
        for other in self.known.values():
            under_way = not other.ended and now - other.begun <= LONGEST_S
            if other.conversation_id == conversation_id and under_way:
                raise _not_allowed("Content stream is not allowed")
        self.known[new_id] = Stream(conversation_id, begun=now, last=now, text=_text_of(activity, info))

    def _advance(self, stream: Stream, activity: dict[str, Any], info: dict[str, Any]) -> None:
        now = self.now()
        if stream.stopped:
            raise _not_allowed("Content stream was canceled by user.")
        if stream.ended:
            raise _not_allowed("Content stream is not allowed on an already completed streamed message")
        if now - stream.begun > LONGEST_S:
            raise _not_allowed("Content stream finished due to exceeded streaming time.")
        if now - stream.last < EVERY_S - TOLERANCE_S:
            raise Refused(429, "TooManyRequests", "API calls quota exceeded")
        text = _text_of(activity, info)
        final = info.get("streamType") == "final"
        sequence = info.get("streamSequence")
        if not final and (not isinstance(sequence, int) or sequence <= stream.sequence):
            raise Refused(202, "ContentStreamSequenceOrderPreConditionFailed", "streamSequence must rise.")
        if (final or info.get("streamType") != "informative") and not text.startswith(stream.text):
            raise _not_allowed("Request streamed content should contain the previously streamed content")
        stream.last = now
        stream.text = text or stream.text
        stream.ended = final
        stream.sequence = stream.sequence if final else int(str(sequence))


def _not_allowed(message: str) -> Refused:
    return Refused(403, "ContentStreamNotAllowed", message)


def _check_shape(activity: dict[str, Any], info: dict[str, Any]) -> None:
    """Chunks are typing activities with text, the end is a message without a sequence number."""
    final = info.get("streamType") == "final"
    if activity.get("type") != ("message" if final else "typing"):
        raise Refused(400, "BadRequest", "Chunks are of type typing, the final one of type message.")
    if final and "streamSequence" in info:
        raise Refused(400, "BadRequest", "The final message must not have a streamSequence.")
    text = str(activity.get("text") or "")
    if not final and (not text or activity.get("attachments")):
        raise Refused(400, "BadRequest", "Streaming activities should include text, and nothing else.")
    if info.get("streamType") == "informative" and len(text) > LONGEST_INFORMATIVE:
        raise Refused(400, "BadRequest", "An informative message has at most 1000 characters.")


def _stream_info(activity: dict[str, Any]) -> dict[str, Any] | None:
    for entity in activity.get("entities") or []:
        if isinstance(entity, dict) and str(entity.get("type", "")).lower() == "streaminfo":
            return entity
    return None


def _text_of(activity: dict[str, Any], info: dict[str, Any]) -> str:
    """Informative updates (“Reading the sheet…”) replace each other; only streamed text accumulates."""
    return "" if info.get("streamType") == "informative" else str(activity.get("text") or "")
