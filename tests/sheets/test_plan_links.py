"""What is sent for cells that lead somewhere, and for what takes their place."""

from __future__ import annotations

import json

import pytest

from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.links import CellLink, Hyperlink, cell_link_content, hyperlink_content, replacing
from bot.domain.live import NOTHING, CellContent, LiveColumn
from bot.domain.sheets import Column, ColumnType

TEXT = LiveColumn(Column(1, 0, "C", ColumnType.TEXT_NUMBER))
WEB = hyperlink_content(Hyperlink("Brief", url="https://example.com"), TEXT)
LINK = cell_link_content(CellLink(7, 8, 9, "Budget, Row 1, Actual", "12"), 1)
PLAIN = CellContent('{"value":"x"}', "x")
FORMULA = CellContent('{"formula":"=1"}', "=1")
SLY = CellContent(json.dumps({"value": '{"linkInFromCell":{'}, separators=(",", ":")), "")


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        (PLAIN, WEB, {"hyperlink": {"url": "https://example.com"}, "value": "Brief"}),
        (PLAIN, LINK, {"linkInFromCell": {"sheetId": 7, "rowId": 8, "columnId": 9}, "value": None}),
        (WEB, PLAIN, {"hyperlink": None, "value": "x"}),
        (WEB, NOTHING, {"hyperlink": None, "value": ""}),
        (LINK, PLAIN, {"linkInFromCell": None, "value": "x"}),
        (LINK, WEB, {"linkInFromCell": None, "hyperlink": {"url": "https://example.com"}, "value": "Brief"}),
        (LINK, FORMULA, {"formula": "=1"}),
        (LINK, LINK, {"linkInFromCell": {"sheetId": 7, "rowId": 8, "columnId": 9}, "value": None}),
        (SLY, PLAIN, {"value": "x"}),
    ],
)
def test_a_link_that_goes_is_taken_away_by_null(before: CellContent, after: CellContent, sent: object) -> None:
    """Except by a formula, which must come alone; a link that stays or comes is sent as it is."""
    assert json.loads(replacing(before, after).raw) == sent


def test_only_a_cell_link_is_one() -> None:
    """Text that looks like the API's words is text."""
    over = replacing(WEB, LINK)
    assert over.linked
    assert json.loads(over.raw)["hyperlink"] is None
    assert not any(content.linked for content in (SLY, WEB, PLAIN, FORMULA, NOTHING, replacing(LINK, PLAIN)))


@pytest.mark.parametrize(
    "url", ["javascript:x", "https://a b", "https:///x", "https://[x", "mailto:", 'https://a"b', "x"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Only http, https and mailto, with somewhere to go."""
    with pytest.raises(InvalidCellValue, match="web address"):
        hyperlink_content(Hyperlink("Brief", url=url), TEXT)


def test_a_hyperlink_is_text() -> None:
    """A date or a person does not lead anywhere."""
    with pytest.raises(InvalidCellValue, match="text column"):
        hyperlink_content(Hyperlink("Brief", url="https://a.example"), LiveColumn(Column(1, 0, "C", ColumnType.DATE)))
