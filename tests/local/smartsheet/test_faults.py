"""Faults strike the requests they are meant for, in the way they are named."""

from __future__ import annotations

import pytest
import requests
from smartsheet.exceptions import ApiError, UnexpectedRequestError

from infra.local.smartsheet.faults import Faults, Kind
from infra.local.smartsheet.sample.ids import LAUNCH_PLAN, RISKS
from tests.local.smartsheet.conftest import Sandbox


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (Kind.RATE_LIMIT, 429, 4003),
        (Kind.RETRY, 500, 4004),
        (Kind.UNEXPECTED, 500, 4000),
        (Kind.TIMEOUT, 500, 4002),
        (Kind.MAINTENANCE, 503, 4001),
    ],
)
def test_error_answers(sandbox: Sandbox, kind: Kind, status: int, code: int) -> None:
    """Each kind answers its status and code once, then the sandbox is well again."""
    sandbox.world.faults.add(kind, path="/version$")
    with pytest.raises(ApiError) as caught:
        sandbox.client().Sheets.get_sheet_version(RISKS)
    assert (caught.value.error.result.status_code, caught.value.error.result.code) == (status, code)
    assert sandbox.client().Sheets.get_sheet_version(RISKS).version == sandbox.world.sheets[RISKS].version


def test_retry_after_is_sent_when_asked_for(sandbox: Sandbox) -> None:
    """A rate-limit fault carries Retry-After only when scripted with one."""
    sandbox.world.faults.add(Kind.RATE_LIMIT, retry_after=7)
    sandbox.world.faults.add(Kind.RATE_LIMIT)
    first, second = sandbox.get("/users/me"), sandbox.get("/users/me")
    assert (first.headers.get("Retry-After"), second.headers.get("Retry-After")) == ("7", None)


def test_pages_instead_of_json(sandbox: Sandbox) -> None:
    """A bad gateway is a 502 page; not_json is a page with status 200."""
    sandbox.world.faults.add(Kind.BAD_GATEWAY)
    sandbox.world.faults.add(Kind.NOT_JSON)
    first, second = sandbox.get("/users/me"), sandbox.get("/users/me")
    assert (first.status_code, second.status_code) == (502, 200)
    assert first.text.startswith("<html>")
    assert second.text.startswith("<html>")


def test_a_hang_lasts_as_long_as_said(sandbox: Sandbox) -> None:
    """A hanging request outlives a short client timeout and answers a patient one."""
    sandbox.world.faults.add(Kind.HANG, seconds=0.4, count=2)
    headers = {"Authorization": f"Bearer {next(iter(sandbox.world.tokens))}"}
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(f"{sandbox.url}/2.0/users/me", headers=headers, timeout=0.1)
    assert requests.get(f"{sandbox.url}/2.0/users/me", headers=headers, timeout=5).status_code == 200


def test_dropped_before_and_after_the_effect(sandbox: Sandbox) -> None:
    """Both lose the answer; only drop_after has written the row."""
    sheet = sandbox.world.sheet("Risk register")
    row = {"toBottom": True, "cells": [{"columnId": sheet.primary.id, "value": "Once only"}]}
    for kind, rows in ((Kind.DROP_BEFORE, 20), (Kind.DROP_AFTER, 21)):
        sandbox.world.faults.add(kind, method="POST", path="/rows$")
        with pytest.raises(UnexpectedRequestError):
            sandbox.client().Sheets.add_rows(RISKS, [_row(row)])
        assert len(sandbox.world.sheet("Risk register").rows) == rows


def _row(body: dict[str, object]) -> object:
    from smartsheet.models import Row

    return Row(body)


def test_a_truncated_body_does_not_arrive_whole(sandbox: Sandbox) -> None:
    """The answer announces its length and stops in the middle."""
    sandbox.world.faults.add(Kind.TRUNCATE, path=f"/sheets/{LAUNCH_PLAN}$")
    with pytest.raises(requests.exceptions.RequestException):
        sandbox.get(f"/sheets/{LAUNCH_PLAN}")
    assert len(sandbox.get(f"/sheets/{LAUNCH_PLAN}").json()["rows"]) == 46


def test_faults_are_for_the_requests_they_name(sandbox: Sandbox) -> None:
    """Method, path, skip and count decide which requests are struck."""
    sandbox.world.faults.add(Kind.RETRY, method="GET", path="/version$", skip=1, count=2)
    paths = ["/users/me", *[f"/sheets/{RISKS}/version"] * 4]
    assert [sandbox.get(path).status_code for path in paths] == [200, 200, 500, 500, 200]


def test_random_faults_repeat_with_their_seed() -> None:
    """Equal seeds strike equal requests, about as often as the probability says."""

    def struck(seed: int) -> list[bool]:
        faults = Faults(seed=seed)
        faults.add(Kind.RETRY, count=None, probability=0.3)
        return [faults.strike("GET", "/sheets") is not None for _ in range(400)]

    assert struck(5) == struck(5) != struck(6)
    assert 80 < sum(struck(5)) < 160


def test_another_process_can_switch_faults(sandbox: Sandbox) -> None:
    """The control endpoint scripts and clears faults and shows calls, but not through a proxy."""
    control = f"{sandbox.url}/_control/faults"
    assert requests.post(control, json={"kind": "retry", "path": "/users", "count": 5}, timeout=5).status_code == 201
    assert sandbox.get("/users/me").status_code == 500
    assert requests.post(control, json={"kind": "gremlins"}, timeout=5).status_code == 400
    assert requests.get(control, headers={"X-Forwarded-For": "10.0.0.1"}, timeout=5).status_code == 404
    assert requests.delete(control, timeout=5).status_code == 204
    assert sandbox.get("/users/me").status_code == 200
    calls = requests.get(f"{sandbox.url}/_control/calls", timeout=5).json()
    assert [(call["path"], call["fault"]) for call in calls] == [("/users/me", "retry"), ("/users/me", None)]


def test_another_process_can_change_a_cell_and_end_a_token(sandbox: Sandbox) -> None:
    """Cells change as a colleague would change them; a token can be revoked from outside."""
    row = sandbox.world.sheet("Risk register").rows[0]
    change = {"sheetId": RISKS, "rowId": row.id, "column": "Status", "value": "Closed", "by": "ben"}
    assert requests.post(f"{sandbox.url}/_control/cells", json=change, timeout=5).status_code == 204
    assert sandbox.world.sheets[RISKS].value(row, "Status") == "Closed"
    token = next(iter(sandbox.world.tokens))
    ended = requests.post(f"{sandbox.url}/_control/tokens", json={"token": token, "state": "revoked"}, timeout=5)
    assert ended.status_code == 204
    assert sandbox.get("/users/me").status_code == 401
