"""What comes in from a Teams conversation and what goes out to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.people import Person

FILE = "application/vnd.microsoft.teams.file.download.info"
"""What Teams calls a file that was sent (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4)."""


PRIVATE = ";private="


class Scope(StrEnum):
    """Where a conversation takes place; Teams' own `conversationType` values."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation reference: enough to find its session and to speak there unasked.

    In a channel `id` names one thread (`19:…@thread.tacv2;messageid=<root>`); `channel` is then the part before `;`.
    What a person says to the bot there in private is a conversation of its own, whose id ends with that person's
    (`…;private=29:…`): it has its own session, and all that is said in it is for them alone, whoever says it and when.
    """

    id: str
    scope: Scope
    service_url: str
    bot_id: str
    bot_name: str = "Sheetline"
    tenant_id: str | None = None
    team_id: str | None = None
    channel_id: str = "msteams"

    @property
    def teams_id(self) -> str:
        """The id by which Teams knows the conversation."""
        return self.id.partition(PRIVATE)[0]

    @property
    def only_for(self) -> str | None:
        """The id of the one person who may see what is said here, where others are in the conversation."""
        return self.id.partition(PRIVATE)[2] or None

    @property
    def audience(self) -> Scope:
        """Who reads what is said here: PERSONAL where only one person does."""
        return Scope.PERSONAL if self.only_for else self.scope

    @property
    def channel(self) -> str | None:
        """The id of the channel this thread belongs to, or None outside channels and for the channel itself."""
        base, sep, _ = self.teams_id.partition(";messageid=")
        return base if sep else None

    @property
    def thread_root(self) -> str | None:
        """The id of the activity that began this channel thread."""
        _, sep, root = self.teams_id.partition(";messageid=")
        return root if sep else None

    def private_for(self, person_id: str) -> Conversation:
        """The private conversation of that person here; itself where they are alone with the bot anyway."""
        if self.scope is Scope.PERSONAL or self.only_for:
            return self
        return replace(self, id=f"{self.id}{PRIVATE}{person_id}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, image or other thing sent along with a message; never fetched unasked."""

    content_type: str
    name: str = ""
    url: str = ""

    @property
    def is_file(self) -> bool:
        """Whether Teams gave a link to it with the message, as it does for files in personal chats."""
        return self.content_type == FILE and bool(self.url)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the bot, with the bot's mention already taken out of `text`. `id` is the activity id."""

    id: str
    conversation: Conversation
    sender: Person
    text: str
    sent_at: datetime
    locale: str = "en-US"
    timezone: str = "UTC"
    reply_to_id: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Click:
    """A press on a card's button. A card carries only `verb` and `target`; `inputs` are values typed into the card."""

    id: str
    conversation: Conversation
    person: Person
    verb: str
    target: str
    sent_at: datetime
    card_activity_id: str | None = None
    locale: str = "en-US"
    timezone: str = "UTC"
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditedMessage:
    """A message that a person changed: `message.reply_to_id` is that message, `message.id` this change of it."""

    message: Message


@dataclass(frozen=True, slots=True)
class BotAdded:
    """The bot was added here, by a person where Teams says so. One installation is told by two events, `told_by`."""

    conversation: Conversation
    by: Person | None
    told_by: str


@dataclass(frozen=True, slots=True)
class BotRemoved:
    """The bot was taken out of here, possibly told twice; nothing can be sent there any more."""

    conversation: Conversation
    because: str


@dataclass(frozen=True, slots=True)
class Citation:
    """What a message rests on, as Teams lists it: at most 80 characters of `name`, 160 of `abstract`."""

    name: str
    abstract: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One activity to post: a card alone, or text alone (Teams splits the two and then returns no id).

    `summary` is what a notification and a screen reader's list show for a card. A message whose words a model wrote is
    `model_made`: Teams labels it so, lists its `citations` (at most 20) and offers 👍 and 👎.
    """

    text: str = ""
    card: Mapping[str, Any] | None = None
    summary: str = ""
    model_made: bool = False
    citations: tuple[Citation, ...] = ()


class Reaction(StrEnum):
    """What a person thinks of an answer."""

    LIKE = "like"
    DISLIKE = "dislike"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's 👍 or 👎 to a message of ours, with their words if they gave any.

    `activity_id` is empty where the client does not say which message: the Playground never does, Teams always.
    """

    activity_id: str
    person: Person
    reaction: Reaction
    text: str
    at: datetime
