"""The edge under test, whole and over real HTTP: strict connector ⇄ web app → a desk that records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.chat import Click, ClickReply, Conversation, Feedback, Message, Scope
from bot.domain.people import Person
from bot.teams.auth import ChannelTokens, TeamsAuthentication
from bot.teams.connector import TeamsConnector
from bot.teams.credentials import BearerTokens, client_secret
from bot.teams.keys import SigningKeys
from bot.teams.messenger import TeamsMessenger
from bot.teams.service_urls import ServiceUrls
from bot.web.readiness import Check
from bot.web.server import build_web_app
from infra.local import servers
from infra.local.teams import BotRefused, ConnectorServer, TeamsClient, Thread, TokenIssuer

APP_ID = "5f0a7f2e-0000-4000-8000-00000000b070"
SECRET = "a client secret of the test"


class SteppingClock:
    """Starts now; sleeping takes no time but moves the clock, and is remembered."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@dataclass(slots=True)
class RecordingDesk:
    """Keeps what the edge handed over; answers clicks with `reply`; raises `failure` when there is one."""

    messages: list[Message] = field(default_factory=list)
    edits: list[Message] = field(default_factory=list)
    reactions: list[tuple[Conversation, Feedback]] = field(default_factory=list)
    clicks: list[Click] = field(default_factory=list)
    installs: list[tuple[Conversation, Person | None]] = field(default_factory=list)
    removals: list[tuple[Conversation, str]] = field(default_factory=list)
    reply: ClickReply = field(default_factory=lambda: ClickReply(text="Done."))
    failure: Exception | None = None
    files: dict[str, bytes] = field(default_factory=dict)

    async def message(self, message: Message) -> None:
        self._fail()
        self.messages.append(message)

    async def edited(self, message: Message) -> None:
        self._fail()
        self.edits.append(message)

    async def click(self, click: Click) -> ClickReply:
        self._fail()
        self.clicks.append(click)
        return self.reply

    async def export(self, name: str) -> bytes | None:
        self._fail()
        return self.files.get(name)

    async def feedback(self, conversation: Conversation, feedback: Feedback) -> None:
        self._fail()
        self.reactions.append((conversation, feedback))

    async def installed(self, conversation: Conversation, by: Person | None, event: str) -> None:
        self.installs.append((conversation, by))

    async def removed(self, conversation: Conversation, because: str) -> None:
        self.removals.append((conversation, because))

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


@dataclass(slots=True)
class Edge:
    """Everything of one running edge."""

    server: ConnectorServer
    teams: TeamsClient
    desk: RecordingDesk
    connector: TeamsConnector
    messenger: TeamsMessenger
    keys: SigningKeys
    urls: ServiceUrls
    clock: SteppingClock
    running: servers.Running

    @property
    def url(self) -> str:
        return self.running.url

    def here(self, thread: Thread) -> Conversation:
        """The conversation reference the bot would have kept of that place."""
        self.urls.trust(self.server.service_url)
        return Conversation(
            id=thread.id,
            scope=Scope(thread.kind),
            service_url=self.server.service_url,
            bot_id=self.server.bot_id,
        )

    def an_activity(self, **changes: Any) -> dict[str, Any]:
        """A well-formed message of Ava's; a change to None takes the field out."""
        chat = self.teams.personal("ava")
        activity = self.teams.shaper.message(
            chat.members[0], chat, "sheets", activity_id="1700000000001", mention=True, sender=self.teams.sender
        )
        return {key: value for key, value in {**activity, **changes}.items() if value is not None}

    def a_token(self, **claims: Any) -> str:
        """A channel token that is right except for `claims`."""
        return self.server.issuer.channel_token(app_id=APP_ID, **{"service_url": self.server.service_url, **claims})

    async def status(self, activity: Any = None, *, token: str | None = None, raw: bytes | None = None) -> int:
        """How the endpoint answers."""
        return (await self.answer(activity, token=token, raw=raw))[0]

    async def answer(
        self, activity: Any = None, *, token: str | None = None, raw: bytes | None = None
    ) -> tuple[int, str]:
        body = self.an_activity() if activity is None else activity
        try:
            status, _ = await self.teams.post(body, token=token, raw=raw)
        except BotRefused as refused:
            return refused.status, refused.body
        return status, ""


@asynccontextmanager
async def an_edge(
    issuer: TokenIssuer | None,
    *,
    checks: Mapping[str, Check] | None = None,
    timeout_s: float = 5.0,
    throttled: bool = False,
    desk: RecordingDesk | None = None,
) -> AsyncIterator[Edge]:
    """A running edge; no issuer is the anonymous local bot."""
    signed = {"app_id": APP_ID, "app_password": SECRET, "issuer": issuer} if issuer else {}
    async with ConnectorServer(**signed, throttled=throttled) as server:
        clock, urls = SteppingClock(), ServiceUrls(loopback_only=issuer is None)
        keys = SigningKeys(metadata_url=server.metadata_url, clock=clock)
        opened = client_secret(tenant_id=server.tenant_id, app_id=APP_ID, secret=SECRET, login_url=server.login_url)
        connector = TeamsConnector(
            tokens=BearerTokens(opened, clock=clock) if issuer else None,
            service_urls=urls,
            clock=clock,
            timeout_s=timeout_s,
        )
        tokens = ChannelTokens(app_id=APP_ID, keys=keys) if issuer else None
        desk = desk or RecordingDesk()
        app = build_web_app(
            desk=desk,
            authentication=TeamsAuthentication(tokens=tokens, connector=connector, service_urls=urls),
            readiness=checks or {},
            clock=clock,
        )
        running = await servers.start(app)
        try:
            async with TeamsClient(server, bot_url=f"{running.url}/api/messages") as teams:
                messenger = TeamsMessenger(connector, clock=clock)
                yield Edge(server, teams, desk, connector, messenger, keys, urls, clock, running)
        finally:
            await running.aclose()
            await connector.aclose()
            await keys.aclose()
