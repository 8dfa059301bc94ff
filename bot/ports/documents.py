"""A store of documents: what every collection is kept in, on SQLite and on Cosmos DB alike.

A document lies in a partition, where its id is unique. Documents of one partition can be written in one transaction and
listed by their `sort` key; `across` is the key by which a document is found among those of all partitions. A key is
ASCII and begins with its kind (`turn/000…/…`), so that one range is one kind; “” means that no query finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

NEW: Final = ""
"""In place of an ETag: the document must not be there yet."""

MAX_CHANGES: Final = 99
"""Changes in one transaction: Cosmos DB's 100 operations, less the one that checks the lease."""


@dataclass(frozen=True, slots=True)
class Document:
    """`body` is a record (bot/store/records.py), `keep` how long it lives after it was last written; None is for ever.

    What a store gives back has an `etag` and no `keep`.
    """

    partition: str
    id: str
    body: bytes = b""
    sort: str = ""
    across: str = ""
    keep: timedelta | None = None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Put:
    """Write the document: whatever is there (None), only if nothing is (NEW), or over the version with that ETag."""

    document: Document
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a document; alone, one that is not there is passed over, in a transaction it is a Conflict."""

    partition: str
    id: str


@dataclass(frozen=True, slots=True)
class Span:
    """The keys between `after` and `before`, both left out."""

    after: str
    before: str

    @classmethod
    def of(cls, *parts: str, since: str = "") -> Span:
        """Every key that begins with these parts; with `since`, only those whose next part is not below it."""
        prefix = "/".join(parts)
        return cls(f"{prefix}/{since}", f"{prefix}0")  # "0" follows "/"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one thing. `owner` is unique to the claim; `epoch` counts the claims: the fencing number."""

    partition: str
    id: str
    owner: str
    epoch: int


class Documents(Protocol):
    """Raises StoreUnavailable when the store cannot be reached or is throttled beyond its retries."""

    async def get(self, partition: str, identity: str) -> Document | None:
        """The document, or None when there is none (or it expired)."""
        ...

    async def write(self, *changes: Put | Delete, fence: Lease | None = None) -> str:
        """Do all changes, which lie in one partition, or none; the new ETag of what the first one puts, else “”.

        Raises Conflict when a document is not as its change expects, LeaseLost when the fence, a lease of the same
        partition, was claimed by another, LimitExceeded above MAX_CHANGES changes or 2 MB.
        """
        ...

    async def query(
        self,
        span: Span,
        *,
        partition: str | None = None,
        descending: bool = False,
        limit: int | None = None,
        bodies: bool = True,
    ) -> tuple[Document, ...]:
        """The partition's documents by their `sort` key, or those of all partitions by `across`, in the key's order.

        The next page is the span from the last document's key on. Without `bodies` only ids and keys are read.
        """
        ...

    async def claim(self, partition: str, identity: str, *, owner: str, until: datetime, now: datetime) -> Lease | None:
        """Take a lease that is free or was held until `now` or before; None while another owner holds it."""
        ...

    async def extend(self, lease: Lease, *, until: datetime) -> bool:
        """Hold it until then; False when it was claimed by another or given back."""
        ...

    async def release(self, lease: Lease) -> None:
        """Give it back; nothing happens when it is no longer held."""
        ...

    async def tend(self, *, now: datetime) -> None:
        """Upkeep; whoever sweeps calls it now and then."""
        ...

    async def check(self) -> None:
        """Return when the store answers; raise StoreUnavailable with a hint for the admin otherwise."""
        ...

    async def aclose(self) -> None: ...
