"""Bad days on purpose: faults that requests meet, by method and path, for a count or with a probability.

A fault is scripted with `add` and stays until its count is used up or it is cleared. Faults are tried in the order they
were added; the first that matches strikes. Random ones draw from one seeded generator, so a run can be repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """What goes wrong. BEFORE and AFTER say whether the request took effect."""

    RATE_LIMIT = "rate_limit"  # 429/4003, with Retry-After when `retry_after` is set
    RETRY = "retry"  # 500/4004
    UNEXPECTED = "unexpected"  # 500/4000
    TIMEOUT = "timeout"  # 500/4002
    MAINTENANCE = "maintenance"  # 503/4001
    BAD_GATEWAY = "bad_gateway"  # 502 with an HTML page
    HANG = "hang"  # nothing for `seconds`, then the answer
    DROP_BEFORE = "drop_before"  # connection closed, nothing done
    DROP_AFTER = "drop_after"  # connection closed, the request took effect
    TRUNCATE = "truncate"  # the answer stops in the middle
    NOT_JSON = "not_json"  # 200 with a page instead of JSON


@dataclass(slots=True)
class Fault:
    """One scripted fault. `count` None strikes without end; `probability` is tried anew for every request."""

    kind: Kind
    method: str = ".*"
    path: str = ".*"
    count: int | None = 1
    probability: float = 1.0
    skip: int = 0
    retry_after: float | None = None
    seconds: float = 30.0
    struck: int = 0

    def matches(self, method: str, path: str) -> bool:
        if self.count is not None and self.struck >= self.count:
            return False
        return bool(re.fullmatch(self.method, method, re.IGNORECASE) and re.search(self.path, path))


@dataclass(slots=True)
class Faults:
    """The faults of a world; `seed` makes the random ones repeatable."""

    seed: int = 1
    scripted: list[Fault] = field(default_factory=list)
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def add(
        self,
        kind: Kind | str,
        *,
        method: str = ".*",
        path: str = ".*",
        count: int | None = 1,
        probability: float = 1.0,
        skip: int = 0,
        retry_after: float | None = None,
        seconds: float = 30.0,
    ) -> Fault:
        """Script a fault: `path` is a regex searched in the path below /2.0, `skip` lets that many requests through.

        Raises ValueError for an unknown kind or a pattern that is no regular expression.
        """
        try:
            re.compile(method), re.compile(path)
        except re.error as bad:
            raise ValueError(f"not a regular expression: {bad}") from bad
        fault = Fault(Kind(kind), method, path, count, probability, skip, retry_after, seconds)
        self.scripted.append(fault)
        return fault

    def clear(self) -> None:
        self.scripted.clear()

    def reseed(self, seed: int) -> None:
        self.seed = seed
        self._random = Random(seed)

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault this request meets, counted; None on a good day."""
        for fault in self.scripted:
            if not fault.matches(method, path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.probability < 1.0 and self._random.random() >= fault.probability:
                continue
            fault.struck += 1
            return fault
        return None
