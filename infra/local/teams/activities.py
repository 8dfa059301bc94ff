"""Activities exactly as Teams shapes them on their way to a bot."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from infra.local.people import SamplePerson
from infra.local.teams.threads import TENANT_ID, Thread, person_id


@dataclass(frozen=True, slots=True)
class Sender:
    """What Teams adds on the sender's behalf."""

    locale: str = "en-US"
    timezone: str = "America/New_York"


@dataclass(frozen=True, slots=True)
class Shaper:
    """Builds activities from the people to one bot."""

    bot_id: str
    bot_name: str
    service_url: str

    def base(
        self, person: SamplePerson, thread: Thread, *, kind: str, activity_id: str, sender: Sender
    ) -> dict[str, Any]:
        """What every activity of Teams has."""
        now = datetime.now(UTC)
        local = now.astimezone(ZoneInfo(sender.timezone))
        return {
            "type": kind,
            "id": activity_id,
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "localTimestamp": local.isoformat(timespec="milliseconds"),
            "localTimezone": sender.timezone,
            "locale": sender.locale,
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": person_id(person), "name": person.name, "aadObjectId": person.aad_object_id},
            "recipient": {"id": self.bot_id, "name": self.bot_name},
            "conversation": _conversation(thread),
            "channelData": channel_data(thread),
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": sender.locale,
                    "country": sender.locale.partition("-")[2] or "US",
                    "platform": "Web",
                    "timezone": sender.timezone,
                }
            ],
        }

    def message(
        self, person: SamplePerson, thread: Thread, text: str, *, activity_id: str, mention: bool, sender: Sender
    ) -> dict[str, Any]:
        """A typed message; a mention stands before the text, as most people write it, unless `{bot}` says where."""
        activity = self.base(person, thread, kind="message", activity_id=activity_id, sender=sender)
        tag = f"<at>{self.bot_name}</at>"
        mirror = f"<p>{html.escape(text)}</p>"
        if mention and thread.kind != "personal":
            shown = text.replace("{bot}", tag) if "{bot}" in text else f"{tag} {text}"
            activity["entities"].insert(
                0, {"type": "mention", "text": tag, "mentioned": {"id": self.bot_id, "name": self.bot_name}}
            )
            span = f'<span itemtype="http://schema.skype.com/Mention" itemscope itemid="0">{self.bot_name}</span>'
            mirror = f"<p>{span}&nbsp;{html.escape(text.replace('{bot}', '').strip())}</p>"
        else:
            shown = text
        activity |= {"text": shown, "textFormat": "plain", "attachments": [_mirror(mirror)]}
        return activity

    def execute(
        self,
        person: SamplePerson,
        thread: Thread,
        *,
        card_id: str,
        action: dict[str, Any],
        activity_id: str,
        sender: Sender,
    ) -> dict[str, Any]:
        """The invoke of an Action.Execute; `action.data` already holds the inputs."""
        activity = self.base(person, thread, kind="invoke", activity_id=activity_id, sender=sender)
        activity["channelData"]["source"] = {"name": "message"}
        value = {"action": {"type": "Action.Execute", **action}, "trigger": "manual"}
        return activity | {"name": "adaptiveCard/action", "replyToId": card_id, "value": value}

    def submit(
        self, person: SamplePerson, thread: Thread, *, card_id: str, data: Any, activity_id: str, sender: Sender
    ) -> dict[str, Any]:
        """The message an Action.Submit sends: a value, no text."""
        activity = self.base(person, thread, kind="message", activity_id=activity_id, sender=sender)
        activity["channelData"]["source"] = {"name": "message"}
        return activity | {"replyToId": card_id, "value": data}

    def feedback(
        self,
        person: SamplePerson,
        thread: Thread,
        *,
        message_id: str,
        reaction: str,
        text: str,
        activity_id: str,
        sender: Sender,
    ) -> dict[str, Any]:
        """The invoke behind 👍 and 👎; the words come as JSON inside a string."""
        activity = self.base(person, thread, kind="invoke", activity_id=activity_id, sender=sender)
        said = {"reaction": reaction, "feedback": json.dumps({"feedbackText": text})}
        value = {"actionName": "feedback", "actionValue": said}
        return activity | {"name": "message/submitAction", "replyToId": message_id, "value": value}

    def members(
        self,
        person: SamplePerson,
        thread: Thread,
        *,
        key: str,
        members: list[dict[str, Any]],
        activity_id: str,
        sender: Sender,
    ) -> dict[str, Any]:
        """conversationUpdate; `key` is membersAdded or membersRemoved."""
        activity = self.base(person, thread, kind="conversationUpdate", activity_id=activity_id, sender=sender)
        if thread.kind == "channel":
            activity["channelData"]["eventType"] = "teamMemberAdded" if key == "membersAdded" else "teamMemberRemoved"
        return activity | {key: members}

    def installation(
        self, person: SamplePerson, thread: Thread, *, action: str, activity_id: str, sender: Sender
    ) -> dict[str, Any]:
        """installationUpdate with action add, remove, add-upgrade or remove-upgrade."""
        activity = self.base(person, thread, kind="installationUpdate", activity_id=activity_id, sender=sender)
        activity["channelData"]["settings"] = {"selectedChannel": {"id": thread.id}}
        return activity | {"action": action}


def channel_data(thread: Thread) -> dict[str, Any]:
    """Tenant always; team and channel in channels."""
    data: dict[str, Any] = {"tenant": {"id": TENANT_ID}}
    if thread.kind == "channel":
        data |= {
            "teamsChannelId": thread.channel_id,
            "teamsTeamId": thread.team_id,
            "channel": {"id": thread.channel_id},
            "team": {"id": thread.team_id, "name": thread.team_name},
        }
    return data


def _conversation(thread: Thread) -> dict[str, Any]:
    conversation: dict[str, Any] = {"conversationType": thread.kind, "tenantId": TENANT_ID, "id": thread.id}
    if thread.kind != "personal":
        conversation["isGroup"] = True
        conversation["name"] = thread.name
    return conversation


def _mirror(content: str) -> dict[str, Any]:
    """Teams sends each message a second time as an HTML attachment."""
    return {"contentType": "text/html", "content": content}
