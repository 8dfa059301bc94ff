"""Users: who the token belongs to."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.smartsheet import http
from infra.local.smartsheet.access import as_id, visible_sheets
from infra.local.smartsheet.containers import User
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.rendering import stamp

ACCOUNT = {"id": 2_110_000_000_000_004, "name": "Northwind"}


def routes() -> http.Routes:
    return (("GET", "/users/me", get_me), ("GET", "/users", list_users), ("GET", "/users/{userId}", get_user))


async def get_me(request: web.Request) -> web.Response:
    world, person = http.world_of(request), http.person_of(request)
    user = world.users[person]
    body = _profile(user)
    body |= {
        "locale": "en_US",
        "timeZone": "Europe/Amsterdam",
        "account": ACCOUNT,
        "admin": person == "ava",
        "licensedSheetCreator": person != "elif",
        "groupAdmin": False,
        "resourceViewer": True,
        "jiraAdmin": False,
        "salesforceAdmin": False,
        "salesforceUser": False,
        "alternateEmails": [],
        "sheetCount": len(visible_sheets(world, person)),
        "lastLogin": stamp(world.now()),
        "title": "",
        "department": "",
        "company": "Northwind",
        "workPhone": "",
        "mobilePhone": "",
        "role": "",
    }
    return http.answer(body)


async def list_users(request: web.Request) -> web.Response:
    """Only an account admin may list people, as in the API."""
    world = http.world_of(request)
    if http.person_of(request) != "ava":
        raise ApiError(1004)
    email = request.query.get("email")
    users = [user for user in world.users.values() if email is None or user.email in email.split(",")]
    return http.listing(request, users, lambda user: _profile(user) | {"name": user.name, "status": "ACTIVE"})


async def get_user(request: web.Request) -> web.Response:
    world, user_id = http.world_of(request), as_id(request.match_info["userId"])
    for user in world.users.values():
        if user.id == user_id:
            return http.answer(_profile(user))
    raise ApiError(1020)


def _profile(user: User) -> dict[str, Any]:
    first, _, last = user.name.partition(" ")
    return {"id": user.id, "email": user.email, "firstName": first, "lastName": last}
