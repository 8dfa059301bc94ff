"""How far a connection gets: the name, the port, the certificate. Asked after a call failed, to say why."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from bot.doctor.findings import Problem
from bot.errors import TimedOut, Unavailable

STEP_S = 5.0
_PORTS = {"http": 80, "https": 443}


@asynccontextmanager
async def explaining(url: str, *, setting: str) -> AsyncIterator[None]:
    """Around calls to `url`: when they fail for want of an answer, say which step of connecting fails, if one does.

    After the failure rather than before the call, for behind a proxy a direct connection proves nothing.
    """
    try:
        yield
    except (Unavailable, TimedOut, TimeoutError, OSError) as error:
        if (why := await broken_step(url, setting=setting)) is not None:
            raise why from error
        raise


async def broken_step(url: str, *, setting: str) -> Problem | None:
    """The first step of connecting to `url` that fails, or None when all work."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443)
    try:
        async with asyncio.timeout(STEP_S):
            await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError):
        return Problem(
            f"DNS: the name {host} is not known.", todo=f"Check the spelling in {setting}, then the DNS here."
        )
    context = ssl.create_default_context() if parts.scheme == "https" else None
    try:
        async with asyncio.timeout(STEP_S):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except ssl.SSLError as error:
        said = getattr(error, "verify_message", "") or error.reason or str(error)
        return Problem(
            f"TLS: {host}:{port} has no certificate that is trusted here: {said}.",
            todo=f"Check {setting}; behind a proxy that opens TLS, add its certificate to this machine's.",
        )
    except ConnectionRefusedError:
        return Problem(f"{host}:{port} refuses the connection.", todo=f"Start the server, or correct {setting}.")
    except (OSError, TimeoutError) as error:
        return Problem(
            f"{host}:{port} cannot be reached: {str(error) or 'no answer'}.",
            todo="Check the firewall, the private endpoint's network and the proxy.",
        )
    writer.close()
    return None
