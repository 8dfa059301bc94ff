"""“Launch plan”: a project sheet of three levels, with overdue work, work without an owner and a blocked path."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.formats import BOLD_TEXT, PERCENT
from infra.local.smartsheet.model import Cell, Row, Sheet
from infra.local.smartsheet.sample.draft import Draft
from infra.local.smartsheet.sample.ids import LAUNCH_PLAN
from infra.local.smartsheet.sample.launch_tasks import PHASES, Task
from infra.local.smartsheet.schedule import working_days

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

STATUSES = ["Not Started", "In Progress", "Complete", "Blocked"]
PRIORITIES = ["High", "Medium", "Low"]
TAGS = ["hardware", "software", "marketing", "legal", "supplier", "customer", "press", "critical path"]


def add_launch_plan(world: World, today: date) -> None:
    """Add the sheet; every date is a fixed number of days from today."""
    draft = Draft(world, today, LAUNCH_PLAN, "Launch plan")
    draft.sheet.project = True
    _columns(draft)
    rows: dict[str, Row] = {}
    for phase, streams in PHASES:
        top = draft.row({"Task Name": phase}, ago=60, edited=20)
        top.format = BOLD_TEXT
        for stream, tasks in streams:
            middle = draft.row({"Task Name": stream}, under=top, ago=58, edited=15)
            for index, task in enumerate(tasks):
                rows[task.name] = draft.row(
                    _values(draft, task),
                    under=middle,
                    by=task.who if task.who in world.users else "ava",
                    ago=55 - index,
                    edited=task.edited,
                )
    draft.number("ID", "LP-%04d")
    for _, streams in PHASES:
        for _, tasks in streams:
            for task in tasks:
                if task.after:
                    rows[task.name].cells[draft.sheet.column("Predecessors").id] = _predecessors(
                        draft.sheet, [rows[name] for name in task.after]
                    )
    draft.finish(version=87)


def _columns(draft: Draft) -> None:
    draft.column("Task Name", width=320)
    draft.column("Status", "PICKLIST", options=STATUSES, validation=True, width=110)
    draft.column("Assigned To", "CONTACT_LIST", width=140)
    draft.column("Start Date", "ABSTRACT_DATETIME", tags=["CALENDAR_START_DATE", "GANTT_START_DATE"])
    draft.column("Due Date", "ABSTRACT_DATETIME", tags=["CALENDAR_END_DATE", "GANTT_END_DATE"])
    draft.column("Duration", "DURATION", tags=["GANTT_DURATION"], width=80)
    draft.column("% Complete", format=PERCENT, tags=["GANTT_PERCENT_COMPLETE"], width=90)
    draft.column("Predecessors", "PREDECESSOR", tags=["GANTT_PREDECESSOR"], width=100)
    draft.column("Priority", "PICKLIST", options=PRIORITIES, width=90)
    draft.column("Health", "PICKLIST", options=["Red", "Yellow", "Green"], symbol="RYG", width=60)
    draft.column("Done", "CHECKBOX", width=60)
    draft.column("Tags", "MULTI_PICKLIST", options=TAGS)
    draft.column("Reviewers", "MULTI_CONTACT_LIST")
    draft.column("Comments", width=300)
    draft.column("Link", width=160)
    draft.column("ID", systemColumnType="AUTO_NUMBER", autoNumberFormat={"prefix": "LP-", "fill": "0000"}, width=80)
    draft.column("Created By", "CONTACT_LIST", systemColumnType="CREATED_BY")
    draft.column("Modified", "DATETIME", systemColumnType="MODIFIED_DATE")
    draft.column("Modified By", "CONTACT_LIST", systemColumnType="MODIFIED_BY")


def _values(draft: Draft, task: Task) -> dict[str, Any]:
    start, due = draft.day(task.start), draft.day(task.due)
    days = working_days(start, due)
    link = Cell(value=task.link[0], hyperlink={"url": task.link[1]}) if task.link else None
    return {
        "Task Name": task.name,
        "Status": task.status,
        "Assigned To": task.who or None,
        "Start Date": Cell(value=f"{start}T08:00:00"),
        "Due Date": Cell(value=f"{due}T16:59:59"),
        "Duration": Cell(value=f"{days}d", object={"objectType": "DURATION", "days": float(days)}),
        "% Complete": task.percent / 100,
        "Priority": task.priority or None,
        "Health": task.health or None,
        "Done": task.status == "Complete",
        "Tags": list(task.tags) or None,
        "Reviewers": list(task.reviewers) or None,
        "Comments": task.comment or None,
        "Link": link,
    }


def _predecessors(sheet: Sheet, before: list[Row]) -> Cell:
    numbers = [sheet.rows.index(row) + 1 for row in before]
    listed = [{"rowId": r.id, "rowNumber": n, "type": "FS"} for r, n in zip(before, numbers, strict=True)]
    shown = ", ".join(str(number) for number in numbers)
    return Cell(value=shown, object={"objectType": "PREDECESSOR_LIST", "predecessors": listed}, display=shown)
