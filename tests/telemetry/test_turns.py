"""A conversation seen from outside: its traces, its metrics, and the one reference on all of them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan

from bot.store.cosmos import CosmosDocuments
from infra.local import cosmos, planner, servers, smartsheet
from infra.local.planner.server import STATE
from infra.local.smartsheet.faults import Kind
from tests.local_teams import LocalTeams, local_teams
from tests.telemetry.conftest import Collector, Kept

QUESTION = "how many tasks are overdue, by owner?"


async def ask(here: LocalTeams, text: str) -> None:
    chat = here.teams.personal("ava")
    await here.teams.say("ava", chat, text)
    await here.teams.next_reply(chat, timeout=60)


def tree(spans: tuple[ReadableSpan, ...]) -> set[str]:
    """Every span as the path from its root: `turn / answer question / model`."""
    by_id = {span.context.span_id: span for span in spans if span.context}

    def path(span: ReadableSpan) -> str:
        above = by_id.get(span.parent.span_id) if span.parent else None
        return f"{path(above)} / {span.name}" if above else span.name

    return {path(span) for span in spans}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A sheet opened (Smartsheet stumbles once), a question answered, a sheet that is not there."""
    kept = Kept()

    async def talk() -> None:
        app = planner.build_app()
        model = await servers.start(app)
        folder, telemetry = tmp_path_factory.mktemp("town"), {"telemetry": kept.telemetry}
        async with local_teams(folder, overrides=telemetry, openai_base_url=f"{model.url}/v1") as here:
            here.world.faults.add(Kind.RETRY, count=1)
            await ask(here, "open launch plan")
            await ask(here, QUESTION)
            await ask(here, "open the Falcon dossier")
        await model.aclose()
        kept.at_model = {received.headers.get("x-correlation-id", "") for received in app[STATE].received}

    asyncio.run(talk())
    return kept


def test_a_question_is_one_trace_from_turn_to_call(seen: Kept) -> None:
    """Turn → answer → model, tool, store; under them the calls to Smartsheet; Teams at its end."""
    assert {
        "turn / answer command",
        "turn / answer command / smartsheet GET /sheets",
        "turn / answer command / smartsheet GET /sheets/{id}",
        "turn / teams send",
        "turn / answer question / teams member",
        "turn / answer question / model",
        "turn / answer question / tool query",
    } <= tree(seen.spans)


async def test_calls_to_cosmos_db_are_part_of_the_trace(tmp_path: Path, kept: Kept) -> None:
    """They cross a network; SQLite's do not, and are quicker than a span."""
    account = await servers.start(cosmos.build_app())
    store = CosmosDocuments(account.url, credential=cosmos.KEY, create_if_missing=True)
    await store.check()
    await store.aclose()
    telemetry = {"telemetry": kept.telemetry}

    async with local_teams(tmp_path, overrides=telemetry, cosmos_endpoint=account.url, cosmos_key=cosmos.KEY) as here:
        await ask(here, "help")

    await account.aclose()
    assert {"store write", "store query", "turn / answer command", "turn / store write"} <= tree(kept.spans)


def test_one_reference_is_on_all_of_a_turn_s_spans(seen: Kept) -> None:
    """The spans of a trace have one correlation id, and two turns have two."""
    traces: dict[int, set[object]] = {}
    for span in seen.spans:
        if span.context:
            reference = dict(span.attributes or {}).get("sheetline.correlation_id")
            traces.setdefault(span.context.trace_id, set()).add(reference)
    references = [traces[span.context.trace_id] for span in seen.spans if span.name == "turn" and span.context]

    assert len(references) == 3
    assert all(len(reference) == 1 for reference in references)
    assert len(set.union(*references)) == 3


def test_the_question_s_reference_goes_to_the_model_s_server(seen: Kept) -> None:
    """So that its log, or a proxy's, can be read beside ours."""
    (question,) = [span for span in seen.spans if span.name == "answer question"]

    assert seen.at_model == {dict(question.attributes or {})["sheetline.correlation_id"]}


def test_metrics_count_turns_tokens_errors_and_retries(seen: Kept) -> None:
    """Durations by outcome, tokens by kind, errors by code, retries by service."""
    values = seen.values()

    assert values[("sheetline.turn.duration", (("code", "OK"),))] == 3
    assert values[("sheetline.answer.duration", (("code", "OK"), ("name", "question")))] == 1
    assert values[("sheetline.answer.duration", (("code", "NOT_FOUND"), ("name", "command")))] == 1
    assert values[("sheetline.errors", (("code", "NOT_FOUND"), ("operation", "answer")))] == 1
    assert values[("sheetline.retries", (("operation", "smartsheet"),))] == 1
    assert values[("sheetline.tokens", (("kind", "prompt"),))] > 1000
    assert values[("sheetline.tokens", (("kind", "completion"),))] > 0


def test_no_content_is_in_any_span(seen: Kept) -> None:
    """Neither questions nor cells nor names leave with the traces."""
    rows = smartsheet.sample_world(datetime.now(UTC).date()).sheet("Launch plan").rows
    cells = {str(cell.display or cell.value) for row in rows for cell in row.cells.values()}
    worded = [cell for cell in cells if len(cell) > 4 and any(letter.isalpha() for letter in cell)]

    exported = "".join(span.to_json() for span in seen.spans)

    assert len(worded) > 50
    assert [text for text in (QUESTION, "Falcon", "Ava", "northwind", *worded) if text in exported] == []


async def test_a_setting_sends_it_all_to_a_collector(tmp_path: Path, collector: Collector) -> None:
    """OTEL_EXPORTER_OTLP_ENDPOINT is all it takes; what is left is sent when the bot stops."""
    async with local_teams(tmp_path, otel_exporter_otlp_endpoint=collector.url) as here:
        await ask(here, "help")

    spans = {
        span.name
        for request in collector.traces
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    }
    assert {"turn", "answer command", "teams send"} <= spans
    assert collector.metrics
