"""The ways of a question, a request for a change, Approve and Undo through the whole bot, over real HTTP.

Everything runs in this process, a scripted model behind an OpenAI-compatible endpoint included. Each way is gone once
to warm up and twice more; what only one of those two passed, such as a timer's work, belongs to neither.
"""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from infra.local.servers import start
from infra.local.teams.threads import Thread
from tests.local_teams import LocalTeams, local_teams
from tests.measure.recorder import Function, Recorder, Recording

ROOT = Path(__file__).parents[2]
SHEET, PERSON = "Launch plan", "ava"
QUESTION, REQUEST, APPROVE, UNDO = "question", "request", "approve", "undo"

# The names that this measure knows: tools with their arguments, the buttons, and how a plan is loaded from its store.
SAID = {QUESTION: "How many tasks are there by status?", REQUEST: "Set Status to Blocked for row 12."}
CALLS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    SAID[QUESTION]: (
        ("query", {"sql": "SELECT Status, count(*) AS n FROM launch_plan GROUP BY 1", "title": "Tasks by status"}),
    ),
    SAID[REQUEST]: (
        (
            "update_rows",
            {
                "sheet": SHEET,
                "where_sql": None,
                "row_numbers": [12],
                "set": [{"column": "Status", "value": "Blocked"}],
                "references": None,
            },
        ),
    ),
}
BUTTONS = {APPROVE: "Approve", UNDO: "Undo"}
PLAN_LOADED = re.compile(r"bot/(adapters/stores/sqlite_plans|store/.*plans?)\.py \w+\.(load|get)")

QUIET_S, LONGEST_S = 0.5, 10.0


@dataclass(frozen=True, slots=True)
class Way:
    """What an action passes: files and functions in the order in which they were entered, and what it asks for."""

    files: tuple[str, ...]
    functions: tuple[Function, ...]
    plan_loads: int
    smartsheet_requests: int


def ways() -> dict[str, Way]:
    """The way of each action. To be called where no event loop runs; takes about ten seconds."""
    recorder = Recorder(ROOT)
    with recorder.installed(), tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_ways(recorder, Path(folder)))


async def _ways(recorder: Recorder, folder: Path) -> dict[str, Way]:
    rounds: list[dict[str, tuple[Recording, int]]] = []
    async with _world(folder) as here:
        chat = here.teams.personal(PERSON)
        await _say(here, chat, f"open {SHEET}")
        for _ in range(3):
            await _say(here, chat, SAID[QUESTION])  # reads what the last round's changes made old
            rounds.append(await _round(recorder, here, chat))
    return {action: _common(rounds[1][action], rounds[2][action]) for action in rounds[0]}


async def _round(recorder: Recorder, here: LocalTeams, chat: Thread) -> dict[str, tuple[Recording, int]]:
    """Ask, ask for a change, approve it, take it back; what each passed and how many requests Smartsheet had."""
    passed: dict[str, tuple[Recording, int]] = {}

    async def keep(name: str, act: Callable[[], Awaitable[Any]]) -> Any:
        here.world.calls.clear()
        with recorder.recording() as recording:
            result = await act()
            await _quiet(recording)
        passed[name] = recording, len(here.world.calls)
        return result

    await keep(QUESTION, lambda: _say(here, chat, SAID[QUESTION]))
    card_id = await keep(REQUEST, lambda: _say(here, chat, SAID[REQUEST]))
    await keep(APPROVE, lambda: here.teams.press(PERSON, card_id, BUTTONS[APPROVE]))
    await keep(UNDO, lambda: here.teams.press(PERSON, card_id, BUTTONS[UNDO]))
    return passed


async def _say(here: LocalTeams, chat: Thread, text: str) -> str:
    """Say it and wait for the bot's message; its id."""
    await here.teams.say(PERSON, chat, text)
    posted = await here.teams.next_reply(chat, timeout=60)
    assert posted.card is not None, posted.text
    return posted.id


async def _quiet(recording: Recording) -> None:
    """Wait until nothing new has been passed for a while: what follows an answer belongs to its way."""
    waited, seen = 0.0, -1
    while waited < LONGEST_S and seen != len(recording.calls):
        seen = len(recording.calls)
        await asyncio.sleep(QUIET_S)
        waited += QUIET_S


def _common(one: tuple[Recording, int], other: tuple[Recording, int]) -> Way:
    """What both passed, in the order of the first; of counts, the smaller."""
    calls: Counter[Function] = one[0].calls & other[0].calls
    both = Recording(Counter({function: calls[function] for function in one[0].calls if function in calls}))
    loads = sum(count for f, count in both.calls.items() if PLAN_LOADED.fullmatch(f"{f.path} {f.name}"))
    return Way(both.files, both.functions, loads, min(one[1], other[1]))


@asynccontextmanager
async def _world(folder: Path) -> AsyncIterator[LocalTeams]:
    model = await start(_model())
    try:
        async with local_teams(folder, openai_base_url=f"{model.url}/v1") as here:
            yield here
    finally:
        await model.aclose()


def _model() -> web.Application:
    """A model that makes the calls written above for what was said, one after the other, and then says so."""
    app = web.Application(client_max_size=2**23)
    app.router.add_post("/v1/chat/completions", _complete)
    return app


async def _complete(request: web.Request) -> web.Response:
    messages = (await request.json())["messages"]
    asked = max(at for at, message in enumerate(messages) if _asked(message))
    made = sum(message["role"] == "tool" for message in messages[asked:])
    calls = CALLS[_asked(messages[asked])]
    said: dict[str, Any] = {"role": "assistant", "content": "Here it is."}
    if made < len(calls):
        name, arguments = calls[made]
        function = {"name": name, "arguments": json.dumps(arguments)}
        said = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": f"c{asked}-{made}", "type": "function", "function": function}],
        }
    choice = {"index": 0, "message": said, "finish_reason": "tool_calls" if "tool_calls" in said else "stop"}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    head = {"id": "completion", "object": "chat.completion", "created": 0, "model": "scripted"}
    return web.json_response({**head, "choices": [choice], "usage": usage})


def _asked(message: dict[str, Any]) -> str:
    """Which of the things above the message says; “” for any other message."""
    content = message.get("content") or ""
    return next((said for said in CALLS if message["role"] == "user" and said in content), "")
