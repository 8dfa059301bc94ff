"""When a failed request to Smartsheet is tried again: only where that is harmless, and only while the caller waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential, wait_random

from bot.errors import RateLimited, SheetlineError
from bot.smartsheet.operation import Operation


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long: at most `attempts` sends; pauses of `first_pause_s` doubling up to `longest_pause_s`.

    A Retry-After is honoured instead of the doubling, and never cut short: when it (or any pause) would outlast the
    caller's deadline, the failure is reported at once, with the time to wait in it.
    """

    attempts: int = 4
    first_pause_s: float = 0.5
    longest_pause_s: float = 8.0


def retrying(
    retry_policy: RetryPolicy,
    described: Operation,
    *,
    left_s: Callable[[], float],
    sleep: Callable[[float], Awaitable[None]],
    on_retry: Callable[[RetryCallState], None],
) -> AsyncRetrying:
    """A tenacity controller for one operation. A request that is not idempotent is sent once, whatever happens."""
    attempts = (described.attempts or retry_policy.attempts) if described.idempotent else 1
    doubling = wait_exponential(multiplier=retry_policy.first_pause_s, max=retry_policy.longest_pause_s) + wait_random(
        0, retry_policy.first_pause_s
    )

    def pause_s(state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        if isinstance(failure, RateLimited) and failure.retry_after_s is not None:
            return failure.retry_after_s
        return float(doubling(state))

    def stop(state: RetryCallState) -> bool:
        return state.attempt_number >= attempts or state.upcoming_sleep >= left_s()

    return AsyncRetrying(
        retry=retry_if_exception(_is_transient),
        wait=pause_s,
        stop=stop,
        sleep=sleep,
        before_sleep=on_retry,
        reraise=True,
    )


def _is_transient(failure: BaseException) -> bool:
    return isinstance(failure, SheetlineError) and failure.retryable
