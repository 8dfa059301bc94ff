"""A strict Bot Connector on loopback: what Teams is to the bot, over real HTTP.

It issues the channel's tokens and the bot's, checks the bot's token on every call, keeps every conversation, takes
posts, updates and deletions, and refuses what Teams refuses: unknown conversations and activities, malformed cards,
messages over 100 KB in UTF-16, too many in a row (`throttled=True`), and whatever `faults` scripts.

    server = ConnectorServer(app_id="…", app_password="…")     # no app_id: anonymous, like the Playground
    await server.start()
    server.metadata_url, server.login_url, server.service_url  # for the bot's settings
    server.faults.add(THROTTLED, times=2)                      # the next two calls answer 429
    server.posted(conversation_id)                             # what the bot did there, in order

Reference: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from infra.local import servers
from infra.local.people import PEOPLE, SamplePerson
from infra.local.teams import routes
from infra.local.teams.drive import Drive
from infra.local.teams.faults import FaultScript
from infra.local.teams.places import Places
from infra.local.teams.streams import Streams
from infra.local.teams.threads import TENANT_ID, Posted, account
from infra.local.teams.throttling import Throttle
from infra.local.teams.tokens import TokenIssuer

LOCAL_BOT_ID = "28:00000000-0000-0000-0000-0000000b0700"


class ConnectorServer:
    """The connector, its tokens, its conversations. One instance serves one bot."""

    def __init__(
        self,
        *,
        app_id: str = "",
        app_password: str = "",
        bot_name: str = "Sheetline",
        people: tuple[SamplePerson, ...] = PEOPLE,
        issuer: TokenIssuer | None = None,
        throttled: bool = False,
    ) -> None:
        self.app_id = app_id
        self.app_password = app_password
        self.bot_id = f"28:{app_id}" if app_id else LOCAL_BOT_ID
        self.bot_name = bot_name
        self.issuer = issuer or TokenIssuer()
        self.places = Places(people=people)
        self.faults = FaultScript()
        self.streams = Streams()
        self.drive = Drive()
        self.sends = Throttle() if throttled else None
        self.creates = Throttle() if throttled else None
        self.metadata_up = True
        self.metadata_reads = 0
        self.token_requests = 0
        self.token_lifetime_s = 3600
        self.calls = 0
        self.connections: set[object] = set()
        self.revoked: set[str] = set()
        self.changed = asyncio.Condition()
        self._order = 0
        self._running: servers.Running | None = None

    @property
    def anonymous(self) -> bool:
        return not self.app_id

    @property
    def url(self) -> str:
        if self._running is None:
            raise RuntimeError("the connector is not started")
        return self._running.url

    @property
    def service_url(self) -> str:
        """The `serviceUrl` of every activity; regional, with a path and a trailing slash, as Teams' is."""
        return f"{self.url}/amer/"

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/v1/.well-known/openidconfiguration"

    @property
    def login_url(self) -> str:
        """The authority at which the bot asks for its own token."""
        return self.url

    @property
    def tenant_id(self) -> str:
        return TENANT_ID

    async def start(self, *, port: int = 0) -> ConnectorServer:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self._running = await servers.start(self.build_app(), port=port)
        return self

    async def aclose(self) -> None:
        if self._running is not None:
            await self._running.aclose()

    async def __aenter__(self) -> ConnectorServer:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def build_app(self) -> web.Application:
        """The routes, without listening."""
        return routes.build_app(self)

    def posted(self, conversation_id: str) -> list[Posted]:
        """Everything the bot posted, updated and deleted in a conversation, in order (typing included)."""
        return list(self.places.log(conversation_id).posted)

    def messages(self, conversation_id: str) -> list[Posted]:
        """The messages the bot posted, in order, as first posted."""
        return [p for p in self.posted(conversation_id) if p.action == "post" and p.type == "message"]

    def show(self, conversation_id: str) -> list[dict[str, object]]:
        """The bot's messages as everyone sees them now: updated ones in place, deleted ones gone."""
        log = self.places.log(conversation_id)
        return [activity for key, activity in log.live.items() if key not in log.only_for]

    async def record(self, posted: Posted) -> None:
        """Keep what the bot did and wake those who wait for it."""
        self.places.log(posted.conversation_id).post(posted)
        async with self.changed:
            self.changed.notify_all()

    def next_order(self) -> int:
        self._order += 1
        return self._order

    def members(self, conversation_id: str) -> list[dict[str, object]]:
        return [account(person) for person in self.places.log(conversation_id).thread.members]

    def revoke_tokens(self) -> None:
        """Every bot token issued so far is refused with 401 from now on, as after a secret's rotation."""
        self.issuer.roll(retire_old=True)

    def dump(self) -> str:
        """All conversations as JSON, for a failing test's message."""
        return json.dumps(
            {key: [p.activity for p in log.posted] for key, log in self.places.logs.items()}, indent=1, default=str
        )
