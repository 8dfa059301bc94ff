"""smartsheet-python-sdk as a composer: it knows paths, parameters and models; sending is ours (docs/adr/0016).

One instance serves everybody: it holds no token and opens no connection. Its services (`sdk.Users.…`, `sdk.Sheets.…`)
build a request and name the model of its answer; `Composed.parse` makes that model of the answer's bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
import smartsheet
from smartsheet.smartsheet import OperationErrorResult, OperationResult

from bot.smartsheet.http_session import Encoded, Params, Unreadable

_NOWHERE = "https://api.invalid/2.0"


@dataclass(frozen=True, slots=True)
class Composed:
    """A request that a service of the SDK built, not yet sent, and the model that its answer is read as."""

    method: str
    path: str
    params: Params
    body: Encoded | None
    expected: Any

    def parse(self, body: bytes) -> Any:
        """The SDK's model of the answer. Raises Unreadable for anything but a JSON object that fits it."""
        if not body.lstrip().startswith(b"{"):  # the SDK's models silently take any other JSON as empty
            raise Unreadable("not a JSON object")
        answer = requests.Response()
        answer.status_code, answer.encoding, answer._content = 200, "utf-8", body
        try:
            native = OperationResult("", answer).native(self.expected)
        except (TypeError, ValueError, AttributeError, KeyError) as odd:
            raise Unreadable(f"not what the SDK expects: {type(odd).__name__}") from None
        if isinstance(native, smartsheet.models.Error | OperationErrorResult):  # it returns one for what is not JSON
            raise Unreadable("not JSON")
        return native


class SdkRequests(smartsheet.Smartsheet):  # type: ignore[misc]
    """The SDK's client whose services return what they would send."""

    def __init__(self) -> None:
        super().__init__(access_token="none", user_agent="Sheetline", api_base=_NOWHERE)  # noqa: S106
        self.errors_as_exceptions(True)  # for the few checks the SDK makes before it sends
        self._session.trust_env = False

    def request(self, prepped_request: requests.PreparedRequest, expected: Any, operation: Mapping[str, Any]) -> Any:
        """What the SDK's services send with, overridden: the request comes back instead of its answer."""
        url = urlsplit(prepped_request.url or "")
        raw: Any = prepped_request.body
        kind = str(prepped_request.headers.get("Content-Type", "application/json"))
        body = None if raw is None else Encoded(raw.encode() if isinstance(raw, str) else raw, kind)
        path = url.path.removeprefix("/2.0")
        return Composed(prepped_request.method or "GET", path, dict(parse_qsl(url.query)), body, expected)
