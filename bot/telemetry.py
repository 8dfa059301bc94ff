"""Traces and metrics as the rest of the code sees them: spans with a code at their end, counters, and nothing else.

    with telemetry.span("tool", call.name) as span:
        ...
        span.failed(result.code)

A span is one entry of a trace, nested in the one open around it, and one sample of the histogram
`sheetline.<operation>.duration` (seconds) by `name` and `code`. What raises ends it with the error's code. `SILENT` is
what there is when no exporter is configured: it costs a fraction of a microsecond a span (docs/operating.md).
"""

from __future__ import annotations

import functools
from types import TracebackType
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import unquote

Fact = str | int | float | bool

T = TypeVar("T")


class Span(Protocol):
    """One piece of work under way, as a context manager."""

    def note(self, **facts: Fact) -> None:
        """Add what is known only now to the trace. Never content: no cell, question, name or token."""
        ...

    def failed(self, code: str) -> None:
        """It ends with this code although nothing is raised."""
        ...

    def __enter__(self) -> Span: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Telemetry(Protocol):
    """Takes note of what happens; never fails and never waits for a network."""

    @property
    def on(self) -> bool:
        """Whether anybody listens."""
        ...

    def span(self, operation: str, name: str = "", *, root: bool = False, **facts: Fact) -> Span:
        """Work beginning with the `with` block. `operation` and `name` come from small closed sets, for they name
        metrics; `facts` are for the trace alone. A `root` span begins a trace of its own."""
        ...

    def count(self, name: str, amount: int = 1, **facts: Fact) -> None:
        """Add to the counter `sheetline.<name>`; `facts` come from small closed sets."""
        ...

    async def aclose(self) -> None:
        """Send what is left, for a few seconds at most."""
        ...


class _SilentSpan:
    __slots__ = ()

    def note(self, **facts: Fact) -> None:
        pass

    def failed(self, code: str) -> None:
        pass

    def __enter__(self) -> _SilentSpan:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        pass


class Silent:
    """Nobody listens."""

    __slots__ = ()
    on = False

    def span(self, operation: str, name: str = "", *, root: bool = False, **facts: Fact) -> Span:
        return _SILENT_SPAN

    def count(self, name: str, amount: int = 1, **facts: Fact) -> None:
        pass

    async def aclose(self) -> None:
        pass


_SILENT_SPAN = _SilentSpan()
SILENT = Silent()


def observed(part: T, telemetry: Telemetry, operation: str) -> T:
    """`part` with a span around each of its coroutine methods; `part` itself when nobody listens."""
    return cast(T, _Observed(part, telemetry, operation)) if telemetry.on else part


class _Observed:
    """Stands before a port's adapter."""

    def __init__(self, part: Any, telemetry: Telemetry, operation: str) -> None:
        self._part = part
        self._telemetry = telemetry
        self._operation = operation

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._part, name)
        if name.startswith("_") or not callable(member) or name == "aclose":
            return member

        @functools.wraps(member)
        async def call(*args: Any, **options: Any) -> Any:
            with self._telemetry.span(self._operation, name):
                return await member(*args, **options)

        self.__dict__[name] = call
        return call


def parsed_headers(text: str) -> dict[str, str]:
    """`name=value,name=value` with percent-encoded values; what has no `=` is passed over."""
    pairs = (part.partition("=") for part in text.split(",") if "=" in part)
    return {name.strip(): unquote(value.strip()) for name, _, value in pairs}
