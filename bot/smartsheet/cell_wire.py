"""Cells between the API's shape and what a plan keeps: read so that writing them back restores them.

https://developers.smartsheet.com/api/smartsheet/openapi/rows/update-rows . What `raw` holds is what a write sends: a
formula, a link or a list as such, else the value. A cell link goes with a null value and without a format, and not in
one request with other cells (error 1115). `strict` is sent as false only for a value that does not fit its column (free
text in a date column), because lenient parsing also turns the text “5” into a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from json.encoder import encode_basestring
from typing import Any

import msgspec

from bot.domain.live import NOTHING, CellContent, RowWrite
from bot.domain.sheets import Column, ColumnType

_DATES = {ColumnType.DATE, ColumnType.DATETIME, ColumnType.ABSTRACT_DATETIME}
_LISTS = {"MULTI_PICKLIST": "values", "MULTI_CONTACT": "values", "PREDECESSOR_LIST": "predecessors"}
_DAY_AND_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+Z?")


class WireCell(msgspec.Struct, rename="camel"):
    column_id: int
    value: Any = None
    display_value: Any = None
    object_value: Any = None
    formula: str | None = None
    hyperlink: dict[str, Any] | None = None
    link_in_from_cell: dict[str, Any] | None = None
    image: dict[str, Any] | None = None
    format: str | None = None


class Contents:
    """What cells hold, each kind of plain cell worked out once: a column repeats its values thousands of times."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], CellContent] = {}

    def of(self, cell: WireCell, column: Column) -> CellContent:
        """As `content_of`. A number and a truth value that compare as equal are told apart by their types."""
        value = cell.value
        if (
            cell.object_value is not None
            or cell.formula is not None
            or cell.hyperlink is not None
            or cell.link_in_from_cell is not None
            or cell.image is not None
            or isinstance(value, dict | list)
        ):
            return content_of(cell, column)
        key = (column.id, type(value), value, cell.display_value, cell.format)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = content_of(cell, column)
        return known


def content_of(cell: WireCell, column: Column) -> CellContent:
    """What the cell holds; of a column that Smartsheet fills itself, only how it is shown."""
    shown = _shown(cell, column)
    if column.formula or column.system_type:
        return CellContent("", shown)
    written = _written(cell, column)
    if not written:
        return NOTHING if not cell.format else CellContent(format=cell.format)
    return CellContent(canonical(written), shown, cell.format or "")


def canonical(fields: dict[str, Any]) -> str:
    """The same text for the same content: 5.0 is 5, keys in order."""
    if fields.keys() == {"value"} and type(fields["value"]) is str:  # most cells: a sheet has half a million
        return f'{{"value":{encode_basestring(fields["value"])}}}'
    return json.dumps(_plain(fields), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def cell_body(column_id: int, content: CellContent) -> dict[str, Any]:
    """The cell as a write sends it; an empty one clears."""
    fields: dict[str, Any] = json.loads(content.raw) if content.raw else {"value": ""}
    if content.format and not content.linked:
        fields["format"] = content.format
    return {"columnId": column_id, **fields}


def split_links(rows: Sequence[RowWrite]) -> tuple[list[RowWrite], list[RowWrite]]:
    """The rows with their cell links alone, and the rows with their other cells."""
    links, others = [], []
    for row in rows:
        linked = tuple(cell for cell in row.cells if cell[1].linked)
        if linked:
            links.append(replace(row, cells=linked))
        if len(linked) < len(row.cells):
            others.append(
                replace(row, cells=tuple(cell for cell in row.cells if cell not in linked)) if linked else row
            )
    return links, others


def _written(cell: WireCell, column: Column) -> dict[str, Any]:
    if cell.link_in_from_cell is not None:
        link = {name: cell.link_in_from_cell.get(name) for name in ("sheetId", "rowId", "columnId")}
        return {"linkInFromCell": link, "value": None}
    if cell.formula:
        return {"formula": cell.formula}
    if cell.hyperlink is not None:
        kept = {
            name: cell.hyperlink[name] for name in ("url", "sheetId", "reportId", "sightId") if name in cell.hyperlink
        }
        return {"hyperlink": kept, "value": "" if cell.value is None else str(cell.value)}
    if isinstance(cell.object_value, dict) and (structured := _structured(cell.object_value)):
        fits = _list_fits(structured, column)
        return {"objectValue": structured} if fits else {"objectValue": structured, "strict": False}
    value = cell.value
    if value is None or value == "" or (value is False and column.type is ColumnType.CHECKBOX):
        return {}
    return {"value": value} if _fits(value, column) else {"value": value, "strict": False}


def _structured(found: dict[str, Any]) -> dict[str, Any]:
    kind = str(found.get("objectType", ""))
    if kind == "CONTACT" and found.get("email"):
        return _contact(found)
    if kind == "MULTI_CONTACT":
        return {"objectType": kind, "values": [_contact(each) for each in found.get("values") or ()]}
    if kind == "PREDECESSOR_LIST":
        listed = [{n: p[n] for n in ("rowId", "type", "lag") if p.get(n)} for p in found.get("predecessors") or ()]
        return {"objectType": kind, "predecessors": listed}
    if kind in _LISTS and found.get(_LISTS[kind]):
        return {"objectType": kind, _LISTS[kind]: found[_LISTS[kind]]}
    return {}


def _contact(found: dict[str, Any]) -> dict[str, Any]:
    kept = {name: found[name] for name in ("email", "name") if found.get(name)}
    return {"objectType": "CONTACT", **kept}


def _list_fits(structured: dict[str, Any], column: Column) -> bool:
    values = structured.get("values", ())
    if structured["objectType"] == "MULTI_CONTACT":
        return all("email" in each for each in values)
    return structured["objectType"] != "MULTI_PICKLIST" or set(values) <= set(column.options)


def _fits(value: Any, column: Column) -> bool:
    if column.type in _DATES:
        return isinstance(value, str) and _is_day(value[:10])
    if column.type is ColumnType.PICKLIST:
        return (f"{value:g}" if isinstance(value, float) else str(value)) in column.options
    if column.type is ColumnType.CHECKBOX:
        return isinstance(value, bool)
    if column.type is ColumnType.CONTACT_LIST:
        return isinstance(value, str) and "@" in value
    return True


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _shown(cell: WireCell, column: Column) -> str:
    if isinstance(cell.display_value, str) and cell.display_value:
        return cell.display_value
    if isinstance(cell.value, bool):
        return "Yes" if cell.value else ""
    if cell.value is None:
        return ""
    text = f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value)
    return _DAY_AND_TIME.sub(r"\1", text) if column.type in _DATES else text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
