"""Whether this machine's clock agrees with the services'. Tokens are refused at a few minutes' difference."""

from __future__ import annotations

import asyncio
import email.utils
from collections.abc import Sequence
from datetime import UTC, datetime

import aiohttp

from bot.app.settings import Settings
from bot.doctor.findings import NotTried, Problem
from bot.doctor.model import endpoint
from bot.ports import Clock

MOST_SKEW_S = 60.0
"""A minute; the Bot Framework's tokens are given five (`bot.teams.auth`), Cosmos DB's signatures fifteen."""

ASK_S = 8.0


async def check_clock(settings: Settings, clock: Clock) -> str:
    """Ours against the Date header of whichever configured service answers first; the header has whole seconds."""
    urls = _services(settings)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ASK_S)) as http:
        skews = [
            skew for skew in await asyncio.gather(*(_skew_s(http, url, clock) for url in urls)) if skew is not None
        ]
    if not skews:
        raise NotTried("No service told the time.")
    skew = min(skews, key=abs)
    if abs(skew) > MOST_SKEW_S:
        side = "ahead of" if skew > 0 else "behind"
        raise Problem(
            f"This machine's clock is {_spoken(abs(skew))} {side} the services'.",
            todo="Synchronise it (timedatectl set-ntp true); until then tokens are refused.",
        )
    return f"Within {max(1, round(abs(skew)))} s of the services' clocks."


def _services(settings: Settings) -> Sequence[str]:
    urls = [settings.smartsheet_api_base, endpoint(settings).url]
    if settings.cosmos_endpoint:
        urls.append(settings.cosmos_endpoint)
    return urls if settings.anonymous else [settings.bot_openid_metadata_url, *urls]


async def _skew_s(http: aiohttp.ClientSession, url: str, clock: Clock) -> float | None:
    """Seconds by which our clock is ahead, taken halfway through the request; None without an answer."""
    asked = clock.now()
    try:
        async with http.get(url, allow_redirects=False) as response:
            said = response.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
    between = asked + (clock.now() - asked) / 2
    told = _parsed(said)
    return None if told is None else (between - told).total_seconds()


def _parsed(date: str) -> datetime | None:
    try:
        told = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _spoken(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
