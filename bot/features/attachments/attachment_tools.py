"""The tool for attachments. It does not write: it proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.domain.record_changes import Record
from bot.domain.records import AttachmentInfo
from bot.errors import InvalidArguments, NotFound
from bot.features.attachments.attachment_preview import link_of, preview_attach, preview_file, preview_remove
from bot.features.comments.targets import named_rows, one_of, row_id_of, sheet_with_talk, spot_of, teller_of
from bot.features.files.file_tools import file_of
from bot.features.listing import library_of, nearest
from bot.features.proposing import planning_of, proposed
from bot.sheets.finder import plain
from bot.sheets.snapshot import Snapshot


class AttachParams(Params):
    sheet: str = Field(description="The name of an open sheet.")
    action: Literal["add_link", "add_file", "remove"] = Field(
        description="Attach a link, attach a file sent here, or remove what is attached."
    )
    row_number: int | None = Field(description="The row; null for the sheet itself.")
    name: str | None = Field(
        description="A name for the link (null: by its address), the file's number or name, or what to remove."
    )
    url: str | None = Field(description="The link's address, as the person wrote it; else null.")


@tool(effect=Effect.WRITE, deadline_s=60, group="files")
async def attach(ctx: ToolContext, params: AttachParams) -> ToolResult:
    """Propose to attach a link or file to a row or sheet, or to remove an attachment."""
    snapshot = await sheet_with_talk(ctx, params.sheet)
    row_id = row_id_of(snapshot, params.row_number)
    if params.action == "remove":
        return await _remove(ctx, snapshot, row_id, params.name or "")
    if params.action == "add_file":
        return await _attach_file(ctx, snapshot, row_id, params.name or "1")
    link = link_of(params.url or "", params.name)
    spot = await spot_of(ctx, snapshot, row_id)
    records = await planning_of(ctx).records.records(ctx.actor, "attachment", spot.home)
    draft = preview_attach(spot, link, records, await teller_of(ctx))
    return await proposed(ctx, spot.live, draft, title=f"Attach {link.name} to {spot.title}")


CATALOG = (attach,)


async def _attach_file(ctx: ToolContext, snapshot: Snapshot, row_id: int | None, asked: str) -> ToolResult:
    hand, file = file_of(ctx, asked)
    await hand.desk.files.path(file.sha256)  # raises when it is no longer kept
    spot = await spot_of(ctx, snapshot, row_id)
    records = await planning_of(ctx).records.records(ctx.actor, "attachment", spot.home)
    draft = preview_file(spot, file, records, await teller_of(ctx))
    return await proposed(ctx, spot.live, draft, title=f"Attach {file.name} to {spot.title}")


async def _remove(ctx: ToolContext, snapshot: Snapshot, row_id: int | None, name: str) -> ToolResult:
    files = await library_of(ctx).attachments(ctx.actor, snapshot.sheet_id, row_id=row_id)
    on = await _rows(ctx, snapshot, files)
    info = _meant(files, name, snapshot, on)
    spot = await spot_of(ctx, snapshot, on[info.id])
    versions = await _versions(ctx, snapshot.sheet_id, info)
    draft = preview_remove(spot, info, versions, await teller_of(ctx))
    return await proposed(ctx, spot.live, draft, title=f"Remove {info.name} from {spot.title}")


async def _versions(ctx: ToolContext, sheet_id: int, info: AttachmentInfo) -> Sequence[Record]:
    """The attachment as it is now, and of a file every earlier version, the newest first."""
    records = planning_of(ctx).records
    home = f"sheets/{sheet_id}/attachments/{info.id}"
    if info.kind == "FILE" and (found := await records.records(ctx.actor, "attachment", home)):
        return found
    record = await records.record(ctx.actor, "attachment", home, str(info.id))
    if record is None:
        raise NotFound(f"“{info.name}” is no longer there.")
    return (record,)


async def _rows(ctx: ToolContext, snapshot: Snapshot, files: Sequence[AttachmentInfo]) -> dict[int, int | None]:
    """On which row each lies, its comments included; none is the sheet."""
    of_comment: dict[int, int | None] = {}
    if any(file.parent == "comment" for file in files):
        talk = await library_of(ctx).discussions(ctx.actor, snapshot.sheet_id)
        of_comment = {comment.id: each.row_id for each in talk for comment in each.comments}
    return {file.id: file.parent_id if file.parent == "row" else of_comment.get(file.parent_id) for file in files}


def _meant(files: Sequence[AttachmentInfo], name: str, snapshot: Snapshot, on: dict[int, int | None]) -> AttachmentInfo:
    """The attachment called so. Raises NotFound with the nearest, InvalidArguments when several are."""
    wanted = plain(name)
    if not wanted:
        raise InvalidArguments("It is not said which attachment.", hint="Say its name.")
    found = [file for file in files if file.name == name] or [file for file in files if plain(file.name) == wanted]
    found = found or [file for file in files if wanted in plain(file.name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise one_of([f"{file.name} on {named_rows(snapshot, [on[file.id]])}" for file in found], "attachments")
    near = ", ".join(nearest(dict.fromkeys(file.name for file in files), name)) or "none"
    raise NotFound(f"Nothing called “{name}” is attached there.", hint=f"The closest: {near}.")
