"""Discussions and comments: read, started, replied to, edited, deleted.

https://developers.smartsheet.com/api/smartsheet/openapi/discussions and …/comments . A discussion is started with its
first comment, whose beginning is its title; it is gone with its last. Only who wrote a comment edits it; deleting
others' takes an admin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.smartsheet import beside, http
from infra.local.smartsheet.access import level_on_sheet
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.records import Comment, Discussion
from infra.local.smartsheet.rendering import stamp

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

LONGEST = 4_000
WHOLE = frozenset({"comments", "attachments"})


def routes() -> http.Routes:
    sheet, row = "/sheets/{sheetId}", "/sheets/{sheetId}/rows/{rowId}"
    one, comment = f"{sheet}/discussions/{{discussionId}}", f"{sheet}/comments/{{commentId}}"
    return (
        ("GET", f"{sheet}/discussions", list_discussions),
        ("GET", f"{row}/discussions", list_discussions),
        ("POST", f"{sheet}/discussions", start),
        ("POST", f"{row}/discussions", start),
        ("GET", one, get_discussion),
        ("DELETE", one, delete_discussion),
        ("POST", f"{one}/comments", reply),
        ("GET", comment, get_comment),
        ("PUT", comment, edit),
        ("DELETE", comment, delete_comment),
    )


async def list_discussions(request: web.Request) -> web.Response:
    world, sheet, row_id = beside.place(request)
    include = http.flags(request, "include", ("comments", "attachments"))
    level = level_on_sheet(world, http.person_of(request), sheet)

    def render(discussion: Discussion) -> dict[str, Any]:
        return _discussion_json(request, sheet, discussion, include) | {"accessLevel": level}

    return http.listing(request, world.records.discussions_of(sheet, row_id), render)


async def get_discussion(request: web.Request) -> web.Response:
    """One discussion, always with its comments."""
    world, sheet, _ = beside.place(request)
    return http.answer(_discussion_json(request, sheet, beside.discussion_of(request, world, sheet), WHOLE))


async def get_comment(request: web.Request) -> web.Response:
    world, sheet, _ = beside.place(request)
    discussion, comment = beside.comment_of(request, world, sheet)
    return http.answer(_comment_json(request, sheet, discussion, comment, WHOLE))


async def start(request: web.Request) -> web.Response:
    world, sheet, row_id = beside.place(request, need="COMMENTER")
    body = await http.json_body(request)
    comment = _written(request, world, body.get("comment") if isinstance(body, dict) else None)
    discussion = Discussion(world.new_id(), sheet.id, row_id, [comment])
    world.records.discussions.append(discussion)
    return beside.saved(world, sheet, _discussion_json(request, sheet, discussion, WHOLE))


async def reply(request: web.Request) -> web.Response:
    world, sheet, _ = beside.place(request, need="COMMENTER")
    discussion = beside.discussion_of(request, world, sheet)
    comment = _written(request, world, await http.json_body(request))
    discussion.comments.append(comment)
    return beside.saved(world, sheet, _comment_json(request, sheet, discussion, comment, WHOLE))


async def edit(request: web.Request) -> web.Response:
    """Only the text, and only by who wrote it."""
    world, sheet, _ = beside.place(request)
    discussion, comment = beside.comment_of(request, world, sheet)
    if comment.by != http.person_of(request):
        raise ApiError(1004)
    comment.text = _text(await http.json_body(request))
    comment.modified_at = world.now()
    return beside.saved(world, sheet, _comment_json(request, sheet, discussion, comment, WHOLE))


async def delete_comment(request: web.Request) -> web.Response:
    world, sheet, _ = beside.place(request)
    discussion, comment = beside.comment_of(request, world, sheet)
    beside.require_own(request, world, sheet, [comment.by], others="ADMIN")
    discussion.comments.remove(comment)
    if not discussion.comments:
        world.records.discussions.remove(discussion)
    return beside.saved(world, sheet, None)


async def delete_discussion(request: web.Request) -> web.Response:
    """With all its comments."""
    world, sheet, _ = beside.place(request)
    discussion = beside.discussion_of(request, world, sheet)
    beside.require_own(request, world, sheet, [each.by for each in discussion.comments], others="ADMIN")
    world.records.discussions.remove(discussion)
    return beside.saved(world, sheet, None)


def _written(request: web.Request, world: World, body: Any) -> Comment:
    return Comment(world.new_id(), http.person_of(request), world.now(), _text(body))


def _text(body: Any) -> str:
    """Raises 1012 without text, 1031 for what is no text, 1041 when it is too long."""
    text = body.get("text") if isinstance(body, dict) else None
    if text is None or (isinstance(text, str) and not text.strip()):
        raise ApiError(1012, "comment.text")
    if not isinstance(text, str):
        raise ApiError(1031, text, "comment.text")
    if len(text) > LONGEST:
        raise ApiError(1041, "comment.text", LONGEST, len(text))
    return text


def _discussion_json(
    request: web.Request, sheet: Sheet, discussion: Discussion, include: frozenset[str]
) -> dict[str, Any]:
    world, last = http.world_of(request), discussion.comments[-1]
    body: dict[str, Any] = {
        "id": discussion.id,
        "title": discussion.title,
        "parentType": "SHEET" if discussion.row_id is None else "ROW",
        "parentId": discussion.row_id or sheet.id,
        "commentCount": len(discussion.comments),
        "createdBy": world.contact(discussion.comments[0].by),
        "lastCommentedAt": stamp(last.at),
        "lastCommentedUser": world.contact(last.by),
        "readOnly": False,
    }
    if "comments" in include:
        body["comments"] = [_comment_json(request, sheet, discussion, each, include) for each in discussion.comments]
    return body


def _comment_json(
    request: web.Request, sheet: Sheet, discussion: Discussion, comment: Comment, include: frozenset[str]
) -> dict[str, Any]:
    world = http.world_of(request)
    files = world.records.attachments_of(sheet, discussion.row_id) if "attachments" in include else []
    return {
        "id": comment.id,
        "discussionId": discussion.id,
        "text": comment.text,
        "createdAt": stamp(comment.at),
        "modifiedAt": stamp(comment.modified_at or comment.at),
        "createdBy": world.contact(comment.by),
        "attachments": [beside.attachment_json(request, file) for file in files if file.parent_id == comment.id],
    }
