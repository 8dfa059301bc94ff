"""One of several processes that hammer one SQLite file: `python -m tests.store.hammer FILE NAME COUNT`.

Accepts COUNT turns all processes have in common, adds COUNT to a counter in one session by ETag loops, and works turns
of one conversation under its lease. Prints what it did as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.domain.sessions import begin
from bot.domain.turns import TurnState
from bot.errors import Conflict
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from tests.builders import NOON, a_conversation, a_sheet, a_turn
from tests.store.worlds import HeldClock

SHARED = a_conversation("19:shared@thread.tacv2")
COUNTER = a_conversation("19:counter@thread.tacv2")


async def accept_all(store: Sessions, count: int) -> list[str]:
    turns = [a_turn(identity=str(n), conversation=SHARED) for n in range(count)]
    return [turn.id for turn in turns if await store.accept(turn)]


async def count_up(store: Sessions, count: int) -> int:
    """The number of conflicts met on the way."""
    conflicts = 0
    for _ in range(count):
        while True:
            loaded = await store.load(COUNTER.id)
            session, etag = loaded or (begin(COUNTER, now=NOON), None)
            seen = session.sheets[0].version if session.sheets else 0
            await asyncio.sleep(0)
            try:
                await store.save(replace(session, sheets=(a_sheet(version=seen + 1),)), etag=etag)
                break
            except Conflict:
                conflicts += 1
    return conflicts


async def work_off(store: Sessions, name: str) -> list[str]:
    """Deliver the shared turns, one at a time under the lease; the ids of those this process delivered."""
    done: list[str] = []
    while await store.pending(SHARED.id):
        lease = await store.claim(SHARED.id, owner=name, until=NOON + timedelta(minutes=1), now=NOON)
        if lease is None:
            await asyncio.sleep(0.001)
            continue
        for turn in (await store.pending(SHARED.id))[:3]:
            await store.under(lease).mark(replace(turn, state=TurnState.DELIVERED))
            done.append(turn.id)
        await store.release(lease)
    return done


async def main(path: Path, name: str, count: int) -> None:
    store = Sessions(SqliteDocuments(path, clock=HeldClock(), busy_timeout_s=20))
    accepted = await accept_all(store, count)
    conflicts = await count_up(store, count)
    done = await work_off(store, name)
    await store.aclose()
    print(json.dumps({"accepted": accepted, "conflicts": conflicts, "done": done}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
