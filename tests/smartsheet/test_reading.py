"""What the port's questions ask of Smartsheet and what they make of the answers."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.sheets import SheetSummary
from bot.errors import SheetsUnavailable, TimedOut
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.token_book import SERVICE
from tests.smartsheet.conftest import MakeSheets
from tests.smartsheet.wire import Reply, Wire, answer, refusal


def page(number: int, total: int, *sheets: dict[str, object]) -> Reply:
    return answer(200, {"pageNumber": number, "pageSize": 2, "totalPages": total, "data": list(sheets)})


def listed(sheet_id: int, modified_at: str | None, **fields: object) -> dict[str, object]:
    when = {} if modified_at is None else {"modifiedAt": modified_at}
    return {"id": sheet_id, "name": f"Sheet {sheet_id}", **when, **fields}


async def test_the_list_has_all_pages_latest_change_first(wire: Wire, make_sheets: MakeSheets) -> None:
    """Pages are asked for until the last; sheets without a date come last; unknown fields do not matter."""
    wire.script.extend(
        [
            page(1, 3, listed(1, "2026-01-01T00:00:00Z"), listed(2, None)),
            page(
                2, 3, listed(3, "2026-03-01T00:00:00+00:00", accessLevel="OWNER", permalink="https://x/3", new={"a": 1})
            ),
            page(3, 3, listed(4, "2026-02-01T00:00:00")),
        ]
    )
    sheets = await make_sheets().list_sheets(SERVICE)
    assert [sheet.id for sheet in sheets] == [3, 4, 1, 2]
    assert sheets[0] == SheetSummary(
        id=3,
        name="Sheet 3",
        permalink="https://x/3",
        access_level="OWNER",
        modified_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert [parse_qs(urlsplit(r.target).query)["page"] for r in wire.received] == [["1"], ["2"], ["3"]]


async def test_a_sheet_that_moved_between_pages_is_listed_once(wire: Wire, make_sheets: MakeSheets) -> None:
    """Pages are read one after another while the account changes."""
    wire.script.extend([page(1, 2, listed(1, "2026-01-01T00:00:00Z")), page(2, 2, listed(1, "2026-01-01T00:00:00Z"))])
    assert [sheet.id for sheet in await make_sheets().list_sheets(SERVICE)] == [1]


async def test_an_account_without_sheets_has_an_empty_list(wire: Wire, make_sheets: MakeSheets) -> None:
    """No sheets is an answer, not an error."""
    wire.otherwise = page(1, 0)
    assert await make_sheets().list_sheets(SERVICE) == ()
    assert len(wire.received) == 1


async def test_a_fault_on_a_later_page_costs_only_that_page(wire: Wire, make_sheets: MakeSheets) -> None:
    """The page is asked for again, not the list."""
    wire.script.extend([page(1, 2, listed(1, None)), refusal(500, 4004), page(2, 2, listed(2, None))])
    sheets = await make_sheets(retry_policy=RetryPolicy(first_pause_s=0.01)).list_sheets(SERVICE)
    assert {sheet.id for sheet in sheets} == {1, 2}
    assert len(wire.received) == 3


async def test_a_list_that_never_ends_meets_the_deadline(wire: Wire, make_sheets: MakeSheets) -> None:
    """The total deadline is for the question, not for each page."""
    wire.otherwise = page(1, 1_000_000, listed(1, None))
    with pytest.raises(TimedOut):
        await make_sheets(timeouts=Timeouts(total_s=0.3), requests_per_minute=10**6).list_sheets(SERVICE)


async def test_half_a_list_is_no_list(wire: Wire, make_sheets: MakeSheets) -> None:
    """When a page cannot be had the question fails; sheets are not silently missing."""
    wire.script.append(page(1, 2, listed(1, None)))
    wire.otherwise = refusal(503, 4001)
    with pytest.raises(SheetsUnavailable):
        await make_sheets(retry_policy=RetryPolicy(attempts=2, first_pause_s=0.01)).list_sheets(SERVICE)


async def test_the_version_is_one_small_request(wire: Wire, make_sheets: MakeSheets) -> None:
    """`GET /sheets/{id}/version`, nothing else."""
    wire.otherwise = answer(200, {"version": 41})
    assert await make_sheets().version(SERVICE, 4_583_173_393_803_140) == 41
    assert [request.target for request in wire.received] == ["/2.0/sheets/4583173393803140/version"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [({"firstName": "Ava", "lastName": "Chen"}, "Ava Chen"), ({"firstName": "Ava"}, "Ava"), ({}, "")],
)
async def test_the_account_is_the_tokens_user(
    wire: Wire, make_sheets: MakeSheets, names: dict[str, str], expected: str
) -> None:
    """Id, email, and as much of a name as there is."""
    wire.otherwise = answer(200, {"id": 4_820_000_000_000_001, "email": "ava@x.example", **names})
    account = await make_sheets().account(SERVICE)
    assert (account.id, account.email, account.name) == (4_820_000_000_000_001, "ava@x.example", expected)
