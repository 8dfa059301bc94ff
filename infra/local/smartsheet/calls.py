"""Every request the sandbox received, for tests that count them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `path` is below /2.0 with its query apart; `person` the token's owner or None."""

    method: str
    path: str
    query: str
    person: str | None
    status: int
    change_agent: str | None = None
    fault: str | None = None


@dataclass(slots=True)
class Calls:
    """The last 100,000 requests in order of their completion."""

    kept: deque[Call] = field(default_factory=lambda: deque(maxlen=100_000))

    def __iter__(self) -> Iterator[Call]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)

    def matching(self, method: str = "", path: str = "", *, person: str | None = None) -> list[Call]:
        """Calls of this method whose path contains `path`, by this person; empty means any."""
        return [
            call
            for call in self.kept
            if (not method or call.method == method) and path in call.path and person in (None, call.person)
        ]

    def clear(self) -> None:
        self.kept.clear()
