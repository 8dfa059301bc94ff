"""Failures of the connector on demand: the answers Teams gives when it throttles, breaks or refuses."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One scripted answer in place of the real one. `hang` waits that many seconds; `drop` cuts the connection.

    `after` lets the call take effect before its answer is lost, which is what makes a failed POST ambiguous. `reading`
    is for reads of the roster, which a fault of posting leaves alone.
    """

    status: int = 500
    code: str = "ServiceError"
    message: str = "A scripted failure."
    retry_after: str | None = None
    hang_s: float = 0
    drop: bool = False
    after: bool = False
    reading: bool = False


THROTTLED = Fault(status=429, code="Throttled", message="Too many requests.", retry_after="1")
PRECONDITION_FAILED = Fault(status=412, code="PreconditionFailed", message="Precondition failed.")
BAD_GATEWAY = Fault(status=502, code="BadGateway", message="Bad gateway.")
UNAVAILABLE = Fault(status=503, code="ServiceUnavailable", message="Service unavailable.")
GATEWAY_TIMEOUT = Fault(status=504, code="GatewayTimeout", message="Gateway timeout.")
NOT_IN_ROSTER = Fault(
    status=403, code="BotNotInConversationRoster", message="The bot is not part of the conversation roster."
)
BLOCKED = Fault(status=403, code="ConversationBlockedByUser", message="User blocked the conversation with the bot.")
WRITES_BLOCKED = Fault(status=403, code="MessageWritesBlocked", message="Thread does not exist.")
DISABLED = Fault(status=403, code="BotDisabledByAdmin", message="The tenant admin disabled this bot.")
DROPPED = Fault(drop=True)
ANSWER_LOST = Fault(drop=True, after=True)


@dataclass(slots=True)
class FaultScript:
    """Faults in the order they will be used, for one conversation or for any (`None`)."""

    _queues: dict[str | None, deque[Fault]] = field(default_factory=dict)

    def add(self, *faults: Fault, conversation_id: str | None = None, times: int = 1) -> None:
        self._queues.setdefault(conversation_id, deque()).extend(faults * times)

    def next(self, conversation_id: str, *, reading: bool = False) -> Fault | None:
        for key in (conversation_id, None):
            if (queue := self._queues.get(key)) and queue[0].reading is reading:
                return queue.popleft()
        return None

    def clear(self) -> None:
        self._queues.clear()
