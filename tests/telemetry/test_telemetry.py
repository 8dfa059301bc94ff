"""Spans and metrics by themselves: nesting, codes, counters, and the cost of nobody listening."""

from __future__ import annotations

import asyncio

import pytest
import structlog
from opentelemetry import metrics, trace
from opentelemetry.trace import StatusCode

from bot.errors import NotFound, RateLimited
from bot.telemetry import SILENT, observed, parsed_headers
from bot.telemetry_otel import OtelTelemetry
from tests.telemetry.conftest import Collector, Kept


def test_a_span_lies_within_the_one_around_it(kept: Kept) -> None:
    """A root begins a trace of its own, whatever is open."""
    with (
        kept.telemetry.span("turn", root=True),
        kept.telemetry.span("model"),
        kept.telemetry.span("turn", root=True),
    ):
        pass

    other, model, turn = kept.spans
    assert model.parent is not None
    assert turn.context is not None
    assert model.parent.span_id == turn.context.span_id
    assert other.parent is None
    assert other.context is not None
    assert other.context.trace_id != turn.context.trace_id


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("“Ava's salary” is not there"), "NOT_FOUND"),
        (RateLimited("slow down"), "RATE_LIMITED"),
        (TimeoutError(), "TIMEOUT"),
        (asyncio.CancelledError(), "CANCELLED"),
        (ZeroDivisionError("Ava's salary"), "INTERNAL"),
    ],
)
def test_what_raises_ends_the_span_with_its_code_and_none_of_its_words(
    kept: Kept, error: BaseException, code: str
) -> None:
    """An error's message may quote a cell; it stays out of the trace."""
    with pytest.raises(type(error)), kept.telemetry.span("smartsheet", "GET /sheets"):
        raise error

    (span,) = kept.spans
    assert span.status.status_code is StatusCode.ERROR
    assert dict(span.attributes or {})["sheetline.code"] == code
    assert "salary" not in span.to_json()
    assert kept.values() == {
        ("sheetline.smartsheet.duration", (("code", code), ("name", "GET /sheets"))): 1,
        ("sheetline.errors", (("code", code), ("operation", "smartsheet"))): 1,
    }


def test_a_span_says_what_is_known_at_its_end_and_whose_turn_it_was(kept: Kept) -> None:
    """Facts go to the trace alone, not to the metrics, where each value would be a series of its own."""
    with (
        structlog.contextvars.bound_contextvars(correlation_id="turn-7"),
        kept.telemetry.span("model", tools=5) as span,
    ):
        span.note(prompt_tokens=1200)

    (ended,) = kept.spans
    assert dict(ended.attributes or {}) == {
        "sheetline.tools": 5,
        "sheetline.prompt_tokens": 1200,
        "sheetline.correlation_id": "turn-7",
    }
    assert kept.values() == {("sheetline.model.duration", (("code", "OK"),)): 1}


async def test_a_port_is_observed_method_by_method(kept: Kept) -> None:
    """Each call of an observed part is a span of its name; when nobody listens the part stays as it is."""

    class Part:
        limit = 3

        async def double(self, number: int) -> int:
            return 2 * number

        async def aclose(self) -> None:
            pass

    part = Part()
    seen = observed(part, kept.telemetry, "store")

    assert await seen.double(21) == 42
    assert seen.limit == 3
    await seen.aclose()
    assert [span.name for span in kept.spans] == ["store double"]
    assert observed(part, SILENT, "store") is part


async def test_spans_and_metrics_reach_a_collector(collector: Collector) -> None:
    """OTLP over HTTP to the endpoint given, with the headers given, when the process ends at the latest."""
    telemetry = OtelTelemetry.exporting(
        f"{collector.url}/", headers="api-key=s%20cret,x-team=sheets", facts={"deployment.environment.name": "test"}
    )
    with telemetry.span("turn", root=True):
        telemetry.count("tokens", 1200, kind="prompt")
    await telemetry.aclose()

    spans = [
        span.name
        for request in collector.traces
        for r in request.resource_spans
        for s in r.scope_spans
        for span in s.spans
    ]
    names = {
        m.name
        for request in collector.metrics
        for r in request.resource_metrics
        for s in r.scope_metrics
        for m in s.metrics
    }
    resource = {a.key: a.value.string_value for a in collector.traces[0].resource_spans[0].resource.attributes}
    assert spans == ["turn"]
    assert names == {"sheetline.turn.duration", "sheetline.tokens"}
    assert resource["service.name"] == "sheetline"
    assert resource["deployment.environment.name"] == "test"
    assert {(headers["api-key"], headers["x-team"]) for headers in collector.headers} == {("s cret", "sheets")}


async def test_a_collector_that_is_not_there_holds_nothing_up(caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be sent is dropped; closing gives up after seconds."""
    telemetry = OtelTelemetry.exporting("http://127.0.0.1:9")
    with telemetry.span("turn", root=True):
        pass

    async with asyncio.timeout(15):
        await telemetry.aclose()

    assert any("127.0.0.1" in record.getMessage() for record in caplog.records)


async def test_nothing_process_wide_is_set(collector: Collector) -> None:
    """Telemetry of ours leaves OpenTelemetry's global providers as they are: proxies that do nothing."""
    telemetry = OtelTelemetry.exporting(collector.url)
    await telemetry.aclose()

    assert type(trace.get_tracer_provider()).__name__ == "ProxyTracerProvider"
    assert type(metrics.get_meter_provider()).__name__ == "_ProxyMeterProvider"


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("", {}),
        ("api-key=abc", {"api-key": "abc"}),
        (" a = 1%2C2 , b=x=y ", {"a": "1,2", "b": "x=y"}),
        ("nonsense,c=d", {"c": "d"}),
    ],
)
def test_headers_are_read_as_the_standard_writes_them(text: str, headers: dict[str, str]) -> None:
    """https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables"""
    assert parsed_headers(text) == headers
