"""What every UsageStore promises about the day's tallies."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from bot.domain.model import Usage
from bot.errors import StoreUnavailable
from tests.builders import NOON
from tests.store.worlds import World

TODAY = NOON.date()
USED = Usage(prompt=1200, completion=80, cached=1024, calls=2)


async def test_what_was_used_is_added_up_for_each_scope(world: World) -> None:
    """A person's and a conversation's tally grow by what a turn used, and keep to themselves."""
    world.needs("missing items")
    person, here, elsewhere = (world.conversation(name).id for name in ("person:1", "here", "elsewhere"))

    await world.here.usage.add((person, here), USED, day=TODAY)
    await world.beside().usage.add((person, elsewhere), USED, day=TODAY)

    tallies = await world.here.usage.read((person, here, elsewhere, "nobody"), day=TODAY)
    assert tallies == (USED + USED, USED, USED, Usage())


async def test_every_day_begins_at_nothing(world: World) -> None:
    """A tally is one day's; the days before it stay readable."""
    world.needs("missing items")
    scope = world.conversation().id

    await world.here.usage.add((scope,), USED, day=TODAY)

    assert await world.here.usage.read((scope,), day=TODAY + timedelta(days=1)) == (Usage(),)
    assert await world.here.usage.read((scope,), day=TODAY) == (USED,)


async def test_turns_that_end_at_once_are_all_counted(world: World) -> None:
    """Instances that add to one tally at the same moment, its first moment included, lose nothing."""
    world.needs("missing items")
    scope, beside = world.conversation().id, world.beside()
    await world.documents.check()
    await beside.documents.check()

    await asyncio.gather(
        *(store.add((scope,), Usage(prompt=1, calls=1), day=TODAY) for store in (world.here.usage, beside.usage) * 10)
    )

    assert await world.here.usage.read((scope,), day=TODAY) == (Usage(prompt=20, calls=20),)


async def test_a_scope_named_twice_is_counted_once(world: World) -> None:
    """A turn has one person and one conversation, whatever they are called."""
    world.needs("missing items")
    scope = world.conversation().id

    await world.here.usage.add((scope, scope), USED, day=TODAY)

    assert await world.here.usage.read((scope, scope), day=TODAY) == (USED, USED)


async def test_old_tallies_are_given_up(world: World) -> None:
    """A day's tally is there for its retention's 40 days, and gone afterwards."""
    world.needs("expiry")
    scope = world.conversation().id
    await world.here.usage.add((scope,), USED, day=TODAY)

    tallies = []
    for _ in range(2):
        world.clock.advance(timedelta(days=39))
        tallies.append(await world.here.usage.read((scope,), day=TODAY))

    assert tallies == [(USED,), (Usage(),)]


async def test_tallies_need_the_store(world: World) -> None:
    """Without the store, counting says so."""
    world.needs("taking down")
    await world.documents.check()
    await world.take_down()

    with pytest.raises(StoreUnavailable):
        await world.here.usage.add(("a",), USED, day=date(2026, 1, 1))
