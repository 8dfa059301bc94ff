"""The Cosmos DB store when the service throttles, fails or loses its answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answers import Answer
from bot.domain.sessions import begin
from bot.domain.turns import Turn, TurnState
from bot.errors import Conflict, StoreUnavailable
from bot.ports.documents import NEW, Document, Put
from bot.store.cosmos import CosmosDocuments
from bot.store.records import encode
from infra.local import servers
from infra.local.cosmos import FAULTS, KEY, build_app
from tests.builders import NOON, a_turn
from tests.store.worlds import World


async def test_throttling_is_waited_out(double: World) -> None:
    """A few 429 answers cost time and nothing else."""
    turn = a_turn(conversation=double.conversation())
    await double.documents.check()
    double.faults.add("throttle", times=3, retry_after_ms=1)

    assert await double.here.sessions.accept(turn)
    assert double.faults.seen[-4:] == ["create"] * 4


async def test_throttling_without_end_is_unavailable(double: World) -> None:
    """When the service throttles beyond the SDK's retries the person is told, and nothing is stored."""
    turn = a_turn(conversation=double.conversation())
    await double.documents.check()
    double.faults.add("throttle", times=1000, retry_after_ms=1)

    with pytest.raises(StoreUnavailable):
        await double.here.sessions.accept(turn)

    double.faults.clear()
    assert await double.here.sessions.pending(turn.conversation_id) == ()


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_a_turn_whose_acceptance_lost_its_answer_is_still_ours(double: World, kind: str) -> None:
    """The SDK sends it again and meets the first try's 409: it is accepted once, and only a real redelivery refused."""
    turn = a_turn(conversation=double.conversation())
    await double.documents.check()
    double.faults.add(kind, on="create")  # type: ignore[arg-type]

    assert await double.here.sessions.accept(turn) is True
    assert double.faults.seen.count("create") == 2
    assert await double.here.sessions.accept(turn) is False
    assert await double.here.sessions.pending(turn.conversation_id) == (turn,)


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_a_save_that_lost_its_answer_is_no_conflict(double: World, kind: str, create: bool) -> None:
    """The second try meets the first one's effect as 409 or 412; the ETag returned is that of what is stored."""
    turn = a_turn(conversation=double.conversation())
    session = begin(turn.message.conversation, now=NOON)
    etag = None if create else await double.here.sessions.save(session, etag=None)
    await double.documents.check()
    double.faults.add(kind, on="batch")  # type: ignore[arg-type]

    saved = await double.here.sessions.save(
        replace(session, used_at=NOON + timedelta(minutes=1)),
        etag=etag,
        turn=replace(turn, state=TurnState.ANSWERED),
        answers=(Answer("a1", "4"),),
    )

    loaded = await double.here.sessions.load(session.id)
    assert loaded == (replace(session, used_at=NOON + timedelta(minutes=1)), saved)
    assert [pending.state for pending in await double.here.sessions.pending(session.id)] == [TurnState.ANSWERED]


async def test_a_save_lost_to_another_is_still_a_conflict(double: World) -> None:
    """A dropped answer does not make another's version ours."""
    session = begin(double.conversation(), now=NOON)
    etag = await double.here.sessions.save(session, etag=None)
    await double.beside().sessions.save(session, etag=etag)
    double.faults.add("drop_before", on="replace")

    with pytest.raises(Conflict):
        await double.here.sessions.save(session, etag=etag)


@pytest.mark.parametrize("kind", ["slow_after", "drop_after"])
async def test_what_was_saved_before_the_silence_is_told(double: World, kind: str) -> None:
    """Done, but no try ever heard so: the store reads back and says what is true."""
    turn = a_turn(conversation=double.conversation())
    session = begin(turn.message.conversation, now=NOON)
    await double.documents.check()
    double.faults.add(kind, on="create", times=20)  # type: ignore[arg-type]
    double.faults.add(kind, on="batch", times=20)  # type: ignore[arg-type]

    assert await double.here.sessions.accept(turn) is True
    etag = await double.here.sessions.save(session, etag=None)

    assert await double.here.sessions.load(session.id) == (session, etag)


async def test_what_was_not_saved_is_not_claimed(double: World) -> None:
    """An outage before the effect is StoreUnavailable, and the stored session is the old one."""
    session = begin(double.conversation(), now=NOON)
    etag = await double.here.sessions.save(session, etag=None)
    double.faults.add("fail", on="replace", times=50)

    with pytest.raises(StoreUnavailable):
        await double.here.sessions.save(replace(session, used_at=NOON + timedelta(1)), etag=etag)

    assert await double.here.sessions.load(session.id) == (session, etag)


@pytest.mark.parametrize("on", ["create", "patch"])
async def test_a_claim_that_lost_its_answer_is_held(double: World, on: str) -> None:
    """As creation and as patch: the second try finds its own owner there, and what was returned can write."""
    conversation, until = double.conversation().id, NOON + timedelta(minutes=1)
    if on == "patch":
        first = await double.documents.claim(conversation, "lease", owner="zero", until=NOON, now=NOON)
        assert first is not None
    double.faults.add("drop_after", on=on)  # type: ignore[arg-type]

    lease = await double.documents.claim(conversation, "lease", owner="one", until=until, now=NOON)

    assert lease is not None
    assert await double.documents.claim(conversation, "lease", owner="two", until=until, now=NOON) is None
    assert await double.documents.write(Put(Document(conversation, "a", encode(1))), fence=lease)


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_a_fenced_write_that_lost_its_answer_is_ours(double: World, kind: str) -> None:
    """The second try meets the first one's effect: neither a conflict nor a lost lease."""
    conversation = double.conversation().id
    lease = await double.documents.claim(conversation, "lease", owner="one", until=NOON, now=NOON)
    assert lease is not None
    double.faults.add(kind, on="batch")  # type: ignore[arg-type]

    etag = await double.documents.write(Put(Document(conversation, "a", encode(1)), NEW), fence=lease)

    found = await double.documents.get(conversation, "a")
    assert found is not None
    assert found.etag == etag


async def test_a_passing_outage_is_retried_in_the_region(double: World) -> None:
    """One 503 is answered by the SDK's second try."""
    await double.documents.check()
    double.faults.add("fail", on="create")

    assert await double.here.sessions.accept(a_turn(conversation=double.conversation()))


async def test_a_store_slower_than_its_limit_is_unavailable(double: World) -> None:
    """No call outlives the limit, whatever the server does."""
    await double.documents.check()
    double.faults.add("slow_before", times=50)

    with pytest.raises(StoreUnavailable):
        await double.here.sessions.load(double.conversation().id)


async def test_a_wrong_key_names_the_key() -> None:
    """The admin is told what to check, not shown a stack trace."""
    server = await servers.start(build_app())
    store = CosmosDocuments(server.url, credential="d3Jvbmc=", create_if_missing=True)

    with pytest.raises(StoreUnavailable) as caught:
        await store.check()

    assert "key" in caught.value.hint
    await store.aclose()
    await server.aclose()


async def test_a_missing_container_is_not_an_empty_one() -> None:
    """Without its container the store is unavailable, and says who creates it; a session is never “not there”."""
    server = await servers.start(build_app())
    store = CosmosDocuments(server.url, credential=KEY)

    with pytest.raises(StoreUnavailable) as caught:
        await store.get("a:1", "session")

    assert "container" in caught.value.hint
    await store.aclose()
    await server.aclose()


async def test_the_store_recovers_by_itself() -> None:
    """A store that could not open opens on the next call."""
    app = build_app()
    server = await servers.start(app)
    store = CosmosDocuments(server.url, credential=KEY, timeout_s=1.0, create_if_missing=True)
    app[FAULTS].add("fail", times=50)
    with pytest.raises(StoreUnavailable):
        await store.check()
    app[FAULTS].clear()

    await store.check()

    await store.aclose()
    await server.aclose()


async def test_a_turn_costs_seven_requests(double: World) -> None:
    """One request for each call once the SDK knows the container: none to find a partition, a plan or an ETag."""
    conversation = double.conversation()
    await double.here.sessions.save(begin(conversation, now=NOON), etag=None)
    await _work_a_turn(double, a_turn(conversation=conversation, identity="1"))
    del double.faults.seen[:]

    await _work_a_turn(double, a_turn(conversation=conversation, identity="2"))

    assert double.faults.seen == ["create", "patch", "query", "read", "batch", "upsert", "patch"]


async def _work_a_turn(double: World, turn: Turn) -> None:
    await double.here.sessions.accept(turn)
    until = NOON + timedelta(minutes=1)
    lease = await double.here.sessions.claim(turn.conversation_id, owner=turn.id, until=until, now=NOON)
    assert lease is not None
    await double.here.sessions.pending(turn.conversation_id)
    loaded = await double.here.sessions.load(turn.conversation_id)
    assert loaded is not None
    await double.here.sessions.save(loaded[0], etag=loaded[1], turn=replace(turn, state=TurnState.ANSWERED))
    await double.here.sessions.mark(replace(turn, state=TurnState.DELIVERED))
    await double.here.sessions.release(lease)
