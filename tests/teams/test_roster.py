"""Who asks: the email address Teams has of a person, over the strict connector."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.chat import Conversation
from bot.domain.people import Person
from bot.teams.roster import TeamsRoster
from infra.local.people import BY_KEY
from infra.local.teams.faults import THROTTLED, Fault
from infra.local.teams.threads import Thread, person_id
from tests.edge import Edge

AVA = Person(id=person_id(BY_KEY["ava"]), name="Ava Chen", aad_object_id=BY_KEY["ava"].aad_object_id)


def place(edge: Edge, scope: str) -> Thread:
    if scope == "personal":
        return edge.teams.personal("ava")
    return edge.teams.group("ava", "ben") if scope == "group" else edge.teams.thread(edge.teams.channel("Design"))


def here(edge: Edge, thread: Thread) -> Conversation:
    return replace(edge.here(thread), team_id=thread.team_id)


@pytest.mark.parametrize("scope", ["personal", "group", "channel"])
async def test_teams_tells_the_address_and_is_asked_once(edge: Edge, scope: str) -> None:
    """In a chat by its own roster, in a channel's thread by the team's; then it is known for half a day."""
    edge.teams.channel("General")  # the team's own
    roster, conversation = TeamsRoster(edge.connector, clock=edge.clock), here(edge, place(edge, scope))
    assert await roster.email(conversation, AVA) == "ava@northwind.example"
    asked = edge.server.calls
    assert await roster.email(conversation, AVA) == "ava@northwind.example"
    assert edge.server.calls == asked
    edge.clock.advance(13 * 3600)
    await roster.email(conversation, AVA)
    assert edge.server.calls == asked + 1


@pytest.mark.parametrize("fault", [THROTTLED, Fault(status=403, code="Forbidden"), Fault(status=500)])
async def test_what_teams_does_not_tell_is_not_known_for_a_while(edge: Edge, fault: Fault) -> None:
    """No answer is no failure: nobody waits, it is not tried again at once, and later it is."""
    roster, conversation = TeamsRoster(edge.connector, clock=edge.clock), here(edge, place(edge, "personal"))
    edge.server.faults.add(replace(fault, reading=True))
    assert await roster.email(conversation, AVA) is None
    assert await roster.email(conversation, AVA) is None
    edge.clock.advance(301)
    assert await roster.email(conversation, AVA) == "ava@northwind.example"


async def test_nobody_is_given_another_s_address(edge: Edge) -> None:
    """A person who is not there has none, and neither has one whose Entra id is not that of the record."""
    roster, conversation = TeamsRoster(edge.connector, clock=edge.clock), here(edge, place(edge, "personal"))
    assert await roster.email(conversation, Person(id="29:stranger", aad_object_id="s")) is None
    assert await roster.email(conversation, replace(AVA, aad_object_id="00000000-0000-0000-0000-00000000dead")) is None
