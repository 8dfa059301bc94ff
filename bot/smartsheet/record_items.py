"""The one way in which what lies beside rows is read: the items of a collection, as Smartsheet lists them.

Look-ups (`record_reader.py`) and changes (`record_writer.py`) make their values of the same answer, so that a proposal
needs to read a list once.
"""

from __future__ import annotations

from typing import Any

from bot.domain.people import Actor
from bot.smartsheet.calls import Calls
from bot.smartsheet.http_session import Params
from bot.smartsheet.paging import Continued, Numbered, read_continued, read_numbered
from bot.smartsheet.record_kinds import PLACES, Home, Item, Paging


async def read_items(
    calls: Calls, actor: Actor, kind: str, home: str, *, within_s: float = 60.0, more: Params | None = None
) -> list[Item]:
    """Every item of the collection, ungrouped; `more` are parameters besides the kind's own. Raises as `Calls.call`."""
    place, where = PLACES[kind], Home(home)
    path, params = place.listing(where), {**place.scope(where), **place.params, **(more or {})}
    if place.paging is Paging.WITHIN:
        holder = await calls.call(actor, "GET", path, into=dict[str, Any], params=params)
        return list(holder.get(place.held, ()))
    if place.paging is Paging.KEYS:
        return [
            *await read_continued(calls, actor, path, into=Continued[dict[str, Any]], within_s=within_s, params=params)
        ]
    return [*await read_numbered(calls, actor, path, into=Numbered[dict[str, Any]], within_s=within_s, params=params)]
