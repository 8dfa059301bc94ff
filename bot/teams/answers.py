"""Answers to card actions, formed exactly as Teams wants them.

HTTP 200 with `{statusCode, type, value}`. botbuilder's own path turns every such answer into a 500 and puts an
Exception object into error bodies (FACTS), so the bodies are built here.
https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from botbuilder.core import InvokeResponse

from bot.domain.chat import ClickReply
from bot.errors import Code, SheetlineError

CARD = "application/vnd.microsoft.card.adaptive"
TEXT = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"

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


class Answer(InvokeResponse):  # type: ignore[misc]
    """An invoke's answer on its way through the turn context, which deep-copies what it sends: this is never changed,
    so the copy is itself and a 28 KB card is not copied node by node."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Answer:
        return self


def answer_click(reply: ClickReply) -> Answer:
    """200 with a card or a sentence; 403 with the sentence when refused."""
    if reply.refused:
        return answer_error(HTTPStatus.FORBIDDEN, "Forbidden", reply.text)
    if reply.card is not None:
        return _answer(HTTPStatus.OK, CARD, reply.card)
    return _answer(HTTPStatus.OK, TEXT, reply.text)


def answer_failure(error: SheetlineError) -> Answer:
    """A failure's sentence and next step, under its code."""
    return answer_error(_STATUS[error.code], error.code.value, f"{error.message} {error.hint}".strip())


def answer_error(status: HTTPStatus, code: str, message: str) -> Answer:
    """`{code, message}` in the error type."""
    return _answer(status, ERROR, {"code": code, "message": message})


def _answer(status: HTTPStatus, kind: str, value: Any) -> Answer:
    return Answer(status=int(HTTPStatus.OK), body={"statusCode": int(status), "type": kind, "value": value})
