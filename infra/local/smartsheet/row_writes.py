"""Rows, written: add, update, delete, alone or in bulk, all or nothing or with partial success.

https://developers.smartsheet.com/api/smartsheet/openapi/rows . A bulk error names its item in `detail` {index, rowId};
with allowPartialSuccess the good items are done and `failedItems` lists the others (resultCode 3). At most 500 rows a
request. Each request that changes something moves the sheet's version by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import RANK, level_on_sheet, sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.locations import Location, location_of, move, put
from infra.local.smartsheet.model import Cell, Row, Sheet
from infra.local.smartsheet.rendering import View, placed, row_json
from infra.local.smartsheet.row_input import cells_from, fields_from, links_alone
from infra.local.smartsheet.schedule import reschedule

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

MOST = 500
# What a write answers: all cells at the newest level, without objectValue (as recorded from the API).
WRITTEN = View(level=2)


def routes() -> http.Routes:
    return (
        ("POST", "/sheets/{sheetId}/rows", add_rows),
        ("PUT", "/sheets/{sheetId}/rows", update_rows),
        ("DELETE", "/sheets/{sheetId}/rows", delete_rows),
        ("DELETE", "/sheets/{sheetId}/rows/{rowId}", delete_rows),
    )


@dataclass(slots=True)
class Bulk:
    """One bulk request: what came, what is refused, who asks."""

    world: World
    sheet: Sheet
    person: str
    items: list[Any]
    alone: bool
    partial: bool
    override: bool
    failed: list[dict[str, Any]]

    @property
    def admin(self) -> bool:
        level = level_on_sheet(self.world, self.person, self.sheet)
        return level is not None and RANK[level] >= RANK["ADMIN"]


async def _bulk(request: web.Request) -> Bulk:
    world, person = http.world_of(request), http.person_of(request)
    sheet_for(world, person, request.match_info["sheetId"], need="EDITOR")
    body = await http.json_body(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"], need="EDITOR")
    items = body if isinstance(body, list) else [body]
    if not items:
        raise ApiError(1012, "row")
    if len(items) > MOST:
        raise ApiError(1061, "rows")
    links_alone(items)
    partial = http.truth(request, "allowPartialSuccess")
    override = http.truth(request, "overrideValidation")
    bulk = Bulk(world, sheet, person, items, not isinstance(body, list), partial, override, [])
    if override and not bulk.admin:
        raise ApiError(1212)
    return bulk


def _refuse(request: web.Request, bulk: Bulk, index: int, row_id: int | None, error: ApiError) -> None:
    """Note the failed item, or fail the whole request."""
    if not bulk.partial:
        raise error.at(index, row_id)
    item: dict[str, Any] = {} if row_id is None else {"rowId": row_id}
    bulk.failed.append(item | {"index": index, "error": error.body(http.reference(request))})


async def add_rows(request: web.Request) -> web.Response:
    bulk = await _bulk(request)
    world, sheet = bulk.world, bulk.sheet
    ready: list[tuple[Row, dict[int, Cell | None], dict[str, Any]]] = []
    places: list[Location] = []
    for index, item in enumerate(bulk.items):
        try:
            if not isinstance(item, dict):
                raise ApiError(1008, "Expected an object.")
            if item.get("id") is not None:
                raise ApiError(1032, "row.id")
            place = location_of(item, sheet, new=True)
            row = Row(world.new_id(), at=world.now(), by=bulk.person)
            cells = cells_from(item, sheet, None, world, admin=bulk.admin, override=bulk.override)
            ready.append((row, cells, fields_from(item)))
            places.append(place)
        except ApiError as error:
            _refuse(request, bulk, index, None, error)
    _same_place(places)
    if ready:
        put(sheet, [row for row, _, _ in ready], places[0])
        for row, cells, fields in ready:
            number_automatically(sheet, row)
            _write(world, sheet, row, cells, fields, by=bulk.person)
        world.changed(sheet, rows=[row for row, _, _ in ready])
    return _answer(bulk, [row for row, _, _ in ready])


async def update_rows(request: web.Request) -> web.Response:
    bulk = await _bulk(request)
    world, sheet = bulk.world, bulk.sheet
    ready: list[tuple[Row, dict[int, Cell | None], dict[str, Any]]] = []
    places: list[Location] = []
    seen: set[int] = set()
    for index, item in enumerate(bulk.items):
        row_id = item.get("id") if isinstance(item, dict) else None
        try:
            row = _known(sheet, row_id, seen)
            if row.locked and not bulk.admin:
                raise ApiError(1050)
            place = location_of(item, sheet, new=False)
            cells = cells_from(item, sheet, row, world, admin=bulk.admin, override=bulk.override)
            ready.append((row, cells, fields_from(item)))
            places.append(place)
        except ApiError as error:
            _refuse(request, bulk, index, row_id if isinstance(row_id, int) else None, error)
    _same_place(places)
    if ready:
        above = [r for row, _, _ in ready if (r := sheet.row(row.parent_id)) is not None]
        if places[0].given:
            move(sheet, [row for row, _, _ in ready], places[0])
        for row, cells, fields in ready:
            _write(world, sheet, row, cells, fields, by=bulk.person)
        world.changed(sheet, rows=[row for row, _, _ in ready] + (above if places[0].given else []))
    return _answer(bulk, [row for row, _, _ in ready])


def _known(sheet: Sheet, row_id: Any, seen: set[int]) -> Row:
    if row_id is None:
        raise ApiError(1012, "row.id")
    row = sheet.row(row_id)
    if row is None:
        raise ApiError(1006)
    if row.id in seen:
        raise ApiError(1137)
    seen.add(row.id)
    return row


def _same_place(places: list[Location]) -> None:
    if any(place != places[0] for place in places):
        raise ApiError(1123)


def _write(
    world: World, sheet: Sheet, row: Row, cells: dict[int, Cell | None], fields: dict[str, Any], *, by: str
) -> None:
    world.write(sheet, row, cells, by=by)
    for name, value in fields.items():
        setattr(row, name, value)
    reschedule(sheet, row, set(cells))


def number_automatically(sheet: Sheet, row: Row) -> None:
    """Give a new row its auto-number."""
    for column in sheet.columns:
        if column.system_type == "AUTO_NUMBER":
            number = int(sheet.extra.get("next_number", len(sheet.rows)))
            form = column.extra.get("autoNumberFormat", {})
            shown = str(number).zfill(len(form.get("fill", "")))
            row.cells[column.id] = Cell(value=f"{form.get('prefix', '')}{shown}{form.get('suffix', '')}")
            sheet.extra["next_number"] = number + 1


def _answer(bulk: Bulk, rows: list[Row]) -> web.Response:
    """The written rows as they now are, in the order of the request."""
    wanted = {row.id for row in rows}
    shown = {
        row.id: {"id": row.id, "sheetId": bulk.sheet.id}
        | row_json(row, number, sibling, bulk.sheet, WRITTEN, bulk.world)
        for row, number, sibling in placed(bulk.sheet.rows)
        if row.id in wanted
    }
    listed = [shown[row.id] for row in rows]
    version = bulk.sheet.version
    if bulk.failed:
        body = http.result(listed, version=version, message="PARTIAL_SUCCESS", code=3)
        return http.answer(body | {"failedItems": bulk.failed})
    return http.answer(http.result(listed[0] if bulk.alone else listed, version=version))


async def delete_rows(request: web.Request) -> web.Response:
    """Delete rows with everything under them; `result` lists every row that is gone."""
    world, person = http.world_of(request), http.person_of(request)
    sheet = sheet_for(world, person, request.match_info["sheetId"], need="EDITOR")
    one = request.match_info.get("rowId")
    row_ids = [int(one)] if one and one.isdigit() else http.ids(request, "ids")
    if row_ids is None:
        raise ApiError(1009, "ids")
    found = [row for row_id in row_ids if (row := sheet.row(row_id)) is not None]
    if len(found) < len(row_ids) and not http.truth(request, "ignoreRowsNotFound"):
        raise ApiError(1006)
    gone = {each.id for row in found for each in sheet.subtree(row)}
    if any(row.locked for row in sheet.rows if row.id in gone):
        raise ApiError(1092)
    above = [r for row in found if (r := sheet.row(row.parent_id)) is not None and r.id not in gone]
    if gone:
        order = [row.id for row in sheet.rows if row.id in gone]
        sheet.remove(gone)
        world.changed(sheet, rows=above)
        return http.answer(http.result(order, version=sheet.version))
    return http.answer(http.result([], version=sheet.version))
