"""Rows copied or moved to the bottom of another sheet.

https://developers.smartsheet.com/api/smartsheet/openapi/rows/copy-rows and …/move-rows : up to 5,000 row ids; a move
takes the rows below along, a copy with include=children; attachments and discussions only when included. All rows or
none: an unknown id is 1006 unless ignoreRowsNotFound. Columns are paired by title; what the target lacks is made at its
right end (by an admin, as elsewhere: not documented). Formulas and cell links become their values, predecessors text;
Smartsheet's own columns are neither made nor filled from the source.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import RANK, level_on_sheet, sheet_for
from infra.local.smartsheet.durations import parse_duration
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import PROJECT_TYPES, Cell, Column, Row, Sheet
from infra.local.smartsheet.row_input import with_row_numbers
from infra.local.smartsheet.row_writes import number_automatically
from infra.local.smartsheet.transfer_records import take_along
from infra.local.smartsheet.world import World

MOST_IDS = 5_000
MOST_ROWS = 20_000
_INCLUDES = {"copy": ("all", "attachments", "children", "discussions"), "move": ("attachments", "discussions")}
_PLAIN = {"ABSTRACT_DATETIME": "DATE"}


def routes() -> http.Routes:
    return (
        ("POST", "/sheets/{sheetId}/rows/copy", copy_rows),
        ("POST", "/sheets/{sheetId}/rows/move", move_rows),
    )


async def copy_rows(request: web.Request) -> web.Response:
    return await _transfer(request, keep=True)


async def move_rows(request: web.Request) -> web.Response:
    return await _transfer(request, keep=False)


async def _transfer(request: web.Request, *, keep: bool) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    include = http.flags(request, "include", _INCLUDES["copy" if keep else "move"])
    body = await http.json_body(request)
    source = sheet_for(world, person, request.match_info["sheetId"], need="VIEWER" if keep else "EDITOR")
    target = _target(world, person, body)
    children = not keep or bool(include & {"all", "children"})
    rows = _rows(request, source, body, children=children)
    if not keep and any(row.locked for row in rows) and not _admin(world, person, source):
        raise ApiError(1050)
    if len(target.rows) + len(rows) > MOST_ROWS:
        raise ApiError(1061, "rows")
    columns = _columns(world, person, source, target)
    made = _put(world, person, rows, target, columns, nested=children)
    take_along(world, source, target, made, keep=keep, include=include)
    if not keep:
        gone = {row.id for row in rows}
        above = [r for row in rows if (r := source.row(row.parent_id)) is not None and r.id not in gone]
        source.remove(gone)
        _forget(source, gone)
        world.changed(source, rows=above)
    return http.answer(
        {
            "destinationSheetId": target.id,
            "rowMappings": [{"from": old, "to": new.id} for old, new in made.items()],
        }
    )


def _forget(source: Sheet, gone: set[int]) -> None:
    """Rows that stay no longer depend on those that went."""
    for column in (each for each in source.columns if each.type == "PREDECESSOR"):
        for row in source.rows:
            held = row.cells[column.id].object if column.id in row.cells else None
            listed = held["predecessors"] if isinstance(held, dict) else []
            left = [each for each in listed if each["rowId"] not in gone]
            if len(left) < len(listed):
                row.cells.pop(column.id)
                if left:
                    row.cells[column.id] = with_row_numbers(Cell(object={"predecessors": left}), source)
                row.forget_rendering()


def _target(world: World, person: str, body: Any) -> Sheet:
    if not isinstance(body, dict) or not isinstance(body.get("rowIds"), list) or not body["rowIds"]:
        raise ApiError(1012, "rowIds")
    to = body.get("to")
    if not isinstance(to, dict) or to.get("sheetId") is None:
        raise ApiError(1012, "to.sheetId")
    if len(body["rowIds"]) > MOST_IDS:
        raise ApiError(1061, "rowIds")
    return sheet_for(world, person, to["sheetId"], need="EDITOR")


def _rows(request: web.Request, source: Sheet, body: dict[str, Any], *, children: bool) -> list[Row]:
    """The rows that go, in display order."""
    found = [row for row_id in body["rowIds"] if (row := source.row(row_id)) is not None]
    if len(found) < len(body["rowIds"]) and not http.truth(request, "ignoreRowsNotFound"):
        raise ApiError(1006)
    going = {row.id for row in found}
    if children:
        going |= {each.id for row in found for each in source.subtree(row)}
    return [row for row in source.rows if row.id in going]


def _admin(world: World, person: str, sheet: Sheet) -> bool:
    level = level_on_sheet(world, person, sheet)
    return level is not None and RANK[level] >= RANK["ADMIN"]


def _columns(world: World, person: str, source: Sheet, target: Sheet) -> list[tuple[Column, Column]]:
    """Each column that takes its values along, and the one that gets them, made where it is not there."""
    there = {column.title: column for column in target.columns}
    lacking = [c for c in source.columns if c.title not in there and not c.system_type]
    if lacking and not _admin(world, person, target):
        raise ApiError(1004)
    for column in lacking:
        there[column.title] = _made(column, world.new_id())
        target.columns.append(there[column.title])
    if lacking:
        target.layout += 1
    pairs = [(column, there[column.title]) for column in source.columns if column.title in there]
    return [(one, other) for one, other in pairs if not (one.system_type or other.system_type or other.formula)]


def _made(column: Column, column_id: int) -> Column:
    kind = _PLAIN.get(column.type, "TEXT_NUMBER") if column.type in PROJECT_TYPES else column.type
    extra = {name: value for name, value in column.extra.items() if name == "symbol"}
    return replace(column, id=column_id, type=kind, primary=False, formula=None, locked=False, extra=extra)


def _put(
    world: World, person: str, rows: list[Row], target: Sheet, columns: list[tuple[Column, Column]], *, nested: bool
) -> dict[int, Row]:
    """The rows at the bottom of the target, by the id each has in the source."""
    made: dict[int, Row] = {}
    for row in rows:
        parent = made.get(row.parent_id) if nested and row.parent_id is not None else None
        new = Row(world.new_id(), at=world.now(), by=person, parent_id=parent.id if parent else None)
        new.expanded, new.format = row.expanded, row.format
        made[row.id] = new
    target.insert(len(target.rows), list(made.values()))
    for row in rows:
        new = made[row.id]
        number_automatically(target, new)
        held = [(other, _carried(row.cells.get(one.id), one, other)) for one, other in columns]
        world.write(target, new, {other.id: cell for other, cell in held if cell is not None}, by=person)
    world.changed(target, rows=list(made.values()))
    return made


def _carried(cell: Cell | None, one: Column, other: Column) -> Cell | None:
    """What arrives of a cell: its value, never what computes or links it."""
    if cell is None or (cell.value is None and cell.object is None and cell.display is None):
        return None
    new = replace(cell, formula=None, link_in=None)
    if one.type == "PREDECESSOR" or (one.type == "DURATION" and other.type != "DURATION"):
        shown = cell.display if cell.display is not None else cell.value
        return None if other.type == "PREDECESSOR" else Cell(value=shown)
    if other.type == "DURATION" and one.type != "DURATION":
        return parse_duration(str(cell.value)) or new
    if isinstance(cell.value, str) and one.type != other.type:
        if one.type == "ABSTRACT_DATETIME":
            new.value = cell.value[:10]
        elif other.type == "ABSTRACT_DATETIME" and one.type == "DATE":
            new.value = f"{cell.value[:10]}T08:00:00"
    return new
