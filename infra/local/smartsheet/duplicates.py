"""Sheets that come of other sheets or of templates: everything new, with ids of its own.

https://developers.smartsheet.com/api/smartsheet/openapi/sheets/copy-sheet : without `include` the copy has the columns
and no rows; cell history is never copied; shares only when they are asked for.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.model import Cell, Row, Sheet
from infra.local.smartsheet.records import Attachment, Discussion

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

Place = tuple[int | None, int | None]
"""Workspace and folder."""


def duplicate(world: World, source: Sheet, name: str, place: Place, *, by: str, include: Collection[str]) -> Sheet:
    """The new sheet, put into the world."""
    now = world.now()
    columns = {column.id: replace(copy.deepcopy(column), id=world.new_id()) for column in source.columns}
    made = Sheet(world.new_id(), name, by, now, now, columns=[*columns.values()], project=source.project)
    made.workspace_id, made.folder_id = place
    if "shares" in include:
        made.shares = [replace(share, id=f"S{world.new_id():x}") for share in source.shares]
    world.sheets[made.id] = made
    if "data" in include:
        ids = {row.id: world.new_id() for row in source.rows}
        titles = {old: new.id for old, new in columns.items()}
        made.insert(0, [_row(row, ids, titles, include, world, by) for row in source.rows])
        _beside(world, source, made, ids, include)
    made.extra = {key: value for key, value in source.extra.items() if key == "next_number"}
    return made


def _row(
    row: Row, ids: dict[int, int], columns: dict[int, int], include: Collection[str], world: World, by: str
) -> Row:
    new = Row(ids[row.id], at=world.now(), by=by, parent_id=ids.get(row.parent_id or 0))
    new.expanded, new.locked, new.format = row.expanded, row.locked, row.format
    for column_id, cell in row.cells.items():
        if column_id in columns:
            new.cells[columns[column_id]] = _cell(cell, ids, include)
    return new


def _cell(cell: Cell, ids: dict[int, int], include: Collection[str]) -> Cell:
    """The cell; predecessors name the new rows, and a cell link stays one only when links are copied."""
    new = copy.deepcopy(cell)
    if isinstance(new.object, dict) and new.object.get("objectType") == "PREDECESSOR_LIST":
        for each in new.object["predecessors"]:
            each["rowId"] = ids.get(each["rowId"], each["rowId"])
    if "cellLinks" not in include:
        new.link_in = None
    return new


def _beside(world: World, source: Sheet, made: Sheet, ids: dict[int, int], include: Collection[str]) -> None:
    """Discussions and attachments of the sheet and its rows, where they are asked for."""
    records = world.records
    if "discussions" in include:
        for talk in records.discussions_of(source):
            comments = [replace(comment, id=world.new_id()) for comment in talk.comments]
            row_id = ids.get(talk.row_id) if talk.row_id else None
            records.discussions.append(Discussion(world.new_id(), made.id, row_id, comments))
    if "attachments" in include:
        for file in records.attachments_of(source):
            if file.parent_type in ("SHEET", "ROW"):
                parent = made.id if file.parent_type == "SHEET" else ids[file.parent_id]
                copied: dict[str, Any] = {"id": world.new_id(), "sheet_id": made.id, "parent_id": parent}
                records.attachments.append(_attachment(file, copied))


def _attachment(file: Attachment, changed: dict[str, Any]) -> Attachment:
    return replace(file, **changed)
