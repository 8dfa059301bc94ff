"""Where Smartsheet keeps each kind of record and how its fields travel.

The API's pages, below https://developers.smartsheet.com/api/smartsheet/openapi/ : columns, sharing, discussions,
comments, attachments, updaterequests, sheetsummary, automationrules, crosssheetreferences, favorites.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.domain.record_changes import Record, canonical
from bot.smartsheet import record_shapes as shapes
from bot.smartsheet.http_session import Params

Fields = dict[str, Any]
Item = Mapping[str, Any]

_COLUMN = ("title", "type", "index", "symbol", "formula", "options", "validation", "hidden", "locked", "width")
_COLUMN_MORE = ("description", "format", "systemColumnType", "autoNumberFormat", "contactOptions", "primary")
_REQUEST = ("sendTo", "subject", "message", "ccMe", "schedule")


@dataclass(frozen=True, slots=True)
class Home:
    """A collection's place, taken apart: `sheets/1/rows/2` is {"sheets": "1", "rows": "2"}."""

    path: str

    @property
    def ids(self) -> dict[str, str]:
        parts = self.path.split("/")
        return dict(zip(parts[::2], parts[1::2], strict=False))

    @property
    def inner(self) -> bool:
        """Whether it lies within something: a row of a sheet, a discussion."""
        return len(self.ids) > 1

    @property
    def sheet(self) -> str:
        return f"/sheets/{self.ids['sheets']}"

    @property
    def asset(self) -> Params:
        """What is shared, in the words of the calls for shares."""
        kind, asset_id = self.path.split("/")
        return {"assetType": kind.removesuffix("s"), "assetId": asset_id}


def _kept(*names: str) -> Callable[[Item], Fields]:
    return lambda item: (
        {name: item[name] for name in names if item.get(name)}
        | ({"index": item["index"]} if "index" in names and "index" in item else {})
    )


def _as_it_is(fields: Fields) -> Any:
    return fields


class Paging(Enum):
    """How a list comes: by numbered pages, with a key to go on, or within the one thing that holds it."""

    NUMBERED = "numbered"
    KEYS = "keys"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Place:
    """One kind. `body` are the fields of a listed item, `sent` and `changed` what POST and `verb` send for fields.

    `scope` are parameters of every request, the others of the list, of POST and of `verb`. `grouped` makes items of
    what the list has; `held` names the list within the thing that holds it; `item` is the path of one. Where items are
    changed and deleted through their collection, `bulk` names the parameter that passes over those not there. Where a
    record is several items, `parts` are the ids of those listed that go when it is deleted.
    """

    listing: Callable[[Home], str]
    item: Callable[[Home, str], str]
    body: Callable[[Item], Fields]
    params: Params = field(default_factory=dict)
    paging: Paging = Paging.NUMBERED
    held: str = ""
    scope: Callable[[Home], Params] = lambda _: {}
    create: Callable[[Home], str] | None = None
    sent: Callable[[Fields], Any] = _as_it_is
    verb: str = "PUT"
    changed: Callable[[Fields], Any] = _as_it_is
    grouped: Callable[[list[Item]], list[Item]] = lambda items: items
    create_params: Params = field(default_factory=dict)
    identity: Callable[[Item], str] = lambda item: str(item["id"])
    weight: int = 1
    bulk: str = ""
    parts: Callable[[list[Item], str], list[str]] | None = None

    def record(self, item: Item) -> Record:
        by = item.get("modifiedBy") or item.get("createdBy") or item.get("sentBy") or {}
        return Record(self.identity(item), canonical(self.body(item)), by.get("name") or by.get("email") or "")


def _discussion(item: Item) -> Fields:
    """Its first comment, on what it is, and all that is said in it, the oldest first."""
    said = sorted(item.get("comments") or [], key=lambda comment: str(comment.get("createdAt", "")))
    texts = [comment.get("text", "") for comment in said]
    return {"text": texts[0] if texts else item.get("title", ""), "parentId": item.get("parentId"), "comments": texts}


_LINK = ("name", "description", "url", "attachmentType", "attachmentSubType")


def _attachment(item: Item) -> Fields:
    """The address of a file is made anew at every read, and counts for nothing."""
    fields = _kept(*_LINK, "parentId")(item)
    return {n: value for n, value in fields.items() if n != "url" or fields.get("attachmentType") != "FILE"}


def _attachments(home: Home) -> str:
    """Of a comment those of its sheet, which `parentId` tells apart; of an attachment its versions."""
    if "attachments" in home.ids:
        return f"/{home.path}/versions"
    return f"{home.sheet}/attachments" if "comments" in home.ids else f"/{home.path}/attachments"


def _column_sent(fields: Fields) -> list[Fields]:
    return [{name: value for name, value in fields.items() if name != "primary"}]


_NONE: Mapping[str, Any] = {"formula": "", "description": "", "hidden": False, "locked": False, "validation": False}
"""What takes a field of a column away; options and symbols go with the type they belong to."""


def _column_changed(fields: Fields) -> Fields:
    kept = {name: value for name, value in fields.items() if value is not None or name in _NONE}
    return {name: _NONE[name] if value is None else value for name, value in kept.items()}


PLACES: Mapping[str, Place] = {
    "column": Place(
        listing=lambda home: f"{home.sheet}/columns",
        item=lambda home, each: f"{home.sheet}/columns/{each}",
        params={"level": 2},
        body=_kept(*_COLUMN, *_COLUMN_MORE),
        sent=_column_sent,
        changed=_column_changed,
    ),
    "share": Place(
        listing=lambda _: "/shares",
        item=lambda _, each: f"/shares/{each}",
        paging=Paging.KEYS,
        scope=lambda home: home.asset,
        body=_kept("email", "accessLevel"),
        sent=lambda fields: [fields],
        verb="PATCH",
        changed=lambda fields: {"accessLevel": fields["accessLevel"]},
        create_params={"sendEmail": False},
    ),
    "discussion": Place(
        listing=lambda home: f"/{home.path}/discussions",
        item=lambda home, each: f"{home.sheet}/discussions/{each}",
        params={"include": ("comments", "attachments")},
        body=_discussion,
        sent=lambda fields: {"comment": {"text": fields["text"]}},
    ),
    "comment": Place(
        listing=lambda home: f"/{home.path}",
        item=lambda home, each: f"{home.sheet}/comments/{each}",
        create=lambda home: f"/{home.path}/comments",
        body=_kept("text"),
        paging=Paging.WITHIN,
        held="comments",
    ),
    "attachment": Place(
        listing=_attachments,
        item=lambda home, each: f"{home.sheet}/attachments/{each}",
        body=_attachment,
        create=lambda home: f"/{home.path}/attachments",
        sent=lambda fields: {name: fields[name] for name in _LINK if fields.get(name)},
        weight=10,
    ),
    "update_request": Place(
        listing=lambda home: f"{home.sheet}/updaterequests",
        item=lambda home, each: f"{home.sheet}/updaterequests/{each}",
        body=_kept(*_REQUEST),
    ),
    "sent_request": Place(
        listing=lambda home: f"{home.sheet}/sentupdaterequests",
        item=lambda home, each: f"{home.sheet}/sentupdaterequests/{each}",
        create=lambda home: f"{home.sheet}/updaterequests",
        grouped=shapes.mailings,
        body=shapes.mailing_body,
        parts=shapes.mailing_parts,
    ),
    "summary_field": Place(
        listing=lambda home: f"{home.sheet}/summary/fields",
        item=lambda home, each: f"{home.sheet}/summary/fields/{each}",
        params={"include": ("format", "writerInfo")},
        body=shapes.summary_body,
        sent=shapes.summary_sent,
        changed=shapes.summary_changed,
        bulk="ignoreSummaryFieldsNotFound",
    ),
    "favorite": Place(
        listing=lambda _: "/favorites",
        item=lambda _, each: "/favorites/{}/{}".format(*each.split(":")),
        body=_kept("objectId", "type"),
        identity=lambda item: f"{item['type']}:{item['objectId']}",
    ),
    "automation": Place(
        listing=lambda home: f"{home.sheet}/automationrules",
        item=lambda home, each: f"{home.sheet}/automationrules/{each}",
        body=shapes.rule_body,
        changed=shapes.rule_changed,
    ),
    "reference": Place(
        listing=lambda home: f"{home.sheet}/crosssheetreferences",
        item=lambda home, each: f"{home.sheet}/crosssheetreferences/{each}",
        body=_kept("name", "sourceSheetId", "startColumnId", "endColumnId", "startRowId", "endRowId"),
    ),
}
