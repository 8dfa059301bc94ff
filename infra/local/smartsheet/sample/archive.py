"""“Launch plan (2025 archive)”: last year's plan, done and plain; its name makes “launch plan” ambiguous."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from infra.local.smartsheet.formats import PERCENT
from infra.local.smartsheet.sample.draft import Draft
from infra.local.smartsheet.sample.ids import ARCHIVE, FOLDER

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

# Task, owner, start and due as days after 2025-02-03, status.
TASKS: dict[str, tuple[tuple[str, str, int, int, str], ...]] = {
    "Plan": (
        ("Write the launch brief", "ava", 0, 9, "Complete"),
        ("Agree launch date", "ava", 10, 14, "Complete"),
        ("Approve the budget", "carla", 12, 21, "Complete"),
    ),
    "Build": (
        ("Gateway firmware 1.0", "ben", 15, 70, "Complete"),
        ("Pilot with three customers", "ben", 60, 95, "Complete"),
        ("Certification", "ava", 50, 110, "Complete"),
    ),
    "Launch": (
        ("Press release", "ava", 105, 112, "Complete"),
        ("Launch day", "ava", 115, 115, "Complete"),
        ("Lessons learned", "", 120, 140, "Cancelled"),
    ),
}


def add_archive(world: World, today: date) -> None:
    """Add the sheet to the archive folder; its dates are fixed in 2025 and do not move with today."""
    draft = Draft(world, today, ARCHIVE, "Launch plan (2025 archive)")
    draft.sheet.folder_id = FOLDER
    draft.column("Task Name", width=300)
    draft.column("Status", "PICKLIST", options=["Not Started", "In Progress", "Complete", "Cancelled"])
    draft.column("Assigned To", "CONTACT_LIST")
    draft.column("Start Date", "DATE")
    draft.column("Due Date", "DATE")
    draft.column("% Complete", format=PERCENT)
    first = date(2025, 2, 3)
    for phase, tasks in TASKS.items():
        head = draft.row({"Task Name": phase}, ago=85, edited=84)
        for name, owner, start, due, status in tasks:
            draft.row(
                {
                    "Task Name": name,
                    "Status": status,
                    "Assigned To": owner or None,
                    "Start Date": first + timedelta(days=start),
                    "Due Date": first + timedelta(days=due),
                    "% Complete": 1.0 if status == "Complete" else 0.0,
                },
                under=head,
                ago=85,
                edited=80,
            )
    draft.finish(version=6)
