"""Rows made of files, through the connector: asked, shown, approved, undone; and what does not fit, said before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls import call
from tests.features.conversation import ask, names, picture
from tests.features.sending import CSV, TASKS, XLSX, opened, send
from tests.files.making import csv_bytes
from tests.local_teams import local_teams
from tests.reading import buttons_of, elements, text_of

WAYS = [
    ("tasks.csv", CSV, "add its rows to this sheet"),
    ("tasks.csv", CSV, call("add_rows_from_file", file="tasks.csv", sheet="Launch plan", position="bottom")),
    ("book.xlsx", XLSX, call("add_rows_from_file", file="1", sheet="Launch plan", position="bottom")),
    (
        "book.xlsx",
        XLSX,
        call("add_rows_from_file", file="book.xlsx", worksheet="Extra tasks", sheet="Launch plan", position="bottom"),
    ),
]


@pytest.mark.parametrize(("name", "data", "words"), WAYS, ids=[words for _, _, words in WAYS])
async def test_rows_of_a_file_are_shown_added_and_taken_back(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    """Each value as its column takes it; the sheet is the same again after Undo."""
    async with local_teams(tmp_path) as here:
        chat, sheet = await opened(here)
        before = picture(sheet)
        card = await send(here, chat, name, data, words)
        for said in (f"Add 2 rows of {name}", "Print banners", "Ship banners", "Ben Okafor", "2 rows to add"):
            assert said in text_of(card.card)
        assert picture(sheet) == before

        await here.teams.press("ava", card.id, "Approve")
        added = picture(sheet)
        assert added[: len(before)] == before
        assert [row["Task Name"][0] for _, row in added[len(before) :]] == ["Print banners", "Ship banners"]
        assert added[-1][1]["Start Date"][0].startswith("2026-12-09")
        assert "ava@northwind.example" in str(added[-1][1]["Assigned To"])
        await here.teams.press("ava", card.id, "Undo")
        assert picture(sheet) == before
        await here.teams.press("ava", card.id, "Redo")
        assert picture(sheet) == added


async def test_the_button_of_a_files_card_asks_for_it(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, _ = await opened(here)
        card = await send(here, chat, "tasks.csv", CSV)
        offers = [e["selectAction"] for e in elements(card.card) if "selectAction" in e]
        await here.teams.press("ava", card.id, offers[1]["title"])
        plan = await here.teams.next_reply(chat, timeout=30)
        assert "Add 2 rows of tasks.csv" in text_of(plan.card)


async def test_a_file_sent_before_is_used_when_it_is_asked_for(tmp_path: Path) -> None:
    """By its name or number; the link is long gone by then."""
    async with local_teams(tmp_path) as here:
        chat, _ = await opened(here)
        await send(here, chat, "tasks.csv", CSV)
        await send(here, chat, "other.csv", csv_bytes([["Task Name", "Start Date"], ["Other", "2026-12-05"]]))
        here.connector.drive.expire()
        card = await ask(here, chat, "add the rows of file 2 to this sheet")
        assert "Print banners" in text_of(card.card)
        card = await ask(
            here, chat, call("add_rows_from_file", file="other.csv", sheet="Launch plan", position="bottom")
        )
        assert "Add 1 row of other.csv" in text_of(card.card)
        card = await ask(
            here, chat, call("add_rows_from_file", file="nothing.csv", sheet="Launch plan", position="bottom")
        )
        assert "At hand: 1 “other.csv”; 2 “tasks.csv”" in text_of(card.card)


UNFIT = csv_bytes(
    [
        ("Task Name", "Status", "Start Date", "Assigned To", "Budget", "Commments", "Nowhere"),
        ("One", "Purple", "2026-12-01", "ben@northwind.example", "1,500.50", "a", "x"),
        ("=HYPERLINK(1)", "Complete", "some day", "Nobody Known", "n/a", "b", "y"),
        ("", "", "", "", "", "c", "z"),
    ]
)


async def test_what_does_not_fit_is_said_before_the_click(tmp_path: Path) -> None:
    """Columns that go nowhere, cells their columns do not take, formulas, empty rows; the rest can be approved."""
    async with local_teams(tmp_path) as here:
        chat, sheet = await opened(here)
        card = await send(here, chat, "odd.csv", UNFIT, "add its rows to this sheet")
        said = text_of(card.card)
        for part in (
            "“Commments” (closest: “Comments”)",
            "“Nowhere”",
            "Row 1 of the file, Status: “Purple” is not one of the options",
            "Row 2 of the file, Start Date: “some day” is not a date",
            "Row 2 of the file, Assigned To: I know nobody called “Nobody Known”",
            "1 cell begins with “=”: it is kept as text, not as a formula.",
            "1 row is left out",
            "Add 2 rows of odd.csv",
        ):
            assert part in said, part
        await here.teams.press("ava", card.id, "Approve")
        last = sheet.rows[-1]
        held = {column.title: last.cells.get(column.id) for column in sheet.columns}
        assert held["Task Name"].value == "=HYPERLINK(1)"
        assert held["Task Name"].formula is None
        assert held["Status"].value == "Complete"


REFUSED = [
    ("ava", "offer.pdf", b"%PDF-1.7", "cannot be used as a table. It is not a table."),
    ("ava", "other.csv", csv_bytes([("Farbe", "Menge"), ("rot", "5")]), "No column of the file is called like one of"),
    ("ava", "many.csv", b"Task Name,Status\n" + b"x,Complete\n" * 5_001, "one change may touch 5,000"),
    ("dev", "tasks.csv", CSV, "viewer access"),
]


@pytest.mark.parametrize(("person", "name", "data", "why"), REFUSED, ids=[why for *_, why in REFUSED])
async def test_what_cannot_be_added_is_said_and_nothing_proposed(
    tmp_path: Path, person: str, name: str, data: bytes, why: str
) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        card = await send(here, chat, name, data, "add its rows to this sheet", person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)


async def test_without_a_file_it_says_so_and_in_a_group_where_to_send_it(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, _ = await opened(here)
        assert "No file is at hand" in text_of((await ask(here, chat, "add the rows of file 1 to this sheet")).card)
        group = here.teams.group("ava", "ben")
        await ask(here, group, "open launch plan")
        card = await send(
            here, group, "tasks.csv", CSV, call("add_rows_from_file", file="1", sheet="Launch plan", position="bottom")
        )
        assert "Teams gives bots no files in channels and group chats" in text_of(card.card)


async def test_a_thousand_rows_are_added_in_three_requests(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, sheet = await opened(here)
        rows = [(f"Task {n}", "Complete", "2026-12-01", "ben@northwind.example") for n in range(1_000)]
        before = picture(sheet)
        card = await send(here, chat, "tasks.csv", csv_bytes([TASKS[0], *rows]), "add its rows to this sheet")
        here.world.calls.clear()
        await here.teams.press("ava", card.id, "Approve")
        assert [call.path.rpartition("/")[2] for call in here.world.calls if call.method == "POST"] == ["rows", "rows"]
        assert names(sheet)[-1000:] == [f"Task {n}" for n in range(1_000)]
        await here.teams.press("ava", card.id, "Undo")
        assert picture(sheet) == before


async def test_a_row_called_like_a_file_is_a_row(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat, _ = await opened(here)
        assert "Add 1 row at the bottom" in text_of((await ask(here, chat, "add a task Fix app.py")).card)
