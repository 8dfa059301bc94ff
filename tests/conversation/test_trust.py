"""What people may rely on: figures come from results, and failures are no successes."""

from __future__ import annotations

import json

import pytest

from bot.errors import ModelUnavailable
from tests.conversation.disturbed import DisturbedTeams, opened
from tests.conversation.scripted_lines import ScriptedLines, echo
from tests.fakes import calls, says

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNT = calls("query", json.dumps({"sql": 'SELECT count(*) AS "Tasks" FROM launch_plan', "title": "Tasks in all"}))


async def test_a_made_up_figure_is_corrected(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """The model is told which figure nothing holds, queries, and its second answer is shown."""
    chat = await opened(weather, "ava")
    model.say(says("There are 99 tasks."), COUNT, says("There are 46 tasks."))
    told = await weather.ask("ava", chat, "how many tasks are there?")
    assert "There are 46 tasks." in told
    assert "99" not in told
    assert "99" in model.prompts[1][-1].content
    assert all("99" not in u.content for u in model.prompts[2])


async def test_a_model_that_insists_is_not_quoted(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """Words whose figures nothing holds are replaced by a sentence from code; the table stands."""
    chat = await opened(weather, "ava")
    model.say(COUNT, says("There are 99 tasks."), says("No, really: 99 tasks."))
    told = await weather.ask("ava", chat, "how many tasks are there?")
    assert "Tasks in all Here is what the sheet says: 46" in told
    assert "99" not in told
    model.say(echo)
    assert "99" not in await weather.ask("ava", chat, "what did you say?")


async def test_without_any_result_the_words_are_left_out(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """Nothing was queried and the figures stay: the card says that they cannot be backed."""
    chat = await opened(weather, "ava")
    model.say(says("There are 99 tasks."), says("There are ninety, I mean 98."))
    told = await weather.ask("ava", chat, "how many tasks are there?")
    assert "I can't back my answer with what is in your sheets" in told


async def test_a_failure_while_correcting_does_not_lose_the_table(
    weather: DisturbedTeams, model: ScriptedLines
) -> None:
    """The model goes down between a wrong answer and its correction: what the query found is shown all the same."""
    chat = await opened(weather, "ava")
    model.say(COUNT, says("There are 99 tasks."), ModelUnavailable("The language model cannot be reached."))
    assert "Here is what the sheet says: 46" in await weather.ask("ava", chat, "how many tasks are there?")


async def test_figures_of_an_earlier_turn_are_queried_again(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """What was right yesterday may have changed: a figure from the history alone is doubted."""
    chat = await opened(weather, "ava")
    shares = calls(
        "query",
        json.dumps(
            {"sql": 'SELECT "Status", count(*) AS n FROM launch_plan GROUP BY 1 ORDER BY 2', "title": "By status"}
        ),
    )
    model.say(shares, says("Here they are."))
    await weather.ask("ava", chat, "how many by status?")
    held = json.loads(model.prompts[1][-1].content)["data"]["rows"][-1][1]
    model.say(says(f"The largest has {held}."), shares, says(f"The largest has {held}."))
    await weather.ask("ava", chat, "and the largest again?")
    assert "query" in model.prompts[1][-1].content.lower()
    assert len(model.prompts) == 3


async def test_a_change_that_nobody_made_is_not_claimed(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """Nobody approved anything: words that say it was made are corrected, or not shown."""
    chat = await opened(weather, "ava")
    model.say(says("I have marked the task as complete."), says("I can't change sheets; nothing was changed."))
    assert "nothing was changed" in await weather.ask("ava", chat, "mark the first task as complete")
    model.say(says("I've updated it."), says("I have updated it."))
    assert "updated" not in await weather.ask("ava", chat, "update it")


async def test_lookups_that_all_failed_are_no_success(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """Smartsheet was down for every lookup: the card says that, not what the model made of it."""
    chat = weather.chat("ben")
    weather.teams_world.world.faults.add("maintenance", count=None)
    model.say(calls("open_sheet", '{"sheet": "launch plan"}'), says("Done, the sheet is open and all is on track."))
    told = await weather.ask("ben", chat, "is everything on track in the launch plan?")
    weather.clear()
    assert "Smartsheet is down for maintenance." in told
    assert "on track" not in told


async def test_tools_that_were_brought_are_no_lookup_that_succeeded(
    weather: DisturbedTeams, model: ScriptedLines
) -> None:
    """All that worked was getting the tool: the card still says why nothing could be looked up."""
    chat = weather.chat("ben")
    weather.teams_world.world.faults.add("maintenance", count=None)
    find = calls("search", '{"text": "Altum", "sheet": null}')
    model.say(calls("more_tools", '{"group": "search"}'), find, says("Altum is mentioned nowhere."))
    told = await weather.ask("ben", chat, "Altum?")
    weather.clear()
    assert "Smartsheet is down for maintenance." in told
    assert "nowhere" not in told


async def test_the_answer_to_what_the_data_cannot_tell(weather: DisturbedTeams, model: ScriptedLines) -> None:
    """The model is told to say what is missing, and its saying so is shown as it is."""
    chat = await opened(weather, "ava")
    model.say(says("Launch plan has no column for revenue, so I can't tell."))
    assert "no column for revenue" in await weather.ask("ava", chat, "what revenue do we expect?")
    assert "say what is missing" in model.prompts[0][0].content
