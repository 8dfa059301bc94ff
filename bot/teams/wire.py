"""The activity as it comes over the wire: parsed once, typed where it matters, refused with a reason.

https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
"""

from __future__ import annotations

from typing import Any

import msgspec

LIMIT_BYTES = 1024 * 1024


class BadActivity(Exception):
    """The body is not an activity we can take; the message says what is wrong. Becomes a 400."""


class Account(msgspec.Struct, rename="camel"):
    """A person or a bot. `aad_object_id` is the Entra id of a person.

    A recipient `is_targeted` when nobody else in the conversation sees the activity.
    """

    id: str
    name: str | None = None
    aad_object_id: str | None = None
    role: str | None = None
    is_targeted: bool | None = None


class Place(msgspec.Struct, rename="camel"):
    """The conversation."""

    id: str
    conversation_type: str | None = None
    is_group: bool | None = None
    name: str | None = None
    tenant_id: str | None = None


class WireActivity(msgspec.Struct, rename="camel"):
    """What we read of an activity. Anything else in the body is passed over; null counts as missing."""

    type: str
    service_url: str
    conversation: Place
    sender: Account = msgspec.field(name="from")
    recipient: Account
    id: str | None = None
    channel_id: str | None = None
    timestamp: str | None = None
    locale: str | None = None
    local_timezone: str | None = None
    text: str | None = None
    text_format: str | None = None
    reply_to_id: str | None = None
    name: str | None = None
    action: str | None = None
    delivery_mode: str | None = None
    value: Any = None
    entities: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    members_added: list[Account] | None = None
    members_removed: list[Account] | None = None
    channel_data: Any = None

    def channel_value(self, *path: str) -> str | None:
        """A string inside channelData, or None: its shape differs from client to client."""
        found = self.channel_data
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, str) and found else None


_decoder = msgspec.json.Decoder(WireActivity)


def parse_activity(raw: bytes) -> WireActivity:
    """The activity. Raises BadActivity for what is not JSON, not an object, or lacks what every activity has."""
    try:
        activity = _decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise BadActivity(f"Not an activity: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadActivity(f"Not JSON: {error}.") from None
    except RecursionError:
        raise BadActivity("Not an activity: nested too deeply.") from None
    if (empty := _empty_field(activity)) is not None:
        raise BadActivity(f"Not an activity: `{empty}` is empty.")
    return activity


def _empty_field(activity: WireActivity) -> str | None:
    """The first field that is there but says nothing; a message or invoke without id could not be told from another."""
    required = {
        "type": activity.type,
        "serviceUrl": activity.service_url,
        "conversation.id": activity.conversation.id,
        "from.id": activity.sender.id,
        "recipient.id": activity.recipient.id,
    }
    if activity.type in {"message", "invoke"}:
        required["id"] = activity.id or ""
    return next((name for name, value in required.items() if not value), None)
