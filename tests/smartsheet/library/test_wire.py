"""What leaves and what is understood, against a server that says exactly what a test tells it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.records import AssetKind
from bot.errors import LimitExceeded, PermissionDenied, RateLimited, SheetsUnavailable, TimedOut
from bot.smartsheet.dashboard_wire import text_of_html
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.record_reader import SmartsheetLibrary
from bot.smartsheet.sheet_reader import SmartsheetSheets
from tests.smartsheet.library.conftest import AVA, BOOK, Scripted
from tests.smartsheet.wire import HANG, answer, refusal


def _query(target: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(target).query)


def _page(number: int, pages: int, *ids: int) -> Any:
    items = [{"id": each, "name": f"R{each}"} for each in ids]
    return answer(200, {"pageNumber": number, "totalPages": pages, "totalCount": 9, "data": items})


async def test_numbered_lists_are_read_to_their_end(scripted: Scripted) -> None:
    """Page after page, an item that moved between pages once."""
    scripted.wire.script.extend([_page(1, 3, 1, 2), _page(2, 3, 2, 3), _page(3, 3, 4)])
    reports = await scripted.library.assets(AVA, AssetKind.REPORT)
    assert [report.id for report in reports] == [1, 2, 3, 4]
    assert [_query(r.target)["page"] for r in scripted.wire.received] == [["1"], ["2"], ["3"]]


async def test_continued_lists_follow_the_key_as_it_came(scripted: Scripted) -> None:
    """Until the key is gone; a key that does not move on ends the list instead of going round."""
    scripted.wire.script.extend(
        [
            answer(200, {"data": [{"id": 1, "name": "A"}], "lastKey": "k/1=="}),
            answer(200, {"data": [{"id": 2, "name": "B"}], "lastKey": "k/1=="}),
        ]
    )
    spaces = await scripted.library.assets(AVA, AssetKind.WORKSPACE)
    assert [space.name for space in spaces] == ["A", "B"]
    assert _query(scripted.wire.received[1].target)["lastKey"] == ["k/1=="]
    assert _query(scripted.wire.received[0].target)["paginationType"] == ["token"]


async def test_an_endless_list_is_refused(scripted: Scripted) -> None:
    """More than 50,000 entries is more than anybody asked for."""
    scripted.wire.otherwise = _page(1, 51, 1)
    with pytest.raises(LimitExceeded):
        await scripted.library.assets(AVA, AssetKind.REPORT)
    assert len(scripted.wire.received) == 1


async def test_children_of_an_unknown_kind_are_left_out(scripted: Scripted) -> None:
    """A kind Smartsheet may add later does not spoil the folder."""
    items = [{"id": 1, "name": "Plan", "resourceType": "SHEET"}, {"id": 2, "name": "?", "resourceType": "hologram"}]
    scripted.wire.otherwise = answer(200, {"data": items})
    children = await scripted.library.children(AVA, AssetKind.FOLDER, 7)
    assert [(child.kind, child.name) for child in children] == [(AssetKind.SHEET, "Plan")]
    assert scripted.wire.received[0].target.startswith("/2.0/folders/7/children?")


async def test_a_search_is_sent_as_a_parameter(scripted: Scripted) -> None:
    """Quotes and signs reach Smartsheet as they were asked."""
    scripted.wire.otherwise = answer(200, {"totalCount": 0, "results": []})
    await scripted.library.search(AVA, '"50% & more"', sheet_id=5)
    received = scripted.wire.received[0].target
    assert urlsplit(received).path == "/2.0/search/sheets/5"
    assert _query(received)["query"] == ['"50% & more"']


async def test_group_shares_and_missing_fields_are_understood(scripted: Scripted) -> None:
    """A group has no email; a share without a name has its address."""
    items = [
        {"id": "g", "type": "GROUP", "groupId": 9, "name": "Everyone", "accessLevel": "VIEWER", "scope": "ITEM"},
        {"id": "u", "type": "USER", "email": "x@y.example", "accessLevel": "ADMIN"},
    ]
    scripted.wire.script.append(answer(200, {"items": items}))
    scripted.wire.otherwise = answer(200, {"items": []})
    shares = await scripted.library.shares(AVA, AssetKind.DASHBOARD, 3)
    assert [(s.name, s.email, s.group) for s in shares] == [("Everyone", "", True), ("", "x@y.example", False)]
    asked = [_query(r.target) for r in scripted.wire.received]
    assert [q["sharingInclude"] for q in asked] == [["ITEM"], ["WORKSPACE"]]
    assert asked[0]["assetType"] == ["sight"]


async def test_summary_values_of_every_shape_are_shown(scripted: Scripted) -> None:
    """Numbers without decimals, ticks, dates in an object, lists as text, nothing as nothing."""
    fields = [
        {"id": 1, "title": "N", "objectValue": 3.0},
        {"id": 2, "title": "T", "type": "CHECKBOX", "objectValue": True},
        {"id": 3, "title": "D", "type": "DATE", "objectValue": {"objectType": "DATE", "value": "2026-12-01"}},
        {"id": 4, "title": "M", "objectValue": {"objectType": "MULTI_PICKLIST"}, "displayValue": "a, b"},
        {"id": 5, "title": "E"},
    ]
    scripted.wire.otherwise = answer(200, {"data": fields, "totalPages": 1})
    found = await scripted.library.summary_fields(AVA, 1)
    assert [field.value for field in found] == ["3", "checked", "2026-12-01", "a, b", None]


async def test_cell_history_counts_ten_requests_of_the_shared_limit(scripted: Scripted) -> None:
    """Both adapters spend from one budget: history takes all that may go at once, then a version must wait too long."""
    brief = Timeouts(total_s=0.5)
    sheets = SmartsheetSheets(tokens=BOOK, api_base=f"{scripted.wire.url}/2.0", requests_per_minute=100, timeouts=brief)
    library = SmartsheetLibrary(sheets.calls, timeouts=brief)
    scripted.wire.otherwise = answer(200, {"data": [], "totalPages": 1, "version": 3})
    try:
        assert await library.cell_history(AVA, 1, row_id=2, column_id=3) == ()
        with pytest.raises(RateLimited):
            await sheets.version(AVA, 1)
    finally:
        await sheets.aclose()
    assert len(scripted.wire.received) == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refusal(403, 1013), PermissionDenied),
        (answer(200, {"oops": True}), SheetsUnavailable),
        (answer(200, b"<html>"), SheetsUnavailable),
    ],
)
async def test_refusals_and_nonsense_are_errors_of_ours(scripted: Scripted, reply: Any, error: type[Exception]) -> None:
    """A plan without the feature, an answer of another shape, a page: never an empty list."""
    scripted.wire.otherwise = reply
    with pytest.raises(error):
        await scripted.library.automations(AVA, 1)


async def test_several_pages_share_one_deadline(scripted: Scripted) -> None:
    """A list whose second page hangs ends as TimedOut within the total, not page by page."""
    library = SmartsheetLibrary(scripted.sheets.calls, timeouts=Timeouts(total_s=0.4))
    scripted.wire.script.append(_page(1, 2, 1))
    scripted.wire.otherwise = HANG
    with pytest.raises(TimedOut):
        await library.assets(AVA, AssetKind.REPORT)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("<b>bold</b>\n\n  text<br/>next", "bold\ntext\nnext"),
        ("1 &lt; 2", "1 < 2"),
        ("", ""),
    ],
)
def test_text_widgets_lose_their_markup(markup: str, text: str) -> None:
    """Words and paragraphs stay."""
    assert text_of_html(markup) == text
