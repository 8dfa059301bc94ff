"""Finds a card's buttons and inputs the way a client does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def all_actions(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every action of a card in reading order: buttons, action sets, select actions, show-card insides."""
    return list(_actions(dict(card)))


def find_action(card: Mapping[str, Any], label: str, *, target: str | None = None) -> dict[str, Any]:
    """The action whose title or verb is `label` (and whose data id is `target`, when given).

    Raises LookupError that names what the card offers.
    """
    found = all_actions(card)
    for match in (_title, _verb):
        for action in found:
            if match(action) == label and (target is None or _data(action).get("id") == target):
                return action
    offered = ", ".join(f"{_title(a)!r} ({_verb(a)})" for a in found) or "nothing"
    raise LookupError(f"the card has no action {label!r}{f' on {target!r}' if target else ''}; it offers {offered}")


def input_values(card: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What a client sends for the card's inputs: their preset values, overlaid with what was typed; always as text.

    Numbers go as JavaScript writes them: the adaptivecards renderer sends every value as a string. Raises LookupError
    when `typed` names an input the card does not have.
    """
    preset = {e["id"]: e.get("value", "") for e in _walk(dict(card)) if str(e.get("type", "")).startswith("Input.")}
    if unknown := set(typed) - set(preset):
        raise LookupError(f"the card has no input {sorted(unknown)}; it has {sorted(preset)}")
    return {key: _text(value) for key, value in {**preset, **typed}.items() if value != "" or key in typed}


def _text(value: Any) -> Any:
    return f"{value:.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else value


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of the card except what is only a fallback."""
    if isinstance(node, dict):
        yield node
        for key, value in node.items():
            if key not in {"fallback", "data", "msteams"}:
                yield from _walk(value)
    elif isinstance(node, list):
        for item in node:
            yield from _walk(item)


def _actions(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (node for node in _walk(card) if str(node.get("type", "")).startswith("Action."))


def _title(action: Mapping[str, Any]) -> str:
    return str(action.get("title") or action.get("tooltip") or "")


def _verb(action: Mapping[str, Any]) -> str:
    return str(action.get("verb") or _data(action).get("verb") or "")


def _data(action: Mapping[str, Any]) -> dict[str, Any]:
    data = action.get("data")
    return data if isinstance(data, dict) else {}
