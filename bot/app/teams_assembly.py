"""The Teams side of a running Sheetline, wired: who may come in, and how we speak out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from bot.app.settings import AppType, Settings
from bot.ports import Clock
from bot.teams.auth import ChannelTokens, TeamsAuthentication
from bot.teams.connector import TeamsConnector
from bot.teams.credentials import BearerTokens, client_secret, managed_identity
from bot.teams.keys import SigningKeys
from bot.teams.messenger import TeamsMessenger
from bot.teams.roster import TeamsRoster
from bot.teams.service_urls import ServiceUrls
from bot.telemetry import SILENT, Telemetry


@dataclass(frozen=True, slots=True)
class Edge:
    """Authentication for what comes in, a messenger for what goes out, and who the people there are."""

    authentication: TeamsAuthentication
    messenger: TeamsMessenger
    roster: TeamsRoster


def teams_edge(settings: Settings, clock: Clock, stack: AsyncExitStack, telemetry: Telemetry = SILENT) -> Edge:
    """Anonymous on loopback without an app id; signed in and strict with one. Closed with the stack."""
    urls = ServiceUrls(loopback_only=settings.anonymous)
    if settings.anonymous:
        connector = TeamsConnector(tokens=None, service_urls=urls, clock=clock)
        authentication = TeamsAuthentication(tokens=None, service_urls=urls)
        return Edge(
            authentication,
            _messenger(connector, clock, stack),
            TeamsRoster(connector, clock=clock, telemetry=telemetry),
        )
    outbound = BearerTokens(open_credential(settings), clock=clock)
    stack.push_async_callback(outbound.aclose)
    keys = SigningKeys(metadata_url=settings.bot_openid_metadata_url, clock=clock)
    stack.push_async_callback(keys.aclose)
    inbound = ChannelTokens(app_id=settings.app_id, keys=keys, issuer=settings.bot_token_issuer)
    connector = TeamsConnector(tokens=outbound, service_urls=urls, clock=clock)
    authentication = TeamsAuthentication(tokens=inbound, service_urls=urls)
    return Edge(
        authentication, _messenger(connector, clock, stack), TeamsRoster(connector, clock=clock, telemetry=telemetry)
    )


def open_credential(settings: Settings) -> Callable[[], Any]:
    if settings.app_type is AppType.USER_ASSIGNED_MSI:
        return managed_identity(app_id=settings.app_id)
    assert settings.app_password is not None  # checked by the settings
    return client_secret(
        tenant_id=settings.app_tenantid,
        app_id=settings.app_id,
        secret=settings.app_password.get_secret_value(),
        login_url=settings.bot_login_url,
    )


def _messenger(connector: TeamsConnector, clock: Clock, stack: AsyncExitStack) -> TeamsMessenger:
    messenger = TeamsMessenger(connector, clock=clock)
    stack.push_async_callback(messenger.aclose)
    return messenger
