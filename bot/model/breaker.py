"""A circuit breaker: after several failures in a row nobody waits for a model that does not answer.

CLOSED ──threshold failures in a row──▶ OPEN ──cooldown over──▶ HALF-OPEN (one probe at a time)
   ▲                                     ▲                          │
   └──────────────success────────────────┼──────────────────────────┤
                                         └────────failure───────────┘
"""

from __future__ import annotations

from collections.abc import Callable


class CircuitBreaker:
    """Counts consecutive failures of one endpoint. Pure but for `monotonic`, which gives seconds.

    Every `admit` that returned None is followed by exactly one of `succeeded`, `failed` and `abandoned`.
    """

    def __init__(self, *, threshold: int = 5, cooldown_s: float = 30.0, monotonic: Callable[[], float]) -> None:
        if threshold < 1 or cooldown_s < 0:
            raise ValueError("threshold must be at least 1 and cooldown_s not negative")
        self._threshold = threshold
        self._cooldown_s = cooldown_s
        self._monotonic = monotonic
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Calls are being held back (a probe may be under way)."""
        return self._opened_at is not None

    def wait_s(self) -> float | None:
        """None when a call may go out now, else the seconds until it is worth asking again; changes nothing."""
        if self._opened_at is None:
            return None
        left = self._opened_at + self._cooldown_s - self._monotonic()
        if left > 0:
            return left
        return self._cooldown_s if self._probing else None

    def admit(self) -> float | None:
        """Like `wait_s`, and when it is None in the half-open state the caller is now the one probe."""
        wait = self.wait_s()
        if wait is None and self._opened_at is not None:
            self._probing = True
        return wait

    def succeeded(self) -> None:
        """The endpoint answered, be it with a refusal: it is alive."""
        self._failures = 0
        self._opened_at = None
        self._probing = False

    def failed(self) -> None:
        """The endpoint did not answer, or answered with a fault of its own."""
        self._failures += 1
        self._probing = False
        if self._opened_at is not None or self._failures >= self._threshold:
            self._opened_at = self._monotonic()

    def abandoned(self) -> None:
        """The call ended without telling anything about the endpoint (cancelled, or told to slow down)."""
        self._probing = False
