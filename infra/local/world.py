"""The local world: stand-ins for whatever the environment does not configure for real, then the bot, then its client.

`plan_world` decides, purely; `run_world` starts, watches and stops. The bot is a child process (`python app.py`) with
the completed environment, so that it runs here exactly as it runs anywhere else.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import aiohttp

from infra.local import planner, smartsheet
from infra.local.people import BY_KEY, PEOPLE, SamplePerson
from infra.local.playground.process import Playground, PlaygroundUnavailable, start_playground
from infra.local.processes import Child, require_free_port, start_child
from infra.local.servers import LOOPBACK, start

ROOT = Path(__file__).parents[2]
_MODEL_VARIABLES = ("AZURE_OPENAI_ENDPOINT", "LITELLM_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY")
_SMARTSHEET_VARIABLES = ("SMARTSHEET_ACCESS_TOKEN", "LOCAL_PEOPLE", "LOCAL_DEFAULT_TOKEN")


class WorldError(Exception):
    """The local world cannot start or go on; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class WorldPlan:
    """What is stood in for, and where things listen."""

    sandbox: bool
    planner: bool
    client: bool
    host: str
    port: int
    playground_port: int
    sandbox_port: int
    planner_port: int
    acting: SamplePerson

    @property
    def bot_url(self) -> str:
        return f"http://{self.host}:{self.port}"


def plan_world(environ: Mapping[str, str]) -> WorldPlan:
    """Decide from the environment which parts are stand-ins. Raises WorldError for a setting that cannot be meant."""
    if environ.get("MODE", "local") != "local":
        raise WorldError("MODE=production has no local world: run “python app.py” with every part configured.")
    acting = environ.get("PLAYGROUND_PERSON") or "ava"
    if acting not in BY_KEY:
        raise WorldError(f"PLAYGROUND_PERSON={acting} is nobody here: choose one of {', '.join(BY_KEY)}.")
    return WorldPlan(
        sandbox=not any(environ.get(name) for name in _SMARTSHEET_VARIABLES),
        planner=not any(environ.get(name) for name in _MODEL_VARIABLES),
        client=not environ.get("APP_ID"),
        host=environ.get("HOST") or LOOPBACK,
        port=_port(environ, "PORT", default=3978),
        playground_port=_port(environ, "PLAYGROUND_PORT", default=56150),
        sandbox_port=_port(environ, "SANDBOX_PORT", default=0),
        planner_port=_port(environ, "PLANNER_PORT", default=0),
        acting=BY_KEY[acting],
    )


def sandbox_settings(url: str) -> dict[str, str]:
    """The bot's settings that make the sandbox its Smartsheet, each sample person reading as themselves."""
    tokens = {person.aad_object_id: person.token for person in PEOPLE}
    return {"SMARTSHEET_API_BASE": f"{url}/2.0", "LOCAL_PEOPLE": json.dumps(tokens)}


def planner_settings(url: str) -> dict[str, str]:
    """The bot's settings that make the offline planner its model."""
    return {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "local", "OPENAI_MODEL": "offline-planner"}


async def run_world(
    environ: Mapping[str, str], *, stop: asyncio.Event, say: Callable[[str], None], today: date, folder: Path
) -> None:
    """Run until `stop` is set. Raises WorldError or PortTaken when it cannot start, or when the bot ends by itself."""
    plan = plan_world(environ)
    require_free_port(plan.port, variable="PORT", purpose="the bot")
    if plan.client:
        require_free_port(plan.playground_port, variable="PLAYGROUND_PORT", purpose="the Teams client")
    async with AsyncExitStack() as stack:
        complete = dict(environ)
        if plan.sandbox:
            app = smartsheet.build_app(smartsheet.sample_world(today))
            sandbox = await start(app, port=plan.sandbox_port)
            stack.push_async_callback(sandbox.aclose)
            complete |= sandbox_settings(sandbox.url)
        if plan.planner:
            model = await start(planner.build_app(), port=plan.planner_port)
            stack.push_async_callback(model.aclose)
            complete |= planner_settings(model.url)
        bot = await stack.enter_async_context(_bot(plan, complete, stop=stop))
        if stop.is_set():
            return
        say(await _open_client(plan, environ, folder=folder, stack=stack))
        await _until_stopped(bot, stop)


@asynccontextmanager
async def _bot(plan: WorldPlan, environ: Mapping[str, str], *, stop: asyncio.Event) -> AsyncIterator[Child]:
    command = (sys.executable, "-m", "infra.local.lifeline", "app.py")
    bot = await start_child("bot", command, environ=environ, cwd=ROOT)
    try:
        await _healthy(plan, bot, stop=stop)
        yield bot
    finally:
        await bot.stop(grace_s=30)  # the bot finishes its turns in flight


async def _healthy(plan: WorldPlan, bot: Child, *, stop: asyncio.Event) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
        for _ in range(300):
            if stop.is_set():
                return
            if bot.exit_code is not None:
                raise WorldError(f"The bot did not start (exit code {bot.exit_code}); the lines above say why.")
            try:
                async with http.get(f"{plan.bot_url}/healthz") as response:
                    if response.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.2)
    raise WorldError(f"The bot did not answer on {plan.bot_url}/healthz within 60 s.")


async def _open_client(plan: WorldPlan, environ: Mapping[str, str], *, folder: Path, stack: AsyncExitStack) -> str:
    """Start the Teams client where there is one to start; the closing line that says what to open."""
    if not plan.client:
        return (
            f"Sheetline is running: set the Azure Bot's messaging endpoint to a tunnel of {plan.bot_url}/api/messages "
            "— Ctrl+C stops it"
        )
    try:
        playground: Playground = await start_playground(
            bot_url=plan.bot_url, port=plan.playground_port, acting=plan.acting, folder=folder, environ=environ
        )
    except PlaygroundUnavailable as reason:
        return f"Sheetline is running ({reason}): run “make chat” in a second terminal — Ctrl+C stops it"
    stack.push_async_callback(playground.aclose)
    return f"Sheetline is running: open {playground.url} (personal chat, group or channel) — Ctrl+C stops it"


async def _until_stopped(bot: Child, stop: asyncio.Event) -> None:
    stopped, ended = asyncio.create_task(stop.wait()), asyncio.create_task(bot.wait())
    done, waiting = await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    if ended in done and stopped not in done:
        raise WorldError(f"The bot ended by itself (exit code {bot.exit_code}); the lines above say why.")


def _port(environ: Mapping[str, str], name: str, *, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdigit() or int(text) > 65535:
        raise WorldError(f"{name}={text} is not a port: use a number from 1 to 65535.")
    return int(text)
