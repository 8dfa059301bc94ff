"""What a change can touch beside cells and rows — columns, sheets, shares, comments, … — as records of one shape.

A record lies in a collection, its `home` (“sheets/12”, “workspaces/7”), under an id, with a body of named fields.
Bodies are kept as canonical JSON. A field that is absent, null, false or empty is the same: Smartsheet leaves such
fields out as it likes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.live import CellContent


class Verb(StrEnum):
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What holds for all records of a kind.

    `unique` names the field that no two of a collection share. `loose` are fields that others may move without the
    record being another one. `gone` says why a deleted one cannot be made again, “” when it can. `stays` tells that one
    that was created is left where it is when the change is taken back, because Smartsheet cannot delete it. `alone`
    tells that one is read by its id, because its collection is the whole account or does not tell all of it.
    `settles_s` is how many seconds after it was created one may come to be listed: so long it is looked for before it
    is created again. `stamps` are fields that only tell that somebody worked in it.
    """

    noun: str
    unique: str = ""
    loose: frozenset[str] = frozenset()
    gone: str = ""
    stays: bool = False
    alone: bool = False
    settles_s: float = 0.0
    stamps: frozenset[str] = frozenset()


_MAILED = frozenset({"sendTo", "rowIds", "columnIds", "includeAttachments", "includeDiscussions", "ccMe"})

KINDS: Mapping[str, RecordKind] = {
    "column": RecordKind("column", unique="title", loose=frozenset({"index", "width"})),
    "sheet": RecordKind(
        "sheet",
        gone="Smartsheet makes no deleted sheet again; its owner finds it in Deleted Items for 30 days.",
        loose=frozenset({"path"}),
        alone=True,
        settles_s=10,
        stamps=frozenset({"version", "modifiedAt", "rows"}),
    ),
    "share": RecordKind("share", unique="email"),
    "discussion": RecordKind("discussion"),
    "comment": RecordKind("comment"),
    "attachment": RecordKind("attachment", alone=True, loose=frozenset({"sha256"})),
    "update_request": RecordKind(
        "update request", loose=frozenset({"schedule"}), gone="Making it again would send its mail again."
    ),
    "sent_request": RecordKind(
        "update request", loose=_MAILED, gone="Making it again would send its mail again.", settles_s=60
    ),
    "summary_field": RecordKind("summary field", unique="title", loose=frozenset({"index"})),
    "favorite": RecordKind("favourite", unique="objectId"),
    "automation": RecordKind("automation", gone="Smartsheet lets no program make an automation."),
    "reference": RecordKind("cross-sheet reference", unique="name", stays=True),
}
"""Every kind by the name it is stored under; another joins by standing here and in the adapter's table."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is now; `by` names who changed it last, where Smartsheet tells."""

    id: str
    body: str
    by: str = ""

    def fields(self) -> dict[str, Any]:
        return opened(self.body)


@dataclass(frozen=True, slots=True)
class HeldCell:
    """A cell of a column that goes or changes its type: what it held."""

    row_id: int
    row_number: int
    row_label: str
    content: CellContent


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record to be created (no `before`), changed, or deleted (no `after`).

    `key`, below zero, names a column or sheet that the same plan creates, for the cells written into it. `before` and
    `after` are canonical JSON: of a change, only the fields that change. `what`, `said_before` and `said_after` are for
    people.
    `held` are the cells of a column that is deleted or changes its type. `final` says why it cannot be taken back.
    `parts` say for people what belongs to it: (“Column “Status””, “dropdown · choices Open, Done”).
    """

    kind: str
    home: str
    what: str
    key: int = 0
    record_id: str = ""
    before: str = ""
    after: str = ""
    said_before: str = ""
    said_after: str = ""
    held: tuple[HeldCell, ...] = ()
    final: str = ""
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def verb(self) -> Verb:
        if not self.before:
            return Verb.CREATE
        return Verb.CHANGE if self.after else Verb.DELETE

    @property
    def column_id(self) -> int:
        """Of a column, its id, or the key it has until it is created; 0 for anything else."""
        if self.kind != "column":
            return 0
        return int(self.record_id) if self.record_id else self.key


def lost(kind: str, body: str) -> str:
    """Why a record with this body cannot be made again once it is deleted; “” when it can."""
    fields = opened(body)
    if kind == "attachment" and fields.get("attachmentType") == "FILE" and not fields.get("sha256"):
        return "Smartsheet does not give a deleted file back."
    if kind == "discussion" and len(fields.get("comments") or ()) > 1:
        return "Smartsheet does not take a discussion again with its replies, who wrote them and when."
    return KINDS[kind].gone


def canonical(fields: Mapping[str, Any]) -> str:
    """The fields as text that is the same whenever they are."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def opened(body: str) -> dict[str, Any]:
    """The fields of a body; none for “”."""
    fields: dict[str, Any] = json.loads(body) if body else {}
    return fields


def differing(expected: str, now: str, *, loose: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The fields of `expected` that are not so in `now`, without those that may move."""
    wanted, found = opened(expected), opened(now)
    return tuple(n for n, value in wanted.items() if n not in loose and _held(found.get(n)) != _held(value))


def alike(wanted: str, body: str, *, loose: frozenset[str] = frozenset()) -> bool:
    """Whether a record could be the one asked for: every field that both name, and that stays, is the same."""
    fields, found = opened(wanted), opened(body)
    shared = (fields.keys() & found.keys()) - loose
    return bool(shared) and all(_held(fields[name]) == _held(found[name]) for name in shared)


def _held(value: Any) -> Any:
    """The value; nothing for one that says no more than its absence. A number says something, be it 0."""
    return None if value is False or value in ("", [], {}) else value
