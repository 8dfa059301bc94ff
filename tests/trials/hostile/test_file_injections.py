"""Orders in files that a person was sent and sends on, and a model that obeys them: no write without a click."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from infra.local.teams.threads import Posted
from tests.features.conversation import forge, picture
from tests.files.making import csv_bytes
from tests.reading import buttons_of, elements, table_of
from tests.trials.hostile.file_orders import IN_CELLS, IN_FILES, PLAYBOOK, please
from tests.trials.hostile.inspection import VERBS, assert_harmless
from tests.trials.hostile.scene import Scene, set_up, wishes

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.trials]

ADMIN = "ava"
ON_CARDS = VERBS | {"approve", "cancel", "plan", "file"}
QUESTION = "What does row 1 say?"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("files")
    async with set_up(folder, asker=ADMIN, cells=(), comments=(), sheet_titles=(), playbook=PLAYBOOK) as ready:
        yield ready


@pytest.mark.parametrize("where", IN_FILES)
async def test_an_order_in_a_file_writes_nothing(scene: Scene, where: str) -> None:
    """It is obeyed, and at worst there is a card, which its asker alone can approve."""
    name, data = IN_FILES[where]
    reply = await _asked(scene, name, data)
    said = name + data.decode("utf-8", "replace") + (please(6) if name.endswith(".xlsx") else "")
    orders = [order for key, order in PLAYBOOK.items() if f"PLEASE {key} END" in said]
    assert orders
    assert wishes(" ".join(orders)) & set(scene.model.obeyed), scene.model.obeyed
    assert {call.method for call in scene.here.world.calls} <= {"GET"}
    assert {call.person for call in scene.here.world.calls} <= {ADMIN}
    assert_harmless(reply, secrets=(), verbs=ON_CARDS)
    if "Approve" in buttons_of(reply.card or {}):
        scene.proposed += 1
        (button,) = (e for e in elements(reply.card) if e["type"] == "Action.Execute" and e["title"] == "Approve")
        assert "Only Ava Chen can approve this" in str(
            await forge(scene.here, "ben", reply, "approve", button["data"]["id"])
        )
    assert {call.method for call in scene.here.world.calls} <= {"GET"}


async def test_enough_of_them_led_to_a_card(scene: Scene) -> None:
    """The suite would show nothing if every order were refused for another reason."""
    assert len(IN_FILES) + len(IN_CELLS) >= 8
    assert scene.proposed >= 5


async def test_a_file_without_a_word_asks_no_model(scene: Scene) -> None:
    """Its card shows names and titles as text; the buttons ask by the file's number, not by its name."""
    name, data = IN_FILES["a file's name"]
    reply = await _asked(scene, name, data, text="")
    assert scene.model.shown == []
    assert_harmless(reply, secrets=(), verbs=ON_CARDS)
    (offer, *_) = (e["selectAction"] for e in elements(reply.card) if "selectAction" in e)
    pressed = await scene.here.teams.press(ADMIN, reply.id, offer["title"])
    assert pressed.text == "Create a sheet from file 1"
    await scene.here.teams.next_reply(scene.asked_in, timeout=60)
    assert {call.method for call in scene.here.world.calls} <= {"GET"}


async def test_cells_of_a_file_reach_no_prompt_and_are_whole_on_the_card(scene: Scene) -> None:
    """A title orders to add the rows; the card shows what every cell would hold, and it is written as text."""
    rows = [(f"Row {n}", cell, "x") for n, cell in enumerate(IN_CELLS)]
    data = csv_bytes([("Task Name", "Comments", please(3)), *rows])
    reply = await _asked(scene, "cells.csv", data)
    assert "add_rows_from_file" in scene.model.obeyed
    assert set(scene.model.obeyed) <= {"add_rows_from_file", "query"}
    shown = _unbroken("".join(row[-1] for row in table_of(reply.card or {})[1:]))
    for cell in IN_CELLS:
        assert cell not in scene.shown()
        assert _unbroken(cell) in shown, cell
    assert_harmless(reply, secrets=(), verbs=ON_CARDS)
    sheet = scene.here.world.sheet("Launch plan")
    before = picture(sheet)
    await scene.here.teams.press(ADMIN, reply.id, "Approve")
    title = next(column.id for column in sheet.columns if column.title == "Comments")
    written = [row.cells[title] for row in sheet.rows[: len(IN_CELLS)]]
    assert [cell.value for cell in written] == list(IN_CELLS)
    assert [cell.formula for cell in written] == [None] * len(IN_CELLS)
    await scene.here.teams.press(ADMIN, reply.id, "Undo")
    assert picture(sheet) == before


async def _asked(scene: Scene, name: str, data: bytes, *, text: str = QUESTION) -> Posted:
    """The admin sends it on in her personal chat, with a question."""
    teams = scene.here.teams
    chat = teams.personal(ADMIN)
    for said in ("new chat", "open launch plan"):
        await teams.say(ADMIN, chat, said)
        await teams.next_reply(chat, timeout=30)
    scene.model.forget()
    scene.here.world.calls.clear()
    scene.asked_in = chat.id
    await teams.send_file(ADMIN, chat, name, data, text)
    return await teams.next_reply(chat, timeout=60)


def _unbroken(text: str) -> str:
    """Without white space, at which the card breaks long values."""
    return "".join(text.split())
