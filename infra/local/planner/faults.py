"""Faults to switch on: every way a model endpoint fails, so that each can be lived through on purpose.

Set them in-process (`app[FAULTS].set(...)`) or over HTTP: `POST /planner/faults {"fault": "rate_limited", "times": 2}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    RATE_LIMITED = "rate_limited"  # 429 with Retry-After
    INSUFFICIENT_QUOTA = "insufficient_quota"  # 429 that waiting does not mend
    SERVER_ERROR = "server_error"  # 500
    UNAVAILABLE = "unavailable"  # 503, with Retry-After when given
    UNAUTHORIZED = "unauthorized"  # 401
    FORBIDDEN = "forbidden"  # 403
    NO_DEPLOYMENT = "no_deployment"  # 404
    HANG = "hang"  # accepts, then says nothing for `seconds`
    DROP = "drop"  # closes the connection without an answer
    CONTENT_FILTER_IN = "content_filter_in"  # 400: the question was filtered
    CONTENT_FILTER_OUT = "content_filter_out"  # 200 with finish_reason content_filter
    CONTEXT_LENGTH = "context_length_exceeded"  # 400
    BAD_REQUEST = "bad_request"  # 400 of another kind
    MALFORMED_BODY = "malformed_body"  # 200, JSON cut in the middle
    NOT_JSON = "not_json"  # 200 with an HTML page, as a proxy sends
    NO_CHOICES = "no_choices"  # 200 with an empty choices list
    EMPTY_ANSWER = "empty_answer"  # 200 with neither text nor calls
    LENGTH = "length"  # 200 with finish_reason length
    LENGTH_EMPTY = "length_empty"  # the same with nothing said at all
    MALFORMED_ARGUMENTS = "malformed_arguments"  # a tool call whose arguments are no JSON
    UNKNOWN_TOOL = "unknown_tool"  # a call to a tool nobody declared
    ENDLESS_LOOP = "endless_loop"  # the same tool call, for ever
    CUT_STREAM = "cut_stream"  # the connection ends in the middle of a stream
    SHORT_STREAM = "short_stream"  # the stream ends properly but without a finish reason
    STREAM_ERROR = "stream_error"  # an error event in the middle of a stream


@dataclass(slots=True)
class FaultSwitch:
    """Which fault the next requests meet. `times` None means until it is set to something else."""

    fault: Fault | None = None
    times: int | None = None
    retry_after: str | None = None
    seconds: float = 3600.0
    met: list[Fault] = field(default_factory=list)
    among: tuple[Fault, ...] = ()
    probability: float = 0.0
    dice: Random = field(default_factory=lambda: Random(1))

    def set(
        self,
        fault: Fault | None,
        *,
        times: int | None = None,
        retry_after: str | None = None,
        seconds: float = 3600.0,
    ) -> None:
        self.fault, self.times, self.retry_after, self.seconds = fault, times, retry_after, seconds

    def scatter(self, probability: float, among: Sequence[Fault], *, seed: int = 1, seconds: float = 3600.0) -> None:
        """From now on each request meets one of these faults with this probability; 0 ends it."""
        self.probability, self.among, self.dice, self.seconds = probability, tuple(among), Random(seed), seconds

    def next(self) -> Fault | None:
        """The fault this request meets; counts down."""
        if self.among and self.dice.random() < self.probability:
            self.met.append(self.dice.choice(self.among))
            return self.met[-1]
        if self.fault is None or self.times == 0:
            return None
        if self.times is not None:
            self.times -= 1
        self.met.append(self.fault)
        return self.fault
