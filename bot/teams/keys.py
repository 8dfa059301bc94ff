"""The Bot Framework's signing keys, fetched without blocking and kept for a day.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-3-get-the-list-of-valid-signing-keys
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog
from jwt.types import JWKDict

from bot.errors import TeamsUnavailable
from bot.ports import Clock

log = structlog.get_logger(__name__)

KEEP_S = 24 * 3600.0
FETCHES_PER_MINUTE = 6
DEADLINE_S = 5.0


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key and the channels whose tokens it may sign."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """Finds the key a token names.

    Keys are refetched after a day, in the background, and at once for an unknown key id, at most six times a minute
    whatever anybody sends, one request at a time. While the metadata cannot be had the known keys stay in use.
    """

    def __init__(self, *, metadata_url: str, clock: Clock) -> None:
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._failed = False
        self._fetches: deque[float] = deque(maxlen=FETCHES_PER_MINUTE)
        self._task: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> SigningKey | None:
        """The key, or None when the Bot Framework publishes no such key.

        Raises TeamsUnavailable when that cannot be known because the metadata cannot be had.
        """
        if self._is_stale():
            self._start_fetch()
        if (key := self._keys.get(kid)) is not None:
            return key
        if (task := self._start_fetch()) is not None:
            await asyncio.shield(task)
        if (key := self._keys.get(kid)) is None and self._failed:
            raise TeamsUnavailable("The Bot Framework's signing keys cannot be read.", detail=self._metadata_url)
        return key

    async def aclose(self) -> None:
        """Stop a fetch under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _is_stale(self) -> bool:
        return self._fetched_at is None or self._now() - self._fetched_at > KEEP_S

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _start_fetch(self) -> asyncio.Task[None] | None:
        """The fetch under way, a new one, or None when there were too many lately."""
        if self._task is not None and not self._task.done():
            return self._task
        now = self._now()
        if len(self._fetches) == FETCHES_PER_MINUTE and now - self._fetches[0] < 60:
            return None
        self._fetches.append(now)
        self._task = asyncio.create_task(self._fetch())
        return self._task

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(DEADLINE_S), aiohttp.ClientSession(raise_for_status=True) as http:
                metadata = await _get_json(http, self._metadata_url)
                keys = _parse(await _get_json(http, str(metadata["jwks_uri"])))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            self._failed = True
            log.warning("signing_keys_not_fetched", error=f"{type(error).__name__}: {error}", known=len(self._keys))
            return
        self._keys, self._fetched_at, self._failed = keys, self._now(), False
        log.info("signing_keys_fetched", keys=len(keys))


async def _get_json(http: aiohttp.ClientSession, url: str) -> Any:
    async with http.get(url) as response:
        return await response.json(content_type=None)


def _parse(key_set: Any) -> dict[str, SigningKey]:
    """The RSA keys of a key set; entries of other kinds or that cannot be read are passed over.

    Raises ValueError when none is left, so that a broken answer does not throw known keys away.
    """
    keys: dict[str, SigningKey] = {}
    for entry in key_set["keys"]:
        if (key := _parse_key(entry)) is not None:
            keys[str(entry["kid"])] = key
    if not keys:
        raise ValueError("the key set has no usable key")
    return keys


def _parse_key(entry: JWKDict) -> SigningKey | None:
    if entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
        return None
    try:
        key = jwt.PyJWK(entry, algorithm="RS256").key
    except jwt.PyJWTError:
        return None
    return SigningKey(key=key, endorsements=frozenset(map(str, entry.get("endorsements") or ())))
