"""Smartsheet did it and its answer was lost, or it did not and nobody said so: it is done once, the card says so."""

from __future__ import annotations

import pytest

from tests.reading import buttons_of
from tests.trials.faults.operations import OPERATIONS, Operation
from tests.trials.faults.scene import Scene, Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

WRITING = "POST|PUT|DELETE|PATCH"
OTHER_FAULTS = ("drop_before", "truncate")


@pytest.mark.trials
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
async def test_an_answer_that_is_lost_doubles_nothing(stage: Stage, operation: Operation) -> None:
    """Each writing request in turn is done, and its connection breaks before the answer."""
    await prove(await stage.propose(operation), "drop_after")


@pytest.mark.trials
@pytest.mark.parametrize("fault", OTHER_FAULTS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
async def test_whatever_comes_instead_of_an_answer_doubles_nothing(
    stage: Stage, operation: Operation, fault: str
) -> None:
    await prove(await stage.propose(operation), fault)


async def prove(scene: Scene, fault: str) -> None:
    before, world = scene.picture(), scene.here.world
    scene.put_back(scene.begun)
    async with scene.bot() as bot:
        done = await scene.press(bot, "Approve")
        made, applied, writes = scene.picture(), scene.keep("applied"), _writes(scene)
        undone = await scene.press(bot, "Undo") if "Undo" in buttons_of(scene.card) else ""
        taking = _writes(scene) - writes

    for number in range(writes):
        scene.put_back(scene.begun)
        struck = world.faults.add(fault, method=WRITING, skip=number)
        async with scene.bot() as bot:
            where = f"{fault} at write {number} of {writes}"
            assert await scene.press(bot, "Approve") == done, where
            assert struck.struck == 1, where
            assert not scene.difference(made), where

    for number in range(taking):
        scene.put_back(applied)
        world.faults.add(fault, method=WRITING, skip=number)
        async with scene.bot() as bot:
            where = f"{fault} at write {number} of {taking} of undo"
            assert await scene.press(bot, "Undo") == undone, where
            assert not scene.difference(before, undone=True), where


def _writes(scene: Scene) -> int:
    return sum(call.method != "GET" for call in scene.here.world.calls.kept)
