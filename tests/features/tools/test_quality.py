"""The quality check as a tool: findings with their rows, for any sheet the actor sees."""

from __future__ import annotations

import pytest

from tests.features.tools.conftest import Shop, call, data, records

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_findings_come_with_rows_and_grave_ones_first(shop: Shop) -> None:
    """Of the budget: the formula error and the text among amounts, with their row."""
    ctx = shop.ctx("carla")
    found = await data(ctx, "check_quality", sheet="budget", key_column=None)
    first, second = records(found)[:2]
    assert (first["Severity"], first["Finding"]) == ("high", "“Variance” has a formula error in 1 row.")
    assert (second["Finding"], second["Row numbers"]) == ("“Actual” has text that is not a number in 1 row.", "6")
    assert ctx.findings[-1].evidence.notes == ("All 32 rows were checked; parent rows do not count as work.",)
    assert [source.name for source in ctx.findings[-1].evidence.sources] == ["Budget"]


async def test_many_rows_are_counted_and_few_are_named(shop: Shop) -> None:
    """Twenty numbers and a sign that there are more."""
    risks = shop.world.sheet("Risk register").id
    for number in range(30):
        shop.world.add_row(risks, {"Risk": f"New risk {number}", "Status": "Open"}, by="ben")
    found = await data(shop.ctx(), "check_quality", sheet="risk register", key_column=None)
    owner = next(r for r in records(found) if r["Finding"].startswith("“Owner” is empty"))
    assert owner["Count"] == 31
    assert owner["Row numbers"].count(",") == 19
    assert owner["Row numbers"].endswith(" …")


async def test_a_key_that_must_not_repeat_is_checked(shop: Shop) -> None:
    """A column by its title in any case; an unknown one names the nearest."""
    found = await data(shop.ctx(), "check_quality", sheet="launch plan", key_column="assigned to")
    assert any(r["Finding"].startswith("“Assigned To” repeats") for r in records(found))
    unknown = await call(shop.ctx(), "check_quality", sheet="launch plan", key_column="Assignee")
    assert unknown["code"] == "NOT_FOUND"
    assert "Assigned To" in unknown["hint"]


async def test_a_sheet_one_cannot_see_is_not_checked(shop: Shop) -> None:
    """Not found, as everywhere."""
    assert (await call(shop.ctx("dev"), "check_quality", sheet="budget", key_column=None))["code"] == "NOT_FOUND"
