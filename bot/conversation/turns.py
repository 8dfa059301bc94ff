"""Works the accepted turns: one at a time per conversation, in order, by whichever instance holds its lease.

Any instance may die at any line: the lease runs out, another claims the conversation, works what is ACCEPTED and posts
what is ANSWERED but not yet DELIVERED.
"""

from __future__ import annotations

import asyncio
import contextvars
from dataclasses import replace

import structlog

from bot.conversation import message as flow
from bot.conversation.progress import Progress
from bot.conversation.services import Services
from bot.conversation.sessions import TurnTaken, open_session, save
from bot.domain import sessions
from bot.domain.turns import Turn, TurnState
from bot.errors import Cancelled, ConversationGone, LeaseLost, SheetlineError, StoreUnavailable, TeamsUnavailable
from bot.work.sweep import SWEEP_S

log = structlog.get_logger(__name__)

AGAIN_AFTER_S = 1.0
"""A conversation left because the store or Teams was down is taken up again after this long, then twice as long, …"""


class TurnRunner:
    """One task per conversation that has turns to work."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._left: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._posted: dict[tuple[str, str], Turn] = {}
        self._stopping = False

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

    async def stop(self, *, grace_s: float) -> None:
        """Finish the turns in flight within `grace_s` seconds; what is left waits for the next instance."""
        self._stopping = True
        for _, waiting in self._left.values():
            waiting.cancel()
        tasks = [*self._tasks.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Return when no turn is being worked here."""
        while self._tasks:
            await asyncio.wait([*self._tasks.values()])

    async def sweep(self) -> None:
        """Work what was left behind by an instance that died."""
        for conversation_id in await self._services.store.unfinished():
            self.wake(conversation_id)

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
        leases, wait = self._services.leases, 0.02
        while (lease := await leases.claim(conversation_id)) is None:
            if not await self._services.store.pending(conversation_id):
                return
            await self._services.clock.sleep(wait)
            wait = min(wait * 2, 1.0)
        async with leases.kept(lease):
            fenced = replace(self._services, store=self._services.store.under(lease))
            while not self._stopping and (turns := await fenced.store.pending(conversation_id)):
                for turn in turns:
                    if not self._stopping:
                        await self._turn(fenced, turn)

    async def _turn(self, services: Services, turn: Turn) -> None:
        waited_s = (services.clock.now() - turn.accepted_at).total_seconds()
        with (
            structlog.contextvars.bound_contextvars(correlation_id=turn.correlation_id),
            services.telemetry.span("turn", root=True, waited_s=waited_s),
        ):
            try:
                progress = Progress(services, turn)
                if turn.state is TurnState.ACCEPTED:
                    async with progress.shown():
                        turn = await self._answer(services, turn, progress)
                await self._deliver(services, turn, progress)
            except TurnTaken:
                log.warning("turn_taken")

    async def _answer(self, services: Services, turn: Turn, progress: Progress) -> Turn:
        try:
            answered = await flow.answer(services, turn, say=progress.say)
        except (StoreUnavailable, LeaseLost, TurnTaken):
            raise
        except Exception:  # the worker's boundary: nobody foresaw this, and the turn must not be worked for ever
            log.exception("turn_crashed")
            return await flow.crashed(services, turn)
        used = answered.used
        log.info("turn_answered", model_calls=used.calls, prompt=used.prompt, completion=used.completion)
        return answered

    async def _deliver(self, services: Services, turn: Turn, progress: Progress) -> None:
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
                await self._close(services, turn)
                break
            except TeamsUnavailable as error:
                if error.retryable:
                    raise
                log.warning("reply_unsure", detail=error.detail)  # Teams may have it: posting again might double it
            except SheetlineError as error:  # refused for what it is: sending it again would be refused again
                log.error("reply_refused", code=error.code, detail=error.detail)
            turn = self._posted[key] = replace(turn, delivered=turn.delivered + 1)
        await services.store.mark(replace(turn, state=TurnState.DELIVERED))
        self._posted.pop(key, None)

    async def _close(self, services: Services, turn: Turn) -> None:
        opened = await open_session(services, turn.message.conversation)
        now = services.clock.now()
        await save(services, opened, lambda s: sessions.closed(s, "the bot is no longer there", now=now))
        log.info("conversation_gone")
