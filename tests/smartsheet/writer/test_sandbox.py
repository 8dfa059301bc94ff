"""The writer against the sandbox: what was read is written back as it was; what may be sent twice is."""

from __future__ import annotations

import pytest

from bot.domain.live import CellContent, LiveColumn, LiveRow, LiveSheet, RowWrite
from bot.domain.outline import Place
from bot.errors import InvalidArguments, NotFound, OutcomeUnknown, PermissionDenied
from tests.smartsheet.writer.conftest import AVA, Desk, actor

SAMPLES = ["Launch plan", "Budget", "Risk register", "Team roster"]


def writable(column: LiveColumn, row: LiveRow, sheet: LiveSheet) -> bool:
    """Not filled by Smartsheet, nor by a project's schedule."""
    parents = {each.parent_id for each in sheet.rows}
    scheduled = column.role == "GANTT_END_DATE" or (bool(column.role) and row.id in parents)
    return not (column.column.formula or column.column.system_type or (sheet.project and scheduled))


def cells_of(row: LiveRow, sheet: LiveSheet) -> tuple[tuple[int, CellContent], ...]:
    return tuple(
        (column.id, row.cell(column.id))
        for column in sheet.columns
        if row.cell(column.id).raw and writable(column, row, sheet)
    )


@pytest.mark.parametrize("name", SAMPLES)
async def test_every_cell_is_written_back_as_it_was_read(desk: Desk, name: str) -> None:
    """Cleared and written again, each cell of every sample sheet holds the same: dates, lists, formulas, links."""
    before = await desk.writer.read(AVA, desk.sheet_id(name))
    rows = [RowWrite(row.id, cells_of(row, before)) for row in before.rows]
    cleared = [RowWrite(row.row_id, tuple((column, CellContent()) for column, _ in row.cells)) for row in rows]
    assert not (await desk.writer.update_rows(AVA, before.id, cleared)).refused
    assert not (await desk.writer.update_rows(AVA, before.id, rows)).refused

    after = await desk.writer.read(AVA, before.id)
    held = {row.id: cells_of(row, before) for row in before.rows}
    assert sum(map(len, held.values())) > 30
    assert {row.id: cells_of(row, after) for row in after.rows} == held
    assert list(after.outline().order()) == list(before.outline().order())


async def test_rows_and_columns_asked_for_come_alone(desk: Desk) -> None:
    """The columns are all described; two rows of one column are sent."""
    whole = await desk.writer.read(AVA, desk.sheet_id("Launch plan"))
    status = next(column for column in whole.columns if column.column.title == "Status")
    ids = [row.id for row in whole.rows[3:5]]
    few = await desk.writer.read(AVA, whole.id, row_ids=ids, column_ids=[status.id])

    assert few.columns == whole.columns
    assert [row.id for row in few.rows] == ids
    assert all(set(row.cells) <= {status.id} for row in few.rows)
    assert (few.version, few.access_level, few.project) == (whole.version, "OWNER", True)


async def test_rows_are_added_and_moved_to_their_place(desk: Desk) -> None:
    """First at the top level, first under a parent, and after a row with all under it."""
    whole = await desk.writer.read(AVA, desk.sheet_id("Launch plan"))
    outline, name = whole.outline(), whole.columns[0].id
    top, parent = outline.children(None)[0], outline.children(outline.children(None)[0])[0]
    for number, place in enumerate((Place(), Place(parent), Place(None, top))):
        cells = ((name, CellContent(f'{{"value":"New {number}"}}')),)
        made = await desk.writer.add_rows(AVA, whole.id, [RowWrite(0, cells), RowWrite(0, cells)], place)
        now = (await desk.writer.read(AVA, whole.id)).outline()
        assert now.place(made.row_ids[0]) == place
        assert now.place(made.row_ids[1]) == Place(place.parent_id, made.row_ids[0])
        await desk.writer.move_rows(AVA, whole.id, made.row_ids, Place(parent, outline.children(parent)[1]))
        now = (await desk.writer.read(AVA, whole.id)).outline()
        assert now.place(made.row_ids[0]) == Place(parent, outline.children(parent)[1])
        await desk.writer.delete_rows(AVA, whole.id, made.row_ids)
        await desk.writer.delete_rows(AVA, whole.id, made.row_ids)
    assert list((await desk.writer.read(AVA, whole.id)).outline().order()) == list(outline.order())


async def test_a_refused_row_does_not_stop_the_others(desk: Desk) -> None:
    """Partial success names the row and Smartsheet's reason."""
    whole = await desk.writer.read(AVA, desk.sheet_id("Launch plan"))
    status = next(column.id for column in whole.columns if column.column.title == "Status")
    good, bad = whole.rows[3], whole.rows[4]
    written = await desk.writer.update_rows(
        AVA,
        whole.id,
        [
            RowWrite(good.id, ((status, CellContent('{"value":"Blocked"}')),)),
            RowWrite(bad.id, ((status, CellContent('{"value":"Nonsense"}')),)),
        ],
    )
    assert written.row_ids == (good.id,)
    ((row_id, why),) = written.refused
    assert row_id == bad.id
    assert why


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "bad_gateway", "truncate"])
async def test_adding_rows_is_never_sent_twice(desk: Desk, fault: str) -> None:
    """Without an answer nobody knows whether it was done; it is said, not tried again."""
    sheet = desk.world.sheet("Budget")
    rows = len(sheet.rows)
    desk.world.faults.add(fault, method="POST", path="/rows")
    with pytest.raises(OutcomeUnknown):
        await desk.writer.add_rows(AVA, sheet.id, [RowWrite(0, ())], Place())
    assert len(desk.world.calls.matching("POST", "/rows")) == 1
    assert len(sheet.rows) - rows == (1 if fault in ("drop_after", "truncate") else 0)


async def test_adding_rows_waits_for_a_rate_limit(desk: Desk) -> None:
    """Turned away at the door is not done, so it may be sent again."""
    sheet = desk.world.sheet("Budget")
    rows = len(sheet.rows)
    desk.world.faults.add("rate_limit", method="POST", path="/rows", count=2, retry_after=1)
    await desk.writer.add_rows(AVA, sheet.id, [RowWrite(0, ())], Place())
    assert len(sheet.rows) == rows + 1


@pytest.mark.parametrize("fault", ["drop_after", "retry", "bad_gateway"])
async def test_setting_cells_is_sent_until_it_is_answered(desk: Desk, fault: str) -> None:
    """The same values twice are the same values."""
    sheet = desk.world.sheet("Budget")
    name = sheet.primary.id
    desk.world.faults.add(fault, method="PUT", path="/rows", count=2)
    await desk.writer.update_rows(AVA, sheet.id, [RowWrite(sheet.rows[1].id, ((name, CellContent('{"value":"X"}')),))])
    assert sheet.rows[1].cells[name].value == "X"


async def test_refusals_are_errors_of_ours(desk: Desk) -> None:
    """No access, no sheet, no such row; and our change agent stands on every write."""
    budget = desk.world.sheet("Budget")
    with pytest.raises(PermissionDenied):
        await desk.writer.move_rows(actor("dev"), desk.sheet_id("Launch plan"), [1], Place())
    with pytest.raises(NotFound):
        await desk.writer.read(actor("elif"), budget.id)
    with pytest.raises((InvalidArguments, NotFound)):
        await desk.writer.move_rows(AVA, desk.sheet_id("Launch plan"), [12345], Place())
    assert {call.change_agent for call in desk.world.calls.matching("PUT")} == {"sheetline"}


async def test_cell_links_go_first_and_apart(desk: Desk) -> None:
    """A row whose link is refused keeps its other cells; what was read of a link is written back as it was."""
    sheet = await desk.writer.read(AVA, desk.sheet_id("Launch plan"))
    source = await desk.writer.read(AVA, desk.sheet_id("Team roster"))
    comments, status = (
        next(c.id for c in sheet.columns if c.column.title == title) for title in ("Comments", "Status")
    )
    name = next(column.id for column in source.columns if column.column.primary)

    def link(row_id: int) -> CellContent:
        place = f'{{"columnId":{name},"rowId":{row_id},"sheetId":{source.id}}}'
        return CellContent(f'{{"linkInFromCell":{place},"value":null}}')

    good, bad = sheet.rows[3], sheet.rows[4]
    blocked = CellContent('{"value":"Blocked"}')
    rows = [
        RowWrite(good.id, ((comments, link(source.rows[0].id)), (status, blocked))),
        RowWrite(bad.id, ((comments, link(1)), (status, blocked))),
    ]
    result = await desk.writer.update_rows(AVA, sheet.id, rows)
    after = (await desk.writer.read(AVA, sheet.id)).by_id()
    assert [row_id for row_id, _ in result.refused] == [bad.id]
    assert (after[good.id].cell(comments).raw, after[good.id].cell(status).shown) == (
        rows[0].cells[0][1].raw,
        "Blocked",
    )
    assert after[bad.id].cell(status) == bad.cell(status)
