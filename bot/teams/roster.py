"""The Roster port over Teams' connector: the email address Teams has of a person, asked for once and kept.

An activity names a person by ids and a display name only; the address is in the conversation's roster, for a channel in
its team's. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.domain.chat import Conversation
from bot.domain.people import Person
from bot.errors import SheetlineError
from bot.ports import Clock
from bot.teams.connector import TeamsConnector
from bot.telemetry import SILENT, Telemetry

log = structlog.get_logger(__name__)

PATIENCE_S = 3.0
"""Longer than this a question does not wait to learn who asks it."""

KEPT = timedelta(hours=12)
KEPT_UNKNOWN = timedelta(minutes=5)
MOST_KEPT = 10_000


class TeamsRoster:
    """Remembers up to 10,000 people: an address for twelve hours, that there is none for five minutes."""

    def __init__(self, connector: TeamsConnector, *, clock: Clock, telemetry: Telemetry = SILENT) -> None:
        self._connector = connector
        self._telemetry = telemetry
        self._clock = clock
        self._kept: OrderedDict[tuple[str | None, str], tuple[str | None, datetime]] = OrderedDict()

    async def email(self, conversation: Conversation, person: Person) -> str | None:
        """The person's address by Teams' word; None when Teams has none or does not say in time. Raises nothing."""
        key = (conversation.tenant_id, person.aad_object_id or person.id)
        now = self._clock.now()
        if (kept := self._kept.get(key)) is not None and now < kept[1]:
            return kept[0]
        found = await self._ask(conversation, person)
        self._kept[key] = (found, now + (KEPT if found else KEPT_UNKNOWN))
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    async def _ask(self, conversation: Conversation, person: Person) -> str | None:
        place = conversation.team_id or conversation.channel or conversation.teams_id
        try:
            async with asyncio.timeout(PATIENCE_S):
                with self._telemetry.span("teams", "member"):
                    member = await self._connector.member(conversation.service_url, place, person.id)
        except (SheetlineError, TimeoutError) as error:
            log.info("person_not_told", error=type(error).__name__, detail=getattr(error, "detail", ""))
            return None
        return _address(member) if _is(member, person) else None


def _is(member: Mapping[str, Any], person: Person) -> bool:
    """Whether the record is the person's own, by their Entra id."""
    told = {str(member.get(name)).lower() for name in ("aadObjectId", "objectId") if member.get(name)}
    return person.aad_object_id is None or not told or person.aad_object_id.lower() in told


def _address(member: Mapping[str, Any]) -> str | None:
    """The email address, else the sign-in name where that is one; a guest's (`#EXT#`) is not."""
    for name in ("email", "userPrincipalName"):
        said = member.get(name)
        if isinstance(said, str) and "@" in said and "#EXT#" not in said.upper():
            return said.strip()
    return None
