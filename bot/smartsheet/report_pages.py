"""Turns a report's pages into one JSON of a sheet's shape, so that a report becomes a snapshot like any sheet.

GET /reports/{id} (https://developers.smartsheet.com/api/smartsheet/openapi/reports/getreport) differs from a sheet:
columns and cells are matched by `virtualId`/`virtualColumnId`, rows come from several sheets (`sheetId`) and carry
their numbers there, at most 10,000 come in one request, and there is no version. Here the report gets an id no sheet
has (bot/domain/reports.py) and a reader's access level, columns get their virtual id as `id`, rows are numbered as the
report lists them, and everything else stays as Smartsheet sent it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from bot.domain.people import Actor
from bot.domain.reports import id_for_report
from bot.errors import Internal, LimitExceeded, SheetsUnavailable
from bot.smartsheet.calls import Calls
from bot.smartsheet.http_session import Params
from bot.smartsheet.operation import Operation

PAGE_ROWS = 10_000
MOST_ROWS = 100_000
LEVEL = 3
"""The highest compatibility level
(https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/complex-column-types-and-compatibility)."""

_PAGE: Params = {"level": LEVEL, "include": ("objectValue", "format"), "pageSize": PAGE_ROWS}


class ReportCell(msgspec.Struct, rename="camel", omit_defaults=True, gc=False):
    """A cell with the fields a snapshot reads; both ids are known, the virtual one is right."""

    column_id: int = 0
    virtual_column_id: int = 0
    value: Any = msgspec.UNSET
    display_value: Any = msgspec.UNSET
    object_value: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    hyperlink: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    format: Any = msgspec.UNSET


class ReportRow(msgspec.Struct, rename="camel", omit_defaults=True):
    """A row. A sheet summary report's rows are sheets and have no id of their own."""

    id: int = 0
    sheet_id: int = 0
    row_number: int = 0
    parent_id: int | None = None
    created_at: Any = msgspec.UNSET
    modified_at: Any = msgspec.UNSET
    created_by: Any = msgspec.UNSET
    modified_by: Any = msgspec.UNSET
    cells: list[ReportCell] = []


class ReportPage(msgspec.Struct, rename="camel"):
    """One page; `columns` stay raw but for their ids."""

    id: int
    name: str = ""
    permalink: str = ""
    version: int = 0
    total_row_count: int = 0
    columns: list[dict[str, Any]] = []
    rows: list[msgspec.Raw] = []


async def download(calls: Calls, actor: Actor, report_id: int, destination: Path, *, within_s: float) -> None:
    """Write the whole report, 10,000 rows a request, in a sheet's shape. LimitExceeded above 100,000 rows."""
    path = f"/reports/{report_id}"
    with ExitStack() as stack:
        pages: list[Path] = []
        total = 1
        async with calls.within(within_s, Operation(request=f"GET {path}")):
            while len(pages) * PAGE_ROWS < total:
                part = destination.with_name(f".{destination.name}.{uuid4().hex}.page")
                stack.callback(part.unlink, missing_ok=True)
                await calls.save(actor, path, part, params={**_PAGE, "page": len(pages) + 1})
                pages.append(part)
                total = (await asyncio.to_thread(read_page, part)).total_row_count
                _refuse_huge(total, path)
            try:
                await asyncio.to_thread(merge, pages, destination)
            except OSError as disk:
                raise Internal("The report could not be stored here.", detail=f"{path} {disk!r}") from disk


def _refuse_huge(rows: int, path: str) -> None:
    if rows > MOST_ROWS:
        raise LimitExceeded(
            f"This report has {rows:,} rows; up to {MOST_ROWS:,} can be read.",
            hint="Open the sheets it is made of instead, or narrow its filter in Smartsheet.",
            detail=f"{path}: {rows} rows",
        )


def read_page(path: Path) -> ReportPage:
    """Raises SheetsUnavailable when the file is no page of a report."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=ReportPage)
    except (msgspec.DecodeError, UnicodeDecodeError) as odd:
        raise _unreadable(str(odd)) from None


def merge(pages: Sequence[Path], destination: Path) -> None:
    """Write the pages as one sheet's JSON, all or nothing; a page in memory at a time. For a worker thread.

    Raises SheetsUnavailable when a page cannot be read, OSError when the disk fails. The file is for this user only.
    """
    part = destination.with_name(f".{destination.name}.{uuid4().hex}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            count = 0
            for number, path in enumerate(pages):
                page = read_page(path)
                if number == 0:
                    file.write(_head(page))
                for row in _rows(page, start=count):
                    file.write(b"," if count else b"")
                    file.write(row)
                    count += 1
            file.write(b'],"totalRowCount":%d}' % count)
        part.replace(destination)
    finally:
        part.unlink(missing_ok=True)


def _head(page: ReportPage) -> bytes:
    columns = [
        {**column, "id": column.get("virtualId") or column.get("id"), "index": column.get("index", position)}
        for position, column in enumerate(page.columns)
    ]
    head = {
        "id": id_for_report(page.id),
        "name": page.name,
        "permalink": page.permalink,
        "accessLevel": "VIEWER",
        "version": page.version,
        "columns": columns,
    }
    return msgspec.json.encode(head)[:-1] + b',"rows":['


def _rows(page: ReportPage, *, start: int) -> Iterator[bytes]:
    decoder, encoder = msgspec.json.Decoder(ReportRow), msgspec.json.Encoder()
    for number, raw in enumerate(page.rows, start=start + 1):
        try:
            row = decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError) as odd:
            raise _unreadable(str(odd)) from None
        row.row_number = number
        row.id = row.id or number
        for cell in row.cells:
            cell.column_id = cell.virtual_column_id or cell.column_id
        yield encoder.encode(row)


def _unreadable(why: str) -> SheetsUnavailable:
    return SheetsUnavailable("Smartsheet's answer could not be read.", detail=f"report page: {why[:200]}")
