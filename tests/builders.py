"""Builders of domain values for tests: sensible defaults, the one thing that matters given by name."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.chat import Conversation, Message, Scope
from bot.domain.people import Person
from bot.domain.sheets import OpenSheet, SheetSummary
from bot.domain.turns import Turn

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def a_conversation(identity: str = "a:personal-ava", *, scope: Scope = Scope.PERSONAL) -> Conversation:
    return Conversation(
        id=identity, scope=scope, service_url="http://127.0.0.1:1", bot_id="28:sheetline", tenant_id="tenant-1"
    )


def a_person(name: str = "Ava Chen") -> Person:
    return Person(id=f"29:{name}", name=name, aad_object_id="00000000-0000-0000-0000-000000000001")


def a_message(text: str = "sheets", *, identity: str = "1", conversation: Conversation | None = None) -> Message:
    return Message(
        id=identity, conversation=conversation or a_conversation(), sender=a_person(), text=text, sent_at=NOON
    )


def a_turn(text: str = "sheets", *, identity: str = "1", conversation: Conversation | None = None) -> Turn:
    message = a_message(text, identity=identity, conversation=conversation)
    return Turn(message=message, accepted_at=NOON, correlation_id=f"corr-{identity}")


def a_sheet(number: int = 1, name: str = "Launch plan", *, version: int = 1, rows: int = 10) -> OpenSheet:
    return OpenSheet(id=number, name=name, permalink=f"https://app.example/sheets/{number}", version=version, rows=rows)


def a_summary(number: int, name: str, *, workspace: str = "") -> SheetSummary:
    return SheetSummary(
        id=number, name=name, permalink=f"https://app.smartsheet.com/sheets/key{number}", workspace=workspace
    )
