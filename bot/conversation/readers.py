"""Who may turn the pages of an answer: whoever it was read for, and whoever can read its sheets themselves."""

from __future__ import annotations

import asyncio

from bot.conversation.services import Services
from bot.domain.answers import Answer
from bot.domain.people import Actor, Person
from bot.errors import NotFound, PermissionDenied, TimedOut
from bot.sheets.snapshot import Snapshot

READ_S = 9.0
"""Teams waits about 15 s for the answer to a press."""


async def require_reader(services: Services, answer: Answer, person: Person) -> None:
    """Return when this person may see all of the answer, not only what its card showed.

    Raises PermissionDenied, naming nothing, when a sheet it rests on is not shared with them; what reading raises else.
    """
    actor = await services.actors.actor_for(person)
    if answer.reader == actor.key or answer.evidence is None:
        return
    try:
        await asyncio.gather(*(read_snapshot(services, actor, source.sheet_id) for source in answer.evidence.sources))
    except (NotFound, PermissionDenied) as error:
        raise PermissionDenied(
            "This answer rests on a sheet that is not shared with you in Smartsheet.", detail=error.detail
        ) from None


async def read_snapshot(services: Services, actor: Actor, sheet_id: int) -> Snapshot:
    """The sheet while someone waits at a button; raises TimedOut in time to say so, and the reading goes on."""
    try:
        async with asyncio.timeout(READ_S):
            return await services.cache.get(actor, sheet_id)
    except TimeoutError:
        raise TimedOut("The sheet is still being read.", hint="Press again in a moment.") from None
