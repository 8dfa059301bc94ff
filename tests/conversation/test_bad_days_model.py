"""The model's bad days through the connector: one clear sentence each, and the next question is answered."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from infra.local.planner.faults import Fault
from tests.conversation.disturbed import DisturbedTeams, disturbed_teams

pytestmark = pytest.mark.asyncio(loop_scope="module")

LATE = "how many tasks are overdue?"
LASTING: list[tuple[Fault, dict[str, Any], str]] = [
    (Fault.RATE_LIMITED, {}, "The language model is busy."),
    (Fault.RATE_LIMITED, {"retry_after": "30"}, "The language model is busy. Try again in 30 s."),
    (Fault.INSUFFICIENT_QUOTA, {}, "The language model's quota is used up."),
    (Fault.UNAUTHORIZED, {}, "The language model does not accept Sheetline's credential."),
    (Fault.NO_DEPLOYMENT, {}, "The language model's deployment does not exist at its address."),
    (Fault.CONTENT_FILTER_IN, {}, "The language model's safety filter stopped this question."),
    (Fault.CONTENT_FILTER_OUT, {}, "The language model's safety filter stopped the answer."),
    (Fault.CONTEXT_LENGTH, {}, "This conversation is too long for the language model."),
    (Fault.BAD_REQUEST, {}, "The language model did not accept Sheetline's request."),
    (Fault.EMPTY_ANSWER, {}, "The language model gave no answer."),
    (Fault.UNKNOWN_TOOL, {}, "This question took more steps than one answer may take."),
    (Fault.MALFORMED_ARGUMENTS, {}, "This question took more steps than one answer may take."),
    (Fault.ENDLESS_LOOP, {}, "This question took more steps than one answer may take."),
]
"""Faults that last; none of them is the endpoint's own failing, so none opens the circuit breaker."""

BREAKING: list[tuple[Fault, dict[str, Any], str]] = [
    (Fault.SERVER_ERROR, {}, "The language model does not answer properly right now."),
    (Fault.HANG, {"seconds": 3.5}, "The language model took too long to answer."),
    (Fault.DROP, {}, "The language model cannot be reached."),
    (Fault.NOT_JSON, {}, "The language model sent no answer."),
]
"""Faults of the endpoint itself; each is tried four times, one short of what opens the circuit breaker."""

ONCE = [
    Fault.RATE_LIMITED,
    Fault.SERVER_ERROR,
    Fault.DROP,
    Fault.MALFORMED_BODY,
    Fault.NO_CHOICES,
    Fault.CONTEXT_LENGTH,
    Fault.EMPTY_ANSWER,
    Fault.UNKNOWN_TOOL,
    Fault.MALFORMED_ARGUMENTS,
    Fault.ENDLESS_LOOP,
]
"""Faults that happen once and that the person is not told of."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def weather(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DisturbedTeams]:
    async with disturbed_teams(tmp_path_factory.mktemp("model")) as here:
        yield here


@pytest.fixture(autouse=True)
def clear_again(weather: DisturbedTeams) -> Any:
    yield
    weather.clear()


@pytest.mark.parametrize(("fault", "how", "sentence"), LASTING)
async def test_a_fault_that_lasts(weather: DisturbedTeams, fault: Fault, how: dict[str, Any], sentence: str) -> None:
    """The card says what is wrong; a typed command works meanwhile, and the next question when it is over."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    weather.teams_world.model.set(fault, **how)
    assert sentence in await weather.ask("ava", chat, LATE)
    assert "Rows 1–5 of 46" in await weather.ask("ava", chat, "show 5 rows")
    weather.teams_world.model.set(None)
    assert "overdue" in await weather.ask("ava", chat, LATE)


def timeless(told: str) -> str:
    """The words without the clock's, which may have gone on a minute."""
    return re.sub(r"\d{1,2}:\d\d", "", told)


@pytest.mark.parametrize("fault", ONCE)
async def test_a_fault_that_happens_once(weather: DisturbedTeams, fault: Fault) -> None:
    """It is tried again, shortened, corrected or nudged, and the question is answered as if nothing had been."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    asked = await weather.ask("ava", chat, LATE)
    weather.teams_world.model.set(fault, times=1)
    assert timeless(await weather.ask("ava", chat, LATE)) == timeless(asked)
    assert weather.teams_world.model.times == 0


@pytest.mark.parametrize(("fault", "how", "sentence"), BREAKING)
async def test_an_endpoint_that_fails(
    weather: DisturbedTeams, fault: Fault, how: dict[str, Any], sentence: str
) -> None:
    """The card says that the model fails; a typed command works meanwhile, and the next question when it is over."""
    chat = weather.chat("ava")
    await weather.ask("ava", chat, "open launch plan")
    weather.teams_world.model.set(fault, times=4, **how)
    assert sentence in await weather.ask("ava", chat, LATE)
    assert "46 rows" in await weather.ask("ava", chat, "columns")
    weather.teams_world.model.set(None)
    assert "tasks are overdue" in await weather.ask("ava", chat, "retry")


async def test_the_circuit_breaker(tmp_path_factory: pytest.TempPathFactory) -> None:
    """After five failures in a row the model is not asked at all: told at once, with when to try and what works."""
    async with disturbed_teams(tmp_path_factory.mktemp("breaker")) as weather:
        chat = weather.chat("ava")
        await weather.ask("ava", chat, "open launch plan")
        weather.teams_world.model.set(Fault.DROP)
        told = [await weather.ask("ava", chat, LATE) for _ in range(3)]
        assert "so it is not asked right now. Try again in" in told[-1]
        assert "Typed commands still work" in told[-1]
        met = len(weather.teams_world.model.met)
        await weather.ask("ava", chat, LATE)
        assert len(weather.teams_world.model.met) == met
        assert "Launch plan" in await weather.ask("ava", chat, "sheets")
        assert "Rows 1–3 of 46" in await weather.ask("ava", chat, "show 3 rows")
