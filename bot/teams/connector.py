"""One pooled client for Teams' Bot Connector: post, update, delete, create, within Teams' rules.

Replaces botbuilder's ConnectorClient, which builds a client a turn (7.5 ms CPU), retries nothing on POST and opens a
connection per reply (FACTS, botbuilder section).
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
import msgspec
import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential
from yarl import URL

from bot.errors import LimitExceeded
from bot.ports import Clock
from bot.teams.credentials import BearerTokens
from bot.teams.faults import Verdict, judge_answer, judge_exception
from bot.teams.pace import Pace
from bot.teams.service_urls import ServiceUrls

log = structlog.get_logger(__name__)

LIMIT_BYTES = 100 * 1000
"""Teams' limit for a message, body and all, in UTF-16; it says “about 100 KB”, so the smaller reading."""

ATTEMPTS = 5
DEADLINE_S = 60.0
IDLE_S = 15.0
"""Idle connections are dropped before Teams drops them: a POST on a connection just closed would be ambiguous."""

_backoff = wait_random_exponential(multiplier=0.5, max=8.0, min=0.2)


class _Again(Exception):
    """Inside one call only: this attempt failed in a way that may be tried again."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.error.message)
        self.verdict = verdict


class TeamsConnector:
    """Speaks to any allowed service URL. `tokens` None sends no token (the anonymous local bot).

    Raises ConversationGone, ActivityNotFoundInConversation, LimitExceeded, DeliveryUnknown (a post whose answer was
    lost) and TeamsUnavailable, the last after up to five attempts within a minute.
    """

    def __init__(
        self, *, tokens: BearerTokens | None, service_urls: ServiceUrls, clock: Clock, timeout_s: float = 15.0
    ) -> None:
        self._tokens = tokens
        self._service_urls = service_urls
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, connect=min(5.0, timeout_s))
        self._sends = Pace(clock=clock)
        self._creates = Pace(clock=clock)
        self._http: aiohttp.ClientSession | None = None

    async def post(
        self,
        service_url: str,
        conversation_id: str,
        activity: Mapping[str, Any],
        *,
        reply_to: str | None = None,
        targeted: bool = False,
    ) -> str:
        """Post; returns the new activity's id ("" when Teams gives none, as for typing).

        `targeted`: only the activity's `recipient` sees it, here as in the other calls.
        """
        body = encode(activity)
        await self._sends.wait(conversation_id)
        answer = await self._call("POST", self._url(service_url, conversation_id, reply_to or "", targeted), body)
        return str(answer.get("id") or "")

    async def post_at_once(
        self,
        service_url: str,
        conversation_id: str,
        activity: Mapping[str, Any],
        *,
        reply_to: str | None = None,
        targeted: bool = False,
    ) -> str | None:
        """Post if Teams' limits leave room now, once, without retries; for typing and for what is streamed.

        Returns the activity's id ("" when Teams gives none), None when there was no room.
        """
        body = encode(activity)
        if not self._sends.take(conversation_id):
            return None
        try:
            url = self._url(service_url, conversation_id, reply_to or "", targeted)
            answer = await self._attempt("POST", url, body)
        except _Again as again:
            raise again.verdict.error from None
        return str(answer.get("id") or "")

    async def put(
        self,
        service_url: str,
        conversation_id: str,
        activity_id: str,
        activity: Mapping[str, Any],
        *,
        targeted: bool = False,
    ) -> str:
        """Replace an activity of ours; returns its id."""
        body = encode(activity)
        await self._sends.wait(conversation_id)
        answer = await self._call("PUT", self._url(service_url, conversation_id, activity_id, targeted), body)
        return str(answer.get("id") or activity_id)

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> None:
        """Take an activity of ours away."""
        await self._sends.wait(conversation_id)
        await self._call("DELETE", self._url(service_url, conversation_id, activity_id), None)

    async def create(self, service_url: str, parameters: Mapping[str, Any], *, thread: str) -> tuple[str, str | None]:
        """Begin a personal chat or a channel thread; its conversation id and, for a thread, its root activity's id.

        `thread` is what Teams' limit counts by: the channel's id, or the member's.
        """
        body = encode(parameters)
        await self._creates.wait(thread)
        answer = await self._call("POST", self._conversations(service_url), body)
        return str(answer.get("id") or ""), answer.get("activityId")

    async def member(self, service_url: str, conversation_id: str, member_id: str) -> dict[str, Any]:
        """A person as the conversation's (or team's) roster has them: one try, as nothing waits for it."""
        path = f"/{quote(conversation_id, safe='')}/members/{quote(member_id, safe='')}"
        try:
            return await self._attempt("GET", self._conversations(service_url, path), None)
        except _Again as again:
            raise again.verdict.error from None

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None
        if self._tokens is not None:
            await self._tokens.aclose()

    async def _call(self, method: str, url: URL, body: bytes | None) -> dict[str, Any]:
        try:
            return await self._retrying()(self._attempt, method, url, body)
        except _Again as last:
            raise last.verdict.error from last.verdict.error.__cause__

    def _retrying(self) -> AsyncRetrying:
        return AsyncRetrying(
            retry=retry_if_exception_type(_Again),
            wait=_wait_s,
            stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(DEADLINE_S),
            sleep=self._clock.sleep,
            before_sleep=_tell,
            reraise=True,
        )

    async def _attempt(self, method: str, url: URL, body: bytes | None) -> dict[str, Any]:
        """One call; a 401 is answered once with a fresh token."""
        token = await self._token()
        status, headers, raw = await self._exchange(method, url, body, token)
        if status == 401 and self._tokens is not None and token is not None:
            await self._tokens.discard(token)
            status, headers, raw = await self._exchange(method, url, body, await self._token())
        if 200 <= status < 300:
            return _decode(raw)
        verdict = judge_answer(status, headers, raw)
        raise _Again(verdict) if verdict.resend else verdict.error

    async def _exchange(
        self, method: str, url: URL, body: bytes | None, token: str | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        try:
            async with self._session().request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                return response.status, response.headers, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            verdict = judge_exception(error, method=method)
            raise (_Again(verdict) if verdict.resend else verdict.error) from error

    async def _token(self) -> str | None:
        return None if self._tokens is None else await self._tokens.token()

    def _url(self, service_url: str, conversation_id: str, activity_id: str, targeted: bool = False) -> URL:
        """The address of a conversation's activities, or of one of them. Raises InvalidArguments, not allowed."""
        path = f"/{quote(conversation_id, safe='')}/activities"
        if activity_id:
            path += f"/{quote(activity_id, safe='')}"
        return self._conversations(service_url, f"{path}?isTargetedActivity=true" if targeted else path)

    def _conversations(self, service_url: str, path: str = "") -> URL:
        self._service_urls.check(service_url)
        return URL(f"{service_url.rstrip('/')}/v3/conversations{path}", encoded=True)

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=IDLE_S, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._http


def encode(body: Mapping[str, Any]) -> bytes:
    """The body as JSON. Raises LimitExceeded when Teams would refuse it for its size."""
    raw = msgspec.json.encode(body)
    if len(raw) * 2 > LIMIT_BYTES:  # a UTF-8 byte is at most one UTF-16 unit, so only now it needs counting
        size = len(raw.decode().encode("utf-16-le"))
        if size > LIMIT_BYTES:
            raise LimitExceeded("The answer is too large for a Teams message.", detail=f"{size} bytes in UTF-16")
    return raw


def _decode(raw: bytes) -> dict[str, Any]:
    """The answer's object; an empty or other body is {}, as Teams answers updates and deletions with nothing."""
    try:
        decoded = msgspec.json.decode(raw) if raw else {}
    except msgspec.DecodeError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _wait_s(state: RetryCallState) -> float:
    """Exponential with full jitter, never before Retry-After."""
    again = state.outcome.exception() if state.outcome else None
    return max(_backoff(state), again.verdict.wait_s if isinstance(again, _Again) else 0.0)


def _tell(state: RetryCallState) -> None:
    again = state.outcome.exception() if state.outcome else None
    detail = again.verdict.error.detail if isinstance(again, _Again) else ""
    log.info("teams_retry", attempt=state.attempt_number, wait_s=round(state.upcoming_sleep, 2), detail=detail)
