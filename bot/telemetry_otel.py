"""Telemetry over OpenTelemetry, with providers of our own: the process-wide ones of its API are left alone.

Sent as OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/), in batches, from threads of the SDK; what cannot be
sent is dropped. What the SDK reads from the environment by itself (OTEL_TRACES_SAMPLER, OTEL_METRIC_EXPORT_INTERVAL,
OTEL_BSP_…) keeps its meaning.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from contextvars import Token
from types import TracebackType

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode

from bot.errors import Code, SheetlineError
from bot.logs import CORRELATION, correlation_id
from bot.telemetry import Fact, parsed_headers

SCOPE = "sheetline"
OK = "OK"
SEND_TIMEOUT_S = 3.0
"""One batch; also the longest a stopping process waits for each of the two signals."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
"""Bounds of the duration histograms."""


class OtelTelemetry:
    """Spans and metrics to whatever the two providers send them to; the providers are closed with it."""

    on = True

    def __init__(self, tracing: TracerProvider, metering: MeterProvider) -> None:
        self._tracing = tracing
        self._metering = metering
        self._tracer = tracing.get_tracer(SCOPE)
        self._meter = metering.get_meter(SCOPE)
        self._counters = {"errors": self._meter.create_counter("sheetline.errors", unit="1")}
        self._histograms = {"turn": self._meter.create_histogram("sheetline.turn.duration", unit="s")}

    @classmethod
    def exporting(cls, endpoint: str, *, headers: str = "", facts: Mapping[str, str] | None = None) -> OtelTelemetry:
        """Send to an OTLP/HTTP collector at `endpoint` (its root, without `/v1/traces`).

        `headers` as OTEL_EXPORTER_OTLP_HEADERS has them: `name=value,name=value`, values percent-encoded.
        """
        base, sent = endpoint.rstrip("/"), parsed_headers(headers)
        resource = Resource({"service.name": SCOPE, "service.instance.id": uuid.uuid4().hex, **(facts or {})})
        tracing = TracerProvider(resource=resource, shutdown_on_exit=False)
        spans = OTLPSpanExporter(endpoint=f"{base}/v1/traces", headers=sent, timeout=SEND_TIMEOUT_S)
        tracing.add_span_processor(BatchSpanProcessor(spans))
        metrics = OTLPMetricExporter(endpoint=f"{base}/v1/metrics", headers=sent, timeout=SEND_TIMEOUT_S)
        metering = MeterProvider(
            [PeriodicExportingMetricReader(metrics)],
            resource=resource,
            exemplar_filter=AlwaysOffExemplarFilter(),  # half of what a sample costs
            shutdown_on_exit=False,
            views=views(),
        )
        return cls(tracing, metering)

    def span(self, operation: str, name: str = "", *, root: bool = False, **facts: Fact) -> OtelSpan:
        return OtelSpan(self, operation, name, facts, root=root)

    def count(self, name: str, amount: int = 1, **facts: Fact) -> None:
        counter = self._counters.get(name)
        if counter is None:
            counter = self._counters[name] = self._meter.create_counter(f"sheetline.{name}", unit="1")
        counter.add(amount, facts)

    async def aclose(self) -> None:
        await asyncio.to_thread(self._tracing.shutdown)
        await asyncio.to_thread(self._metering.shutdown, timeout_millis=SEND_TIMEOUT_S * 1000)

    def begin(self, operation: str, name: str, facts: Mapping[str, Fact], *, root: bool) -> trace.Span:
        """The OpenTelemetry span, begun; the correlation id is on each."""
        attributes = {f"sheetline.{key}": value for key, value in facts.items()}
        if reference := correlation_id():
            attributes[f"sheetline.{CORRELATION}"] = reference
        around = context.Context() if root else None
        return self._tracer.start_span(f"{operation} {name}".rstrip(), context=around, attributes=attributes)

    def end(self, operation: str, name: str, code: str, seconds: float) -> None:
        """The sample of a span that ended."""
        histogram = self._histograms.get(operation)
        if histogram is None:
            made = self._meter.create_histogram(f"sheetline.{operation}.duration", unit="s")
            histogram = self._histograms[operation] = made
        histogram.record(seconds, {"name": name, "code": code} if name else {"code": code})
        if code != OK:
            self.count("errors", operation=operation, code=code)


class OtelSpan:
    """One `with` block; leaves an OpenTelemetry span and a duration."""

    __slots__ = ("_code", "_facts", "_name", "_operation", "_owner", "_root", "_span", "_started", "_token")

    def __init__(
        self, owner: OtelTelemetry, operation: str, name: str, facts: Mapping[str, Fact], *, root: bool
    ) -> None:
        self._owner = owner
        self._operation = operation
        self._name = name
        self._facts = facts
        self._root = root
        self._code = OK
        self._started = 0.0
        self._span: trace.Span = trace.INVALID_SPAN
        self._token: Token[context.Context] | None = None

    def note(self, **facts: Fact) -> None:
        self._span.set_attributes({f"sheetline.{key}": value for key, value in facts.items()})

    def failed(self, code: str) -> None:
        self._code = code

    def __enter__(self) -> OtelSpan:
        self._started = time.perf_counter()
        self._span = self._owner.begin(self._operation, self._name, self._facts, root=self._root)
        self._token = context.attach(trace.set_span_in_context(self._span))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._token is not None:
            context.detach(self._token)
        if error is not None:
            self._code = code_of(error)
        if self._code != OK:
            self._span.set_attribute("sheetline.code", self._code)
            self._span.set_status(Status(StatusCode.ERROR))  # without the message, which may quote a cell
        self._span.end()
        self._owner.end(self._operation, self._name, self._code, time.perf_counter() - self._started)


def code_of(error: BaseException) -> str:
    """The code of bot.errors that an exception stands for."""
    if isinstance(error, SheetlineError):
        return error.code
    if isinstance(error, asyncio.CancelledError):
        return Code.CANCELLED
    return Code.TIMEOUT if isinstance(error, TimeoutError) else Code.INTERNAL


def views() -> list[View]:
    """Histograms in seconds, fine where a typed command lies and coarse where a long question does."""
    return [View(instrument_type=Histogram, aggregation=ExplicitBucketHistogramAggregation(SECONDS))]
