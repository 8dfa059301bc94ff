"""Every failure Sheetline knows, as one tree; each carries a code and what the person may do next.

    SheetlineError
    ├── InvalidArguments     INVALID_ARGUMENTS   the request cannot be understood or is not allowed as written
    ├── NotFound             NOT_FOUND           no such sheet, row or column, or not visible to this actor
    ├── PermissionDenied     PERMISSION_DENIED   the actor's Smartsheet access does not allow it
    ├── NotSignedIn          NOT_SIGNED_IN       the Smartsheet token is missing, invalid, expired or revoked
    ├── Conflict             CONFLICT            the stored thing changed under us (ETag), or a save collided
    ├── RateLimited          RATE_LIMITED        a service asked us to slow down; `retry_after_s` if it said so
    ├── Unavailable          UNAVAILABLE         a service does not answer or answers with a fault
    │   ├── SheetsUnavailable                    Smartsheet
    │   │   └── OutcomeUnknown                   it did not say whether a write was done; never resent blindly
    │   ├── ModelUnavailable                     the language model (circuit breaker included)
    │   ├── StoreUnavailable                     the session store
    │   └── TeamsUnavailable                     the Bot Framework connector
    ├── TimedOut             TIMEOUT             a deadline of ours passed
    ├── LimitExceeded        LIMIT_EXCEEDED      a cap of ours or of a service's was reached
    │   └── ContextTooLong                       the model's context window
    ├── ContentFiltered      INVALID_ARGUMENTS   the model's safety filter stopped the question or the answer
    ├── Cancelled            CANCELLED           a person stopped it
    ├── ConversationGone     NOT_FOUND           Teams: the bot was removed or blocked; stop sending there
    └── Internal             INTERNAL            a bug of ours

`message` is one sentence for the person, `hint` one sentence on what to do next; `detail` is for the log only and never
leaves it. Transient codes (`retryable`) are retried inside the adapter that met them and nowhere else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Code(StrEnum):
    """The closed list of failure codes, one shape for the model, the log and the cards."""

    INVALID_ARGUMENTS = "INVALID_ARGUMENTS"
    NOT_FOUND = "NOT_FOUND"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    NOT_SIGNED_IN = "NOT_SIGNED_IN"
    CONFLICT = "CONFLICT"
    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "UNAVAILABLE"
    TIMEOUT = "TIMEOUT"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    CANCELLED = "CANCELLED"
    INTERNAL = "INTERNAL"


class SheetlineError(Exception):
    """A failure with a code, a sentence for the person and what to do next."""

    code: ClassVar[Code] = Code.INTERNAL
    retryable: ClassVar[bool] = False
    default_hint: ClassVar[str] = "Try again; if it happens again, give the reference to your admin."

    def __init__(self, message: str, *, hint: str | None = None, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint
        self.detail = detail


class InvalidArguments(SheetlineError):
    code = Code.INVALID_ARGUMENTS
    default_hint = "Say it another way, or send “help” to see what you can ask."


class NotFound(SheetlineError):
    code = Code.NOT_FOUND
    default_hint = "Send “sheets” to see the sheets you can open."


class PermissionDenied(SheetlineError):
    code = Code.PERMISSION_DENIED
    default_hint = "Ask the sheet's owner to share it with you in Smartsheet."


class NotSignedIn(SheetlineError):
    code = Code.NOT_SIGNED_IN
    default_hint = "Ask your Sheetline admin to renew the Smartsheet access token."


class Conflict(SheetlineError):
    code = Code.CONFLICT
    default_hint = "Someone changed it at the same moment; try again."


class LeaseLost(SheetlineError):
    """Another instance claimed what we were working on: nothing more may be written for it here."""

    code = Code.CONFLICT
    default_hint = "Another instance goes on with it."


class RateLimited(SheetlineError):
    code = Code.RATE_LIMITED
    retryable = True
    default_hint = "Wait a minute, then try again."

    def __init__(
        self, message: str, *, retry_after_s: float | None = None, hint: str | None = None, detail: str = ""
    ) -> None:
        super().__init__(message, hint=hint, detail=detail)
        self.retry_after_s = retry_after_s


class Unavailable(SheetlineError):
    code = Code.UNAVAILABLE
    retryable = True
    default_hint = "Try again in a minute."


class SheetsUnavailable(Unavailable):
    default_hint = "Smartsheet is not answering; try again in a minute. Nothing was changed."


class OutcomeUnknown(SheetsUnavailable):
    retryable = False
    default_hint = "Look at the sheet before you try again: the change may have been made."


class ModelUnavailable(Unavailable):
    default_hint = "Typed commands still work: send “help” to see them."


class StoreUnavailable(Unavailable):
    default_hint = "Nothing was changed. Try again in a minute."


class TeamsUnavailable(Unavailable):
    pass


class TimedOut(SheetlineError):
    code = Code.TIMEOUT
    retryable = True
    default_hint = "It took too long and was stopped; try again, or ask for less at once."


class LimitExceeded(SheetlineError):
    code = Code.LIMIT_EXCEEDED
    default_hint = "Ask for less at once."


class ContextTooLong(LimitExceeded):
    default_hint = "Send “new chat” to start afresh, then ask again."


class ContentFiltered(SheetlineError):
    code = Code.INVALID_ARGUMENTS
    default_hint = "Ask it in other words."


class Cancelled(SheetlineError):
    code = Code.CANCELLED


class ConversationGone(SheetlineError):
    code = Code.NOT_FOUND


class Internal(SheetlineError):
    code = Code.INTERNAL
