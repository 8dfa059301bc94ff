"""Which addresses the bot's token may go to."""

from __future__ import annotations

import pytest

from bot.errors import InvalidArguments
from bot.teams.service_urls import ServiceUrls


@pytest.mark.parametrize(
    ("url", "signed_in", "anonymous"),
    [
        ("https://smba.trafficmanager.net/amer/", True, False),
        ("https://smba.infra.gcc.teams.microsoft.com/teams/", True, False),
        ("http://smba.trafficmanager.net/amer/", False, False),
        ("https://smba.trafficmanager.net:8443/amer/", False, False),
        ("https://smba.trafficmanager.net.evil.example/", False, False),
        ("https://evil.example/?smba.trafficmanager.net", False, False),
        ("https://smba.trafficmanager.net@evil.example/", False, False),
        ("http://127.0.0.1:5000/", False, True),
        ("http://localhost:5000/_connector", False, True),
        ("http://[::1]:5000/", False, True),
        ("http://10.0.0.1/", False, False),
        ("file:///etc/passwd", False, False),
        ("", False, False),
        ("not a url", False, False),
    ],
)
def test_which_service_urls_are_spoken_to(url: str, signed_in: bool, anonymous: bool) -> None:
    """Signed in: Teams' own hosts over https. Anonymous: this machine only."""

    def allows(urls: ServiceUrls) -> bool:
        try:
            urls.check(url)
        except InvalidArguments:
            return False
        return True

    assert allows(ServiceUrls()) is signed_in
    assert allows(ServiceUrls(loopback_only=True)) is anonymous


def test_a_service_url_of_an_authenticated_activity_is_spoken_to() -> None:
    """Exactly that URL, and only when not confined to loopback."""
    urls, confined = ServiceUrls(), ServiceUrls(loopback_only=True)
    for each in (urls, confined):
        each.trust("https://connector.example/eu/")

    urls.check("https://connector.example/eu/")
    with pytest.raises(InvalidArguments):
        urls.check("https://connector.example/")
    with pytest.raises(InvalidArguments):
        confined.check("https://connector.example/eu/")
