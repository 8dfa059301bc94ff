"""Processes under measurement, and the environment that points a bot at the local world."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator, Mapping

import aiohttp

from infra.local.people import DEFAULT
from infra.local.teams.server import ConnectorServer


@contextlib.asynccontextmanager
async def process(command: list[str], environment: dict[str, str], port: int) -> AsyncIterator[int]:
    running = await asyncio.create_subprocess_exec(*command, env={"PATH": os.environ["PATH"], **environment})
    try:
        await _listening(port, running)
        yield running.pid
    finally:
        with contextlib.suppress(ProcessLookupError):  # it ended by itself; the caller is told why
            running.terminate()
        await running.wait()


async def _listening(port: int, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as http:
        for _ in range(300):
            assert process.returncode is None, "the bot ended by itself"
            with contextlib.suppress(aiohttp.ClientError):
                await http.get(f"http://127.0.0.1:{port}/healthz")
                return
            await asyncio.sleep(0.1)
    raise TimeoutError("the bot does not listen")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def bot_environment(
    server: ConnectorServer,
    *,
    sandbox: str,
    model: str,
    port: int,
    folder: str,
    people: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """A bot that checks tokens and signs in, over the sandbox and the planner; anyone not in `people` reads as Ava."""
    return {
        "PORT": str(port),
        "DATA_DIR": folder,
        "LOG_LEVEL": "WARNING",
        "APP_ID": server.app_id,
        "APP_PASSWORD": server.app_password,
        "APP_TENANTID": "22222222-2222-2222-2222-222222222222",
        "BOT_OPENID_METADATA_URL": server.metadata_url,
        "BOT_LOGIN_URL": server.login_url,
        "SMARTSHEET_API_BASE": f"{sandbox}/2.0",
        "LOCAL_PEOPLE": json.dumps(people or {}),
        "LOCAL_DEFAULT_TOKEN": DEFAULT.token,
        "OPENAI_BASE_URL": f"{model}/v1",
        "OPENAI_API_KEY": "local",
        "OPENAI_MODEL": "offline-planner",
    }
