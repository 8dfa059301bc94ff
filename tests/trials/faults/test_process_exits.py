"""The bot's process is killed (SIGKILL) while it makes a change; another instance takes it up: it is made once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from infra.local.smartsheet.calls import Call
from infra.local.smartsheet.faults import Fault, Faults
from tests.clock import held_here
from tests.reading import buttons_of
from tests.trials.faults.bots import copy_store
from tests.trials.faults.operations import OPERATIONS, Operation
from tests.trials.faults.scene import LEASES_END, Scene, Stage, said

pytestmark = [
    pytest.mark.trials,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(sys.platform == "win32", reason="there a process is not killed by a signal"),
]

NAMES = ("update", "add rows", "delete rows with children", "add column", "share several")
TRIED = [each for each in OPERATIONS if each.name in NAMES]
ARRIVING, DONE, ANSWERED = "when its request arrives", "when it is done and not answered", "a moment after the answer"


@pytest.mark.parametrize("when", [ARRIVING, DONE, ANSWERED])
@pytest.mark.parametrize("operation", TRIED, ids=str)
async def test_a_process_that_is_killed_loses_nothing(stage: Stage, operation: Operation, when: str) -> None:
    await prove(await stage.propose(operation), when)


@pytest.mark.parametrize("operation", TRIED[:2], ids=str)
async def test_a_process_that_is_killed_unanswered_loses_nothing(stage: Stage, operation: Operation) -> None:
    await prove(await stage.propose(operation), DONE)


async def prove(scene: Scene, when: str) -> None:
    before = scene.picture()
    scene.put_back(scene.begun)
    async with scene.bot() as bot:
        done, made = await scene.press(bot, "Approve"), scene.picture()

    scene.put_back(scene.begun)
    async with a_process(scene) as (process, url):
        with dying(scene, when, process.kill) as killed, contextlib.suppress(aiohttp.ClientError):
            scene.here.teams.endpoint.url = f"{url}/api/messages"
            await scene.here.teams.press(scene.person, scene.posted.id, "Approve")
            await asyncio.sleep(0.02)
        assert killed == ["killed"]
        assert await process.wait() == -9
        copy_store(scene.stage.folder / "process" / "sheetline.db", scene.file)

    scene.stage.clock.let_pass(LEASES_END)
    async with scene.bot() as bot:
        await bot.sweep()
        if "Approve" in buttons_of(scene.card):
            await scene.press(bot, "Approve")
        assert said(scene.card) == done
        assert not scene.difference(made)
        await scene.press(bot, "Undo")
        assert not scene.difference(before, undone=True)


@contextlib.asynccontextmanager
async def a_process(scene: Scene) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The bot on a store of its own, as it was before the click."""
    folder = scene.stage.folder / "process"
    folder.mkdir(exist_ok=True)
    copy_store(scene.begun.store, folder / "sheetline.db")
    told = folder / "settings.json"
    told.write_text(json.dumps({**scene.here.told, "data_dir": str(folder)}))
    command = (sys.executable, "-m", "tests.trials.faults.process", str(told))
    root, pipe = Path(__file__).parents[3], asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, cwd=root, env=held_here(), stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        assert process.stdout is not None
        while not (line := (await asyncio.wait_for(process.stdout.readline(), 60)).decode()).startswith("http"):
            assert line, "the bot did not start"
        yield process, line.strip()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@contextlib.contextmanager
def dying(scene: Scene, when: str, kill: Callable[[], None]) -> Iterator[list[str]]:
    """Kill it around its first writing request; the sandbox works in this process, so that the moment is exact."""
    world, killed = scene.here.world, list[str]()
    faults, kept = world.faults, world.calls.kept

    def strike() -> None:
        if not killed:
            kill()
            killed.append("killed")

    class Arrivals(Faults):
        def strike(self, method: str, path: str) -> Fault | None:
            if when == ARRIVING and method != "GET":
                strike()
            return Fault("drop_before") if killed else None

    class Ends(deque[Call]):
        def append(self, call: Call) -> None:
            super().append(call)
            if when != ARRIVING and call.method != "GET":
                asyncio.get_running_loop().call_later(0.01, strike) if when == ANSWERED else strike()

    world.faults, world.calls.kept = Arrivals(), Ends(maxlen=1000)
    try:
        yield killed
    finally:
        world.faults, world.calls.kept = faults, kept
