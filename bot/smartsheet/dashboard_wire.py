"""A dashboard (“sight” in the API): its widgets' titles, kinds, texts and what they are drawn from.

https://developers.smartsheet.com/api/smartsheet/openapi/dashboards/get-dashboard . The figures a widget shows are not
in the answer (only where they come from), so they are asked of the sheet or report itself. Widgets come in a dozen
shapes; each is read as far as it is known, and always by title and kind.
"""

from __future__ import annotations

import html
import re
from typing import Any

from bot.domain.records import AssetKind, DashboardInfo, Widget
from bot.smartsheet.place_wire import Wire

_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SAYING = ("url", "fileName")


class WireSight(Wire, frozen=True):
    id: int
    name: str = ""
    permalink: str | None = None
    widgets: tuple[Any, ...] = ()

    def dashboard(self) -> DashboardInfo:
        widgets = tuple(_widget(raw) for raw in self.widgets if isinstance(raw, dict))
        return DashboardInfo(self.id, self.name, self.permalink or "", widgets)


def _widget(raw: dict[str, Any]) -> Widget:
    found = raw.get("contents")
    contents: dict[str, Any] = found if isinstance(found, dict) else {}
    shows = None
    for kind, name in ((AssetKind.SHEET, "sheetId"), (AssetKind.REPORT, "reportId")):
        if isinstance(source := contents.get(name), int) and shows is None:
            shows = (kind, source)
    said = text_of_html(_text(contents, "htmlContent")) or next(
        (text for name in _SAYING if (text := _text(contents, name))), ""
    )
    return Widget(title=_text(raw, "title"), kind=_text(raw, "type"), text=said, shows=shows)


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def text_of_html(markup: str) -> str:
    """The words of a text widget, a paragraph a line."""
    lines = html.unescape(_TAG.sub("", _BREAK.sub("\n", markup))).splitlines()
    return "\n".join(line for each in lines if (line := " ".join(each.split())))
