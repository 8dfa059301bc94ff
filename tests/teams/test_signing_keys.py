"""The key set: rollover picked up, outages survived, fetches few and never in the way."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.errors import TeamsUnavailable
from bot.teams.keys import FETCHES_PER_MINUTE, SigningKeys
from infra.local.teams import ConnectorServer, TokenIssuer
from infra.local.teams.tokens import SigningKey
from tests.edge import Edge, SteppingClock, an_edge


async def test_a_rolled_over_key_is_picked_up_at_once() -> None:
    """A token signed with a key published after the last fetch is let in: the set is fetched again."""
    async with an_edge(TokenIssuer()) as edge:
        assert await edge.status() == 200
        edge.server.issuer.roll(retire_old=True)
        edge.teams.forget_token()

        assert await edge.status() == 200
        assert edge.server.metadata_reads == 2


async def test_known_keys_outlive_an_outage_of_the_metadata(issuer: TokenIssuer) -> None:
    """Two days into an outage tokens of known keys are still let in."""
    async with an_edge(issuer) as edge:
        assert await edge.status() == 200
        edge.server.metadata_up = False
        edge.clock.advance(48 * 3600)

        assert await edge.status() == 200


async def test_without_any_key_the_answer_is_503_until_the_metadata_is_back(issuer: TokenIssuer) -> None:
    """When the keys cannot be had a good token cannot be told from a bad one: Teams is asked to come again."""
    async with an_edge(issuer) as edge:
        edge.server.metadata_up = False
        assert await edge.status() == 503

        edge.server.metadata_up = True
        assert await edge.status() == 200
        assert len(edge.bot.messages) == 1


async def test_keys_are_fetched_once_a_day(edge: Edge) -> None:
    """A day of requests costs one fetch; the next day one more."""
    for _ in range(5):
        await edge.status()
    assert edge.server.metadata_reads == 1

    edge.clock.advance(24 * 3600 + 1)
    await edge.status()
    await asyncio.sleep(0.05)
    await edge.status()
    assert edge.server.metadata_reads == 2


async def test_unknown_key_ids_cannot_make_us_hammer_the_metadata(edge: Edge) -> None:
    """Thirty forged key ids cause six fetches at most, and all are refused."""
    stranger = edge.server.issuer.current.private
    for number in range(30):
        key = SigningKey(kid=f"made-up-{number}", private=stranger, endorsements=())
        assert await edge.status(token=edge.a_token(key=key)) == 401

    assert edge.server.metadata_reads == FETCHES_PER_MINUTE


async def test_many_at_once_cause_one_fetch(issuer: TokenIssuer) -> None:
    """Twenty concurrent look-ups on a cold set share one request."""
    async with ConnectorServer(app_id="a", issuer=issuer) as server:
        keys = SigningKeys(metadata_url=server.metadata_url, clock=SteppingClock())
        found = await asyncio.gather(*(keys.find(issuer.current.kid) for _ in range(20)))
        await keys.aclose()

        assert server.metadata_reads == 1
        assert all(key is not None and "msteams" in key.endorsements for key in found)


async def test_the_loop_goes_on_while_the_metadata_hangs() -> None:
    """A metadata server that never answers holds up the asker alone; the loop keeps ticking."""

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    hanging = await asyncio.start_server(never, "127.0.0.1", 0)
    port = hanging.sockets[0].getsockname()[1]
    keys = SigningKeys(metadata_url=f"http://127.0.0.1:{port}/", clock=SteppingClock())
    asking = asyncio.create_task(keys.find("kid"))
    longest = 0.0
    for _ in range(20):
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        longest = max(longest, time.perf_counter() - before)
    waiting = not asking.done()
    asking.cancel()
    await keys.aclose()
    hanging.close()

    assert waiting
    assert longest < 2, "the loop stood still"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"jwks_uri": 5}', b"<html>"])
async def test_a_broken_metadata_document_is_an_outage(body: bytes) -> None:
    """What is not a metadata document leaves the keys unknown, which is not the same as the key being unknown."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    broken = await asyncio.start_server(answer, "127.0.0.1", 0)
    keys = SigningKeys(metadata_url=f"http://127.0.0.1:{broken.sockets[0].getsockname()[1]}/", clock=SteppingClock())
    with pytest.raises(TeamsUnavailable):
        await keys.find("kid")
    await keys.aclose()
    broken.close()
