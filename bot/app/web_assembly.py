"""The web application of a running Sheetline, wired: the features' routes put together, and what serves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from aiohttp import web

from bot.app.features import all_routes
from bot.app.teams_assembly import Edge
from bot.conversation.services import Services
from bot.conversation.turns import TurnRunner
from bot.domain.routes import Route
from bot.features.history import exports
from bot.teams.endpoint import TeamsEndpoint
from bot.teams.router import Router
from bot.web.readiness import Check
from bot.web.server import build_web_app


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
