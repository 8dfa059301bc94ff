"""The API's own errors, by status, errorCode and shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from smartsheet.exceptions import ApiError

from infra.local.people import BY_KEY
from infra.local.smartsheet.sample.ids import BUDGET, LAUNCH_PLAN, RISKS
from tests.local.smartsheet.conftest import Sandbox


def _code(response: requests.Response) -> tuple[int, int]:
    body = response.json()
    assert set(body) >= {"errorCode", "message", "refId"}
    return response.status_code, body["errorCode"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, (401, 1001)),
        ("Bearer nobody", (401, 1002)),
        ("Basic abc", (401, 1002)),
    ],
)
def test_a_missing_or_unknown_token_is_refused(sandbox: Sandbox, header: str | None, expected: tuple[int, int]) -> None:
    """No token is 1001, a wrong one 1002."""
    headers = {"Authorization": header} if header else {}
    assert _code(requests.get(f"{sandbox.url}/2.0/users/me", headers=headers, timeout=5)) == expected


def test_a_token_can_end(sandbox: Sandbox) -> None:
    """Expired is 1003, revoked is 1002, restored works again."""
    token = BY_KEY["ben"].token
    sandbox.world.expire(token)
    assert _code(sandbox.get("/users/me", "ben")) == (401, 1003)
    sandbox.world.revoke(token)
    assert _code(sandbox.get("/users/me", "ben")) == (401, 1002)
    sandbox.world.restore(token)
    assert sandbox.get("/users/me", "ben").status_code == 200


def test_a_sheet_not_shared_looks_like_none(sandbox: Sandbox) -> None:
    """Not shared and not existing are both 404/1006, whichever way one asks."""
    for path in (f"/sheets/{BUDGET}", f"/sheets/{BUDGET}/version", f"/sheets/{BUDGET}/columns", "/sheets/4711"):
        assert _code(sandbox.get(path, "dev")) == (404, 1006)


def test_access_follows_the_shares(sandbox: Sandbox) -> None:
    """A share taken away hides the sheet at once, a new one shows it."""
    sandbox.world.unshare(LAUNCH_PLAN, "dev")
    assert _code(sandbox.get(f"/sheets/{LAUNCH_PLAN}", "dev")) == (404, 1006)
    sandbox.world.share(LAUNCH_PLAN, "elif", "COMMENTER")
    assert sandbox.get(f"/sheets/{LAUNCH_PLAN}", "elif").json()["accessLevel"] == "VIEWER"
    assert sandbox.get(f"/sheets/{LAUNCH_PLAN}", "elif", accessApiLevel=1).json()["accessLevel"] == "COMMENTER"


def test_a_deleted_or_renamed_sheet(sandbox: Sandbox) -> None:
    """A deleted sheet is 404; a renamed one keeps its id and version."""
    before = sandbox.get(f"/sheets/{RISKS}/version").json()
    sandbox.world.rename_sheet(RISKS, "Risks")
    body = sandbox.get(f"/sheets/{RISKS}", pageSize=1).json()
    assert (body["name"], {"version": body["version"]}) == ("Risks", before)
    sandbox.world.delete_sheet(RISKS)
    assert _code(sandbox.get(f"/sheets/{RISKS}")) == (404, 1006)


@pytest.mark.parametrize(
    ("path", "params"),
    [
        (f"/sheets/{RISKS}", {"include": "everything"}),
        (f"/sheets/{RISKS}", {"level": "two"}),
        (f"/sheets/{RISKS}", {"rowIds": "1,x"}),
        (f"/sheets/{RISKS}", {"rowsModifiedSince": "yesterday"}),
        ("/sheets", {"pageSize": "0"}),
        ("/sheets", {"includeAll": "perhaps"}),
        ("/sheets/launch", {}),
    ],
)
def test_parameters_that_do_not_exist_are_refused(sandbox: Sandbox, path: str, params: dict[str, Any]) -> None:
    """A value that is not valid for its parameter is 400/1018."""
    assert _code(sandbox.get(path, **params)) == (400, 1018)


def test_unknown_paths_and_methods(sandbox: Sandbox) -> None:
    """An unknown path is 404/1006, a known one with another method 405/1010."""
    assert _code(sandbox.get("/nothing")) == (404, 1006)
    assert _code(sandbox.send("PATCH", f"/sheets/{RISKS}")) == (405, 1010)


def test_the_sdk_understands_the_errors(sandbox: Sandbox) -> None:
    """The SDK raises its ApiError with our code, message and reference."""
    with pytest.raises(ApiError) as caught:
        sandbox.client("elif").Sheets.get_sheet(RISKS)
    result = caught.value.error.result
    assert (result.status_code, result.code, result.message) == (404, 1006, "Not Found")
    assert result.ref_id


def test_the_rate_limit_is_by_token_and_weight(serve: Callable[..., Sandbox]) -> None:
    """Past the limit is 429/4003 for that token alone; cell history costs ten."""
    sandbox = serve(rate_limit_per_minute=12)
    row, column = sandbox.world.sheet("Risk register").rows[0], sandbox.world.sheet("Risk register").primary
    history = f"/sheets/{RISKS}/rows/{row.id}/columns/{column.id}/history"
    assert sandbox.get(history).status_code == 200
    assert [sandbox.get("/users/me").status_code for _ in range(3)] == [200, 200, 429]
    assert _code(sandbox.get("/users/me")) == (429, 4003)
    assert sandbox.get("/users/me", "ben").status_code == 200


def test_calls_are_recorded(sandbox: Sandbox) -> None:
    """Each request is kept with method, path, person, status and change agent."""
    client = sandbox.client("dev")
    client.with_change_agent("sheetline")
    client.Sheets.get_sheet_version(LAUNCH_PLAN)
    sandbox.get("/sheets/1", "ben")
    first, second = sandbox.world.calls
    assert (first.method, first.path, first.person) == ("GET", f"/sheets/{LAUNCH_PLAN}/version", "dev")
    assert (first.status, first.change_agent) == (200, "sheetline")
    assert (second.person, second.status) == ("ben", 404)
    assert sandbox.world.calls.matching("GET", "/version", person="dev") == [first]
