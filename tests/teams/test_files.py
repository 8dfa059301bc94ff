"""Files are fetched from SharePoint alone, whole and once; what else can happen to a link is told in words."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from yarl import URL

from bot.errors import Internal, InvalidArguments, LimitExceeded, NotFound, SheetlineError, TeamsUnavailable, TimedOut
from bot.store.files import FileBox
from bot.teams.file_hosts import FileHosts, PublicResolver
from bot.teams.files import TeamsFiles
from infra.local.servers import start

DATA = b"Task,Due\nVenue,2026-12-01\n" * 100


class Drive:
    """SharePoint, as far as a download link goes; `asked` counts the requests by path."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.url = ""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        match request.path:
            case "/file":
                return web.Response(body=DATA)
            case "/moved":
                raise web.HTTPFound("/file")
            case "/login":
                raise web.HTTPFound("https://login.microsoftonline.com/common")
            case "/metadata":
                raise web.HTTPFound("http://169.254.169.254/latest/meta-data/")
            case "/round":
                raise web.HTTPFound("/round")
            case "/expired":
                return web.Response(status=401)
            case "/large":
                return web.Response(body=b"x" * 2_000)
            case "/slow":
                await asyncio.sleep(5)
            case "/moody":
                return web.Response(status=503) if self.asked.count("/moody") == 1 else web.Response(body=DATA)
            case "/down":
                return web.Response(status=503)
            case "/endless":
                return await self._endless(request)
            case "/empty":
                return web.Response(body=b"")
            case "/zipped":
                return web.Response(body=DATA, headers={"X-Asked": request.headers["Accept-Encoding"]})
        return web.Response(status=404)

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 1_000)
        except ConnectionError:
            return response


@pytest_asyncio.fixture
async def drive() -> AsyncIterator[Drive]:
    one = Drive()
    app = web.Application()
    app.router.add_get("/{path:.*}", one.serve)
    server = await start(app)
    one.url = server.url
    yield one
    await server.aclose()


@pytest_asyncio.fixture
async def files(tmp_path: Path) -> AsyncIterator[TeamsFiles]:
    made = TeamsFiles(FileBox(tmp_path / "files"), FileHosts(loopback=True), deadline_s=1.0, largest=100_000)
    yield made
    await made.aclose()


@pytest.mark.parametrize("path", ["file", "moved", "moody"])
async def test_a_file_is_kept_under_its_hash(drive: Drive, files: TeamsFiles, path: str) -> None:
    kept = await files.fetch(f"{drive.url}/{path}", name="plan.csv")
    assert kept.sha256 == hashlib.sha256(DATA).hexdigest()
    assert kept.size == len(DATA)
    assert (await files.path(kept.sha256)).read_bytes() == DATA


FAILING: list[tuple[str, type[SheetlineError], str]] = [
    ("expired", NotFound, "no longer works"),
    ("gone", NotFound, "no longer works"),
    ("login", NotFound, "no longer works"),
    ("metadata", NotFound, "no longer works"),
    ("round", NotFound, "no longer works"),
    ("slow", TimedOut, "took too long"),
    ("down", TeamsUnavailable, "could not be downloaded"),
    ("endless", LimitExceeded, "larger than"),
    ("empty", InvalidArguments, "is empty"),
]


@pytest.mark.parametrize(("path", "error", "said"), FAILING, ids=[path for path, _, _ in FAILING])
async def test_a_link_that_fails_says_what_to_do_and_leaves_nothing(
    drive: Drive, files: TeamsFiles, tmp_path: Path, path: str, error: type[SheetlineError], said: str
) -> None:
    with pytest.raises(error, match=said) as caught:
        await files.fetch(f"{drive.url}/{path}", name="plan.csv")
    assert caught.value.hint
    assert list((tmp_path / "files").iterdir()) == []


async def test_a_file_over_the_limit_is_refused_by_its_stated_length(drive: Drive, tmp_path: Path) -> None:
    files = TeamsFiles(FileBox(tmp_path), FileHosts(loopback=True), largest=1_000)
    with pytest.raises(LimitExceeded):
        await files.fetch(f"{drive.url}/large", name="x")
    await files.aclose()


FORGED = [
    "http://127.0.0.1:{port}/file",
    "http://localhost:{port}/file",
    "http://169.254.169.254/latest/meta-data/",
    "https://10.0.0.5/file",
    "https://[::1]/file",
    "http://contoso.sharepoint.com/file",
    "https://contoso.sharepoint.com:8443/file",
    "https://sharepoint.com.evil.example/file",
    "https://evilsharepoint.com/file",
    "https://contoso.sharepoint.com@10.0.0.5/file",
    "https://user:secret@contoso.sharepoint.com/file",
    "file:///etc/passwd",
    "ftp://contoso.sharepoint.com/x",
    "",
    "https://",
    "//contoso.sharepoint.com/x",
]


@pytest.mark.parametrize("forged", FORGED)
async def test_an_address_that_is_none_of_sharepoints_is_not_asked(drive: Drive, tmp_path: Path, forged: str) -> None:
    files = TeamsFiles(FileBox(tmp_path), FileHosts())
    with pytest.raises(InvalidArguments, match="did not fetch"):
        await files.fetch(forged.replace("{port}", str(URL(drive.url).port)), name="x")
    assert drive.asked == []
    await files.aclose()


def test_sharepoint_and_the_hosts_of_the_settings_are_allowed() -> None:
    hosts = FileHosts(("files.example.com", ".drive.example"))
    for url in ("https://contoso-my.sharepoint.com/x?t=1", "https://files.example.com/x", "https://a.drive.example/"):
        assert hosts.allow(URL(url)), url
    for url in ("https://b.files.example.com/x", "https://drive.example/", "https://xdrive.example/"):
        assert not hosts.allow(URL(url)), url


async def test_a_name_that_resolves_to_this_machine_is_not_connected_to() -> None:
    resolver = PublicResolver()
    with pytest.raises(OSError, match="no public address"):
        await resolver.resolve("localhost", 443)
    await resolver.close()


async def test_a_file_is_gone_after_its_time_and_one_that_was_altered_is_not_handed_out(
    drive: Drive, tmp_path: Path
) -> None:
    files = TeamsFiles(FileBox(tmp_path), FileHosts(loopback=True))
    kept = await files.fetch(f"{drive.url}/file", name="x")
    path = await files.path(kept.sha256)
    path.write_bytes(b"other bytes")
    with pytest.raises(NotFound, match="no longer kept"):
        await files.path(kept.sha256)
    path.write_bytes(DATA)
    os.utime(path, (time.time() - 25 * 3600,) * 2)
    with pytest.raises(NotFound):
        await files.path(kept.sha256)
    again = await files.fetch(f"{drive.url}/file", name="x")
    assert (await files.path(again.sha256)).read_bytes() == DATA
    for forged in ("../sheetline.db", "a" * 64, "", "A" * 64):
        with pytest.raises(NotFound):
            await files.path(forged)
    await files.aclose()


async def test_the_oldest_files_make_room(drive: Drive, tmp_path: Path) -> None:
    files = TeamsFiles(FileBox(tmp_path, most_bytes=3_000), FileHosts(loopback=True))
    old = await files.fetch(f"{drive.url}/file", name="x")
    os.utime(tmp_path / old.sha256, (time.time() - 60,) * 2)
    new = await files.fetch(f"{drive.url}/large", name="y")
    await files.fetch(f"{drive.url}/large", name="y")
    with pytest.raises(NotFound):
        await files.path(old.sha256)
    assert await files.path(new.sha256)
    await files.aclose()


async def test_a_folder_that_takes_no_files_is_told_of(drive: Drive, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    files = TeamsFiles(FileBox(tmp_path / "files"), FileHosts(loopback=True))
    with pytest.raises(Internal, match="cannot be kept here"):
        await files.fetch(f"{drive.url}/file", name="plan.csv")
    assert drive.asked == []
    await files.aclose()
