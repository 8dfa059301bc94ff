"""What a failed call to Teams means: which error it is, and whether sending it again is right and safe.

Teams asks to retry 412, 429, 502, 503 and 504 and says by 403 and 404 sub-codes when a conversation is over:
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit and FACTS, Teams section.
A POST whose answer was lost (read timeout, connection cut after it was sent) may have been posted: sending it again
could say the same thing twice, so it is not resent and the caller is told that delivery is unknown. PUT and DELETE
are resent, as doing them twice changes nothing.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import msgspec

from bot.errors import (
    Cancelled,
    ConversationGone,
    Internal,
    LimitExceeded,
    NotFound,
    RateLimited,
    SheetlineError,
    TeamsUnavailable,
)

RESEND = frozenset({412, 429, 502, 503, 504})
GONE = frozenset(
    {
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "MessageWritesBlocked",
        "BotDisabledByAdmin",
        "ConversationNotFound",
    }
)
ACTIVITY_NOT_FOUND = "ActivityNotFoundInConversation"
STREAM_NOT_ALLOWED = "ContentStreamNotAllowed"


class ActivityNotFoundInConversation(NotFound):
    """The message was deleted; its id is of no use any more."""


class DeliveryUnknown(TeamsUnavailable):
    """The answer to a post was lost: it may or may not stand in the conversation. Never resent by the adapter."""

    retryable = False


class StreamRefused(TeamsUnavailable):
    """Teams takes no chunk here, or no more of this stream: not for this bot or person, too late, already ended."""

    retryable = False


class StreamStopped(Cancelled):
    """The person pressed Stop under what was being streamed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The error to raise, and whether (and how soon at the earliest) to send again first."""

    error: SheetlineError
    resend: bool = False
    wait_s: float = 0.0


class _ErrorDetail(msgspec.Struct):
    code: str = ""
    message: str = ""


class _ErrorBody(msgspec.Struct):
    error: _ErrorDetail = msgspec.field(default_factory=_ErrorDetail)


def judge_answer(status: int, headers: Mapping[str, str], body: bytes) -> Verdict:
    """What an answer that is not 2xx means."""
    problem = _read(body)
    detail = f"{status} {problem.code} {problem.message}".strip()[:300]
    if status in RESEND:
        wait_s = retry_after_s(headers.get("Retry-After"))
        if status == 429:
            limited = RateLimited("Teams asked the bot to slow down.", retry_after_s=wait_s or None, detail=detail)
            return Verdict(_as_unavailable(limited), resend=True, wait_s=wait_s)
        return Verdict(TeamsUnavailable("Teams does not answer.", detail=detail), resend=True, wait_s=wait_s)
    return Verdict(_refusal(status, problem.code, detail))


def judge_exception(error: Exception, *, method: str) -> Verdict:
    """What a call without an answer means. Connecting failed: nothing was sent, so it may be sent again."""
    detail = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Verdict(TeamsUnavailable("Teams cannot be reached.", detail=detail), resend=True)
    if method == "POST":
        return Verdict(DeliveryUnknown("Teams did not confirm the message.", detail=detail))
    return Verdict(TeamsUnavailable("Teams does not answer.", detail=detail), resend=True)


def retry_after_s(value: str | None) -> float:
    """Seconds to wait, from either form of the header; 0 when there is none or it cannot be read."""
    if not value:
        return 0.0
    if value.strip().isdecimal():
        return float(value)
    parsed = email.utils.parsedate_tz(value)
    return max(0.0, email.utils.mktime_tz(parsed) - time.time()) if parsed else 0.0


def _refusal(status: int, code: str, detail: str) -> SheetlineError:
    if code in GONE and status in {403, 404}:
        return ConversationGone("The bot can no longer write in this conversation.", detail=detail)
    if code == ACTIVITY_NOT_FOUND:
        return ActivityNotFoundInConversation("This message is no longer there.", hint="Ask again.", detail=detail)
    if status == 403 and code == STREAM_NOT_ALLOWED:
        if "cancel" in detail.lower():  # “canceled by user”, in one edition of the page “cancelled”
            return StreamStopped("The answer was stopped.", hint="Ask again when you want it.", detail=detail)
        return StreamRefused("Teams does not take streamed messages here.", detail=detail)
    if status == 413 or code == "MessageSizeTooBig":
        return LimitExceeded("The answer is too large for a Teams message.", detail=detail)
    if status in {401, 403}:
        hint = "Ask your Sheetline admin to check the bot's registration and credentials."
        return TeamsUnavailable("Teams does not accept the bot's credentials.", hint=hint, detail=detail)
    if status == 400:
        return Internal("Teams refused the message as malformed.", detail=detail)
    return TeamsUnavailable("Teams does not answer as expected.", detail=detail)


def _as_unavailable(limited: RateLimited) -> TeamsUnavailable:
    """The port's promise is TeamsUnavailable after retries; the rate limit stays visible as its cause."""
    error = TeamsUnavailable(limited.message, hint=limited.hint, detail=limited.detail)
    error.__cause__ = limited
    return error


def _read(body: bytes) -> _ErrorDetail:
    try:
        return msgspec.json.decode(body, type=_ErrorBody).error
    except msgspec.DecodeError:
        return _ErrorDetail()
