"""A POST that creates something: sent once, whatever happens.

A rate limit turns it away at the door, so that it is waited for here; when Smartsheet does not say whether it was done,
the caller is told so and looks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from bot.domain.people import Actor
from bot.errors import OutcomeUnknown, RateLimited, SheetsUnavailable, TimedOut
from bot.smartsheet.calls import Calls
from bot.smartsheet.http_session import Params
from bot.smartsheet.smartsheet_errors import LOOK_FIRST

T = TypeVar("T")

_TRIES: Final = 4
_PAUSE_S: Final = 2.0


async def post_once(
    calls: Calls,
    actor: Actor,
    path: str,
    *,
    into: type[T],
    sleep: Callable[[float], Awaitable[None]],
    params: Params | None = None,
    body: object = None,
    weight: int = 1,
) -> T:
    """The answer. Raises OutcomeUnknown when it may or may not have been done, else as `Calls.call`."""
    for attempt in range(1, _TRIES + 1):
        try:
            return await calls.call(actor, "POST", path, into=into, params=params, body=body, weight=weight)
        except RateLimited as limited:
            if attempt == _TRIES:
                raise
            await sleep(limited.retry_after_s or _PAUSE_S * attempt)
        except (SheetsUnavailable, TimedOut) as error:
            if error.hint == LOOK_FIRST:
                raise OutcomeUnknown(error.message, detail=error.detail) from error
            raise
    raise AssertionError("unreachable")
