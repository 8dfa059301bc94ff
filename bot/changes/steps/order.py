"""The order of a whole sheet in a plan: is it still as it was, what did it become, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace

from bot.changes.engine.work import Work
from bot.domain.live import LiveRow, LiveSheet
from bot.domain.plan_journal import Entry, Journal, Mark
from bot.domain.plan_status import Moved
from bot.domain.plans import Plan
from bot.domain.row_orders import Order, OrderRows

_NAMED = 3


def order_of(live: LiveSheet) -> Order:
    """The order of a sheet read whole."""
    return tuple((row_id, parent or 0) for row_id, parent in live.outline().order())


def check_order(step: OrderRows, live: LiveSheet, moved: list[Moved]) -> OrderRows | None:
    """The step, when every row stands where it stood; a sort that is left can start from what is there now."""
    columns = {column.id for column in live.columns}
    missing = [] if step.after else [by for by in step.by if by.column_id not in columns]
    moved += [Moved(by.column, "is no longer there") for by in missing]
    now = order_of(live)
    if now == step.before:
        return None if missing else step
    moved.append(_moved(step.before, now, live))
    return None if missing or step.after else replace(step, before=now)


def _moved(before: Order, now: Order, live: LiveSheet) -> Moved:
    """What differs: rows that came, went, or stand under or after another one; the first of them by name."""
    rows, was, found = live.by_id(), dict(before), dict(now)
    new = [row_id for row_id, _ in now if row_id not in was]
    gone = sum(row_id not in found for row_id, _ in before)
    stayed = [pair for pair in now if pair[0] in was]
    elsewhere = [mine[0] for mine, old in zip(stayed, [p for p in before if p[0] in found], strict=True) if mine != old]
    said = [f"{_named(new, rows, live)} new"] if new else []
    said += [f"{gone} {'row is' if gone == 1 else 'rows are'} gone"] if gone else []
    said += [f"{_named(elsewhere, rows, live)} elsewhere"] if elsewhere else []
    latest = next((rows[each].modified_by for each in (*new, *elsewhere) if each in rows), "")
    return Moved("The order of the rows", f"is not as it was: {', '.join(said)}", latest)


def _named(row_ids: list[int], rows: dict[int, LiveRow], live: LiveSheet) -> str:
    names = ", ".join(f"row {rows[each].number} “{live.label(rows[each])}”" for each in row_ids[:_NAMED])
    return f"{names}{' and more are' if len(row_ids) > _NAMED else ' is' if len(row_ids) == 1 else ' are'}"


async def note_order(work: Work) -> None:
    """Note how the rows stand after the last request: what undo starts from, and the card counts."""
    step = ordering(work.plan)
    if step is not None:
        columns = None if step.after else [by.column_id for by in step.by]
        live = await work.writer.read(work.actor, work.plan.sheet_id, column_ids=columns, only=True)
        await work.note(Entry(Mark.WRITTEN, batch=1, at=work.clock.now(), order=order_of(live)))


def ordering(plan: Plan) -> OrderRows | None:
    """The plan's change of the order; such a plan changes nothing else."""
    return next((step for step in plan.steps if isinstance(step, OrderRows)), None)


def displaced(step: OrderRows, journal: Journal) -> int:
    """How many rows stand at another number than before."""
    return sum(old != new for old, new in zip(step.before, journal.order(), strict=False))


def order_back(step: OrderRows, journal: Journal) -> list[OrderRows]:
    """From the order that came of it to the one before; a row that went in between is left out."""
    now = journal.order()
    present = dict(now)
    back = tuple(row_id for row_id, _ in step.before if row_id in present)
    return [OrderRows(step.by, now, back)] if now and displaced(step, journal) else []
