"""How things look in an answer: the vendor's field names, order and omissions.

Taken from the API reference and from recorded answers: numbers are floats, dates and checkboxes have no displayValue,
multi-value cells have no `value` at level 2, an empty cell is its columnId alone, `siblingId` is the preceding sibling.
Below level 2 (level 1 for contacts) multi-value columns show as TEXT_NUMBER with their text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from infra.local.smartsheet.formats import display_number
from infra.local.smartsheet.model import MULTI_TYPES, Cell, Column, Row, Sheet

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

VERSIONS = {"MULTI_CONTACT_LIST": 1, "MULTI_PICKLIST": 2}
DATE_TYPES = frozenset({"DATE", "DATETIME", "ABSTRACT_DATETIME"})
# What build_inventory renders: rows asked for in this way are sent as they lie there.
RAW = frozenset({"objectValue", "format", "writerInfo"})


@dataclass(frozen=True, slots=True)
class View:
    """How a caller wants rows: compatibility level, include flags, exclude flags, chosen columns."""

    level: int = 0
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    columns: frozenset[int] | None = None

    @property
    def raw(self) -> bool:
        """Rows already rendered with everything can be sent unchanged."""
        shaping = self.include & {*RAW, "columnType", "rowPermalink", "discussions", "attachments", "filters"}
        return self.level >= 2 and shaping == RAW and not self.exclude and self.columns is None


@lru_cache(maxsize=65_536)
def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_type(column: Column, level: int) -> str:
    """The column's type as this compatibility level knows it."""
    return "TEXT_NUMBER" if VERSIONS.get(column.type, 0) > level else column.type


def column_json(column: Column, index: int, view: View) -> dict[str, Any]:
    body: dict[str, Any] = {"id": column.id, "version": VERSIONS.get(column.type, 0), "index": index}
    body |= {"title": column.title, "type": shown_type(column, view.level)}
    if column.primary:
        body["primary"] = True
    if column.options and body["type"] == column.type:
        body["options"] = column.options
    if column.contact_options and body["type"] == column.type:
        body["contactOptions"] = column.contact_options
    body |= column.extra
    if column.hidden:
        body["hidden"] = True
    if column.locked:
        body |= {"locked": True, "lockedForUser": False}
    if column.formula:
        body["formula"] = column.formula
    if column.description:
        body["description"] = column.description
    body |= {"validation": column.validation, "width": column.width}
    if column.format and "format" in view.include:
        body["format"] = column.format
    return body


def cell_json(cell: Cell | None, column: Column, view: View) -> dict[str, Any]:
    body: dict[str, Any] = {"columnId": column.id}
    if "columnType" in view.include:
        body["columnType"] = shown_type(column, view.level)
    if cell is None:
        return body
    multi = column.type in MULTI_TYPES
    if multi and VERSIONS[column.type] > view.level and cell.display is not None:
        return body | {"value": cell.display, "displayValue": cell.display}
    if cell.value is not None:
        body["value"] = cell.value
    if "objectValue" in view.include and (found := object_value(cell, column)) is not None:
        body["objectValue"] = found
    if (shown := display_value(cell, column)) is not None:
        body["displayValue"] = shown
    if (formula := cell.formula or column.formula) is not None:
        body["formula"] = formula
    if cell.hyperlink is not None:
        body["hyperlink"] = cell.hyperlink
    if cell.link_in is not None:
        body["linkInFromCell"] = cell.link_in
    if "format" in view.include and (descriptor := cell.format or column.format):
        body["format"] = descriptor
    return body


def object_value(cell: Cell, column: Column) -> Any:
    if cell.object is not None:
        return cell.object
    if column.type in DATE_TYPES and isinstance(cell.value, str) and cell.value[:4].isdigit():
        return {"objectType": column.type, "value": cell.value}
    return cell.value


def display_value(cell: Cell, column: Column) -> str | None:
    if cell.display is not None:
        return cell.display
    if isinstance(cell.value, bool):
        return None if column.type == "CHECKBOX" else str(cell.value).lower()
    if isinstance(cell.value, int | float):
        return display_number(cell.value, cell.format or column.format)
    if isinstance(cell.value, str) and not (column.type in DATE_TYPES and cell.value[:4].isdigit()):
        return cell.value
    return None


def system_cell(row: Row, column: Column, world: World) -> Cell | None:
    """The value Smartsheet keeps itself in a created/modified column; None for other columns."""
    match column.system_type:
        case "CREATED_DATE":
            return Cell(value=stamp(row.created_at))
        case "MODIFIED_DATE":
            return Cell(value=stamp(row.modified_at))
        case "CREATED_BY":
            return world.contact_cell(row.created_by)
        case "MODIFIED_BY":
            return world.contact_cell(row.modified_by)
    return None


def row_json(row: Row, number: int, sibling: int | None, sheet: Sheet, view: View, world: World) -> dict[str, Any]:
    body: dict[str, Any] = {"id": row.id, "rowNumber": number}
    if row.parent_id is not None:
        body["parentId"] = row.parent_id
    if sibling is not None:
        body["siblingId"] = sibling
    if "filters" in view.include:
        body["filteredOut"] = False
    body["expanded"] = row.expanded
    if row.locked:
        body |= {"locked": True, "lockedForUser": False}
    body |= {"createdAt": stamp(row.created_at), "modifiedAt": stamp(row.modified_at)}
    if "writerInfo" in view.include:
        body |= {"createdBy": world.contact(row.created_by), "modifiedBy": world.contact(row.modified_by)}
    if "format" in view.include and row.format:
        body["format"] = row.format
    if "rowPermalink" in view.include:
        body["permalink"] = f"{sheet.permalink}?rowId={row.id}"
    cells = []
    for column in sheet.columns:
        if view.columns is not None and column.id not in view.columns:
            continue
        cell = system_cell(row, column, world) or row.cells.get(column.id)
        if "nonexistentCells" in view.exclude and (cell is None or cell.empty):
            continue
        cells.append(cell_json(cell, column, view))
    body["cells"] = cells
    return body


def placed(rows: Iterable[Row]) -> Iterator[tuple[Row, int, int | None]]:
    """Each row with its number and the sibling before it."""
    last: dict[int | None, int] = {}
    for number, row in enumerate(rows, start=1):
        yield row, number, last.get(row.parent_id)
        last[row.parent_id] = row.id


def render_rows(sheet: Sheet, chosen: Iterable[tuple[Row, int, int | None]], view: View, world: World) -> list[bytes]:
    """Each row as JSON; what was rendered before in the same way and place is reused."""
    rendered = []
    for row, number, sibling in chosen:
        if row.raw is not None and view.raw and sheet.layout == 0:
            rendered.append(_renumber(row, number, sibling))
            continue
        key = (view, number, sibling, row.parent_id, sheet.layout)
        if row.rendered is None or row.rendered[0] != key:
            row.rendered = (key, orjson.dumps(row_json(row, number, sibling, sheet, view, world)))
        rendered.append(row.rendered[1])
    return rendered


def _renumber(row: Row, number: int, sibling: int | None) -> bytes:
    """The row as it was rendered, at the place it has now."""
    raw = row.raw or b""
    place = b'{"id":%d,"rowNumber":%d,' % (row.id, number)
    place += b'"siblingId":%d,' % sibling if sibling is not None else b""
    return raw if raw.startswith(place + b'"expanded"') else place + raw[raw.index(b'"expanded"') :]
