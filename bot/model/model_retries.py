"""When and how long to wait before asking the model again; the only retry there is (the SDK's own is off)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential

from bot.errors import SheetlineError
from bot.model.model_errors import retry_after_s

Sleep = Callable[[float], Awaitable[None]]

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 8.0
SHORTEST_WAIT_S = 0.1


def retrying(
    *,
    attempts: int,
    deadline_s: float,
    sleep: Sleep,
    may_try: Callable[[], bool],
    on_retry: Callable[[int, float], None],
) -> AsyncRetrying:
    """Up to `attempts` tries within `deadline_s` seconds: exponential with full jitter, never before Retry-After.

    A wait that would pass the deadline is not begun: the failure that asked for it is raised at once. `may_try` False
    (the circuit breaker) ends it too. `on_retry` is told each attempt's number and the wait after it.
    """

    def told(state: RetryCallState) -> None:
        on_retry(state.attempt_number, state.upcoming_sleep)

    return AsyncRetrying(
        retry=retry_if_exception(lambda e: isinstance(e, SheetlineError) and e.retryable and may_try()),
        wait=_wait_s,
        stop=stop_after_attempt(attempts) | stop_before_delay(deadline_s),
        sleep=sleep,
        before_sleep=told,
        reraise=True,
    )


_backoff = wait_random_exponential(multiplier=FIRST_WAIT_S, max=LONGEST_WAIT_S, min=SHORTEST_WAIT_S)


def _wait_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return max(_backoff(state), _asked_wait_s(error))


def _asked_wait_s(error: BaseException | None) -> float:
    cause = error.__cause__ if error is not None else None
    if isinstance(cause, openai.APIStatusError):
        return retry_after_s(cause.response.headers) or 0.0
    return 0.0
