"""Smartsheet's rate limit: so many requests a minute and token, dear ones counting as ten.

https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/scalability-options : 300 a minute; attaching a
file and reading cell history weigh 10. Over the limit the answer is 429 with errorCode 4003.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_S = 60.0
DEAR = 10
_DEAR_PATHS = re.compile(r"/history$|/attachments$|/attachments/\d+/versions$")


def weight(method: str, path: str) -> int:
    dear = path.endswith("/history") if method == "GET" else method == "POST" and bool(_DEAR_PATHS.search(path))
    return DEAR if dear else 1


@dataclass(slots=True)
class RateLimit:
    """A sliding minute for each token; `clock` is monotonic seconds."""

    per_minute: int
    clock: Callable[[], float]
    spent: dict[str, deque[tuple[float, int]]] = field(default_factory=dict)

    def take(self, token: str, cost: int) -> bool:
        """Spend `cost` of this token's minute; False, with nothing spent, when it is used up."""
        now = self.clock()
        kept = self.spent.setdefault(token, deque())
        while kept and kept[0][0] <= now - WINDOW_S:
            kept.popleft()
        if sum(each for _, each in kept) + cost > self.per_minute:
            return False
        kept.append((now, cost))
        return True
