"""Several people in one conversation, each with their own authority: nobody sees another's sheets through the bot."""

from __future__ import annotations

import json

import pytest

from tests.conversation.disturbed import DisturbedTeams, opened
from tests.conversation.scripted_lines import ScriptedLines, echo
from tests.fakes import calls, says
from tests.reading import table_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_sheet_opened_by_another_stays_closed_to_who_cannot_see_it(
    weather: DisturbedTeams, model: ScriptedLines
) -> None:
    """Dev is told so without a word about the sheet, and the session stays as it is for Ava and Ben."""
    chat = await opened(weather, "ava", "ben", "dev", sheet="risk register")
    model.say()
    for said in ("how many risks are open?", "show 5 rows", "columns", "retry"):
        told = await weather.ask("dev", chat, said)
        assert "is not shared with you in Smartsheet" in told
        assert "isk" not in told.replace("Risks", "")
    for said in ("status", "help", "close nothing"):
        assert "Risk register" not in await weather.ask("dev", chat, said)
    assert "Risk register · 20 rows" in await weather.ask("ava", chat, "status")
    assert "ready" in await weather.ask("ava", chat, "status")
    count = calls("query", json.dumps({"sql": 'SELECT count(*) AS "Risks" FROM risk_register', "title": "Risks"}))
    for person in ("ava", "ben"):
        model.say(count, says("There are 20 risks."))
        assert "There are 20 risks." in await weather.ask(person, chat, "how many risks are there?")


async def test_what_was_read_for_one_is_not_shown_to_another(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """A model that repeats all it is shown cannot tell Dev what it read for Ava; Ben, who may read it, can be told."""
    chat = await opened(weather, "ava", "ben", "dev", sheet="risk register")
    secret = weather.teams_world.world.sheet("Risk register").rows[0]
    title = next(str(cell.value) for cell in secret.cells.values() if isinstance(cell.value, str))
    first = calls("query", json.dumps({"sql": "SELECT * FROM risk_register WHERE _row = 1", "title": "First risk"}))
    model.say(first, says(f"It is {title}."))
    assert title in await weather.ask("ava", chat, "what is the first risk?")
    await weather.ask("dev", chat, "open launch plan")
    model.say(echo)
    told = await weather.ask("dev", chat, "repeat what you were shown")
    assert title not in told
    assert title not in model.shown
    assert "risk" not in model.shown.casefold()
    model.say(lambda utterances: says("Read.") if title in str(utterances) else says("Nothing."))
    assert "Read." in await weather.ask("ben", chat, "repeat what you were shown")


async def test_names_found_for_one_are_not_shown_to_another(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """What a listing showed rests on the lister's own access: others' turns do not get it, their own later ones do."""
    chat = await opened(weather, "ava", "dev")
    model.say(calls("list_sheets", '{"name_contains": null}'), says("You have several."))
    await weather.ask("ava", chat, "which sheets do I have?")
    assert "Risk register" in model.shown
    model.say(echo)
    await weather.ask("dev", chat, "repeat what you were shown")
    assert "Risk register" not in model.shown
    model.say(says("Nothing new."))
    await weather.ask("ava", chat, "and now?")
    assert "Risk register" in model.shown


async def test_the_pages_of_an_answer(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """Ava's answer shows Dev its first side, as everyone there sees it; its rows and its query only who may read it."""
    chat = await opened(weather, "ava", "ben", "dev", sheet="risk register")
    every = calls("query", json.dumps({"sql": "SELECT * FROM risk_register", "title": "All risks"}))
    model.say(every, says("Here they are."))
    await weather.teams_world.teams.say("ava", chat, "show all risks")
    reply = await weather.teams_world.teams.next_reply(chat)
    for button in ("Rows", "How"):
        refused = await weather.teams_world.teams.press("dev", reply.id, button)
        assert refused.card is None
        assert "not shared with you" in str(refused.error)
    for person in ("ben", "ava"):
        rows = await weather.teams_world.teams.press(person, reply.id, "Rows")
        assert rows.card is not None
        assert len(table_of(rows.card)) > 10


async def test_access_lost_hides_what_was_read_with_it(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """Ben loses the register between turns: the model is no longer shown what he read of it before."""
    world = weather.teams_world.world
    risks = world.sheet("Risk register")
    chat = await opened(weather, "ava", "ben")
    await weather.ask("ben", chat, "open risk register")
    model.say(
        calls("query", json.dumps({"sql": 'SELECT count(*) AS "Risks" FROM risk_register', "title": "Risks"})),
        says("There are 20 risks."),
    )
    await weather.ask("ben", chat, "how many risks?")
    await weather.ask("ava", chat, "open launch plan")
    world.unshare(risks.id, "ben")
    weather.clock.jump(60)
    try:
        model.say(echo)
        await weather.ask("ben", chat, "repeat what you were shown")
        assert "There are 20 risks." not in model.shown
        assert "how many risks?" not in model.shown
    finally:
        world.share(risks.id, "ben", "EDITOR")
