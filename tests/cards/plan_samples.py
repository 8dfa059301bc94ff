"""Every state of a change's card, and changes of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.answers import View
from bot.domain.live import CellContent
from bot.domain.outline import Place
from bot.domain.plan_standing import Moved, Outcome, PlanState, Standing
from bot.domain.plan_view import PlanCard
from bot.domain.plans import AddRows, DeleteRows, MoveRows, NewCell, NewRow, RowImage, RowMove, UpdateCells
from tests.builders import NOON, a_person
from tests.plans import a_plan, an_edit

WIDE = "\U0001f680" * 4000


def plan_views() -> dict[str, View]:
    """Every view by name."""
    updates = UpdateCells(
        tuple(replace(an_edit(n, before="In Progress"), row_label="Book venue") for n in range(12, 39))
    )
    changed = a_plan(steps=(updates,), title="Set Status to Done", selection="SELECT _row_id FROM launch_plan WHERE …")
    cells = (
        NewCell(1, "Task", CellContent('{"value":"x"}', "Venue")),
        NewCell(2, "Due", CellContent('{"value":"y"}', "2026-12-05")),
    )
    gone = tuple(RowImage(n, n, f"Task {n}", Place(), int(n > 3), cells) for n in range(3, 7))
    applied = Standing(
        PlanState.APPLIED, 2, a_person(), NOON + timedelta(minutes=2), outcome=Outcome(cells=27), cards=("1",)
    )
    moved = Outcome(moved=(Moved("Row 12 “Book venue”, Status", "is now “Blocked”", "Ben Okafor"),), rest="p1r")
    return {
        "plan-proposed": PlanCard(changed, Standing()),
        "plan-add": PlanCard(
            a_plan(steps=(AddRows((NewRow(-1, "Venue", Place(), cells, "under “Launch”"),)),)), Standing()
        ),
        "plan-delete": PlanCard(a_plan(steps=(DeleteRows(gone),), title="Delete 1 row"), Standing()),
        "plan-move": PlanCard(
            a_plan(steps=(MoveRows((RowMove(14, 4, "Venue", Place(), Place(11), 2, "to the top"),)),)), Standing()
        ),
        "plan-applied": PlanCard(changed, applied),
        "plan-undone": PlanCard(changed, replace(applied, undone_by="p2"), undone=applied),
        "plan-conflict": PlanCard(changed, replace(applied, state=PlanState.CONFLICT, outcome=moved), rest=changed),
        "plan-failed": PlanCard(changed, replace(applied, state=PlanState.FAILED, outcome=Outcome(message="No."))),
        "plan-applying": PlanCard(changed, replace(applied, state=PlanState.APPLYING, outcome=None)),
    }


def widest() -> PlanCard:
    """Every list full, every text long and of the widest characters."""
    content = CellContent("x", WIDE)
    edits = tuple(replace(an_edit(n), row_label=WIDE, column=WIDE, before=content, after=content) for n in range(99))
    plan = a_plan(steps=(UpdateCells(edits),), title=WIDE, sheet_name=WIDE, warnings=(WIDE,) * 30, selection=WIDE)
    outcome = Outcome(moved=(Moved(WIDE, WIDE, WIDE),) * 30, rest="p1r")
    return PlanCard(plan, Standing(PlanState.CONFLICT, 1, a_person(WIDE), NOON, outcome=outcome), rest=plan)
