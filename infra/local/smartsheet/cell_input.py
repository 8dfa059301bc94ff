"""What the API accepts in a cell of a request, per column type, and the cell it becomes.

https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/column-types . `strict` is true unless the
caller says otherwise: a value must then be exactly of the column's type (a picklist's must be one of its options); not
strict keeps other text as text, except where a column validates. Text beyond 4,000 characters is cut without a word.
Cell links (…/openapi/cells): no value, only into rows that exist, and one request holds nothing but links or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.durations import parse_duration
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Cell, Column, Row, Sheet
from infra.local.smartsheet.objects import from_object
from infra.local.smartsheet.values import contact

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

LONGEST = 4_000
LARGEST = 9_007_199_254_740_992
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MULTI = ("MULTI_PICKLIST", "MULTI_CONTACT_LIST")
CONTENTS = ("value", "objectValue", "formula", "hyperlink", "linkInFromCell", "image")


@dataclass(frozen=True, slots=True)
class Writing:
    """The circumstances of a cell write: where, and what the caller asked for."""

    world: World
    sheet: Sheet
    row: Row | None
    override_validation: bool = False


def cell_from(body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    """The cell this body describes; None clears it. Raises the API's error for what it refuses."""
    given = [name for name in CONTENTS if body.get(name) is not None]
    if "formula" in given:
        return _formula(body, column, given)
    if "hyperlink" in given and "linkInFromCell" in given:
        raise ApiError(1109)
    if "linkInFromCell" in given:
        if body.get("value") is not None:
            raise ApiError(1110)
        if writing.row is None:
            raise ApiError(1032, "cell.linkInFromCell")
        return _linked(body["linkInFromCell"], writing)
    if "value" in given and "objectValue" in given:
        raise ApiError(1130)
    if not any(name in body for name in CONTENTS):
        raise ApiError(1012, "cell.value")
    cell = _content(body, column, writing)
    if cell is not None and body.get("format"):
        cell.format = str(body["format"])
    return cell


def _content(body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    strict = body.get("strict", True) is not False
    if body.get("hyperlink") is not None:
        return _hyperlink(body)
    if body.get("objectValue") is not None:
        return from_object(body["objectValue"], column, writing.world, strict=strict)
    value = body.get("value")
    if value is None or value == "":
        return Cell(value=False) if column.type == "CHECKBOX" else None
    if not isinstance(value, str | int | float):
        raise ApiError(1038)
    if column.type in MULTI:
        raise ApiError(1235)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) > LARGEST:
            raise ApiError(1148, -LARGEST, LARGEST)
        value = float(value)
    if isinstance(value, str):
        value = value[:LONGEST]
    return _typed(value, body, column, writing, strict=strict)


def _typed(value: Any, body: dict[str, Any], column: Column, writing: Writing, *, strict: bool) -> Cell:
    fit = _FITS.get(column.type, _any)
    cell = fit(value, body, column, writing)
    if cell is not None:
        return cell
    if strict:
        raise ApiError(1042, column.id, value, column.type)
    if column.validation and not writing.override_validation:
        raise ApiError(5536, column.title)
    return Cell(value=value)


def _any(value: Any, body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    if isinstance(value, str) and body.get("strict", True) is False and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return Cell(value=float(value))
    return Cell(value=value)


def _date(value: Any, body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    return Cell(value=value) if isinstance(value, str) and _is_date(value) else None


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _moment(value: Any, body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    if not isinstance(value, str):
        return None
    if _is_date(value):
        return Cell(value=f"{value}T08:00:00")
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    return Cell(value=value.removesuffix("Z"))


def _checkbox(value: Any, body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    if isinstance(value, bool):
        return Cell(value=value)
    said = {"true": True, "yes": True, "false": False, "no": False}.get(str(value).lower())
    return Cell(value=said) if said is not None and body.get("strict", True) is False else None


def _picklist(value: Any, body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return Cell(value=value) if shown in column.options else None


def _contact(value: Any, body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    if not isinstance(value, str) or not EMAIL.fullmatch(value):
        return None
    known = {user.email: user.key for user in writing.world.users.values()}
    cell = contact(known.get(value.lower(), value), writing.world)
    if isinstance(body.get("displayValue"), str):
        cell.display = body["displayValue"]
        cell.object = {"objectType": "CONTACT", "email": value, "name": cell.display}
    return cell


def _duration(value: Any, body: dict[str, Any], column: Column, writing: Writing) -> Cell | None:
    return parse_duration(f"{value:g}" if isinstance(value, float) else str(value))


_FITS: dict[str, Callable[[Any, dict[str, Any], Column, Writing], Cell | None]] = {
    "DATE": _date,
    "DATETIME": _moment,
    "ABSTRACT_DATETIME": _moment,
    "CHECKBOX": _checkbox,
    "PICKLIST": _picklist,
    "CONTACT_LIST": _contact,
    "DURATION": _duration,
}


def _formula(body: dict[str, Any], column: Column, given: list[str]) -> Cell:
    if len(given) > 1:
        raise ApiError(1163)
    if not str(body["formula"]).startswith("="):
        raise ApiError(1162)
    return Cell(formula=str(body["formula"])[:LONGEST])


def _hyperlink(body: dict[str, Any]) -> Cell:
    link = body["hyperlink"]
    targets = [name for name in ("sheetId", "reportId", "sightId") if link.get(name)]
    if targets and link.get("url"):
        raise ApiError(1112)
    if not targets and not link.get("url"):
        raise ApiError(1117)
    value = body.get("value")
    if value is not None and not isinstance(value, str):
        raise ApiError(1113)
    kept = {name: link[name] for name in ("url", "sheetId", "reportId", "sightId") if link.get(name)}
    return Cell(value=(value or str(link.get("url", "")))[:LONGEST], hyperlink=kept)


def _linked(link: dict[str, Any], writing: Writing) -> Cell:
    """A cell link: the source's value now, and where it comes from."""
    for name in ("sheetId", "rowId", "columnId"):
        if not link.get(name):
            raise ApiError(1012, f"cell.linkInFromCell.{name}")
    source = writing.world.sheets.get(link["sheetId"])
    row = source.row(link["rowId"]) if source else None
    if source is None or row is None or source.column_by_id(link["columnId"]) is None:
        raise ApiError(1006)
    if source is writing.sheet:
        raise ApiError(1116)
    found = row.cells.get(link["columnId"]) or Cell()
    place = {"status": "OK", **{n: link[n] for n in ("sheetId", "rowId", "columnId")}, "sheetName": source.name}
    return Cell(value=found.value, object=found.object, display=found.display, link_in=place)
