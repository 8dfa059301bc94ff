"""What Smartsheet's failures mean to us: an answer, or the lack of one, becomes one error of bot.errors.

Codes: https://developers.smartsheet.com/api/smartsheet/error-codes. Smartsheet's `errorCode` decides where we know it,
else the HTTP status. `detail` names the request, status, errorCode and refId (what Smartsheet support asks for) and
never the body, a query string or a token. After a failed *write* the hint never claims that nothing was changed unless
Smartsheet refused the request before working on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
import msgspec

from bot.errors import (
    Internal,
    InvalidArguments,
    LimitExceeded,
    NotFound,
    NotSignedIn,
    PermissionDenied,
    RateLimited,
    SheetlineError,
    SheetsUnavailable,
    TimedOut,
)
from bot.smartsheet.http_session import Refused, Unreadable
from bot.smartsheet.operation import Operation

LOOK_FIRST = "Smartsheet did not say whether the change was made; look at the sheet before you try again."
_FOR_ADMIN = "If it stays so, ask your Sheetline admin to check the Smartsheet address and the network."

_REFUSALS: Mapping[int, tuple[type[SheetlineError], str]] = {
    1001: (NotSignedIn, "Smartsheet was asked without an access token."),
    1002: (NotSignedIn, "Smartsheet does not accept the access token."),
    1003: (NotSignedIn, "The Smartsheet access token has expired."),
    1005: (NotSignedIn, "This Smartsheet account must sign in with single sign-on."),
    1030: (NotSignedIn, "Smartsheet does not let us act as this person."),
    1004: (PermissionDenied, "Your Smartsheet access does not allow this."),
    1013: (PermissionDenied, "Your Smartsheet plan does not include this."),
    1014: (PermissionDenied, "Your Smartsheet account has no licence left for this."),
    1039: (PermissionDenied, "The column is locked in Smartsheet."),
    1050: (PermissionDenied, "The row is locked in Smartsheet."),
    1092: (PermissionDenied, "It is locked in Smartsheet and cannot be deleted."),
    1006: (NotFound, "Smartsheet does not have that, or it is not shared with you."),
    1020: (NotFound, "Smartsheet does not know that user."),
    1027: (NotFound, "Smartsheet does not know that share."),
    4005: (NotFound, "That no longer exists in Smartsheet."),
}
_STATUSES: Mapping[int, tuple[type[SheetlineError], str]] = {
    401: _REFUSALS[1002],
    403: _REFUSALS[1004],
    404: _REFUSALS[1006],
    410: _REFUSALS[4005],
    413: (LimitExceeded, "That is more than Smartsheet takes at once."),
}
_FAULTS: Mapping[int, str] = {
    4000: "Smartsheet had an unexpected error.",
    4001: "Smartsheet is down for maintenance.",
    4002: "Smartsheet took too long and gave up.",
    4004: "Smartsheet could not finish the request.",
}
_NOT_BEGUN = frozenset({4001})  # maintenance: the request was turned away at the door
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
_UNTRUSTED = (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch)
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


class Fault(msgspec.Struct, frozen=True, rename="camel"):
    """Smartsheet's error body; every field may be missing."""

    error_code: int | None = None
    message: str = ""
    ref_id: str = ""


def error_from(
    status: int,
    body: bytes,
    headers: Mapping[str, str],
    *,
    request: str = "",
    writing: bool = False,
    now: datetime | None = None,
) -> SheetlineError:
    """The error that an unsuccessful (or unreadable) answer means.

    `request` is a method and path for the log; `writing` says the request may have changed something; `now` resolves a
    Retry-After given as a date. `headers` is looked up in the case Smartsheet writes, or case-insensitively.
    """
    fault = _fault(body)
    code = fault.error_code
    detail = f"{request} status={status} errorCode={code} refId={fault.ref_id or '-'}".strip()
    if code == 4003 or status == 429:
        wait_s = _retry_after_s(headers.get("Retry-After"), now or datetime.now(UTC))
        return RateLimited("Smartsheet asks us to slow down.", retry_after_s=wait_s, detail=detail)
    known = _REFUSALS.get(code or 0) or (None if code in _FAULTS else _STATUSES.get(status))
    if known is not None:
        kind, sentence = known
        return kind(sentence, detail=detail)
    if 400 <= status < 500 and code not in _FAULTS and status not in (407, 408, 421, 425):
        return InvalidArguments(f"Smartsheet refused the request: {_sentence(fault.message)}", detail=detail)
    doubtful = writing and code not in _NOT_BEGUN
    hint = LOOK_FIRST if doubtful else _FOR_ADMIN if 300 <= status < 500 else None
    return SheetsUnavailable(_FAULTS.get(code or 0, _unknown(status)), hint=hint, detail=detail)


def error_from_transport(problem: Exception, *, request: str = "", writing: bool = False) -> SheetlineError:
    """The error that a request without a (whole) answer means: not connected, too slow, dropped, cut short."""
    # aiohttp's own texts may carry the URL with its query; the operating system's and TLS's do not.
    why = f": {problem.os_error}" if isinstance(problem, aiohttp.ClientConnectorError) else ""
    detail = f"{request} {type(problem).__name__}{why}".strip()
    never_sent = isinstance(problem, _NEVER_SENT)
    hint = LOOK_FIRST if writing and not never_sent else None
    if isinstance(problem, TimeoutError):
        return TimedOut("Smartsheet did not answer in time.", hint=hint, detail=detail)
    if isinstance(problem, _UNTRUSTED):
        return SheetsUnavailable(
            "The connection to Smartsheet is not trusted.",
            hint="Ask your Sheetline admin to check the network's TLS certificate.",
            detail=detail,
        )
    if never_sent:
        return SheetsUnavailable("Smartsheet cannot be reached.", hint=hint, detail=detail)
    return SheetsUnavailable("The connection to Smartsheet broke off.", hint=hint, detail=detail)


def unreadable(*, request: str = "", why: str, writing: bool = False) -> SheetsUnavailable:
    """A success that is not what Smartsheet sends: a proxy's page, a body cut short, an unknown shape."""
    return SheetsUnavailable(
        "Smartsheet's answer could not be read.",
        hint=LOOK_FIRST if writing else None,
        detail=f"{request} {why}".strip(),
    )


def too_late(*, request: str = "", writing: bool = False) -> TimedOut:
    """Our own deadline for the whole operation, retries included, passed."""
    hint = LOOK_FIRST if writing else None
    return TimedOut("Smartsheet did not answer in time.", hint=hint, detail=f"{request} total deadline".strip())


@contextmanager
def translated(described: Operation) -> Iterator[None]:
    """Whatever fails in the body on the way to Smartsheet, or here on the disk, leaves as an error of bot.errors.

    Causes are not chained: aiohttp's carry URLs with query strings, which may hold what a person searched for.
    """
    request, writing = described.request, described.writing
    try:
        yield
    except Refused as refused:
        raise error_from(refused.status, refused.body, refused.headers, request=request, writing=writing) from None
    except Unreadable as odd:
        raise unreadable(request=request, why=str(odd), writing=writing) from None
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as broken:
        raise error_from_transport(broken, request=request, writing=writing) from None
    except OSError as disk:
        raise Internal("The sheet could not be stored here.", detail=f"{request} {disk!r}") from disk


def _fault(body: bytes) -> Fault:
    try:
        return msgspec.json.decode(body, type=Fault)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Fault()


def _unknown(status: int) -> str:
    if status >= 500:
        return "Smartsheet is not available."
    return "Something on the way to Smartsheet answered in its place."


def _sentence(message: str) -> str:
    text = " ".join(message.split())[:300] or "it gave no reason"
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _retry_after_s(value: str | None, now: datetime) -> float | None:
    """Seconds from a Retry-After header: a number or an HTTP date (RFC 9110, 10.2.3), decimals forgiven; else None."""
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
