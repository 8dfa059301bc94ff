"""A whole local Teams in one event loop: connector with tokens, Smartsheet sandbox, offline planner, and the bot.

async with local_teams(tmp_path) as here:
    chat = here.teams.personal("ava")
    await here.teams.say("ava", chat, "open launch plan")
    card = (await here.teams.next_reply(chat)).card
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app.bootstrap import opened, served
from bot.app.settings import Settings, load
from bot.app.teams_assembly import Edge
from bot.conversation.services import Services
from bot.workers.thread import ThreadWorker
from infra.local import planner, smartsheet
from infra.local.people import PEOPLE
from infra.local.planner.faults import FaultSwitch
from infra.local.planner.server import FAULTS
from infra.local.servers import Running, start
from infra.local.smartsheet import World
from infra.local.teams.client import TeamsClient
from infra.local.teams.server import ConnectorServer

APP_ID = "11111111-1111-1111-1111-111111111111"


@dataclass(frozen=True, slots=True)
class LocalTeams:
    """What a test can talk to and look at; `told` is what the settings were made of, for a bot elsewhere."""

    teams: TeamsClient
    connector: ConnectorServer
    world: World
    bot: Running
    settings: Settings
    model: FaultSwitch
    services: Services
    edge: Edge
    told: Mapping[str, Any]


@contextlib.asynccontextmanager
async def local_teams(
    folder: Path, *, overrides: dict[str, Any] | None = None, **changes: Any
) -> AsyncIterator[LocalTeams]:
    """Everything running on free ports; `changes` are settings, `overrides` replace fields of Services."""
    async with contextlib.AsyncExitStack() as stack:
        connector = ConnectorServer(app_id=APP_ID, app_password="town-password")
        await connector.start()
        stack.push_async_callback(connector.aclose)
        world = smartsheet.sample_world(datetime.now(UTC).date())
        sandbox = await start(smartsheet.build_app(world, rate_limit_per_minute=100_000))
        stack.push_async_callback(sandbox.aclose)
        planning = planner.build_app()
        model = await start(planning)
        stack.push_async_callback(model.aclose)
        told = {**_settings(connector, sandbox, model, folder), **changes}
        settings = load(**told)
        services, edge = await stack.enter_async_context(
            opened(settings, **{"workers": ThreadWorker, **(overrides or {})})
        )
        bot = await start(await stack.enter_async_context(served(services, edge)))
        stack.push_async_callback(bot.aclose)
        teams = TeamsClient(connector, bot_url=f"{bot.url}/api/messages")
        stack.push_async_callback(teams.aclose)
        yield LocalTeams(teams, connector, world, bot, settings, planning[FAULTS], services, edge, told)


def _settings(connector: ConnectorServer, sandbox: Running, model: Running, folder: Path) -> dict[str, Any]:
    return {
        "_env_file": None,
        "data_dir": folder,
        "app_id": APP_ID,
        "file_hosts": "127.0.0.1",
        "app_password": connector.app_password,
        "app_tenantid": "22222222-2222-2222-2222-222222222222",
        "bot_openid_metadata_url": connector.metadata_url,
        "bot_login_url": connector.login_url,
        "smartsheet_api_base": f"{sandbox.url}/2.0",
        "smartsheet_requests_per_minute": 100_000,
        "local_people": {person.aad_object_id: person.token for person in PEOPLE},
        "openai_base_url": f"{model.url}/v1",
        "openai_api_key": "local",
        "openai_model": "offline-planner",
    }
