"""What is assigned to me, over all my sheets: mine by Teams' or Smartsheet's word, never the model's."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from infra.local.people import BY_KEY
from infra.local.smartsheet import World
from infra.local.smartsheet.faults import Kind
from tests.features.tools.conftest import TODAY, Shop, call, data, records

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _expected(world: World, email: str, sheets: dict[str, tuple[str, ...]]) -> Counter[str]:
    """Rows that name the address in a contact column, by plain reading of the world."""
    counts: Counter[str] = Counter()
    for name, columns in sheets.items():
        sheet = world.sheet(name)
        for row in sheet.rows:
            cells = [row.cells.get(sheet.column(column).id) for column in columns]
            held = [str(cell.value) + str(cell.object) for cell in cells if cell is not None]
            counts[name] += any(email in text for text in held)
    return counts


async def test_my_rows_of_all_my_sheets_unfinished_first(shop: Shop) -> None:
    """Sheet, row number, due date; what is not done comes first and by date; counts are of everything."""
    found = await data(shop.ctx("ben"), "assigned_to_me")
    mine = records(found)
    expected = _expected(
        shop.world,
        "ben@northwind.example",
        {"Launch plan": ("Assigned To", "Reviewers"), "Risk register": ("Owner",)},
    )
    kept = shop.ctx("ben")
    await data(kept, "assigned_to_me")
    rows = kept.findings[-1].table.rows
    assert Counter(row[3] for row in rows if row[3] in expected) == expected
    done = [row[2] in ("Complete", "Closed", "done") for row in rows]
    assert done == sorted(done)
    dues = [row[1] for row, over in zip(rows, done, strict=True) if row[1] and not over]
    assert dues == sorted(dues)
    assert mine[0]["Sheet"] in expected
    assert found["unfinished"] == done.count(False)
    assert found["overdue"] == sum(due < TODAY for due in dues)


async def test_a_reviewer_is_told_apart_from_an_owner(shop: Shop) -> None:
    """One line a row, under the owner column if that names them."""
    ctx = shop.ctx("carla")
    await data(ctx, "assigned_to_me")
    roles = {(row[0], row[5]) for row in ctx.findings[-1].table.rows if row[3] == "Launch plan"}
    assert ("Trade-show stand in Leipzig", "Assigned To") in roles
    assert ("Order injection moulds", "Reviewers") in roles


async def test_the_address_is_teams_word_first(shop: Shop) -> None:
    """Over a shared service account the person's own address counts, in any letter case."""
    ctx = shop.ctx("ava", email="DEV@Northwind.example", own=False)
    await data(ctx, "assigned_to_me")
    names = {row[0] for row in ctx.findings[-1].table.rows}
    assert {"Push notifications", "Support macros and help articles"} <= names
    assert "DEV@Northwind.example" in ctx.findings[-1].evidence.notes[0]


async def test_without_an_address_nothing_is_guessed(shop: Shop) -> None:
    """A shared account's own address is not the person's; no sheet is read."""
    ctx = shop.ctx("ava", own=False)
    assert (await call(ctx, "assigned_to_me"))["code"] == "NOT_FOUND"
    assert ctx.findings == []
    assert shop.world.calls.matching(path="/sheets") == []


async def test_the_model_cannot_ask_for_somebody_else(shop: Shop) -> None:
    """There is no parameter for whose."""
    body = await call(shop.ctx("dev"), "assigned_to_me", email="ava@northwind.example")
    assert body["code"] == "INVALID_ARGUMENTS"


async def test_only_sheets_the_actor_sees_are_read(shop: Shop) -> None:
    """Dev is named in the risk register, which is not shared with him."""
    ctx = shop.ctx("dev")
    found = await data(ctx, "assigned_to_me")
    assert {row[3] for row in ctx.findings[-1].table.rows} == {"Launch plan"}
    assert (found["sheets_read"], found["sheets_in_all"]) == (1, 1)
    assert {source.name for source in ctx.findings[-1].evidence.sources} == {"Launch plan"}


async def test_a_sheet_that_cannot_be_read_is_disclosed(shop: Shop) -> None:
    """The others still answer; the note names the missing one."""
    roster = shop.world.sheet("Team roster").id
    shop.world.faults.add(Kind.UNEXPECTED, path=f"/sheets/{roster}", count=None)
    found = await data(shop.ctx(), "assigned_to_me")
    assert found["sheets_read"] == found["sheets_in_all"] - 1
    assert any("Could not be read now: Team roster." in note for note in found["notes"])


async def test_more_sheets_than_are_read_are_disclosed(shop: Shop) -> None:
    """The most recently changed 25 are looked at."""
    plan = shop.world.sheet("Launch plan")
    for number in range(30):
        other = type(plan)(
            9_000 + number, f"Small {number}", "ava", plan.created_at, plan.created_at - timedelta(days=1)
        )
        other.columns = [type(plan.columns[0])(9_500_000 + number, "Name", "TEXT_NUMBER", primary=True)]
        shop.world.sheets[other.id] = other
    found = await data(shop.ctx(), "assigned_to_me")
    assert (found["sheets_read"], found["sheets_in_all"]) == (25, 35)
    assert any("Only the 25 most recently changed" in note for note in found["notes"])


async def test_nothing_assigned_is_an_answer(shop: Shop) -> None:
    """An empty table and what was read."""
    found = await data(shop.ctx("elif", email=BY_KEY["elif"].email), "assigned_to_me")
    assert (found["total_rows"], found["sheets_in_all"]) == (0, 0)


@pytest.mark.parametrize("key", ["ava", "ben", "carla"])
async def test_the_model_reads_little_of_much(shop: Shop, key: str) -> None:
    """At most 25 rows, whatever is assigned."""
    found = await data(shop.ctx(key), "assigned_to_me")
    assert found["shown_rows"] <= 25
