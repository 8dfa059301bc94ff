"""A sheet's summary: its fields read, added, changed and deleted, always in bulk.

https://developers.smartsheet.com/api/smartsheet/openapi/sheetsummary . There is no call for one field: PUT takes
fields with their ids, DELETE takes `ids`. Titles are unique, or renamed when `renameIfConflict` asks for it. Who may
edit rows sets the values of fields that are not locked; everything else is an admin's (`summaryPermissions` of a
sheet: READ_WRITE and ADMIN). Which code a title twice gets is not listed; here it is 1031.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import RANK, level_on_sheet, sheet_for
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.records import SummaryField
from infra.local.smartsheet.summary_values import checked_value, shown

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

INCLUDES = ("format", "writerInfo")
EXCLUDES = ("displayValue", "image", "imageAltText")
TYPES = ("TEXT_NUMBER", "DATE", "CHECKBOX", "PICKLIST", "CONTACT_LIST", "MULTI_PICKLIST", "MULTI_CONTACT_LIST")
MORE = ("options", "symbol", "format", "locked", "validation", "contactOptions", "hyperlink")
VALUES = frozenset({"id", "objectValue", "formula", "hyperlink"})
LONGEST_TITLE = 50


def routes() -> http.Routes:
    fields = "/sheets/{sheetId}/summary/fields"
    return (
        ("GET", "/sheets/{sheetId}/summary", get_summary),
        ("GET", fields, list_fields),
        ("POST", fields, add),
        ("PUT", fields, change),
        ("DELETE", fields, remove),
    )


def _sheet(request: web.Request, *, need: str = "VIEWER") -> tuple[World, Sheet, list[SummaryField]]:
    world = http.world_of(request)
    sheet = sheet_for(world, http.person_of(request), request.match_info["sheetId"], need=need)
    return world, sheet, world.records.summaries.setdefault(sheet.id, [])


async def get_summary(request: web.Request) -> web.Response:
    fields, render = _asked(request)
    return http.answer({"fields": [render(each) for each in fields]})


async def list_fields(request: web.Request) -> web.Response:
    return http.listing(request, *_asked(request))


def _asked(request: web.Request) -> tuple[list[SummaryField], Callable[[SummaryField], dict[str, Any]]]:
    """The fields, and how each is to be shown."""
    include = http.flags(request, "include", INCLUDES)
    http.flags(request, "exclude", EXCLUDES)
    world, _, fields = _sheet(request)

    def render(field: SummaryField) -> dict[str, Any]:
        who = {"modifiedBy": world.contact(field.by)} if "writerInfo" in include and field.by else {}
        return _json(field, fields) | who

    return fields, render


def _json(field: SummaryField, fields: list[SummaryField]) -> dict[str, Any]:
    body: dict[str, Any] = {"id": field.id, "title": field.title, "type": field.type, "locked": False}
    extra = {"objectValue": field.value, "displayValue": field.display, "formula": field.formula}
    body |= {name: value for name, value in extra.items() if value is not None}
    return body | field.more | {"index": fields.index(field)}


async def _bodies(request: web.Request) -> list[dict[str, Any]]:
    body = await http.json_body(request)
    listed = body if isinstance(body, list) else [body]
    if not listed or not all(isinstance(each, dict) for each in listed):
        raise ApiError(1008, "Expected an array of objects.")
    return listed


async def add(request: web.Request) -> web.Response:
    """All or none; each at its index, else at the end."""
    world, sheet, fields = _sheet(request, need="ADMIN")
    kept, made = [*fields], list[SummaryField]()
    for at, body in enumerate(await _bodies(request)):
        for name in ("title", "type"):
            if not body.get(name):
                raise ApiError(1012, f"summaryField.{name}").at(at, None)
        field = SummaryField(world.new_id(), "", "")
        _apply(request, field, body, kept, at)
        kept.insert(body.get("index", len(kept)), field)
        made.append(field)
    fields[:] = kept
    return _saved(world, sheet, made, fields)


async def change(request: web.Request) -> web.Response:
    """All or none. Raises 1012 without an id, 1006, and 1004 for what the person may not change."""
    world, sheet, fields = _sheet(request, need="EDITOR")
    admin = RANK[level_on_sheet(world, http.person_of(request), sheet) or "VIEWER"] >= RANK["ADMIN"]
    bodies = await _bodies(request)
    found = []
    for at, body in enumerate(bodies):
        if not body.get("id"):
            raise ApiError(1012, "summaryField.id").at(at, None)
        field = next((each for each in fields if each.id == body["id"]), None)
        if field is None:
            raise ApiError(1006).at(at, None)
        if not admin and (field.more.get("locked") or set(body) - VALUES):
            raise ApiError(1004).at(at, None)
        found.append(field)
    for at, (field, body) in enumerate(zip(found, bodies, strict=True)):
        _apply(request, field, body, [each for each in fields if each is not field], at)
        if isinstance(body.get("index"), int):
            fields.remove(field)
            fields.insert(body["index"], field)
    return _saved(world, sheet, found, fields)


async def remove(request: web.Request) -> web.Response:
    world, sheet, fields = _sheet(request, need="ADMIN")
    ids = http.ids(request, "ids")
    if ids is None:
        raise ApiError(1009, "ids")
    if not http.truth(request, "ignoreSummaryFieldsNotFound") and not set(ids) <= {each.id for each in fields}:
        raise ApiError(1006)
    fields[:] = [each for each in fields if each.id not in ids]
    world.changed(sheet, rows=[])
    return http.answer(http.result(ids, version=sheet.version))


def _saved(world: World, sheet: Sheet, changed: list[SummaryField], fields: list[SummaryField]) -> web.Response:
    world.changed(sheet, rows=[])
    return http.answer(http.result([_json(each, fields) for each in changed], version=sheet.version))


def _apply(
    request: web.Request, field: SummaryField, body: dict[str, Any], others: list[SummaryField], at: int
) -> None:
    """Set what the body names. Raises 1031, 1041, 1162, 1163, saying which of the bulk it is about."""
    kind = str(body.get("type") or field.type)
    formula, value = body.get("formula"), body.get("objectValue")
    if kind not in TYPES:
        raise ApiError(1031, kind, "summaryField.type").at(at, None)
    if formula and not str(formula).startswith("="):
        raise ApiError(1162).at(at, None)
    if formula and value is not None:
        raise ApiError(1163).at(at, None)
    options = body.get("options", field.more.get("options", []))
    if value is not None and (why := checked_value(value, kind, options)):
        raise ApiError(1031, why, "objectValue").at(at, None)
    if body.get("title"):
        field.title = _title(request, str(body["title"]), others, at)
    field.type, field.by = kind, http.person_of(request)
    if "formula" in body or "objectValue" in body:
        field.formula, field.value = formula or None, value
        field.display = shown(value)
    field.more |= {name: body[name] for name in MORE if name in body}


def _title(request: web.Request, title: str, others: list[SummaryField], at: int) -> str:
    if len(title) > LONGEST_TITLE:
        raise ApiError(1041, "summaryField.title", LONGEST_TITLE, len(title)).at(at, None)
    taken = {other.title for other in others}
    if title in taken and not http.truth(request, "renameIfConflict"):
        raise ApiError(1031, title, "summaryField.title").at(at, None)
    number, free = 0, title
    while free in taken:
        number += 1
        free = f"{title} ({number})"
    return free
