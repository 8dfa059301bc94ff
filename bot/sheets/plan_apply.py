"""Carries a plan out: check, then request after request, each noted in the journal, so that it can go on after a crash.

    check ─▶ STARTED ─▶ (INTENT) ─▶ request ─▶ DONE ─▶ … ─▶ read back ─▶ WRITTEN

Begun again, whatever is DONE is passed over; a request that adds rows and has an INTENT but no DONE is looked for in
the sheet before it is sent again; the others are sent again, as their effect is the same twice as once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from bot.domain.live import CellContent, LiveSheet, RowWrite
from bot.domain.people import Actor
from bot.domain.plan_journal import Entry, Journal, Mark
from bot.domain.plan_standing import Outcome, PlanState
from bot.domain.plans import Plan, Step
from bot.errors import Internal, OutcomeUnknown, SheetlineError
from bot.ports import Clock
from bot.ports.plans import PlanStore, SheetWriter
from bot.sheets.plan_batches import (
    AddBatch,
    Batch,
    DeleteBatch,
    MoveBatch,
    UpdateBatch,
    batches,
    resolved_content,
    resolved_place,
    resolved_row,
)
from bot.sheets.plan_checks import Checked, check, needs_whole, touched
from bot.sheets.plan_recovery import find_added, following, moved_since
from bot.sheets.plan_tally import tally

PIECE = 2_000
"""Cells in one journal entry of what was written."""

_SENDS = 3
_LOOK_AGAIN_S = 2.0
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
    clock: Clock

    async def apply(self, plan: Plan, *, actor: Actor) -> Verdict:
        """Write the plan, or go on with it. Raises what is transient, to be begun again, and Internal for a plan that
        is not as it was sealed."""
        if not plan.intact:
            raise Internal("This plan was altered after it was shown.", hint="Ask for the change again.")
        journal = await self.store.journal(plan.conversation_id, plan.id)
        skip: frozenset[tuple[int, int]] = frozenset()
        live = await read_touched(self.writer, actor, plan)
        if not journal.has(Mark.STARTED):
            checked = check(plan, live)
            if checked.moved:
                return _conflict(checked)
            journal = await self._note(plan, journal, Entry(Mark.STARTED, at=self.clock.now()))
        else:
            journal, skip = await self._resumed(plan, journal, live)
        try:
            journal = await self._write(plan, journal, live, skip, actor=actor)
        except SheetlineError as error:
            if error.retryable or isinstance(error, OutcomeUnknown):
                raise
            _log.warning("plan_refused", plan=plan.id, code=error.code, detail=error.detail)
            with contextlib.suppress(SheetlineError):
                journal = await self._read_back(plan, journal, actor=actor)
            return Verdict(PlanState.FAILED, tally(plan, journal, error=error))
        journal = await self._read_back(plan, journal, actor=actor)
        outcome = tally(plan, journal)
        return Verdict(PlanState.APPLIED if outcome.wrote else PlanState.FAILED, outcome)

    async def _resumed(
        self, plan: Plan, journal: Journal, live: LiveSheet
    ) -> tuple[Journal, frozenset[tuple[int, int]]]:
        """What other people changed while nobody worked on the plan is left as it is, and said."""
        skip = moved_since(plan, journal, live)
        _log.info("plan_resumed", plan=plan.id, done=sum(e.mark is Mark.DONE for e in journal.entries), skip=len(skip))
        if not skip:
            return journal, skip
        why = "It was changed by someone else while the change was being made."
        entry = Entry(Mark.STARTED, batch=1, at=self.clock.now(), refused=tuple((row, why) for row, _ in sorted(skip)))
        return await self._note(plan, journal, entry), skip

    async def _write(
        self, plan: Plan, journal: Journal, live: LiveSheet, skip: frozenset[tuple[int, int]], *, actor: Actor
    ) -> Journal:
        for number, batch in enumerate(batches(plan)):
            if not journal.has(Mark.DONE, number):
                entry, journal = await self._send(plan, journal, number, batch, live, skip, actor=actor)
                journal = await self._note(plan, journal, entry)
        return journal

    async def _send(
        self,
        plan: Plan,
        journal: Journal,
        number: int,
        batch: Batch,
        live: LiveSheet,
        skip: frozenset[tuple[int, int]],
        *,
        actor: Actor,
    ) -> tuple[Entry, Journal]:
        created = journal.created()
        done = Entry(Mark.DONE, number, at=self.clock.now())
        match batch:
            case UpdateBatch():
                rows = [_row_write(row, created, skip) for row in batch.rows]
                result = await self.writer.update_rows(actor, plan.sheet_id, [row for row in rows if row.cells])
                return Entry(Mark.DONE, number, at=self.clock.now(), refused=result.refused), journal
            case AddBatch():
                return await self._add(plan, journal, number, batch, live, actor=actor)
            case MoveBatch():
                place = resolved_place(batch.place, created)
                ids = [resolved_row(each, created) for each in batch.row_ids]
                await self.writer.move_rows(actor, plan.sheet_id, ids, place)
            case DeleteBatch():
                ids = [resolved_row(each, created) for each in batch.row_ids if (each, 0) not in skip]
                await self.writer.delete_rows(actor, plan.sheet_id, ids)
        return done, journal

    async def _add(
        self, plan: Plan, journal: Journal, number: int, batch: AddBatch, live: LiveSheet, *, actor: Actor
    ) -> tuple[Entry, Journal]:
        """Send once; without an answer, look for the rows, and only when they are not there send again."""
        created = journal.created()
        place = resolved_place(batch.place, created)
        intent = journal.intent(number)
        unsure = intent is not None
        if intent is None:
            intent = Entry(Mark.INTENT, number, at=self.clock.now(), following=following(live, place, journal))
            journal = await self._note(plan, journal, intent)
        rows = [
            RowWrite(0, tuple((c.column_id, resolved_content(c.content, created)) for c in row.cells), row.flags)
            for row in batch.rows
        ]
        for _ in range(_SENDS):
            if unsure and (ids := await self._find(plan, batch, intent, created, actor=actor)):
                return self._added(number, batch, ids), journal
            try:
                result = await self.writer.add_rows(actor, plan.sheet_id, rows, place)
            except OutcomeUnknown as error:
                _log.warning("rows_unsure", plan=plan.id, batch=number, detail=error.detail)
                unsure = True
                continue
            return self._added(number, batch, result.row_ids), journal
        if ids := await self._find(plan, batch, intent, created, actor=actor):
            return self._added(number, batch, ids), journal
        raise OutcomeUnknown("Smartsheet does not say whether the rows were added.")

    async def _find(
        self, plan: Plan, batch: AddBatch, intent: Entry, created: dict[int, int], *, actor: Actor
    ) -> tuple[int, ...]:
        """The rows in the sheet, looked for twice: a request may still be under way when its connection is gone."""
        for attempt in range(2):
            live = await self.writer.read(actor, plan.sheet_id)
            if ids := find_added(live, batch, intent, created):
                return ids
            if attempt == 0:
                await self.clock.sleep(_LOOK_AGAIN_S)
        return ()

    def _added(self, number: int, batch: AddBatch, ids: Iterable[int]) -> Entry:
        pairs = tuple(zip((row.key for row in batch.rows), ids, strict=True))
        return Entry(Mark.DONE, number, at=self.clock.now(), created=pairs)

    async def _read_back(self, plan: Plan, journal: Journal, *, actor: Actor) -> Journal:
        """Note what the touched cells hold now: what undo will compare with."""
        created = journal.created()
        row_ids, column_ids = touched(plan)
        wanted = [*row_ids, *created.values()]
        if not wanted:
            return journal
        live = await self.writer.read(actor, plan.sheet_id, row_ids=wanted, column_ids=None if created else column_ids)
        columns = {column.id for column in live.columns} if created else set(column_ids)
        made = set(created.values())
        cells: list[tuple[int, int, CellContent]] = []
        for row in live.rows:
            cells += [
                (row.id, column, row.cell(column)) for column in columns if row.cell(column).raw or row.id not in made
            ]
        for piece, at in enumerate(range(0, len(cells), PIECE)):
            entry = Entry(Mark.WRITTEN, piece=piece, at=self.clock.now(), written=tuple(cells[at : at + PIECE]))
            journal = await self._note(plan, journal, entry)
        return journal

    async def _note(self, plan: Plan, journal: Journal, entry: Entry) -> Journal:
        await self.store.note(plan.conversation_id, plan.id, entry)
        return Journal((*journal.entries, entry))


async def read_touched(writer: SheetWriter, actor: Actor, plan: Plan) -> LiveSheet:
    """The sheet as far as the plan concerns it."""
    if needs_whole(plan):
        return await writer.read(actor, plan.sheet_id)
    row_ids, column_ids = touched(plan)
    return await writer.read(actor, plan.sheet_id, row_ids=row_ids, column_ids=column_ids)


def _conflict(checked: Checked) -> Verdict:
    return Verdict(PlanState.CONFLICT, Outcome(moved=checked.moved), checked.rest)


def _row_write(row: RowWrite, created: dict[int, int], skip: frozenset[tuple[int, int]]) -> RowWrite:
    cells = tuple(
        (column, resolved_content(content, created))
        for column, content in row.cells
        if (row.row_id, column) not in skip
    )
    return RowWrite(resolved_row(row.row_id, created), cells)
