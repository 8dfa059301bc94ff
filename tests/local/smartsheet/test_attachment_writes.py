"""Links and files attached through the API: both ways of uploading, versions, who may, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import requests

from infra.local.smartsheet.sample.ids import LAUNCH_PLAN
from tests.local.smartsheet.conftest import Sandbox

FILES = f"/sheets/{LAUNCH_PLAN}/attachments"
LINK = {"name": "Spec", "url": "https://docs.northwind.example/spec", "attachmentType": "LINK"}


def names(sandbox: Sandbox) -> list[str]:
    return [each["name"] for each in sandbox.get(FILES).json()["data"]]


def test_a_link_is_attached_and_removed(sandbox: Sandbox) -> None:
    """To a row, the sheet and a comment; lists and the single answer show its address."""
    plan = sandbox.world.sheets[LAUNCH_PLAN]
    parents = [
        ("ROW", f"/sheets/{LAUNCH_PLAN}/rows/{plan.rows[4].id}"),
        ("SHEET", f"/sheets/{LAUNCH_PLAN}"),
        ("COMMENT", f"/sheets/{LAUNCH_PLAN}/comments/{sandbox.world.records.discussions[0].comments[0].id}"),
    ]
    for kind, parent in parents:
        made = sandbox.send("POST", f"{parent}/attachments", json=LINK).json()
        assert made["version"] == plan.version
        assert (made["result"]["parentType"], made["result"]["url"]) == (kind, LINK["url"])
        one = f"{FILES}/{made['result']['id']}"
        assert "urlExpiresInMillis" not in sandbox.get(one).json()
        assert sandbox.send("DELETE", one).status_code == 200
        assert sandbox.get(one).json()["errorCode"] == 1006


def test_a_file_is_uploaded_in_both_ways_and_fetched_without_a_token(sandbox: Sandbox) -> None:
    """The SDK's multipart form and a simple upload; the address is told for two minutes."""
    content = b"%PDF-1.7 " + bytes(range(256)) * 9
    row = sandbox.world.sheets[LAUNCH_PLAN].rows[4]
    form = sandbox.client().Attachments.attach_file_to_row(
        LAUNCH_PLAN, row.id, ("Büro plan.pdf", io.BytesIO(content), "application/pdf")
    )
    headers = {"Content-Type": "application/json", "Content-Disposition": 'attachment; filename="B%C3%BCro.json"'}
    token = sandbox.client()._access_token
    simple = requests.post(
        f"{sandbox.url}/2.0{FILES}",
        data=content,
        headers={**headers, "Authorization": f"Bearer {token}"},
        timeout=5,
    ).json()["result"]
    assert (simple["name"], simple["attachmentType"], simple["sizeInKb"]) == ("Büro.json", "FILE", 3)
    assert (form.result.name, form.result.mime_type) == ("Büro plan.pdf", "application/pdf")
    for attachment_id in (form.result.id, simple["id"]):
        shown = sandbox.get(f"{FILES}/{attachment_id}").json()
        assert shown["urlExpiresInMillis"] == 120_000
        assert requests.get(shown["url"], timeout=5).content == content
    assert all("url" not in each for each in sandbox.get(FILES).json()["data"] if each["attachmentType"] == "FILE")


def test_a_file_has_versions(sandbox: Sandbox) -> None:
    """The newest is listed; deleting it brings the one before back, deleting all removes it."""

    def upload(path: str, name: str) -> int:
        made: int = sandbox.send("POST", path, files={"file": (name, b"x", "text/plain")}).json()["result"]["id"]
        return made

    first = upload(FILES, "notes-1.txt")
    second = upload(f"{FILES}/{first}/versions", "notes-2.txt")
    third = upload(f"{FILES}/{second}/versions", "notes-3.txt")
    assert names(sandbox).count("notes-3.txt") == 1
    assert [v["id"] for v in sandbox.get(f"{FILES}/{first}/versions").json()["data"]] == [third, second, first]
    sandbox.send("DELETE", f"{FILES}/{third}")
    assert [v["id"] for v in sandbox.get(f"{FILES}/{first}/versions").json()["data"]] == [second, first]
    sandbox.send("DELETE", f"{FILES}/{second}/versions")
    assert not [name for name in names(sandbox) if name.startswith("notes")]


def test_who_may(sandbox: Sandbox) -> None:
    """Commenters attach and remove their own; others' take an editor; viewers nothing."""
    sandbox.world.share(LAUNCH_PLAN, "elif", "COMMENTER")
    hers = sandbox.send("POST", FILES, "elif", json=LINK).json()["result"]["id"]
    avas = sandbox.send("POST", FILES, "ava", json=LINK).json()["result"]["id"]
    assert sandbox.send("DELETE", f"{FILES}/{avas}", "elif").json()["errorCode"] == 1004
    assert sandbox.send("DELETE", f"{FILES}/{hers}", "elif").status_code == 200
    assert sandbox.send("DELETE", f"{FILES}/{avas}", "ben").status_code == 200
    assert sandbox.send("POST", FILES, "dev", json=LINK).json()["errorCode"] == 1004


REFUSED: list[tuple[dict[str, object], int]] = [
    ({**LINK, "name": ""}, 1012),
    ({**LINK, "url": None}, 1012),
    ({**LINK, "url": "javascript:alert(1)"}, 1031),
    ({**LINK, "attachmentType": "FILE"}, 1031),
    ({**LINK, "attachmentSubType": "NOVEL"}, 1031),
]


@pytest.mark.parametrize(("body", "code"), REFUSED)
def test_what_is_no_link(sandbox: Sandbox, body: dict[str, object], code: int) -> None:
    before = names(sandbox)
    answer = sandbox.send("POST", FILES, json=body)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)
    assert names(sandbox) == before


def test_attaching_is_dear(serve: Callable[..., Sandbox]) -> None:
    """It counts as ten requests of the minute."""
    sandbox = serve(rate_limit_per_minute=25)
    assert [sandbox.send("POST", FILES, json=LINK).status_code for _ in range(3)] == [200, 200, 429]
