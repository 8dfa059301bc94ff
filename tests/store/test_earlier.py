"""What an earlier version kept is all there: `earlier/` was written by the version before documents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from azure.cosmos import PartitionKey
from azure.cosmos.aio import CosmosClient

from bot.domain.audit import Happening
from bot.domain.chat import Feedback, Reaction
from bot.domain.exports import GOOD_FOR, Export
from bot.domain.model import Usage
from bot.domain.plan_journal import Mark
from bot.domain.plan_status import PlanState
from bot.domain.turns import TurnState
from bot.errors import StoreUnavailable
from infra.local import servers
from infra.local.cosmos import KEY, build_app
from tests.builders import NOON, a_conversation, a_person
from tests.fakes import HeldClock
from tests.plans import a_plan
from tests.store.samples import a_session, an_answer
from tests.store.worlds import Collections, CosmosDocuments, SqliteDocuments

EARLIER = Path(__file__).parent / "earlier"
HERE = a_conversation("19:here/there@thread.tacv2;messageid=1")
LONG_AGO = NOON - timedelta(days=400)


def a_file(path: Path) -> Path:
    with sqlite3.connect(path) as db:
        db.executescript((EARLIER / "sessions.sql").read_text())
    db.close()
    return path


@pytest.fixture(params=["sqlite", "cosmos_double"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Collections]:
    if request.param == "sqlite":
        file = SqliteDocuments(a_file(tmp_path / "s.db"), clock=HeldClock())
        yield Collections(file)
        await file.aclose()
        return
    server = await servers.start(build_app(clock=NOON.timestamp))
    async with CosmosClient(server.url, KEY) as client:
        database = await client.create_database("sheetline")
        container = await database.create_container("conversations", PartitionKey("/conversation"), default_ttl=-1)
        for item in json.loads((EARLIER / "items.json").read_text()):
            await container.create_item(item)
    documents = CosmosDocuments(server.url, credential=KEY)
    await documents.tend(now=NOON)
    yield Collections(documents)
    await documents.aclose()
    await server.aclose()


async def test_sessions_turns_and_answers_are_there(kept: Collections) -> None:
    """The session can be saved over, what waits is found in its order, what was delivered is not taken again."""
    found = await kept.sessions.load(HERE.id)
    assert found is not None
    assert found[0] == a_session(HERE)
    await kept.sessions.save(replace(found[0], history=()), etag=found[1])
    assert await kept.sessions.answer(HERE.id, "a1") == an_answer()

    waiting = await kept.sessions.pending(HERE.id)
    assert [turn.id for turn in waiting] == ["m2", "m3"]
    assert await kept.sessions.unfinished() == (HERE.id,)
    assert not await kept.sessions.accept(replace(waiting[0], message=replace(waiting[0].message, id="m1")))


async def test_feedback_finds_the_message_posted_before(kept: Collections) -> None:
    feedback = Feedback("reply-1", a_person(), Reaction.LIKE, "", NOON)

    turn = await kept.sessions.react(HERE.id, feedback)

    assert turn is not None
    assert (turn.id, turn.state, turn.feedback) == ("m1", TurnState.DELIVERED, (feedback,))


async def test_tallies_go_on_from_where_they_were(kept: Collections) -> None:
    used = Usage(prompt=1200, completion=80, cached=1024, calls=2)

    await kept.usage.add(("person:1",), used, day=NOON.date())

    assert await kept.usage.read(("person:1", HERE.id), day=NOON.date()) == (used + used, used)


async def test_leases_are_held_as_they_were(kept: Collections) -> None:
    """An instance of the earlier version may still work."""
    for place in (HERE.id, "sheet:7"):
        later = NOON + timedelta(minutes=1)
        assert await kept.documents.claim(place, "lease", owner="new", until=later, now=NOON) is None
        assert await kept.documents.claim(place, "lease", owner="new", until=later, now=later)


async def test_plans_and_their_journals_are_there(kept: Collections) -> None:
    plans = [a_plan(f"p{n + 1}", conversation_id=HERE.id, created_at=NOON + timedelta(days=n)) for n in range(2)]

    history = await kept.plans.history(HERE.id, since=LONG_AGO)
    journal = await kept.plans.journal(HERE.id, "p1")

    assert [(plan, status.state) for plan, status in history] == [
        (plans[1], PlanState.PROPOSED),
        (plans[0], PlanState.APPLYING),
    ]
    assert await kept.plans.applying() == ((HERE.id, "p1"),)
    assert [entry.mark for entry in journal.entries] == [Mark.INTENT, Mark.DONE, Mark.WRITTEN]
    assert journal.created() == {-1: 99}


async def test_the_audit_is_whole_and_in_order(kept: Collections) -> None:
    events = await kept.audit.of(HERE.id, since=LONG_AGO)

    assert sorted(event.what for event in events) == sorted(
        [Happening.PROPOSED, Happening.APPROVED, Happening.REFUSED, Happening.PROPOSED]
    )
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert [event async for event in kept.audit.everything(since=LONG_AGO)] == list(events)


async def test_links_lead_to_the_same_file(kept: Collections) -> None:
    export = Export(HERE, a_person(), NOON.date(), NOON + GOOD_FOR, 7, "Europe/Berlin")

    assert await kept.exports.offered("hash") == export


async def test_moving_again_changes_nothing(kept: Collections) -> None:
    before = await kept.documents.get(HERE.id, "turn:m1")
    await kept.documents.tend(now=NOON)

    assert await kept.documents.get(HERE.id, "turn:m1") == before


async def test_what_was_moved_expires_when_it_would_have() -> None:
    """A day after it was written, an item of a week has six days left."""
    now = NOON
    server = await servers.start(build_app(clock=lambda: now.timestamp()))
    async with CosmosClient(server.url, KEY) as client:
        database = await client.create_database("sheetline")
        container = await database.create_container("conversations", PartitionKey("/conversation"), default_ttl=-1)
        items: list[dict[str, Any]] = json.loads((EARLIER / "items.json").read_text())
        turn = next(item for item in items if item["id"] == "turn:m1")
        await container.create_item(turn)
        now += timedelta(days=1)
        documents = CosmosDocuments(server.url, credential=KEY)
        await documents.tend(now=now)
        moved = await container.read_item("turn:m1", partition_key=HERE.id)
        await documents.aclose()
    await server.aclose()

    assert moved["ttl"] == 6 * 86_400
    assert "posted" not in moved


async def test_a_file_whose_move_fails_stays_as_it_was(tmp_path: Path) -> None:
    """It is one transaction: what cannot be moved leaves the earlier tables whole, and the store says so."""
    path = a_file(tmp_path / "s.db")
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE documents (spare TEXT)")
    db.close()
    documents = SqliteDocuments(path, clock=HeldClock())

    with pytest.raises(StoreUnavailable):
        await documents.check()

    await documents.aclose()
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM turns").fetchone() == (3,)
        assert db.execute("PRAGMA user_version").fetchone() == (5,)
    db.close()
