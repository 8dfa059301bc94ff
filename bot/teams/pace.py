"""Teams' limits per bot and thread, kept on our side so that a burst waits instead of being refused.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit#per-bot-per-thread-limit
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable

from bot.errors import TeamsUnavailable
from bot.ports import Clock

WINDOWS: tuple[tuple[int, float], ...] = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
LONGEST_WAIT_S = 60.0
THREADS_KEPT = 5_000


class Pace:
    """A sliding-window limiter per thread: callers are served in order, each at the earliest moment Teams allows."""

    def __init__(self, *, clock: Clock, windows: Iterable[tuple[int, float]] = WINDOWS) -> None:
        self._clock = clock
        self._windows = tuple(windows)
        self._most = max(count for count, _ in self._windows)
        self._threads: OrderedDict[str, deque[float]] = OrderedDict()

    async def wait(self, thread: str) -> None:
        """Return when one more call may go out. Raises TeamsUnavailable when that is over a minute away."""
        times, now = self._times(thread), self._now()
        at = self._earliest(times, now)
        if at - now > LONGEST_WAIT_S:
            raise TeamsUnavailable(
                "Too much was said here in a short time.",
                hint="Teams limits how often a bot may write in one conversation; try again later.",
                detail=f"next slot in {at - now:.0f} s",
            )
        times.append(at)
        if at > now:
            await self._clock.sleep(at - now)

    def take(self, thread: str) -> bool:
        """Whether one more call may go out right now, counting it when so; for what is not worth waiting for."""
        times, now = self._times(thread), self._now()
        if self._earliest(times, now) > now:
            return False
        times.append(now)
        return True

    def _earliest(self, times: deque[float], now: float) -> float:
        """The first moment at which no window would hold more calls than it may; slots already given count."""
        slots = [times[-count] + seconds for count, seconds in self._windows if len(times) >= count]
        return max(now, *slots, times[-1]) if slots else max(now, times[-1] if times else now)

    def _times(self, thread: str) -> deque[float]:
        times = self._threads.get(thread)
        if times is None:
            times = self._threads[thread] = deque(maxlen=self._most)
            if len(self._threads) > THREADS_KEPT:
                self._threads.popitem(last=False)
        self._threads.move_to_end(thread)
        return times

    def _now(self) -> float:
        return self._clock.now().timestamp()
