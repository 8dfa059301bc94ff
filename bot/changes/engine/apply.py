"""Carries a plan out: check, then request after request, each noted in the journal, so that it can go on after a crash.

    check ─▶ STARTED ─▶ (INTENT) ─▶ request ─▶ DONE ─▶ … ─▶ read back ─▶ WRITTEN

Begun again, whatever is DONE is passed over; a request that adds rows and has an INTENT but no DONE is looked for in
the sheet before it is sent again; the others are sent again, as their effect is the same twice as once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from bot.changes.engine.batches import batches
from bot.changes.engine.checks import Checked, check
from bot.changes.engine.current_state import CurrentState, added, read_current_state, record_changes, touched
from bot.changes.engine.recovery import moved_since
from bot.changes.engine.sending import Skip, send
from bot.changes.engine.tally import tally
from bot.changes.engine.work import Work
from bot.changes.steps.order import note_order
from bot.changes.steps.transfer_sending import written_there
from bot.domain.live import CellContent
from bot.domain.people import Actor
from bot.domain.plan_journal import Entry, Mark
from bot.domain.plan_status import Outcome, PlanState
from bot.domain.plans import Plan, Step
from bot.domain.record_changes import Verb
from bot.errors import Internal, SheetlineError
from bot.ports import Clock
from bot.ports.plans import PlanStore, RecordWriter, SheetWriter

PIECE = 2_000
"""Cells in one journal entry of what was written."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How applying ended. `rest` is what of the plan is not concerned by what moved."""

    state: PlanState
    outcome: Outcome
    rest: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Applier:
    """Applies plans; the caller holds the plan's and the sheet's lease."""

    store: PlanStore
    writer: SheetWriter
    records: RecordWriter
    clock: Clock

    async def apply(self, plan: Plan, *, actor: Actor) -> Verdict:
        """Write the plan, or go on with it. Raises what is transient, to be begun again, and Internal for a plan that
        is not as it was sealed."""
        if not await asyncio.to_thread(lambda: plan.intact):
            raise Internal("This plan was altered after it was shown.", hint="Ask for the change again.")
        journal = await self.store.journal(plan.conversation_id, plan.id)
        work = Work(plan, actor, journal, self.store, self.writer, self.records, self.clock)
        skip: Skip = frozenset()
        now = await read_current_state(self.writer, self.records, actor, plan)
        if journal.has(Mark.STARTED):
            skip = await _resumed(work, now)
        else:
            checked = check(plan, now)
            if checked.moved:
                told = check(plan, await read_current_state(self.writer, self.records, actor, plan, who=True))
                return _conflict(told if told.moved else checked)
            await work.note(Entry(Mark.STARTED, at=self.clock.now()))
        sent = batches(plan)
        try:
            for number, batch in enumerate(sent):
                if not work.journal.has(Mark.DONE, number):
                    await work.note(await send(work, number, batch, now, skip))
        except SheetlineError as error:
            if error.retryable:
                raise
            _log.warning("plan_refused", plan=plan.id, code=error.code, detail=error.detail)
            with contextlib.suppress(SheetlineError):
                await _read_back(work)
            return Verdict(PlanState.FAILED, tally(plan, work.journal, sent, error=error))
        await _read_back(work)
        outcome = tally(plan, work.journal, sent)
        return Verdict(PlanState.APPLIED if outcome.wrote else PlanState.FAILED, outcome)


async def _resumed(work: Work, now: CurrentState) -> Skip:
    """What other people changed while nobody worked on the plan is left as it is, and said."""
    work.resumed = True
    skip = moved_since(work.plan, work.journal, now)
    done = sum(entry.mark is Mark.DONE for entry in work.journal.entries)
    _log.info("plan_resumed", plan=work.plan.id, done=done, skip=len(skip))
    if skip:
        why = "It was changed by someone else while the change was being made."
        refused = tuple((row, why) for row, _ in sorted(skip))
        await work.note(Entry(Mark.STARTED, batch=1, at=work.clock.now(), refused=refused))
    return skip


async def _read_back(work: Work) -> None:
    """Note what the touched cells hold now, and how the rows stand: what undo will compare with."""
    if work.plan.makes_sheet:
        await _look_again(work, work.journal.created())
        return
    await note_order(work)
    cells = [*await written_there(work), *await _written_here(work)]
    for piece, at in enumerate(range(0, len(cells), PIECE)):
        entry = Entry(Mark.WRITTEN, piece=piece, at=work.clock.now(), written=tuple(cells[at : at + PIECE]))
        await work.note(entry)


async def _written_here(work: Work) -> list[tuple[int, int, CellContent]]:
    """(row, column, content) of the cells touched in the plan's own sheet."""
    created = work.journal.created()
    row_ids, column_ids = touched(work.plan)
    gone = {c.column_id for c in record_changes(work.plan) if c.verb is Verb.DELETE}
    made = {created[c.key] for c in record_changes(work.plan) if c.kind == "column" and c.key in created}
    rows_made = {created[key] for step in work.plan.steps for key in added(step) if key in created}
    all_rows = row_ids is None or bool(made)
    wanted = None if all_rows else [*(row_ids or ()), *rows_made]
    columns = {*column_ids, *made} - gone
    if (wanted is not None and not wanted) or not (columns or rows_made):
        return []
    live = await work.writer.read(
        work.actor, work.plan.sheet_id, row_ids=wanted, column_ids=None if rows_made else sorted(columns), only=True
    )
    cells: list[tuple[int, int, CellContent]] = []
    for row in live.rows:
        if row.id not in rows_made and not all_rows:
            cells += [(row.id, column, row.cell(column)) for column in columns]
            continue
        of_interest = {column.id for column in live.columns} if row.id in rows_made else columns
        cells += [(row.id, column, row.cell(column)) for column in of_interest if row.cell(column).raw]
    return cells


async def _look_again(work: Work, created: Mapping[int, int]) -> None:
    """Note the sheet that the plan made as it is with all in it: of that, undo takes back nothing by itself."""
    change = next((c for c in record_changes(work.plan) if c.kind == "sheet" and c.key in created), None)
    if change is not None:
        record = await work.records.record(work.actor, change.kind, change.home, str(created[change.key]))
        if record is not None:
            await work.note(Entry(Mark.WRITTEN, at=work.clock.now(), record=(record.id, record.body)))


def _conflict(checked: Checked) -> Verdict:
    return Verdict(PlanState.CONFLICT, Outcome(moved=checked.moved), checked.rest)
