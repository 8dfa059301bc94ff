"""Teams' rate limits per bot and thread, as the server sees them: over the limit is 429 with Retry-After.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOWS: tuple[tuple[int, float], ...] = ((7, 1), (8, 2), (60, 30), (1800, 3600))


@dataclass(slots=True)
class Throttle:
    """Counts accepted calls per thread; a refused call does not count."""

    windows: tuple[tuple[int, float], ...] = WINDOWS
    now: Callable[[], float] = time.monotonic
    _taken: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, thread: str) -> int | None:
        """None when allowed, else the seconds (whole, at least 1) to wait."""
        times = self._taken.setdefault(thread, deque(maxlen=max(count for count, _ in self.windows)))
        now = self.now()
        for count, seconds in self.windows:
            if len(times) >= count and (left := times[-count] + seconds - now) > 0:
                return max(1, math.ceil(left))
        times.append(now)
        return None
