"""What every store of documents promises about leases, and about writes under them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Conflict, LeaseLost
from bot.ports.documents import NEW, Delete, Document, Lease, Put
from bot.store.fence import fenced
from bot.store.records import encode
from tests.builders import NOON
from tests.store.worlds import World

MINUTE = timedelta(minutes=1)
JSON = encode({"text": "x"})


def a_document(world: World) -> Document:
    return Document(world.conversation().id, "a", JSON)


async def claimed(world: World, partition: str, *, owner: str = "one") -> Lease:
    lease = await world.documents.claim(partition, "lease", owner=owner, until=NOON + MINUTE, now=NOON)
    assert lease is not None
    return lease


async def test_a_lease_is_one_owner_s_until_it_ends(world: World) -> None:
    """Another is refused while it runs and takes it the moment it has run out, with a higher number."""
    partition, documents, until = world.conversation().id, world.documents, NOON + MINUTE
    first = await claimed(world, partition)

    just_before = until - timedelta(microseconds=1)
    refused = await documents.claim(partition, "lease", owner="two", until=until + MINUTE, now=just_before)
    second = await documents.claim(partition, "lease", owner="two", until=until + MINUTE, now=until)

    assert refused is None
    assert second is not None
    assert second.epoch > first.epoch


async def test_a_lease_is_extended_by_who_holds_it(world: World) -> None:
    """Others are refused up to the new end; who lost it is told so."""
    partition, documents = world.conversation().id, world.documents
    lease = await claimed(world, partition, owner='o"\\1')

    assert await documents.extend(lease, until=NOON + 3 * MINUTE)
    assert (
        await documents.claim(partition, "lease", owner="two", until=NOON + 9 * MINUTE, now=NOON + 2 * MINUTE) is None
    )
    assert await documents.claim(partition, "lease", owner="two", until=NOON + 9 * MINUTE, now=NOON + 3 * MINUTE)
    assert not await documents.extend(lease, until=NOON + 9 * MINUTE)


async def test_a_lease_given_back_is_free(world: World) -> None:
    """Only who holds it gives it back; afterwards it cannot be extended."""
    partition, documents = world.conversation().id, world.documents
    lease = await claimed(world, partition)

    await documents.release(replace(lease, owner="two"))
    refused = await documents.claim(partition, "lease", owner="two", until=NOON + MINUTE, now=NOON)
    await documents.release(lease)

    assert refused is None
    assert not await documents.extend(lease, until=NOON + MINUTE)
    await claimed(world, partition, owner="two")


async def test_of_many_who_claim_at_once_one_gets_it(world: World) -> None:
    partition, stores = world.conversation().id, [world.documents, world.open_beside()]
    for store in stores:
        await store.check()

    got = await asyncio.gather(
        *(stores[n % 2].claim(partition, "lease", owner=f"o{n}", until=NOON + MINUTE, now=NOON) for n in range(10))
    )

    assert len([lease for lease in got if lease]) == 1


async def test_who_lost_the_lease_writes_nothing_more(world: World) -> None:
    """Also after the other gave it back, and whatever the write is; other partitions are no business of the lease."""
    world.needs("batches")
    document, elsewhere = a_document(world), a_document(world)
    lease = await claimed(world, document.partition)
    mine = fenced(world.documents, lease)
    await mine.write(Put(document))
    other = await world.open_beside().claim(
        document.partition, "lease", owner="two", until=NOON + 2 * MINUTE, now=NOON + MINUTE
    )
    assert other is not None

    for changes in ((Put(replace(document, body=encode({}))),), (Delete(document.partition, "a"),)):
        with pytest.raises(LeaseLost):
            await mine.write(*changes)
    await world.documents.release(other)
    with pytest.raises(LeaseLost):
        await mine.write(Put(replace(document, id="b")))
    await mine.write(Put(elsewhere))

    found = await world.documents.get(document.partition, "a")
    assert found is not None
    assert found.body == JSON
    assert await world.documents.get(document.partition, "b") is None


async def test_a_conflict_under_a_lease_is_a_conflict(world: World) -> None:
    """Whose lease is its own is not told that it lost it."""
    world.needs("batches")
    document = a_document(world)
    lease = await claimed(world, document.partition)
    await world.documents.write(Put(document))

    with pytest.raises(Conflict):
        await world.documents.write(Put(document, NEW), fence=lease)
