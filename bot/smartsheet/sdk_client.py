"""One SDK client per token, made safe for a server: timeouts, one place that retries, no redirects, no body logging.

What FACTS says of smartsheet-python-sdk 4.4.0 and what is done about it here:
- it has no timeout at all: a transport with timeouts is mounted, for our own requests and the SDK's alike;
- its https transport resends a dropped POST once: ours resends nothing, `retry_policy.py` decides;
- its `request`, which every service of the SDK sends with, retries by sleeping in the thread, ignores Retry-After, logs
  whole bodies (cells, and seconds to parse them again), and returns an error object for a 200 that is not JSON, even
  with exceptions on: overridden, a refusal is raised as it came, and what cannot be read is raised too;
- its `serialize` drops empty lists from a body: a body of our own is encoded here;
- a redirect would carry the request, writes included, elsewhere: refused.
"""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
import smartsheet
from pydantic import SecretStr
from requests.adapters import HTTPAdapter
from smartsheet.smartsheet import OperationErrorResult, OperationResult

LONGEST_FAULT = 64 * 1024

Params = Mapping[str, str | int | bool | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the body of a request: the part “file” of a multipart form, as the SDK itself sends attachments."""

    name: str
    content: bytes = field(repr=False)
    kind: str = "application/octet-stream"


class TimedTransport(HTTPAdapter):
    """A requests transport that resends nothing and never waits longer than the thread's limits allow."""

    def __init__(self, *, secure: bool, connect_s: float, read_s: float, connections: int) -> None:
        self._longest = (connect_s, read_s)
        self._left = threading.local()
        # As the SDK's own transport: the system's certificate authorities (a company's proxy) besides certifi's.
        self._trust = ssl.create_default_context() if secure else None
        super().__init__(pool_connections=2, pool_maxsize=connections, max_retries=0)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Also keep every wait of this thread's requests within `seconds` (what is left of the caller's deadline)."""
        self._left.seconds = max(0.001, seconds)
        try:
            yield
        finally:
            del self._left.seconds

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        left = getattr(self._left, "seconds", float("inf"))
        connect_s, read_s = self._longest
        kwargs["timeout"] = (min(connect_s, left), min(read_s, left))
        return super().send(request, *args, **kwargs)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._trust, **kwargs)


class Refused(Exception):
    """An answer with any other status than 2xx, as it came."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__(answer.status_code)
        self.status = answer.status_code
        self.headers: Mapping[str, str] = answer.headers
        self.body: bytes = answer.raw.read(LONGEST_FAULT, decode_content=True)


class Unreadable(Exception):
    """A 2xx answer that is not what Smartsheet sends; the text says why, and quotes nothing of the body."""


class Client(smartsheet.Smartsheet):  # type: ignore[misc]
    """The SDK's client for one token; its services (`client.Sheets.…`) work unchanged but for their failures."""

    def __init__(
        self, token: SecretStr, *, api_base: str, user_agent: str, change_agent: str, transport: TimedTransport
    ) -> None:
        super().__init__(access_token=token.get_secret_value(), user_agent=user_agent, api_base=api_base)
        self.errors_as_exceptions(True)  # for the few checks the SDK makes before it sends
        self.with_change_agent(change_agent)
        self.transport = transport
        self.session: requests.Session = self._session
        self.session.mount("https://", transport)
        self.session.mount("http://", transport)
        self.session.trust_env = not _is_loopback(api_base)  # no proxy stands between us and the local world
        # No cookies: they would tie threads together and pin us to one of Smartsheet's servers.
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def __repr__(self) -> str:
        return f"Client({self._api_base})"

    def request(self, prepped_request: requests.PreparedRequest, expected: Any, operation: Mapping[str, Any]) -> Any:
        """What the SDK's services send with, overridden: see this module's docstring. Raises Refused, Unreadable."""
        answer = self.session.send(prepped_request, stream=True, allow_redirects=False)
        require_success(answer)
        downloading = bool(operation["dl_path"])
        if not downloading:
            answer.encoding = "utf-8"  # else requests guesses, slowly, where Smartsheet names no charset
            if not answer.text.lstrip().startswith("{"):  # the SDK's models silently take any other JSON as empty
                raise Unreadable(f"status={answer.status_code}, not a JSON object")
        result = OperationResult("" if downloading else answer.text, answer, self, operation)
        try:
            native = result.native(expected)
        except (TypeError, ValueError, AttributeError, KeyError) as odd:
            raise Unreadable(f"status={answer.status_code}, not what the SDK expects: {type(odd).__name__}") from None
        if isinstance(native, smartsheet.models.Error | OperationErrorResult):
            raise Unreadable(f"status={answer.status_code}, not JSON")
        return native

    def open(self, method: str, path: str, *, params: Params | None = None, body: object = None) -> requests.Response:
        """Send one request and return with the headers read and the body still on the wire; the caller closes it.

        Authorization, user agent, assume-user and change agent are set by the SDK's own `prepare_request`.
        """
        operation = smartsheet.fresh_operation("sheetline")
        operation["method"] = method
        operation["path"] = path
        operation["query_params"] = {name: _plain(value) for name, value in (params or {}).items()}
        if isinstance(body, Upload):
            operation["files"] = {"file": (body.name, body.content, body.kind)}
        elif body is not None:
            operation["headers"] = {"Content-Type": "application/json"}
            operation["form_data"] = msgspec.json.encode(body)
        return self.session.send(self.prepare_request(operation), stream=True, allow_redirects=False)


def require_success(answer: requests.Response) -> None:
    """Raise Refused for anything but 2xx, redirects included; the answer is then closed."""
    if not 200 <= answer.status_code < 300:
        with closing(answer):
            raise Refused(answer)


def _plain(value: str | int | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
