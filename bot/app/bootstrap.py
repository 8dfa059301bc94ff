"""Settings in, a running Sheetline out; the only file that imports adapters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiohttp import web
from azure.identity.aio import DefaultAzureCredential

from bot.agent.tokens import TokenCounter
from bot.app.changes_assembly import changes_over, retention
from bot.app.features import ALL, all_commands
from bot.app.files_assembly import file_box, file_desk
from bot.app.settings import Settings
from bot.app.teams_assembly import Edge, teams_edge
from bot.app.web_assembly import web_app
from bot.clock import SystemClock
from bot.conversation.services import Limits, Services
from bot.conversation.turns import TurnRunner
from bot.domain.people import Actor
from bot.features.approval.execute import resume_abandoned
from bot.model.openai_client import ModelRetryPolicy, OpenAIModel
from bot.ports import Actors, Clock
from bot.ports.documents import Documents
from bot.ports.workers import StartWorker
from bot.sheets.cache import SheetCache
from bot.sheets.loader import SnapshotLoader
from bot.sheets.query import QueryEngine
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.record_reader import SmartsheetLibrary
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.smartsheet.sheets_and_reports import SheetsAndReports
from bot.smartsheet.token_book import SERVICE, LocalActors, ServiceActors, TokenBook
from bot.store.collections.sessions import Sessions
from bot.store.collections.usage import Tallies
from bot.store.cosmos import CosmosDocuments
from bot.store.sqlite import SqliteDocuments
from bot.telemetry import SILENT, Telemetry, observed
from bot.work.sweep import Sweeper
from bot.workers.process import ProcessWorker

MEGABYTE = 1_000_000
SNAPSHOT_MAX_AGE_S = 3600.0
"""A snapshot older than this is never shown, not even while Smartsheet is unavailable."""

STOP_GRACE_S = 20.0
"""Turns in flight get this long to end when the process is stopped."""


@asynccontextmanager
async def running(
    settings: Settings, *, clock: Clock | None = None, **overrides: Any
) -> AsyncIterator[web.Application]:
    """The web application with everything behind it open; closed in reverse order at the end.

    `overrides` replace fields of Services, and `workers` and `telemetry`, for tests.
    """
    async with opened(settings, clock=clock, **overrides) as (services, edge), served(services, edge) as app:
        yield app


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock | None = None, **overrides: Any
) -> AsyncIterator[tuple[Services, Edge]]:
    """Every part open; nothing is served yet."""
    ticking = clock or SystemClock()
    async with AsyncExitStack() as stack:
        telemetry = _closing(stack, overrides.pop("telemetry", None) or _telemetry(settings))
        edge = teams_edge(settings, ticking, stack, telemetry)
        yield await _services(settings, ticking, edge, stack, telemetry, overrides), edge


@asynccontextmanager
async def served(services: Services, edge: Edge) -> AsyncIterator[web.Application]:
    """The web application over open parts, and the work that goes on by itself."""
    async with AsyncExitStack() as stack:
        runner = TurnRunner(services)
        stack.push_async_callback(runner.stop, grace_s=STOP_GRACE_S)
        looks = {
            "store": lambda: services.store.tend(now=services.clock.now()),
            "turns": runner.sweep,
            "plans": lambda: resume_abandoned(services),
        }
        _closing(stack, Sweeper(services.clock, looks)).start()
        checks = {
            "store": services.store.check,
            "smartsheet": services.sheets.check,
            "model": services.model.check,
        }
        yield web_app(services, edge, runner, readiness=checks)


async def _services(
    settings: Settings,
    clock: Clock,
    edge: Edge,
    stack: AsyncExitStack,
    telemetry: Telemetry,
    overrides: dict[str, Any],
) -> Services:
    start: StartWorker = overrides.pop("workers", ProcessWorker)
    tokens, actors = authority(settings)
    timeouts = Timeouts.around(settings.smartsheet_timeout_s)
    sheets = SmartsheetSheets(
        tokens=tokens,
        api_base=settings.smartsheet_api_base,
        timeouts=timeouts,
        requests_per_minute=settings.smartsheet_requests_per_minute,
        telemetry=telemetry,
    )
    stack.push_async_callback(sheets.aclose)
    library = SmartsheetLibrary(sheets.calls, timeouts=timeouts)
    readable = SheetsAndReports(sheets, library)
    loader = SnapshotLoader(settings.data_dir / "snapshots", start)
    stack.push_async_callback(loader.aclose)
    documents, kept = _closing(stack, open_documents(settings, clock, stack)), retention(settings)
    if settings.cosmos_endpoint:  # SQLite is quicker than a span
        documents = observed(documents, telemetry, "store")
    model = _closing(stack, chat_model(settings, telemetry=telemetry))
    box = file_box(settings)
    engine = QueryEngine(start)
    stack.push_async_callback(engine.aclose)
    counter = TokenCounter()
    await asyncio.gather(counter.warm(), loader.warm(), engine.warm())
    memory, patience_s = settings.snapshot_memory_mb * MEGABYTE, settings.smartsheet_timeout_s / 3
    parts = {
        "store": Sessions(documents, kept),
        "usage": Tallies(documents, kept),
        "sheets": readable,
        "library": library,
        "actors": actors,
        "model": model,
        "messenger": observed(edge.messenger, telemetry, "teams"),
        "roster": edge.roster,
        "cache": SheetCache(
            readable, loader, clock, max_bytes=memory, max_age_s=SNAPSHOT_MAX_AGE_S, patience_s=patience_s
        ),
        "engine": engine,
        "changes": _closing(stack, changes_over(documents, sheets, clock=clock, settings=settings, files=box)),
        "tools": ALL,
        "commands": all_commands(),
        "files": file_desk(settings, box, stack, start),
        "clock": clock,
        "tokens": counter,
        "telemetry": telemetry,
        "limits": Limits(
            turn_deadline_s=settings.turn_deadline_s,
            model_deadline_s=settings.model_deadline_s,
            row_cap=settings.query_row_cap,
            person_tokens_per_day=settings.budget_person_tokens_per_day,
            conversation_tokens_per_day=settings.budget_conversation_tokens_per_day,
        ),
    }
    return Services(**{**parts, **overrides})


def authority(settings: Settings) -> tuple[TokenBook, Actors]:
    """One service token for everybody; in the local world everyone their own."""
    if settings.smartsheet_access_token is not None:
        return TokenBook({SERVICE.key: settings.smartsheet_access_token}), ServiceActors()
    people = {aad: Actor(key=f"person-{aad}", label="yourself", own=True) for aad in settings.local_people}
    tokens = {people[aad].key: token for aad, token in settings.local_people.items()}
    default = None
    if settings.local_default_token is not None:
        default = Actor(key="default", label="the default account")
        tokens[default.key] = settings.local_default_token
    return TokenBook(tokens), LocalActors(people, default=default)


def chat_model(settings: Settings, *, telemetry: Telemetry = SILENT) -> OpenAIModel:
    """The configured model; one try may take three quarters of a turn's model time, so that a hung one leaves some."""
    deadline_s = settings.model_deadline_s
    retry_policy = ModelRetryPolicy(attempt_s=deadline_s * 0.75, breaker_cooldown_s=deadline_s / 2)
    watched: dict[str, Any] = {"telemetry": telemetry, "retry_policy": retry_policy}
    if settings.azure_openai_endpoint:
        key = settings.azure_openai_api_key
        return OpenAIModel.azure(
            endpoint=settings.azure_openai_endpoint,
            deployment=settings.azure_openai_deployment,
            api_key=key.get_secret_value() if key else None,
            **watched,
        )
    if settings.litellm_base_url:
        assert settings.litellm_api_key is not None  # checked by the settings
        return OpenAIModel.litellm(
            base_url=settings.litellm_base_url,
            api_key=settings.litellm_api_key.get_secret_value(),
            model=settings.litellm_model,
            **watched,
        )
    assert settings.openai_api_key is not None  # checked by the settings
    return OpenAIModel.compatible(
        base_url=settings.openai_base_url or "https://api.openai.com/v1",
        api_key=settings.openai_api_key.get_secret_value(),
        model=settings.openai_model,
        **watched,
    )


def _telemetry(settings: Settings) -> Telemetry:
    if settings.otel_exporter_otlp_endpoint is None:
        return SILENT
    from bot.telemetry_otel import OtelTelemetry  # 0.2 s and 20 MB that only those pay who export

    headers = settings.otel_exporter_otlp_headers
    return OtelTelemetry.exporting(
        settings.otel_exporter_otlp_endpoint,
        headers=headers.get_secret_value() if headers else "",
        facts={"deployment.environment.name": settings.mode},
    )


def open_documents(settings: Settings, clock: Clock, stack: AsyncExitStack) -> Documents:
    """Where everything is kept, for the caller to close."""
    if settings.cosmos_endpoint is None:
        return SqliteDocuments(settings.database_path, clock=clock)
    credential: Any = key.get_secret_value() if (key := settings.cosmos_key) is not None else DefaultAzureCredential()
    if key is None:
        stack.push_async_callback(credential.close)
    return CosmosDocuments(
        settings.cosmos_endpoint,
        credential=credential,
        database=settings.cosmos_database,
        container=settings.cosmos_container,
    )


def _closing(stack: AsyncExitStack, part: Any) -> Any:
    """Have the part closed at the end."""
    stack.push_async_callback(part.aclose)
    return part
