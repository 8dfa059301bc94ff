"""A realistic inventory sheet of any size, rendered fast: the sandbox's big sheet and the benchmarks' raw material.

The bytes are what GET /sheets/{id}?level=2&include=objectValue,format,writerInfo answers, field order included. Cells
are drawn from a few hundred pre-rendered variants a column, so 500,000 of them take well under a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

import orjson

from infra.local.people import BY_KEY, PEOPLE
from infra.local.smartsheet.inventory_columns import COLUMNS, Spec, variants

SHEET_ID = 4_583_173_393_803_140
COLUMN_BASE = 5_100_000_000_000_004
ROW_BASE = 6_200_000_000_000_004
NAME = "Inventory"
MODIFIED = "2026-11-20T16:42:10Z"


@dataclass(frozen=True, slots=True)
class Inventory:
    """The sheet in parts: `head` holds every field but the rows; each element of `rows` is one row's JSON object."""

    head: dict[str, Any]
    rows: tuple[bytes, ...]

    def to_json(self) -> bytes:
        return b"".join((orjson.dumps(self.head)[:-1], b',"rows":[', b",".join(self.rows), b"]}"))


def inventory_sheet_json(rows: int = 20_000, columns: int = 25, seed: int = 7) -> bytes:
    """The raw answer for the whole sheet; equal arguments give equal bytes (20,000×25: about 50 MB, a second)."""
    return build_inventory(rows=rows, columns=columns, seed=seed).to_json()


def build_inventory(*, rows: int = 20_000, columns: int = 25, seed: int = 7) -> Inventory:
    """The sheet's head and rows. `columns` beyond the 25 described ones are further text columns."""
    specs = [*COLUMNS[:columns], *(Spec(f"Field {n}", "TEXT_NUMBER", "extra") for n in range(26, columns + 1))]
    ids = [COLUMN_BASE + 4 * index for index in range(len(specs))]
    rng = Random(seed)
    cells = [_draw(spec, column_id, rows, rng) for spec, column_id in zip(specs, ids, strict=True)]
    rendered = (_row(number, parts, rng) for number, parts in enumerate(zip(*cells, strict=True), start=1))
    head = _head(rows, [_column(spec, ids[index], index) for index, spec in enumerate(specs)])
    return Inventory(head=head, rows=tuple(islice(rendered, rows)))


def _draw(spec: Spec, column_id: int, rows: int, rng: Random) -> list[bytes]:
    """One rendered cell a row: numbered where the column counts, else drawn from the column's variants."""
    if not rows:
        return []
    prefix = b'{"columnId":%d' % column_id
    if spec.pattern:
        return [
            b'%s,"value":"%s","objectValue":"%s","displayValue":"%s"}' % (prefix, text, text, text)
            for text in ((spec.pattern % number).encode() for number in range(1, rows + 1))
        ]
    filled = [prefix + b"," + orjson.dumps(cell)[1:] for cell in variants(spec, rng)]
    drawn = rng.choices(filled, k=rows)
    empty = prefix + b"}"
    for index in rng.sample(range(rows), k=int(rows * spec.empty)):
        drawn[index] = empty
    return drawn


def _row(number: int, cells: tuple[bytes, ...], rng: Random) -> bytes:
    row_id = ROW_BASE + 4 * number
    sibling = b'"siblingId":%d,' % (row_id - 4) if number > 1 else b""
    writer = _WRITERS[rng.randrange(len(_WRITERS))]
    return b'{"id":%d,"rowNumber":%d,%s"expanded":true,%s"cells":[%s]}' % (
        row_id,
        number,
        sibling,
        writer,
        b",".join(cells),
    )


def _writers() -> list[bytes]:
    """The created and modified fields of a row, as different people and days leave them."""
    made = {"name": BY_KEY["ava"].name, "email": BY_KEY["ava"].email}
    return [
        orjson.dumps(
            {
                "createdAt": f"2026-0{month}-11T08:00:00Z",
                "modifiedAt": f"2026-{month + 4:02}-{day:02}T14:05:30Z",
                "createdBy": made,
                "modifiedBy": {"email": person.email, "name": person.name},
            }
        )[1:-1]
        + b","
        for person in PEOPLE[:3]
        for month in range(1, 7)
        for day in (3, 9, 17, 26)
    ]


_WRITERS = _writers()


def _column(spec: Spec, column_id: int, index: int) -> dict[str, Any]:
    version = {"MULTI_CONTACT_LIST": 1, "MULTI_PICKLIST": 2}.get(spec.type, 0)
    column: dict[str, Any] = {"id": column_id, "version": version, "index": index, "title": spec.title}
    column["type"] = spec.type
    if index == 0:
        column["primary"] = True
    column |= spec.extra
    if spec.options:
        column["options"] = list(spec.options)
    column["validation"] = spec.validation
    column["width"] = spec.width
    return column


def _head(rows: int, columns: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": SHEET_ID,
        "name": NAME,
        "version": 412,
        "totalRowCount": rows,
        "accessLevel": "OWNER",
        "effectiveAttachmentOptions": ["FILE", "LINK", "ONEDRIVE", "GOOGLE_DRIVE", "BOX_COM", "DROPBOX"],
        "ganttEnabled": True,
        "dependenciesEnabled": True,
        "resourceManagementEnabled": False,
        "resourceManagementType": "NONE",
        "cellImageUploadEnabled": True,
        "userSettings": {"criticalPathEnabled": False, "displaySummaryTasks": True},
        "userPermissions": {"summaryPermissions": "ADMIN"},
        "hasSummaryFields": False,
        "permalink": "https://app.smartsheet.com/sheets/inventory00northwind",
        "createdAt": "2026-01-11T08:00:00Z",
        "modifiedAt": MODIFIED,
        "isMultiPicklistEnabled": True,
        "columns": columns,
    }
