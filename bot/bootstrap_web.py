"""The web application of a running Sheetline, wired: the features' routes put together, and what serves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from aiohttp import web

from bot.bootstrap_teams import Edge
from bot.domain.routes import Route
from bot.flows import (
    approval,
    card_action,
    edits,
    exports,
    feedback,
    forms,
    histories,
    membership,
    message,
    rows,
)
from bot.flows.services import Services
from bot.flows.turns import TurnRunner
from bot.teams.endpoint import TeamsEndpoint
from bot.teams.router import Router
from bot.web.readiness import Check
from bot.web.server import build_web_app

FEATURES = (message, edits, membership, feedback, card_action, rows, forms, approval, histories, exports)


def all_routes() -> tuple[Route[Services], ...]:
    """What takes each message, press, invoke and other event."""
    return tuple(route for feature in FEATURES for route in feature.ROUTES)


def web_app(
    services: Services,
    edge: Edge,
    runner: TurnRunner,
    *,
    readiness: Mapping[str, Check],
    routes: Iterable[Route[Services]] | None = None,
) -> web.Application:
    """Serves `routes`, those of all features unless others are given; `runner` works the turns they accept."""
    listening = replace(services, wake=runner.wake)
    found = all_routes() if routes is None else routes
    router = Router(found, listening, messenger=services.messenger, clock=services.clock)
    endpoint = TeamsEndpoint(router=router, authentication=edge.authentication)
    return build_web_app(endpoint=endpoint, export=partial(exports.fetch, listening), readiness=readiness)
