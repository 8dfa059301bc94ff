"""Who may see and do what, by token.

Smartsheet answers 404/1006 for a sheet that exists but is not shared with the token's owner, exactly as for an unknown
id, and 403/1004 when it is shared but the level does not suffice (FACTS: “403 1004 not authorized, 404 1006 not
found”). Reading needs VIEWER, comments COMMENTER, rows and cells EDITOR, columns, names and automations ADMIN,
deleting a sheet OWNER.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.local.smartsheet.containers import LEVELS, Share, Workspace
from infra.local.smartsheet.errors import ApiError
from infra.local.smartsheet.model import Sheet

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

RANK = {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(slots=True)
class Token:
    """An access token and whose it is; `state` is active, revoked or expired."""

    value: str
    person: str
    state: str = "active"


def authenticate(world: World, header: str | None) -> Token:
    """The token of an `Authorization: Bearer …` header. Raises 1001, 1002, 1003."""
    if not header:
        raise ApiError(1001)
    scheme, _, value = header.partition(" ")
    token = world.tokens.get(value.strip())
    if scheme.lower() != "bearer" or token is None or token.state == "revoked":
        raise ApiError(1002)
    if token.state == "expired":
        raise ApiError(1003)
    return token


def level_on_sheet(world: World, person: str, sheet: Sheet) -> str | None:
    """The highest of ownership, the sheet's shares and its workspace's; None when nothing is shared."""
    levels = [share.level for share in all_shares(world, sheet) if share.person == person]
    return max(levels, key=RANK.__getitem__, default=None)


def level_on_workspace(workspace: Workspace, person: str) -> str | None:
    levels = [share.level for share in workspace_shares(workspace) if share.person == person]
    return max(levels, key=RANK.__getitem__, default=None)


def all_shares(world: World, sheet: Sheet) -> list[Share]:
    """The owner, the sheet's own shares, then the workspace's."""
    shares = [Share(id=f"O{sheet.id:x}", person=sheet.owner, level="OWNER"), *sheet.shares]
    workspace = world.workspaces.get(sheet.workspace_id or 0)
    return shares + (workspace_shares(workspace) if workspace else [])


def workspace_shares(workspace: Workspace) -> list[Share]:
    return [Share(f"W{workspace.id:x}", workspace.owner, "OWNER", "WORKSPACE"), *workspace.shares]


def visible_sheets(world: World, person: str) -> list[Sheet]:
    """The sheets shared with this person, by name, as the API lists them."""
    seen = [sheet for sheet in world.sheets.values() if level_on_sheet(world, person, sheet)]
    return sorted(seen, key=lambda sheet: sheet.name.casefold())


def sheet_for(world: World, person: str, sheet_id: object, *, need: str = "VIEWER") -> Sheet:
    """The sheet, when this person may do what needs this level. Raises 1006 when not shared, 1004 when too low."""
    sheet = world.sheets.get(as_id(sheet_id))
    level = level_on_sheet(world, person, sheet) if sheet else None
    if sheet is None or level is None:
        raise ApiError(1006)
    if RANK[level] < RANK[need]:
        raise ApiError(1004)
    return sheet


def as_id(text: object) -> int:
    """An id from a path. Raises 1018 when it is not a number, as the API does."""
    try:
        return int(str(text))
    except ValueError:
        raise ApiError(1018, text, "id") from None
