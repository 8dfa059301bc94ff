"""The edge under test, whole and over real HTTP: strict connector ⇄ web app → a bot that records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.chat import BotAdded, BotRemoved, Click, Conversation, EditedMessage, Feedback, Message, Scope
from bot.domain.invokes import EmptyReply, Invoke, PressReply, TextReply
from bot.domain.people import Person
from bot.domain.routes import Route, on, on_invoke, on_press
from bot.features.feedback import feedback_in
from bot.teams.auth import ChannelTokens, TeamsAuthentication
from bot.teams.connector import TeamsConnector
from bot.teams.credentials import BearerTokens, client_secret
from bot.teams.endpoint import TeamsEndpoint
from bot.teams.keys import SigningKeys
from bot.teams.messenger import TeamsMessenger
from bot.teams.router import Router
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
class RecordingBot:
    """Keeps what the edge handed over; answers clicks with `reply`; raises `failure` when there is one."""

    messages: list[Message] = field(default_factory=list)
    edits: list[Message] = field(default_factory=list)
    reactions: list[tuple[Conversation, Feedback]] = field(default_factory=list)
    clicks: list[Click] = field(default_factory=list)
    installs: list[tuple[Conversation, Person | None]] = field(default_factory=list)
    removals: list[tuple[Conversation, str]] = field(default_factory=list)
    reply: PressReply = field(default_factory=lambda: TextReply("Done."))
    failure: Exception | None = None
    files: dict[str, bytes] = field(default_factory=dict)

    async def message(self, message: Message) -> None:
        self.fail()
        self.messages.append(message)

    async def click(self, click: Click) -> PressReply:
        self.fail()
        self.clicks.append(click)
        return self.reply

    async def export(self, name: str) -> bytes | None:
        self.fail()
        return self.files.get(name)

    def fail(self) -> None:
        if self.failure is not None:
            raise self.failure


async def _message(bot: RecordingBot, message: Message) -> None:
    await bot.message(message)


async def _edited(bot: RecordingBot, edited: EditedMessage) -> None:
    bot.fail()
    bot.edits.append(edited.message)


async def _click(bot: RecordingBot, click: Click) -> PressReply:
    return await bot.click(click)


async def _added(bot: RecordingBot, event: BotAdded) -> None:
    bot.installs.append((event.conversation, event.by))


async def _removed(bot: RecordingBot, event: BotRemoved) -> None:
    bot.removals.append((event.conversation, event.because))


async def _feedback(bot: RecordingBot, invoke: Invoke) -> EmptyReply:
    bot.fail()
    bot.reactions.append((invoke.conversation, feedback_in(invoke)))
    return EmptyReply()


ROUTES = (
    on(Message, _message),
    on(EditedMessage, _edited),
    on(BotAdded, _added),
    on(BotRemoved, _removed),
    on_press("rows", _click),
    on_press("open", _click),
    on_invoke("message/submitAction", _feedback),
)


@dataclass(slots=True)
class Edge:
    """Everything of one running edge."""

    server: ConnectorServer
    teams: TeamsClient
    bot: RecordingBot
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
    bot: RecordingBot | None = None,
    routes: Iterable[Route[RecordingBot]] = ROUTES,
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
        bot, messenger = bot or RecordingBot(), TeamsMessenger(connector, clock=clock)
        router = Router(routes, bot, messenger=messenger, clock=clock)
        endpoint = TeamsEndpoint(router=router, authentication=TeamsAuthentication(tokens=tokens, service_urls=urls))
        app = build_web_app(endpoint=endpoint, export=bot.export, readiness=checks or {})
        running = await servers.start(app)
        try:
            async with TeamsClient(server, bot_url=f"{running.url}/api/messages") as teams:
                yield Edge(server, teams, bot, connector, messenger, keys, urls, clock, running)
        finally:
            await running.aclose()
            await connector.aclose()
            await keys.aclose()
