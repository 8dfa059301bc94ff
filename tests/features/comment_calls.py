"""Calls about the comments of the launch plan, on rows that are named until their numbers are known."""

from __future__ import annotations

from tests.calls import call
from tests.local_teams import LocalTeams

MOULDS, INGRESS = "Order injection moulds", "Water ingress test (IP67)"


def filled(here: LocalTeams, words: str) -> str:
    """With the numbers of the rows that have discussions."""
    plan = here.world.sheet("Launch plan")
    number = {name: plan.rows.index(plan.find("Task Name", name)) + 1 for name in (MOULDS, INGRESS, "Launch day")}
    for place, name in (("{moulds}", MOULDS), ("{ingress}", INGRESS), ("{launch}", "Launch day")):
        words = words.replace(f'"{place}"', str(number[name])).replace(place, str(number[name]))
    return words


def comments(action: str, row: str | None = None, **more: str) -> str:
    return call("comment", sheet="Launch plan", action=action, row_number=row, **more)
