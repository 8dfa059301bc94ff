"""Answers to invokes, formed exactly as Teams wants each.

A press (`adaptiveCard/action`) is answered by HTTP 200 with `{statusCode, type, value}`, a failure included; a dialog
by `{task}`, a message extension by `{composeExtension}`, the others by `{}`.
https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

from bot.domain.invokes import (
    Card,
    CardReply,
    ComposeItem,
    ComposeReply,
    EmptyReply,
    ErrorReply,
    InvokeReply,
    PressReply,
    TaskReply,
    TextReply,
)
from bot.errors import Code, SheetlineError
from bot.teams.activities import ADAPTIVE_CARD

TEXT = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"

Body: TypeAlias = dict[str, Any]

_STATUS = {
    Code.INVALID_ARGUMENTS: HTTPStatus.BAD_REQUEST,
    Code.LIMIT_EXCEEDED: HTTPStatus.BAD_REQUEST,
    Code.CANCELLED: HTTPStatus.BAD_REQUEST,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.PERMISSION_DENIED: HTTPStatus.FORBIDDEN,
    Code.NOT_SIGNED_IN: HTTPStatus.FORBIDDEN,
    Code.CONFLICT: HTTPStatus.CONFLICT,
    Code.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Code.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.TIMEOUT: HTTPStatus.GATEWAY_TIMEOUT,
    Code.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}


@dataclass(frozen=True, slots=True)
class InvokeAnswer:
    """The HTTP answer to an invoke."""

    status: HTTPStatus
    body: Body


def failure(error: SheetlineError) -> ErrorReply:
    """A failure's sentence and next step, under its code."""
    return ErrorReply(_STATUS[error.code], error.code.value, sentence(error))


def sentence(error: SheetlineError) -> str:
    return f"{error.message} {error.hint}".strip()


def answer_press(reply: PressReply | ErrorReply) -> InvokeAnswer:
    """The answer to a press: HTTP 200, a failure included."""
    match reply:
        case CardReply(outgoing):
            return _pressed(HTTPStatus.OK, ADAPTIVE_CARD, outgoing.card)
        case TextReply(text):
            return _pressed(HTTPStatus.OK, TEXT, text)
        case ErrorReply(status, code, message):
            return _pressed(status, ERROR, {"code": code, "message": message})


def _pressed(status: HTTPStatus, kind: str, value: Any) -> InvokeAnswer:
    return InvokeAnswer(HTTPStatus.OK, {"statusCode": int(status), "type": kind, "value": value})


def answer_invoke(name: str, reply: InvokeReply) -> InvokeAnswer:
    """The answer to any other invoke, by what its name says it is of."""
    match reply:
        case EmptyReply():
            body: Body = {}
        case TextReply(text) if name.startswith("composeExtension/"):
            body = {"composeExtension": {"type": "message", "text": text}}
        case TextReply(text):
            body = {"task": {"type": "message", "value": text}}
        case ComposeReply(items):
            found = {"type": "result", "attachmentLayout": "list", "attachments": [_item(each) for each in items]}
            body = {"composeExtension": found}
        case TaskReply(title, card, url, width, height):
            shown: Body = {"url": url} if card is None else {"card": _attachment(card)}
            body = {"task": {"type": "continue", "value": {"title": title, "width": width, "height": height, **shown}}}
    return InvokeAnswer(HTTPStatus.OK, body)


def _item(item: ComposeItem) -> Body:
    """Teams lists a result by its preview, which an Adaptive Card must have."""
    preview = {"contentType": THUMBNAIL, "content": {"title": item.title, "text": item.text}}
    return {**_attachment(item.card), "preview": preview}


def _attachment(card: Card) -> Body:
    return {"contentType": ADAPTIVE_CARD, "content": card}
