"""What every store of documents promises."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Conflict, LimitExceeded, StoreUnavailable
from bot.ports.documents import MAX_CHANGES, NEW, Delete, Document, Put, Span
from bot.store.records import encode
from bot.store.updates import update
from tests.builders import NOON
from tests.store.test_leases import claimed
from tests.store.worlds import World

MINUTE = timedelta(minutes=1)
JSON, PACKED = encode({"text": "½ “x”"}), b"\x78\x9c\x00\xff"


def a_document(world: World, identity: str = "a", **changes: object) -> Document:
    return replace(Document(world.conversation().id, identity, JSON), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [JSON, PACKED], ids=["JSON", "packed"])
async def test_a_document_comes_back_as_it_was_put(world: World, body: bytes) -> None:
    """Body and keys, on every instance, with the ETag that the write returned."""
    document = a_document(world, body=body, sort="k/1", across="q/1")

    etag = await world.documents.write(Put(document))

    assert await world.open_beside().get(document.partition, "a") == replace(document, etag=etag)


async def test_what_is_not_there_is_none(world: World) -> None:
    world.needs("missing items")
    document = a_document(world)
    await world.documents.write(Put(document))

    assert await world.documents.get(document.partition, "b") is None
    assert await world.documents.get(world.conversation().id, "a") is None


async def test_a_new_document_is_put_once(world: World) -> None:
    """The second one is refused, and the first stays."""
    document = a_document(world)
    await world.documents.write(Put(document, NEW))

    with pytest.raises(Conflict):
        await world.open_beside().write(Put(replace(document, body=encode({})), NEW))

    found = await world.documents.get(document.partition, "a")
    assert found is not None
    assert found.body == JSON


async def test_only_who_saw_the_latest_version_replaces_it(world: World) -> None:
    document = a_document(world)
    first = await world.documents.write(Put(document))
    second = await world.open_beside().write(Put(document, first))

    with pytest.raises(Conflict):
        await world.documents.write(Put(document, first))

    assert second != first


async def test_what_is_deleted_is_gone(world: World) -> None:
    """Deleting it again changes nothing."""
    world.needs("missing items")
    document = a_document(world)
    await world.documents.write(Put(document))

    for _ in range(2):
        await world.documents.write(Delete(document.partition, "a"))

    assert await world.documents.get(document.partition, "a") is None


async def test_a_transaction_is_done_whole(world: World) -> None:
    world.needs("batches")
    old, new = a_document(world, "old"), a_document(world, "new")
    new = replace(new, partition=old.partition)
    await world.documents.write(Put(old))

    await world.documents.write(Put(new, NEW), Delete(old.partition, "old"))

    assert await world.documents.get(old.partition, "old") is None
    assert await world.documents.get(old.partition, "new") is not None


@pytest.mark.parametrize("place", [0, 1], ids=["first", "last"])
async def test_a_transaction_with_one_conflict_does_nothing(world: World, place: int) -> None:
    """Wherever in it the conflict stands."""
    world.needs("batches")
    there = a_document(world, "there")
    await world.documents.write(Put(there))
    changes = [Put(replace(there, id="beside")), Put(replace(there, id="third"), NEW)]
    changes.insert(place * 2, Put(replace(there, body=encode({})), NEW))

    with pytest.raises(Conflict):
        await world.documents.write(*changes)

    assert await world.documents.get(there.partition, "beside") is None
    found = await world.documents.get(there.partition, "there")
    assert found is not None
    assert found.body == JSON


async def test_deleting_what_is_not_there_fails_a_transaction(world: World) -> None:
    world.needs("batches")
    document = a_document(world)

    with pytest.raises(Conflict):
        await world.documents.write(Put(document), Delete(document.partition, "b"))

    assert await world.documents.get(document.partition, "a") is None


async def test_more_than_a_transaction_holds_is_refused(world: World) -> None:
    """99 changes and 2 MB, whatever the store; changes of two partitions are a mistake."""
    document = a_document(world)
    large = encode({"text": "x" * 1_100_000})

    with pytest.raises(LimitExceeded):
        await world.documents.write(*(Put(replace(document, id=str(n))) for n in range(MAX_CHANGES + 1)))
    with pytest.raises(LimitExceeded):
        await world.documents.write(*(Put(replace(document, id=name, body=large)) for name in "ab"))
    with pytest.raises(ValueError, match="one partition"):
        await world.documents.write(Put(document), Put(a_document(world)))


async def test_a_partition_is_listed_by_its_sort_key(world: World) -> None:
    """In order, from either end, in pages, within bounds; other kinds, other partitions and unsorted ones left out."""
    world.needs("batches")
    partition = world.conversation().id
    for name in ("k/3", "k/1", "k/2", "kk/1", "j/9"):
        await world.documents.write(Put(Document(partition, name.replace("/", "."), JSON, sort=name)))
    await world.documents.write(Put(Document(partition, "none", JSON)))
    await world.documents.write(Put(a_document(world, sort="k/4")))

    async def listed(span: Span, **options: object) -> list[str]:
        found = await world.documents.query(span, partition=partition, **options)  # type: ignore[arg-type]
        return [document.sort for document in found]

    assert await listed(Span.of("k")) == ["k/1", "k/2", "k/3"]
    assert await listed(Span.of("k"), descending=True, limit=2) == ["k/3", "k/2"]
    assert await listed(Span.of("k", since="15")) == ["k/2", "k/3"]
    assert await listed(replace(Span.of("k"), after="k/1"), limit=1) == ["k/2"]
    assert await listed(Span.of("k"), bodies=False) == ["k/1", "k/2", "k/3"]


async def test_documents_of_all_partitions_are_listed_by_the_key_across(world: World) -> None:
    """What was put without the key later on is no longer listed."""
    kind = f"q{world.conversation().id.partition('~')[2]}"
    documents = [a_document(world, sort=f"{kind}/{9 - n}", across=f"{kind}/{n}") for n in range(5)]
    for document in documents:
        await world.documents.write(Put(document))
    await world.documents.write(Put(replace(documents[1], across="")))

    found = await world.open_beside().query(Span.of(kind), limit=3)
    rest = await world.documents.query(replace(Span.of(kind), after=found[-1].across), bodies=False)

    assert [document.across for document in found] == [f"{kind}/{n}" for n in (0, 2, 3)]
    assert [document.partition for document in rest] == [documents[4].partition]


async def test_what_expired_is_as_if_it_were_not_there(world: World) -> None:
    """It is not read, not listed, not replaced; a new one can take its place. Writing it again extends its life."""
    world.needs("expiry")
    document = a_document(world, sort="k/1", across="q/1", keep=timedelta(days=2))
    await world.documents.write(Put(document))
    world.clock.advance(timedelta(days=1))
    etag = await world.documents.write(Put(document))
    world.clock.advance(timedelta(days=1))
    assert await world.documents.get(document.partition, "a") is not None
    world.clock.advance(timedelta(days=1))

    assert await world.documents.get(document.partition, "a") is None
    assert await world.documents.query(Span.of("k"), partition=document.partition) == ()
    assert await world.documents.query(Span.of("q")) == ()
    with pytest.raises(Conflict):
        await world.documents.write(Put(document, etag))
    await world.documents.write(Put(document, NEW))


async def test_updates_at_the_same_moment_all_count(world: World) -> None:
    """Whoever comes too late makes its change again, of what is there then."""
    world.needs("missing items")
    partition, stores = world.conversation().id, [world.documents, world.open_beside()]

    for store in stores:
        await store.check()

    def longer(found: Document | None) -> Document:
        return Document(partition, "a", encode("x" + (found.body.decode().split('"')[-2] if found else "")))

    await asyncio.gather(*(update(stores[n % 2], partition, "a", longer) for n in range(12)))

    found = await world.documents.get(partition, "a")
    assert found is not None
    assert found.body == encode("x" * 12)


async def test_a_store_that_is_down_says_so(world: World) -> None:
    """Every write fails as StoreUnavailable with what to do next."""
    world.needs("taking down")
    document = a_document(world)
    lease = await claimed(world, document.partition)
    await world.take_down()

    for attempt in (
        world.documents.write(Put(document)),
        world.documents.write(Put(document, NEW), fence=lease),
        world.documents.claim(document.partition, "lease", owner="two", until=NOON, now=NOON),
        world.documents.extend(lease, until=NOON),
        world.documents.check(),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            await attempt
        assert caught.value.hint
