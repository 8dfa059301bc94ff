"""Who may: the master key's signature, verified; an Entra ID token, by its shape.

https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import unquote

from infra.local.cosmos.refusals import Refused

MAX_AGE_S = 900
_TOKEN_SHAPE = re.compile(r"^[\w-]+\.[\w-]+\.[\w-]+$")

Authority = Literal["key", "token"]


def authorize(headers: Mapping[str, str], *, verb: str, segments: list[str], key: str) -> Authority:
    """How the request proved itself; raises Refused with 401 when it did not."""
    parts = dict(part.split("=", 1) for part in unquote(headers.get("Authorization", "")).split("&") if "=" in part)
    if parts.get("type") == "aad" and _TOKEN_SHAPE.match(parts.get("sig", "")):
        return "token"
    if parts.get("type") != "master" or parts.get("ver") != "1.0":
        raise _unauthorized("Required Header authorization is missing or of an unknown type.")
    stamp = headers.get("x-ms-date", "")
    if not _is_recent(stamp):
        raise _unauthorized("The authorization token is not valid at the current time.")
    if not hmac.compare_digest(parts.get("sig", ""), sign(verb=verb, segments=segments, stamp=stamp, key=key)):
        raise _unauthorized("The input authorization token can't serve the request.")
    return "key"


def sign(*, verb: str, segments: list[str], stamp: str, key: str) -> str:
    """The signature over verb, resource type, resource link (names in their own case) and date."""
    feed = len(segments) % 2 == 1
    resource_type = segments[-1] if feed else segments[-2] if segments else ""
    link = "/".join(segments[:-1] if feed else segments)
    text = f"{verb.lower()}\n{resource_type.lower()}\n{link}\n{stamp.lower()}\n\n"
    return base64.b64encode(hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()).decode()


def _is_recent(stamp: str) -> bool:
    try:
        return abs(parsedate_to_datetime(stamp).timestamp() - time.time()) <= MAX_AGE_S
    except ValueError:
        return False


def _unauthorized(message: str) -> Refused:
    return Refused(401, "Unauthorized", message)
