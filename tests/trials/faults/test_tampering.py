"""Property: whatever is pressed, by whom, in which order, on how many instances, only what was shown is done, once.

A plan of Ava's stands in her chat with Ben, another of Ben's in his own chat. Presses name any verb and any id, also of
the other's plan and of none. What is in Smartsheet afterwards is what it was, or what one of the plans showed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.teams.threads import Posted
from tests.features.conversation import ask
from tests.reading import elements
from tests.trials.faults.operations import ARCHIVE, REGISTER, Operation, added
from tests.trials.faults.picture import Picture
from tests.trials.faults.presses import Press, at_once
from tests.trials.faults.scene import Scene, Stage, a_stage

pytestmark = pytest.mark.trials

AVAS = Operation("ava's", added("bottom", None, "Retrospective", "Party"), (ARCHIVE,))
VERBS = ("approve", "cancel", "undo", "plan", "preview", "edit", "putaway", "row", "history", "open", "say", "rows")
ODD_VERBS = st.sampled_from((*VERBS, "Approve", "approve ", "delete_rows", "")) | st.text(max_size=12)


@dataclass(frozen=True, slots=True)
class Setting:
    """Both plans before any press, and what people see in Smartsheet then."""

    scene: Scene
    bens: Posted
    bens_plan: str
    before: Picture


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def place(loop: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    staged = a_stage(tmp_path_factory.mktemp("tampering"))
    stage = loop.run(staged.__aenter__())
    yield loop.run(_set_up(stage))
    loop.run(staged.__aexit__(None, None, None))


async def _set_up(stage: Stage) -> Setting:
    """Ben's plan first; the scene, with the store as it is then, is Ava's."""
    chat = stage.here.teams.personal("ben")
    await ask(stage.here, chat, "open risk register", person="ben")
    bens = await ask(stage.here, chat, "set Mitigation to agreed for rows 2 and 3", person="ben")
    plan = next(str(e["data"]["id"]) for e in elements(bens.card) if e.get("verb") == "approve")
    scene = await stage.propose(AVAS)
    return Setting(scene, bens, plan, scene.picture())


def ids(place: Setting) -> st.SearchStrategy[str]:
    avas, bens = place.scene.plan_id, place.bens_plan
    near = (f"{avas}.1", f"{avas}r", avas.upper(), avas[:-1], f"{avas} ", f"../{avas}", "0" * 16, "", f"{bens}.2")
    return st.sampled_from((avas, avas, avas, bens, bens, *near)) | st.text(max_size=20)


def presses(place: Setting) -> st.SearchStrategy[Press]:
    cards, people = st.sampled_from((place.scene.posted, place.bens)), st.sampled_from(("ava", "ben", "carla"))
    verbs = st.sampled_from(("approve", "approve", "undo", "cancel")) | ODD_VERBS
    meant = [Press("ava", place.scene.posted, verb, place.scene.plan_id) for verb in ("approve", "undo", "cancel")]
    meant.append(Press("ben", place.bens, "approve", place.bens_plan))
    return st.sampled_from((*meant, meant[0])) | st.builds(Press, people, cards, verbs, ids(place))


@given(data=st.data())
def test_only_what_was_shown_is_done_by_whose_it_is(loop: asyncio.Runner, place: Setting, data: st.DataObject) -> None:
    rounds = data.draw(st.lists(st.lists(presses(place), min_size=1, max_size=3), min_size=1, max_size=3))
    instances = data.draw(st.lists(st.integers(0, 1), min_size=9, max_size=9))
    loop.run(_play(place, rounds, instances))


async def _play(place: Setting, rounds: list[list[Press]], instances: list[int]) -> None:
    """Each round's presses at once, then what is in Smartsheet against what the presses were worth."""
    scene = place.scene
    scene.put_back(scene.begun)
    worth = {scene.plan_id: Worth("ava", scene.posted), place.bens_plan: Worth("ben", place.bens)}
    async with scene.bot() as one, scene.bot() as other:
        bots = (one, other)
        chosen = iter(instances)
        for pressed in rounds:
            await at_once(scene.here, *[(bots[next(chosen)], press) for press in pressed])
            await one.idle()
            await other.idle()
            for press in pressed:
                if press.target in worth:
                    worth[press.target].press(press)
        there = {scene.plan_id: _added(scene), place.bens_plan: _agreed(scene)}
        found = scene.difference(place.before)
        others = {path for path in found if f"{REGISTER}/rows" not in path and f"{ARCHIVE}/rows" not in path}
    assert not others
    assert all(count in (0, 2) for count in there.values()), there
    for plan, count in there.items():
        if not worth[plan].approved:
            assert count == 0, plan
        elif not (worth[plan].undone or worth[plan].cancelled):
            assert count == 2, plan


@dataclass(slots=True)
class Worth:
    """What a plan's presses were worth: only its asker's, on a card of its own conversation, count."""

    asker: str
    card: Posted
    approved: bool = False
    cancelled: bool = False
    undone: bool = False

    def press(self, press: Press) -> None:
        if press.person != self.asker or press.card.conversation_id != self.card.conversation_id:
            return
        self.approved |= press.verb == "approve"
        self.cancelled |= press.verb == "cancel"
        self.undone |= press.verb == "undo"


def _added(scene: Scene) -> int:
    """How many rows of Ava's plan are there."""
    sheet = scene.here.world.sheet(ARCHIVE)
    return sum(sheet.value(row, "Task Name") in ("Retrospective", "Party") for row in sheet.rows)


def _agreed(scene: Scene) -> int:
    """How many cells hold what Ben's plan puts there."""
    sheet = scene.here.world.sheet(REGISTER)
    return sum(sheet.value(row, "Mitigation") == "agreed" for row in sheet.rows)
