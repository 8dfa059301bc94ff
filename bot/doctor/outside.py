"""What others must reach or take: the bot's own public address, and the collector of its telemetry."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

import aiohttp

from bot.app.settings import Settings
from bot.doctor.findings import NotTried, Problem
from bot.doctor.network import explaining
from bot.telemetry import parsed_headers

ASK_S = 10.0
WEBHOOK_PORTS = (443, 8000, 8008, 8080, 8443)
"""https://developers.smartsheet.com/api/smartsheet/guides/webhooks (FACTS, Webhooks)."""


async def check_public_url(settings: Settings, *, trust: ssl.SSLContext | None = None) -> str:
    """PUBLIC_URL answers as this bot, and is one that Teams and Smartsheet call. `trust`: instead of this machine's."""
    url = settings.public_url
    if url is None:
        raise NotTried("PUBLIC_URL is not set: set it to have the address that Teams calls checked.")
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise Problem(f"{url} is not https.", todo="Give it a certificate of a public authority: Teams calls no other.")
    if (parts.port or 443) not in WEBHOOK_PORTS:
        ports = ", ".join(map(str, WEBHOOK_PORTS))
        raise Problem(f"Smartsheet calls no port {parts.port}.", todo=f"Serve PUBLIC_URL on one of {ports}.")
    todo = "Start the bot, then check the tunnel, gateway or DNS in front of it."
    async with explaining(url, setting="PUBLIC_URL"):
        status, body = await _fetch(f"{url.rstrip('/')}/healthz", trust=trust)
    if status != 200 or '"alive"' not in body:
        raise Problem(f"{url}/healthz answers {status}, and not as Sheetline does.", todo=todo)
    return f"{url} answers as this bot. Teams calls {url.rstrip('/')}/api/messages."


async def check_telemetry(settings: Settings) -> str:
    """The OTLP collector takes an empty batch, with our headers."""
    url = settings.otel_exporter_otlp_endpoint
    if url is None:
        raise NotTried("OTEL_EXPORTER_OTLP_ENDPOINT is not set: no traces and metrics are sent.")
    secret = settings.otel_exporter_otlp_headers
    headers = {"Content-Type": "application/x-protobuf", **parsed_headers(secret.get_secret_value() if secret else "")}
    async with explaining(url, setting="OTEL_EXPORTER_OTLP_ENDPOINT"):
        status, _ = await _fetch(f"{url.rstrip('/')}/v1/traces", send=b"", headers=headers)
    if status in (401, 403):
        raise Problem(f"The collector answers {status}.", todo="Put its key into OTEL_EXPORTER_OTLP_HEADERS.")
    if status >= 300:
        todo = "Set OTEL_EXPORTER_OTLP_ENDPOINT to the root of an OTLP/HTTP receiver (port 4318, not 4317)."
        raise Problem(f"{url}/v1/traces answers {status}.", todo=todo)
    return f"{url} takes traces."


async def _fetch(
    url: str, *, send: bytes | None = None, headers: dict[str, str] | None = None, trust: ssl.SSLContext | None = None
) -> tuple[int, str]:
    """Status and the body's first 1,000 characters. Raises OSError (aiohttp's included) or TimeoutError."""
    timeout = aiohttp.ClientTimeout(total=ASK_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http:
            method = "GET" if send is None else "POST"
            async with http.request(method, url, data=send, headers=headers, ssl=trust or True) as response:
                return response.status, (await response.text(errors="replace"))[:1000]
    except aiohttp.ClientError as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
