"""Changing one document that others may change at the same moment."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Final

from bot.errors import Conflict, StoreUnavailable
from bot.ports.documents import NEW, Document, Documents, Put

TRIES: Final = 40


async def update(
    documents: Documents, partition: str, identity: str, change: Callable[[Document | None], Document | None]
) -> Document | None:
    """Write what `change` makes of the document as it is now; None, with nothing written, when it makes None of it."""
    for attempt in range(TRIES):
        found = await documents.get(partition, identity)
        changed = change(found)
        if changed is None:
            return None
        try:
            await documents.write(Put(changed, found.etag if found else NEW))
        except Conflict:
            await asyncio.sleep(random.uniform(0, 0.002 * (attempt + 1)))  # noqa: S311 (no secret)
            continue
        return changed
    raise StoreUnavailable("The session store is not available.", detail=f"{identity} kept changing")
