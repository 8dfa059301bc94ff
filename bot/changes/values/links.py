"""Cells that lead somewhere: hyperlinks, and cell links, whose value Smartsheet brings from another sheet.

https://developers.smartsheet.com/api/smartsheet/openapi/cells : a hyperlink goes to an address or to a sheet, report or
dashboard, one of them; its text is the cell's value. A cell link is written with no value, apart from other cells, into
a row that exists, and never to its own sheet. Either is taken away by null.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit, urlunsplit

from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.domain.live import CellContent, LiveColumn
from bot.domain.record_changes import canonical
from bot.domain.sheets import ColumnType

SCHEMES = frozenset({"http", "https", "mailto"})
_AS_IT_IS = "/%:@!$&'()*+,;=~?[]"
_LINKS = ("hyperlink", "linkInFromCell")
_UNSAFE = re.compile('[\\s\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>"]|[\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """Text that leads to `url`, or to the sheet, report or dashboard (`field` is the API's name for its id)."""

    text: str
    url: str = ""
    field: str = ""
    id: int = 0
    name: str = ""

    def __str__(self) -> str:
        target = self.url or f"“{self.name}”"
        return f"{self.text} ({target})" if self.text != target else target


@dataclass(frozen=True, slots=True)
class CellLink:
    """The cell whose value is brought: its ids, where it is in words, and what it holds now."""

    sheet_id: int
    row_id: int
    column_id: int
    where: str
    shown: str = ""

    def __str__(self) -> str:
        return f"{self.shown} (linked to {self.where})".strip()


def hyperlink_content(link: Hyperlink, column: LiveColumn) -> CellContent:
    """What is written for the link. Raises InvalidCellValue for other columns and for unsafe addresses."""
    if column.column.type is not ColumnType.TEXT_NUMBER:
        raise InvalidCellValue("A hyperlink goes into a text column.")
    if link.url:
        target: dict[str, object] = {"url": _address(link.url)}
    else:
        target = {link.field: link.id}
    text = link.text or link.url or link.name
    return CellContent(canonical({"hyperlink": target, "value": text}), str(replace(link, text=text)))


def cell_link_content(link: CellLink, sheet_id: int) -> CellContent:
    """What is written for the link; Smartsheet then brings the value. Raises InvalidCellValue within one sheet."""
    if link.sheet_id == sheet_id:
        raise InvalidCellValue(
            "A cell cannot be linked to its own sheet; write a formula such as =[Column Name]1 instead."
        )
    place = {"sheetId": link.sheet_id, "rowId": link.row_id, "columnId": link.column_id}
    return CellContent(canonical({"linkInFromCell": place, "value": None}), str(link))


def replacing(before: CellContent, after: CellContent) -> CellContent:
    """`after` as it is sent over `before`: a link that is there and is not to stay is taken away by null.

    A formula takes the cell's place whole and must come alone (error 1163).
    """
    gone = [name for name in _LINKS if before.raw.startswith(f'{{"{name}":') and f'"{name}":{{' not in after.raw]
    if not gone or '"formula":' in after.raw:
        return after
    fields = json.loads(after.raw) if after.raw else {"value": ""}
    return replace(after, raw=canonical({**fields, **dict.fromkeys(gone)}))


def web_address(url: str) -> str:
    """The address in plain letters, as a card shows and a browser opens it. Raises InvalidCellValue for others."""
    parts = urlsplit(_address(url))
    try:
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        host = port = ""
    if parts.scheme.lower() == "mailto" or not host or "@" in parts.netloc:
        raise InvalidCellValue("What is attached is a web address (https://…), without a name or password in it.")
    path, query, fragment = (quote(part, safe=_AS_IT_IS) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme.lower(), host + port, path, query, fragment))


def _address(url: str) -> str:
    """Raises InvalidCellValue for what is no web or mail address."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        named = parts.path if parts.scheme.lower() == "mailto" else parts.hostname
    except ValueError:
        named = None
    if not named or parts.scheme.lower() not in SCHEMES or _UNSAFE.search(url):
        raise InvalidCellValue(
            "A hyperlink is a web address (https://…), a mail address (mailto:…), or a sheet by its name."
        )
    return url
