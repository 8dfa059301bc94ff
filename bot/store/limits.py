"""What one transaction may hold, the same for every store."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import LimitExceeded
from bot.ports.documents import MAX_CHANGES, Delete, Lease, Put
from bot.store.records import refuse_above_limit


def refuse_too_much(changes: Sequence[Put | Delete], fence: Lease | None, *, size: int) -> None:
    """Raises LimitExceeded for too many changes or bytes, ValueError when they lie in several partitions."""
    if len(changes) > MAX_CHANGES:
        raise LimitExceeded("That is more than one message can keep.", detail=f"{len(changes)} changes")
    refuse_above_limit(size)
    partitions = {change.document.partition if isinstance(change, Put) else change.partition for change in changes}
    if len(partitions | ({fence.partition} if fence else set())) != 1:
        raise ValueError("a transaction lies in one partition")
