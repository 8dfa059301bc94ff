"""One service token for everybody, and still everyone has their own work: who asks is Teams' word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.domain.model import Role
from infra.local.people import BY_KEY
from infra.local.teams.faults import Fault
from infra.local.teams.threads import Thread
from tests.fakes import ScriptedModel, calls, says
from tests.local_teams import LocalTeams, local_teams
from tests.reading import table_of, text_of

SERVICE: dict[str, Any] = {"smartsheet_access_token": BY_KEY["ava"].token, "local_people": {}}


async def ask(here: LocalTeams, place: Thread, text: str, *, person: str) -> Any:
    await here.teams.say(person, place, text)
    return (await here.teams.next_reply(place, timeout=30)).card


async def test_what_is_assigned_to_me_goes_by_the_address_in_teams(tmp_path: Path) -> None:
    """Ben and Dev ask the same in one thread; the bot reads with one account and gives each their own tasks."""
    async with local_teams(tmp_path, **SERVICE) as here:
        here.world.delete_sheet(here.world.sheet("Inventory").id)
        here.teams.channel("General")
        thread = here.teams.thread(here.teams.channel("Design"))
        for person, task in (("ben", "Offline sync"), ("dev", "Push notifications")):
            card = await ask(here, thread, "what is assigned to me?", person=person)
            assert task in {row[0] for row in table_of(card)[1:]}
            assert BY_KEY[person].email in text_of(card)


async def test_the_model_is_told_who_asks(tmp_path: Path) -> None:
    """A name may be written otherwise in a sheet, the address is not: “my tasks” can be queried by it."""
    model = ScriptedModel()
    async with local_teams(tmp_path, overrides={"model": model}, **SERVICE) as here:
        chat = here.teams.personal("dev")
        here.connector.faults.add(Fault(reading=True))
        await ask(here, chat, "open launch plan", person="dev")
        assert here.connector.faults.next(chat.id, reading=True), "a command asks nobody"
        sql = 'SELECT "Task Name" FROM launch_plan WHERE "Assigned To (email)" = \'dev@northwind.example\''
        model.script += [calls("query", f'{{"sql": "{sql.replace(chr(34), chr(92) + chr(34))}", "title": "Mine"}}')]
        model.script += [says("These are yours.")]
        card = await ask(here, chat, "my tasks", person="dev")
        assert "Person: Dev Patel · dev@northwind.example · " in _context(model)
        assert "Push notifications" in {row[0] for row in table_of(card)[1:]}


async def test_without_teams_word_the_question_is_answered_all_the_same(tmp_path: Path) -> None:
    """Someone whom no roster has is told that their address is not known; nothing else is lost."""
    async with local_teams(tmp_path, **SERVICE) as here:
        chat = here.teams.group("ava")
        guest = {"id": "29:guest", "name": "Guest", "aadObjectId": "00000000-0000-0000-0000-0000000000aa"}
        await here.teams.say("ava", chat, "what is assigned to me?", **{"from": guest})
        said = text_of((await here.teams.next_reply(chat, timeout=30)).card)
        assert "Neither Teams nor Smartsheet says which email address" in said


def _context(model: ScriptedModel) -> str:
    return next(u.content for u in model.prompts[0] if u.role is Role.USER)
