"""A streamed completion put together: text as it grows, tool-call deltas by index, usage from the last chunk.

Traps (FACTS “OpenAI client”): the first chunk may have no choices; the usage chunk has none either; a stream that
ends without a finish reason was cut.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import ChoiceDelta

from bot.domain.model import ModelReply, ToolCall, Usage
from bot.model.chat_wire import finished, usage_from
from bot.model.model_errors import BrokenReply

OnText = Callable[[str], Awaitable[None]]
"""Called with the whole text so far (as Teams' streaming wants it), so a retried answer simply starts over."""


@dataclass(slots=True)
class _Call:
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)


class StreamedReply:
    """Collects one streamed choice."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._refusal: list[str] = []
        self._calls: dict[int, _Call] = {}
        self._finish_reason = ""
        self._usage = Usage(calls=1)

    def add(self, chunk: ChatCompletionChunk) -> bool:
        """Take a chunk in; True when the text grew."""
        if chunk.usage is not None:
            self._usage = usage_from(chunk.usage)
        if not chunk.choices:
            return False
        choice = chunk.choices[0]
        self._finish_reason = choice.finish_reason or self._finish_reason
        return self._add_delta(choice.delta)

    def _add_delta(self, delta: ChoiceDelta | None) -> bool:
        if delta is None:
            return False
        if delta.refusal:
            self._refusal.append(delta.refusal)
        for part in delta.tool_calls or ():
            call = self._calls.setdefault(part.index, _Call())
            call.id = part.id or call.id
            if part.function is not None:
                call.name += part.function.name or ""
                call.arguments.append(part.function.arguments or "")
        if not delta.content:
            return False
        self._text.append(delta.content)
        return True

    @property
    def text(self) -> str:
        return "".join(self._text)

    def reply(self) -> ModelReply:
        """The whole reply. Raises BrokenReply when the stream ended before the model had finished."""
        if not self._finish_reason:
            raise BrokenReply("The language model broke off its answer.", detail="stream ended without finish_reason")
        calls = tuple(
            ToolCall(id=call.id or f"call_{index}", name=call.name, arguments="".join(call.arguments) or "{}")
            for index, call in sorted(self._calls.items())
            if call.name
        )
        return finished(
            text=self.text,
            refusal="".join(self._refusal),
            calls=calls,
            finish_reason=self._finish_reason,
            usage=self._usage,
        )


async def collect(chunks: AsyncIterator[ChatCompletionChunk], on_text: OnText) -> ModelReply:
    """Read a stream to its end, telling `on_text` the text so far whenever it grows."""
    reply = StreamedReply()
    async for chunk in chunks:
        if reply.add(chunk):
            await on_text(reply.text)
    return reply.reply()
