"""Whom a person means: by an address, or by a name that the sheet knows, as a contact or from its shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.agent.tool_context import ToolContext
from bot.domain.live import LiveSheet
from bot.domain.records import AssetKind, Share
from bot.domain.sheets import ColumnType
from bot.errors import InvalidArguments, NotFound
from bot.features.listing import library_of
from bot.features.proposing import planning_of
from bot.sheets.finder import plain
from bot.sheets.snapshot import Snapshot

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
People = Sequence[tuple[str, str]]


def contact_columns(snapshot: Snapshot) -> list[int]:
    """The ids of the columns whose cells name people."""
    kinds = (ColumnType.CONTACT_LIST, ColumnType.MULTI_CONTACT_LIST)
    return [each.column.id for each in snapshot.columns if each.column.type in kinds]


async def contacts_of(ctx: ToolContext, snapshot: Snapshot) -> LiveSheet:
    """The sheet as it is now, with the cells that name people and no others; one request."""
    writer, ids = planning_of(ctx).writer, contact_columns(snapshot)
    if not ids:
        return await writer.read(ctx.actor, snapshot.sheet_id, row_ids=[])
    return await writer.read(ctx.actor, snapshot.sheet_id, column_ids=ids, only=True)


async def shared_with(ctx: ToolContext, sheet_id: int) -> People:
    """Whom the sheet is shared with, through its workspace too."""
    return named_in(await library_of(ctx).shares(ctx.actor, AssetKind.SHEET, sheet_id))


def named_in(shares: Iterable[Share]) -> People:
    return [(share.name, share.email) for share in shares if share.email]


async def own_email(ctx: ToolContext) -> str:
    return (await ctx.sheets.account(ctx.actor)).email


def person_meant(asked: str, known: People) -> tuple[str, str]:
    """(name, email) of whom is meant. Raises NotFound, and InvalidArguments when several are."""
    if (written := _EMAIL.search(asked)) is not None:
        email = written[0]
        return next((name for name, each in known if each.casefold() == email.casefold()), ""), email
    meant = plain(asked)
    found = {email.casefold(): (name, email) for name, email in known if meant and meant in plain(name).split()}
    found |= {email.casefold(): (name, email) for name, email in known if plain(name) == meant}
    exact = [person for person in found.values() if plain(person[0]) == meant]
    chosen = exact if len(exact) == 1 else [*found.values()]
    if len(chosen) > 1:
        raise InvalidArguments(
            f"“{asked}” can be {', '.join(f'{name} ({email})' for name, email in chosen)}.", hint="Ask which one."
        )
    if not chosen:
        raise NotFound(f"Nobody here is called “{asked}”.", hint="Say their email address.")
    return chosen[0]
