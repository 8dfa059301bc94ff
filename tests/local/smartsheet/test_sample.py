"""The sample workspace stays the one that questions are asked about, whatever day it is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from infra.local.smartsheet import sample_world
from infra.local.smartsheet.model import Sheet

pytestmark = pytest.mark.days


def _overdue(sheet: Sheet, today: date) -> Counter[str]:
    parents = {row.parent_id for row in sheet.rows}
    owners = []
    for row in sheet.rows:
        late = str(sheet.value(row, "Due Date"))[:10] < today.isoformat()
        if row.id not in parents and late and sheet.value(row, "Status") != "Complete":
            owners.append(str(sheet.value(row, "Assigned To") or "").partition("@")[0])
    return Counter(owners)


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2027, 2, 1), date(2028, 2, 29)])
def test_the_same_tasks_are_overdue_on_any_day(today: date) -> None:
    """Twelve leaf tasks of five owners and nobody are overdue, weekend or leap day."""
    plan = sample_world(today).sheet("Launch plan")
    assert _overdue(plan, today) == {"ben": 3, "ava": 2, "dev": 2, "mei.lin": 2, "carla": 1, "": 2}


def test_two_worlds_of_a_day_are_equal() -> None:
    """Ids, versions and values do not depend on chance."""
    first, second = sample_world(date(2026, 11, 22)), sample_world(date(2026, 11, 22))
    for a, b in zip(first.sheets.values(), second.sheets.values(), strict=True):
        assert (a.id, a.name, a.version, a.columns) == (b.id, b.name, b.version, b.columns)
        if a.name != "Inventory":
            assert [(r.id, r.parent_id, r.cells) for r in a.rows] == [(r.id, r.parent_id, r.cells) for r in b.rows]


def test_rows_are_made_before_they_are_changed_and_never_in_the_future() -> None:
    """Every row's times lie before the end of today, in order."""
    world = sample_world(date(2026, 11, 22))
    end = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    for sheet in world.sheets.values():
        if sheet.name != "Inventory":
            assert all(row.created_at <= row.modified_at <= end for row in sheet.rows), sheet.name


def test_the_traps_are_there() -> None:
    """A formula that divides by zero, text among money, an injection, right-to-left names; parents come first."""
    world = sample_world(date(2026, 11, 22))
    risks, budget, roster = (world.sheet(name) for name in ("Risk register", "Budget", "Team roster"))
    assert [risks.value(row, "Payoff") for row in risks.rows].count("#DIVIDE BY ZERO") == 1
    assert sum("ignore your instructions" in str(risks.value(row, "Mitigation")) for row in risks.rows) == 1
    assert [budget.value(row, "Actual") for row in budget.rows].count("TBD") == 1
    assert {"عمر حدّاد", "נועה לוי", "山田 さくら"} <= {str(roster.value(row, "Name")) for row in roster.rows}
    for sheet in (world.sheet("Launch plan"), budget):
        seen: set[int | None] = {None}
        for row in sheet.rows:
            assert row.parent_id in seen
            seen.add(row.id)
