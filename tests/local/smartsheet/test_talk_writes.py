"""Discussions and comments written through the API: by whom, in which words, and what is refused."""

from __future__ import annotations

import pytest

from infra.local.smartsheet.sample.ids import LAUNCH_PLAN
from tests.local.smartsheet.conftest import Sandbox

TALK = f"/sheets/{LAUNCH_PLAN}/discussions"


def row(sandbox: Sandbox, task: str) -> int:
    return sandbox.world.sheets[LAUNCH_PLAN].find("Task Name", task).id


def test_a_discussion_is_started_replied_to_edited_and_deleted(sandbox: Sandbox) -> None:
    """As the official SDK does it: on a row; every write moves the sheet's version; the last comment takes it along."""
    client, plan = sandbox.client("ben"), sandbox.world.sheets[LAUNCH_PLAN]
    version, models = plan.version, client.models
    started = client.Discussions.create_discussion_on_row(
        LAUNCH_PLAN,
        row(sandbox, "Launch day"),
        models.Discussion({"comment": models.Comment({"text": "Is the hall booked?"})}),
    ).result
    assert (started.title, str(started.parent_type), started.comments[0].created_by.name) == (
        "Is the hall booked?",
        "ROW",
        "Ben Okafor",
    )
    replied = (
        sandbox.client("ava")
        .Discussions.add_comment_to_discussion(LAUNCH_PLAN, started.id, models.Comment({"text": "Yes."}))
        .result
    )
    edited = sandbox.send("PUT", f"/sheets/{LAUNCH_PLAN}/comments/{replied.id}", json={"text": "Yes, since Monday."})
    assert edited.json()["result"]["text"] == "Yes, since Monday."
    assert edited.json()["result"]["modifiedAt"] >= edited.json()["result"]["createdAt"]
    whole = sandbox.get(f"{TALK}/{started.id}").json()
    assert [each["text"] for each in whole["comments"]] == ["Is the hall booked?", "Yes, since Monday."]
    for comment in whole["comments"]:
        client_of = sandbox.client("ava")
        client_of.Discussions.delete_discussion_comment(LAUNCH_PLAN, comment["id"])
    assert sandbox.get(f"{TALK}/{started.id}").status_code == 404
    assert plan.version == version + 5


REFUSED = [
    ("ben", "PUT", "comments", {"text": "mine now"}, 403, 1004),
    ("ava", "PUT", "comments", {"text": "  "}, 400, 1012),
    ("ava", "PUT", "comments", {"text": 5}, 400, 1031),
    ("ava", "PUT", "comments", {"text": "x" * 4_001}, 400, 1041),
    ("ben", "DELETE", "comments", None, 403, 1004),
    ("ben", "DELETE", "discussions", None, 403, 1004),
    ("dev", "POST", "reply", {"text": "as a viewer"}, 403, 1004),
    ("elif", "POST", "reply", {"text": "as nobody"}, 404, 1006),
    ("ava", "POST", "reply", {}, 400, 1012),
]


@pytest.mark.parametrize(("person", "method", "what", "body", "status", "code"), REFUSED)
def test_what_is_refused(
    sandbox: Sandbox, person: str, method: str, what: str, body: object, status: int, code: int
) -> None:
    """Editing others' comments, deleting them without being an admin, viewers who write, no text, too much of it."""
    (talk,) = [each for each in sandbox.world.records.discussions if each.row_id is None]
    path = {
        "comments": f"/sheets/{LAUNCH_PLAN}/comments/{talk.comments[0].id}",
        "discussions": f"{TALK}/{talk.id}",
        "reply": f"{TALK}/{talk.id}/comments",
    }[what]
    options = {} if body is None else {"json": body}
    answer = sandbox.send(method, path, person, **options)
    assert (answer.status_code, answer.json()["errorCode"]) == (status, code)
    assert [comment.text for comment in talk.comments] == ["We review this sheet every Monday at 10:00."]


def test_a_commenter_comments_and_changes_their_own(sandbox: Sandbox) -> None:
    """Also after they were made a viewer, they edit and delete what they wrote."""
    sandbox.world.share(LAUNCH_PLAN, "elif", "COMMENTER")
    made = sandbox.send("POST", TALK, "elif", json={"comment": {"text": "Hello"}}).json()["result"]
    sandbox.world.share(LAUNCH_PLAN, "elif", "VIEWER")
    comment = f"/sheets/{LAUNCH_PLAN}/comments/{made['comments'][0]['id']}"
    assert sandbox.send("PUT", comment, "elif", json={"text": "Hello!"}).status_code == 200
    assert sandbox.get(comment, "elif").json()["text"] == "Hello!"
    assert sandbox.send("DELETE", f"{TALK}/{made['id']}", "elif").status_code == 200
