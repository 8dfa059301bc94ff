"""Every state of a change's card, and changes of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.answers import View
from bot.domain.audit import Happening
from bot.domain.change_history import ChangeHistory, ChangeLine
from bot.domain.exports import Download
from bot.domain.forms import FixedField, FormField, FormTarget, RowForm, Widget
from bot.domain.live import CellContent
from bot.domain.outline import Place
from bot.domain.plan_status import Moved, Outcome, PlanState, PlanStatus
from bot.domain.plan_view import PlanCard
from bot.domain.plans import (
    AddRows,
    ChangeRecords,
    DeleteRows,
    MoveRows,
    NewCell,
    NewRow,
    Plan,
    RowImage,
    RowMove,
    UpdateCells,
)
from bot.domain.record_changes import RecordChange
from tests.builders import NOON, a_person
from tests.plans import a_plan, a_sort, a_transfer, an_edit

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
    applied = PlanStatus(
        PlanState.APPLIED, 2, a_person(), NOON + timedelta(minutes=2), outcome=Outcome(cells=27), cards=("1",)
    )
    moved = Outcome(moved=(Moved("Row 12 “Book venue”, Status", "is now “Blocked”", "Ben Okafor"),), rest="p1r")
    return {
        "plan-proposed": PlanCard(changed, PlanStatus()),
        "plan-add": PlanCard(
            a_plan(steps=(AddRows((NewRow(-1, "Venue", Place(), cells, "under “Launch”"),)),)), PlanStatus()
        ),
        "plan-delete": PlanCard(a_plan(steps=(DeleteRows(gone),), title="Delete 1 row"), PlanStatus()),
        "plan-move": PlanCard(
            a_plan(steps=(MoveRows((RowMove(14, 4, "Venue", Place(), Place(11), 2, "to the top"),)),)), PlanStatus()
        ),
        "plan-comments": PlanCard(_comments(), PlanStatus()),
        "plan-waiting": PlanCard(changed, PlanStatus(PlanState.WAITING, 1, at=NOON, first=a_person())),
        "plan-sort": PlanCard(a_plan(steps=(a_sort(),), title="Sort by Due Date"), PlanStatus()),
        "plan-transfer": PlanCard(a_plan(steps=(a_transfer(keep=True),), title="Copy 1 row to Archive"), PlanStatus()),
        "plan-transfer-back": PlanCard(
            a_plan(steps=(a_transfer(),), title="Undo: Move 1 row to Archive"), PlanStatus()
        ),
        "plan-applied": PlanCard(changed, applied),
        "plan-undone": PlanCard(changed, replace(applied, undone_by="p2"), undone=applied),
        "plan-conflict": PlanCard(changed, replace(applied, state=PlanState.CONFLICT, outcome=moved), rest=changed),
        "plan-failed": PlanCard(changed, replace(applied, state=PlanState.FAILED, outcome=Outcome(message="No."))),
        "plan-applying": PlanCard(changed, replace(applied, state=PlanState.APPLYING, outcome=None)),
    }


def changes_made() -> dict[str, View]:
    """The list of what was changed, and the link to all of it."""
    ends = [
        (Happening.PROPOSED, ""),
        (Happening.APPLIED, ""),
        (Happening.APPLIED, "Ben Okafor"),
        (Happening.CANCELLED, ""),
    ]
    lines = tuple(
        ChangeLine(
            plan_id=f"p{number}",
            title=f"Set Status to Done {number}",
            sheet_id=7,
            sheet_name="Launch plan",
            actor_key="ava",
            asker="Ava Chen",
            at=NOON - timedelta(hours=number),
            last=last,
            approved_by=("Ava Chen", "Ben Okafor"),
            taken_back=back,
            outcome=Outcome(cells=3 if last is Happening.APPLIED else 0),
        )
        for number, (last, back) in enumerate(ends)
    )
    since = NOON.date() - timedelta(days=7)
    return {
        "changes": ChangeHistory(lines, since, total=9, made=1, sheet_id=7, sheet_name="Launch plan", hidden=True),
        "changes-none": ChangeHistory((), since, total=0),
        "changes-file": Download("https://bot.example/exports/x.csv", NOON, "20261116.7.1"),
    }


def _comments() -> Plan:
    """Comments and links as they are shown before the click: whole, as text, and whose they are."""
    said = "Altum will not start before the deposit is on their account; see https://docs.northwind.example/deposit. "
    moulds, home = "Row 13 Order injection moulds", "sheets/7/rows/13"
    talk = RecordChange(
        kind="discussion",
        home=home,
        what=f"{moulds}, discussion of 2 comments",
        record_id="5",
        before='{"comments":["a","b"],"text":"a"}',
        said_before=f"Ben Okafor, 2026-11-20: {said}· Ava Chen, 2026-11-21: متى تنتهي المراجعة؟",
        final="Smartsheet does not take a discussion again with its replies, who wrote them and when.",
    )
    edited = RecordChange(
        kind="comment",
        home="sheets/7/discussions/5",
        what=f"{moulds}, Ava Chen, 2026-11-21",
        record_id="6",
        before='{"text":"a"}',
        after='{"text":"b"}',
        said_before="Do we need the gland?",
        said_after="[Approve](https://evil.example) **now** — Ava Chen",
    )
    link = RecordChange(
        "attachment", home, moulds, after="{}", said_after="Spec: https://docs.northwind.example/spec?v=2"
    )
    changes = ChangeRecords((talk, edited, link))
    return a_plan(steps=(changes,), title="Delete a discussion on row 13", selection="")


def widest() -> PlanCard:
    """Every list full, every text long and of the widest characters."""
    content = CellContent("x", WIDE)
    edits = tuple(replace(an_edit(n), row_label=WIDE, column=WIDE, before=content, after=content) for n in range(25))
    plan = a_plan(steps=(UpdateCells(edits),), title=WIDE, sheet_name=WIDE, warnings=(WIDE,) * 30, selection=WIDE)
    outcome = Outcome(moved=(Moved(WIDE, WIDE, WIDE),) * 30, rest="p1r")
    return PlanCard(plan, PlanStatus(PlanState.CONFLICT, 1, a_person(WIDE), NOON, outcome=outcome), rest=plan)


def row_form() -> RowForm:
    """A field of every kind, one that needs another look, a cell that is shown only, and a column without room."""
    people = (("-", "(empty)"), ("a", "Ava Chen"), ("b", "Ben Okafor"))
    fields = (
        FormField(1, "Task Name", Widget.TEXT, "Order injection moulds"),
        FormField(2, "Status", Widget.CHOICE, "b", choices=(("-", "(empty)"), ("o", "Open"), ("b", "Blocked"))),
        FormField(3, "Start Date", Widget.DATE, "2026-12-07"),
        FormField(4, "Budget", Widget.NUMBER, "12000"),
        FormField(5, "Done", Widget.TOGGLE, "false"),
        FormField(6, "Assigned To", Widget.CHOICE, "a", choices=people, address=""),
        FormField(7, "Tags", Widget.CHOICES, "x,y", choices=(("x", "hardware"), ("y", "legal"), ("z", "press"))),
        FormField(8, "Due Date", Widget.DATE, "soonish", problem="“soonish” is not a date; write it like 2026-12-07."),
        FormField(9, "Comments", Widget.LINES, "Supplier waits for the deposit to clear,\nthen three weeks."),
    )
    return RowForm(
        target=FormTarget(7, 13, "abc", "0123456789ab.2", tuple((f.column_id, f.stamp) for f in fields)),
        sheet_name="Launch plan",
        permalink="https://app.smartsheet.com/sheets/7",
        number=13,
        title="Order injection moulds",
        fields=fields,
        fixed=(FixedField("Duration", "12d", "The project computes it from start and duration; change those."),),
        left_out=("Health",),
        note="One field needs another look.",
    )
