"""The Cosmos DB store when the service throttles, fails or loses its answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.stores.cosmos import MAX_BATCH, CosmosStore
from bot.domain.answers import Answer
from bot.domain.sessions import begin
from bot.domain.turns import Turn, TurnState
from bot.errors import Conflict, LimitExceeded, StoreUnavailable
from infra.local import servers
from infra.local.cosmos import FAULTS, KEY, build_app
from tests.adapters.stores.worlds import World
from tests.builders import NOON, a_turn


async def test_throttling_is_waited_out(double: World) -> None:
    """A few 429 answers cost time and nothing else."""
    turn = a_turn(conversation=double.conversation())
    await double.store.check()
    double.faults.add("throttle", times=3, retry_after_ms=1)

    assert await double.store.accept(turn)
    assert double.faults.seen[-4:] == ["create"] * 4


async def test_throttling_without_end_is_unavailable(double: World) -> None:
    """When the service throttles beyond the SDK's retries the person is told, and nothing is stored."""
    turn = a_turn(conversation=double.conversation())
    await double.store.check()
    double.faults.add("throttle", times=1000, retry_after_ms=1)

    with pytest.raises(StoreUnavailable):
        await double.store.accept(turn)

    double.faults.clear()
    assert await double.store.pending(turn.conversation_id) == ()


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_a_turn_whose_acceptance_lost_its_answer_is_still_ours(double: World, kind: str) -> None:
    """The SDK sends it again and meets the first try's 409: it is accepted once, and only a real redelivery refused."""
    turn = a_turn(conversation=double.conversation())
    await double.store.check()
    double.faults.add(kind, on="create")  # type: ignore[arg-type]

    assert await double.store.accept(turn) is True
    assert double.faults.seen.count("create") == 2
    assert await double.store.accept(turn) is False
    assert await double.store.pending(turn.conversation_id) == (turn,)


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_a_save_that_lost_its_answer_is_no_conflict(double: World, kind: str, create: bool) -> None:
    """The second try meets the first one's effect as 409 or 412; the ETag returned is that of what is stored."""
    turn = a_turn(conversation=double.conversation())
    session = begin(turn.message.conversation, now=NOON)
    etag = None if create else await double.store.save(session, etag=None)
    await double.store.check()
    double.faults.add(kind, on="batch")  # type: ignore[arg-type]

    saved = await double.store.save(
        replace(session, used_at=NOON + timedelta(minutes=1)),
        etag=etag,
        turn=replace(turn, state=TurnState.ANSWERED),
        answers=(Answer("a1", "4"),),
    )

    loaded = await double.store.load(session.id)
    assert loaded == (replace(session, used_at=NOON + timedelta(minutes=1)), saved)
    assert [pending.state for pending in await double.store.pending(session.id)] == [TurnState.ANSWERED]


async def test_a_save_lost_to_another_is_still_a_conflict(double: World) -> None:
    """A dropped answer does not make another's version ours."""
    session = begin(double.conversation(), now=NOON)
    etag = await double.store.save(session, etag=None)
    await double.beside().save(session, etag=etag)
    double.faults.add("drop_before", on="batch")

    with pytest.raises(Conflict):
        await double.store.save(session, etag=etag)


@pytest.mark.parametrize("kind", ["slow_after", "drop_after"])
async def test_what_was_saved_before_the_silence_is_told(double: World, kind: str) -> None:
    """Done, but no try ever heard so: the store reads back and says what is true."""
    turn = a_turn(conversation=double.conversation())
    session = begin(turn.message.conversation, now=NOON)
    await double.store.check()
    double.faults.add(kind, on="create", times=20)  # type: ignore[arg-type]
    double.faults.add(kind, on="batch", times=20)  # type: ignore[arg-type]

    assert await double.store.accept(turn) is True
    etag = await double.store.save(session, etag=None)

    assert await double.store.load(session.id) == (session, etag)


async def test_what_was_not_saved_is_not_claimed(double: World) -> None:
    """An outage before the effect is StoreUnavailable, and the stored session is the old one."""
    session = begin(double.conversation(), now=NOON)
    etag = await double.store.save(session, etag=None)
    double.faults.add("fail", on="batch", times=50)

    with pytest.raises(StoreUnavailable):
        await double.store.save(replace(session, used_at=NOON + timedelta(1)), etag=etag)

    assert await double.store.load(session.id) == (session, etag)


async def test_a_claim_that_lost_its_answer_is_held(double: World) -> None:
    """Taking a lease again as its owner changes nothing, so a second try is harmless: as creation and as patch."""
    conversation, until = double.conversation().id, NOON + timedelta(minutes=1)
    await double.store.check()
    double.faults.add("drop_after", on="create")
    first = await double.store.claim(conversation, owner="one", until=until, now=NOON)
    double.faults.add("drop_after", on="patch")

    assert first
    assert await double.store.claim(conversation, owner="one", until=until, now=NOON)
    assert not await double.store.claim(conversation, owner="two", until=until, now=NOON)


async def test_a_passing_outage_is_retried_in_the_region(double: World) -> None:
    """One 503 is answered by the SDK's second try."""
    await double.store.check()
    double.faults.add("fail", on="create")

    assert await double.store.accept(a_turn(conversation=double.conversation()))


async def test_a_store_slower_than_its_limit_is_unavailable(double: World) -> None:
    """No call outlives the limit, whatever the server does."""
    await double.store.check()
    double.faults.add("slow_before", times=50)

    with pytest.raises(StoreUnavailable):
        await double.store.load(double.conversation().id)


async def test_a_wrong_key_names_the_key() -> None:
    """The admin is told what to check, not shown a stack trace."""
    server = await servers.start(build_app())
    store = CosmosStore(server.url, credential="d3Jvbmc=", create_if_missing=True)

    with pytest.raises(StoreUnavailable) as caught:
        await store.check()

    assert "key" in caught.value.hint
    await store.aclose()
    await server.aclose()


async def test_a_missing_container_is_not_an_empty_one() -> None:
    """Without its container the store is unavailable, and says who creates it; a session is never “not there”."""
    server = await servers.start(build_app())
    store = CosmosStore(server.url, credential=KEY)

    with pytest.raises(StoreUnavailable) as caught:
        await store.load("a:1")

    assert "container" in caught.value.hint
    await store.aclose()
    await server.aclose()


async def test_the_store_recovers_by_itself() -> None:
    """A store that could not open opens on the next call."""
    app = build_app()
    server = await servers.start(app)
    store = CosmosStore(server.url, credential=KEY, timeout_s=1.0, create_if_missing=True)
    app[FAULTS].add("fail", times=50)
    with pytest.raises(StoreUnavailable):
        await store.check()
    app[FAULTS].clear()

    await store.check()

    await store.aclose()
    await server.aclose()


async def test_more_than_a_batch_holds_is_refused_before_anything_is_sent(double: World) -> None:
    """A transaction takes 100 operations and 2 MB."""
    session = begin(double.conversation(), now=NOON)
    await double.store.check()
    too_many = [Answer(str(n), "x") for n in range(MAX_BATCH)]

    with pytest.raises(LimitExceeded):
        await double.store.save(session, etag=None, answers=too_many)
    with pytest.raises(LimitExceeded):
        await double.store.save(
            session, etag=None, answers=(Answer("a", "x" * 1_100_000), Answer("b", "x" * 1_100_000))
        )

    assert await double.store.load(session.id) is None


async def test_a_turn_costs_seven_requests(double: World) -> None:
    """One request for each call once the SDK knows the container: none to find a partition, a plan or an ETag."""
    conversation = double.conversation()
    await double.store.save(begin(conversation, now=NOON), etag=None)
    await _work_a_turn(double, a_turn(conversation=conversation, identity="1"))
    del double.faults.seen[:]

    await _work_a_turn(double, a_turn(conversation=conversation, identity="2"))

    assert double.faults.seen == ["create", "patch", "query", "read", "batch", "upsert", "patch"]


async def _work_a_turn(double: World, turn: Turn) -> None:
    await double.store.accept(turn)
    await double.store.claim(turn.conversation_id, owner="one", until=NOON + timedelta(minutes=1), now=NOON)
    await double.store.pending(turn.conversation_id)
    loaded = await double.store.load(turn.conversation_id)
    assert loaded is not None
    await double.store.save(loaded[0], etag=loaded[1], turn=replace(turn, state=TurnState.ANSWERED))
    await double.store.mark(replace(turn, state=TurnState.DELIVERED))
    await double.store.release(turn.conversation_id, owner="one")
