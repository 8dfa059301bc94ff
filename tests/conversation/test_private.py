"""What is said to the bot in private in a channel or group stays between the two, whatever becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation.message import receive
from bot.domain.chat import Feedback, Message, Reaction
from bot.domain.people import Person
from infra.local.people import BY_KEY
from infra.local.planner.faults import Fault
from infra.local.smartsheet.model import Sheet
from infra.local.teams import faults
from infra.local.teams.threads import Posted, Thread, person_id
from tests.features.conversation import ask, restarted
from tests.local_teams import LocalTeams, local_teams
from tests.reading import text_of

AVA = person_id(BY_KEY["ava"])


def place_of(here: LocalTeams, kind: str) -> Thread:
    return here.teams.group("ava", "ben") if kind == "group" else here.teams.thread(here.teams.channel("General"))


async def whisper(here: LocalTeams, place: Thread, text: str, *, person: str = "ava") -> Posted:
    await here.teams.say(person, place, text, private=True)
    return await here.teams.next_reply(place, timeout=30)


def seen(here: LocalTeams, place: Thread, person: str = "ben") -> list[Posted]:
    """What another member saw of the bot here."""
    return here.connector.places.log(place.id).seen_by(person_id(BY_KEY[person]))


def statuses(sheet: Sheet) -> list[object]:
    column = next(column.id for column in sheet.columns if column.title == "Status")
    return [row.cells[column].value if column in row.cells else None for row in sheet.rows]


@pytest.mark.parametrize("kind", ["channel", "group"])
async def test_a_private_question_is_answered_to_its_asker_alone(tmp_path: Path, kind: str) -> None:
    """Command, answer and failure; each names the message it answers, and Ben sees not even that the bot writes."""
    async with local_teams(tmp_path) as here:
        place = place_of(here, kind)
        said = await here.teams.say("ava", place, "open launch plan", private=True)
        opened = await here.teams.next_reply(place)
        answered = await whisper(here, place, "how many tasks are there?")
        failed = await whisper(here, place, "open no such sheet at all")

        assert [each.only_for for each in (opened, answered, failed)] == [AVA] * 3
        assert {"type": "targetedMessageInfo", "messageId": said} in opened.activity["entities"]
        assert "recipient" in opened.activity
        assert "tasks" in answered.activity["summary"]
        assert failed.card is not None
        assert seen(here, place) == []
        assert here.connector.show(place.id) == []


async def test_progress_of_a_private_question_is_shown_to_its_asker_alone(tmp_path: Path) -> None:
    """The model makes it wait: the typing indicator is targeted, too."""
    async with local_teams(tmp_path) as here:
        place = place_of(here, "channel")
        await whisper(here, place, "open launch plan")
        here.model.set(Fault.RATE_LIMITED, times=1, retry_after="1")
        await whisper(here, place, "how many tasks are overdue, by owner?")
        assert "typing" in {each.type for each in here.connector.posted(place.id)}
        assert all(each.only_for == AVA for each in here.connector.posted(place.id))
        assert seen(here, place) == []


@pytest.mark.parametrize("fallback", [False, True], ids=["Execute", "Submit"])
async def test_a_private_change_is_approved_and_undone_in_private(tmp_path: Path, fallback: bool) -> None:
    """The press of a private card does not say that it is private, the card does; its updates are targeted."""
    async with local_teams(tmp_path) as here:
        place, sheet = place_of(here, "channel"), here.world.sheet("Launch plan")
        before = statuses(sheet)
        await whisper(here, place, "open launch plan")
        plan = await whisper(here, place, "set Status to Blocked for row 12")
        with pytest.raises(LookupError):
            await here.teams.press("ben", plan.id, "Approve")
        await here.teams.press("ava", plan.id, "Approve", fallback=fallback)
        done = await here.teams.next_update(place)
        assert statuses(sheet)[11] == "Blocked"
        await here.teams.press("ava", plan.id, "Undo", fallback=fallback)
        assert statuses(sheet) == before

        assert (done.id, done.only_for) == (plan.id, AVA)
        assert "recipient" not in done.activity
        assert "Undo" in str(done.card)
        assert seen(here, place) == []


async def test_a_side_of_a_private_answer_and_its_questions_stay_private(tmp_path: Path) -> None:
    """What a press turns the card to can be pressed again; a question asked by a press is answered in private."""
    async with local_teams(tmp_path) as here:
        place = place_of(here, "group")
        await whisper(here, place, "open launch plan")
        answered = await whisper(here, place, "how many tasks are overdue, by owner?")
        how = await here.teams.press("ava", answered.id, "How")
        back = await here.teams.press("ava", answered.id, "Back")
        assert how.card is not None
        assert back.card is not None
        picker = await whisper(here, place, "sheets")
        await here.teams.press("ava", picker.id, "open", target=str(here.world.sheet("Budget").id))
        opened = await here.teams.next_reply(place)
        assert opened.only_for == AVA
        assert seen(here, place) == []


async def test_feedback_on_a_private_answer_is_kept_with_it(tmp_path: Path) -> None:
    """Whether or not Teams says that the answer was private."""
    async with local_teams(tmp_path) as here:
        place = place_of(here, "group")
        await whisper(here, place, "open launch plan")
        answered = await whisper(here, place, "how many tasks are overdue, by owner?")
        assert await here.teams.react("ava", answered.id, "dislike", "Ben has more") == {}
        feedback = Feedback(answered.id, Person(AVA), Reaction.LIKE, "", datetime.now(UTC))
        assert await here.services.store.react(place.id, feedback) is None
        other = replace(feedback, person=Person("29:other"))
        turn = await here.services.store.react(f"{place.id};private={AVA}", other)
        assert turn is not None
        assert [each.text for each in turn.feedback] == ["Ben has more", ""]


async def test_what_was_said_in_private_is_not_in_the_public_conversation(tmp_path: Path) -> None:
    """A session of its own: it begins with the sheets that all have open, and gives nothing back."""
    async with local_teams(tmp_path) as here:
        place = place_of(here, "group")
        await ask(here, place, "open launch plan")
        answered = await whisper(here, place, "how many tasks are there?")
        await whisper(here, place, "open budget")
        status = await ask(here, place, "status", person="ben")
        public = await here.services.store.load(place.id)

        assert "Launch plan" in text_of(answered.card)
        assert "Launch plan" in text_of(status.card)
        assert public is not None
        assert [sheet.name for sheet in public[0].sheets] == ["Launch plan"]
        assert public[0].history == ()
        assert len(seen(here, place)) == 2


async def test_another_instance_answers_a_private_question_in_private(tmp_path: Path) -> None:
    """The turn is kept with who may see its answer: one instance took it and died, the next one works it."""
    async with local_teams(tmp_path) as here:
        place = place_of(here, "channel")
        await whisper(here, place, "open launch plan")
        kept = await here.services.store.load(f"{place.id};private={AVA}")
        assert kept is not None
        message = Message("left-1", kept[0].conversation, Person(AVA, "Ava"), "columns", datetime.now(UTC))
        assert await receive(here.services, message)
        async with restarted(here):
            answered = await here.teams.next_reply(place, timeout=30)
        assert answered.only_for == AVA
        assert seen(here, place) == []


async def test_where_teams_takes_no_targeted_message_nothing_is_said(tmp_path: Path) -> None:
    """Refused for what it is: the answer is not posted to everyone instead."""
    async with local_teams(tmp_path) as here:
        place = place_of(here, "group")
        here.connector.faults.add(faults.Fault(status=400, code="BadRequest", message="Not here."))
        await here.teams.say("ava", place, "help", private=True)
        later = await whisper(here, place, "sheets")
        assert later.only_for == AVA
        assert seen(here, place) == []


async def test_a_private_change_that_two_must_approve_is_refused(tmp_path: Path) -> None:
    """Nobody else can see its card."""
    async with local_teams(tmp_path, change_second_person=["destroy"]) as here:
        place = place_of(here, "group")
        await whisper(here, place, "open launch plan")
        refused = await whisper(here, place, "delete row 9")
        assert refused.only_for == AVA
        assert "Approve" not in str(refused.card)


async def test_in_a_personal_chat_the_mark_changes_nothing(tmp_path: Path) -> None:
    """There is nobody else; Teams takes no targeted messages there."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        reply = await whisper(here, chat, "help")
        assert (reply.only_for, reply.conversation_id) == (None, chat.id)
