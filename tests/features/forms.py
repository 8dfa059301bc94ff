"""A row's form as a card shows it: its fields by label, what is typed into them, and its button sent by hand."""

from __future__ import annotations

from typing import Any

from infra.local.people import BY_KEY
from infra.local.teams.threads import Posted
from tests.local_teams import LocalTeams
from tests.reading import elements


def field(card: Any, label: str, nth: int = 0) -> dict[str, Any]:
    """The input under that label; `nth` 1 is the one beside it."""
    inputs = [dict(e) for e in elements(card) if str(e["type"]).startswith("Input.")]
    at = next(position for position, each in enumerate(inputs) if each["label"] == label)
    return inputs[at + nth]


def typed(card: Any, **said: str) -> dict[str, str]:
    """Inputs by id, for labels with “_” for a space; a choice is said by its title."""
    inputs = {}
    for name, value in said.items():
        found = field(card, name.replace("_", " "))
        keys = {choice["title"]: choice["value"] for choice in found.get("choices", ())}
        inputs[found["id"]] = keys[value] if keys else value
    return inputs


async def submit(here: LocalTeams, person: str, card: Posted, data: dict[str, Any]) -> dict[str, Any]:
    """Send the form's button with this data, whatever the card shows; what the bot answers."""
    places = here.teams.server.places
    sent = here.teams.shaper.execute(
        BY_KEY[person],
        places.find_log(card.id).thread,
        card_id=card.id,
        action={"verb": "preview", "title": "Preview change", "data": data},
        activity_id=places.new_activity_id(),
        sender=here.teams.sender,
    )
    status, body = await here.teams.post(sent)
    assert status == 200
    return dict(body)


def form_id(card: Any) -> str:
    return next(str(e["data"]["id"]) for e in elements(card) if e.get("verb") == "preview")
