"""What is no row, written as an Actor: the RecordWriter port over the calls that the other adapters make too.

Changing and deleting have the same effect twice as once, so they are sent again like a read; what is gone already when
it is to be deleted is passed over. Creating is sent once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.people import Actor
from bot.domain.record_changes import KINDS, Record, canonical, opened
from bot.errors import NotFound, SheetsUnavailable
from bot.ports.files import FilesByHash
from bot.smartsheet.calls import Calls
from bot.smartsheet.http_session import Params
from bot.smartsheet.post_once import post_once
from bot.smartsheet.record_kinds import PLACES, Home, Item, Place
from bot.smartsheet.sheet_records import SheetRecords
from bot.smartsheet.uploads import is_file, upload_of

SHEET = "sheet"
"""The kind whose collection is the whole account, and that is therefore read and written in its own way."""


class SmartsheetRecords:
    """A RecordWriter; closed with its `calls`."""

    def __init__(
        self,
        calls: Calls,
        *,
        files: FilesByHash | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._files = files
        self._sleep = sleep
        self._sheets = SheetRecords(calls, sleep=sleep)

    async def records(self, actor: Actor, kind: str, home: str) -> tuple[Record, ...]:
        """One request: these lists can be had whole. What a row or discussion held is gone with it."""
        if kind == SHEET:
            return await self._sheets.listed(actor, home)
        place = PLACES[kind]
        where = Home(home)
        try:
            return tuple(_record(place, item) for item in place.listed(await self._listing(actor, place, where)))
        except NotFound:
            if where.inner:
                return ()
            raise

    async def record(self, actor: Actor, kind: str, home: str, record_id: str) -> Record | None:
        if kind == SHEET:
            return await self._sheets.one(actor, record_id)
        place = PLACES[kind]
        if KINDS[kind].alone:
            try:
                item = await self._calls.call(actor, "GET", place.item(Home(home), record_id), into=dict[str, Any])
            except NotFound:
                return None
            return _record(place, item)
        found = await self.records(actor, kind, home)
        return next((record for record in found if record.id == record_id), None)

    async def create(self, actor: Actor, kind: str, home: str, body: str) -> str:
        if kind == SHEET:
            return await self._sheets.create(actor, home, body)
        place, where, fields = PLACES[kind], Home(home), opened(body)
        sent = await upload_of(fields, self._files) if is_file(kind, fields) else place.sent(fields)
        path = place.create(where) if place.create else place.listing(where)
        answer = await post_once(
            self._calls,
            actor,
            path,
            into=dict[str, Any],
            sleep=self._sleep,
            params=place.create_params or None,
            body=sent,
            weight=place.weight,
        )
        result = answer.get("result", answer)
        made = result[0] if isinstance(result, list) and result else result
        if not isinstance(made, dict):
            raise SheetsUnavailable("Smartsheet's answer does not say what was created.", detail=f"POST {path}")
        return place.identity(made)

    async def change(self, actor: Actor, kind: str, home: str, record_id: str, body: str) -> None:
        if kind == SHEET:
            await self._sheets.change(actor, record_id, body)
            return
        place, where = PLACES[kind], Home(home)
        sent: Any = place.changed(opened(body))
        path = place.item(where, record_id)
        if place.bulk:
            path, sent = place.listing(where), [{"id": int(record_id), **sent}]
        params = place.change_params or None
        await self._calls.call(actor, "PUT", path, into=Any, params=params, body=sent, idempotent=True)

    async def delete(self, actor: Actor, kind: str, home: str, record_id: str) -> None:
        if kind == SHEET:
            await self._sheets.delete(actor, record_id)
            return
        place, where = PLACES[kind], Home(home)
        if place.bulk:
            params: Params = {"ids": record_id, place.bulk: True}
            await self._calls.call(actor, "DELETE", place.listing(where), into=Any, params=params, idempotent=True)
            return
        ids = [record_id]
        if place.parts is not None:
            ids = place.parts(await self._listing(actor, place, where), record_id)
        for each in ids:
            with contextlib.suppress(NotFound):
                await self._calls.call(actor, "DELETE", place.item(where, each), into=Any, idempotent=True)

    async def _listing(self, actor: Actor, place: Place, where: Home) -> Any:
        params = {**place.params, "includeAll": True}
        return await self._calls.call(actor, "GET", place.listing(where), into=Any, params=params)


def _record(place: Place, item: Item) -> Record:
    by = item.get("modifiedBy") or item.get("createdBy") or item.get("sentBy") or {}
    return Record(place.identity(item), canonical(place.body(item)), by.get("name") or by.get("email") or "")
