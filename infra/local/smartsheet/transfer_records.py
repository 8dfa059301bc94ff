"""What lies on rows that are copied or moved to another sheet: their talk and files, when they are included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from infra.local.smartsheet.model import Row, Sheet
from infra.local.smartsheet.records import Attachment, Discussion
from infra.local.smartsheet.world import World


def take_along(
    world: World, source: Sheet, target: Sheet, made: Mapping[int, Row], *, keep: bool, include: frozenset[str]
) -> None:
    """Copies get records of their own; of rows that move, what is not included is gone with them."""
    records = world.records
    talk = [each for each in records.discussions if each.sheet_id == source.id and each.row_id in made]
    comments = {comment.id for each in talk for comment in each.comments}
    files = [
        each
        for each in records.attachments
        if each.sheet_id == source.id
        and (
            (each.parent_type == "ROW" and each.parent_id in made)
            or (each.parent_type == "COMMENT" and each.parent_id in comments)
        )
    ]
    said: dict[int, int] = {}
    new_talk: list[Discussion] = []
    if include & {"all", "discussions"}:
        for discussion in talk:
            there = [replace(comment, id=world.new_id()) for comment in discussion.comments]
            said |= {old.id: new.id for old, new in zip(discussion.comments, there, strict=True)}
            row = made[discussion.row_id or 0]
            new_talk.append(replace(discussion, id=world.new_id(), sheet_id=target.id, row_id=row.id, comments=there))
    new_files: list[Attachment] = []
    if include & {"all", "attachments"}:
        for file in files:
            parent = made[file.parent_id].id if file.parent_type == "ROW" else said.get(file.parent_id)
            if parent is not None:
                new_files.append(replace(file, id=world.new_id(), sheet_id=target.id, parent_id=parent))
    if not keep:
        records.discussions = [each for each in records.discussions if each not in talk]
        records.attachments = [each for each in records.attachments if each not in files]
    records.discussions += new_talk
    records.attachments += new_files
