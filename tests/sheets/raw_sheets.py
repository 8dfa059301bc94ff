"""Builds the raw JSON of GET /sheets/{id}?level=2&include=objectValue,format,writerInfo, small and by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from bot.sheets.load_wire import AssembleRequest, LoadReply, LoadRequest, ReadRequest
from bot.sheets.load_worker import handle

CREATED, MODIFIED = "2026-01-05T09:00:00Z", "2026-02-06T10:30:00Z"
ERROR = "#DIVIDE BY ZERO"


def column(index: int, title: str, type_: str = "TEXT_NUMBER", **more: Any) -> dict[str, Any]:
    """A column whose id is 100 + index; the first one is primary unless `primary` says otherwise."""
    described: dict[str, Any] = {"id": 100 + index, "version": 0, "index": index, "title": title, "type": type_}
    return described | ({"primary": True} if index == 0 else {}) | more


def cell(index: int, value: Any = None, **more: Any) -> dict[str, Any]:
    """A cell of the column with that index; without a value it is empty."""
    return {"columnId": 100 + index} | ({} if value is None else {"value": value}) | more


def contact(email: str, name: str) -> dict[str, Any]:
    return {"objectType": "CONTACT", "email": email, "name": name}


def row(number: int, cells: Iterable[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """Row `number`, whose id is 1000 + number, made by Ava and changed by Ben."""
    return {
        "id": 1000 + number,
        "rowNumber": number,
        "expanded": True,
        "createdAt": CREATED,
        "modifiedAt": MODIFIED,
        "createdBy": {"email": "ava@northwind.example", "name": "Ava Chen"},
        "modifiedBy": {"email": "ben@northwind.example", "name": "Ben Okafor"},
        "cells": list(cells),
        **more,
    }


def sheet(columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "id": 77,
        "name": "Launch plan",
        "version": 12,
        "totalRowCount": len(rows),
        "accessLevel": "EDITOR",
        "permalink": "https://app.smartsheet.com/sheets/launch",
        "columns": list(columns),
        "rows": list(rows),
        **more,
    }


def one_column(type_: str, cells: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A sheet of one column “X” with these cells, one a row; a cell is given without its columnId."""
    return sheet(
        [column(0, "X", type_, **more)],
        [row(number, [{"columnId": 100, **content}]) for number, content in enumerate(cells, start=1)],
    )


def write(raw: Mapping[str, Any], directory: Path) -> Path:
    path = directory / f"{uuid4().hex}.json"
    path.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    return path


def convert(raw: Mapping[str, Any], directory: Path) -> tuple[LoadReply, Path]:
    """Run the loading worker here and now; the reply and the Arrow file's path."""
    destination = directory / f"{uuid4().hex}.arrow"
    request = LoadRequest(source=str(write(raw, directory)), destination=str(destination))
    return msgspec.msgpack.decode(handle(msgspec.msgpack.encode(request)), type=LoadReply), destination


def convert_in_parts(raw: Mapping[str, Any], parts: int, directory: Path) -> tuple[LoadReply, Path]:
    """The same by way of `parts` separate readings of the rows."""
    source, destination = write(raw, directory), directory / f"{uuid4().hex}.arrow"
    paths = [str(directory / f"{uuid4().hex}.part") for _ in range(parts)]
    for number, path in enumerate(paths):
        handle(msgspec.msgpack.encode(ReadRequest(str(source), path, part=number, parts=parts)))
    assemble = AssembleRequest(parts=paths, destination=str(destination))
    return msgspec.msgpack.decode(handle(msgspec.msgpack.encode(assemble)), type=LoadReply), destination
