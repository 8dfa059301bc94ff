"""Turns whatever a worker thread met, from the SDK, requests, urllib3, msgspec or the disk, into bot.errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
import requests
from urllib3.exceptions import HTTPError

from bot.errors import Internal
from bot.smartsheet.operation import Operation
from bot.smartsheet.sdk_client import Client, Refused, Unreadable
from bot.smartsheet.smartsheet_errors import error_from, error_from_transport, unreadable
from bot.smartsheet.transfer import Watch

T = TypeVar("T")


def translated(
    work: Callable[[Client, Watch], T], client: Callable[[], Client], watch: Watch, described: Operation
) -> T:
    """Run `work` in this thread; whatever fails leaves as an error of bot.errors.

    The causes are not chained: requests' own carry URLs with query strings, which may hold what a person searched for.
    """
    request, writing = described.request, described.writing
    watch.check()
    try:
        return work(client(), watch)
    except Refused as refused:
        raise error_from(refused.status, refused.body, refused.headers, request=request, writing=writing) from None
    except Unreadable as odd:
        raise unreadable(request=request, why=str(odd), writing=writing) from None
    except (requests.RequestException, HTTPError) as broken:
        raise error_from_transport(broken, request=request, writing=writing) from None
    except OSError as disk:
        raise Internal("The sheet could not be stored here.", detail=f"{request} {disk!r}") from disk


def decoded(raw: bytes, into: type[T]) -> T:
    """The JSON body as `into`. Raises Unreadable when it is not JSON or not of that shape."""
    try:
        return msgspec.json.decode(raw, type=into)
    except (msgspec.DecodeError, UnicodeDecodeError) as odd:
        raise Unreadable(f"{len(raw)} bytes: {type(odd).__name__}") from None
