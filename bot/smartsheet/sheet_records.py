"""Sheets as records: listed by the place they lie in, read by their id, created, copied, renamed and moved.

https://developers.smartsheet.com/api/smartsheet/openapi/sheets . The fields of one are its name, permalink, place
(“workspaces/7”, “folders/9”, “home”), workspace, path in words, owner, version, modifiedAt and rows. A body to be
created has a name and either columns, `fromId` (a template) or `copyOf` (a sheet), the latter two with what to
`include`. The calls for a person's own Sheets folder (“home”) are deprecated since March 2025 and still answered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from bot.domain.people import Actor
from bot.domain.record_changes import Record, canonical, opened
from bot.errors import NotFound, OutcomeUnknown, PermissionDenied
from bot.smartsheet.calls import Calls
from bot.smartsheet.http_session import Params
from bot.smartsheet.paging import Continued, read_continued
from bot.smartsheet.post_once import post_once

HOME: Final = "home"
LIST_S: Final = 60.0
_SENDS: Final = 3
_LOOK_AGAIN_S: Final = 2.0


class _Named(msgspec.Struct, frozen=True):
    id: int
    name: str = ""


class _Node(msgspec.Struct, frozen=True):
    """A workspace or folder on the way to a sheet."""

    id: int | None = None
    name: str = ""
    folders: tuple[_Node, ...] = ()


class _Listed(msgspec.Struct, frozen=True):
    data: tuple[_Named, ...] = ()


class _Result(msgspec.Struct, frozen=True):
    result: _Named


class SheetRecords:
    """The sheets' part of a RecordWriter."""

    def __init__(self, calls: Calls, *, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._calls = calls
        self._sleep = sleep

    async def listed(self, actor: Actor, home: str) -> tuple[Record, ...]:
        """The sheets directly in that place, by name; of “home”, all the actor can see, as that folder has no list."""
        if home == HOME:
            params: Params = {"includeAll": True}
            found = (await self._calls.call(actor, "GET", "/sheets", into=_Listed, params=params)).data
        else:
            wanted: Params = {"childrenResourceTypes": ("sheets",)}
            pages = await read_continued(
                self._calls, actor, f"/{home}/children", into=Continued[_Named], within_s=LIST_S, params=wanted
            )
            found = tuple(pages)
        return tuple(Record(str(each.id), canonical({"name": each.name})) for each in found)

    async def one(self, actor: Actor, sheet_id: str) -> Record | None:
        """Two requests: the sheet, without its rows, and its place."""
        params: Params = {"include": ("ownerInfo",), "page": 1, "pageSize": 1}
        try:
            sheet = await self._calls.call(actor, "GET", f"/sheets/{sheet_id}", into=dict[str, Any], params=params)
        except NotFound:
            return None
        where = await self._place(actor, sheet_id)
        body = {name: sheet.get(name) for name in ("name", "permalink", "version", "modifiedAt", "owner")}
        return Record(sheet_id, canonical({**body, "rows": sheet.get("totalRowCount"), **where}))

    async def create(self, actor: Actor, home: str, body: str) -> str:
        """Sent once (OutcomeUnknown)."""
        fields = opened(body)
        params: Params | None = {"include": tuple(fields["include"])} if fields.get("include") else None
        if source := fields.get("copyOf"):
            path, sent = f"/sheets/{source}/copy", {**_destination(home), "newName": fields["name"]}
        else:
            path = "/sheets" if home == HOME else f"/{home}/sheets"
            sent = {name: fields[name] for name in ("name", "columns", "fromId") if name in fields}
        made = await post_once(self._calls, actor, path, into=_Result, sleep=self._sleep, params=params, body=sent)
        return str(made.result.id)

    async def change(self, actor: Actor, sheet_id: str, body: str) -> None:
        """Rename it, move it, or both; what is so already is done."""
        fields = opened(body)
        if "name" in fields:
            name = {"name": fields["name"]}
            await self._calls.call(actor, "PUT", f"/sheets/{sheet_id}", into=Any, body=name, idempotent=True)
        if "place" in fields:
            await self._move(actor, sheet_id, str(fields["place"]))

    async def delete(self, actor: Actor, sheet_id: str) -> None:
        """One that is gone already is passed over."""
        with contextlib.suppress(NotFound):
            await self._calls.call(actor, "DELETE", f"/sheets/{sheet_id}", into=Any, idempotent=True)

    async def _move(self, actor: Actor, sheet_id: str, home: str) -> None:
        """Whether moving twice is an error is not documented: look where it is before it is sent, and sent again."""
        for attempt in range(_SENDS):
            if (await self._place(actor, sheet_id))["place"] == home:
                return
            try:
                path = f"/sheets/{sheet_id}/move"
                await post_once(self._calls, actor, path, into=Any, sleep=self._sleep, body=_destination(home))
            except OutcomeUnknown:
                if attempt == _SENDS - 1:
                    raise
                await self._sleep(_LOOK_AGAIN_S)
            else:
                return

    async def _place(self, actor: Actor, sheet_id: str) -> dict[str, str]:
        """Its place, its workspace's id, and the way there in names; of a sheet in no workspace, home.

        Whether who has a share of the sheet alone may read it is not documented: the place is “” then.
        """
        try:
            node = await self._calls.call(actor, "GET", f"/sheets/{sheet_id}/path", into=_Node)
        except (NotFound, PermissionDenied):
            return {"place": "", "workspace": "", "path": "a place you cannot see"}
        if node.id is None:
            return {"place": HOME, "workspace": "", "path": "Sheets folder"}
        found = {"place": f"workspaces/{node.id}", "workspace": str(node.id), "path": node.name}
        while node.folders:
            node = node.folders[0]
            found |= {"place": f"folders/{node.id}", "path": f"{found['path']} / {node.name}"}
        return found


def _destination(home: str) -> dict[str, Any]:
    if home == HOME:
        return {"destinationType": HOME}
    kind, _, container_id = home.partition("/")
    return {"destinationType": kind.removesuffix("s"), "destinationId": int(container_id)}
