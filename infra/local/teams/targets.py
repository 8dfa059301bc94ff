"""Targeted messages: in a group or channel, seen by one of its members alone.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/targeted-messages : the query
`isTargetedActivity=true`, and on a new message its `recipient`; an update or deletion names none. No replies, and none
in one-to-one chats.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from infra.local.teams.bodies import Refused
from infra.local.teams.threads import Thread, person_id


def is_targeted(request: web.Request) -> bool:
    return request.query.get("isTargetedActivity") == "true"


def check_addressee(request: web.Request, activity: dict[str, Any], thread: Thread) -> str:
    """The one person's id. Raises Refused for nobody, a stranger, a reply, a one-to-one chat."""
    if thread.kind == "personal" or "activity" in request.match_info:
        raise Refused(400, "BadRequest", "Targeted messages are no replies, and not for one-to-one chats.")
    recipient = (activity.get("recipient") or {}).get("id")
    if not recipient:
        raise Refused(400, "BadRequest", "A targeted message needs a recipient.")
    if recipient not in map(person_id, thread.members):
        raise Refused(403, "BotNotInConversationRoster", "The recipient is not a member of the conversation.")
    return str(recipient)


def check_no_recipient(request: web.Request, activity: dict[str, Any]) -> None:
    """Raises Refused for a targeted update that names a recipient."""
    if is_targeted(request) and "recipient" in activity:
        raise Refused(400, "BadRequest", "The recipient of a targeted message cannot be updated.")
