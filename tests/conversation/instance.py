"""One instance of the bot as a process of its own: `python -m tests.conversation.instance STORE TURNS NAME OUT`.

STORE is a SQLite file or the URL of a Cosmos account. It accepts TURNS questions on one conversation, works what it can
claim and writes one line a reply to OUT: the id of the message it answers.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from bot.agent.tokens import TokenCounter
from bot.clock import SystemClock
from bot.conversation.message import receive
from bot.conversation.services import Limits, Services
from bot.conversation.turns import TurnRunner
from bot.domain.chat import Conversation, Outgoing
from bot.domain.model import ModelReply, ToolSpec, Utterance
from bot.domain.people import Actor, Person
from bot.ports.documents import Documents
from bot.store.collections.sessions import Sessions
from bot.store.collections.usage import Tallies
from bot.store.cosmos import CosmosDocuments
from bot.store.sqlite import SqliteDocuments
from tests.builders import a_conversation, a_message
from tests.clock import hold

TEST_KEY = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=="
"""The emulator's well-known key (https://learn.microsoft.com/azure/cosmos-db/emulator#authentication); no secret."""


class EchoModel:
    """Answers with the question, so that every turn leaves its mark in the session."""

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float
    ) -> ModelReply:
        return ModelReply(text=f"re {utterances[-1].content}")


class FileMessenger:
    """Appends the id each reply answers to a file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    async def send(self, conversation: Conversation, outgoing: Outgoing, *, reply_to: str | None = None) -> str:
        self._file.write(f"{reply_to}\n")
        self._file.flush()
        return "sent"

    async def typing(self, conversation: Conversation) -> None:
        pass


class Everyone:
    async def actor_for(self, person: Person) -> Actor:
        return Actor(key="everyone")


def open_documents(where: str) -> Documents:
    if where.startswith("http"):
        return CosmosDocuments(where, credential=TEST_KEY, endpoint_discovery=False, timeout_s=20)
    return SqliteDocuments(Path(where), clock=SystemClock(), busy_timeout_s=20)


async def main(where: str, turns: int, name: str, out: str) -> None:
    documents = open_documents(where)
    nothing = cast(Any, None)
    services = Services(
        store=Sessions(documents),
        usage=Tallies(documents),
        sheets=nothing,
        actors=Everyone(),
        model=cast(Any, EchoModel()),
        messenger=cast(Any, FileMessenger(Path(out))),
        cache=nothing,
        engine=nothing,
        clock=SystemClock(),
        tokens=TokenCounter(),
        limits=Limits(history_tokens=1_000_000, lease_s=10),
    )
    runner = TurnRunner(services)
    for number in range(turns):
        message = replace(
            a_message(f"question {name}-{number}", identity=f"{name}-{number}"), sent_at=datetime.now(UTC)
        )
        if await receive(services, message):
            runner.wake(a_conversation().id)
        await asyncio.sleep(0)
    await runner.idle()
    await documents.aclose()


if __name__ == "__main__":
    hold()
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
