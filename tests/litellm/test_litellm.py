"""The real LiteLLM proxy between the bot and its model: the same answers, the same errors, nothing phoned home."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.settings import load
from bot.clock import SystemClock
from bot.doctor.command import checks
from bot.doctor.findings import Finding, examine
from bot.domain.model import Role, Utterance
from bot.errors import (
    ContentFiltered,
    ContextTooLong,
    ModelUnavailable,
    RateLimited,
    SheetlineError,
)
from bot.model.openai_client import ModelRetryPolicy, OpenAIModel
from infra.local.people import BY_KEY
from infra.local.planner.faults import Fault
from tests.litellm.conftest import Gateway
from tests.litellm.proxy import MODEL, VIRTUAL_KEY
from tests.local_teams import LocalTeams, local_teams
from tests.reading import table_of, text_of

pytestmark = [pytest.mark.litellm, pytest.mark.asyncio(loop_scope="session")]

SCRIPT = ("open launch plan", "how many tasks are overdue, by owner?", "which 5 budget lines are largest?")


async def talk(here: LocalTeams) -> list[tuple[str, list[list[str]]]]:
    """What the cards of the main script say, and their tables."""
    chat, said = here.teams.personal("ava"), []
    for text in SCRIPT:
        await here.teams.say("ava", chat, text)
        card = (await here.teams.next_reply(chat, timeout=60)).card
        assert card is not None
        said.append((text_of(card).partition(" as of ")[0], [] if text == SCRIPT[0] else table_of(card)))
    return said


async def test_the_main_script_gets_the_same_answers_through_the_proxy(gateway: Gateway, tmp_path: Path) -> None:
    """Text and tables equal those of the direct way; every call went through the proxy, with the proxy's own key."""
    async with local_teams(tmp_path / "direct") as here:
        direct = await talk(here)

    async with local_teams(tmp_path / "through", **gateway.settings) as here:
        through = await talk(here)

    assert [table for _, table in through] == [table for _, table in direct]
    assert [words for words, _ in through] == [words for words, _ in direct]
    assert len(through[1][1]) > 2
    assert len(through[2][1]) == 6
    assert len(gateway.behind.received) >= 4
    assert {received.bearer for received in gateway.behind.received} == {"the-backend's-own-key"}


async def test_a_tool_call_makes_its_round_trip(gateway: Gateway) -> None:
    """The doctor's probe, through the proxy: question, call, result, answer."""
    finding = await examine_model(gateway)

    assert finding.ok is True, finding
    assert "LiteLLM: planner called a tool" in finding.found


async def test_a_refused_virtual_key_and_a_model_it_does_not_serve_are_told_apart(gateway: Gateway) -> None:
    """Each with the setting to mend."""
    wrong_key = await examine_model(gateway, litellm_api_key="sk-wrong")
    wrong_model = await examine_model(gateway, litellm_model="nope")

    assert (wrong_key.ok, wrong_model.ok) == (False, False)
    assert "LITELLM_API_KEY" in wrong_key.todo
    assert "LITELLM_MODEL" in wrong_model.todo
    assert "“nope”" in wrong_model.todo


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.RATE_LIMITED, RateLimited),
        (Fault.SERVER_ERROR, ModelUnavailable),
        (Fault.UNAVAILABLE, ModelUnavailable),
        (Fault.CONTEXT_LENGTH, ContextTooLong),
        (Fault.CONTENT_FILTER_IN, ContentFiltered),
        (Fault.NO_DEPLOYMENT, ModelUnavailable),
        (Fault.UNAUTHORIZED, ModelUnavailable),
    ],
)
async def test_what_fails_behind_the_proxy_keeps_its_meaning(
    gateway: Gateway, fault: Fault, error: type[SheetlineError]
) -> None:
    """The proxy words errors its own way; they end as the same errors of ours."""
    gateway.faults.set(fault)
    model = OpenAIModel.litellm(
        base_url=gateway.proxy.url, api_key=VIRTUAL_KEY, model=MODEL, retry_policy=ModelRetryPolicy(attempts=1)
    )

    with pytest.raises(error):
        await model.complete([Utterance(Role.USER, "Which sheets can I open?")], tools=(), deadline_s=30)

    await model.aclose()


async def test_the_proxy_phones_nobody(gateway: Gateway) -> None:
    """Its log tells of no failed request to the outside, where there is no outside to reach."""
    log = gateway.proxy.log.read_text()

    assert "Application startup complete" in log
    assert [line for line in log.splitlines() if "https://" in line and "rror" in line] == []


async def examine_model(gateway: Gateway, **changes: str) -> Finding:
    settings = load(
        **{
            "_env_file": None,
            "smartsheet_access_token": BY_KEY["ava"].token,
            **{name: value for name, value in {**gateway.settings, **changes}.items() if value},
        }
    )
    (finding,) = await examine([check for check in checks(settings, SystemClock()) if check.name == "model"])
    return finding
