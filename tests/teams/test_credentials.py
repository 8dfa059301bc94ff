"""The bot's own token: fetched once, renewed in time, kept through an outage, never shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ServiceRequestError

from bot.errors import TeamsUnavailable
from bot.teams.credentials import BearerTokens, client_secret, managed_identity
from infra.local.teams import ConnectorServer, TokenIssuer
from tests.edge import APP_ID, SECRET, SteppingClock


@pytest.fixture
async def login(issuer: TokenIssuer) -> AsyncIterator[ConnectorServer]:
    """A token endpoint."""
    async with ConnectorServer(app_id=APP_ID, app_password=SECRET, issuer=issuer) as server:
        yield server


def tokens_of(login: ConnectorServer, clock: SteppingClock, *, secret: str = SECRET) -> BearerTokens:
    opened = client_secret(tenant_id=login.tenant_id, app_id=APP_ID, secret=secret, login_url=login.login_url)
    return BearerTokens(opened, clock=clock)


async def test_many_at_once_share_one_request(login: ConnectorServer) -> None:
    """Twenty first users cause one token request and get the same token."""
    tokens = tokens_of(login, SteppingClock())
    got = await asyncio.gather(*(tokens.token() for _ in range(20)))
    await tokens.aclose()

    assert login.token_requests == 1
    assert len(set(got)) == 1


class HourlyCredential:
    """A credential of azure-core's shape: numbered tokens that live an hour on the test's clock; `down` breaks it."""

    def __init__(self, clock: SteppingClock) -> None:
        self.clock = clock
        self.asked = 0
        self.down = False

    async def get_token(self, *scopes: str, **_: object) -> AccessToken:
        self.asked += 1
        if self.down:
            raise ServiceRequestError("no route")
        return AccessToken(f"token-{self.asked}", int(self.clock.now().timestamp()) + 3600)

    async def close(self) -> None:
        pass


async def test_a_token_is_renewed_five_minutes_before_it_expires() -> None:
    """Until then the same one is used without asking anybody."""
    clock = SteppingClock()
    credential = HourlyCredential(clock)
    tokens = BearerTokens(lambda: credential, clock=clock)  # type: ignore[arg-type, return-value]
    got = [await tokens.token()]
    for seconds in (3290, 20):
        clock.advance(seconds)
        got.append(await tokens.token())

    assert got == ["token-1", "token-1", "token-2"]


async def test_a_renewal_that_fails_leaves_the_old_token_in_use_until_it_expires() -> None:
    """An outage of the sign-in service shorter than five minutes is not noticed; a longer one is told."""
    clock = SteppingClock()
    credential = HourlyCredential(clock)
    tokens = BearerTokens(lambda: credential, clock=clock)  # type: ignore[arg-type, return-value]
    first = await tokens.token()
    credential.down = True
    clock.advance(3400)
    assert await tokens.token() == first
    clock.advance(201)
    with pytest.raises(TeamsUnavailable):
        await tokens.token()
    credential.down = False
    assert await tokens.token() != first


async def test_a_wrong_secret_is_told_with_what_to_check(login: ConnectorServer) -> None:
    """The hint names the settings; the secret is nowhere in the failure."""
    tokens = tokens_of(login, SteppingClock(), secret="wrong-secret")
    with pytest.raises(TeamsUnavailable) as caught:
        await tokens.token()
    await tokens.aclose()

    assert "APP_PASSWORD" in caught.value.hint
    assert "wrong-secret" not in f"{caught.value.message}{caught.value.detail}{caught.value!r}"


async def test_a_discarded_token_is_not_handed_out_again(login: ConnectorServer) -> None:
    """azure-identity's cache would return the refused token; a new credential asks for another."""
    tokens = tokens_of(login, SteppingClock())
    refused = await tokens.token()
    await tokens.discard(refused)
    fresh = await tokens.token()
    await tokens.aclose()

    assert fresh != refused


def test_a_token_endpoint_off_this_machine_must_be_https() -> None:
    """A client secret never travels in the clear."""
    with pytest.raises(ValueError, match="https"):
        client_secret(tenant_id="t", app_id=APP_ID, secret=SECRET, login_url="http://login.example")


def test_https_authorities_use_azure_identity_unchanged() -> None:
    """In production nothing of the loopback transport is involved."""
    credential = client_secret(
        tenant_id="t", app_id=APP_ID, secret=SECRET, login_url="https://login.microsoftonline.com"
    )()

    assert type(credential).__module__.startswith("azure.identity")


def test_a_managed_identity_needs_no_secret() -> None:
    """UserAssignedMSI names its client id only."""
    credential = managed_identity(app_id=APP_ID)()

    assert type(credential).__name__ == "ManagedIdentityCredential"
