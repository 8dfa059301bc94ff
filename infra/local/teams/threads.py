"""The conversations of the local Teams: who is in them, what was said, what the bot posted, updated and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.local.people import SamplePerson
from infra.local.teams.bodies import ADAPTIVE_CARD

TENANT_ID = "7d1c1b9e-0000-4000-8000-000000000001"


@dataclass(frozen=True, slots=True)
class Thread:
    """A place to talk: a personal chat, a group chat, a channel (no `root`) or one thread of a channel."""

    id: str
    kind: str
    members: tuple[SamplePerson, ...]
    name: str = ""
    team_id: str | None = None
    team_name: str = ""

    @property
    def channel_id(self) -> str | None:
        return self.id.partition(";messageid=")[0] if self.kind == "channel" else None

    @property
    def root(self) -> str | None:
        return self.id.partition(";messageid=")[2] or None


@dataclass(frozen=True, slots=True)
class Posted:
    """An activity of the bot as the connector took it. `action` is post, update or delete; `at` counts all of them.

    `only_for` is the one person's id who sees it, None when everyone does.
    """

    id: str
    conversation_id: str
    action: str
    at: int
    activity: dict[str, Any] = field(default_factory=dict)
    reply_to: str | None = None
    only_for: str | None = None

    @property
    def type(self) -> str:
        return str(self.activity.get("type", ""))

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def card(self) -> dict[str, Any] | None:
        return card_in(self.activity)


def card_in(activity: dict[str, Any]) -> dict[str, Any] | None:
    """The activity's Adaptive Card, when it has one."""
    for attachment in activity.get("attachments") or []:
        if attachment.get("contentType") == ADAPTIVE_CARD:
            content = attachment.get("content")
            return content if isinstance(content, dict) else None
    return None


@dataclass(slots=True)
class Log:
    """One conversation's record: `live` is what people see now, `views` what a click changed for one viewer only."""

    thread: Thread
    posted: list[Posted] = field(default_factory=list)
    live: dict[str, dict[str, Any]] = field(default_factory=dict)
    views: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    only_for: dict[str, str] = field(default_factory=dict)
    bot_present: bool = True

    def post(self, posted: Posted) -> None:
        self.posted.append(posted)
        if posted.only_for is not None:
            self.only_for[posted.id] = posted.only_for
        if posted.action == "delete":
            self.live.pop(posted.id, None)
        elif posted.type == "message":
            self.live[posted.id] = posted.activity
        for key in [key for key in self.views if key[0] == posted.id]:
            del self.views[key]

    def card(self, activity_id: str, *, viewer: str) -> dict[str, Any] | None:
        """The card as `viewer` sees it: their own after a click, else everyone's; None for another's private one."""
        if self.only_for.get(activity_id, viewer) != viewer:
            return None
        own = self.views.get((activity_id, viewer))
        return own if own is not None else card_in(self.live.get(activity_id, {}))

    def seen_by(self, viewer: str) -> list[Posted]:
        """What the bot did here as this person saw it happen."""
        return [each for each in self.posted if each.only_for in (None, viewer)]

    def knows(self, activity_id: str) -> bool:
        return activity_id in self.live or activity_id in self.sent


def account(person: SamplePerson) -> dict[str, Any]:
    """The person as a member list shows them."""
    return {
        "id": person_id(person),
        "name": person.name,
        "aadObjectId": person.aad_object_id,
        "objectId": person.aad_object_id,
        "givenName": person.name.split()[0],
        "surname": person.name.split()[-1],
        "email": person.email,
        "userPrincipalName": person.email,
        "tenantId": TENANT_ID,
        "userRole": "user",
    }


def person_id(person: SamplePerson) -> str:
    """The channel's own id of a person, the same in every conversation with this bot."""
    return f"29:1{person.key}-{person.user_id}"


def find_member(members: Sequence[SamplePerson], member_id: str) -> SamplePerson | None:
    return next((p for p in members if member_id in (person_id(p), p.aad_object_id, p.email)), None)
