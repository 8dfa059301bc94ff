"""Two templates of the sample workspace: a project plan, and an issue tracker. Each has a few rows to begin with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.sample.draft import Draft
from infra.local.smartsheet.sample.ids import ISSUE_TRACKER, PROJECT_PLAN

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

STATUSES = ["Not started", "In progress", "Complete"]


def add_templates(world: World, today: date) -> None:
    _plan(world, today)
    _tracker(world, today)


def _plan(world: World, today: date) -> None:
    draft = Draft(world, today, PROJECT_PLAN, "Project plan")
    draft.column("Task")
    draft.column("Assigned to", "CONTACT_LIST")
    draft.column("Start", "DATE")
    draft.column("Finish", "DATE")
    draft.column("Status", "PICKLIST", options=STATUSES)
    for phase, tasks in (("Prepare", ("Kick-off", "Budget agreed")), ("Deliver", ("Build", "Review"))):
        parent = draft.row({"Task": phase})
        for task in tasks:
            draft.row({"Task": task, "Status": STATUSES[0]}, under=parent)
    _keep(world, draft)


def _tracker(world: World, today: date) -> None:
    draft = Draft(world, today, ISSUE_TRACKER, "Issue tracker")
    draft.column("Issue")
    draft.column("Priority", "PICKLIST", options=["High", "Medium", "Low"])
    draft.column("Owner", "CONTACT_LIST")
    draft.column("Reported", "DATE")
    draft.column("Done", "CHECKBOX")
    example: dict[str, Any] = {"Issue": "Describe the issue in one sentence", "Priority": "Medium"}
    draft.row(example)
    _keep(world, draft)


def _keep(world: World, draft: Draft) -> None:
    """A template is no sheet: it is in no list of sheets and cannot be opened."""
    world.templates[draft.sheet.id] = draft.sheet
