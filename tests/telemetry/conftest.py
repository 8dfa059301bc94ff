"""Telemetry that ends in memory, and an OTLP/HTTP collector on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.telemetry_otel import OtelTelemetry, views
from infra.local import servers

Sample = tuple[str, Mapping[str, Any]]


class Kept:
    """Telemetry whose spans and metrics can be looked at; `at_model` are the references a model's server was sent."""

    def __init__(self) -> None:
        self.at_model: set[str] = set()
        self._exporter = InMemorySpanExporter()
        self._reader = InMemoryMetricReader()
        tracing = TracerProvider(shutdown_on_exit=False)
        tracing.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.telemetry = OtelTelemetry(tracing, MeterProvider([self._reader], views=views(), shutdown_on_exit=False))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """Those that ended, in the order of their ends."""
        return self._exporter.get_finished_spans()

    def values(self) -> dict[tuple[str, tuple[tuple[str, Any], ...]], float]:
        """Each metric's sum, of a histogram the number of samples, by name and attributes."""
        data = self._reader.get_metrics_data()
        assert data is not None
        return {
            (metric.name, tuple(sorted((point.attributes or {}).items()))): getattr(point, "value", None)
            or getattr(point, "count", 0)
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
        }


@pytest.fixture
def kept() -> Kept:
    """In memory."""
    return Kept()


@dataclass(slots=True)
class Collector:
    """What came in by OTLP over HTTP."""

    url: str = ""
    traces: list[ExportTraceServiceRequest] = field(default_factory=list)
    metrics: list[ExportMetricsServiceRequest] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        body = await request.read()
        if request.path.endswith("/traces"):
            self.traces.append(ExportTraceServiceRequest.FromString(body))
        else:
            self.metrics.append(ExportMetricsServiceRequest.FromString(body))
        return web.Response(content_type="application/x-protobuf")


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    """A collector that takes traces and metrics."""
    found = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", found.take)
    app.router.add_post("/v1/metrics", found.take)
    running = await servers.start(app)
    found.url = running.url
    yield found
    await running.aclose()
