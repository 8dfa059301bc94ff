"""Where files may be fetched from: a forged activity must not make the bot ask anything inside our own network.

Teams puts what a person sends into their OneDrive for work or school and hands the bot a link to it there, on the
tenant's SharePoint host (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.teams.service_urls import is_loopback

MICROSOFT_HOSTS = (".sharepoint.com",)


class FileHosts:
    """The allow-list asked before each request, redirects included. `hosts` are more names, `.example.com` for all
    below it; `loopback` allows this machine, for the local world."""

    def __init__(self, hosts: Sequence[str] = (), *, loopback: bool = False) -> None:
        self._hosts = tuple(host.casefold() for host in (*MICROSOFT_HOSTS, *hosts))
        self.loopback = loopback

    def allow(self, url: URL) -> bool:
        if self.loopback and is_loopback(url):
            return True
        host = (url.host or "").casefold().rstrip(".")
        if url.scheme != "https" or url.port != 443 or url.user is not None or not host or _is_address(host):
            return False
        return any(host.endswith(each) if each.startswith(".") else host == each for each in self._hosts)


class PublicResolver(AbstractResolver):
    """Names as the system resolves them, without addresses that are not public, whatever a name server says."""

    def __init__(self) -> None:
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._system.resolve(host, port, family)
        public = [each for each in found if ipaddress.ip_address(each["host"].partition("%")[0]).is_global]
        if not public:
            raise OSError(f"{host} has no public address")
        return public

    async def close(self) -> None:
        await self._system.close()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
