"""Where rows go: toTop, toBottom, parentId, siblingId, above, indent, outdent, and moving a row with all under it.

https://developers.smartsheet.com/api/smartsheet/openapi/rows/row-add : without a location a row goes to the bottom; all
rows of one request share one location; a moved row takes its children along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Row, Sheet

NAMES = ("toTop", "toBottom", "parentId", "siblingId", "above", "indent", "outdent")


@dataclass(frozen=True, slots=True)
class Location:
    """A location of a request; nothing set means none was given."""

    to_top: bool = False
    to_bottom: bool = False
    parent_id: int | None = None
    sibling_id: int | None = None
    above: bool = False
    indent: int = 0
    outdent: int = 0

    @property
    def given(self) -> bool:
        return self != Location()


def location_of(body: dict[str, Any], sheet: Sheet, *, new: bool) -> Location:
    """The location a row of a request names. Raises 1062, 1063, 1064."""
    place = Location(
        to_top=body.get("toTop") is True,
        to_bottom=body.get("toBottom") is True,
        parent_id=body.get("parentId"),
        sibling_id=body.get("siblingId"),
        above=body.get("above") is True,
        indent=body.get("indent") or 0,
        outdent=body.get("outdent") or 0,
    )
    ways = (place.indent or place.outdent, place.sibling_id, place.parent_id or place.to_top or place.to_bottom)
    if sum(way is not None and bool(way) for way in ways) > 1 or (place.to_top and place.to_bottom):
        raise ApiError(1062)
    if (place.above and not place.sibling_id) or (place.indent and place.outdent):
        raise ApiError(1062)
    if place.indent not in (0, 1) or place.outdent not in (0, 1) or (new and (place.indent or place.outdent)):
        raise ApiError(1062)
    if place.parent_id is not None and sheet.row(place.parent_id) is None:
        raise ApiError(1063, place.parent_id)
    if place.sibling_id is not None and sheet.row(place.sibling_id) is None:
        raise ApiError(1064, place.sibling_id)
    return place


def put(sheet: Sheet, rows: list[Row], place: Location) -> None:
    """Insert new rows, in their order, at the place."""
    parent_id, at = _target(sheet, place)
    for row in rows:
        row.parent_id = parent_id
    sheet.insert(at, rows)


def move(sheet: Sheet, rows: list[Row], place: Location) -> None:
    """Move rows, each with everything under it, to the place. Raises 1062 for a place inside the moved rows."""
    if place.indent or place.outdent:
        before, parents = list(sheet.rows), {row.id: row.parent_id for row in rows}
        try:
            for row in rows:
                _shift(sheet, row, inward=bool(place.indent))
        except ApiError:
            sheet.stored_rows = before
            for row in rows:
                row.parent_id = parents[row.id]
            raise
        return
    trees = {row.id: sheet.subtree(row) for row in rows}
    moved = {each.id for tree in trees.values() for each in tree}
    if place.parent_id in moved or place.sibling_id in moved:
        raise ApiError(1062)
    sheet.remove(moved)
    parent_id, at = _target(sheet, place)
    for row in rows:
        row.parent_id = parent_id
        row.forget_rendering()
    sheet.insert(at, [each for row in rows for each in trees[row.id]])


def _target(sheet: Sheet, place: Location) -> tuple[int | None, int]:
    """The parent and the display position of a place."""
    if place.sibling_id is not None:
        sibling = _row(sheet, place.sibling_id)
        start = sheet.rows.index(sibling)
        return sibling.parent_id, start if place.above else start + len(sheet.subtree(sibling))
    if place.parent_id is not None:
        parent = _row(sheet, place.parent_id)
        start = sheet.rows.index(parent)
        # Smartsheet puts a new child first unless the caller says toBottom.
        return parent.id, start + (len(sheet.subtree(parent)) if place.to_bottom else 1)
    return None, 0 if place.to_top else len(sheet.rows)


def _shift(sheet: Sheet, row: Row, *, inward: bool) -> None:
    """Indent under the sibling above, or outdent to the parent's level, behind the parent's other children."""
    if inward:
        before = list(sheet.children(row.parent_id))
        index = before.index(row)
        if index == 0:
            raise ApiError(1062)
        move(sheet, [row], Location(parent_id=before[index - 1].id, to_bottom=True))
    else:
        if row.parent_id is None:
            raise ApiError(1062)
        move(sheet, [row], Location(sibling_id=row.parent_id))


def _row(sheet: Sheet, row_id: int) -> Row:
    row = sheet.row(row_id)
    if row is None:
        raise ApiError(1062)
    return row
