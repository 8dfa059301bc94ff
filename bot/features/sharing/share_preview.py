"""From what a person asks of shares to the steps of a plan. Pure: nothing is read or written.

https://developers.smartsheet.com/api/smartsheet/openapi/sharing : who shares may give up to their own level; nobody
changes the owner's share, their own, or one that comes from the workspace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.changes.engine.policy import may_share
from bot.changes.engine.preview import Draft
from bot.domain.plans import ChangeRecords
from bot.domain.policies import PlanPolicy
from bot.domain.record_changes import Record, RecordChange, canonical
from bot.errors import PermissionDenied

LEVELS: Final[Mapping[str, str]] = {
    "viewer": "VIEWER",
    "commenter": "COMMENTER",
    "editor": "EDITOR",
    "editor_can_share": "EDITOR_SHARE",
    "admin": "ADMIN",
}
"""What people call a level, lowest first, and what Smartsheet does."""

EVERYTHING: Final = PlanPolicy()
_RANK: Final = {name: rank for rank, name in enumerate([*LEVELS.values(), "OWNER"])}
_SAID: Final = {level: name.replace("_", " ") for name, level in LEVELS.items()} | {"OWNER": "owner"}


@dataclass(frozen=True, slots=True)
class Shared:
    """What is shared: its home among the records, what it is called, and the asker's own access and address."""

    home: str
    what: str
    own_level: str
    own_email: str


def preview_shares(
    shared: Shared,
    records: Sequence[Record],
    people: Sequence[tuple[str, str]],
    level: str | None,
    *,
    policy: PlanPolicy = EVERYTHING,
) -> Draft:
    """Give each (name, email) the level, or take their share away (None)."""
    if _RANK.get(shared.own_level, -1) < _RANK["EDITOR_SHARE"]:
        said = _SAID.get(shared.own_level, "no")
        raise PermissionDenied(
            f"You have {said} access to {shared.what}, which does not allow sharing it.", hint="Ask its owner."
        )
    draft, changes = Draft(), list[RecordChange]()
    held = {str(record.fields().get("email", "")).casefold(): record for record in records}
    for name, email in {email.casefold(): (name, email) for name, email in people}.values():
        record = held.get(email.casefold())
        why = _refusal(shared, email, record, level)
        if level and not why and not may_share(email, policy):
            why = f"Sharing is allowed with {', '.join(policy.share_domains)} only."
        if why:
            draft.refuse(name or email, why)
            continue
        change = _change(shared, name, email, record, level)
        if change is None:
            draft.warnings.append(f"{name or email} is {_article(level or '')} already.")
        else:
            changes.append(change)
    if changes:
        draft.steps.append(ChangeRecords(tuple(changes)))
    outside = sorted({email for _, email in people if level and _domain(email) != _domain(shared.own_email)})
    if outside and shared.own_email:
        draft.warnings.append(f"Outside {_domain(shared.own_email)}: {', '.join(outside)}.")
    return draft


def _refusal(shared: Shared, email: str, record: Record | None, level: str | None) -> str:
    now = str(record.fields().get("accessLevel", "")) if record else ""
    if email.casefold() == shared.own_email.casefold():
        return "Smartsheet lets nobody change their own access."
    if now == "OWNER":
        return "They own it; Smartsheet transfers ownership in its own settings."
    if max(_RANK.get(now, -1), _RANK.get(level or "", -1)) > _RANK[shared.own_level]:
        return f"You can give and take up to your own access, {_SAID[shared.own_level]}."
    if level is None and record is None:
        return "It is not shared with them directly; access from a workspace is taken away there."
    return ""


def _change(shared: Shared, name: str, email: str, record: Record | None, level: str | None) -> RecordChange | None:
    who = f"{name} ({email})" if name and name != email else email
    if record is None:
        assert level is not None
        after = canonical({"email": email, "accessLevel": level})
        return RecordChange("share", shared.home, who, after=after, said_after=_SAID[level])
    now = str(record.fields().get("accessLevel", ""))
    if level is None:
        return RecordChange("share", shared.home, who, record_id=record.id, before=record.body, said_before=_SAID[now])
    if now == level:
        return None
    return RecordChange(
        kind="share",
        home=shared.home,
        what=who,
        record_id=record.id,
        before=canonical({"accessLevel": now}),
        after=canonical({"accessLevel": level}),
        said_before=_SAID[now],
        said_after=_SAID[level],
    )


def _article(level: str) -> str:
    said = _SAID.get(level, level)
    return f"{'an' if said[:1] in 'aeiou' else 'a'} {said}"


def _domain(email: str) -> str:
    return email.rpartition("@")[2].casefold()
