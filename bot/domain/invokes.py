"""An invoke: a request of Teams that is answered in the HTTP response, within seconds; and what the answer may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeAlias

from bot.domain.chat import Conversation, Outgoing
from bot.domain.people import Person

Card: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Invoke:
    """An invoke as it came: `value` is what its name says it is, unchecked."""

    id: str
    name: str
    conversation: Conversation
    person: Person
    value: Any
    sent_at: datetime
    reply_to_id: str | None = None
    locale: str = "en-US"
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class CardReply:
    """A card in the pressed one's place."""

    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class TextReply:
    """A sentence for the person who asked."""

    text: str


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """A failure, for the person who pressed: `message` says what went wrong and what to do."""

    status: HTTPStatus
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class TaskReply:
    """A dialog with a card, or the page at `url`; `width` and `height` are pixels or small, medium, large."""

    title: str
    card: Card | None = None
    url: str = ""
    width: int | str = "medium"
    height: int | str = "medium"


@dataclass(frozen=True, slots=True)
class ComposeItem:
    """One result of a message extension: the card that is sent, and the lines it is listed with."""

    card: Card
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ComposeReply:
    """What a message extension found."""

    items: tuple[ComposeItem, ...]


@dataclass(frozen=True, slots=True)
class EmptyReply:
    """Taken; there is nothing to show."""


PressReply: TypeAlias = CardReply | TextReply
InvokeReply: TypeAlias = TextReply | TaskReply | ComposeReply | EmptyReply
