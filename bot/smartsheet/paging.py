"""Reads a list of Smartsheet to its end, by numbered pages or by the newer continuation keys.

https://developers.smartsheet.com/api/smartsheet/guides/basics/pagination . A list stands still for nobody: an item that
moves between pages while they are read may be seen twice, so items are kept by their first appearance.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from bot.domain.people import Actor
from bot.errors import LimitExceeded
from bot.smartsheet.calls import Calls
from bot.smartsheet.http_session import Params
from bot.smartsheet.operation import Operation

T = TypeVar("T")

PAGE_SIZE = 1000
MOST_PAGES = 50
"""50,000 items; a longer list is refused rather than read for minutes."""


class Numbered(msgspec.Struct, Generic[T], frozen=True, rename="camel"):
    """One page of a list with `page` and `pageSize`."""

    data: tuple[T, ...]
    total_pages: int = 1


class Continued(msgspec.Struct, Generic[T], frozen=True, rename="camel"):
    """One page of a list with `lastKey`, absent on the last page. Shares come as `items`, all else as `data`."""

    data: tuple[T, ...] = ()
    items: tuple[T, ...] = ()
    last_key: str | int | None = None


async def read_numbered(
    calls: Calls,
    actor: Actor,
    path: str,
    *,
    into: type[Numbered[T]],
    within_s: float,
    params: Params | None = None,
    weight: int = 1,
) -> list[T]:
    """Every item of the list at `path`. Raises as `Calls.call`; LimitExceeded past 50,000 items."""
    found: list[T] = []
    page, pages = 1, 1
    async with calls.within(within_s, Operation(request=f"GET {path}")):
        while page <= pages:
            sent = {**(params or {}), "page": page, "pageSize": PAGE_SIZE}
            answer = await calls.call(actor, "GET", path, into=into, params=sent, weight=weight)
            found += answer.data
            page, pages = page + 1, _bounded(answer.total_pages, path)
    return _once(found)


async def read_continued(
    calls: Calls, actor: Actor, path: str, *, into: type[Continued[T]], within_s: float, params: Params | None = None
) -> list[T]:
    """Every item of the list at `path`. Raises as `Calls.call`; LimitExceeded past 50,000 items."""
    found: list[T] = []
    key: str | int | None = None
    async with calls.within(within_s, Operation(request=f"GET {path}")):
        for page in range(1, MOST_PAGES + 2):
            _bounded(page, path)
            sent = {**(params or {}), "maxItems": PAGE_SIZE} | ({} if key is None else {"lastKey": key})
            answer = await calls.call(actor, "GET", path, into=into, params=sent)
            found += answer.data or answer.items
            if not answer.last_key or answer.last_key == key:
                break
            key = answer.last_key
    return _once(found)


def _bounded(pages: int, path: str) -> int:
    if pages > MOST_PAGES:
        raise LimitExceeded(
            f"That list is longer than {MOST_PAGES * PAGE_SIZE:,} entries.",
            hint="Ask about one sheet, one row or one folder.",
            detail=f"GET {path}: {pages} pages",
        )
    return pages


def _once(items: list[T]) -> list[T]:
    """Each item once; those without an id are kept as they are."""
    seen: set[object] = set()
    kept = []
    for item in items:
        key = getattr(item, "id", None)
        if not key or key not in seen:
            kept.append(item)
            seen.add(key)
    return kept
