"""Keeps one token under Smartsheet's rate limit: a pure pace, and an asynchronous limiter that waits by it.

Smartsheet allows 300 requests a minute a token; a cell-history or attach-file request counts as ten
(https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/scalability-options). The window is not
documented as fixed or sliding, so the pace keeps *every* 60 s under the limit: the burst and what comes back in 60 s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from pydantic import SecretStr

from bot.errors import RateLimited

WINDOW_S = 60.0
LONGEST_HOLD_S = 60.0
LOOK_EVERY_S = 1.0
_TICK_S = 1e-6  # less is rounding


@dataclass(frozen=True, slots=True)
class Pace:
    """A token bucket as a value (generic cell rate algorithm): `due` is when the bucket will be full again.

    `interval_s` is the time one unit of weight takes to come back, `burst` the weight a full bucket holds.
    """

    interval_s: float
    burst: float
    due: float = float("-inf")

    def reserve(self, now: float, weight: float) -> tuple[Pace, float]:
        """The pace after a request of `weight`, and how many seconds that request must wait (0 = at once)."""
        due = max(self.due, now) + weight * self.interval_s
        wait_s = due - self.burst * self.interval_s - now
        return replace(self, due=due), wait_s if wait_s > _TICK_S else 0.0

    def refund(self, weight: float) -> Pace:
        """The pace as if a reserved request of `weight` will not be sent."""
        return replace(self, due=self.due - weight * self.interval_s)

    def is_full(self, now: float) -> bool:
        """Whether it is as good as new: nothing was sent lately, nothing waits."""
        return self.due <= now

    def held(self, now: float, seconds: float) -> Pace:
        """The pace when the server wants silence for `seconds`; one request may go right after."""
        return replace(self, due=max(self.due, now + seconds + (self.burst - 1) * self.interval_s))


def pace_for(requests_per_minute: int) -> Pace:
    """A pace that never lets more than `requests_per_minute` through in any 60 s; a tenth of it may go at once."""
    burst = max(1, requests_per_minute // 10)
    return Pace(interval_s=WINDOW_S / max(1, requests_per_minute - burst + 1), burst=burst)


class Limiter:
    """First come, first served, for one token in one event loop; never waits longer than its caller can."""

    def __init__(
        self, pace: Pace, *, monotonic: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._sleep = sleep

    async def take(self, weight: float, *, within_s: float) -> None:
        """Return when a request of `weight` may be sent.

        Raises RateLimited at once, taking nothing, when its turn comes later than `within_s` seconds from now.
        """
        pace, wait_s = self._pace.reserve(self._monotonic(), weight)
        if wait_s > 0 and wait_s >= within_s:
            raise RateLimited(
                "Too many requests to Smartsheet are waiting.",
                retry_after_s=wait_s,
                detail=f"own limiter: turn in {wait_s:.1f} s, deadline in {within_s:.1f} s",
            )
        self._pace = pace
        if wait_s > 0:
            try:
                await self._sleep(wait_s)
            except BaseException:  # only to give the turn back when the caller is cancelled; always re-raised
                self._pace = self._pace.refund(weight)
                raise

    def hold(self, seconds: float) -> None:
        """Send nothing for `seconds` (at most a minute): Smartsheet said so."""
        self._pace = self._pace.held(self._monotonic(), min(seconds, LONGEST_HOLD_S))

    @property
    def idle(self) -> bool:
        """Whether a new limiter would do as well as this one."""
        return self._pace.is_full(self._monotonic())


class TokenLimiters:
    """The limiter of each token in use. An idle one is forgotten, so that a token used once leaves nothing behind.

    Tokens are known by their hash. Idle ones are looked for at most once a second, when any token is used.
    """

    def __init__(
        self,
        requests_per_minute: int,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._pace = pace_for(requests_per_minute)
        self._monotonic = monotonic
        self._sleep = sleep
        self._limiters: dict[bytes, Limiter] = {}
        self._look_at = 0.0

    def of(self, token: SecretStr) -> Limiter:
        """The token's limiter, for one use: ask again for the next."""
        self._forget_idle()
        key = hashlib.sha256(token.get_secret_value().encode()).digest()
        limiter = self._limiters.get(key)
        if limiter is None:
            limiter = self._limiters[key] = Limiter(self._pace, monotonic=self._monotonic, sleep=self._sleep)
        return limiter

    def __len__(self) -> int:
        return len(self._limiters)

    def _forget_idle(self) -> None:
        now = self._monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY_S
            self._limiters = {key: limiter for key, limiter in self._limiters.items() if not limiter.idle}
