"""Reports and dashboards, read. A report shows rows of the sheets its reader may see, in the shape of a sheet.

https://developers.smartsheet.com/api/smartsheet/openapi/reports/getreport : columns have a `virtualId`, cells a
`virtualColumnId` beside their sheet's columnId, rows their `sheetId`; 100 rows a page unless asked, 10,000 at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import RANK, as_id, level_on_sheet, level_on_workspace
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Column, Row, Sheet
from infra.local.smartsheet.records import Dashboard, Report, ReportColumn
from infra.local.smartsheet.rendering import VERSIONS, View, cell_json, shown_type, stamp

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

INCLUDES = (
    "attachments",
    "discussions",
    "format",
    "objectValue",
    "proofs",
    "scope",
    "source",
    "sourceSheets",
)
EXCLUDES = ("linkInFromCellDetails", "linksOutToCellsDetails")
SIGHT_INCLUDES = ("objectValue", "source")


def routes() -> http.Routes:
    return (
        ("GET", "/reports", list_reports),
        ("GET", "/reports/{reportId}", get_report),
        ("GET", "/sights", list_sights),
        ("GET", "/sights/{sightId}", get_sight),
    )


def level_on(world: World, person: str, asset: Report | Dashboard) -> str | None:
    """The highest of ownership, own shares and the workspace's."""
    levels = ["OWNER"] if asset.owner == person else []
    levels += [asset.people[person]] if person in asset.people else []
    workspace = world.workspaces.get(asset.workspace_id or 0)
    if workspace and (inherited := level_on_workspace(workspace, person)):
        levels.append(inherited)
    return max(levels, key=RANK.__getitem__, default=None)


def visible_reports(world: World, person: str) -> list[Report]:
    seen = [report for report in world.records.reports.values() if level_on(world, person, report)]
    return sorted(seen, key=lambda report: report.name.casefold())


def visible_sights(world: World, person: str) -> list[Dashboard]:
    seen = [sight for sight in world.records.dashboards.values() if level_on(world, person, sight)]
    return sorted(seen, key=lambda sight: sight.name.casefold())


def summary(world: World, person: str, asset: Report | Dashboard) -> dict[str, Any]:
    """A report or dashboard as lists show it."""
    report = isinstance(asset, Report)
    body: dict[str, Any] = {
        "id": asset.id,
        "name": asset.name,
        "accessLevel": level_on(world, person, asset),
        "permalink": f"https://app.smartsheet.com/{'reports' if report else 'dashboards'}/{asset.id:x}",
        "createdAt": stamp(asset.at),
        "modifiedAt": stamp(asset.at),
    }
    return body | {"isSummaryReport": False} if report else body


async def list_reports(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    after = http.since(request, "modifiedSince")
    found = [r for r in visible_reports(world, person) if after is None or r.at >= after]
    return http.listing(request, found, lambda report: summary(world, person, report))


async def list_sights(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    return http.token_listing(
        request, visible_sights(world, person), lambda sight: summary(world, person, sight), key="data"
    )


async def get_sight(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    http.flags(request, "include", SIGHT_INCLUDES)
    http.number(request, "level", default=0)
    sight = world.records.dashboards.get(as_id(request.match_info["sightId"]))
    if sight is None or level_on(world, person, sight) is None:
        raise ApiError(1006)
    return http.answer(summary(world, person, sight) | {"columnCount": 12, "widgets": sight.widgets})


async def get_report(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    report = world.records.reports.get(as_id(request.match_info["reportId"]))
    if report is None or level_on(world, person, report) is None:
        raise ApiError(1006)
    view = View(
        level=http.number(request, "level", default=0),
        include=http.flags(request, "include", INCLUDES),
        exclude=http.flags(request, "exclude", EXCLUDES),
    )
    places = _places(world, person, report)
    size = http.number(request, "pageSize", default=http.PAGE_SIZE, low=1, high=http.MAX_PAGE_SIZE)
    page = http.number(request, "page", default=1, low=1)
    body = summary(world, person, report) | {"totalRowCount": len(places)}
    body["columns"] = [_column_json(column, index, view) for index, column in enumerate(report.columns)]
    if "sourceSheets" in view.include:
        seen = {sheet.id: sheet for sheet, _, _ in places}
        body["sourceSheets"] = [{"id": sheet.id, "name": sheet.name} for sheet in seen.values()]
    shown = places[(page - 1) * size : page * size]
    body["rows"] = [_row_json(world, person, report, view, *place) for place in shown]
    return http.answer(body)


def _places(world: World, person: str, report: Report) -> list[tuple[Sheet, Row, int]]:
    """The rows the report keeps, of the sheets this person sees, with their numbers there."""
    sheets = [world.sheets[sheet_id] for sheet_id in report.sheet_ids if sheet_id in world.sheets]
    return [
        (sheet, row, number)
        for sheet in sheets
        if level_on_sheet(world, person, sheet)
        for number, row in enumerate(sheet.rows, start=1)
        if report.keeps(sheet, row)
    ]


def _column_json(column: ReportColumn, index: int, view: View) -> dict[str, Any]:
    as_sheet_column = Column(column.virtual_id, column.title, column.type)
    body: dict[str, Any] = {
        "virtualId": column.virtual_id,
        "version": VERSIONS.get(column.type, 0),
        "index": index,
        "title": column.title,
        "type": shown_type(as_sheet_column, view.level),
        "validation": False,
        "width": 150,
    }
    if column.primary:
        body["primary"] = True
    return body if column.titles else body | {"sheetNameColumn": True}


def _row_json(
    world: World, person: str, report: Report, view: View, sheet: Sheet, row: Row, number: int
) -> dict[str, Any]:
    body: dict[str, Any] = {"id": row.id, "sheetId": sheet.id, "rowNumber": number}
    if row.parent_id is not None:
        body["parentId"] = row.parent_id
    body |= {
        "expanded": True,
        "accessLevel": level_on_sheet(world, person, sheet),
        "createdAt": stamp(row.created_at),
        "modifiedAt": stamp(row.modified_at),
    }
    body["cells"] = [_cell_json(column, sheet, row, view) for column in report.columns]
    return body


def _cell_json(column: ReportColumn, sheet: Sheet, row: Row, view: View) -> dict[str, Any]:
    virtual = {"virtualColumnId": column.virtual_id}
    if not column.titles:
        return virtual | {"value": sheet.name, "displayValue": sheet.name}
    for source in sheet.columns:
        if source.title in column.titles:
            return virtual | cell_json(row.cells.get(source.id), source, view)
    return virtual
