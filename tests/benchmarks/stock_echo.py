"""The yardstick: an anonymous echo bot as in botbuilder's samples. `python -m tests.benchmarks.stock_echo PORT`."""

from __future__ import annotations

import sys

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication


class Anonymous:
    """A bot without an identity, as the emulator uses it."""

    APP_ID = ""
    APP_PASSWORD = ""
    APP_TYPE = "MultiTenant"
    APP_TENANTID = ""


class Echo(ActivityHandler):
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(f"Echo: {turn_context.activity.text}")


def build() -> web.Application:
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Anonymous()))
    bot = Echo()

    async def messages(request: web.Request) -> web.Response:
        response: web.Response | None = await adapter.process(request, bot)
        return response or web.Response(status=201)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    return app


if __name__ == "__main__":
    web.run_app(build(), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
