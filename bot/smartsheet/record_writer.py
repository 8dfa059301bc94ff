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
from bot.domain.record_changes import KINDS, Record, opened
from bot.errors import NotFound, SheetsUnavailable
from bot.ports.files import KeptFiles
from bot.smartsheet.calls import Calls
from bot.smartsheet.http_session import Params
from bot.smartsheet.post_once import post_once
from bot.smartsheet.record_items import read_items
from bot.smartsheet.record_kinds import PLACES, Home
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
        files: KeptFiles | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._files = files
        self._sleep = sleep
        self._sheets = SheetRecords(calls, sleep=sleep)

    async def records(self, actor: Actor, kind: str, home: str) -> tuple[Record, ...]:
        """One request for a thousand. What a row or discussion held is gone with it."""
        if kind == SHEET:
            return await self._sheets.listed(actor, home)
        place = PLACES[kind]
        try:
            items = await read_items(self._calls, actor, kind, home)
        except NotFound:
            if Home(home).inner:
                return ()
            raise
        return tuple(map(place.record, place.grouped(items)))

    async def record(self, actor: Actor, kind: str, home: str, record_id: str) -> Record | None:
        if kind == SHEET:
            return await self._sheets.one(actor, record_id)
        if not KINDS[kind].alone:
            return next((record for record in await self.records(actor, kind, home) if record.id == record_id), None)
        place = PLACES[kind]
        try:
            item = await self._calls.call(actor, "GET", place.item(Home(home), record_id), into=dict[str, Any])
        except NotFound:
            return None
        return place.record(item)

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
            params={**place.scope(where), **place.create_params},
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
        params = place.scope(where)
        await self._calls.call(actor, place.verb, path, into=Any, params=params, body=sent, idempotent=True)

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
            ids = place.parts(await read_items(self._calls, actor, kind, home), record_id)
        for each in ids:
            with contextlib.suppress(NotFound):
                path, params = place.item(where, each), place.scope(where)
                await self._calls.call(actor, "DELETE", path, into=Any, params=params, idempotent=True)
