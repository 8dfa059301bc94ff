"""What of a cell and a row goes over the wire, read and written back, without a request."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from bot.domain.live import CellContent, RowWrite
from bot.domain.sheets import Column, ColumnType
from bot.smartsheet.cell_wire import WireCell, cell_body, content_of, split_links
from bot.smartsheet.row_wire import WireColumn, WireRow, WireSheet

OPTIONS = ("Open", "Done", "5")


def written(kind: ColumnType, value: Any = None, **cell: Any) -> dict[str, Any]:
    """The body in which a cell of such a column goes back as it was read."""
    column = Column(2, 0, "Column", kind, options=OPTIONS)
    body = cell_body(2, content_of(WireCell(2, value, **cell), column))
    assert body.pop("columnId") == 2
    return body


@pytest.mark.parametrize(
    ("kind", "fitting", "misfit"),
    [
        (ColumnType.DATE, "2026-12-01", "soon"),
        (ColumnType.DATETIME, "2026-12-01T08:00:00Z", "2026-13-01"),
        (ColumnType.ABSTRACT_DATETIME, "2026-12-01", 5),
        (ColumnType.PICKLIST, "Open", "Opened"),
        (ColumnType.PICKLIST, 5.0, 6.0),
        (ColumnType.CHECKBOX, True, "maybe"),
        (ColumnType.CONTACT_LIST, "ben@x.example", "Ben"),
    ],
)
def test_only_what_does_not_fit_its_column_is_sent_leniently(kind: ColumnType, fitting: Any, misfit: Any) -> None:
    """`strict` is false for free text in a column of dates, options, boxes or people; else it is not sent."""
    assert written(kind, fitting) == {"value": fitting}
    assert written(kind, misfit) == {"value": misfit, "strict": False}


def test_texts_and_numbers_fit_everywhere_else() -> None:
    """The text “5” stays a text, as a lenient write would make it a number."""
    assert written(ColumnType.TEXT_NUMBER, "5") == {"value": "5"}
    assert written(ColumnType.TEXT_NUMBER, 5.0) == {"value": 5}
    assert written(ColumnType.DURATION, "4d") == {"value": "4d"}


def test_lists_fit_when_all_of_them_do() -> None:
    """Options that the column has, people with an address."""
    known, unknown = ({"objectType": "MULTI_PICKLIST", "values": values} for values in (["Open"], ["Open", "New"]))
    assert written(ColumnType.MULTI_PICKLIST, object_value=known) == {"objectValue": known}
    assert written(ColumnType.MULTI_PICKLIST, object_value=unknown) == {"objectValue": unknown, "strict": False}
    ben, somebody = (
        {"objectType": "CONTACT", "email": "ben@x.example", "name": "Ben"},
        {"objectType": "CONTACT", "name": "Pat"},
    )
    both = {"objectType": "MULTI_CONTACT", "values": [ben, somebody]}
    assert written(ColumnType.MULTI_CONTACT_LIST, object_value={**both, "values": [ben]}) == {
        "objectValue": {**both, "values": [ben]}
    }
    assert written(ColumnType.MULTI_CONTACT_LIST, object_value=both) == {"objectValue": both, "strict": False}


def test_formulas_links_and_nothing_are_written_as_such() -> None:
    """A formula alone, a link with its text, a cell link with nothing beside it; an empty cell clears."""
    assert written(ColumnType.TEXT_NUMBER, 5, formula="=1+4") == {"formula": "=1+4"}
    web = {"url": "https://x.example", "extra": 1}
    assert written(ColumnType.TEXT_NUMBER, "Brief", hyperlink=web) == {
        "hyperlink": {"url": "https://x.example"},
        "value": "Brief",
    }
    link = {"status": "OK", "sheetId": 1, "rowId": 2, "columnId": 3}
    assert written(ColumnType.TEXT_NUMBER, 7, link_in_from_cell=link, format=",,1") == {
        "linkInFromCell": {"sheetId": 1, "rowId": 2, "columnId": 3},
        "value": None,
    }
    assert written(ColumnType.CHECKBOX, False) == {"value": ""}
    assert written(ColumnType.TEXT_NUMBER, "", format=",,1") == {"value": "", "format": ",,1"}


def test_cell_links_go_in_a_request_of_their_own() -> None:
    """Of a row with both, each part goes where it belongs; the row's own settings with either."""
    link, plain = CellContent('{"linkInFromCell":{"sheetId":1},"value":null}'), CellContent('{"value":1}')
    rows = (
        RowWrite(1, ((2, link), (3, plain)), "{}"),
        RowWrite(2, ((3, plain),)),
        RowWrite(3, ((2, link),)),
        RowWrite(4),
    )
    links, others = split_links(rows)
    assert [(row.row_id, [number for number, _ in row.cells]) for row in links] == [(1, [2]), (3, [2])]
    assert [(row.row_id, [number for number, _ in row.cells]) for row in others] == [(1, [3]), (2, [3])]


@pytest.mark.parametrize(
    ("settings", "locked", "flags"),
    [
        ({}, False, {}),
        ({"locked": True}, True, {"locked": True}),
        ({"locked": False, "expanded": False}, False, {"expanded": False}),
        ({"format": ",,1"}, False, {"format": ",,1"}),
        (
            {"locked": True, "expanded": False, "format": ",,1"},
            True,
            {"expanded": False, "format": ",,1", "locked": True},
        ),
    ],
)
def test_a_rows_own_settings_are_kept_as_a_write_sends_them(
    settings: dict[str, Any], locked: bool, flags: dict[str, Any]
) -> None:
    """Locked, collapsed, formatted; nothing where it is as rows are."""
    row = msgspec.json.decode(json.dumps({"id": 11, "rowNumber": 1, **settings}), type=WireRow)
    (live,) = WireSheet(7, rows=[row]).live(()).rows
    assert (live.locked, json.loads(live.flags or "{}")) == (locked, flags)


def test_a_column_is_read_with_what_decides_whether_it_can_be_written() -> None:
    """Locked, hidden, filled by Smartsheet, its part in a project, its people; a type nobody knows is text."""
    raw = {
        "id": 2,
        "title": "End",
        "type": "SOMETHING_NEW",
        "locked": True,
        "hidden": True,
        "validation": True,
        "systemColumnType": "MODIFIED_DATE",
        "tags": ["CALENDAR_END_DATE", "GANTT_END_DATE"],
        "contactOptions": [{"email": "ben@x.example"}, {"name": "Nobody"}, {"email": "a@x.example", "name": "Ana"}],
        "options": ["Open", 5],
    }
    live = msgspec.convert(raw, WireColumn).column()
    column = live.column
    assert (column.locked, column.hidden, column.validation, column.system_type) == (True, True, True, "MODIFIED_DATE")
    assert (column.type, live.role, column.options) == (ColumnType.TEXT_NUMBER, "GANTT_END_DATE", ("Open", "5"))
    assert live.contacts == (("ben@x.example", "ben@x.example"), ("Ana", "a@x.example"))
    assert not msgspec.convert({"id": 3}, WireColumn).column().column.locked
