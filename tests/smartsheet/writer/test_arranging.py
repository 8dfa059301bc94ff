"""Sorting and taking rows to another sheet, by the writer against the sandbox."""

from __future__ import annotations

import pytest

from bot.domain.row_orders import SortBy
from bot.errors import InvalidArguments, NotFound, OutcomeUnknown, PermissionDenied
from infra.local.smartsheet.model import Row, Sheet
from tests.smartsheet.writer.conftest import AVA, Desk, actor

ARCHIVE = "Launch plan (2025 archive)"


def leaf(sheet: Sheet, name: str) -> Row:
    return sheet.find("Task Name", name)


async def test_rows_under_one_parent_are_sorted_and_the_rest_of_the_sheet_does_not_come_back(desk: Desk) -> None:
    """The order read back is the sandbox's; the answer to sorting is kept small."""
    sheet = desk.world.sheet("Launch plan")
    due, before = sheet.column("Due Date"), sheet.version
    await desk.writer.sort_rows(AVA, sheet.id, [SortBy(due.id, "Due Date", descending=True)])
    live = await desk.writer.read(AVA, sheet.id)
    outline, rows = live.outline(), live.by_id()
    for parent in (None, *(row.id for row in live.rows)):
        shown = [rows[each].cell(due.id).shown for each in outline.children(parent)]
        filled = [text for text in shown if text]
        assert shown == [*sorted(filled, reverse=True), *[""] * (len(shown) - len(filled))]
    assert (sheet.version, len(desk.world.calls.matching("POST", "/sort"))) == (before + 1, 1)
    assert "pageSize=1" in desk.world.calls.matching("POST", "/sort")[0].query


@pytest.mark.parametrize("fault", ["drop_after", "bad_gateway", "retry"])
async def test_sorting_is_sent_until_it_is_answered(desk: Desk, fault: str) -> None:
    sheet = desk.world.sheet("Launch plan")
    desk.world.faults.add(fault, method="POST", path="/sort")
    await desk.writer.sort_rows(AVA, sheet.id, [SortBy(sheet.column("Due Date").id, "Due Date")])
    assert len(desk.world.calls.matching("POST", "/sort")) == 2


@pytest.mark.parametrize("keep", [True, False])
async def test_rows_go_to_the_bottom_with_what_was_asked_for(desk: Desk, keep: bool) -> None:
    """A move takes the rows below along; both sheets' versions move; the new rows are the actor's."""
    plan, archive = desk.world.sheet("Launch plan"), desk.world.sheet(ARCHIVE)
    row = leaf(plan, "Order injection moulds")
    versions, rows = (plan.version, archive.version), (len(plan.rows), len(archive.rows))
    included = ("attachments", "discussions")
    ((old, new),) = await desk.writer.transfer_rows(AVA, plan.id, [row.id], archive.id, keep=keep, included=included)
    made = archive.rows[-1]
    assert (old, new, made.created_by) == (row.id, made.id, "ava")
    assert (len(plan.rows), len(archive.rows)) == (rows[0] - (not keep), rows[1] + 1)
    assert (plan.version, archive.version) == (versions[0] + (not keep), versions[1] + 1)
    records = desk.world.records
    assert [len(each.comments) for each in records.discussions_of(archive, new)] == [3]
    assert {file.name for file in records.attachments_of(archive, new)} == {
        "Mould offer Altum.pdf",
        "Deposit receipt.pdf",
    }
    assert bool(records.discussions_of(plan, row.id)) is keep


async def test_values_go_and_formulas_and_dependencies_do_not(desk: Desk) -> None:
    budget, archive = desk.world.sheet("Budget"), desk.world.sheet(ARCHIVE)
    desk.world.share(archive.id, "carla", "ADMIN")
    pairs = await desk.writer.transfer_rows(
        actor("carla"), budget.id, [budget.rows[0].id], archive.id, keep=True, included=("children",)
    )
    assert len(pairs) == len(budget.subtree(budget.rows[0]))
    made = archive.row(pairs[0][1])
    assert made is not None
    assert archive.children(made.id)
    assert not any(cell.formula for cell in made.cells.values())
    assert archive.value(made, "Planned") == budget.value(budget.rows[0], "Planned")


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "bad_gateway", "truncate"])
async def test_taking_rows_elsewhere_is_never_sent_twice(desk: Desk, fault: str, keep: bool) -> None:
    plan, archive = desk.world.sheet("Launch plan"), desk.world.sheet(ARCHIVE)
    rows = len(archive.rows)
    desk.world.faults.add(fault, method="POST", path="/rows/")
    with pytest.raises(OutcomeUnknown):
        await desk.writer.transfer_rows(AVA, plan.id, [plan.rows[3].id], archive.id, keep=keep)
    assert len(desk.world.calls.matching("POST")) == 1
    assert len(archive.rows) - rows == (fault in ("drop_after", "truncate"))


async def test_what_smartsheet_refuses_leaves_both_sheets_alone(desk: Desk) -> None:
    """Unknown rows, no access to either sheet, columns that only an admin may add, a locked row."""
    plan, archive, risks = (desk.world.sheet(name) for name in ("Launch plan", ARCHIVE, "Risk register"))
    row, move = plan.rows[3], desk.writer.transfer_rows
    counts = [len(sheet.rows) for sheet in (plan, archive, risks)]
    with pytest.raises(NotFound):
        await move(AVA, plan.id, [row.id, 12345], archive.id, keep=False)
    with pytest.raises(NotFound):
        await move(actor("ben"), plan.id, [row.id], archive.id, keep=True)
    with pytest.raises(PermissionDenied):
        await move(actor("carla"), plan.id, [row.id], archive.id, keep=True)
    with pytest.raises(PermissionDenied):
        await move(actor("ben"), plan.id, [row.id], risks.id, keep=True)
    with pytest.raises(PermissionDenied):
        await move(actor("dev"), plan.id, [row.id], risks.id, keep=False)
    row.locked = True
    desk.world.share(archive.id, "ben", "ADMIN")
    with pytest.raises(PermissionDenied):
        await move(actor("ben"), plan.id, [row.id], archive.id, keep=False)
    with pytest.raises(InvalidArguments):
        await desk.writer.sort_rows(AVA, plan.id, [SortBy(12345, "Nothing")])
    with pytest.raises(PermissionDenied):
        await desk.writer.sort_rows(actor("ben"), plan.id, [SortBy(plan.columns[0].id, "Task Name")])
    assert [len(sheet.rows) for sheet in (plan, archive, risks)] == counts
