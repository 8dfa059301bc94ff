"""Documents as the holder of a lease sees them: what it writes stands only while the lease is its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.ports.documents import Delete, Documents, Lease, Put


def fenced(documents: Documents, lease: Lease) -> Documents:
    """The same documents; a write to the lease's partition raises LeaseLost once another has claimed the lease."""
    return cast(Documents, _Fenced(documents, lease))


@dataclass(frozen=True)
class _Fenced:
    documents: Documents
    lease: Lease

    async def write(self, *changes: Put | Delete, fence: Lease | None = None) -> str:
        first = changes[0]
        partition = first.document.partition if isinstance(first, Put) else first.partition
        own = self.lease if partition == self.lease.partition else None
        return await self.documents.write(*changes, fence=fence or own)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            return getattr(self.documents, name)
