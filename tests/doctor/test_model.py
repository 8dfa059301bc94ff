"""The model's own ways of being of no use, and the settings that mend them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from infra.local.planner.faults import Fault
from tests.doctor.conftest import Clinic
from tests.doctor.tls import self_signed


def a_chat_server(message: dict[str, Any], *, status: int = 200) -> web.Application:
    """A model that answers everything with one message."""

    async def complete(request: web.Request) -> web.Response:
        if status != 200:
            return web.json_response({"error": message}, status=status)
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}
        body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        return web.json_response(body)

    app = web.Application()
    app.router.add_post("/v1/chat/completions", complete)
    return app


async def test_a_model_without_tool_calling_is_found_out(clinic: Clinic) -> None:
    """It answers politely, and is of no use."""
    url = await clinic.serve(a_chat_server({"content": "You can open many sheets!"}))

    finding = await clinic.find("model", openai_base_url=f"{url}/v1")

    assert finding.ok is False
    assert "instead of calling the tool" in finding.found
    assert "tool calling" in finding.todo


async def test_a_server_that_refuses_tools_is_found_out(clinic: Clinic) -> None:
    """As servers of small models do, with 400."""
    url = await clinic.serve(a_chat_server({"message": "this model does not support tools"}, status=400))

    finding = await clinic.find("model", openai_base_url=f"{url}/v1")

    assert finding.ok is False
    assert "does not support tools" in finding.found
    assert "tool calling" in finding.todo


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ({"azure_openai_deployment": "gpt", "azure_openai_api_key": "k"}, "AZURE_OPENAI_API_KEY"),
        ({"litellm_model": "planner", "litellm_api_key": "k"}, "LITELLM_API_KEY"),
    ],
)
async def test_a_refused_key_is_named_as_the_setting_it_comes_from(
    clinic: Clinic, settings: dict[str, str], variable: str
) -> None:
    """Azure's and LiteLLM's have their own names and their own ways to renew them."""
    clinic.model_faults.set(Fault.UNAUTHORIZED)
    where = "azure_openai_endpoint" if "azure_openai_api_key" in settings else "litellm_base_url"
    url = clinic.model.url if where.startswith("azure") else f"{clinic.model.url}/v1"
    none = {"openai_base_url": None, "openai_api_key": None, "openai_model": None}

    finding = await clinic.find("model", **none, **settings, **{where: url})

    assert finding.ok is False
    assert variable in finding.todo


async def test_a_certificate_nobody_vouches_for_is_said_to_be_that(clinic: Clinic, tmp_path: Path) -> None:
    """TLS fails before anything is sent; the cause is in the finding."""
    url = await clinic.serve_over_tls(self_signed(tmp_path), web.Application())

    finding = await clinic.find("model", openai_base_url=f"{url}/v1")

    assert finding.ok is False
    assert "TLS" in finding.found
    assert "self-signed" in finding.found.replace("self signed", "self-signed")
