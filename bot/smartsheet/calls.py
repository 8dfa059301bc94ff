"""The one way every request to Smartsheet goes: as an actor, within a limit and a deadline, retried where harmless.

Two forms share it. `call` and `save` send a request of our own and read the raw body: for everything hot, large or
paged. `sdk` sends what a service of smartsheet-python-sdk composed and answers with the SDK's model: for small, rare
answers, because its object model costs 30–45 s and the GIL on a 20,000×25 sheet. Answers are decoded inside the
attempt, so that an unreadable one is retried like any other fault.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import structlog
from tenacity import RetryCallState

from bot.domain.people import Actor
from bot.errors import RateLimited, SheetsUnavailable
from bot.smartsheet.http_session import HttpSession, Params
from bot.smartsheet.limiter import TokenLimiters
from bot.smartsheet.operation import Operation, Timeouts, operation
from bot.smartsheet.retry_policy import RetryPolicy, retrying
from bot.smartsheet.sdk_requests import Composed, SdkRequests
from bot.smartsheet.smartsheet_errors import too_late, translated
from bot.smartsheet.token_book import TokenBook
from bot.smartsheet.transfer import body_of, read, save
from bot.telemetry import SILENT, Telemetry

T = TypeVar("T")
Use = Callable[[aiohttp.ClientResponse], Awaitable[T]]
log = structlog.get_logger(__name__)


class Calls:
    """Sends requests to Smartsheet, as any actor of `tokens`, through one pool of at most `connections`.

    Per token at most `requests_per_minute` are sent in any minute; nothing else is kept of a token. `monotonic` and
    `sleep` are time, for tests. One instance serves one event loop.
    """

    def __init__(
        self,
        *,
        tokens: TokenBook,
        api_base: str,
        timeouts: Timeouts,
        retry_policy: RetryPolicy,
        requests_per_minute: int,
        connections: int,
        user_agent: str,
        change_agent: str,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        telemetry: Telemetry = SILENT,
    ) -> None:
        self._tokens = tokens
        self._http = HttpSession(
            api_base=api_base,
            user_agent=user_agent,
            change_agent=change_agent,
            timeouts=timeouts,
            connections=connections,
        )
        self._limiters = TokenLimiters(requests_per_minute, monotonic=monotonic, sleep=sleep)
        self._sdk = SdkRequests()
        self._timeouts = timeouts
        self._retry_policy = retry_policy
        self._monotonic = monotonic
        self._sleep = sleep
        self._telemetry = telemetry
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
        return await self._send(
            actor, described, method, path, params=params, body=body, use=lambda answer: read(answer, into)
        )

    async def save(self, actor: Actor, path: str, destination: Path, *, params: Params) -> None:
        """Stream the raw answer to `destination`, all or nothing; within `download_s` instead of `total_s`."""
        described, within_s = operation("GET", path, idempotent=None), self._timeouts.download_s
        await self._send(
            actor, described, "GET", path, params=params, use=lambda got: save(got, destination), within_s=within_s
        )

    async def sdk(
        self, actor: Actor, compose: Callable[[SdkRequests], Composed], *, idempotent: bool | None = None
    ) -> Any:
        """The SDK's model of the answer to the request that `compose` has a service of the SDK build."""
        request = compose(self._sdk)
        described = operation(request.method, request.path, idempotent=idempotent)

        async def use(answer: aiohttp.ClientResponse) -> Any:
            return request.parse(await body_of(answer))

        return await self._send(
            actor, described, request.method, request.path, params=request.params, body=request.body, use=use
        )

    @asynccontextmanager
    async def within(self, seconds: float, described: Operation) -> AsyncIterator[None]:
        """Raise TimedOut when the body takes longer; around one call, or around several that serve one question."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            raise too_late(request=described.request, writing=described.writing) from None

    async def aclose(self) -> None:
        """Take no more calls and close the connections."""
        self._closed = True
        await self._http.aclose()

    async def _send(
        self,
        actor: Actor,
        described: Operation,
        method: str,
        path: str,
        *,
        use: Use[T],
        params: Params | None = None,
        body: object = None,
        within_s: float | None = None,
    ) -> T:
        if self._closed:
            raise SheetsUnavailable("Sheetline is shutting down.", detail=f"{described.request} after close")
        token = self._tokens.token_of(actor)
        seconds = self._timeouts.total_s if within_s is None else within_s
        ends = self._monotonic() + seconds

        async def attempt() -> T:
            await self._limiters.of(token).take(described.weight, within_s=ends - self._monotonic())
            try:
                with translated(described):
                    async with self._http.answer(token, method, path, params=params, body=body) as answer:
                        return await use(answer)
            except RateLimited as limited:
                self._limiters.of(token).hold(limited.retry_after_s or 0.0)
                raise

        controller = retrying(
            self._retry_policy,
            described,
            left_s=lambda: ends - self._monotonic(),
            sleep=self._sleep,
            on_retry=partial(self._note_retry, actor, described),
        )
        with self._telemetry.span("smartsheet", described.kind):
            async with self.within(seconds, described):
                return await controller(attempt)

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
