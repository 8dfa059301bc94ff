"""Liveness, readiness, correlation and shutdown of the web application."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.domain.chat import Message
from bot.errors import ModelUnavailable, StoreUnavailable
from bot.web.readiness import Readiness
from infra.local.teams import TokenIssuer
from tests.edge import Edge, RecordingBot, an_edge


async def fetched(edge: Edge, path: str) -> tuple[int, Any]:
    async with edge.teams.endpoint._session().get(f"{edge.url}{path}") as response:
        return response.status, await response.json()


async def fine() -> None:
    pass


async def down() -> None:
    raise StoreUnavailable("The session store does not answer.", hint="Check COSMOS_ENDPOINT.", detail="key=secret")


async def broken() -> None:
    raise RuntimeError("password=secret")


async def hanging() -> None:
    await asyncio.Event().wait()


async def test_ready_when_everything_answers() -> None:
    """200 and every dependency by name."""
    async with an_edge(None, checks={"store": fine, "model": fine}) as edge:
        status, body = await fetched(edge, "/readyz")

    assert status == 200
    assert body == {"ready": True, "stopping": False, "checks": {"store": {"ok": True}, "model": {"ok": True}}}


async def test_not_ready_says_what_is_missing_and_what_to_do() -> None:
    """503 with a sentence and the next step for each missing dependency, and no secrets."""
    async with an_edge(None, checks={"store": down, "model": broken, "smartsheet": fine}) as edge:
        status, body = await fetched(edge, "/readyz")

    assert status == 503
    assert body["checks"]["store"] == {
        "ok": False,
        "problem": "The session store does not answer.",
        "todo": "Check COSMOS_ENDPOINT.",
    }
    assert body["checks"]["smartsheet"] == {"ok": True}
    assert not body["checks"]["model"]["ok"]
    assert "secret" not in str(body)


async def test_what_to_do_is_said_to_the_admin() -> None:
    """A failure that only has words for people who chat sends the admin to the settings and the doctor."""

    async def away() -> None:
        raise ModelUnavailable("The language model cannot be reached.")

    (finding,) = await Readiness({"model": away}).findings()
    assert "settings" in finding.todo
    assert "app.py doctor" in finding.todo
    assert ModelUnavailable.default_hint not in finding.todo


async def test_alive_while_nothing_else_is() -> None:
    """/healthz asks nobody: a missing store is no reason to restart the process."""
    async with an_edge(None, checks={"store": down}) as edge:
        assert (await fetched(edge, "/healthz"))[0] == 200


async def test_a_hanging_dependency_does_not_hang_the_probe() -> None:
    """After the deadline the dependency counts as missing."""
    (finding,) = await Readiness({"store": hanging}, deadline_s=0.01).findings()

    assert "No answer" in finding.problem


async def test_probes_are_answered_from_the_last_look_for_a_while() -> None:
    """Many probes at once and soon after ask a dependency once; later ones ask again."""
    asked, time = [], [0.0]

    async def counted() -> None:
        asked.append(1)

    readiness = Readiness({"store": counted}, keep_s=3, now=lambda: time[0])
    await asyncio.gather(*(readiness.findings() for _ in range(10)))
    assert len(asked) == 1
    time[0] = 3.0
    await readiness.findings()
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-12345678", True), ("short", False), ("x" * 65, False), ("a b; drop", False)],
)
async def test_a_callers_reference_is_kept_only_when_plain(anonymous_edge: Edge, given: str, kept: bool) -> None:
    """The reference goes to logs and cards, so only letters, digits and dashes of sensible length are taken over."""
    headers = {"x-correlation-id": given}
    async with anonymous_edge.teams.endpoint._session().post(
        f"{anonymous_edge.url}/api/messages", data=b"[]", headers={**headers, "Content-Type": "application/json"}
    ) as response:
        reference = response.headers["x-correlation-id"]
        assert (reference == given) is kept
        assert (await response.json())["error"]["reference"] == reference


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/messages", 405), ("GET", "/nowhere", 404)])
async def test_other_requests_are_not_ours(anonymous_edge: Edge, method: str, path: str, status: int) -> None:
    """Neither is a 500."""
    session = anonymous_edge.teams.endpoint._session()
    async with session.request(method, f"{anonymous_edge.url}{path}") as response:
        assert response.status == status


class SlowBot(RecordingBot):
    """Holds the message “slow” until the gate opens."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.holding = asyncio.Event()

    async def message(self, message: Message) -> None:
        if message.text == "slow":
            self.holding.set()
            await self.gate.wait()
        self.messages.append(message)


async def test_concurrent_turns_do_not_wait_for_each_other(issuer: TokenIssuer) -> None:
    """A bot that is slow for one message does not hold up another."""
    bot = SlowBot()
    async with an_edge(issuer, bot=bot) as edge:
        waiting = asyncio.create_task(edge.status(edge.an_activity(text="slow")))
        await bot.holding.wait()
        await edge.status(edge.an_activity(id="2", text="quick"))
        heard_meanwhile = [m.text for m in bot.messages]
        bot.gate.set()

        assert await waiting == 200
        assert heard_meanwhile == ["quick"]


async def test_a_shutdown_finishes_what_it_began_and_turns_the_rest_away(issuer: TokenIssuer) -> None:
    """The request under way is answered; one that still arrives on an open connection is told 503."""
    bot = SlowBot()
    async with an_edge(issuer, bot=bot) as edge:
        await edge.status(edge.an_activity(id="0", text="warms the second connection"))
        waiting = asyncio.create_task(edge.status(edge.an_activity(text="slow")))
        await bot.holding.wait()
        kept = edge.teams.endpoint._session()
        async with kept.get(f"{edge.url}/healthz"):
            pass  # a connection that stays open in the pool
        app = edge.running.runner.app
        await app.shutdown()
        late = await edge.status(edge.an_activity(id="2", text="late"))
        ready, _ = await fetched(edge, "/readyz")
        bot.gate.set()

        assert await waiting == 200
        assert (late, ready) == (503, 503)
        assert [m.text for m in bot.messages] == ["warms the second connection", "slow"]
