"""What policy says of a whole plan: decided when it is proposed and again at the click, as settings may change.

Taking a change back is always allowed: it was allowed when it was made, and leaves the sheet as it was before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.changes.engine.current_state import record_changes
from bot.domain.effects import Effect
from bot.domain.plan_sheets import sheets_of
from bot.domain.plans import AddRows, DeleteRows, MoveRows, Plan, TransferRows, UpdateCells
from bot.domain.policies import PlanPolicy, PolicyBook
from bot.domain.record_changes import RecordChange, Verb, opened

_EMAIL = re.compile(r"[^\s@<>()]+@([^\s@<>()]+)")
_HARMLESS = frozenset({"share", "favorite"})
"""Kinds whose deletion takes nothing away that was made: who may see is SHARE's matter."""


def refusal(plan: Plan, book: PolicyBook) -> str:
    """Why policy does not allow the plan, in one sentence; “” when it does."""
    if plan.takes_back:
        return ""
    return next((why for policy in _policies(plan, book) for why in _refusals(plan, policy)), "")


def second_needed(plan: Plan, book: PolicyBook) -> bool:
    """Whether a second person must approve it, too."""
    if plan.takes_back:
        return False
    does, rows = effects(plan), rows_touched(plan)
    return any(policy.second & does or 0 < policy.second_rows < rows for policy in _policies(plan, book))


def effects(plan: Plan) -> frozenset[Effect]:
    """The effect it was proposed with, and those that its steps have whoever proposed them."""
    found = {plan.effect or Effect.WRITE}
    if any(isinstance(step, DeleteRows) or (isinstance(step, TransferRows) and not step.keep) for step in plan.steps):
        found.add(Effect.DESTROY)
    for change in record_changes(plan):
        if change.kind == "share":
            found.add(Effect.SHARE)
        elif change.verb is Verb.DELETE and change.kind not in _HARMLESS:
            found.add(Effect.DESTROY)
    return frozenset(found)


def rows_touched(plan: Plan) -> int:
    """How many rows it sets, adds, deletes, moves or takes elsewhere, each once a step; sorting changes none."""
    total = 0
    for step in plan.steps:
        match step:
            case UpdateCells():
                total += len({edit.row_id for edit in step.edits})
            case AddRows() | DeleteRows() | TransferRows():
                total += len(step.rows)
            case MoveRows():
                total += sum(1 + move.below for move in step.moves)
            case _:
                pass
    return total


def _policies(plan: Plan, book: PolicyBook) -> list[PlanPolicy]:
    """Of every sheet that the plan reaches."""
    return [book.of(sheet_id) for sheet_id in sheets_of(plan)]


def _refusals(plan: Plan, policy: PlanPolicy) -> Iterator[str]:
    does, changes = effects(plan), record_changes(plan)
    columns = sum(change.kind == "column" for change in changes)
    counts = (
        (0 if plan.makes_sheet else rows_touched(plan), policy.rows, "rows"),  # those of a new sheet touch nothing
        (0 if plan.makes_sheet else columns, policy.columns, "columns"),
        (len(changes) - columns, policy.records, "of these"),
    )
    yield from (
        f"That is {count:,} {noun}; one change may touch {most:,} here." for count, most, noun in counts if count > most
    )
    if Effect.DESTROY in does and not policy.destructive:
        yield "Deleting is switched off here."
    shares = [change for change in changes if change.kind == "share"]
    if Effect.SHARE in does and not policy.sharing:
        yield "Sharing is switched off here."
    for share in shares:
        if share.verb is not Verb.DELETE and not may_share(share.what, policy):
            yield f"Sharing is allowed with {', '.join(policy.share_domains)} only, and {share.what} is outside."
    for who in (email for change in changes for email in _mailed(change) if not may_share(email, policy)):
        yield f"Asking is allowed at {', '.join(policy.share_domains)} only, and {who} is outside."
    if (title := _protected(plan, changes, policy)) is not None:
        yield f"The column {title} is protected here."


def _mailed(change: RecordChange) -> list[str]:
    """Whom an update request is to be mailed to, who then sees its rows."""
    if change.kind not in ("sent_request", "update_request") or not change.after:
        return []
    return [str(each.get("email", "")) for each in opened(change.after).get("sendTo", ())]


def may_share(who: str, policy: PlanPolicy) -> bool:
    """Whether policy lets something be shared with them; `who` ends with their email address, in brackets or not."""
    if not policy.share_domains:
        return True
    domains = _EMAIL.findall(who)
    return bool(domains) and domains[-1].casefold() in {domain.casefold() for domain in policy.share_domains}


def _protected(plan: Plan, changes: tuple[RecordChange, ...], policy: PlanPolicy) -> str | None:
    """The title of a protected column that the plan writes or changes."""
    if not policy.protected:
        return None
    protected = {title.casefold() for title in policy.protected}
    titles = [edit.column for step in plan.steps if isinstance(step, UpdateCells) for edit in step.edits]
    titles += [cell.column for step in plan.steps if isinstance(step, AddRows) for r in step.rows for cell in r.cells]
    titles += [title for step in plan.steps if isinstance(step, TransferRows) for title in _carried(step)]
    transfers = [step for step in plan.steps if isinstance(step, TransferRows)]
    titles += [cell.column for step in transfers for row in step.rows for cell in row.cells]
    titles += [c.what.removeprefix("Column “").removesuffix("”") for c in changes if c.kind == "column"]
    return next((title for title in titles if title.casefold() in protected), None)


def _carried(step: TransferRows) -> set[str]:
    """The columns of the other sheet that get something."""
    taking = {column.source_id for column in step.columns}
    return {cell.column for row in step.rows for cell in row.cells if cell.column_id in taking}
