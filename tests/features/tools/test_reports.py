"""A report opened like a sheet: found by name, queried, read afresh, and only by those who see it."""

from __future__ import annotations

import pytest

from bot.domain.reports import id_for_report, report_behind
from infra.local.smartsheet.faults import Kind
from infra.local.smartsheet.sample.beside import REPORT
from tests.features.tools.conftest import Shop, call, data, records

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_report_is_opened_by_its_name_and_queried(shop: Shop) -> None:
    """Rows of both sheets, counted by SQL, under the report's own titles."""
    ctx = shop.ctx("ben")
    opened = await data(ctx, "open_sheet", sheet="open work")
    assert opened["opened"]["name"] == "Open work"
    sql = 'SELECT "Sheet Name", count(*) AS n FROM open_work GROUP BY 1 ORDER BY 1'
    found = await data(ctx, "query", sql=sql, title="Open rows by sheet")
    counts = {r["Sheet Name"]: r["n"] for r in records(found)}
    kept = shop.world.records.reports[REPORT].keeps
    expected = {
        name: sum(kept(shop.world.sheet(name), row) for row in shop.world.sheet(name).rows)
        for name in ("Launch plan", "Risk register")
    }
    assert counts == expected
    assert ctx.findings[-1].evidence.sources[0].sheet_id == id_for_report(REPORT)


async def test_a_change_in_a_sheet_shows_in_the_next_turn(shop: Shop) -> None:
    """Nothing tells that a report's rows changed, so it is read again; within a turn it stays the same."""
    before = await data(shop.ctx("ben"), "open_sheet", sheet="open work")
    risks = shop.world.sheet("Risk register").id
    shop.world.add_row(risks, {"Risk": "One more", "Status": "Open"}, by="ben")
    shop.clock_on()
    after = await data(shop.ctx("ben"), "open_sheet", sheet="open work")
    assert after["opened"]["rows"] == before["opened"]["rows"] + 1


async def test_nobody_opens_a_report_that_is_not_theirs(shop: Shop) -> None:
    """Not by name, not by id, also after another person opened it."""
    await data(shop.ctx("ben"), "open_sheet", sheet="open work")
    for asked in ("open work", str(id_for_report(REPORT))):
        assert (await call(shop.ctx("dev"), "open_sheet", sheet=asked))["code"] == "NOT_FOUND"


async def test_what_lies_beside_rows_is_asked_of_the_sheets(shop: Shop) -> None:
    """A report has no comments of its own; the hint says where to look. Its data can be checked."""
    ctx = shop.ctx("ben")
    body = await call(ctx, "look_up", sheet="open work", what="comments", row_number=None, column=None)
    assert (body["code"], "Sheet Name" in body["hint"]) == ("INVALID_ARGUMENTS", True)
    assert (await data(ctx, "check_quality", sheet="open work", key_column=None))["sheet"] == "Open work"


async def test_a_reports_rows_are_assigned_once(shop: Shop) -> None:
    """They are rows of sheets, which are read themselves."""
    ctx = shop.ctx("ben")
    await data(ctx, "assigned_to_me")
    assert "Open work" not in {row[3] for row in ctx.findings[-1].table.rows}


async def test_sheets_are_listed_where_reports_may_not_be(shop: Shop) -> None:
    """Whatever is the matter with reports, sheets are found and opened."""
    shop.world.faults.add(Kind.UNEXPECTED, path="/reports", count=None)
    listed = await data(shop.ctx(), "list_sheets", name_contains=None)
    assert listed["total"] == 5
    assert "opened" in await data(shop.ctx(), "open_sheet", sheet="budget")


async def test_a_reports_id_is_no_sheets_and_fits_64_bits() -> None:
    """There and back; a sheet's id stays what it is."""
    assert report_behind(id_for_report(2**53)) == 2**53
    assert id_for_report(2**53) < 2**63
    assert report_behind(2**53) is None
