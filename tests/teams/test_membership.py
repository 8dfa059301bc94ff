"""The bot added and removed, as Teams says it."""

from __future__ import annotations

import pytest

from bot.domain.chat import Scope
from infra.local.people import BY_KEY
from infra.local.teams.threads import person_id
from tests.edge import Edge


async def test_an_installation_is_told_with_who_did_it(edge: Edge) -> None:
    """Teams says it twice, by conversationUpdate and installationUpdate; both are handed on."""
    chat = edge.teams.personal("ava")
    await edge.teams.install(chat, by="ava")

    assert [(c.id, by.id if by else None) for c, by in edge.bot.installs] == [(chat.id, person_id(BY_KEY["ava"]))] * 2


async def test_an_installation_in_a_team_names_its_channel(edge: Edge) -> None:
    """The conversation is the channel itself, without a thread."""
    await edge.teams.install(edge.teams.thread(edge.teams.channel()), by="ava")

    conversation, _ = edge.bot.installs[0]
    assert (conversation.id, conversation.scope) == (edge.teams.channel().id, Scope.CHANNEL)
    assert conversation.thread_root is None


async def test_a_removal_is_told_and_why(edge: Edge) -> None:
    """After a removal the reason says which way it went."""
    group = edge.teams.group("ava", "ben")
    await edge.teams.install(group, by="ava")
    await edge.teams.remove(group, by="ben")

    assert [c.id for c, _ in edge.bot.removals] == [group.id, group.id]
    assert all(because for _, because in edge.bot.removals)


@pytest.mark.parametrize("action", ["add-upgrade", "remove-upgrade", "renamed", None])
async def test_an_upgrade_of_the_app_changes_nothing(edge: Edge, action: str | None) -> None:
    """botbuilder would take `remove-upgrade` for a removal and close every session at each new app version."""
    activity = edge.an_activity(type="installationUpdate", action=action, text=None)

    assert await edge.status(activity) == 200
    assert (edge.bot.installs, edge.bot.removals) == ([], [])


@pytest.mark.parametrize("key", ["membersAdded", "membersRemoved"])
async def test_other_members_come_and_go_unnoticed(edge: Edge, key: str) -> None:
    """Only the bot itself being added or removed matters."""
    activity = edge.an_activity(type="conversationUpdate", text=None, **{key: [{"id": "29:someone"}]})

    assert await edge.status(activity) == 200
    assert (edge.bot.installs, edge.bot.removals) == ([], [])


async def test_an_installation_by_the_conversation_itself_is_by_nobody(edge: Edge) -> None:
    """Some clients send the event in the conversation's own name; that is no person."""
    chat = edge.teams.personal("ava")
    bot = {"id": edge.server.bot_id}
    activity = edge.an_activity(type="conversationUpdate", text=None, membersAdded=[bot], **{"from": {"id": chat.id}})
    await edge.status(activity)

    assert [by for _, by in edge.bot.installs] == [None]
