"""Authenticates what Teams sends, strictly, in place of botbuilder's own checks.

botbuilder 4.17.1 accepts a token without `exp` and an activity without channelId, answers bad tokens with 500, misses
a rolled-over key for a day and fetches metadata with blocking calls (FACTS, botbuilder section); here a token passes
only when every one of these holds:

- RS256, signed by a published key of that `kid`, which is endorsed for the activity's channelId;
- `exp`, `nbf`, `iss` and `aud` are there, and it is not outside its lifetime by more than 5 minutes;
- `iss` is the Bot Framework, `aud` this bot, `serviceurl` the activity's serviceUrl.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-4-verify-the-jwt-token
"""

from __future__ import annotations

from typing import Any

import jwt
from botbuilder.schema import Activity, CallerIdConstants
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.teams.keys import SigningKeys
from bot.teams.service_urls import ServiceUrls

LEEWAY_S = 300
PUBLIC_CLOUD_ISSUER = "https://api.botframework.com"
PUBLIC_CLOUD_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
SERVICE_URL_CLAIM = "serviceurl"


class TokenRejected(PermissionError):
    """The request is not from Teams as far as we can tell; becomes a 401. `reason` is for the log only."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChannelTokens:
    """Checks the tokens of one bot. Raises TokenRejected; TeamsUnavailable when the keys cannot be had."""

    def __init__(self, *, app_id: str, keys: SigningKeys, issuer: str = PUBLIC_CLOUD_ISSUER) -> None:
        self._app_id = app_id
        self._keys = keys
        self._issuer = issuer

    async def verify(self, header: str, *, service_url: str | None, channel_id: str | None) -> dict[str, Any]:
        """The token's claims, once everything about it is right."""
        token = _bearer(header)
        key = await self._keys.find(_key_id(token))
        if key is None:
            raise TokenRejected("signed with a key the Bot Framework does not publish")
        if not channel_id or channel_id not in key.endorsements:
            raise TokenRejected(f"the key is not endorsed for channel {channel_id!r}")
        claims = self._decode(token, key.key)
        if not service_url or claims.get(SERVICE_URL_CLAIM) != service_url:
            raise TokenRejected("the serviceurl claim is not the activity's serviceUrl")
        return claims

    def _decode(self, token: str, key: Any) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "nbf", "iss", "aud"], "strict_aud": True},
            )
        except jwt.PyJWTError as error:
            raise TokenRejected(f"{type(error).__name__}: {error}") from None


class NoConnector(ConnectorFactory):  # type: ignore[misc]
    """botbuilder wants a client for its turn context. Nothing is sent through it: all that the bot says goes through
    the messenger, which alone knows who may see it."""

    async def create(self, service_url: str, audience: str) -> NoConnector:
        return self


class TeamsAuthentication(BotFrameworkAuthentication):  # type: ignore[misc]
    """botbuilder's authentication, ours. `tokens` None is anonymous: nothing is checked, for loopback only."""

    def __init__(self, *, tokens: ChannelTokens | None, service_urls: ServiceUrls) -> None:
        self._tokens = tokens
        self._service_urls = service_urls
        self._factory = NoConnector()

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Who sent it. Raises TokenRejected (401) or TeamsUnavailable (503)."""
        result = AuthenticateRequestResult()
        result.connector_factory = self._factory
        result.audience = AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE
        if self._tokens is None:
            result.claims_identity = ClaimsIdentity({}, True, AuthenticationConstants.ANONYMOUS_AUTH_TYPE)
            return result
        claims = await self._tokens.verify(
            auth_header, service_url=activity.service_url, channel_id=activity.channel_id
        )
        self._service_urls.trust(activity.service_url)
        result.claims_identity = ClaimsIdentity(claims, True)
        result.caller_id = CallerIdConstants.public_azure_channel
        return result

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        """Always TokenRejected: Teams does not use the streaming transport, so it is not offered."""
        raise TokenRejected("the streaming transport is not offered")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return self._factory

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """None: the Bot Framework's token service is not used, and its client costs 3 ms CPU a turn to build."""


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or not token.isascii():
        raise TokenRejected("no bearer token")
    return token


def _key_id(token: str) -> str:
    """The key id, before anything is verified; the algorithm is refused here already when it is not RS256."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise TokenRejected(f"not a token: {error}") from None
    if header.get("alg") != "RS256":
        raise TokenRejected(f"algorithm {header.get('alg')!r}")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenRejected("no key id")
    return kid
