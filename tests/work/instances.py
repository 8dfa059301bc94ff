"""Instances of the bot that make plans of one sheet in memory, in time that passes only while nobody can work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from inspect import iscoroutinefunction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bot.changes.engine.changes import Changes
from bot.conversation.services import Limits, Services
from bot.domain.plan_status import PlanStatus, approved
from bot.domain.plans import Plan
from bot.domain.sessions import begin
from bot.ports.documents import Documents
from bot.store.collections.audit import Audit
from bot.store.collections.plans import Plans
from bot.store.collections.sessions import Sessions
from bot.store.sqlite import SqliteDocuments
from tests.builders import NOON, a_conversation, a_person
from tests.changes.bench import AVA, Bench
from tests.fakes import RecordingMessenger

HERE = a_conversation()
Delay = Callable[[str], float]


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time jumps to the next timer when nothing is ready and no thread works for it."""

    def __init__(self) -> None:
        self._virtual, self._outside = 0.0, 0
        super().__init__()

    def time(self) -> float:
        return self._virtual

    def run_in_executor(self, *arguments: Any) -> Any:
        self._outside += 1
        future = super().run_in_executor(*arguments)
        future.add_done_callback(self._came_back)
        return future

    def _came_back(self, future: object) -> None:
        self._outside -= 1

    def _run_once(self) -> None:
        own = cast(Any, self)
        if not own._ready and own._scheduled and not self._outside:
            self._virtual = max(self._virtual, own._scheduled[0]._when)
        cast(Any, super())._run_once()


class VirtualClock:
    """The loop's time since NOON."""

    def now(self) -> datetime:
        return NOON + timedelta(seconds=asyncio.get_running_loop().time())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Slow:
    """Every call may be slow before it has its effect, and slow to answer afterwards."""

    def __init__(self, part: Any, delay: Delay) -> None:
        self._part, self._delay = part, delay

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if not iscoroutinefunction(found):
            return found

        async def slow(*arguments: Any, **options: Any) -> Any:
            await asyncio.sleep(self._delay(f"before {name}"))
            answer = await found(*arguments, **options)
            await asyncio.sleep(self._delay(f"after {name}"))
            return answer

        return slow


class OnlyAva:
    async def actor_for(self, person: object) -> Any:
        return AVA


def run(work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(work)


def an_instance(documents: Documents, bench: Bench, delay: Delay) -> Services:
    clock, nothing = VirtualClock(), cast(Any, None)
    records, writer = cast(Any, Slow(bench.records, delay)), cast(Any, Slow(bench.writer, delay))
    return Services(
        store=Sessions(documents),
        usage=nothing,
        sheets=nothing,
        actors=OnlyAva(),
        model=nothing,
        messenger=RecordingMessenger(),
        cache=cast(Any, SimpleNamespace(invalidate=lambda sheet_id: None)),
        engine=nothing,
        clock=clock,
        tokens=nothing,
        limits=Limits(),
        changes=Changes(Plans(documents), writer, records, Audit(documents), nothing, clock),
    )


async def left_behind(path: Path, plan: Plan) -> SqliteDocuments:
    """A store with the plan approved, and nobody at work on it."""
    documents = SqliteDocuments(path, clock=VirtualClock())
    await Sessions(documents).save(begin(HERE, now=NOON), etag=None)
    await Plans(documents).propose(plan, PlanStatus())
    applying = approved(PlanStatus(), plan, by=a_person(), now=NOON)
    assert applying is not None
    assert await Plans(documents).advance(plan.conversation_id, plan.id, applying)
    return documents
