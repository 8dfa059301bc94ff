"""The web application: Teams' endpoint, liveness and readiness. Nothing listens until it is run."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from bot.teams.endpoint import TeamsEndpoint
from bot.teams.wire import LIMIT_BYTES
from bot.web.correlation import correlate
from bot.web.downloads import Downloads, Fetch
from bot.web.readiness import Check, Readiness

MESSAGES_PATH = "/api/messages"


def build_web_app(
    *, endpoint: TeamsEndpoint, export: Fetch, readiness: Mapping[str, Check] | Readiness
) -> web.Application:
    """All routes. `export` fetches the file behind a link, `readiness` maps a dependency's name to its check.

    When the application shuts down, what still arrives is answered 503 so that Teams delivers it elsewhere, and
    requests under way are finished by aiohttp; turns are drained by whoever runs them.
    """
    probes = Probes(readiness if isinstance(readiness, Readiness) else Readiness(readiness), endpoint)
    app = web.Application(middlewares=[correlate], client_max_size=LIMIT_BYTES)
    app.add_routes(
        [
            web.post(MESSAGES_PATH, endpoint.post),
            web.get("/healthz", probes.healthz),
            web.get("/readyz", probes.readyz),
            web.get("/exports/{name}", Downloads(export).get),
        ]
    )

    async def stop_accepting(_: web.Application) -> None:
        endpoint.stopping = True

    app.on_shutdown.append(stop_accepting)
    return app


class Probes:
    """Liveness and readiness for the platform and for people."""

    def __init__(self, readiness: Readiness, endpoint: TeamsEndpoint) -> None:
        self._readiness = readiness
        self._endpoint = endpoint

    async def healthz(self, request: web.Request) -> web.Response:
        """200 while the event loop lives; asks nobody."""
        return web.json_response({"alive": True})

    async def readyz(self, request: web.Request) -> web.Response:
        """200 when every dependency answers, else 503 and which is missing and what to do."""
        findings = await self._readiness.findings()
        ready = all(finding.ok for finding in findings) and not self._endpoint.stopping
        checks = {
            f.name: {"ok": True} if f.ok else {"ok": False, "problem": f.problem, "todo": f.todo} for f in findings
        }
        body = {"ready": ready, "stopping": self._endpoint.stopping, "checks": checks}
        return web.json_response(body, status=200 if ready else 503)
