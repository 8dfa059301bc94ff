"""Files that people send in Teams: fetched by the link that came with the message, and kept for a day.

The link needs no sign-in and works for minutes only, so it is followed as soon as the message is worked
(https://devblogs.microsoft.com/microsoft365dev/working-with-files-in-your-microsoft-teams-bot/).
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path

import aiohttp
import structlog
from yarl import URL

from bot.errors import Internal, InvalidArguments, LimitExceeded, NotFound, TeamsUnavailable, TimedOut
from bot.ports.files import IncomingFile, KeptFile, KeptFiles
from bot.teams.file_hosts import FileHosts, PublicResolver

LARGEST = 30 * 10**6
"""Bytes; what Smartsheet takes as an attachment (https://developers.smartsheet.com/api/smartsheet/openapi/attachments)."""

_MOST_REDIRECTS = 4
_TRIES = 2
_PIECE = 256 * 1024
_GONE = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_log = structlog.get_logger(__name__)


class TeamsFiles:
    """The Files port over HTTP and a folder; each download within `deadline_s` seconds, its second try included."""

    def __init__(self, box: KeptFiles, hosts: FileHosts, *, deadline_s: float = 60.0, largest: int = LARGEST) -> None:
        self._box = box
        self._hosts = hosts
        self._deadline_s = deadline_s
        self._largest = largest
        self._http: aiohttp.ClientSession | None = None

    async def fetch(self, url: str, *, name: str) -> KeptFile:
        """See Files.fetch."""
        asked = self._checked(url, name)
        incoming = self._begin(name)
        try:
            async with asyncio.timeout(self._deadline_s):
                kept = await self._fetched(asked, name, incoming)
        except TimeoutError as error:
            raise TimedOut(f"“{name}” took too long to download.", hint="Send it again.") from error
        finally:
            incoming.drop()
        _log.info("file_kept", size=kept.size, host=asked.host)
        return kept

    def _begin(self, name: str) -> IncomingFile:
        try:
            return self._box.begin()
        except OSError as error:
            said = f"“{name}” cannot be kept here now."
            raise Internal(said, hint="Tell your Sheetline admin: “doctor” says why.", detail=repr(error)) from error

    async def path(self, sha256: str) -> Path:
        return await asyncio.to_thread(self._box.path, sha256)

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.close()

    def _checked(self, url: str, name: str) -> URL:
        try:
            asked = URL(url)
        except ValueError:
            asked = URL()
        if not self._hosts.allow(asked):
            raise InvalidArguments(
                f"“{name}” does not lie on SharePoint or OneDrive, so I did not fetch it.",
                hint="Send the file itself in this chat, from your computer or from OneDrive.",
                detail=f"host {asked.host!r}",
            )
        return asked

    async def _fetched(self, url: URL, name: str, incoming: IncomingFile) -> KeptFile:
        for last in (False, True):
            try:
                await self._download(url, name, incoming)
                return incoming.keep()
            except (aiohttp.ClientError, TeamsUnavailable, OSError) as error:
                if last or incoming.size:
                    no_progress = f"“{name}” could not be downloaded."
                    detail = f"{type(error).__name__} at {url.host}"  # never the link: it needs no sign-in
                    raise TeamsUnavailable(no_progress, hint="Send it again in a minute.", detail=detail) from error
                _log.warning("file_download_retried", kind=type(error).__name__, host=url.host)
                await asyncio.sleep(0.5)
        raise AssertionError("unreachable")

    async def _download(self, url: URL, name: str, incoming: IncomingFile) -> None:
        """Follow the link, checking each place it leads to, and take the bytes as they come."""
        for _ in range(_MOST_REDIRECTS + 1):
            async with self._session().get(url, allow_redirects=False) as response:
                if (leads_to := response.headers.get("Location")) and 300 <= response.status < 400:
                    url = url.join(URL(leads_to))
                    if not self._hosts.allow(url):  # as a rule the page to sign in at, when the link is too old
                        raise _gone(name, f"led to {url.host!r}")
                    continue
                if response.status in _GONE:
                    raise _gone(name, f"status {response.status}")
                if response.status != HTTPStatus.OK:
                    raise TeamsUnavailable("SharePoint does not hand out the file.", detail=f"status {response.status}")
                return await self._take(response, name, incoming)
        raise _gone(name, "redirected without end")

    async def _take(self, response: aiohttp.ClientResponse, name: str, incoming: IncomingFile) -> None:
        limit = LimitExceeded(
            f"“{name}” is larger than {self._largest // 10**6} MB, the most that Smartsheet takes.",
            hint="Send a smaller one, or a link to it.",
        )
        if (response.content_length or 0) > self._largest:
            raise limit
        try:
            async for piece in response.content.iter_chunked(_PIECE):
                incoming.write(piece, most=self._largest)
        except LimitExceeded:
            raise limit from None
        if not incoming.size:
            raise InvalidArguments(f"“{name}” is empty.", hint="Check the file and send it again.")

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            resolver = None if self._hosts.loopback else PublicResolver()
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, limit=8),
                headers={"Accept-Encoding": "identity"},
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=20),
            )
        return self._http


def _gone(name: str, detail: str) -> NotFound:
    return NotFound(
        f"The link that Teams gave me for “{name}” no longer works.", hint="Send the file again.", detail=detail
    )
