"""What the connector accepts as an activity; `problem` says why one is refused, in Teams' own codes."""

from __future__ import annotations

from typing import Any

LIMIT_BYTES = 100 * 1024
ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"
_VERSIONS = {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6"}
_ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility"}


class Refused(Exception):
    """The body is not acceptable: HTTP status, Teams' error code, a sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def check_size(raw: bytes) -> None:
    """Teams counts a message in UTF-16, body and all; the limit is about 100 KB."""
    size = len(raw.decode("utf-8", errors="replace").encode("utf-16-le"))
    if size > LIMIT_BYTES:
        raise Refused(413, "MessageSizeTooBig", f"The message is {size} bytes in UTF-16; the limit is {LIMIT_BYTES}.")


def check_activity(body: Any) -> dict[str, Any]:
    """The activity, or Refused 400 BadSyntax."""
    if not isinstance(body, dict):
        raise Refused(400, "BadSyntax", "The body must be an activity object.")
    kind = body.get("type")
    if kind not in {"message", "typing", "event", "endOfConversation"}:
        raise Refused(400, "BadSyntax", f"An activity of type {kind!r} cannot be posted.")
    sender = body.get("from")
    if sender is not None and not (isinstance(sender, dict) and isinstance(sender.get("id"), str)):
        raise Refused(400, "BadSyntax", "`from` must be an account with an id.")
    if kind == "message":
        _check_message(body)
    return body


def _check_message(body: dict[str, Any]) -> None:
    attachments = body.get("attachments") or []
    if not isinstance(attachments, list):
        raise Refused(400, "BadSyntax", "`attachments` must be a list.")
    if not attachments and not body.get("text"):
        raise Refused(400, "BadSyntax", "Activity resulted into empty message.")
    for attachment in attachments:
        if not isinstance(attachment, dict) or not isinstance(attachment.get("contentType"), str):
            raise Refused(400, "BadSyntax", "An attachment must have a contentType.")
        if attachment["contentType"] == ADAPTIVE_CARD:
            check_card(attachment.get("content"))


def check_card(card: Any) -> None:
    """An Adaptive Card Teams can show, as far as its structure goes; elements inside `fallback` are not looked at."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        raise Refused(400, "BadSyntax", "The card's type must be AdaptiveCard.")
    if card.get("version") not in _VERSIONS:
        raise Refused(400, "BadSyntax", f"The card's version {card.get('version')!r} is not one Teams knows.")
    _check_elements(card.get("body", []), "body")
    _check_actions(card.get("actions", []))


def _check_elements(elements: Any, where: str) -> None:
    if not isinstance(elements, list):
        raise Refused(400, "BadSyntax", f"The card's {where} must be a list.")
    for index, element in enumerate(elements):
        if not isinstance(element, dict) or not isinstance(element.get("type"), str):
            raise Refused(400, "BadSyntax", f"The card's {where}[{index}] has no type.")
        if element["type"] == "TextBlock" and not isinstance(element.get("text"), str):
            raise Refused(400, "BadSyntax", f"The TextBlock {where}[{index}] has no text.")
        for inner in ("items", "columns", "cells", "rows", "images"):
            if isinstance(element.get(inner), list):
                _check_elements([e for e in element[inner] if _is_element(e)], f"{where}[{index}].{inner}")
        if element["type"] == "ActionSet":
            _check_actions(element.get("actions"))


def _is_element(value: Any) -> bool:
    """Columns, table rows and cells may leave out their type."""
    return not isinstance(value, dict) or "type" in value


def _check_actions(actions: Any) -> None:
    if not isinstance(actions, list):
        raise Refused(400, "BadSyntax", "A card's actions must be a list.")
    for action in actions:
        if not isinstance(action, dict) or action.get("type") not in _ACTIONS:
            raise Refused(400, "BadSyntax", "A card action has no known type.")
        if action["type"] == "Action.OpenUrl" and not str(action.get("url", "")).startswith(("http://", "https://")):
            raise Refused(400, "BadSyntax", "An Action.OpenUrl needs an http(s) url.")
