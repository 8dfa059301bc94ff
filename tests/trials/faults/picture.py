"""All of the sandbox's Smartsheet as people see it, to compare, and to put back as it was.

Ids, times, versions and who wrote last are left out, as they differ when a thing is made again; where one thing names
another, the name of the other stands: a hyperlink to “Budget”, a predecessor in row 3.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import count
from types import FunctionType
from typing import Any

from infra.local.smartsheet.containers import Share
from infra.local.smartsheet.model import Column, Row, Sheet
from infra.local.smartsheet.records import SummaryField
from infra.local.smartsheet.world import World

_LEFT_OUT = {"created_at", "modified_at", "at", "modified_by", "version", "layout", "id", "next_number"}
_WITHIN = {"load", "stored_rows", "row_count", "by_id", "columns", "width"}
_SMARTSHEETS_OWN = {"CREATED_BY", "CREATED_DATE", "MODIFIED_BY", "MODIFIED_DATE", "AUTO_NUMBER"}
_SERVERS_OWN = {"clock", "faults", "calls", "tokens", "_ids"}
_NOT_SHOWN = _SERVERS_OWN | {"history", "users"}

Picture = dict[str, Any]
Names = dict[int, str]


class Kept:
    """Everything in a world, as often as wanted; its functions stay the same ones."""

    def __init__(self, world: World) -> None:
        self._following = next(world._ids)
        self._functions: list[Any] = []
        written = io.BytesIO()
        pickler = pickle.Pickler(written)
        pickler.persistent_id = self._number  # type: ignore[method-assign]
        pickler.dump({name: each for name, each in vars(world).items() if name not in _SERVERS_OWN})
        self._written = written.getvalue()

    def put_back(self, world: World) -> None:
        unpickler = pickle.Unpickler(io.BytesIO(self._written))
        unpickler.persistent_load = self._functions.__getitem__  # type: ignore[method-assign]
        for name, value in unpickler.load().items():
            setattr(world, name, value)
        world._ids = count(self._following, 4)

    def _number(self, thing: Any) -> int | None:
        if not isinstance(thing, FunctionType):
            return None
        self._functions.append(thing)
        return len(self._functions) - 1


def picture(world: World) -> Picture:
    names = _names(world)
    return {name: _plain(each, names) for name, each in vars(world).items() if name not in _NOT_SHOWN}


def difference(one: Picture, other: Picture) -> dict[str, tuple[Any, Any]]:
    """Where two pictures differ, by path (“sheets/Budget/rows/3/Actual”), and how."""
    if one == other:
        return {}
    before, after = dict(_flat(one, "")), dict(_flat(other, ""))
    return {p: (before.get(p), after.get(p)) for p in before.keys() | after.keys() if before.get(p) != after.get(p)}


def _names(world: World) -> Names:
    """Each id by what people call the thing."""
    names: Names = {}
    for holder in (*world.workspaces.values(), *world.folders.values()):
        names[holder.id] = holder.name
    for sheet in world.sheets.values():
        name = sheet.name if sheet.name not in names.values() else f"{sheet.name} again"
        names[sheet.id] = name
        names |= {column.id: f"{name}.{column.title}" for column in sheet.columns}
        names |= {row.id: f"{name}.{number}" for number, row in enumerate(sheet.rows, start=1)}
    return names


def _plain(thing: Any, names: Names) -> Any:
    match thing:
        case None | str() | float():
            return thing
        case bool():
            return thing or None
        case int():
            return names.get(thing, thing)
        case Sheet():
            return _sheet(thing, names)
        case dict():
            return {str(_plain(key, names)): _plain(each, names) for key, each in thing.items() if key not in _LEFT_OUT}
        case [Share(), *_]:
            return {f"{share.person} ({share.scope})": share.level for share in thing}
        case list() | tuple():
            return [_plain(each, names) for each in thing if not _orphan(each, names)]
        case _ if is_dataclass(thing):
            return _fields(thing, names)
    return thing


def _fields(thing: Any, names: Names) -> dict[str, Any]:
    return {name: _plain(getattr(thing, name), names) for name in _told(type(thing))}


@cache
def _told(kind: type[Any]) -> tuple[str, ...]:
    left_out = _LEFT_OUT | (_WITHIN if kind in (Sheet, Column) else set()) | ({"by"} if kind is SummaryField else set())
    return tuple(field.name for field in fields(kind) if field.name not in left_out)


def _orphan(thing: Any, names: Names) -> bool:
    """Of a row or sheet that is gone: Smartsheet shows it nowhere."""
    row_id = getattr(thing, "row_id", None)
    row_id = getattr(thing, "parent_id", None) if getattr(thing, "parent_type", "") == "ROW" else row_id
    gone = row_id is not None and row_id not in names
    return gone or getattr(thing, "sheet_id", None) not in (None, *names)


def _sheet(sheet: Sheet, names: Names) -> dict[str, Any]:
    shown = [column for column in sheet.columns if column.system_type not in _SMARTSHEETS_OWN]
    columns = [_fields(column, names) for column in sheet.columns]
    rows = {str(number): _row(row, shown, names) for number, row in enumerate(sheet.rows, start=1)}
    return {**_fields(sheet, names), "columns": columns, "rows": rows}


def _row(row: Row, shown: list[Column], names: Names) -> dict[str, Any]:
    above = names.get(row.parent_id) if row.parent_id else None
    told: dict[str, Any] = {"under": above, "expanded": row.expanded, "locked": row.locked, "format": row.format}
    for column in shown:
        cell = row.cells.get(column.id)
        if cell is None or cell.empty or cell.value is False:
            continue
        look = cell.format or row.format or column.format
        linked = (cell.object, cell.hyperlink, cell.link_in)
        told[column.title] = (cell.formula or cell.value, look, None if linked == _ALONE else _plain(linked, names))
    return told


_ALONE = (None, None, None)


def _flat(thing: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, dict | list) and thing:
        for name, each in thing.items() if isinstance(thing, dict) else enumerate(thing):
            yield from _flat(each, f"{path}/{name}" if path else str(name))
    elif thing not in (None, "", [], {}):
        yield path, thing
