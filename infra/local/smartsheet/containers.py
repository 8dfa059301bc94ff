"""People and what holds sheets: users, shares, folders, workspaces. Plain state, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

LEVELS = ("VIEWER", "COMMENTER", "EDITOR", "EDITOR_SHARE", "ADMIN", "OWNER")


@dataclass(slots=True)
class User:
    """A person with a Smartsheet account."""

    key: str
    id: int
    email: str
    name: str

    @property
    def contact(self) -> dict[str, str]:
        return {"name": self.name, "email": self.email}


@dataclass(slots=True)
class Share:
    """Who may do what; `scope` is ITEM or WORKSPACE."""

    id: str
    person: str
    level: str
    scope: str = "ITEM"


@dataclass(slots=True)
class Folder:
    """A folder in a workspace or in another folder."""

    id: int
    name: str
    workspace_id: int
    created_at: datetime
    parent_id: int | None = None


@dataclass(slots=True)
class Workspace:
    """A workspace; `shares` reach every sheet in it."""

    id: int
    name: str
    owner: str
    created_at: datetime
    shares: list[Share] = field(default_factory=list)
