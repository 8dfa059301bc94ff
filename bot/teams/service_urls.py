"""Where the bot's token may be sent: only to Teams, and to service URLs that came with an authenticated activity."""

from __future__ import annotations

import ipaddress

from yarl import URL

from bot.errors import InvalidArguments

MICROSOFT_HOSTS = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
)
"""Teams' connectors; https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages"""


class ServiceUrls:
    """The allow-list the connector asks before each call.

    A stored conversation outlives the process that authenticated it, so Teams' own hosts are always allowed over
    https; any other URL only after this process saw it in an activity whose token named it. `loopback_only` is for
    the anonymous local bot: nothing but this machine.
    """

    def __init__(self, *, loopback_only: bool = False, hosts: tuple[str, ...] = MICROSOFT_HOSTS) -> None:
        self._loopback_only = loopback_only
        self._hosts = frozenset(hosts)
        self._seen: set[str] = set()

    def trust(self, service_url: str) -> None:
        """Remember the URL of an authenticated activity."""
        self._seen.add(service_url)

    def check(self, service_url: str) -> None:
        """Return when the token may go there. Raises InvalidArguments otherwise; nothing is sent."""
        if not self._allows(service_url):
            raise InvalidArguments(
                "This conversation's address is not one of Teams'.",
                detail=f"service URL {service_url!r} did not come from an authenticated activity",
            )

    def _allows(self, service_url: str) -> bool:
        try:
            url = URL(service_url)
        except ValueError:
            return False
        if self._loopback_only:
            return is_loopback(url)
        return service_url in self._seen or (url.scheme == "https" and url.host in self._hosts and url.port == 443)


def is_loopback(url: URL) -> bool:
    """Whether the URL names this machine: localhost or a loopback address."""
    if url.scheme not in {"http", "https"} or url.host is None:
        return False
    if url.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return False
