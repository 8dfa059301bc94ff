"""Which sheets a plan concerns: its own, those that rows go to or come from, and those its records lie in."""

from __future__ import annotations

import re

from bot.domain.plans import ChangeRecords, Plan

_HOME = re.compile(r"sheets/(\d+)(?:/|$)")


def sheets_of(plan: Plan) -> tuple[int, ...]:
    """Their ids; 0 is no sheet, and below zero is one that it creates itself."""
    changes = [change for step in plan.steps if isinstance(step, ChangeRecords) for change in step.changes]
    homes = (_HOME.match(change.home) for change in changes)
    return tuple(dict.fromkeys([*plan.sheet_ids, *(int(home[1]) for home in homes if home)]))
