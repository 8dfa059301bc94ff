"""Places and searches, as the model calls them and as the person's card shows them."""

from __future__ import annotations

import pytest

from infra.local.smartsheet.sample.beside import DASHBOARD
from tests.features.tools.conftest import Shop, call, data, records

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_workspaces_reports_and_dashboards_are_listed(shop: Shop) -> None:
    """Each with its name and the person's access; the card has the same table."""
    ctx = shop.ctx()
    for what, name in (
        ("workspaces", "Northwind Launch"),
        ("reports", "Open work"),
        ("dashboards", "Launch dashboard"),
    ):
        found = await data(ctx, "browse", what=what, inside=None)
        assert [(r["Kind"], r["Name"], r["Your access"]) for r in records(found)] == [(what[:-1], name, "owner")]
        assert ctx.findings[-1].table.rows[0][1] == name


async def test_a_place_is_found_by_name_however_deep(shop: Shop) -> None:
    """A workspace, a folder inside it, a name not quite right."""
    ctx = shop.ctx()
    names = {r["Name"] for r in records(await data(ctx, "browse", what="contents", inside="northwind launch"))}
    assert {"Budget", "Archive and stock", "Open work", "Launch dashboard"} <= names
    folder = await data(ctx, "browse", what="contents", inside="archive & stok")
    assert [r["Name"] for r in records(folder)] == ["Launch plan (2025 archive)"]


async def test_who_a_workspace_is_shared_with(shop: Shop) -> None:
    """By name, or the only one; not to those who cannot see it, and a wrong name is asked for again."""
    for inside in ("northwind launch", None):
        ctx = shop.ctx()
        found = await data(ctx, "browse", what="shares", inside=inside)
        assert [(r["Who"], r["Email"], r["Access"], r["Through"]) for r in records(found)] == [
            ("Ava Chen", "ava@northwind.example", "owner", "workspace")
        ]
        assert "everything in it" in ctx.findings[-1].evidence.notes[0]
    wrong = await call(shop.ctx(), "browse", what="shares", inside="marketing")
    assert (wrong["code"], "Northwind Launch" in wrong["hint"]) == ("NOT_FOUND", True)
    hidden = await call(shop.ctx("elif"), "browse", what="shares", inside="northwind launch")
    assert "Ava" not in str(hidden)


async def test_who_a_report_and_a_dashboard_are_shared_with(shop: Shop) -> None:
    """Its own shares and its workspace's; for who cannot see it there is none."""
    for name, kind in (("open work", "report"), ("launch dashboard", "dashboard")):
        found = records(await data(shop.ctx(), "browse", what="shares", inside=name))
        assert ("Ava Chen", "owner", kind) in {(r["Who"], r["Access"], r["Through"]) for r in found}
        assert ("Ava Chen", "owner", "workspace") in {(r["Who"], r["Access"], r["Through"]) for r in found}
        assert (await call(shop.ctx("elif"), "browse", what="shares", inside=name))["code"] == "NOT_FOUND"


async def test_an_unknown_place_names_the_nearest(shop: Shop) -> None:
    """So that the model can ask, and nothing is listed."""
    ctx = shop.ctx()
    body = await call(ctx, "browse", what="contents", inside="Marketing hub")
    assert (body["code"], ctx.findings) == ("NOT_FOUND", [])
    assert "Northwind Launch" in body["hint"]
    assert (await call(ctx, "browse", what="contents", inside=None))["code"] == "INVALID_ARGUMENTS"


async def test_a_dashboard_says_what_it_shows(shop: Shop) -> None:
    """Widgets with the names of the sheets and reports behind them; not those one cannot see."""
    found = await data(shop.ctx("carla"), "browse", what="contents", inside="launch dashboard")
    shows = {r["Widget"]: (r["Kind"], r["Shows"]) for r in records(found)}
    assert shows["Budget so far"] == ("metric", "Budget")
    assert shows["Open work"] == ("gridgantt", "Open work")
    shop.world.records.dashboards[DASHBOARD].people["dev"] = "VIEWER"
    hidden = await data(shop.ctx("dev"), "browse", what="contents", inside="launch dashboard")
    assert {r["Widget"]: r["Shows"] for r in records(hidden)}["Budget so far"] is None


async def test_favourites_have_names_and_recent_comes_first(shop: Shop) -> None:
    """Smartsheet gives favourites without names; what changed last leads."""
    ctx = shop.ctx()
    assert [r["Name"] for r in records(await data(ctx, "browse", what="favorites", inside=None))] == ["Launch plan"]
    budget = shop.world.sheet("Budget")
    shop.world.set_cell(budget.id, budget.rows[1].id, "Vendor", "Someone", by="carla")
    recent = records(await data(ctx, "browse", what="recent", inside=None))
    assert recent[0]["Name"] == "Budget"
    stamps = [r["Changed"] for r in recent]
    assert stamps == sorted(stamps, reverse=True)


async def test_each_person_browses_their_own_smartsheet(shop: Shop) -> None:
    """A contractor sees the one sheet; a stranger sees nothing, and that is an answer."""
    recent = records(await data(shop.ctx("dev"), "browse", what="recent", inside=None))
    assert [r["Name"] for r in recent] == ["Launch plan"]
    assert (await data(shop.ctx("elif"), "browse", what="workspaces", inside=None))["total_rows"] == 0


async def test_search_says_where_the_words_are(shop: Shop) -> None:
    """Sheet, row and kind of every hit; comments and files too."""
    ctx = shop.ctx()
    found = await data(ctx, "search", text="altum", sheet=None)
    hits = {(r["Sheet"], r["Kind"]) for r in records(found)}
    assert {("Budget", "cell"), ("Launch plan", "comment"), ("Launch plan", "attachment")} <= hits
    cells = [r for r in records(found) if r["Kind"] == "cell"]
    assert all(r["Row"] for r in cells)
    assert "may be missing" in found["notes"][0]


async def test_search_in_one_sheet_and_of_nothing(shop: Shop) -> None:
    """The sheet is found by name; empty words are refused; a sheet one cannot see is not there."""
    found = await data(shop.ctx(), "search", text="gland", sheet="risk register")
    assert {r["Sheet"] for r in records(found)} == {"Risk register"}
    assert (await call(shop.ctx(), "search", text="  ", sheet=None))["code"] == "INVALID_ARGUMENTS"
    assert (await call(shop.ctx("dev"), "search", text="gland", sheet="risk register"))["code"] == "NOT_FOUND"
    everywhere = await data(shop.ctx("dev"), "search", text="battery price", sheet=None)
    assert everywhere["total_rows"] == 0


async def test_many_hits_are_counted_and_few_are_told(big_shop: Shop) -> None:
    """The model reads 25, the card keeps 100, both know the total."""
    ctx = big_shop.ctx()
    found = await data(ctx, "search", text="aisle 7", sheet="inventory")
    assert found["shown_rows"] == 25
    assert len(ctx.findings[-1].table.rows) == 100
    assert found["total_rows"] == ctx.findings[-1].table.total > 100


@pytest.mark.parametrize("arguments", [{"what": "everything", "inside": None}, {"what": "recent"}, {}])
async def test_arguments_outside_the_schema_are_refused(shop: Shop, arguments: dict[str, object]) -> None:
    """With the field that is wrong."""
    assert (await call(shop.ctx(), "browse", **arguments))["code"] == "INVALID_ARGUMENTS"
