"""From what a person wants done with a sheet that is there to the steps of a plan. Pure: nothing is read or written.

Renaming needs admin access to the sheet. Items of a workspace are moved and deleted by its owner and admins, elsewhere
the owner alone may (https://help.smartsheet.com/articles/504600-deleting-smartsheet-items); whoever sees a sheet may
copy it (https://help.smartsheet.com/articles/2483288/sharing-permission-levels).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.changes.engine.preview import Draft
from bot.changes.engine.rules import PlanPolicy
from bot.domain.live import ADMINS
from bot.domain.plan_keys import NEW_SHEET
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import KINDS, Record, RecordChange, canonical
from bot.errors import PermissionDenied
from bot.features.sheets.sheet_preview import Destination, checked_name, require_place

CONTENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "all": ("data", "attachments", "cellLinks", "discussions", "filters", "forms"),
    "rows": ("data",),
    "columns": (),
}
"""What of a sheet or template a new one gets."""

_SAID: Final = {
    "all": "its columns, rows, files, comments, cell links, filters and forms; not its shares, automations and history",
    "rows": "its columns and rows; not its files, comments and shares",
    "columns": "its columns alone",
}


@dataclass(frozen=True, slots=True)
class There:
    """A sheet as it is: its record, the asker's access to it, and to the workspace that holds it (“” for none)."""

    record: Record
    level: str
    workspace_level: str = ""

    @property
    def fields(self) -> Mapping[str, Any]:
        return self.record.fields()

    @property
    def name(self) -> str:
        return str(self.fields.get("name", ""))


def preview_from_template(name: str, template_id: int, template: str, *, destination: Destination) -> Draft:
    """Create a sheet as the template is; what that holds cannot be read through the API, so it is not shown."""
    require_place(destination)
    draft = Draft()
    name = checked_name(name, destination, draft)
    body = {"name": name, "fromId": template_id, "include": CONTENTS["all"]}
    part = ("From", f"the template “{template}”: its columns, rows and files as they are there")
    _create(draft, name, destination, body, part)
    return draft


def preview_copy(there: There, name: str, contents: str, *, destination: Destination) -> Draft:
    """Create a copy of the sheet."""
    require_place(destination)
    draft = Draft()
    name = checked_name(name, destination, draft)
    body = {"name": name, "copyOf": int(there.record.id), "include": CONTENTS[contents]}
    _create(draft, name, destination, body, ("Copy of", f"“{there.name}”: {_SAID[contents]}"))
    return draft


def preview_rename(there: There, name: str) -> Draft:
    draft = Draft()
    if there.level not in ADMINS:
        raise PermissionDenied(f"Only admins of “{there.name}” can rename it.", hint="Ask its owner for admin access.")
    name = checked_name(name, Destination("", "its place"), draft)
    if name == there.name:
        draft.warnings.append("It is called so already.")
        return draft
    _change(draft, there, {"name": there.name}, {"name": name}, f"called “{there.name}”", f"called “{name}”")
    return draft


def preview_move(there: There, *, destination: Destination) -> Draft:
    """Move the sheet; it keeps its own shares, and is seen by whom the new place is shared with."""
    require_place(destination)
    _require_owner(there, "move")
    draft, fields = Draft(), there.fields
    if fields.get("place") == destination.home:
        draft.warnings.append("It is there already.")
        return draft
    before, after = {"place": fields.get("place")}, {"place": destination.home}
    final = "" if fields.get("place") else "You cannot see where it lies now, so it cannot be moved back there."
    _change(draft, there, before, after, f"in {fields.get('path')}", f"in {destination.name}", final=final)
    if fields.get("workspace") != destination.workspace:
        old = f"Who sees it only through {fields.get('path')} loses it. " if fields.get("workspace") else ""
        new = f"Everyone in {destination.name} gets it." if destination.workspace else "Nobody else gets it."
        draft.warnings.append(old + new)
    return draft


def preview_deletion(there: There, *, shared: Sequence[str], users: Sequence[str], policy: PlanPolicy) -> Draft:
    """Delete the sheet whole. `shared` says with whom, `users` what is known to use it."""
    if not policy.destructive:
        raise PermissionDenied("Deleting is switched off here.", hint="Delete in Smartsheet, or ask your admin.")
    _require_owner(there, "delete")
    draft, fields = Draft(), there.fields
    parts = [("Rows", f"{int(fields.get('rows') or 0):,}"), ("Place", str(fields.get("path", "")))]
    parts += [("Owner", str(fields.get("owner") or "unknown")), ("Shared with", ", ".join(shared) or "nobody")]
    parts += [("Used by", each) for each in users]
    change = RecordChange(
        kind="sheet",
        home=str(fields.get("place", "")),
        what=f"Sheet “{there.name}”",
        record_id=there.record.id,
        before=there.record.body,
        said_before="with everything in it",
        final=KINDS["sheet"].gone,
        parts=tuple(parts),
    )
    draft.steps.append(ChangeRecords((change,)))
    draft.warnings.append("What uses it loses it, also where I did not look: dashboards, formulas of sheets not open.")
    return draft


def _create(draft: Draft, name: str, destination: Destination, body: Mapping[str, Any], part: tuple[str, str]) -> None:
    change = RecordChange(
        kind="sheet",
        home=destination.home,
        what=f"Sheet “{name}”",
        key=NEW_SHEET,
        after=canonical(body),
        said_after=f"in {destination.name}",
        parts=(part,),
    )
    draft.steps.append(ChangeRecords((change,)))


def _change(
    draft: Draft,
    there: There,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    was: str,
    will: str,
    *,
    final: str = "",
) -> None:
    change = RecordChange(
        kind="sheet",
        home=str(there.fields.get("place", "")),
        what=f"Sheet “{there.name}”",
        record_id=there.record.id,
        before=canonical(before),
        after=canonical(after),
        said_before=was,
        said_after=will,
        final=final,
    )
    draft.steps.append(ChangeRecords((change,)))


def _require_owner(there: There, what: str) -> None:
    """Raises PermissionDenied unless the sheet, or the workspace it lies in, is the asker's to rule."""
    if there.level != "OWNER" and there.workspace_level not in ADMINS:
        who = "its owner and the admins of its workspace" if there.fields.get("workspace") else "its owner"
        raise PermissionDenied(f"“{there.name}” can be {what}d only by {who}.", hint="Ask one of them.")
