"""The planner's HTTP side: the shapes an OpenAI client expects, faults on demand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from infra.local.planner import build_app
from infra.local.planner.faults import Fault
from infra.local.planner.server import FAULTS
from infra.local.servers import start

TOOLS = [{"type": "function", "function": {"name": name}} for name in ("open_sheet", "query", "list_sheets")]
OPEN = {"model": "any", "messages": [{"role": "user", "content": "open launch plan"}], "tools": TOOLS}


class Client:
    """Plain HTTP to the planner."""

    def __init__(self, url: str, app: web.Application, session: aiohttp.ClientSession) -> None:
        self.url, self.app, self.session = url, app, session

    async def post(
        self, body: Any, *, key: str | None = "k", path: str = "/v1/chat/completions"
    ) -> tuple[int, Any, Any]:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        data = body if isinstance(body, str) else json.dumps(body)
        async with self.session.post(self.url + path, data=data, headers=headers) as response:
            return response.status, await response.json(), response.headers

    async def events(self, body: dict[str, Any]) -> list[str]:
        headers = {"Authorization": "Bearer k"}
        async with self.session.post(self.url + "/v1/chat/completions", json=body, headers=headers) as response:
            assert response.content_type == "text/event-stream"
            return [line.removeprefix("data: ") for line in (await response.text()).split("\n\n") if line]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = build_app()
    running = await start(app)
    async with aiohttp.ClientSession() as session:
        yield Client(running.url, app, session)
    await running.aclose()


async def test_a_completion_has_the_api_s_shape(client: Client) -> None:
    """Choices, message, finish reason and usage stand where an OpenAI client looks for them."""
    status, body, _ = await client.post(OPEN)
    assert status == 200
    assert body["object"] == "chat.completion"
    assert body["choices"][0]["finish_reason"] == "tool_calls"
    call = body["choices"][0]["message"]["tool_calls"][0]
    assert call["function"] == {"name": "open_sheet", "arguments": '{"sheet": "launch plan"}'}
    assert body["usage"]["total_tokens"] == body["usage"]["prompt_tokens"] + body["usage"]["completion_tokens"]


async def test_a_tool_that_is_not_offered_is_brought_first(client: Client) -> None:
    """By the line of more_tools that names it; once offered it is called, and when calls are forbidden neither is."""

    async def wants(*names: str, **more: Any) -> list[dict[str, str]]:
        groups = "Get the tools of a group. Groups:\nrows: update_rows, add_rows\nsearch: browse, search (a text)"
        more_tools = {"type": "function", "function": {"name": "more_tools", "description": groups}}
        others = [{"type": "function", "function": {"name": name}} for name in names]
        brought = {"id": "call_1", "type": "function", "function": {"name": "more_tools", "arguments": "{}"}}
        messages = [
            {"role": "user", "content": "search for Altum"},
            {"role": "assistant", "tool_calls": [brought]},
            {"role": "tool", "tool_call_id": "call_1", "content": '{"ok": true, "data": {}}'},
        ]
        body = {"model": "any", "messages": messages if names else messages[:1], "tools": [more_tools, *others], **more}
        message = (await client.post(body))[1]["choices"][0]["message"]
        return [call["function"] for call in message.get("tool_calls") or ()]

    assert await wants() == [{"name": "more_tools", "arguments": '{"group": "search"}'}]
    assert [call["name"] for call in await wants("browse", "search")] == ["search"]
    assert await wants(tool_choice="none") == []


async def test_a_stream_adds_up_to_the_same_reply(client: Client) -> None:
    """Deltas by index, a first chunk without choices, usage in the last one, then [DONE]."""
    events = await client.events({**OPEN, "stream": True, "stream_options": {"include_usage": True}})
    chunks = [json.loads(event) for event in events[:-1]]
    parts = [c["choices"][0]["delta"].get("tool_calls", [{}])[0] for c in chunks if c["choices"]]
    arguments = "".join(part.get("function", {}).get("arguments", "") for part in parts)
    assert events[-1] == "[DONE]"
    assert chunks[0]["choices"] == []
    assert arguments == '{"sheet": "launch plan"}'
    assert chunks[-1]["usage"]["prompt_tokens"] > 0


async def test_a_stream_without_include_usage_has_none(client: Client) -> None:
    """As in the API, usage comes only when asked for."""
    events = await client.events({**OPEN, "stream": True})
    assert all(json.loads(event)["usage"] is None for event in events[:-1])


async def test_a_key_is_required_and_any_will_do(client: Client) -> None:
    """No key is a 401 in the API's error shape."""
    status, body, _ = await client.post(OPEN, key=None)
    assert status == 401
    assert body["error"]["code"] == "invalid_api_key"


@pytest.mark.parametrize("body", ["{", "[]", '"text"', {"model": "m"}, {"messages": "hello"}, {"messages": ["hello"]}])
async def test_a_body_of_another_shape_is_a_400(client: Client, body: Any) -> None:
    """Whatever is sent, the answer is an error object, never a 500."""
    status, answer, _ = await client.post(body)
    assert status == 400
    assert answer["error"]["type"] == "invalid_request_error"


async def test_an_unknown_path_answers_in_the_api_s_shape(client: Client) -> None:
    """A 404 that a client library can read."""
    status, answer, _ = await client.post(OPEN, path="/v1/responses")
    assert (status, answer["error"]["type"]) == (404, "invalid_request_error")


async def test_it_says_what_it_is(client: Client) -> None:
    """GET /v1/models names the planner as what it is, on OpenAI's path and on Azure's."""
    for path in ("/v1/models", "/openai/v1/models"):
        async with client.session.get(client.url + path, headers={"Authorization": "Bearer k"}) as response:
            body = await response.json()
        assert [model["id"] for model in body["data"]] == ["offline-planner"]


async def test_a_fault_lasts_as_long_as_it_is_set_for(client: Client) -> None:
    """Two requests are refused with Retry-After, the third is answered."""
    setting = {"fault": "rate_limited", "times": 2, "retry_after": 3}
    await client.post(setting, path="/planner/faults")
    statuses = [
        (status, headers.get("Retry-After")) for status, _, headers in [await client.post(OPEN) for _ in range(3)]
    ]
    assert statuses == [(429, "3"), (429, "3"), (200, None)]


async def test_an_unknown_fault_is_refused(client: Client) -> None:
    """A typing error in a test's fault does not pass silently."""
    status, body, _ = await client.post({"fault": "nonsense"}, path="/planner/faults")
    assert status == 400
    assert "rate_limited" in body["error"]["message"]


@pytest.mark.parametrize(("fault", "tool"), [(Fault.UNKNOWN_TOOL, "delete_everything"), (Fault.ENDLESS_LOOP, "query")])
async def test_a_wayward_model_calls_what_it_should_not(client: Client, fault: Fault, tool: str) -> None:
    """Faults of the model itself come as well-formed replies."""
    client.app[FAULTS].set(fault)
    status, body, _ = await client.post(OPEN)
    assert status == 200
    assert body["choices"][0]["message"]["tool_calls"][0]["function"]["name"] == tool
