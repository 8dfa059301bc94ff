"""The fields of Smartsheet's answers about places, shares and searches, and what they mean as domain values.

Only what is used is named. Fields that vendors vary are typed `Any` or may be missing: one odd entry must not make a
whole list unreadable.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.domain.record_changes import Record
from bot.domain.records import Asset, AssetKind, Author, SearchHit, Share

KINDS = {
    "workspace": AssetKind.WORKSPACE,
    "folder": AssetKind.FOLDER,
    "sheet": AssetKind.SHEET,
    "report": AssetKind.REPORT,
    "sight": AssetKind.DASHBOARD,
    "dashboard": AssetKind.DASHBOARD,
    "template": AssetKind.TEMPLATE,
}


class Wire(msgspec.Struct, frozen=True, rename="camel"):
    """An object of the API; names are camelCase there."""


class WireUser(Wire, frozen=True):
    name: str | None = None
    email: str | None = None

    def author(self) -> Author:
        return Author(name=self.name or "", email=self.email or "")


NOBODY = WireUser()


class WireSource(Wire, frozen=True):
    id: int


class WireSources(Wire, frozen=True):
    """A report's sheets."""

    source_sheets: tuple[WireSource, ...] = ()


class WireAsset(Wire, frozen=True):
    """A workspace, folder, sheet, report or dashboard in a listing; `resource_type` only among mixed children."""

    id: int
    name: str = ""
    permalink: str | None = None
    access_level: str | None = None
    modified_at: datetime | None = None
    resource_type: str = ""

    def asset(self, kind: AssetKind | None = None) -> Asset | None:
        """None for a kind of child we do not know."""
        found = kind or KINDS.get(self.resource_type.lower())
        if found is None:
            return None
        return Asset(
            found, self.id, self.name, self.permalink or "", self.access_level or "", modified_at=utc(self.modified_at)
        )


class WireFavorite(Wire, frozen=True):
    type: str
    object_id: int
    name: str | None = None

    def asset(self) -> Asset | None:
        kind = KINDS.get(self.type.lower())
        return None if kind is None else Asset(kind, self.object_id, self.name or "")


class WireHit(Wire, frozen=True):
    text: str = ""
    object_type: str = ""
    object_id: int = 0
    parent_object_type: str | None = None
    parent_object_id: int | None = None
    parent_object_name: str | None = None
    context_data: tuple[Any, ...] = ()

    def hit(self) -> SearchHit:
        return SearchHit(
            text=self.text,
            kind=self.object_type.lower(),
            id=self.object_id,
            inside=self.parent_object_name or "",
            inside_kind=(self.parent_object_type or "").lower(),
            inside_id=self.parent_object_id,
            context=tuple(str(each) for each in self.context_data),
        )


class WireHits(Wire, frozen=True):
    results: tuple[WireHit, ...] = ()
    total_count: int = 0


class WireShare(Wire, frozen=True):
    id: Any = None
    type: str = "USER"
    name: str | None = None
    email: str | None = None
    access_level: str = ""
    scope: str = "ITEM"

    def share(self, record: Record) -> Share:
        group = self.type == "GROUP"
        return Share(self.name or "", self.email or "", self.access_level, self.scope, group=group, record=record)


def utc(moment: datetime | None) -> datetime | None:
    """Smartsheet's times are UTC, also where they do not say so."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
