"""Everything Sheetline needs, as stand-ins on loopback, and the settings that name them; no bot runs."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app.settings import Settings, load
from bot.clock import SystemClock
from bot.doctor.command import checks
from bot.doctor.findings import Finding, examine
from bot.doctor.outside import WEBHOOK_PORTS
from bot.ports import Clock
from infra.local import cosmos, planner, smartsheet
from infra.local.people import BY_KEY
from infra.local.planner.faults import FaultSwitch
from infra.local.planner.server import FAULTS
from infra.local.servers import LOOPBACK, Running, start
from infra.local.smartsheet import World
from infra.local.teams.server import ConnectorServer
from tests.doctor.tls import Certificate

APP_ID = "11111111-1111-1111-1111-111111111111"
SECRET = "doctor-test-password"


def a_free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@dataclass
class Clinic:
    """The stand-ins; `find` examines one thing under changed settings."""

    connector: ConnectorServer
    world: World
    sandbox: Running
    model: Running
    model_faults: FaultSwitch
    folder: Path
    stack: AsyncExitStack
    settings: dict[str, Any] = field(default_factory=dict)

    def load(self, **changes: Any) -> Settings:
        kept = {name: value for name, value in {**self.settings, **changes}.items() if value is not None}
        return load(**kept)

    async def find(self, name: str, *, clock: Clock | None = None, **changes: Any) -> Finding:
        """The finding of the check with this name; a setting changed to None is not set."""
        found = checks(self.load(**changes), clock or SystemClock())
        (finding,) = await examine([check for check in found if check.name == name])
        return finding

    async def serve(self, app: web.Application) -> str:
        """The URL of a server that lives as long as the test."""
        running = await start(app)
        self.stack.push_async_callback(running.aclose)
        return running.url

    async def serve_over_tls(self, certificate: Certificate, app: web.Application) -> str:
        """The https URL of a server with that certificate."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate.chain, certificate.private)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        for port in WEBHOOK_PORTS[1:]:
            with contextlib.suppress(OSError):
                await web.TCPSite(runner, LOOPBACK, port, ssl_context=context).start()
                return f"https://localhost:{port}"
        pytest.skip(f"none of the ports {WEBHOOK_PORTS[1:]} is free here")

    async def cosmos(self) -> str:
        """The URL of a Cosmos DB account that has the bot's container."""
        return await self.serve(cosmos.build_app())


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    """All well, until a test makes something ill."""
    async with AsyncExitStack() as stack:
        connector = await stack.enter_async_context(ConnectorServer(app_id=APP_ID, app_password=SECRET))
        world = smartsheet.sample_world(datetime.now(UTC).date())
        sandbox = await start(smartsheet.build_app(world))
        stack.push_async_callback(sandbox.aclose)
        app = planner.build_app()
        model = await start(app)
        stack.push_async_callback(model.aclose)
        clinic = Clinic(connector, world, sandbox, model, app[FAULTS], tmp_path, stack)
        clinic.settings = {
            "_env_file": None,
            "data_dir": tmp_path,
            "app_id": APP_ID,
            "app_password": SECRET,
            "app_tenantid": "22222222-2222-2222-2222-222222222222",
            "bot_openid_metadata_url": connector.metadata_url,
            "bot_login_url": connector.login_url,
            "smartsheet_access_token": BY_KEY["carla"].token,
            "smartsheet_api_base": f"{sandbox.url}/2.0",
            "openai_base_url": f"{model.url}/v1",
            "openai_api_key": "local",
            "openai_model": "offline-planner",
        }
        yield clinic
