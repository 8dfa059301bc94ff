"""What cannot be done with whole sheets is said before the click, through the connector."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls import call
from tests.features.conversation import ask
from tests.features.test_sheets import COLUMNS, SPACE, sheets_of
from tests.local_teams import local_teams
from tests.reading import buttons_of, text_of

REFUSED = [
    ("ava", "create a sheet Site visits with columns Site in Product Launch", "The closest: Northwind Launch"),
    ("ava", f"create a sheet {'x' * 51} with columns Site in {SPACE}", "up to 50 characters"),
    ("ava", call("create_sheet", name="Visits", place=SPACE, template="Project plans"), "Project plan"),
    (
        "ava",
        call(
            "create_sheet",
            name="Visits",
            place=SPACE,
            columns=[{"title": "Twice", "type": "text", "formula": "=TWICE([Site]@row)"}],
        ),
        "TWICE",
    ),
    ("ben", f"create a sheet Site visits with columns Site in {SPACE}", "owner and admins put sheets there"),
    ("ben", call("edit_sheet", sheet="launch plan", action="rename", name="Mine"), "Only admins"),
    ("ben", call("edit_sheet", sheet="launch plan", action="move", place="my sheets"), "moved only by its owner"),
    ("ben", "delete the sheet launch plan", "deleted only by its owner"),
    ("ava", call("edit_sheet", sheet="launch plan", action="rename", name="Launch plan"), "called so already"),
    ("ava", call("edit_sheet", sheet="launch plan", action="move", place=SPACE), "there already"),
    ("ava", "delete the sheet Nothing of the kind", "no sheet called"),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[words[:60] for _, words, _ in REFUSED])
async def test_what_cannot_be_done_is_said_before(tmp_path: Path, person: str, words: str, why: str) -> None:
    async with local_teams(tmp_path) as here:
        before = sheets_of(here)
        card = await ask(here, here.teams.personal(person), words, person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)
        assert sheets_of(here) == before


async def test_a_cell_that_does_not_fit_its_column_is_named_and_left_out(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        words = f"create a sheet Visits with columns {COLUMNS} and rows Ankara, someday, Maybe in {SPACE}"
        card = await ask(here, chat, words)
        assert "Row 1, Visit Date" in text_of(card.card)
        assert "the nearest: Done, Open" in text_of(card.card) or "not one of the options" in text_of(card.card)
        await here.teams.press("ava", card.id, "Approve")
        (row,) = here.world.sheet("Visits").rows
        assert here.world.sheet("Visits").value(row, "Visit Date") is None
