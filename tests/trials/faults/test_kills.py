"""Killed at any line while it makes a change or takes it back, and started again: it is done once, the card says so.

The new instance goes on by itself, as its sweep does at every start, or because the person presses again. Around its
requests to Smartsheet every operation is killed in each run of the tests; before every call of any kind, `make faults`.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from random import Random

import pytest

from tests.reading import buttons_of
from tests.trials.faults.bots import Bot
from tests.trials.faults.operations import OPERATIONS, Operation
from tests.trials.faults.scene import Moment, Scene, Stage, said

pytestmark = pytest.mark.asyncio(loop_scope="module")

THOROUGH = ("update", "add rows under a parent", "delete rows with children", "share several")
_LOOKS = ("load", "journal", "GET ")
_REQUESTS = ("PUT ", "POST ", "DELETE ")
Deaths = Callable[[list[str]], list[int]]


def anywhere(passed: list[str]) -> list[int]:
    """Before each call, but for those right after one that only looked: the outside is as it was before that one."""
    return [at for at in range(len(passed)) if at == 0 or not passed[at - 1].startswith(_LOOKS)]


def around_requests(passed: list[str]) -> list[int]:
    """Before each request that writes to Smartsheet, and when it is done, before anything notes so."""
    sent = [at for at, name in enumerate(passed) if name.startswith(_REQUESTS)]
    return sorted({*sent, *(at + 1 for at in sent)})


@pytest.mark.trials
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.name not in THOROUGH], ids=str)
async def test_killed_anywhere_it_is_done_once(stage: Stage, operation: Operation) -> None:
    await prove(await stage.propose(operation), anywhere)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.name in THOROUGH], ids=str)
async def test_killed_anywhere_what_is_used_most_is_done_once(stage: Stage, operation: Operation) -> None:
    await prove(await stage.propose(operation), anywhere)


@pytest.mark.trials
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.name not in THOROUGH], ids=str)
async def test_killed_around_its_requests_it_is_done_once(stage: Stage, operation: Operation) -> None:
    await prove(await stage.propose(operation), around_requests)


async def prove(scene: Scene, deaths: Deaths) -> None:
    before = scene.picture()
    scene.put_back(scene.begun)
    async with scene.bot() as bot:
        done, passed = await scene.press(bot, "Approve"), bot.gate.passed[:]
        made, counted, told = scene.picture(), await scene.outcome(bot), await scene.told(bot)
        assert scene.difference(before), done
        applied, undone, taking = scene.keep("applied"), "", []
        if scene.operation.final:
            assert "Undo" not in buttons_of(scene.card)
        else:
            undone, taking = await undo(scene, bot)
            assert not scene.difference(before, undone=True)

    for at in deaths(passed):
        async with killed(scene, scene.begun, "Approve", at) as bot:
            where = f"killed before call {at}: {passed[at]}"
            assert said(scene.card) == done, where
            assert (await scene.outcome(bot), await scene.told(bot)) == (counted, told), where
            assert not scene.difference(made), where
            if undone:
                assert (await undo(scene, bot))[0] == undone, where
                assert not scene.difference(before, undone=True), where

    for at in deaths(taking):
        async with killed(scene, applied, "Undo", at):
            where = f"killed before call {at} of undo: {taking[at]}"
            assert said(scene.card) == undone, where
            assert not scene.difference(before, undone=True), where


async def undo(scene: Scene, bot: Bot) -> tuple[str, list[str]]:
    """Pressed; the card, and what left the bot for it."""
    begun = len(bot.gate.passed)
    card = await scene.press(bot, "Undo")
    return card, bot.gate.passed[begun:]


@contextlib.asynccontextmanager
async def killed(scene: Scene, since: Moment, label: str, at: int) -> AsyncIterator[Bot]:
    """The instance that came after one which died at that call, once it has taken up what that one left."""
    scene.put_back(since)
    assert await scene.press_and_die(label, at)
    async with scene.bot() as bot:
        if at % 2:
            await bot.sweep()
        if label in buttons_of(scene.card):
            await scene.press(bot, label)
        yield bot


@pytest.mark.trials
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.name in THOROUGH], ids=str)
async def test_killed_again_while_it_goes_on_it_is_done_once(stage: Stage, operation: Operation) -> None:
    """The instance that took it up dies too, wherever; the third one ends it."""
    scene, chance = await stage.propose(operation), Random(4)
    before = scene.picture()
    scene.put_back(scene.begun)
    async with scene.bot() as bot:
        done, passed, made = await scene.press(bot, "Approve"), bot.gate.passed[:], scene.picture()
    for first in anywhere(passed):
        for second in chance.sample(range(2, len(passed)), 3):
            scene.put_back(scene.begun)
            assert await scene.press_and_die("Approve", first)
            if "Approve" in buttons_of(scene.card):
                await scene.press_and_die("Approve", second)
            async with scene.bot() as bot:
                await bot.sweep()
                if "Approve" in buttons_of(scene.card):
                    await scene.press(bot, "Approve")
                where = f"killed before call {first}, then {second}: {passed[first]}, {passed[second]}"
                assert said(scene.card) == done, where
                assert not scene.difference(made), where
                await scene.press(bot, "Undo")
                assert not scene.difference(before, undone=True), where
