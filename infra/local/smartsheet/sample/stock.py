"""The inventory: 20,000 rows by 25 columns, built when first asked for and sent as it was rendered."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from infra.local.smartsheet import inventory
from infra.local.smartsheet.model import Column, Row, Sheet
from infra.local.smartsheet.sample.ids import FOLDER, WORKSPACE

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

ROWS = 20_000
_OWN = {"id", "version", "index", "title", "type", "primary", "options", "validation", "width", "formula"}


def add_inventory(world: World, today: date) -> None:
    """Put the sheet into the archive folder; its rows cost nothing until someone reads it."""
    head = inventory.build_inventory(rows=0).head
    sheet = Sheet(head["id"], head["name"], "ava", _moment(head["createdAt"]), _moment(head["modifiedAt"]))
    sheet.columns = [_column(column) for column in head["columns"]]
    sheet.version, sheet.workspace_id, sheet.folder_id = head["version"], WORKSPACE, FOLDER
    sheet.project, sheet.row_count = True, ROWS
    emails = {user.email: user.key for user in world.users.values()}
    sheet.load = lambda: [_row(raw, emails) for raw in _rendered()]
    world.sheets[sheet.id] = sheet


@lru_cache(maxsize=1)
def _rendered() -> tuple[bytes, ...]:
    """The rows' JSON, the same for every world of this process."""
    return inventory.build_inventory(rows=ROWS).rows


def _row(raw: bytes, emails: dict[str, str]) -> Row:
    """A row whose cells stay JSON until needed; only what lies before them is read."""
    head = orjson.loads(raw[: raw.index(b',"cells":')] + b"}")
    row = Row(head["id"], at=_moment(head["createdAt"]), by=emails[head["createdBy"]["email"]])
    row.modified_at, row.modified_by = _moment(head["modifiedAt"]), emails[head["modifiedBy"]["email"]]
    row.raw = raw
    return row


def _column(body: dict[str, Any]) -> Column:
    return Column(
        id=body["id"],
        title=body["title"],
        type=body["type"],
        primary=body.get("primary", False),
        options=body.get("options", []),
        validation=body["validation"],
        width=body["width"],
        formula=body.get("formula"),
        extra={name: value for name, value in body.items() if name not in _OWN},
    )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
