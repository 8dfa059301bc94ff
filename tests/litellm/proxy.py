"""The LiteLLM proxy as a process on loopback, in front of a server of ours, with a virtual key and nobody to phone."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from infra.local.servers import LOOPBACK
from tests.litellm.environment import ensure

VIRTUAL_KEY = "sk-sheetline-virtual-key"
MODEL = "planner"
START_S = 120

# Virtual keys are kept in a database; without one the documented hook decides which key is good.
# https://docs.litellm.ai/docs/proxy/custom_auth
_KEYS = f"""
from litellm.proxy._types import ProxyException, UserAPIKeyAuth


async def user_api_key_auth(request, api_key):
    if api_key != {VIRTUAL_KEY!r}:
        raise ProxyException(message="Invalid proxy server token passed.", type="auth_error", param="key", code=401)
    return UserAPIKeyAuth(api_key=api_key)
"""

# No price list, beta headers, blog posts or usage report from the network; no admin pages.
_OFFLINE = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_TELEMETRY": "False",
    "DISABLE_ADMIN_UI": "True",
}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy; `url` is what LITELLM_BASE_URL is set to."""

    url: str
    log: Path


@contextlib.asynccontextmanager
async def litellm_proxy(folder: Path, *, backend: str) -> AsyncIterator[Proxy]:
    """LiteLLM in front of the OpenAI-compatible server at `backend` (its /v1)."""
    config, log = folder / "config.yaml", folder / "litellm.log"
    config.write_text(json.dumps(_config(backend)))  # JSON is YAML
    (folder / "keys.py").write_text(_KEYS)
    port = _free_port()
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            str(ensure() / "litellm"),
            *("--config", str(config), "--host", LOOPBACK, "--port", str(port), "--telemetry", "False"),
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **_OFFLINE},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            await _until_alive(f"http://{LOOPBACK}:{port}/health/liveliness", process, log)
            yield Proxy(url=f"http://{LOOPBACK}:{port}/v1", log=log)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()


def _config(backend: str) -> dict[str, object]:
    served = {"model": "openai/offline-planner", "api_base": backend, "api_key": "the-backend's-own-key"}
    return {
        "model_list": [{"model_name": MODEL, "litellm_params": served}],
        "general_settings": {"master_key": f"sk-{secrets.token_hex(32)}", "custom_auth": "keys.user_api_key_auth"},
        "litellm_settings": {"telemetry": False, "num_retries": 0},
        "router_settings": {"num_retries": 0, "disable_cooldowns": True},
    }


async def _until_alive(url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    async with asyncio.timeout(START_S), aiohttp.ClientSession() as http:
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"litellm ended with {process.returncode}:\n{log.read_text()[-3000:]}")
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.3)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
