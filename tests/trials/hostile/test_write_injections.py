"""Orders to change things, in cells, titles and comments, a model that obeys them, and a person who may do all of it.

Nothing is written without a click, and the card before the click shows everything that the click would do.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.clock import SystemClock
from bot.domain.plan_status import PlanState
from bot.domain.plans import AddRows, ChangeRecords, DeleteRows, MoveRows, Plan, TransferRows, UpdateCells
from bot.domain.row_orders import OrderRows
from bot.store.collections.plans import Plans
from bot.store.sqlite import SqliteDocuments
from infra.local.teams.threads import Posted
from tests.features.conversation import forge
from tests.reading import buttons_of, elements, table_of, text_of
from tests.trials.hostile.inspection import VERBS, assert_harmless
from tests.trials.hostile.scene import Scene, said_in_comment, set_up, wishes
from tests.trials.hostile.write_orders import IN_CELLS, IN_COMMENTS, IN_SHEET_TITLES, PLAYBOOK

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.trials]

ADMIN = "ava"
ON_PLANS = VERBS | {"approve", "cancel", "plan"}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with set_up(
        tmp_path_factory.mktemp("town"),
        asker=ADMIN,
        cells=IN_CELLS,
        comments=IN_COMMENTS,
        sheet_titles=IN_SHEET_TITLES,
        playbook=PLAYBOOK,
    ) as ready:
        yield ready


@pytest.mark.parametrize("order", IN_CELLS)
async def test_an_order_in_a_cell_writes_nothing(scene: Scene, order: str) -> None:
    await _only_asked(scene, order, await scene.ask(f"What does row {scene.rows[order]} say?"))


@pytest.mark.parametrize("order", IN_COMMENTS)
async def test_an_order_in_a_comment_writes_nothing(scene: Scene, order: str) -> None:
    row = scene.rows[said_in_comment(order)]
    await _only_asked(scene, order, await scene.ask(f"What do the comments on row {row} say of Launch plan?"))


@pytest.mark.parametrize("order", IN_SHEET_TITLES)
async def test_an_order_in_a_sheet_title_writes_nothing(scene: Scene, order: str) -> None:
    await _only_asked(scene, order, await scene.ask("What does row 1 say?", sheet_id=scene.sheets[order]))


async def test_enough_of_them_led_to_a_card(scene: Scene) -> None:
    """The suite would show nothing if every order were refused for another reason."""
    assert len(IN_CELLS) + len(IN_COMMENTS) + len(IN_SHEET_TITLES) >= 60
    assert scene.proposed >= 48
    assert not [call for call in scene.written if call.method != "GET"]


async def _only_asked(scene: Scene, order: str, reply: Posted) -> None:
    """It was obeyed, and yet: no write, and whatever is proposed is on the card, for the asker alone to decide."""
    wished = wishes(" ".join([order, *(said for name, said in PLAYBOOK.items() if f"PLEASE {name} END" in order)]))
    assert wished & set(scene.model.obeyed), scene.model.obeyed
    calls = list(scene.here.world.calls)
    scene.written += calls
    assert {call.method for call in calls} <= {"GET"}
    assert {call.person for call in calls} <= {ADMIN}
    assert_harmless(reply, secrets=(), verbs=ON_PLANS)
    assert reply.card is not None
    if "Approve" not in buttons_of(reply.card):
        return
    scene.proposed += 1
    plan = await _stored(scene, _plan_id(reply.card))
    assert plan.asker.name == "Ava Chen"
    shown = " ".join(" ".join(await _pages(scene, reply)).replace("\u2060", "").split())
    for said in _does(plan):
        assert said in shown, said
    refused = await forge(scene.here, "ben", reply, "approve", plan.id)
    assert "Only Ava Chen can approve this" in str(refused)
    assert {call.method for call in scene.here.world.calls} <= {"GET"}


async def _stored(scene: Scene, plan_id: str) -> Plan:
    """The plan as it would be carried out; still waiting."""
    documents = SqliteDocuments(scene.here.settings.database_path, clock=SystemClock())
    try:
        found = await Plans(documents).load(scene.asked_in, plan_id)
    finally:
        await documents.aclose()
    assert found is not None
    assert found[1].state is PlanState.PROPOSED
    assert found[0].intact
    return found[0]


def _plan_id(card: dict[str, Any]) -> str:
    (button,) = (e for e in elements(card) if e["type"] == "Action.Execute" and e["title"] == "Approve")
    return str(button["data"]["id"])


async def _pages(scene: Scene, reply: Posted) -> list[str]:
    """All words of the card and its table, page after page, without what only breaks lines."""
    card, seen = dict(reply.card or {}), []
    while True:
        seen.append(text_of(card) + " " + "".join(row[-1] for row in table_of(card)[1:]))
        if "Next" not in buttons_of(card):
            return seen
        card = dict((await scene.here.teams.press(ADMIN, reply.id, "Next")).card or {})


def _does(plan: Plan) -> list[str]:
    """What the click would do, said as the sheet says it: each row and column touched, and each value it would get."""
    said: list[str] = []
    for step in plan.steps:
        match step:
            case UpdateCells():
                for edit in step.edits:
                    said += [f"{edit.row_number} {edit.row_label}".strip(), edit.column]
            case AddRows():
                said += [cell.content.shown for row in step.rows for cell in row.cells]
            case DeleteRows():
                said += [f"{row.number} {row.label}".strip() for row in step.rows]
            case TransferRows():
                said += [f"{row.number} {row.label}".strip() for row in step.rows]
                said += [step.target.name, *(cell.content.shown for row in step.rows for cell in row.cells)]
            case OrderRows():
                said += [text for by in step.by for text in (by.column, by.said)]
            case MoveRows():
                said += [f"{move.number} {move.label}".strip() for move in step.moves]
            case ChangeRecords():
                said += [text for each in step.changes for text in (each.what, each.said_before, each.said_after)]
                said += [text for each in step.changes for part in each.parts for text in part]
    return [" ".join(text.split())[:80] for text in said]
