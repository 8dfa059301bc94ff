"""Whether the language model answers, as configured, and can do what Sheetline rests on: call a tool."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.app.bootstrap import chat_model
from bot.app.settings import Settings
from bot.doctor.findings import Problem, in_brackets
from bot.doctor.network import explaining
from bot.domain.model import ModelReply, Role, ToolSpec, Utterance
from bot.errors import ContextTooLong, RateLimited, SheetlineError
from bot.ports import ChatModel

ASKED = (
    Utterance(Role.SYSTEM, "You answer questions about Smartsheet sheets. Use the tools; do not answer without them."),
    Utterance(Role.USER, "Which sheets can I open?"),
)
TOOL = ToolSpec(
    name="list_sheets",
    description="List the sheets this person can open.",
    parameters={
        "type": "object",
        "properties": {"name_contains": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
        "required": ["name_contains"],
        "additionalProperties": False,
    },
)
"""One of Sheetline's own, in the strict dialect its tools are declared in."""

RESULT = {
    "ok": True,
    "data": {"sheets": [{"name": "Doctor's probe", "workspace": "", "modified_at": None}], "total": 1},
}
ROUND_S = 20.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is, under which name, and which settings say so."""

    kind: str
    url: str
    url_setting: str
    model: str
    model_setting: str
    key_todo: str


def endpoint(settings: Settings) -> Endpoint:
    """The one of the three that is configured."""
    if settings.azure_openai_endpoint:
        key = "AZURE_OPENAI_API_KEY (Azure OpenAI → Keys and Endpoint)"
        role = "give this identity the role “Cognitive Services OpenAI User” on the resource (it takes minutes to hold)"
        return Endpoint(
            kind="Azure OpenAI",
            url=settings.azure_openai_endpoint,
            url_setting="AZURE_OPENAI_ENDPOINT",
            model=settings.azure_openai_deployment,
            model_setting="AZURE_OPENAI_DEPLOYMENT",
            key_todo=f"Renew {key}." if settings.azure_openai_api_key else f"Sign in with Entra ID and {role}.",
        )
    if settings.litellm_base_url:
        return Endpoint(
            kind="LiteLLM",
            url=settings.litellm_base_url,
            url_setting="LITELLM_BASE_URL",
            model=settings.litellm_model,
            model_setting="LITELLM_MODEL",
            key_todo="Have the proxy's admin renew the virtual key in LITELLM_API_KEY and allow it this model.",
        )
    return Endpoint(
        kind="OpenAI-compatible",
        url=settings.openai_base_url or "https://api.openai.com/v1",
        url_setting="OPENAI_BASE_URL",
        model=settings.openai_model,
        model_setting="OPENAI_MODEL",
        key_todo="Renew OPENAI_API_KEY.",
    )


async def check_model(settings: Settings) -> str:
    """A real round trip: a question with a tool, the model's call of it, and its answer from the result."""
    there, model = endpoint(settings), chat_model(settings)
    try:
        async with explaining(there.url, setting=there.url_setting):
            tokens = await _round_trip(model, there)
    except SheetlineError as error:
        raise _problem(error, there) from error
    finally:
        await model.aclose()
    return f"{there.kind}: {there.model} called a tool and answered from its result ({tokens:,} tokens)."


async def _round_trip(model: ChatModel, there: Endpoint) -> int:
    first = await model.complete(ASKED, tools=(TOOL,), deadline_s=ROUND_S)
    _require_call(first, there)
    said = Utterance(Role.ASSISTANT, first.text, tool_calls=first.tool_calls)
    results = [Utterance(Role.TOOL, json.dumps(RESULT), tool_call_id=call.id) for call in first.tool_calls]
    second = await model.complete((*ASKED, said, *results), tools=(TOOL,), deadline_s=ROUND_S)
    if not second.text:
        raise Problem(f"{there.model} has no answer to a tool's result.", todo=_another(there))
    used = first.usage + second.usage
    return used.prompt + used.completion


def _require_call(reply: ModelReply, there: Endpoint) -> None:
    if not reply.tool_calls:
        found = f"{there.model} answers, but in words instead of calling the tool it was given."
        raise Problem(found, todo=_another(there))
    for call in reply.tool_calls:
        try:
            arguments = json.loads(call.arguments)
        except ValueError:
            arguments = None
        if call.name != TOOL.name or not isinstance(arguments, dict):
            raise Problem(f"{there.model} calls tools it was not given, or not with JSON.", todo=_another(there))


def _problem(error: SheetlineError, there: Endpoint) -> Problem:
    """The failure in the terms of this endpoint's settings."""
    status = getattr(error.__cause__, "status_code", None)
    found = f"{error.message} {in_brackets(error.detail)}".strip()
    if status in (401, 403) or "Entra ID" in error.message or "No connected db" in error.detail:
        return Problem(found, todo=there.key_todo)
    if status == 404 or "deployment does not exist" in error.message:
        todo = f"Set {there.model_setting} to a name that exists at {there.url_setting}; “{there.model}” does not."
        return Problem(found, todo=todo)
    if isinstance(error, RateLimited):
        return Problem(found, todo="Wait a minute; if it stays so, raise the model's quota.")
    if status is not None and 400 <= status < 500 and not isinstance(error, ContextTooLong):
        return Problem(found, todo=f"{_another(there)} The server's words above say what it did not take.")
    return Problem(found, todo=f"Look at the server behind {there.url_setting}; its own log says more.")


def _another(there: Endpoint) -> str:
    return f"Set {there.model_setting} to a model with tool calling, served with it switched on."
