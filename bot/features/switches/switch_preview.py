"""Favourites and automations, on and off, as steps of a plan. Pure.

https://developers.smartsheet.com/api/smartsheet/openapi/favorites : each person's own.
https://developers.smartsheet.com/api/smartsheet/openapi/automationrules : rules of one action, switched by who may
change them; the action's type goes along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.changes.engine.preview import Draft
from bot.domain.live import LiveSheet
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import Record, RecordChange, canonical
from bot.domain.records import Asset, AssetKind

FAVORITES: Final = "favorites"
"""The home of everybody's own."""

API_KINDS: Final[Mapping[AssetKind, str]] = {
    AssetKind.SHEET: "sheet",
    AssetKind.REPORT: "report",
    AssetKind.DASHBOARD: "sight",
    AssetKind.WORKSPACE: "workspace",
    AssetKind.FOLDER: "folder",
}
_IN, _OUT = "in your favourites", "not in your favourites"


def preview_favorites(records: Sequence[Record], assets: Sequence[Asset], *, on: bool) -> Draft:
    """Put the things among the person's favourites, or take them out; `records` are the favourites there are."""
    draft, changes = Draft(), list[RecordChange]()
    held = {record.id: record for record in records}
    for asset in {(each.kind, each.id): each for each in assets}.values():
        kind, what = API_KINDS[asset.kind], f"{str(asset.kind).capitalize()} “{asset.name}”"
        record = held.get(f"{kind}:{asset.id}")
        if on == (record is not None):
            draft.warnings.append(f"{what} is {_IN if on else _OUT} already.")
        elif record is None:
            after = canonical({"type": kind, "objectId": asset.id})
            changes.append(RecordChange("favorite", FAVORITES, what, after=after, said_before=_OUT, said_after=_IN))
        else:
            changes.append(
                RecordChange(
                    kind="favorite",
                    home=FAVORITES,
                    what=what,
                    record_id=record.id,
                    before=record.body,
                    said_before=_IN,
                    said_after=_OUT,
                )
            )
    if changes:
        draft.steps.append(ChangeRecords(tuple(changes)))
    return draft


def preview_automations(live: LiveSheet, records: Sequence[Record], *, on: bool) -> Draft:
    """Switch rules of the sheet on or off; what they do stays as it is."""
    draft, changes = Draft(), list[RecordChange]()
    for record in {record.id: record for record in records}.values():
        fields = record.fields()
        what, now = f"Automation “{fields.get('name', '')}”", bool(fields.get("enabled"))
        if not fields.get("userCanModify"):
            draft.refuse(what, "Smartsheet lets only its admins and who made it switch it.")
        elif now == on:
            draft.warnings.append(f"{what} is {_word(on)} already.")
        else:
            action = fields.get("action") or {}
            if on and fields.get("disabledReasonText"):
                draft.warnings.append(f"Smartsheet had switched {what} off: {fields['disabledReasonText']}")
            changes.append(
                RecordChange(
                    kind="automation",
                    home=f"sheets/{live.id}",
                    what=what,
                    record_id=record.id,
                    before=canonical({"enabled": now, "action": action}),
                    after=canonical({"enabled": on, "action": action}),
                    said_before=f"{_word(now)} · {does(action)}",
                    said_after=_word(on),
                )
            )
    if changes:
        draft.steps.append(ChangeRecords(tuple(changes)))
        if on:
            draft.warnings.append("While it is on, Smartsheet sends its mails by itself; those cannot be called back.")
    return draft


def does(action: Mapping[str, Any]) -> str:
    """“notification immediately to everyone the sheet is shared with”."""
    said = [str(action.get("type", "")).removesuffix("_ACTION").replace("_", " ").lower()]
    said.append(str(action.get("frequency") or "").lower())
    whom = [str(each.get("email") or "a group") for each in action.get("recipients") or ()]
    if action.get("notifyAllSharedUsers"):
        whom.insert(0, "everyone the sheet is shared with")
    if action.get("recipientColumnIds"):
        whom.append("the people in some of its columns")
    said.append(f"to {', '.join(whom)}" if whom else "")
    return " ".join(each for each in said if each)


def _word(on: bool) -> str:
    return "on" if on else "off"
