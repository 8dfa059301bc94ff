"""Misfortune on demand: throttling, outages, answers that are late or never arrive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["throttle", "fail", "drop_before", "drop_after", "slow_before", "slow_after"]


@dataclass(slots=True)
class Fault:
    """Befalls the next `times` requests, of the operation `on` when given.

    throttle     429 with `retry_after_ms`; nothing was done
    fail         `status` (503 unless told otherwise); nothing was done
    drop_before  the connection breaks before anything was done
    drop_after   it was done, then the connection breaks
    slow_before  `seconds` pass, then it is done
    slow_after   it is done, then `seconds` pass
    """

    kind: Kind
    times: int = 1
    on: str | None = None
    retry_after_ms: int = 10
    status: int = 503
    seconds: float = 30.0


@dataclass(slots=True)
class Faults:
    """The faults to come, and the operations seen so far in order."""

    waiting: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def add(self, kind: Kind, *, times: int = 1, on: str | None = None, **more: float | int) -> None:
        self.waiting.append(Fault(kind, times, on, **more))  # type: ignore[arg-type]

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, operation: str) -> Fault | None:
        """The fault that befalls this request, used up once."""
        self.seen.append(operation)
        for fault in self.waiting:
            if fault.on in (None, operation):
                fault.times -= 1
                if fault.times == 0:
                    self.waiting.remove(fault)
                return fault
        return None
