"""The Chat Completions wire shapes: our utterances and tools out, a reply in.

Rests on https://platform.openai.com/docs/api-reference/chat and FACTS “OpenAI client”.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion

from bot.domain.model import ModelReply, Role, ToolCall, ToolSpec, Usage, Utterance
from bot.errors import ContentFiltered, ContextTooLong
from bot.model.model_errors import BrokenReply


def request_body(utterances: Sequence[Utterance], tools: Sequence[ToolSpec]) -> dict[str, Any]:
    """`messages` and, when there is anything to say about them, the tools.

    Without tools but with calls in the history, each tool called is declared bare and forbidden (`tool_choice: none`):
    some models behind LiteLLM refuse a history of calls to undeclared tools.
    """
    body: dict[str, Any] = {"messages": [_message(utterance) for utterance in utterances]}
    if tools:
        body["tools"] = [_tool(spec) for spec in tools]
        body["parallel_tool_calls"] = True
        return body
    called = dict.fromkeys(call.name for utterance in utterances for call in utterance.tool_calls)
    if called:
        body["tools"] = [{"type": "function", "function": {"name": name, "parameters": _ANYTHING}} for name in called]
        body["tool_choice"] = "none"
    return body


_ANYTHING = {"type": "object", "properties": {}, "additionalProperties": True}


def _tool(spec: ToolSpec) -> dict[str, Any]:
    function = {
        "name": spec.name,
        "description": spec.description,
        "parameters": dict(spec.parameters),
        "strict": True,
    }
    return {"type": "function", "function": function}


def _message(utterance: Utterance) -> dict[str, Any]:
    if utterance.role is Role.TOOL:
        return {"role": "tool", "tool_call_id": utterance.tool_call_id or "", "content": utterance.content}
    message: dict[str, Any] = {"role": str(utterance.role), "content": utterance.content}
    if utterance.tool_calls:
        message["content"] = utterance.content or None
        message["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in utterance.tool_calls
        ]
    return message


def reply_from(completion: object) -> ModelReply:
    """The reply in a completion. Raises BrokenReply when it is none; ContentFiltered, ContextTooLong as it says.

    The SDK builds its types without checking them, so what is required by the type may still be missing.
    """
    if not isinstance(completion, ChatCompletion) or not completion.choices:
        raise BrokenReply("The language model sent no answer.", detail=f"{type(completion).__name__} without choices")
    choice: Any = completion.choices[0]
    message = choice.message
    if message is None:
        raise BrokenReply("The language model sent no answer.", detail="a choice without a message")
    wanted: list[Any] = message.tool_calls or []
    calls = tuple(
        ToolCall(id=call.id or f"call_{number}", name=call.function.name, arguments=call.function.arguments or "{}")
        for number, call in enumerate(wanted)
        if call.type in ("function", None) and call.function is not None and call.function.name
    )
    return finished(
        text=message.content or "",
        refusal=message.refusal or "",
        calls=calls,
        finish_reason=choice.finish_reason or "stop",
        usage=usage_from(completion.usage),
    )


def finished(*, text: str, refusal: str, calls: tuple[ToolCall, ...], finish_reason: str, usage: Usage) -> ModelReply:
    """A whole reply, streamed or not. A refusal is the model's own words and so an answer."""
    if finish_reason == "content_filter":
        raise ContentFiltered("The language model's safety filter stopped the answer.", detail="finish_reason")
    text = text.strip() or refusal.strip()
    if finish_reason == "length" and not text and not calls:
        raise ContextTooLong(
            "The language model ran out of room before it could answer.", detail="finish_reason length"
        )
    return ModelReply(text=text, tool_calls=calls, finish_reason=finish_reason, usage=usage)


def usage_from(usage: CompletionUsage | None) -> Usage:
    """Tokens as the server counted them; a server that does not say counts as one call of zero tokens."""
    if usage is None:
        return Usage(calls=1)
    details = usage.prompt_tokens_details
    return Usage(
        prompt=usage.prompt_tokens or 0,
        completion=usage.completion_tokens or 0,
        cached=(details.cached_tokens or 0) if details else 0,
        calls=1,
    )
