"""Two people, two clicks, two instances at the same moment: the change is made at most once and every card agrees."""

from __future__ import annotations

import pytest

from tests.reading import buttons_of, text_of
from tests.trials.faults.operations import OPERATIONS, Operation
from tests.trials.faults.presses import Press, at_once
from tests.trials.faults.scene import Scene, Stage

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.trials]

NAMES = ("update", "add rows", "delete rows with children", "add column", "share several", "comment on a row")
SEVERAL = [each for each in OPERATIONS if each.name in (*NAMES, "create a sheet", "copy rows to another sheet")]


def press(scene: Scene, verb: str, *, person: str = "") -> Press:
    return Press(person or scene.person, scene.posted, verb, scene.plan_id)


@pytest.mark.parametrize("operation", SEVERAL, ids=str)
async def test_approved_twice_on_two_instances_it_is_made_once(stage: Stage, operation: Operation) -> None:
    """And what then is taken back, by two on two instances, is taken back once."""
    scene = await stage.propose(operation)
    before = scene.picture()
    scene.put_back(scene.begun)
    async with scene.bot() as one:
        await scene.press(one, "Approve")
        made = scene.picture()

    scene.put_back(scene.begun)
    async with scene.bot() as one, scene.bot() as other:
        approve = press(scene, "approve")
        await at_once(scene.here, *[(bot, approve) for bot in (one, other, one, other)])
        await one.idle()
        await other.idle()
        assert not scene.difference(made)
        undo = press(scene, "undo")
        await at_once(scene.here, *[(bot, undo) for bot in (one, other, one, other)])
        await one.idle()
        await other.idle()
        assert not scene.difference(before, undone=True)


@pytest.mark.parametrize("operation", SEVERAL, ids=str)
async def test_approved_and_cancelled_at_once_it_is_one_of_the_two(stage: Stage, operation: Operation) -> None:
    """On two instances; the card shows which, and what it shows is so."""
    scene = await stage.propose(operation)
    before = scene.picture()
    for first in range(2):
        scene.put_back(scene.begun)
        async with scene.bot() as one, scene.bot() as other:
            pair = [(one, press(scene, "approve")), (other, press(scene, "cancel"))]
            await at_once(scene.here, *(pair[::-1] if first else pair))
            await one.idle()
            (shown,) = await at_once(scene.here, (other, press(scene, "plan")))
            said = text_of(shown["value"])
            assert ("Cancelled by" in said) != ("Done: approved" in said)
            assert bool(scene.difference(before)) == ("Done: approved" in said)
            assert "Approve" not in buttons_of(shown["value"])
