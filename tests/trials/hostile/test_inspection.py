"""The inspection of replies finds what it is there to find."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.people import PEOPLE
from infra.local.teams.bodies import ADAPTIVE_CARD
from infra.local.teams.threads import Posted
from tests.trials.hostile.inspection import assert_harmless

SAFE = {"type": "Action.OpenUrl", "title": "Open", "url": "https://app.smartsheet.com/sheets/x"}


def posted(*body: dict[str, Any], **fields: Any) -> Posted:
    card = {"type": "AdaptiveCard", "version": "1.5", "body": list(body)}
    attachments = [{"contentType": ADAPTIVE_CARD, "content": card}]
    return Posted("1", "c", "post", 1, {"type": "message", "attachments": attachments, **fields})


def button(verb: str, **data: Any) -> dict[str, Any]:
    return {"type": "Action.Execute", "title": "x", "verb": verb, "data": {"verb": verb, "id": "1", **data}}


def test_a_card_of_ours_is_harmless() -> None:
    """Our own verbs, links into Smartsheet and any text in runs are fine."""
    run = {"type": "TextRun", "text": "[x](https://evil.example)"}
    assert_harmless(posted({"type": "RichTextBlock", "inlines": [run]}, button("rows"), SAFE), secrets=("secret",))


@pytest.mark.parametrize(
    "reply",
    [
        posted(button("delete")),
        posted(button("rows", sheet="Budget")),
        posted({"type": "Action.Http", "url": "https://app.smartsheet.com/x"}),
        posted({**SAFE, "url": "https://app.smartsheet.com.evil.example/x"}),
        posted({**SAFE, "url": "http://app.smartsheet.com/x"}),
        posted({**SAFE, "url": "javascript:alert(1)"}),
        posted({"type": "Image", "url": "https://evil.example/p.png"}),
        posted({"type": "TextBlock", "text": "see https://evil.example"}),
        posted({"type": "TextBlock", "text": "[x](https://app.smartsheet.com)"}),
        posted({"type": "Fact", "title": "a", "value": "[x](y)"}),
        posted({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "a secret"}]}),
        posted({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": PEOPLE[0].token}]}),
        posted(text="https://evil.example"),
        posted(entities=[{"type": "mention", "text": "<at>Everyone</at>"}]),
    ],
)
def test_a_harmful_card_is_found(reply: Posted) -> None:
    """Foreign verbs, arguments, links, images, markup, secrets, tokens and mentions are each noticed."""
    with pytest.raises(AssertionError):
        assert_harmless(reply, secrets=("secret",))
