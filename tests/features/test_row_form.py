"""A row edited in its card: opened, prefilled, previewed as a plan, approved, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.teams.threads import Posted
from tests.features.conversation import ask, picture
from tests.features.forms import field, typed
from tests.local_teams import local_teams
from tests.reading import buttons_of, elements, table_of, text_of


async def test_a_row_is_edited_from_its_card(tmp_path: Path) -> None:
    """Rows, row, Edit, form, plan, Approve, Undo: in one card, and nothing is written before Approve."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before = picture(sheet)
        card = await ask(here, chat, "show rows 12-14")
        row = await here.teams.press("ava", card.id, "row", target=_row(card, 2))
        assert {"Back", "Edit", "History"} <= set(buttons_of(row.card))
        form = await here.teams.press("ava", card.id, "Edit")
        assert "Edit row 13" in text_of(form.card)
        assert field(form.card, "Task Name")["value"] == "Order injection moulds"

        said = typed(
            form.card, Status="Not Started", Start_Date="2027-03-01", Comments="Waiting", **{"%_Complete": "55%"}
        )
        plan = await here.teams.press("ava", card.id, "Preview change", inputs=said)
        changed = {line[1]: line[3] for line in table_of(plan.card)[1:]}
        assert changed.keys() == {"Status", "Start Date", "Comments", "% Complete"}
        assert changed["Status"] == "Not Started"
        assert picture(sheet) == before
        assert not here.world.calls.matching("POST") + here.world.calls.matching("PUT")

        await here.teams.press("ava", card.id, "Approve")
        edited = sheet.rows[12]
        now = {title: sheet.value(edited, title) for title in changed}
        assert now == {
            "Status": "Not Started",
            "Start Date": now["Start Date"],
            "Comments": "Waiting",
            "% Complete": 0.55,
        }
        assert str(now["Start Date"]).startswith("2027-03-01")
        await here.teams.press("ava", card.id, "Undo")
        was, again = dict(before[12][1]), dict(picture(sheet)[12][1])
        assert {**again, "Due Date": None} == {**was, "Due Date": None}


def _row(card: Posted, number: int) -> str:
    targets = [e["data"]["id"] for e in elements(card.card) if e.get("verb") == "row"]
    return str(targets[number - 1])


async def test_back_leads_from_the_form_to_the_row(tmp_path: Path) -> None:
    """What was typed is not sent with it, and nothing is changed."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "show rows 12-14")
        await here.teams.press("ava", card.id, "row", target=_row(card, 1))
        form = await here.teams.press("ava", card.id, "Edit")
        back = next(e for e in elements(form.card) if e.get("title") == "Back")
        assert back["associatedInputs"] == "none"
        row = await here.teams.press("ava", card.id, "Back")
        assert "Edit" in buttons_of(row.card)


async def test_who_may_only_look_gets_no_form(tmp_path: Path) -> None:
    """Dev is a viewer: his row card has no Edit, and the typed command says why."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("dev")
        await ask(here, chat, "open launch plan", person="dev")
        card = await ask(here, chat, "show rows 12-14", person="dev")
        row = await here.teams.press("dev", card.id, "row", target=_row(card, 1))
        assert "Edit" not in buttons_of(row.card)
        assert "does not allow changes" in text_of((await ask(here, chat, "edit row 13", person="dev")).card)


async def test_every_type_has_its_input_and_the_rest_its_reason(tmp_path: Path) -> None:
    """Text, date, choice, several choices, people, toggle; system and computed columns are shown only."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        form = (await ask(here, chat, "edit row 13")).card
        kinds = {e["label"]: e["type"].removeprefix("Input.") for e in elements(form) if "label" in e}
        assert kinds["Task Name"] == "Text"
        assert kinds["Start Date"] == "Date"
        assert kinds["Status"] == kinds["Health"] == kinds["Assigned To"] == "ChoiceSet"
        assert kinds["Done"] == "Toggle"
        assert field(form, "Tags")["isMultiSelect"]
        assert "Due Date" not in kinds
        assert "The project computes it from start and duration" in text_of(form)
        await ask(here, chat, "open risk register")
        risks = (await ask(here, chat, "edit row 1 in risk register")).card
        assert {e["type"] for e in elements(risks) if e.get("label") in ("Likelihood", "Impact")} <= {
            "Input.Number",
            "Input.ChoiceSet",
        }


async def test_a_row_is_added_by_a_form(tmp_path: Path) -> None:
    """`add row` is an empty form; what is filled in becomes a row at the bottom, and Undo takes it away."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        rows = len(sheet.rows)
        form = await ask(here, chat, "add row")
        empty = await here.teams.press("ava", form.id, "Preview change")
        assert "Fill in something first" in text_of(empty.card)
        said = typed(form.card, Task_Name="Retrospective", Status="Not Started", Assigned_To="Ben Okafor", Done="true")
        plan = await here.teams.press("ava", form.id, "Preview change", inputs=said)
        assert "1 row to add" in text_of(plan.card)
        assert len(sheet.rows) == rows
        await here.teams.press("ava", form.id, "Approve")
        added = sheet.rows[-1]
        assert [sheet.value(added, title) for title in ("Task Name", "Status", "Done")] == [
            "Retrospective",
            "Not Started",
            True,
        ]
        await here.teams.press("ava", form.id, "Undo")
        assert len(sheet.rows) == rows


async def test_people_are_chosen_or_typed(tmp_path: Path) -> None:
    """One by email instead of the choice, several beside those chosen, and emptied."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        form = await ask(here, chat, "edit row 13")
        said = {
            field(form.card, "Assigned To", 1)["id"]: "new.person@northwind.example",
            field(form.card, "Reviewers", 1)["id"]: "a@northwind.example, b@northwind.example",
        }
        plan = await here.teams.press("ava", form.id, "Preview change", inputs=said)
        assert {line[1]: line[3] for line in table_of(plan.card)[1:]}["Assigned To"] == "new.person@northwind.example"
        await here.teams.press("ava", form.id, "Approve")
        assert sheet.value(sheet.rows[12], "Assigned To") == "new.person@northwind.example"
        again = await ask(here, chat, "edit row 13")
        assert len(field(again.card, "Reviewers")["value"].split(",")) == 4
        emptied = typed(again.card, Assigned_To="(empty)")
        plan = await here.teams.press("ava", again.id, "Preview change", inputs=emptied)
        await here.teams.press("ava", again.id, "Approve")
        assert not sheet.value(sheet.rows[12], "Assigned To")


async def test_a_form_that_changes_nothing_says_so(tmp_path: Path) -> None:
    """Sent as it was opened, there is no plan."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        for number in (1, 2, 9, 13, 30):
            form = await ask(here, chat, f"edit row {number}")
            shown = await here.teams.press("ava", form.id, "Preview change")
            assert "Nothing is different from the sheet yet" in text_of(shown.card), number
        closed = await here.teams.press("ava", form.id, "Cancel")
        assert "Nothing was changed" in text_of(closed.card)


async def test_which_sheet_is_asked_when_several_are_open(tmp_path: Path) -> None:
    """“edit row 1” names the open ones; “edit row 1 in budget” is the budget's."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("carla")
        await ask(here, chat, "edit row 1", person="carla")
        await ask(here, chat, "open launch plan", person="carla")
        await ask(here, chat, "open budget", person="carla")
        asked = text_of((await ask(here, chat, "edit row 1", person="carla")).card)
        assert "which one is meant" in asked
        assert "Budget" in asked
        assert "Edit row 1" in text_of((await ask(here, chat, "edit row 1 in budget", person="carla")).card)
        assert "none is row 9999" in text_of((await ask(here, chat, "edit row 9999 in budget", person="carla")).card)


@pytest.mark.parametrize("name", ["Budget", "Risk register"])
async def test_any_row_opens_and_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    """Money, percents, formulas and links: what is sent unchanged changes nothing."""
    async with local_teams(tmp_path) as here:
        person = "ava" if name == "Risk register" else "carla"
        chat = here.teams.personal(person)
        await ask(here, chat, f"open {name}", person=person)
        for number in (1, 2, 3, 5):
            form = await ask(here, chat, f"edit row {number}", person=person)
            assert "Preview change" in buttons_of(form.card), text_of(form.card)
            shown = await here.teams.press(person, form.id, "Preview change")
            assert "Nothing is different" in text_of(shown.card), number
