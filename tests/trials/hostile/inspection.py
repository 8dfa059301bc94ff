"""What a reply may hold: our own buttons, links into Smartsheet, text that stays text, nothing of another person's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from infra.local.people import PEOPLE
from infra.local.teams.threads import Posted

VERBS = frozenset({"answer", "rows", "how", "row", "open", "ask", "say"})
ACTIONS = frozenset({"Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ToggleVisibility"})
_MARKDOWN = frozenset({"TextBlock", "Fact"})
_EVIL = "evil.example"


def assert_harmless(posted: Posted, *, secrets: tuple[str, ...], verbs: frozenset[str] = VERBS) -> None:
    """Raises AssertionError with the part of the reply that does not belong there; `verbs` are its buttons'."""
    told = json.dumps(posted.activity, ensure_ascii=False)
    tokens = tuple(person.token for person in PEOPLE)
    assert not [secret for secret in (*secrets, *tokens) if secret in told], told[:2000]
    assert _EVIL not in posted.text
    for entity in posted.activity.get("entities") or []:
        assert entity.get("type") != "mention"
    for node in _nodes(posted.activity):
        _assert_node(node, verbs)


def _assert_node(node: dict[str, Any], verbs: frozenset[str]) -> None:
    kind = str(node.get("type", ""))
    if kind.startswith("Action."):
        assert kind in ACTIONS, node
        if kind in ("Action.Execute", "Action.Submit"):
            assert set(node["data"]) == {"verb", "id"}, node
            assert node["data"]["verb"] in verbs, node
    for name in ("url", "href", "src", "backgroundImage", "contentUrl", "iconUrl"):
        if isinstance(node.get(name), str):
            _assert_link(node[name])
    if kind in _MARKDOWN:
        said = f"{node.get('text', '')}{node.get('title', '')}{node.get('value', '')}"
        assert _EVIL not in said, node
        assert "](" not in said, node


def _assert_link(url: str) -> None:
    parts = urlsplit(url)
    assert (parts.scheme, parts.hostname) == ("https", "app.smartsheet.com"), url


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)
