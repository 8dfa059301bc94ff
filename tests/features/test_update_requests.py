"""People asked by mail to update rows, through the connector: asked, shown whole, approved, withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.smartsheet.records import SentRequest
from tests.calls import call
from tests.features.conversation import ask
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, table_of, text_of

pytestmark = pytest.mark.days

BEN, CARLA = "ben@northwind.example", "carla@northwind.example"


def sent(here: LocalTeams) -> list[SentRequest]:
    return here.world.records.sent_requests


async def test_the_card_shows_to_whom_which_rows_and_every_word(tmp_path: Path) -> None:
    """Nothing is mailed before the click; then once to each; Undo takes it from who has not answered."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        words = "please confirm by Friday, " * 20
        card = await ask(
            here,
            chat,
            call(
                "request_update",
                sheet="Launch plan",
                row_numbers=[9, 10, 11, 12],
                people=["Ben", CARLA],
                columns=["Status", "Due Date"],
                message=f"{words}now",
            ),
        )
        shown = text_of(card.card)
        for text in ("Ben Okafor (ben@northwind.example)", CARLA, "Status, Due Date", "Please update Launch plan"):
            assert text in shown
        assert shown.count("confirm") == shown.count("Friday,") == 20
        assert "2 people get mail from Smartsheet at once. Sent mail cannot be called back" in shown
        assert all(f"{number} " in shown for number in range(9, 13))
        assert sent(here) == []

        done = await here.teams.press("ava", card.id, "Approve")
        assert "1 update request created" in text_of(done.card)
        assert [each.to for each in sent(here)] == [BEN, CARLA]
        request = sent(here)[0].request
        assert request.row_ids == [row.id for row in sheet.rows[8:12]]
        assert request.column_ids == [sheet.column("Status").id, sheet.column("Due Date").id]
        assert request.message == f"{words}now"
        assert request.by == "ava"

        undone = await here.teams.press("ava", card.id, "Undo")
        assert "Undo: Ask Ben Okafor" in text_of(undone.card)
        assert "Redo" not in buttons_of(undone.card)
        assert sent(here) == []


async def test_a_request_that_was_answered_is_not_taken_back(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "ask Ben Okafor to update row 9")
        await here.teams.press("ava", card.id, "Approve")
        sent(here)[0].status = "COMPLETE"
        refused = await here.teams.press("ava", card.id, "Undo")
        assert "answered" in text_of(refused.card)
        assert len(sent(here)) == 1


async def test_a_lost_answer_mails_nothing_twice(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "ask Ben to update rows 9 and 12")
        here.world.faults.add("drop_after", method="POST", path="/updaterequests")
        done = await here.teams.press("ava", card.id, "Approve")
        assert "Done" in text_of(done.card)
        assert [each.to for each in sent(here)] == [BEN]
        await here.teams.press("ava", card.id, "Undo")
        assert sent(here) == []


async def test_a_scheduled_request_is_ended_and_the_card_says_it_is_final(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, call("request_update", sheet="Launch plan", cancel="Where do we stand?"))
        shown = text_of(card.card)
        for text in ("every week", BEN, "Offline sync", "Please fill in % Complete.", "It cannot be taken back"):
            assert text in shown
        assert len(here.world.records.update_requests) == 1
        done = await here.teams.press("ava", card.id, "Approve")
        assert "Undo" not in buttons_of(done.card)
        assert here.world.records.update_requests == []


async def test_a_sent_request_is_withdrawn_from_who_has_not_answered(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(
            here,
            chat,
            call("request_update", sheet="Launch plan", row_numbers=[9], people=["Ben", CARLA], message="how far?"),
        )
        await here.teams.press("ava", card.id, "Approve")
        sent(here)[0].status = "COMPLETE"
        card = await ask(here, chat, call("request_update", sheet="Launch plan", cancel="Please update Launch plan"))
        assert ["Message", "how far?"] in [[row[0], row[-1]] for row in table_of(card.card)]
        assert ["Answered by", BEN] in [[row[0], row[-1]] for row in table_of(card.card)]
        await here.teams.press("ava", card.id, "Approve")
        assert [each.to for each in sent(here)] == [BEN]


async def test_smartsheets_no_is_told_and_nothing_is_mailed(tmp_path: Path) -> None:
    """A row that went between card and click."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "ask Ben to update row 9")
        here.world.delete_row(sheet.id, sheet.rows[8].id)
        failed = await here.teams.press("ava", card.id, "Approve")
        assert "Nothing was changed" in text_of(failed.card)
        assert sent(here) == []


REFUSED = [
    ("ava", "ask Nobody Known to update row 9", "Say their email address"),
    ("ava", "ask Ben to update row 900", "No row of “Launch plan” is meant"),
    (
        "ava",
        call("request_update", sheet="Launch plan", row_numbers=[9], people=[BEN], columns=["Nonsense"]),
        "has no column “Nonsense”",
    ),
    ("dev", f"ask {BEN} to update row 9", "does not allow changes"),
    ("ava", call("request_update", sheet="Launch plan", cancel="Nothing like it"), "Open ones: “Where do we stand?”"),
    ("dev", call("request_update", sheet="Launch plan", cancel="Where do we stand?"), "does not allow changes"),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[words for _, words, _ in REFUSED])
async def test_what_cannot_be_asked_is_said_before(tmp_path: Path, person: str, words: str, why: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        card = await ask(here, chat, words, person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card)
