"""One pool of connections to Smartsheet for the whole process; the token travels with each request and is kept nowhere.

Nothing is resent here (`retry_policy.py` decides), no redirect is followed (it would carry the token and a write
elsewhere), no cookie is kept (it would tie people together), and no answer is decompressed on the event loop.
"""

from __future__ import annotations

import io
import ipaddress
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import msgspec
from pydantic import SecretStr
from yarl import URL

from bot.smartsheet.operation import Timeouts

IDLE_S = 15.0
LONGEST_FAULT = 64 * 1024

Params = Mapping[str, str | int | bool | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the body of a request: the part “file” of a multipart form."""

    name: str
    content: bytes = field(repr=False)
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body that is already bytes."""

    content: bytes = field(repr=False)
    kind: str = "application/json"


class Refused(Exception):
    """An answer with any other status than 2xx, as it came."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.body = body


class Unreadable(Exception):
    """A 2xx answer that is not what Smartsheet sends; the text says why, and quotes nothing of the body."""


class HttpSession:
    """Sends requests to the API at `api_base`, over at most `connections` at once. Serves one event loop."""

    def __init__(
        self, *, api_base: str, user_agent: str, change_agent: str, timeouts: Timeouts, connections: int
    ) -> None:
        self._api_base = api_base
        self._headers = {
            "User-Agent": user_agent,
            "Smartsheet-Change-Agent": change_agent,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        }
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=timeouts.connect_s, sock_read=timeouts.read_s, ceil_threshold=60
        )
        self._connections = connections
        self._proxy = _proxy_for(URL(api_base))
        self._http: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def answer(
        self, token: SecretStr, method: str, path: str, *, params: Params | None = None, body: object = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The successful answer, its body still on the wire; closed with the context.

        `body` is sent as JSON unless it is an Upload or Encoded. Raises Refused, and aiohttp's own exceptions.
        """
        url = URL(self._api_base + path)
        query = {name: _plain(value) for name, value in (params or {}).items()}
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"}
        data: aiohttp.FormData | io.BytesIO | None = None
        if isinstance(body, Upload):
            data = aiohttp.FormData(quote_fields=False)
            data.add_field("file", io.BytesIO(body.content), filename=body.name, content_type=body.kind)
        elif body is not None:
            encoded = body if isinstance(body, Encoded) else Encoded(msgspec.json.encode(body))
            data, headers["Content-Type"] = io.BytesIO(encoded.content), encoded.kind
        sending = self._session().request(
            method, url.update_query(query), headers=headers, data=data, proxy=self._proxy, allow_redirects=False
        )
        async with sending as answer:
            if not 200 <= answer.status < 300:
                fault = await answer.content.read(LONGEST_FAULT)
                while not answer.content.at_eof() and len(fault) < LONGEST_FAULT:
                    fault += await answer.content.read(LONGEST_FAULT - len(fault))
                raise Refused(answer.status, answer.headers, fault)
            yield answer

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                headers=self._headers,
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE_S, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
            # aiohttp would resend a PUT or DELETE whose kept connection broke; there is no public switch for it.
            self._http._retry_connection = False
        return self._http


def _plain(value: str | int | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _proxy_for(url: URL) -> str | None:
    """The proxy that the environment names; none between us and the local world."""
    host = url.host or ""
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = host == "localhost"
    if near or urllib.request.proxy_bypass(host):
        return None
    return urllib.request.getproxies().get(url.scheme)
