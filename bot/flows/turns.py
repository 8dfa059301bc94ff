"""Works the accepted turns: one at a time per conversation, in order, by whichever instance holds its lease.

Any instance may die at any line: the lease runs out, another claims the conversation, works what is ACCEPTED and posts
what is ANSWERED but not yet DELIVERED.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.domain import sessions
from bot.domain.turns import Turn, TurnState
from bot.errors import Cancelled, ConversationGone, SheetlineError, StoreUnavailable, TeamsUnavailable
from bot.flows import message as flow
from bot.flows.progress import Progress
from bot.flows.services import Services
from bot.flows.sessions import TurnTaken, open_session, save
from bot.ports.documents import Lease

log = structlog.get_logger(__name__)

SWEEP_S = 30.0
"""How often turns left behind by an instance that died are looked for."""

AGAIN_AFTER_S = 1.0
"""A conversation left because the store or Teams was down is taken up again after this long, then twice as long, …"""


class TurnRunner:
    """One task per conversation that has turns to work; `owner` names this instance in leases."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._left: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._posted: dict[tuple[str, str], Turn] = {}
        self._stopping = False
        self._sweeper: asyncio.Task[None] | None = None
        self.owner = uuid.uuid4().hex[:12]

    def wake(self, conversation_id: str) -> None:
        """There may be turns to work in this conversation."""
        if self._stopping:
            return
        if conversation_id in self._tasks:
            self._again.add(conversation_id)
            return
        self._tasks[conversation_id] = asyncio.create_task(
            self._run(conversation_id), name=f"turns:{conversation_id}", context=contextvars.Context()
        )  # in no request's context: the task works many requests' turns, each under its own reference

    def start(self) -> None:
        """Begin looking for turns left behind, at once and then every SWEEP_S seconds."""
        self._sweeper = asyncio.create_task(self._sweep(), name="turn-sweeper")

    async def stop(self, *, grace_s: float) -> None:
        """Finish the turns in flight within `grace_s` seconds; what is left waits for the next instance."""
        self._stopping = True
        for _, waiting in self._left.values():
            waiting.cancel()
        tasks = [*self._tasks.values()]
        if self._sweeper:
            self._sweeper.cancel()
            tasks.append(self._sweeper)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Return when no turn is being worked here."""
        while self._tasks:
            await asyncio.wait([*self._tasks.values()])

    async def _sweep(self) -> None:
        while True:
            try:
                await self._services.store.tend(now=self._services.clock.now())
                for conversation_id in await self._services.store.unfinished():
                    self.wake(conversation_id)
            except SheetlineError as error:
                log.warning("sweep_failed", code=error.code, detail=error.detail)
            await self._services.clock.sleep(SWEEP_S)

    async def _run(self, conversation_id: str) -> None:
        try:
            while True:
                self._again.discard(conversation_id)
                with structlog.contextvars.bound_contextvars(conversation=conversation_id):
                    await self._work(conversation_id)
                self._left.pop(conversation_id, None)
                if conversation_id not in self._again:
                    return
        except SheetlineError as error:  # the store or Teams is down
            log.warning("conversation_left", conversation=conversation_id, code=error.code, detail=error.detail)
            self._come_back(conversation_id)
        except Exception:  # the worker's boundary: without it the task would die unheard
            log.exception("conversation_broken", conversation=conversation_id)
        finally:
            self._tasks.pop(conversation_id, None)
            self._again.discard(conversation_id)

    def _come_back(self, conversation_id: str) -> None:
        """Take the conversation up again soon, then ever later; from SWEEP_S on that is the sweep's business."""
        before_s, waiting = self._left.get(conversation_id, (0.0, None))
        wait_s = before_s * 2 or AGAIN_AFTER_S
        if waiting is not None:
            waiting.cancel()
        if self._stopping or wait_s > SWEEP_S:
            self._left.pop(conversation_id, None)
            return

        async def wait() -> None:
            await self._services.clock.sleep(wait_s)
            self.wake(conversation_id)

        self._left[conversation_id] = (wait_s, asyncio.create_task(wait(), name=f"again:{conversation_id}"))

    async def _work(self, conversation_id: str) -> None:
        """Claim the conversation and work its turns; while another instance has it, wait until they are worked."""
        store, wait = self._services.store, 0.02
        while (lease := await self._claim(conversation_id)) is None:
            if not await store.pending(conversation_id):
                return
            await self._services.clock.sleep(wait)
            wait = min(wait * 2, 1.0)
        try:
            while not self._stopping and (turns := await store.pending(conversation_id)):
                async with self._holding(lease):
                    for turn in turns:
                        if not self._stopping:
                            await self._turn(turn)
        finally:
            await store.release(lease)

    async def _turn(self, turn: Turn) -> None:
        waited_s = (self._services.clock.now() - turn.accepted_at).total_seconds()
        with (
            structlog.contextvars.bound_contextvars(correlation_id=turn.correlation_id),
            self._services.telemetry.span("turn", root=True, waited_s=waited_s),
        ):
            try:
                progress = Progress(self._services, turn)
                if turn.state is TurnState.ACCEPTED:
                    async with progress.shown():
                        turn = await self._answer(turn, progress)
                await self._deliver(turn, progress)
            except TurnTaken:
                log.warning("turn_taken")

    async def _answer(self, turn: Turn, progress: Progress) -> Turn:
        try:
            answered = await flow.answer(self._services, turn, say=progress.say)
        except (StoreUnavailable, TurnTaken):
            raise
        except Exception:  # the worker's boundary: nobody foresaw this, and the turn must not be worked for ever
            log.exception("turn_crashed")
            return await flow.crashed(self._services, turn)
        used = answered.used
        log.info("turn_answered", model_calls=used.calls, prompt=used.prompt, completion=used.completion)
        return answered

    async def _deliver(self, turn: Turn, progress: Progress) -> None:
        """Post what is not posted yet. What was posted is remembered here, too, lest a store that fails after the post
        have it posted again."""
        key = (turn.conversation_id, turn.id)
        turn = self._posted.get(key, turn)
        for outgoing in turn.replies[turn.delivered :]:
            try:
                sent = await progress.post(outgoing)
                turn = replace(turn, posted=(*turn.posted, sent))
            except Cancelled:
                log.info("reply_stopped")
            except ConversationGone:
                await self._close(turn)
                break
            except TeamsUnavailable as error:
                if error.retryable:
                    raise
                log.warning("reply_unsure", detail=error.detail)  # Teams may have it: posting again might double it
            except SheetlineError as error:  # refused for what it is: sending it again would be refused again
                log.error("reply_refused", code=error.code, detail=error.detail)
            turn = self._posted[key] = replace(turn, delivered=turn.delivered + 1)
        await self._services.store.mark(replace(turn, state=TurnState.DELIVERED))
        self._posted.pop(key, None)

    async def _close(self, turn: Turn) -> None:
        opened = await open_session(self._services, turn.message.conversation)
        now = self._services.clock.now()
        await save(self._services, opened, lambda s: sessions.closed(s, "the bot is no longer there", now=now))
        log.info("conversation_gone")

    async def _claim(self, conversation_id: str) -> Lease | None:
        now = self._services.clock.now()
        return await self._services.store.claim(conversation_id, owner=self.owner, until=self._until(), now=now)

    def _until(self) -> datetime:
        return self._services.clock.now() + timedelta(seconds=self._services.limits.lease_s)

    @contextlib.asynccontextmanager
    async def _holding(self, lease: Lease) -> AsyncIterator[None]:
        """Extend the lease while the turns are worked."""

        async def extend() -> None:
            while True:
                await self._services.clock.sleep(self._services.limits.lease_s / 3)
                with contextlib.suppress(StoreUnavailable):
                    await self._services.store.extend(lease, until=self._until())

        async with _beside(extend()):
            yield


@contextlib.asynccontextmanager
async def _beside(work: object) -> AsyncIterator[None]:
    """Run a coroutine beside the block and stop it at the block's end."""
    task = asyncio.ensure_future(work)  # type: ignore[call-overload]
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
