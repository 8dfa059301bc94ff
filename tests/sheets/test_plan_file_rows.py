"""Any table of a file against any sheet: planned is what the file holds and the columns take, nothing else."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import FileText, Reading, content_for
from bot.domain.files import FileColumn, FileTable
from bot.domain.live import LiveColumn, LiveSheet
from bot.domain.outline import Place
from bot.domain.plans import AddRows, ChangeRecords
from bot.domain.policies import PlanPolicy
from bot.domain.sheets import Column, ColumnType
from bot.errors import InvalidArguments, LimitExceeded, PermissionDenied
from bot.features.files.file_rows import as_percent, match_columns, preview_file_rows, preview_file_sheet
from bot.features.sheets.sheet_preview import Destination

TITLES = ("Name", "Status", "Due", "Done", "Owner", "Cost", "Nowhere")
TYPES = (
    ColumnType.TEXT_NUMBER,
    ColumnType.PICKLIST,
    ColumnType.DATE,
    ColumnType.CHECKBOX,
    ColumnType.CONTACT_LIST,
    ColumnType.TEXT_NUMBER,
)
READING = Reading(date(2026, 11, 26))
POLICY = PlanPolicy(rows=50)
values = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(-1e12, 1e12),
    st.sampled_from(["=SUM(1)", "2026-12-01", "Open", "ava@x.example", "true", "a" * 5_000, "\u202eevil", "-5"]),
    st.text(max_size=12),
)


def sheet(*, access: str = "EDITOR") -> LiveSheet:
    columns = tuple(
        LiveColumn(
            Column(
                id=n + 1, index=n, title=title, type=kind, primary=n == 0, options=("Open", "Done") if n == 1 else ()
            )
        )
        for n, (title, kind) in enumerate(zip(TITLES, TYPES, strict=False))
    )
    return LiveSheet(7, "Plan", "", 1, access, columns, ())


@st.composite
def tables(draw: st.DrawFn) -> FileTable:
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=1, unique=True))
    columns = tuple(FileColumn(title, ColumnType.TEXT_NUMBER, percent=draw(st.booleans())) for title in titles)
    rows = draw(st.lists(st.tuples(*[values] * len(titles)), min_size=1, max_size=6))
    return FileTable("", columns, tuple(rows))


@given(tables())
def test_each_row_holds_what_the_file_held_where_the_columns_take_it(table: FileTable) -> None:
    """In the file's order, one below the other; a cell is either planned as its column takes it, refused, or empty."""
    live = sheet()
    try:
        matched, _ = match_columns(live, table, {})
    except InvalidArguments:
        assert {column.title for column in table.columns} <= {"Nowhere"}
        return
    draft = preview_file_rows(live, table, matched, Place(), where="", reading=READING, policy=POLICY)
    rows = [row for step in draft.steps if isinstance(step, AddRows) for row in step.rows]
    assert [row.place for row in rows] == [Place(None, rows[n - 1].key if n else None) for n in range(len(rows))]
    assert len({row.key for row in rows}) == len(rows)
    planned = [{cell.column: cell.content for cell in row.cells} for row in rows]
    for cells in planned:
        assert cells
        for content in cells.values():
            assert "formula" not in json.loads(content.raw)
    expected = [_taken(table, row, live) for row in table.rows]
    assert [{title: content.raw for title, content in cells.items()} for cells in planned] == [e for e in expected if e]
    assert len(rows) + sum(not cells for cells in expected) == len(table.rows)


def _taken(table: FileTable, row: tuple[object, ...], live: LiveSheet) -> dict[str, str]:
    """The raw contents of a row's cells, each by itself."""
    found = {}
    for column, value in zip(table.columns, row, strict=True):
        target = next((each for each in live.columns if each.column.title == column.title), None)
        if target is None:
            continue
        try:
            raw = content_for(FileText(value) if isinstance(value, str) else value, target, READING).raw  # type: ignore[arg-type]
        except InvalidCellValue:
            continue
        if raw:
            found[column.title] = raw
    return found


@given(tables())
def test_a_sheet_of_a_file_has_no_formula_and_all_its_rows(table: FileTable) -> None:
    draft = preview_file_sheet("New", table, destination=Destination("home", "your Sheets folder"), reading=READING)
    (made,) = [step for step in draft.steps if isinstance(step, ChangeRecords)]
    titles = [each["title"] for each in json.loads(made.changes[0].after)["columns"]]
    assert titles == [column.title for column in table.columns]
    rows = [row for step in draft.steps if isinstance(step, AddRows) for row in step.rows]
    assert len(rows) <= len(table.rows)
    assert not [c for row in rows for c in row.cells if "formula" in json.loads(c.content.raw)]


def test_who_may_not_write_and_what_is_too_much_is_refused() -> None:
    table = FileTable("", (FileColumn("Name", ColumnType.TEXT_NUMBER),), (("a",),) * 51)
    live = sheet()
    matched, _ = match_columns(live, table, {})
    with pytest.raises(LimitExceeded):
        preview_file_rows(live, table, matched, Place(), where="", reading=READING, policy=POLICY)
    with pytest.raises(PermissionDenied):
        preview_file_rows(sheet(access="VIEWER"), table, matched, Place(), where="", reading=READING, policy=POLICY)


def test_columns_go_where_they_are_sent_once() -> None:
    """By name, or by what was said; what is named wrongly is refused with what there is."""
    live = sheet()
    table = FileTable("", tuple(FileColumn(t, ColumnType.TEXT_NUMBER) for t in ("name", "Deadline", "State")), ())
    matched, notes = match_columns(live, table, {"Deadline": "due", "State": "Status"})
    assert [(number, column.column.title) for number, column in matched] == [(0, "Name"), (1, "Due"), (2, "Status")]
    assert notes == ["“Deadline” goes into “Due”.", "“State” goes into “Status”."]
    matched, notes = match_columns(live, table, {"Deadline": "Name"})
    assert [number for number, _ in matched] == [1]
    for wanted, why in (({"Deadlin": "Due"}, "The file has no column"), ({"Deadline": "Dues"}, "Plan has no column")):
        with pytest.raises(InvalidArguments, match=why):
            match_columns(live, table, wanted)


@pytest.mark.parametrize(
    ("number", "shown", "decimals"), [(0.45, "45%", 0), (0.125, "12.5%", 1), (1 / 3, "33.33%", 2), (-2.0, "-200%", 0)]
)
def test_a_percentage_shows_the_decimals_it_has(number: float, shown: str, decimals: int) -> None:
    content = as_percent(content_for(number, sheet().columns[0], READING))
    assert (content.shown, content.format) == (shown, f"{',' * 12}{decimals},,3,,")
    assert len(content.format.split(",")) == 17
