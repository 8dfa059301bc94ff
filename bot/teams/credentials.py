"""The bot's own token for the Bot Framework: asked for once, kept until shortly before it expires.

SingleTenant bots use a client secret, UserAssignedMSI bots a managed identity; both through azure-identity.
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.core.pipeline.transport import AioHttpTransport
from azure.identity.aio import ClientSecretCredential, ManagedIdentityCredential
from yarl import URL

from bot.errors import TeamsUnavailable
from bot.ports import Clock
from bot.teams.service_urls import is_loopback

BOT_FRAMEWORK_SCOPE = "https://api.botframework.com/.default"
RENEW_BEFORE_S = 300.0
DEADLINE_S = 20.0

OpenCredential = Callable[[], AsyncTokenCredential]


class BearerTokens:
    """Hands out one token to everyone. Raises TeamsUnavailable when none can be had.

    The credential is opened on first use, and anew after `discard`, because azure-identity would hand the refused
    token out again from its own cache. A renewal that fails leaves the old token in use until it expires.
    """

    def __init__(self, open_credential: OpenCredential, *, clock: Clock, scope: str = BOT_FRAMEWORK_SCOPE) -> None:
        self._open = open_credential
        self._clock = clock
        self._scope = scope
        self._credential: AsyncTokenCredential | None = None
        self._token: AccessToken | None = None
        self._renew_at = 0.0
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """A token that is valid now; concurrent callers cause one request."""
        if (kept := self._fresh()) is not None:
            return kept
        async with self._lock:
            if (kept := self._fresh()) is not None:
                return kept
            return await self._renew()

    async def discard(self, token: str) -> None:
        """Teams refused this token: the next `token()` asks for another."""
        async with self._lock:
            if self._token is not None and self._token.token == token:
                self._token = None
                await self._close_credential()

    async def aclose(self) -> None:
        await self._close_credential()

    def _fresh(self) -> str | None:
        if self._token is None or self._clock.now().timestamp() >= self._renew_at:
            return None
        return self._token.token

    async def _renew(self) -> str:
        now = self._clock.now().timestamp()
        if self._credential is None:
            self._credential = self._open()
        try:
            async with asyncio.timeout(DEADLINE_S):
                token = await self._credential.get_token(self._scope)
        except (AzureError, TimeoutError) as error:
            if self._token is not None and now < self._token.expires_on:
                self._renew_at = now + 30
                return self._token.token
            raise _unavailable(error) from error
        self._token = token
        self._renew_at = token.expires_on - min(RENEW_BEFORE_S, (token.expires_on - now) / 2)
        return token.token

    async def _close_credential(self) -> None:
        credential, self._credential = self._credential, None
        if credential is not None:
            await credential.close()


def client_secret(*, tenant_id: str, app_id: str, secret: str, login_url: str) -> OpenCredential:
    """SingleTenant: a client secret of the bot's app. `login_url` is the cloud's authority.

    azure-identity accepts https authorities only; for an authority on this machine (`http://127.0.0.1:…`, the local
    token endpoint) the same credential runs over a transport that speaks http to loopback and to nothing else.
    """
    url = URL(login_url)
    options: dict[str, Any] = {"authority": login_url}
    if url.scheme == "http":
        if not is_loopback(url):
            raise ValueError(f"{login_url}: a token endpoint off this machine must be https")
        options["authority"] = str(url.with_scheme("https"))

    def open_credential() -> AsyncTokenCredential:
        transport = {"transport": LoopbackTransport()} if url.scheme == "http" else {}
        return ClientSecretCredential(tenant_id, app_id, secret, **options, **transport)

    return open_credential


def managed_identity(*, app_id: str) -> OpenCredential:
    """UserAssignedMSI: the identity assigned to this app in Azure; `app_id` is its client id."""
    return lambda: ManagedIdentityCredential(client_id=app_id)


class LoopbackTransport(AioHttpTransport):  # type: ignore[misc]
    """azure-core's aiohttp transport, sending https://loopback URLs as plain http."""

    async def send(self, request: Any, **config: Any) -> Any:
        url = URL(request.url)
        if not is_loopback(url):
            raise ValueError(f"{url.host} is not this machine")
        request.url = str(url.with_scheme("http"))
        return await super().send(request, **config)


def _unavailable(error: Exception) -> TeamsUnavailable:
    if isinstance(error, ClientAuthenticationError):
        return TeamsUnavailable(
            "The bot could not sign in to Teams.",
            hint="Ask your Sheetline admin to check APP_ID, APP_TENANTID and APP_PASSWORD or the managed identity.",
            detail=str(error).splitlines()[0],
        )
    return TeamsUnavailable("The bot's sign-in service does not answer.", detail=f"{type(error).__name__}: {error}")
