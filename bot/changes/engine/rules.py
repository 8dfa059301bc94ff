"""What cannot be written, whoever asks, and what this person's access does not allow: said before the click."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.live import ADMINS, EDITORS, LiveColumn, LiveRow, LiveSheet
from bot.domain.policies import PlanPolicy as PlanPolicy
from bot.errors import LimitExceeded, PermissionDenied

ROLLED_UP = frozenset({"GANTT_START_DATE", "GANTT_END_DATE", "GANTT_DURATION", "GANTT_PERCENT_COMPLETE"})
"""What a project sheet computes for a row with rows under it."""


def require_editor(live: LiveSheet) -> None:
    """Raises PermissionDenied when the actor may only look."""
    if live.access_level not in EDITORS:
        level = live.access_level.lower() or "no"
        raise PermissionDenied(
            f"You have {level} access to “{live.name}”, which does not allow changes.",
            hint="Ask the sheet's owner for editor access.",
        )


def require_room(count: int, policy: PlanPolicy) -> None:
    """Raises LimitExceeded when the plan touches more rows than one may."""
    if count > policy.rows:
        raise LimitExceeded(f"That is {count:,} rows; one change may touch {policy.rows:,}.", hint="Narrow it down.")


def column_refusal(live: LiveSheet, column: LiveColumn, policy: PlanPolicy) -> str:
    """Why no cell of the column can be written; “” when they can."""
    if column.column.system_type:
        return "Smartsheet fills this column itself."
    if column.column.formula:
        return "A column formula fills it."
    if column.column.locked and live.access_level not in ADMINS:
        return "The column is locked."
    if column.column.title.casefold() in {title.casefold() for title in policy.protected}:
        return "The column is protected here."
    if live.project and column.role == "GANTT_END_DATE":
        return "The project computes it from start and duration; change those."
    return ""


def cell_refusal(live: LiveSheet, column: LiveColumn, row: LiveRow, parents: Collection[int | None]) -> str:
    """Why this cell of a column that can be written cannot; “” when it can."""
    if row.locked and live.access_level not in ADMINS:
        return "The row is locked."
    if live.project and column.role in ROLLED_UP and row.id in parents:
        return "The project computes it from the rows below."
    return ""


def creatable(live: LiveSheet, column: LiveColumn, *, parent: bool) -> bool:
    """Whether a new row may be given a value here; `parent` is a row that will have rows under it."""
    if column.column.system_type or column.column.formula:
        return False
    if not live.project:
        return True
    return column.role != "GANTT_END_DATE" and not (parent and column.role in ROLLED_UP)
