"""Presses by hand: any verb, any id, by anybody, on any card, sent to any instance."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from infra.local.people import BY_KEY
from infra.local.teams.delivery import BotEndpoint
from infra.local.teams.threads import Posted
from tests.local_teams import LocalTeams
from tests.trials.faults.bots import Bot


@dataclass(frozen=True, slots=True)
class Press:
    """What a client sends: the card's own words are not trusted, so that anything may stand here."""

    person: str
    card: Posted
    verb: str
    target: str


async def send(here: LocalTeams, bot: Bot, press: Press) -> dict[str, Any]:
    """The bot's answer; empty when it took none."""
    places = here.teams.server.places
    activity = here.teams.shaper.execute(
        BY_KEY[press.person],
        places.find_log(press.card.id).thread,
        card_id=press.card.id,
        action={"verb": press.verb, "title": press.verb, "data": {"verb": press.verb, "id": press.target}},
        activity_id=places.new_activity_id(),
        sender=here.teams.sender,
    )
    endpoint = BotEndpoint(here.teams.server, url=bot.url)
    try:
        status, body = await endpoint.post(activity)
    finally:
        await endpoint.aclose()
    assert status == 200
    return dict(body or {})


async def at_once(here: LocalTeams, *presses: tuple[Bot, Press]) -> list[dict[str, Any]]:
    """Answers to presses that are made at the same time."""
    answers = await asyncio.gather(*(send(here, bot, press) for bot, press in presses), return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, aiohttp.ClientError):
            raise answer
    return [answer for answer in answers if isinstance(answer, dict)]
