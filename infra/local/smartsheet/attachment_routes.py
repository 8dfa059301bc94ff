"""Attachments: links and files of sheets, rows and comments, their versions, and the files themselves.

https://developers.smartsheet.com/api/smartsheet/openapi/attachments . A file comes as a simple upload (its bytes as the
body, its name in Content-Disposition) or as the part “file” of a multipart form; a link as JSON. Lists do not say where
a file can be fetched; getting one attachment does, for two minutes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from aiohttp import BodyPartReader, web

from infra.local.smartsheet import beside, http
from infra.local.smartsheet.access import as_id
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.records import Attachment

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

LINKS = ("LINK", "BOX_COM", "DROPBOX", "EGNYTE", "EVERNOTE", "GOOGLE_DRIVE", "ONEDRIVE")
SUBTYPES = ("DOCUMENT", "DRAWING", "FOLDER", "PDF", "PRESENTATION", "SPREADSHEET")
ASKED = ("name", "url", "attachmentType")
FETCH = r"/files/{attachmentId:\d+}/{name}"
_FILENAME = re.compile(r"""filename\*?=(?:UTF-8'')?"?([^";]+)"?""", re.I)


def routes() -> http.Routes:
    sheet = "/sheets/{sheetId}"
    one = f"{sheet}/attachments/{{attachmentId}}"
    parents = (sheet, f"{sheet}/rows/{{rowId}}", f"{sheet}/comments/{{commentId}}")
    return (
        ("GET", f"{sheet}/attachments", list_attachments),
        ("GET", f"{sheet}/rows/{{rowId}}/attachments", list_attachments),
        ("GET", f"{sheet}/discussions/{{discussionId}}/attachments", list_of_discussion),
        *(("POST", f"{parent}/attachments", attach) for parent in parents),
        ("GET", one, get_attachment),
        ("DELETE", one, delete_attachment),
        ("GET", f"{one}/versions", list_versions),
        ("POST", f"{one}/versions", add_version),
        ("DELETE", f"{one}/versions", delete_versions),
    )


async def list_attachments(request: web.Request) -> web.Response:
    world, sheet, row_id = beside.place(request)
    return _listing(request, world.records.attachments_of(sheet, row_id))


async def list_of_discussion(request: web.Request) -> web.Response:
    world, sheet, _ = beside.place(request)
    comments = {comment.id for comment in beside.discussion_of(request, world, sheet).comments}
    return _listing(request, [each for each in world.records.attachments if each.parent_id in comments])


async def list_versions(request: web.Request) -> web.Response:
    """The newest first."""
    world, sheet, _ = beside.place(request)
    newest, _ = _found(request, world, sheet)
    return _listing(request, [newest, *newest.older])


def _listing(request: web.Request, found: list[Attachment]) -> web.Response:
    return http.listing(request, found, lambda attachment: beside.attachment_json(request, attachment))


async def get_attachment(request: web.Request) -> web.Response:
    """With the address of the file, which is valid for a while."""
    world, sheet, _ = beside.place(request)
    _, attachment = _found(request, world, sheet)
    body = beside.attachment_json(request, attachment)
    if attachment.kind == "FILE":
        address = request.url.origin() / "files" / str(attachment.id) / attachment.name
        body |= {"url": str(address), "urlExpiresInMillis": beside.GOOD_FOR_MS}
    return http.answer(body)


async def attach(request: web.Request) -> web.Response:
    world, sheet, row_id = beside.place(request, need="COMMENTER")
    parent = ("SHEET", sheet.id) if row_id is None else ("ROW", row_id)
    if "commentId" in request.match_info:
        parent = ("COMMENT", beside.comment_of(request, world, sheet)[1].id)
    made = await _sent(request, world, sheet, parent)
    world.records.attachments.append(made)
    return beside.saved(world, sheet, beside.attachment_json(request, made))


async def add_version(request: web.Request) -> web.Response:
    """A file of the sheet or of a row in a new version, which has an id of its own."""
    world, sheet, _ = beside.place(request, need="COMMENTER")
    newest, _ = _found(request, world, sheet)
    if newest.kind != "FILE" or newest.parent_type == "COMMENT":
        raise ApiError(1031, newest.kind, "attachment.attachmentType")
    made = await _sent(request, world, sheet, (newest.parent_type, newest.parent_id))
    if made.kind != "FILE":
        raise ApiError(1124)
    made.older = [newest, *newest.older]
    newest.older = []
    kept = world.records.attachments
    kept[kept.index(newest)] = made
    return beside.saved(world, sheet, beside.attachment_json(request, made))


async def delete_attachment(request: web.Request) -> web.Response:
    """The version named; the one before it, if there is one, takes its place."""
    world, sheet, _ = beside.place(request)
    newest, attachment = _found(request, world, sheet)
    beside.require_own(request, world, sheet, [attachment.by], others="EDITOR")
    kept = world.records.attachments
    if attachment is not newest:
        newest.older.remove(attachment)
    elif newest.older:
        before, *newest.older[:] = newest.older
        before.older = newest.older
        kept[kept.index(newest)] = before
    else:
        kept.remove(newest)
    return beside.saved(world, sheet, None)


async def delete_versions(request: web.Request) -> web.Response:
    """All of them, and so the attachment."""
    world, sheet, _ = beside.place(request)
    newest, _ = _found(request, world, sheet)
    beside.require_own(request, world, sheet, [newest.by, *(each.by for each in newest.older)], others="EDITOR")
    world.records.attachments.remove(newest)
    return beside.saved(world, sheet, None)


async def fetch(request: web.Request) -> web.Response:
    """The file itself, which needs no token: its address is the secret."""
    wanted = int(request.match_info["attachmentId"])
    for newest in http.world_of(request).records.attachments:
        for each in (newest, *newest.older):
            if each.id == wanted and each.kind == "FILE":
                return web.Response(body=each.content, content_type=each.mime_type or "application/octet-stream")
    raise web.HTTPNotFound


def _found(request: web.Request, world: World, sheet: Sheet) -> tuple[Attachment, Attachment]:
    """The attachment as its newest version, and the version that the path names. Raises 1006."""
    wanted = as_id(request.match_info["attachmentId"])
    for newest in world.records.attachments_of(sheet):
        for each in (newest, *newest.older):
            if each.id == wanted:
                return newest, each
    raise ApiError(1006)


async def _sent(request: web.Request, world: World, sheet: Sheet, parent: tuple[str, int]) -> Attachment:
    """What the request brings: a file in either way, or a link. Raises 1009, 1012, 1031, 1124."""
    disposition = request.headers.get("Content-Disposition", "")
    if request.content_type == "multipart/form-data":
        name, kind, content = await _part(request)
    elif disposition.lower().startswith("attachment"):
        named = _FILENAME.search(disposition)
        if named is None:
            raise ApiError(1009, "filename")
        name, kind, content = unquote(named[1]), request.content_type, await request.read()
    else:
        return _link(request, world, sheet, parent, await http.json_body(request))
    person, size = http.person_of(request), -(-len(content) // 1024)
    made = Attachment(world.new_id(), sheet.id, *parent, name, person, world.now(), "FILE", kind, size)
    made.content = content
    return made


async def _part(request: web.Request) -> tuple[str, str, bytes]:
    """The part called “file” of a multipart form."""
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "file" and part.filename:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            return part.filename, kind, bytes(await part.read(decode=True))
    raise ApiError(1009, "file")


def _link(request: web.Request, world: World, sheet: Sheet, parent: tuple[str, int], body: Any) -> Attachment:
    fields = body if isinstance(body, dict) else {}
    for name in ASKED:
        if not fields.get(name):
            raise ApiError(1012, f"attachment.{name}")
    url = urlsplit(str(fields["url"]))
    for attribute, right in (
        ("attachmentType", fields["attachmentType"] in LINKS),
        ("url", url.scheme in ("http", "https") and bool(url.netloc)),
        ("attachmentSubType", fields.get("attachmentSubType") in (None, *SUBTYPES)),
    ):
        if not right:
            raise ApiError(1031, fields[attribute], f"attachment.{attribute}")
    name, kind, person = str(fields["name"]), str(fields["attachmentType"]), http.person_of(request)
    made = Attachment(world.new_id(), sheet.id, *parent, name, person, world.now(), kind, url=str(fields["url"]))
    made.subtype = fields.get("attachmentSubType")
    return made
