"""The one way every request to Smartsheet goes: as an actor, within a limit and a deadline, off the event loop.

Two forms share it. `call` and `save` send a request of our own through the SDK client's `prepare_request` and session
(so Authorization, user agent, assume-user and change agent stay the SDK's) and read the raw body: for everything hot,
large or paged, because the SDK's object model costs 30–45 s and the GIL on a 20,000×25 sheet (FACTS). `sdk` runs a
function over the SDK client itself: for small, rare answers, and for writes whose payloads the SDK's models build.
Both decode inside the attempt, so that an unreadable answer is retried like any other fault.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from tenacity import RetryCallState

from bot.domain.people import Actor
from bot.errors import RateLimited, SheetsUnavailable
from bot.smartsheet.failures import decoded, translated
from bot.smartsheet.limiter import Limiter, pace_for
from bot.smartsheet.operation import Operation, Timeouts, operation
from bot.smartsheet.retry_policy import RetryPolicy, retrying
from bot.smartsheet.sdk_client import Client, Params
from bot.smartsheet.smartsheet_errors import too_late
from bot.smartsheet.token_book import TokenBook
from bot.smartsheet.token_clients import Lanes, Route
from bot.smartsheet.transfer import Watch, read, save
from bot.telemetry import SILENT, Telemetry

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Calls:
    """Sends requests to Smartsheet, as any actor of `tokens`; owns the threads, the clients and the limiters.

    At most `threads` requests are under way at once, and per token at most `requests_per_minute` in any minute.
    `monotonic` and `sleep` are time, for tests. One instance serves one event loop.
    """

    def __init__(
        self,
        *,
        tokens: TokenBook,
        api_base: str,
        timeouts: Timeouts,
        retry_policy: RetryPolicy,
        requests_per_minute: int,
        threads: int,
        user_agent: str,
        change_agent: str,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        telemetry: Telemetry = SILENT,
    ) -> None:
        pace = pace_for(requests_per_minute)
        route = Route(api_base, user_agent, change_agent, threads, timeouts)
        self._lanes = Lanes(tokens, route, limiter=lambda: Limiter(pace, monotonic=monotonic, sleep=sleep))
        self._timeouts = timeouts
        self._retry_policy = retry_policy
        self._monotonic = monotonic
        self._sleep = sleep
        self._telemetry = telemetry
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="smartsheet")
        self._closed = False

    async def call(
        self,
        actor: Actor,
        method: str,
        path: str,
        *,
        into: type[T],
        params: Params | None = None,
        body: object = None,
        idempotent: bool | None = None,
        weight: int = 1,
        attempts: int = 0,
    ) -> T:
        """Send one request and decode its JSON answer as `into`.

        A GET is idempotent by itself; mark a PUT or DELETE that may be sent again. `weight` is 10 for cell history and
        for attaching a file. Raises the errors of `bot.ports.Sheets`, and InvalidArguments when Smartsheet refuses.
        """
        described = operation(method, path, idempotent=idempotent, weight=weight, attempts=attempts)

        def work(client: Client, watch: Watch) -> T:
            raw = read(client, method, path, params=params, body=body, watch=watch)
            return decoded(raw, into)

        return await self._run(actor, described, work)

    async def save(self, actor: Actor, path: str, destination: Path, *, params: Params) -> None:
        """Stream the raw answer to `destination`, all or nothing; within `download_s` instead of `total_s`."""
        described = Operation(request=f"GET {path}")

        def work(client: Client, watch: Watch) -> None:
            save(client, path, destination, params=params, watch=watch)

        await self._run(actor, described, work, total_s=self._timeouts.download_s)

    async def sdk(self, actor: Actor, described: Operation, use: Callable[[Client], Any]) -> Any:
        """What `use` returns, an SDK model. `use` sends exactly one request, so that a retry repeats only that."""

        def work(client: Client, watch: Watch) -> Any:
            with client.transport.within(watch.left_s()):
                return use(client)

        return await self._run(actor, described, work)

    @asynccontextmanager
    async def within(self, seconds: float, described: Operation) -> AsyncIterator[None]:
        """Raise TimedOut when the body takes longer; around one call, or around several that serve one question."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            raise too_late(request=described.request, writing=described.writing) from None

    async def aclose(self) -> None:
        """Take no more calls and close the connections; a thread still reading ends by its own timeout."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._lanes.close()

    async def _run(
        self, actor: Actor, described: Operation, work: Callable[[Client, Watch], T], *, total_s: float | None = None
    ) -> T:
        if self._closed:
            raise SheetsUnavailable("Sheetline is shutting down.", detail=f"{described.request} after close")
        lane = self._lanes.lane_of(actor)
        seconds = self._timeouts.total_s if total_s is None else total_s
        watch = Watch(seconds, monotonic=self._monotonic)
        in_thread = partial(translated, work, lane.client, watch, described)

        async def attempt() -> T:
            await lane.limiter.take(described.weight, within_s=watch.left_s())
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, in_thread)
            except RateLimited as limited:
                lane.limiter.hold(limited.retry_after_s or 0.0)
                raise

        controller = retrying(
            self._retry_policy,
            described,
            left_s=watch.left_s,
            sleep=self._sleep,
            on_retry=partial(self._note_retry, actor, described),
        )
        try:
            with self._telemetry.span("smartsheet", described.kind):
                async with self.within(seconds, described):
                    return await controller(attempt)
        finally:
            watch.abandon()

    def _note_retry(self, actor: Actor, described: Operation, state: RetryCallState) -> None:
        failure = state.outcome.exception() if state.outcome else None
        self._telemetry.count("retries", operation="smartsheet")
        log.warning(
            "smartsheet_retry",
            request=described.request,
            actor=actor.key,
            attempt=state.attempt_number,
            pause_s=round(state.upcoming_sleep, 2),
            detail=getattr(failure, "detail", ""),
        )
