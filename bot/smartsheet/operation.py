"""One request to Smartsheet as the limiter, the retry, the errors and the log see it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = re.compile(r"/\d+|/(?=[A-Za-z0-9-]*\d)[A-Za-z0-9-]{12,}")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two reads, for a whole call (retries and waiting included), for a whole download."""

    connect_s: float = 5.0
    read_s: float = 30.0
    total_s: float = 60.0
    download_s: float = 180.0

    @classmethod
    def around(cls, read_s: float) -> Timeouts:
        """All of them in proportion to the one that is a setting, as the defaults are."""
        return cls(connect_s=min(5.0, read_s), read_s=read_s, total_s=2 * read_s, download_s=6 * read_s)


@dataclass(frozen=True, slots=True)
class Operation:
    """What is sent, and what may be done about its failure.

    `request` is a method and path, never a query string. `writing` says it may change something; only an `idempotent`
    one is sent again. `weight` is what it counts against the rate limit; 0 for `attempts` means the configured number.
    """

    request: str
    writing: bool = False
    idempotent: bool = True
    weight: int = 1
    attempts: int = 0

    @property
    def kind(self) -> str:
        """The request without its ids: `GET /sheets/{id}/version`."""
        return _ID.sub("/{id}", self.request)


def operation(method: str, path: str, *, idempotent: bool | None, weight: int = 1, attempts: int = 0) -> Operation:
    """An HTTP request as an operation: a GET reads and may be sent again; anything else only when marked so."""
    reading = method == "GET"
    return Operation(
        request=f"{method} {path}",
        writing=not reading,
        idempotent=reading if idempotent is None else idempotent,
        weight=weight,
        attempts=attempts,
    )
