"""Smartsheet's rows written as an Actor: the SheetWriter port over the same calls as the other adapters.

Setting cells, moving to an absolute place and deleting with `ignoreRowsNotFound` have the same effect twice as once, so
they are sent again like a read, and so is sorting. Adding rows and taking them to another sheet is sent once: when
Smartsheet does not say whether it was done, the caller is told so (OutcomeUnknown) and looks.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from bot.domain.live import LiveSheet, RowWrite, WriteResult
from bot.domain.outline import Place
from bot.domain.people import Actor
from bot.domain.row_orders import SortBy
from bot.smartsheet.calls import Calls
from bot.smartsheet.cell_wire import cell_body, split_links
from bot.smartsheet.http_session import Params
from bot.smartsheet.post_once import post_once
from bot.smartsheet.row_wire import WireColumns, WireSheet, WireTransferred, WireWritten

MOST_IDS: Final = 150
"""Row ids in one URL; beyond that the whole sheet is read. 20 digits each stay well below common limits of 8 KB."""

MOST_DELETED: Final = 150


_DIRECTIONS: Final = {False: "ASCENDING", True: "DESCENDING"}


class _Any(msgspec.Struct):
    pass


class SmartsheetWriter:
    """A SheetWriter; closed with its `calls`."""

    def __init__(self, calls: Calls, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._calls = calls
        self._sleep = sleep

    async def read(
        self,
        actor: Actor,
        sheet_id: int,
        *,
        row_ids: Sequence[int] | None = None,
        column_ids: Sequence[int] | None = None,
        only: bool = False,
    ) -> LiveSheet:
        """One request, two for some columns' cells with all columns described: those are then asked for apart."""
        path = f"/sheets/{sheet_id}"
        who = () if only else ("writerInfo",)
        params: dict[str, Any] = {"level": 2, "include": ("objectValue", "format", *who), "accessApiLevel": 1}
        if row_ids is not None and not row_ids:
            params |= {"page": 1, "pageSize": 1}
            column_ids = None  # one row, thrown away, with every column described: cheaper than a second request
        elif row_ids is not None and len(row_ids) <= MOST_IDS:
            params["rowIds"] = tuple(str(each) for each in row_ids)
        if column_ids is not None:
            params["columnIds"] = tuple(str(each) for each in column_ids)
        sheet = await self._calls.call(actor, "GET", path, into=WireSheet, params=params)
        columns = sheet.columns
        if column_ids is not None and not only:
            listing: Params = {"level": 2, "includeAll": True}
            columns = (await self._calls.call(actor, "GET", f"{path}/columns", into=WireColumns, params=listing)).data
        live = await asyncio.to_thread(sheet.live, tuple(column.column() for column in columns))
        if row_ids is None or 0 < len(row_ids) <= MOST_IDS:
            return live
        wanted = set(row_ids)
        return replace(live, rows=tuple(row for row in live.rows if row.id in wanted))

    async def update_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite]) -> WriteResult:
        """PUT with partial success; may be sent again.

        Cell links go in a request of their own, the first: a row refused there is left alone by the second.
        """
        links, others = split_links(rows)
        linked = await self._update(actor, sheet_id, links)
        refused = {row_id for row_id, _ in linked.refused}
        written = await self._update(actor, sheet_id, [row for row in others if row.row_id not in refused])
        ids = dict.fromkeys((*linked.row_ids, *written.row_ids))
        return WriteResult(tuple(ids), (*linked.refused, *written.refused))

    async def _update(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite]) -> WriteResult:
        if not rows:
            return WriteResult()
        body = [{"id": row.row_id, "cells": [cell_body(*cell) for cell in row.cells]} for row in rows]
        params: Params = {"allowPartialSuccess": True}
        written = await self._calls.call(
            actor, "PUT", f"/sheets/{sheet_id}/rows", into=WireWritten, params=params, body=body, idempotent=True
        )
        return written.outcome()

    async def add_rows(self, actor: Actor, sheet_id: int, rows: Sequence[RowWrite], place: Place) -> WriteResult:
        """POST, sent once."""
        spot = _location(place)
        body = [
            {**spot, **json.loads(row.flags or "{}"), "cells": [cell_body(*c) for c in row.cells if c[1].raw]}
            for row in rows
        ]
        path = f"/sheets/{sheet_id}/rows"
        written = await post_once(self._calls, actor, path, into=WireWritten, sleep=self._sleep, body=body)
        return written.outcome()

    async def move_rows(self, actor: Actor, sheet_id: int, row_ids: Sequence[int], place: Place) -> None:
        """PUT with a location next to a named row; may be sent again."""
        spot = _location(place)
        body = [{"id": row_id, **spot} for row_id in row_ids]
        await self._calls.call(actor, "PUT", f"/sheets/{sheet_id}/rows", into=_Any, body=body, idempotent=True)

    async def delete_rows(self, actor: Actor, sheet_id: int, row_ids: Sequence[int]) -> None:
        """DELETE, in several requests when the ids do not fit one URL; may be sent again."""
        for at in range(0, len(row_ids), MOST_DELETED):
            ids = tuple(str(each) for each in row_ids[at : at + MOST_DELETED])
            params: Params = {"ids": ids, "ignoreRowsNotFound": True}
            await self._calls.call(
                actor, "DELETE", f"/sheets/{sheet_id}/rows", into=_Any, params=params, idempotent=True
            )

    async def sort_rows(self, actor: Actor, sheet_id: int, by: Sequence[SortBy]) -> None:
        """POST, but it may be sent again: what is sorted stays so. Of the sheet that comes back, one cell is enough."""
        keys = [{"columnId": each.column_id, "direction": _DIRECTIONS[each.descending]} for each in by]
        params: Params = {"columnIds": (str(by[0].column_id),), "page": 1, "pageSize": 1}
        path = f"/sheets/{sheet_id}/sort"
        body = {"sortCriteria": keys}
        await self._calls.call(actor, "POST", path, into=_Any, params=params, body=body, idempotent=True)

    async def transfer_rows(
        self,
        actor: Actor,
        sheet_id: int,
        row_ids: Sequence[int],
        target_id: int,
        *,
        keep: bool,
        included: Sequence[str] = (),
    ) -> tuple[tuple[int, int], ...]:
        """POST, sent once."""
        path = f"/sheets/{sheet_id}/rows/{'copy' if keep else 'move'}"
        params: Params = {"include": tuple(included)} if included else {}
        body = {"rowIds": list(row_ids), "to": {"sheetId": target_id}}
        answer = await post_once(
            self._calls, actor, path, into=WireTransferred, sleep=self._sleep, params=params, body=body
        )
        return tuple((pair.source, pair.to) for pair in answer.row_mappings)


def _location(place: Place) -> dict[str, Any]:
    """The place in the API's words; `siblingId` alone is right below that row and all under it."""
    if place.after_id is not None:
        return {"siblingId": place.after_id}
    if place.parent_id is not None:
        return {"parentId": place.parent_id, "toTop": True}
    return {"toTop": True}
