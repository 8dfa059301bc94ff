"""Rows on their way to another sheet: sent once, looked for without an answer, then put in their places.

https://developers.smartsheet.com/api/smartsheet/openapi/rows/copy-rows and …/move-rows : the rows go to the bottom of
the target, all or none; the answer pairs their ids here and there. A row that was moved is no longer in its sheet, so
that a move cannot be done twice; rows that were copied are told by what they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import structlog

from bot.changes.engine.batches import SettleBatch, TidyBatch, TransferBatch, resolved_content, resolved_id
from bot.changes.engine.current_state import CurrentState
from bot.changes.engine.work import Work
from bot.changes.steps.transfer_checks import alone
from bot.changes.values.links import replacing
from bot.changes.values.trees import tree_moved, trees
from bot.domain.live import NOTHING, CellContent, LiveRow, LiveSheet, RowWrite
from bot.domain.plan_journal import Entry, Mark
from bot.domain.plans import RowImage, TransferRows
from bot.errors import InvalidArguments, OutcomeUnknown, PermissionDenied

Pairs = tuple[tuple[int, int], ...]
"""(key, id in the target) of each row that went."""

CHANGED = "It was changed by someone else while the change was being made."
_SENDS = 3
_LOOK_AGAIN_S = 2.0
_log = structlog.get_logger(__name__)


async def transfer(work: Work, number: int, batch: TransferBatch, now: CurrentState) -> Entry:
    """Send once; without an answer, look for the rows, and only when they did not go send again."""
    step, intent = batch.step, work.journal.intent(number)
    unsure = intent is not None
    if intent is None:
        target = now.sheet(step.target.id)
        known = tuple(str(column.id) for column in target.columns)
        intent = Entry(Mark.INTENT, number, at=work.clock.now(), following=_bottom(work, target), known=known)
        await work.note(intent)
    for _ in range(_SENDS):
        if unsure and (found := await _look(work, batch, intent)):
            return _done(work, number, batch, found)
        going, refused = await _still(work, batch) if work.resumed else (batch.row_ids, ())
        if refused != intent.refused:
            intent = replace(intent, refused=refused)
            await work.note(intent)
        if not going:
            return Entry(Mark.DONE, number, at=work.clock.now(), refused=refused)
        try:
            mapped = await work.writer.transfer_rows(
                work.actor, step.source.id, going, step.target.id, keep=step.keep, included=step.included
            )
        except OutcomeUnknown as error:
            _log.warning("transfer_unsure", plan=work.plan.id, batch=number, detail=error.detail)
            unsure = True
            continue
        pairs = await _paired(work, batch, going, dict(mapped))
        return Entry(Mark.DONE, number, at=work.clock.now(), created=pairs, refused=refused)
    if found := await _look(work, batch, intent):
        return _done(work, number, batch, found)
    raise OutcomeUnknown(f"Smartsheet does not say whether the rows are in “{step.target.name}”.")


def _done(work: Work, number: int, batch: TransferBatch, pairs: Pairs) -> Entry:
    went = {key for key, _ in pairs}
    refused = tuple((-row_id, CHANGED) for row_id in batch.row_ids if -row_id not in went)
    return Entry(Mark.DONE, number, at=work.clock.now(), created=pairs, refused=refused)


def _bottom(work: Work, target: LiveSheet) -> int | None:
    """The last row at the top level of the target, which may be one that this plan put there."""
    went = [row_id for key, row_id in work.journal.created().items() if key < 0]
    top = target.outline().children(None)
    return went[-1] if went else top[-1] if top else None


async def _still(work: Work, batch: TransferBatch) -> tuple[tuple[int, ...], tuple[tuple[int, str], ...]]:
    """The rows that are as they were when it began, and the others; asked when it is gone on with after a crash."""
    step = batch.step
    live = await work.writer.read(work.actor, step.source.id, only=True)
    rows, outline = live.by_id(), live.outline()
    changed = [
        tree[0].row_id
        for tree in _trees(batch)
        if tree_moved(tree, live, rows, outline, alone=alone(step), anywhere=True) is not None
    ]
    going = tuple(row_id for row_id in batch.row_ids if row_id not in set(changed))
    return going, tuple((-row_id, CHANGED) for row_id in changed)


async def _look(work: Work, batch: TransferBatch, intent: Entry) -> Pairs:
    """The rows in the target, looked for twice: a request may still be under way when its connection is gone."""
    step = batch.step
    for attempt in range(2):
        going = [tree for tree in _trees(batch) if -tree[0].row_id not in dict(intent.refused)]
        if not step.keep:
            left = await work.writer.read(work.actor, step.source.id, row_ids=batch.row_ids, only=True)
            present = {row.id for row in left.rows}
            going = [tree for tree in going if tree[0].row_id not in present]
        if going:
            target = await work.writer.read(work.actor, step.target.id, only=True)
            if pairs := find_transferred(step, going, target, intent, set(work.journal.created().values())):
                return pairs
        if attempt == 0:
            await work.clock.sleep(_LOOK_AGAIN_S)
    if going and not step.keep:
        raise OutcomeUnknown(f"The rows left “{step.source.name}” and are not found in “{step.target.name}”.")
    return ()


def find_transferred(
    step: TransferRows, going: Sequence[list[RowImage]], target: LiveSheet, intent: Entry, taken: set[int]
) -> Pairs:
    """The pairs of all these rows when they stand one after the other behind what was the target's end, else none."""
    outline = target.outline()
    images = [image for tree in going for image in tree]
    before = set[int]()
    if intent.following is not None and intent.following in outline:
        last = outline.subtree(intent.following)[-1]
        order = [row.id for row in target.rows]
        before = set(order[: order.index(last) + 1])
    free = [row for row in target.rows if row.id not in before and row.id not in taken]
    for at in range(len(free) - len(images) + 1):
        run = free[at : at + len(images)]
        if all(_is(row, image, step) for row, image in zip(run, images, strict=True)):
            return tuple((-image.row_id, row.id) for row, image in zip(run, images, strict=True))
    return ()


def _is(row: LiveRow, image: RowImage, step: TransferRows) -> bool:
    """Whether the row could be that one: what columns of one title and type hold is the same, or computed."""
    held = {cell.column_id: cell.content for cell in image.cells}
    return all(
        _alike(held.get(column.source_id, NOTHING), row.cell(column.target_id))
        for column in step.columns
        if column.target_id and column.same
    )


def _alike(here: CellContent, there: CellContent) -> bool:
    computed = here.raw.startswith(('{"formula"', '{"linkInFromCell"')) or '"PREDECESSOR_LIST"' in here.raw
    return computed or here.raw == there.raw or here.shown == there.shown


async def _paired(work: Work, batch: TransferBatch, going: Sequence[int], mapped: dict[int, int]) -> Pairs:
    """Every row that went with its id in the target; those that the answer does not name are read there."""
    sent = [tree for tree in _trees(batch) if tree[0].row_id in set(going)]
    if all(image.row_id in mapped for tree in sent for image in tree):
        return tuple((-image.row_id, mapped[image.row_id]) for tree in sent for image in tree)
    outline = (await work.writer.read(work.actor, batch.step.target.id, only=True)).outline()
    pairs: list[tuple[int, int]] = []
    for tree in sent:
        root = mapped.get(tree[0].row_id)
        there = outline.subtree(root) if root is not None and root in outline else ()
        pairs += [(-image.row_id, row_id) for image, row_id in zip(tree, there, strict=False)]
    return tuple(pairs)


def _trees(batch: TransferBatch) -> Iterator[list[RowImage]]:
    chosen = set(batch.row_ids)
    return (tree for tree in trees(batch.step.rows) if tree[0].row_id in chosen)


async def settle(work: Work, number: int, batch: SettleBatch) -> Entry:
    """Set the cells that are not yet as they are to be; may be done again."""
    created, target = work.journal.created(), batch.step.target.id
    wanted: dict[int, list[tuple[int, CellContent]]] = {}
    for edit in batch.edits:
        if edit.row_id in created or edit.row_id > 0:
            content = resolved_content(edit.after, created)
            wanted.setdefault(resolved_id(edit.row_id, created), []).append((edit.column_id, content))
    if not wanted:
        return Entry(Mark.DONE, number, at=work.clock.now())
    live = await work.writer.read(work.actor, target, row_ids=list(wanted), only=True)
    writes = [
        RowWrite(
            row.id, tuple((c, replacing(row.cell(c), new)) for c, new in wanted[row.id] if row.cell(c).raw != new.raw)
        )
        for row in live.rows
    ]
    result = await work.writer.update_rows(work.actor, target, [write for write in writes if write.cells])
    keys = {row_id: key for key, row_id in created.items()}
    refused = tuple((keys.get(row_id, row_id), why) for row_id, why in result.refused)
    return Entry(Mark.DONE, number, at=work.clock.now(), refused=refused)


async def tidy(work: Work, number: int, batch: TidyBatch) -> Entry:
    """Delete the columns that the transfer made in the target and that are not to stay; may be done again."""
    target = batch.step.target.id
    known = {each for entry in work.journal.entries if entry.mark is Mark.INTENT for each in entry.known}
    live = await work.writer.read(work.actor, target, row_ids=[])
    left: list[tuple[int, str]] = []
    for column in live.columns:
        if known and column.column.title in batch.step.spare and str(column.id) not in known:
            try:
                await work.records.delete(work.actor, "column", f"sheets/{target}", str(column.id))
            except (PermissionDenied, InvalidArguments) as error:
                left.append((0, f"The column {column.column.title} stays: {error.message}"))
    return Entry(Mark.DONE, number, at=work.clock.now(), refused=tuple(left))


async def written_there(work: Work) -> list[tuple[int, int, CellContent]]:
    """(row, column, content) of the rows that went, in the target, and of what depended on them, where they were."""
    cells: list[tuple[int, int, CellContent]] = []
    for step in work.plan.steps:
        if isinstance(step, TransferRows) and step.dependents:
            left = {edit.row_id: edit.column_id for edit in step.dependents}
            live = await work.writer.read(work.actor, step.source.id, row_ids=list(left), only=True)
            cells += [(row.id, left[row.id], row.cell(left[row.id])) for row in live.rows]
        if isinstance(step, TransferRows) and (ids := went(step, work)):
            live = await work.writer.read(work.actor, step.target.id, row_ids=ids, only=True)
            cells += [
                (row.id, column.id, row.cell(column.id))
                for row in live.rows
                for column in live.columns
                if row.cell(column.id).raw
            ]
    return cells


def went(step: TransferRows, work: Work) -> list[int]:
    """The ids that the step's rows have in the target."""
    created = work.journal.created()
    return [created[-row.row_id] for row in step.rows if -row.row_id in created]
