"""From what a person asks of comments to the steps of a plan. Pure: nothing is read or written.

https://developers.smartsheet.com/api/smartsheet/openapi/discussions and …/comments ; who may what:
https://help.smartsheet.com/articles/521892 . A comment begins a discussion on a row or the sheet, or replies in one. It
is edited by who wrote it; others' are deleted by an admin. A discussion is gone with its last comment. The longest text
is not documented; 4,000 characters are what a cell holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.changes.engine.preview import Draft
from bot.domain.live import ADMINS
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import Record, RecordChange, canonical, lost
from bot.domain.records import Author, Comment, Discussion
from bot.errors import InvalidArguments, PermissionDenied
from bot.features.comments.comment_author import CommentAuthor
from bot.features.comments.comment_target import CommentTarget, require_commenter, shortened, visible
from bot.sheets.finder import plain

LONGEST = 4_000
_FILES = "The files attached to it would be gone."


@dataclass(frozen=True, slots=True)
class Said:
    """A comment where it was said."""

    discussion: Discussion
    comment: Comment


def matching(talk: Sequence[Discussion], by: str | None, words: str | None, teller: CommentAuthor) -> list[Said]:
    """The comments by that person (“me” is who asks) in which those words occur."""
    found = [Said(discussion, comment) for discussion in talk for comment in discussion.comments]
    if by:
        name = re.sub(r"['’]s?$", "", by.strip())
        found = [
            each for each in found if _is(teller.by(each.comment), name) or (_me(by) and teller.meant(each.comment))
        ]
    if words:
        meant = plain(words)
        found = [each for each in found if (meant in plain(each.comment.text) if meant else words in each.comment.text)]
    return found


def preview_start(spot: CommentTarget, text: str, teller: CommentAuthor) -> Draft:
    """A new discussion that begins with the comment."""
    require_commenter(spot.live, "comments")
    text = _written(teller.signed(visible(text)), text)
    after = canonical({"text": text, "parentId": spot.id})
    return _draft(RecordChange("discussion", spot.home, spot.said, after=after, said_after=text), *teller.notes())


def preview_reply(spot: CommentTarget, said: Said, text: str, teller: CommentAuthor) -> Draft:
    """One more comment in the discussion of the one that is answered."""
    require_commenter(spot.live, "comments")
    text, home = _written(teller.signed(visible(text)), text), _home(spot, said.discussion)
    what = f"{spot.said}, reply to {teller.by(said.comment)}: “{shortened(said.comment.text, 40)}”"
    change = RecordChange("comment", home, what, after=canonical({"text": text}), said_after=text)
    return _draft(change, *teller.notes())


def preview_edit(spot: CommentTarget, said: Said, text: str, teller: CommentAuthor) -> Draft:
    """Other words in a comment of one's own. Raises PermissionDenied for another's."""
    if not teller.mine(said.comment):
        own = teller.meant(said.comment)
        why = f"you wrote it with your own account, and {teller.shared_as} writes here" if own else "this is not yours"
        raise PermissionDenied(f"Only who wrote a comment can edit it; {why}.", hint="Reply to it instead.")
    text, before = _written(teller.signed(visible(text)), text), said.comment.text
    if text == before:
        return Draft(warnings=["It says that already."])
    change = RecordChange(
        kind="comment",
        home=_home(spot, said.discussion),
        what=f"{spot.said}, {teller.head(said.comment)}",
        record_id=str(said.comment.id),
        before=canonical({"text": before}),
        after=canonical({"text": text}),
        said_before=before,
        said_after=text,
    )
    return _draft(change)


def preview_delete(spot: CommentTarget, said: Said, teller: CommentAuthor) -> Draft:
    """Delete one comment that is not its discussion's only one. Raises PermissionDenied."""
    comment = said.comment
    _require_deleting(spot, [comment], teller)
    change = RecordChange(
        kind="comment",
        home=_home(spot, said.discussion),
        what=f"{spot.said}, {teller.head(comment)}",
        record_id=str(comment.id),
        before=canonical({"text": comment.text}),
        said_before=_shown(comment),
        final=_FILES if comment.files else "",
    )
    return _deleting(change, comment, teller)


def preview_delete_discussion(
    spot: CommentTarget, discussion: Discussion, record: Record, teller: CommentAuthor
) -> Draft:
    """Delete a discussion with all that is said in it; `record` is it as it is now. Raises PermissionDenied."""
    comments = discussion.comments
    _require_deleting(spot, comments, teller)
    several = len(comments) > 1
    head = f"discussion of {len(comments)} comments" if several else teller.head(comments[0])
    told = [f"{teller.head(each)}: {_shown(each)}" if several else _shown(each) for each in comments]
    files = _FILES if any(each.files for each in comments) else ""
    change = RecordChange(
        kind="discussion",
        home=spot.home,
        what=f"{spot.said}, {head}",
        record_id=record.id,
        before=record.body,
        said_before=" · ".join(told),
        final=lost("discussion", record.body) or files,
    )
    return _deleting(change, comments[0], teller)


def _deleting(change: RecordChange, comment: Comment, teller: CommentAuthor) -> Draft:
    if change.final:
        return _draft(change)
    whose = "it" if teller.mine(comment) else f"{teller.by(comment)}'s words as yours"
    return _draft(
        change, f"Smartsheet keeps no deleted comment. Undo writes {whose} again, as the last and with a new date."
    )


def _require_deleting(spot: CommentTarget, comments: Sequence[Comment], teller: CommentAuthor) -> None:
    others = next((teller.by(each) for each in comments if not teller.mine(each)), None)
    if others is not None and spot.live.access_level not in ADMINS:
        raise PermissionDenied(
            f"Only an admin of “{spot.live.name}” can delete what {others} wrote.",
            hint="Ask the sheet's owner, or who wrote it.",
        )


def _written(said: str, asked: str) -> str:
    """The comment as it is sent. Raises InvalidArguments when nothing was asked to be said, or too much."""
    if not visible(asked):
        raise InvalidArguments("The comment would be empty.", hint="Say what it should say.")
    if len(said) > LONGEST:
        raise InvalidArguments(f"A comment holds {LONGEST:,} characters; this has {len(said):,}.", hint="Shorten it.")
    return said


def _shown(comment: Comment) -> str:
    return comment.text + (f" [{', '.join(comment.files)}]" if comment.files else "")


def _home(spot: CommentTarget, discussion: Discussion) -> str:
    return f"sheets/{spot.live.id}/discussions/{discussion.id}"


def _draft(change: RecordChange, *warnings: str) -> Draft:
    return Draft(steps=[ChangeRecords((change,))], warnings=list(warnings))


def _me(by: str) -> bool:
    return plain(by) in ("me", "my", "mine", "i", "myself")


def _is(author: Author, by: str) -> bool:
    """By full name, one of its words, or address."""
    return by.strip().casefold() == author.email.casefold() or plain(by) in (
        plain(author.name),
        *plain(author.name).split(),
    )
