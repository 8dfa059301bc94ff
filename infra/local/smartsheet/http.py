"""Between aiohttp and the API's conventions: parameters, paging, JSON answers, results of writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from infra.local.smartsheet.errors import ApiError

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

WORLD: web.AppKey[World] = web.AppKey("world")
REFERENCES: web.AppKey[count[int]] = web.AppKey("references")
PERSON: web.RequestKey[str] = web.RequestKey("person", str)
PAGE_SIZE = 100
MAX_PAGE_SIZE = 10_000

Handler = Callable[[web.Request], Any]
Routes = Iterable[tuple[str, str, Handler]]


def world_of(request: web.Request) -> World:
    return request.app[WORLD]


def person_of(request: web.Request) -> str:
    """The key of the token's owner."""
    return request[PERSON]


def answer(body: Any, *, status: int = 200) -> web.Response:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return web.Response(body=raw, status=status, headers={"Content-Type": "application/json;charset=UTF-8"})


def result(value: Any, *, version: int | None = None, message: str = "SUCCESS", code: int = 0) -> dict[str, Any]:
    """The body of a successful write."""
    body: dict[str, Any] = {"message": message, "resultCode": code}
    if value is not None:
        body["result"] = value
    if version is not None:
        body["version"] = version
    return body


def reference(request: web.Request) -> str:
    """A fresh refId, as errors carry for Smartsheet's support."""
    return f"{next(request.app[REFERENCES]) * 2_654_435_761 % 2**40:011x}"


def flags(request: web.Request, name: str, allowed: Sequence[str]) -> frozenset[str]:
    """A comma list such as `include`. Raises 1018 for a flag the endpoint does not know."""
    given = frozenset(part.strip() for part in request.query.get(name, "").split(",") if part.strip())
    for flag in sorted(given):
        if flag not in allowed:
            raise ApiError(1018, flag, name)
    return given


def truth(request: web.Request, name: str) -> bool:
    text = request.query.get(name, "false").lower()
    if text not in ("true", "false"):
        raise ApiError(1018, text, name)
    return text == "true"


def number(request: web.Request, name: str, *, default: int, low: int = 0, high: int = 2**53) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    try:
        value = int(text)
    except ValueError:
        raise ApiError(1018, text, name) from None
    if not low <= value <= high:
        raise ApiError(1018, text, name)
    return value


def ids(request: web.Request, name: str) -> list[int] | None:
    """A comma list of ids or numbers; None when the parameter is absent."""
    text = request.query.get(name)
    if not text:
        return None
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise ApiError(1018, text, name) from None


def since(request: web.Request, name: str) -> datetime | None:
    """A moment in ISO 8601, UTC when it names no zone."""
    text = request.query.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise ApiError(1018, text, name) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def json_body(request: web.Request) -> Any:
    """The JSON of a POST or PUT. Raises 1124, 1024, 1008."""
    if request.content_type != "application/json":
        raise ApiError(1124)
    raw = await request.read()
    if not raw:
        raise ApiError(1024)
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as bad:
        raise ApiError(1008, f"Malformed JSON: {bad}.") from None


def listing(request: web.Request, items: Sequence[Any], render: Callable[[Any], Any]) -> web.Response:
    """One page of an index: page/pageSize (default 100; a page past the end is the last), or all with includeAll."""
    total = len(items)
    if truth(request, "includeAll"):
        chosen: Sequence[Any] = items
        body: dict[str, Any] = {"pageNumber": 1, "totalPages": 1, "totalCount": total}
    else:
        size = number(request, "pageSize", default=PAGE_SIZE, low=1, high=MAX_PAGE_SIZE)
        pages = max(1, -(-total // size))
        page = min(number(request, "page", default=1, low=1), pages)
        chosen = items[(page - 1) * size : page * size]
        body = {"pageNumber": page, "pageSize": size, "totalPages": pages, "totalCount": total}
    return answer(body | {"data": [render(item) for item in chosen]})


def token_listing(
    request: web.Request, items: Sequence[Any], render: Callable[[Any], Any], *, key: str
) -> web.Response:
    """One page of the newer, token-paged lists: maxItems and lastKey (absent on the last page)."""
    size = number(request, "maxItems", default=PAGE_SIZE, low=1, high=1_000)
    start = number(request, "lastKey", default=0)
    body: dict[str, Any] = {key: [render(item) for item in items[start : start + size]]}
    if start + size < len(items):
        body["lastKey"] = str(start + size)
    return answer(body)
