"""What lies beside the rows, as the model calls it: every kind, by row or sheet, under each person's authority."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from infra.local.smartsheet.faults import Kind
from infra.local.smartsheet.sample.beside import INJECTION
from tests.features.tools.conftest import Shop, call, data, records

KINDS = (
    *("comments", "attachments", "shares", "summary_fields"),
    *("update_requests", "automations", "cross_sheet_references"),
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _row(shop: Shop, sheet: str, title: str) -> int:
    found = shop.world.sheet(sheet)
    return found.rows.index(found.find(found.primary.title, title)) + 1


async def test_who_moved_this_date_when_from_what(shop: Shop) -> None:
    """By row number and column title: newest first, dates as dates, each with its author."""
    ctx, number = shop.ctx("dev"), _row(shop, "Launch plan", "Launch day")
    found = await data(ctx, "look_up", sheet="launch plan", what="history", row_number=number, column="due date")
    assert (found["row"], found["row_name"]) == (number, "Launch day")
    assert [(r["Who"], r["From"], r["To"]) for r in records(found)] == [
        ("Ava Chen", "2026-12-15", "2026-12-22"),
        ("Carla Rossi", "2026-12-08", "2026-12-15"),
        ("Ava Chen", None, "2026-12-08"),
    ]
    kept = ctx.findings[-1]
    assert kept.table.rows[0][2:] == (date(2026, 12, 15), date(2026, 12, 22))
    assert isinstance(kept.table.rows[0][0], datetime)
    assert "Due Date" in kept.evidence.notes[0]
    assert [source.name for source in kept.evidence.sources] == ["Launch plan"]
    assert kept.evidence.sql == ""


@pytest.mark.parametrize(("row", "column"), [(None, "Due Date"), (3, None), (None, None)])
async def test_history_needs_one_cell(shop: Shop, row: int | None, column: str | None) -> None:
    """The hint says how to find the row; nothing is asked of Smartsheet for it."""
    body = await call(shop.ctx(), "look_up", sheet="launch plan", what="history", row_number=row, column=column)
    assert body["code"] == "INVALID_ARGUMENTS"
    assert "_row" in body["hint"]
    assert shop.world.calls.matching(path="/history") == []


async def test_unknown_rows_and_columns_name_what_there_is(shop: Shop) -> None:
    """The sheet's size, the nearest titles."""
    ask = {"sheet": "launch plan", "what": "history"}
    far = await call(shop.ctx(), "look_up", **ask, row_number=900, column="Due Date")
    assert (far["code"], "46 rows" in far["message"]) == ("NOT_FOUND", True)
    near = await call(shop.ctx(), "look_up", **ask, row_number=3, column="Due Dat")
    assert near["code"] == "NOT_FOUND"
    assert near["hint"].startswith("The closest: Due Date,")


async def test_comments_of_a_row_in_their_order(shop: Shop) -> None:
    """Who said what, with the row's name and the files on a comment."""
    number = _row(shop, "Launch plan", "Order injection moulds")
    found = await data(shop.ctx("dev"), "look_up", sheet="launch plan", what="comments", row_number=number, column=None)
    assert [(r["_row"], r["In"], r["Who"]) for r in records(found)] == [
        (number, "Order injection moulds", "Ben Okafor"),
        (number, "Order injection moulds", "Carla Rossi"),
        (number, "Order injection moulds", "Ben Okafor"),
    ]
    assert records(found)[1]["Comment"].endswith("[Deposit receipt.pdf]")


async def test_comments_of_a_sheet_newest_first(shop: Shop) -> None:
    """Every row's and the sheet's own."""
    found = records(
        await data(shop.ctx(), "look_up", sheet="launch plan", what="comments", row_number=None, column=None)
    )
    assert {r["In"] for r in found} >= {"the sheet", "Order injection moulds", "Translate the site (DE, TR, AR)"}
    assert [r["When"] for r in found] == sorted((r["When"] for r in found), reverse=True)
    assert any(r["Comment"] == "متى تنتهي مراجعة النص العربي؟" for r in found)


async def test_attachments_say_what_they_hang_on(shop: Shop) -> None:
    """The row, the comment's row, or the sheet."""
    found = await data(shop.ctx(), "look_up", sheet="launch plan", what="attachments", row_number=None, column=None)
    number = _row(shop, "Launch plan", "Order injection moulds")
    assert {(r["Name"], r["_row"], r["On"], r["Kind"]) for r in records(found)} == {
        ("Mould offer Altum.pdf", number, "Order injection moulds", "file, 418 KB"),
        ("Deposit receipt.pdf", number, "a comment on Order injection moulds", "file, 96 KB"),
        ("Steering deck", None, "the sheet", "link"),
    }


async def test_who_can_see_this(shop: Shop) -> None:
    """Own shares and the workspace's, with level."""
    found = await data(shop.ctx(), "look_up", sheet="risk register", what="shares", row_number=None, column=None)
    assert {(r["Who"], r["Access"], r["Through"]) for r in records(found)} == {
        ("Ava Chen", "owner", "sheet"),
        ("Ben Okafor", "editor", "sheet"),
        ("Carla Rossi", "viewer", "sheet"),
        ("Ava Chen", "owner", "workspace"),
    }


async def test_summary_requests_rules_and_references(shop: Shop) -> None:
    """Each in a table that reads by itself."""
    ctx, ask = shop.ctx("ben"), {"sheet": "launch plan", "row_number": None, "column": None}
    summary = {r["Field"]: r["Value"] for r in records(await data(ctx, "look_up", what="summary_fields", **ask))}
    assert (summary["Launch date"], summary["Decision needed"]) == ("2026-12-22", None)
    (request,) = records(await data(ctx, "look_up", what="update_requests", **ask))
    late = sorted(_row(shop, "Launch plan", name) for name in ("Offline sync", "Push notifications"))
    assert (request["Rows"], request["Sent"]) == (", ".join(map(str, late)), "weekly")
    rules = records(await data(ctx, "look_up", what="automations", **ask))
    assert [(r["On"], r["Problem"]) for r in rules] == [(True, None), (False, "Approval column missing.")]
    references = records(await data(ctx, "look_up", what="cross_sheet_references", **ask))
    assert [(r["From sheet"], r["Status"]) for r in references] == [
        ("Risk register", "ok"),
        ("a sheet not shared with you", "broken"),
    ]


@pytest.mark.parametrize("what", KINDS)
async def test_nothing_is_told_about_a_sheet_one_cannot_see(shop: Shop, what: str) -> None:
    """As if there were no such sheet, after another person looked it up a moment ago; by id as well."""
    ask = {"what": what, "row_number": None, "column": None}
    await data(shop.ctx("ava"), "look_up", sheet="risk register", **ask)
    dev = shop.ctx("dev")
    for sheet in ("risk register", str(shop.world.sheet("Risk register").id)):
        body = await call(dev, "look_up", sheet=sheet, **ask)
        assert body["code"] == "NOT_FOUND"
    assert dev.findings == []


@pytest.mark.parametrize("what", KINDS)
async def test_a_look_up_that_fails_puts_nothing_on_the_card(shop: Shop, what: str) -> None:
    """Smartsheet away: a code and a sentence, no table."""
    ctx = shop.ctx()
    await ctx.snapshot(shop.world.sheet("Launch plan").id)
    shop.world.faults.add(Kind.UNEXPECTED, path="/sheets/|/shares", count=None)
    body = await call(ctx, "look_up", sheet="launch plan", what=what, row_number=None, column=None)
    assert (body["ok"], body["code"], ctx.findings) == (False, "UNAVAILABLE", [])


async def test_orders_in_a_comment_stay_words_in_a_table(shop: Shop) -> None:
    """What a comment says reaches the model inside a JSON string, shortened, and nowhere else."""
    found = await data(shop.ctx("ben"), "look_up", sheet="risk register", what="comments", row_number=None, column=None)
    said = [r["Comment"] for r in records(found) if r["In"] == "Competitor launches first"]
    assert said == [INJECTION if len(INJECTION) <= 160 else INJECTION[:160] + "…"]


async def test_an_ambiguous_name_is_asked_back(shop: Shop) -> None:
    """Two sheets of that name: both are named, neither is read."""
    shop.world.rename_sheet(shop.world.sheet("Team roster").id, "Launch plan")
    body = await call(shop.ctx(), "look_up", sheet="launch plan", what="shares", row_number=None, column=None)
    assert body["code"] == "INVALID_ARGUMENTS"
    assert body["hint"].startswith("Ask which one: Launch plan")
