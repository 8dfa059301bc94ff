"""The tool for comments. It does not write: it proposes a plan, which a person sees and approves or not."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.agent.tool import Effect, Params, ToolResult, tool
from bot.agent.tool_context import ToolContext
from bot.changes.engine.preview import Draft
from bot.domain.records import Discussion
from bot.errors import InvalidArguments, NotFound
from bot.features.comments.comment_author import CommentAuthor
from bot.features.comments.comment_preview import (
    Said,
    matching,
    preview_delete,
    preview_delete_discussion,
    preview_edit,
    preview_reply,
    preview_start,
)
from bot.features.comments.comment_target import CommentTarget, shortened
from bot.features.comments.targets import named_rows, one_of, row_id_of, sheet_with_talk, spot_of, teller_of
from bot.features.listing import library_of
from bot.features.proposing import proposed
from bot.sheets.finder import likeness, plain
from bot.sheets.snapshot import Snapshot


class CommentParams(Params):
    sheet: str = Field(description="The name of an open sheet.")
    action: Literal["start", "reply", "edit", "delete", "delete_discussion"] = Field(
        description="start a discussion, reply to a comment, or edit or delete one; delete_discussion takes all of it."
    )
    row_number: int | None = Field(description="The row it is on; null for the sheet itself.")
    by: str | None = Field(description="Whose comment is replied to, edited, deleted: a name, or me; null for any.")
    words: str | None = Field(description="Words of that comment; null to start, or when it is the only one.")
    text: str | None = Field(description="What to write, in the person's words; null to delete.")


@tool(effect=Effect.WRITE, deadline_s=60, group="comments")
async def comment(ctx: ToolContext, params: CommentParams) -> ToolResult:
    """Propose to comment on a row or sheet, reply, edit or delete."""
    snapshot, teller = await sheet_with_talk(ctx, params.sheet), await teller_of(ctx)
    row_id = row_id_of(snapshot, params.row_number)
    if params.action == "start":
        spot = await spot_of(ctx, snapshot, row_id)
        draft = preview_start(spot, params.text or "", teller)
        return await proposed(ctx, spot.live, draft, title=f"Comment on {spot.title}")
    talk = await library_of(ctx).discussions(ctx.actor, snapshot.sheet_id, row_id=row_id)
    said = _meant(params, talk, snapshot, teller)
    spot = await spot_of(ctx, snapshot, said.discussion.row_id)
    draft, title = _draft(params, spot, said, teller)
    return await proposed(ctx, spot.live, draft, title=title)


CATALOG = (comment,)


def _draft(params: CommentParams, spot: CommentTarget, said: Said, teller: CommentAuthor) -> tuple[Draft, str]:
    """What is proposed for the comment meant, and what that is called."""
    who, text = teller.by(said.comment), params.text or ""
    if params.action == "reply":
        return preview_reply(spot, said, text, teller), f"Reply to {who} on {spot.title}"
    if params.action == "edit":
        return preview_edit(spot, said, text, teller), f"Edit a comment on {spot.title}"
    whole = params.action == "delete_discussion"
    title = f"Delete a discussion on {spot.title}" if whole else f"Delete {who}'s comment on {spot.title}"
    if not whole and len(said.discussion.comments) > 1:
        return preview_delete(spot, said, teller), title
    return preview_delete_discussion(spot, said.discussion, said.discussion.record, teller), title


def _meant(params: CommentParams, talk: tuple[Discussion, ...], snapshot: Snapshot, teller: CommentAuthor) -> Said:
    """The one comment that is meant. Raises NotFound with the nearest, InvalidArguments when several could be."""
    found = matching(talk, params.by, params.words, teller)
    if params.row_number is None:
        found = [each for each in found if each.discussion.row_id is None] or found
    if params.action in ("reply", "delete_discussion"):
        found = [*{each.discussion.id: each for each in reversed(found)}.values()]
    if len(found) == 1:
        return found[0]
    if found:
        raise one_of([_quoted(each, snapshot, params, teller) for each in found], "comments")
    raise _missing(params, talk, snapshot, teller)


def _missing(
    params: CommentParams, talk: tuple[Discussion, ...], snapshot: Snapshot, teller: CommentAuthor
) -> InvalidArguments | NotFound:
    where = "in the sheet" if params.row_number is None else f"on row {params.row_number}"
    near = matching(talk, None, None, teller)
    wanted = plain(f"{params.by or ''} {params.words or ''}")
    near.sort(key=lambda each: -likeness(wanted, f"{teller.by(each.comment)} {each.comment.text}"))
    if not near:
        return NotFound(f"There are no comments {where}.", hint="Start one, or say another row.")
    listed = "; ".join(_quoted(each, snapshot, params, teller) for each in near[:3])
    return NotFound(f"No such comment is {where}.", hint=f"The closest: {listed}.")


def _quoted(said: Said, snapshot: Snapshot, params: CommentParams, teller: CommentAuthor) -> str:
    on = f" on {named_rows(snapshot, [said.discussion.row_id])}" if params.row_number is None else ""
    return f"{teller.head(said.comment)}{on}: “{shortened(said.comment.text, 80)}”"
