"""How long a store keeps what; the same for every store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each document lives after its last write. Turns not yet delivered do not expire.

    `turn` is also how long a redelivered activity is recognised; Teams redelivers within minutes.
    """

    session: timedelta = timedelta(days=30)
    turn: timedelta = timedelta(days=7)
    answer: timedelta = timedelta(days=30)
    usage: timedelta = timedelta(days=40)
    plan: timedelta = timedelta(days=365)
    audit: timedelta = timedelta(days=365)


USUAL = Retention()
