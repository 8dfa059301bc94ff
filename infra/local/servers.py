"""Starts a local-world server on loopback and says where it listens."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Running:
    """A server in this event loop; `url` is its root without a trailing slash."""

    url: str
    runner: web.AppRunner

    async def aclose(self) -> None:
        await self.runner.cleanup()


async def start(app: web.Application, *, port: int = 0) -> Running:
    """Serve `app` on 127.0.0.1; port 0 takes a free one. Raises OSError when the port is taken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, LOOPBACK, port)
    await site.start()
    actual = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    return Running(url=f"http://{LOOPBACK}:{actual}", runner=runner)
