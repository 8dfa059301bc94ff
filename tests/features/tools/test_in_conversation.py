"""The tools inside the whole bot: two people, their own authority, what the model is told and what the card shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.domain.model import Role
from infra.local.teams.threads import Thread
from tests.fakes import ScriptedModel, calls, says
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, table_of, text_of


async def ask(here: LocalTeams, place: Thread, text: str, *, person: str) -> dict[str, Any]:
    await here.teams.say(person, place, text)
    card = (await here.teams.next_reply(place, timeout=30)).card
    assert card is not None
    return card


def told(model: ScriptedModel) -> dict[str, Any]:
    """What the last tool call told the model."""
    last = [each for each in model.prompts[-1] if each.role is Role.TOOL][-1]
    body: dict[str, Any] = json.loads(last.content)
    return body


def look_up(what: str, sheet: str = "Launch plan", row: int | None = None, column: str | None = None) -> Any:
    return calls("look_up", json.dumps({"sheet": sheet, "what": what, "row_number": row, "column": column}))


async def test_history_comes_as_a_table_with_its_source(tmp_path: Path) -> None:
    """“Who moved the date?”: the card has the changes; How says what was read; no query is claimed."""
    model = ScriptedModel()
    async with local_teams(tmp_path, overrides={"model": model}) as here:
        plan = here.world.sheet("Launch plan")
        number = plan.rows.index(plan.find("Task Name", "Launch day")) + 1
        model.script += [look_up("history", row=number, column="Due Date"), says("Ava Chen moved it last.")]
        chat = here.teams.personal("ava")
        await here.teams.say("ava", chat, "who moved the due date of launch day?")
        reply = await here.teams.next_reply(chat, timeout=30)
        assert [row[1] for row in table_of(reply.card)[1:]] == ["Ava Chen", "Carla Rossi", "Ava Chen"]
        assert "Launch plan" in text_of(reply.card)
        how = text_of((await here.teams.press("ava", reply.id, "How")).card)
        assert f"Read from Smartsheet: cell history of Due Date, row {number}" in how
        assert "without a query" in how
        assert "ran over every row" not in how


async def test_a_listing_leads_only_where_it_can(tmp_path: Path) -> None:
    """A file on the sheet itself stands on no row to open; questions made for counts do not follow a list of files."""
    model = ScriptedModel()
    async with local_teams(tmp_path, overrides={"model": model}) as here:
        model.script += [look_up("attachments"), says("Three files.")]
        card = await ask(here, here.teams.personal("ava"), "which files are there?", person="ava")
        on_rows = [row[-1] for row in table_of(card)[1:] if row[-1].isdecimal()]
        assert len(on_rows) < len(table_of(card)[1:])
        opening = [title for title in buttons_of(card) if title.startswith("Open row")]
        assert opening == [f"Open row {number}" for number in on_rows]
        assert "Ask next" not in text_of(card)


async def test_each_person_is_told_what_is_theirs(tmp_path: Path) -> None:
    """Ava sees who the risk register is shared with; for Dev there is no such sheet, whatever the model asks."""
    model = ScriptedModel()
    async with local_teams(tmp_path, overrides={"model": model}) as here:
        model.script += [look_up("shares", "Risk register"), says("These people.")]
        card = await ask(here, here.teams.personal("ava"), "who can see the risk register?", person="ava")
        assert "Ben Okafor" in {row[0] for row in table_of(card)[1:]}
        model.script += [look_up("shares", "Risk register"), says("I see no such sheet.")]
        card = await ask(here, here.teams.personal("dev"), "who can see the risk register?", person="dev")
        assert told(model)["code"] == "NOT_FOUND"
        assert "Okafor" not in text_of(card)
        assert here.world.calls.matching("GET", "/shares", person="dev") == []


async def test_in_a_group_each_one_asks_for_their_own_work(tmp_path: Path) -> None:
    """The same words from two people: two lists, each by the asker's own account."""
    model = ScriptedModel()
    async with local_teams(tmp_path, overrides={"model": model}) as here:
        here.world.delete_sheet(here.world.sheet("Inventory").id)
        group = here.teams.group("ben", "dev")
        for person, task in (("ben", "Offline sync"), ("dev", "Push notifications")):
            model.script += [calls("assigned_to_me", "{}"), says("This is on your list.")]
            card = await ask(here, group, "what is assigned to me?", person=person)
            assert task in text_of(card)
            assert told(model)["data"]["notes"][0].startswith(f"Rows whose contact columns hold {person}@")


async def test_a_comment_that_gives_orders_changes_nothing(tmp_path: Path) -> None:
    """A model that obeys an injected comment gains no data: the sheet it names is not the asker's."""
    model = ScriptedModel()
    async with local_teams(tmp_path, overrides={"model": model}) as here:
        opening = calls("open_sheet", json.dumps({"sheet": "Budget"}), identity="call-2")
        model.script += [look_up("comments", "Risk register"), opening, says("I cannot open that sheet.")]
        card = await ask(here, here.teams.personal("ben"), "any comments in the risk register?", person="ben")
        assert told(model)["code"] == "NOT_FOUND"
        assert here.world.calls.matching(path=f"/sheets/{here.world.sheet('Budget').id}", person="ben") == []
        assert "Planned" not in text_of(card)
