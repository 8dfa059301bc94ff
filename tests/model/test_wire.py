"""What goes over the wire: tools, calls and results as the API wants them; text, calls and usage as they come back."""

from __future__ import annotations

from itertools import pairwise

import pytest
import structlog

from bot.domain.model import Role, ToolCall, ToolSpec, Utterance
from bot.errors import ModelUnavailable
from bot.model.openai_client import OpenAIModel
from infra.local.planner.faults import Fault
from tests.model.conftest import Endpoint

OPEN_SHEET = ToolSpec(
    name="open_sheet",
    description="Open a sheet.",
    parameters={
        "type": "object",
        "properties": {"sheet": {"type": "string"}},
        "required": ["sheet"],
        "additionalProperties": False,
    },
)
QUERY = ToolSpec(name="query", description="Ask.", parameters=OPEN_SHEET.parameters)
ASKED = (Utterance(Role.SYSTEM, "rules"), Utterance(Role.USER, "open launch plan"))
BUDGET = (
    '<context>\nOpen sheets:\nSheet "Budget" · view budget · 6 rows · version 1 · current\n'
    '  "Line" VARCHAR primary\n  "Cost" DOUBLE\n  _children INTEGER (0 = leaf)\n</context>'
)


async def test_a_tool_call_comes_back_whole(model: OpenAIModel) -> None:
    """Id, name and the raw arguments arrive as the model sent them."""
    reply = await model.complete(ASKED, tools=(OPEN_SHEET,), deadline_s=5)
    assert [(call.name, call.arguments) for call in reply.tool_calls] == [("open_sheet", '{"sheet": "launch plan"}')]
    assert reply.tool_calls[0].id
    assert reply.finish_reason == "tool_calls"


async def test_a_streamed_reply_is_the_same_reply(model: OpenAIModel) -> None:
    """Two parallel calls put together from interleaved deltas equal the unstreamed ones."""
    asked = (Utterance(Role.USER, BUDGET), Utterance(Role.USER, "how many rows by line?"))
    whole = await model.complete(asked, tools=(QUERY,), deadline_s=5)
    streamed = await model.complete(asked, tools=(QUERY,), deadline_s=5, on_text=_ignore)
    assert len(whole.tool_calls) == 2
    assert [(c.name, c.arguments) for c in streamed.tool_calls] == [(c.name, c.arguments) for c in whole.tool_calls]
    assert streamed.usage.prompt == whole.usage.prompt > 0


async def test_streaming_tells_the_whole_text_so_far(model: OpenAIModel) -> None:
    """Each piece contains the one before, as Teams wants it, and the last is the answer."""
    heard: list[str] = []

    async def hear(text: str) -> None:
        heard.append(text)

    reply = await model.complete((Utterance(Role.USER, "sing"),), tools=(), deadline_s=5, on_text=hear)
    assert len(heard) > 3
    assert all(after.startswith(before) for before, after in pairwise(heard))
    assert heard[-1] == reply.text


async def test_a_retried_stream_starts_its_text_over(model: OpenAIModel, endpoint: Endpoint) -> None:
    """After a cut stream the listener hears the answer from its beginning, and its end is the answer."""
    heard: list[str] = []

    async def hear(text: str) -> None:
        heard.append(text)

    endpoint.faults.set(Fault.CUT_STREAM, times=1)
    reply = await model.complete((Utterance(Role.USER, "sing"),), tools=(), deadline_s=5, on_text=hear)
    assert endpoint.state.requests == 2
    assert heard[-1] == reply.text


async def test_tools_are_strict_and_may_be_called_in_parallel(model: OpenAIModel, endpoint: Endpoint) -> None:
    """The schema passes through unchanged, marked strict."""
    await model.complete(ASKED, tools=(OPEN_SHEET,), deadline_s=5)
    body = endpoint.state.received[-1].body
    assert body["tools"] == [
        {
            "type": "function",
            "function": {
                "name": "open_sheet",
                "description": "Open a sheet.",
                "parameters": dict(OPEN_SHEET.parameters),
                "strict": True,
            },
        }
    ]
    assert body["parallel_tool_calls"] is True


async def test_calls_and_results_keep_their_pairing(model: OpenAIModel, endpoint: Endpoint) -> None:
    """An assistant's calls and the tool messages that answer them go out with the same ids."""
    call = ToolCall(id="c1", name="open_sheet", arguments='{"sheet": "x"}')
    history = (*ASKED, Utterance(Role.ASSISTANT, tool_calls=(call,)), Utterance(Role.TOOL, "{}", tool_call_id="c1"))
    await model.complete(history, tools=(OPEN_SHEET,), deadline_s=5)
    assistant, tool = endpoint.state.received[-1].body["messages"][-2:]
    assert assistant["content"] is None
    assert assistant["tool_calls"][0] == {
        "id": "c1",
        "type": "function",
        "function": {"name": "open_sheet", "arguments": '{"sheet": "x"}'},
    }
    assert tool == {"role": "tool", "tool_call_id": "c1", "content": "{}"}


async def test_without_tools_the_called_ones_stay_declared_but_forbidden(
    model: OpenAIModel, endpoint: Endpoint
) -> None:
    """Some models refuse a history of calls to tools that nobody declares; and none of them may be called again."""
    call = ToolCall(id="c1", name="open_sheet", arguments="{}")
    history = (*ASKED, Utterance(Role.ASSISTANT, tool_calls=(call,)), Utterance(Role.TOOL, "{}", tool_call_id="c1"))
    reply = await model.complete(history, tools=(), deadline_s=5)
    body = endpoint.state.received[-1].body
    assert [tool["function"]["name"] for tool in body["tools"]] == ["open_sheet"]
    assert body["tool_choice"] == "none"
    assert reply.tool_calls == ()


async def test_without_tools_and_calls_nothing_is_said_about_tools(model: OpenAIModel, endpoint: Endpoint) -> None:
    """A plain completion stays plain."""
    await model.complete(ASKED, tools=(), deadline_s=5)
    assert not {"tools", "tool_choice", "parallel_tool_calls"} & set(endpoint.state.received[-1].body)


async def test_cached_prompt_tokens_are_counted(model: OpenAIModel) -> None:
    """The second of two requests with one long prefix reports what the endpoint took from its cache."""
    long = (Utterance(Role.SYSTEM, "stable rules " * 800), Utterance(Role.USER, "hello"))
    first = await model.complete(long, tools=(), deadline_s=5)
    second = await model.complete(long, tools=(), deadline_s=5)
    assert first.usage.cached == 0
    assert 1024 <= second.usage.cached <= second.usage.prompt
    assert second.usage.calls == 1


async def test_the_correlation_id_travels_with_the_request(model: OpenAIModel, endpoint: Endpoint) -> None:
    """The turn's id is sent under the names OpenAI, Azure and proxies log."""
    with structlog.contextvars.bound_contextvars(correlation_id="turn-7"):
        await model.complete(ASKED, tools=(), deadline_s=5)
    headers = endpoint.state.received[-1].headers
    assert headers["x-correlation-id"] == headers["x-ms-client-request-id"] == "turn-7"


async def test_malformed_arguments_are_handed_on_raw(model: OpenAIModel, endpoint: Endpoint) -> None:
    """Broken JSON is the toolbox's to answer, not the adapter's to hide."""
    endpoint.faults.set(Fault.MALFORMED_ARGUMENTS)
    reply = await model.complete(ASKED, tools=(QUERY,), deadline_s=5)
    assert reply.tool_calls[0].arguments == '{"sql": "SELECT 1'


@pytest.mark.parametrize("name", ["azure", "litellm", "compatible"])
async def test_the_constructors_differ_in_nothing_but_address_and_credential(endpoint: Endpoint, name: str) -> None:
    """Azure's v1 path with a token provider, a LiteLLM proxy and any other server give the same reply."""
    build = {
        "azure": lambda: OpenAIModel.azure(endpoint=endpoint.url, deployment="gpt", token_provider=_token),
        "litellm": lambda: OpenAIModel.litellm(base_url=f"{endpoint.url}/v1", api_key="vk", model="gpt"),
        "compatible": lambda: OpenAIModel.compatible(base_url=f"{endpoint.url}/v1", api_key="k", model="gpt"),
    }
    model = build[name]()
    reply = await model.complete(ASKED, tools=(OPEN_SHEET,), deadline_s=5)
    await model.aclose()
    assert reply.tool_calls[0].name == "open_sheet"
    assert endpoint.state.received[-1].body["model"] == "gpt"


async def test_azure_without_a_key_sends_a_fresh_entra_token(endpoint: Endpoint) -> None:
    """The token provider is asked for every request, so an expired token is never sent."""
    asked: list[int] = []

    async def token() -> str:
        asked.append(1)
        return f"entra-{len(asked)}"

    model = OpenAIModel.azure(endpoint=f"{endpoint.url}/", deployment="gpt", token_provider=token)
    await model.complete(ASKED, tools=(), deadline_s=5)
    await model.complete(ASKED, tools=(), deadline_s=5)
    await model.aclose()
    assert [received.bearer for received in endpoint.state.received] == ["entra-1", "entra-2"]


async def test_a_credential_that_gives_no_token_is_the_admin_s_problem(endpoint: Endpoint) -> None:
    """No Entra ID token: not retried, nothing sent, and the hint is for the admin."""
    from azure.core.exceptions import ClientAuthenticationError

    async def token() -> str:
        raise ClientAuthenticationError("no managed identity here")

    model = OpenAIModel.azure(endpoint=endpoint.url, deployment="gpt", token_provider=token)
    with pytest.raises(ModelUnavailable) as caught:
        await model.complete(ASKED, tools=(), deadline_s=5)
    await model.aclose()
    assert endpoint.state.requests == 0
    assert "admin" in caught.value.hint


async def test_check_passes_when_the_server_has_the_model(model: OpenAIModel) -> None:
    """A reachable server that lists our model is ready; no tokens are spent to find out."""
    await model.check()


async def test_check_names_the_models_there_are(endpoint: Endpoint) -> None:
    """A model name the server does not have is found at start, not at the first question."""
    model = OpenAIModel.compatible(base_url=f"{endpoint.url}/v1", api_key="k", model="gpt-typo")
    with pytest.raises(ModelUnavailable) as caught:
        await model.check()
    await model.aclose()
    assert "offline-planner" in caught.value.hint


async def test_check_fails_with_the_same_typed_errors(model: OpenAIModel, endpoint: Endpoint) -> None:
    """A refused credential is told by check as it is by a completion."""
    endpoint.faults.set(Fault.UNAUTHORIZED)
    with pytest.raises(ModelUnavailable):
        await model.check()


async def test_check_asks_a_server_without_a_model_list_for_a_word(model: OpenAIModel, endpoint: Endpoint) -> None:
    """Where GET /models does not exist, one tiny completion takes its place."""
    endpoint.faults.set(Fault.NO_DEPLOYMENT, times=1)
    await model.check()
    assert endpoint.state.received[-1].body["max_completion_tokens"] == 16


async def _ignore(text: str) -> None:
    pass


async def _token() -> str:
    return "entra"
