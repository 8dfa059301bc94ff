"""The sample workspace “Northwind Launch”: what a project lead would recognise, with the traps of real sheets.

The launch plan is a project sheet (dependencies on, so its dates are ABSTRACT_DATETIME and its parents roll up); the
2025 archive is a plain one with the same titles. Ids of the sheets are fixed, so links to them stay valid.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from infra.local.smartsheet.containers import Folder, Share, Workspace
from infra.local.smartsheet.sample.archive import add_archive
from infra.local.smartsheet.sample.beside import add_beside
from infra.local.smartsheet.sample.budget import add_budget
from infra.local.smartsheet.sample.ids import FOLDER, WORKSPACE
from infra.local.smartsheet.sample.launch_plan import add_launch_plan
from infra.local.smartsheet.sample.risks import add_risks
from infra.local.smartsheet.sample.roster import add_roster
from infra.local.smartsheet.sample.stock import add_inventory
from infra.local.smartsheet.sample.templates import add_templates

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

# Who else sees which sheet; ava owns the workspace and so everything in it, carla owns the budget.
SHARES = {
    "Launch plan": {"ben": "EDITOR", "carla": "VIEWER", "dev": "VIEWER"},
    "Risk register": {"ben": "EDITOR", "carla": "VIEWER"},
    "Team roster": {"ben": "VIEWER", "carla": "VIEWER"},
    "Launch plan (2025 archive)": {"carla": "VIEWER"},
    "Inventory": {"carla": "VIEWER"},
}


def populate(world: World, today: date) -> None:
    """Fill an empty world with the workspace, its folder and its six sheets."""
    began = datetime.combine(today - timedelta(days=90), time(8), UTC)
    world.workspaces[WORKSPACE] = Workspace(WORKSPACE, "Northwind Launch", "ava", began)
    world.folders[FOLDER] = Folder(FOLDER, "Archive and stock", WORKSPACE, began)
    for add in (add_launch_plan, add_risks, add_budget, add_roster, add_archive, add_inventory):
        add(world, today)
    for name, people in SHARES.items():
        sheet = world.sheet(name)
        sheet.shares = [Share(f"S{world.new_id():x}", person, level) for person, level in people.items()]
    add_beside(world, today)
    add_templates(world, today)
    world.favorites["ava"] = [("sheet", world.sheet("Launch plan").id)]
