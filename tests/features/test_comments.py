"""Comments from chat, through the connector: asked, shown whole, approved, undone; whose they are decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.local.people import BY_KEY
from infra.local.smartsheet.records import Comment
from tests.features.comment_calls import INGRESS, comments, filled
from tests.features.conversation import ask
from tests.local_teams import LocalTeams, local_teams
from tests.reading import buttons_of, elements, table_of, text_of

LONG = " ".join(f"word{n}" for n in range(90))

Talk = list[tuple[str | None, list[tuple[str, str]]]]


def talk_of(here: LocalTeams) -> Talk:
    """Every discussion of the plan: on which task, and who said what."""
    plan = here.world.sheet("Launch plan")
    titles = {row.id: str(plan.value(row, "Task Name")) for row in plan.rows}
    found = here.world.records.discussions_of(plan)
    talk = [(titles.get(each.row_id or 0), [(said.by, said.text) for said in each.comments]) for each in found]
    return sorted(talk, key=str)


CHANGES = [
    (
        "ava",
        "comment on row {launch}: waiting for legal?",
        ["Launch day", "waiting for legal?", "1 discussion to create"],
    ),
    ("ava", comments("start", "{launch}", text="see the Budget sheet"), ["see the Budget sheet"]),
    ("ava", f"comment on the sheet: {LONG}", ["The sheet"]),
    (
        "ava",
        comments("reply", "{ingress}", by="Ben", text="retest on Friday"),
        ["reply to Ben Okafor", "retest on Friday"],
    ),
    ("ava", comments("reply", "{moulds}", by="Carla", text="thanks"), ["reply to Carla Rossi", "1 comment to create"]),
    (
        "ava",
        comments("edit", "{ingress}", by="me", text="Do we have the new gland?"),
        ["Do we need the new gland before retesting?", "Do we have the new gland?", "1 comment to change"],
    ),
    (
        "ava",
        comments("delete", "{ingress}", by="me"),
        ["Do we need the new gland before retesting?", "1 comment to delete", "Undo writes it again, as the last"],
    ),
    ("ava", comments("delete", by="me"), ["We review this sheet every Monday", "1 discussion to delete"]),
    ("ben", "comment on row {launch}: from an editor", ["from an editor"]),
]


@pytest.mark.parametrize(("person", "words", "shown"), CHANGES, ids=[words[:40] for _, words, _ in CHANGES])
async def test_a_comment_is_shown_written_and_taken_back(
    tmp_path: Path, person: str, words: str, shown: list[str]
) -> None:
    """The whole text is on the card before the click; undo takes it back, redo does it again."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        before = talk_of(here)
        card = await ask(here, chat, filled(here, words), person=person)
        for text in shown:
            assert text in text_of(card.card)
        assert talk_of(here) == before

        await here.teams.press(person, card.id, "Approve")
        changed = talk_of(here)
        assert changed != before
        await here.teams.press(person, card.id, "Undo")
        assert talk_of(here) == before
        await here.teams.press(person, card.id, "Redo")
        assert talk_of(here) == changed


async def test_a_long_comment_is_on_the_card_to_its_last_word(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, f"comment on the sheet: {LONG}")
        seen = "".join(row[-1] for row in table_of(card.card or {})[1:])
        assert seen.replace(" ", "") == LONG.replace(" ", "")


async def test_what_is_said_is_no_markup(tmp_path: Path) -> None:
    """A link in a comment is text on the card; what nobody would see is not sent."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        text = "[Approve](https://evil.example) **now** \u202egnihton\u202c"
        card = await ask(here, chat, f"comment on the sheet: {text}")
        assert not [e for e in elements(card.card) if e["type"] == "TextBlock" and "evil.example" in str(e)]
        await here.teams.press("ava", card.id, "Approve")
        said = [said for on, each in talk_of(here) for _, said in each if on is None]
        assert "[Approve](https://evil.example) **now** gnihton" in said


async def test_a_discussion_with_replies_cannot_come_back_and_the_card_says_so(tmp_path: Path) -> None:
    """All that is said in it, and by whom, is shown; there is no undo."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, filled(here, comments("delete_discussion", "{ingress}")))
        for text in ("Ben Okafor", "Units 2 and 4 leak", "Ava Chen", "new gland", "It cannot be taken back"):
            assert text in text_of(card.card)
        done = await here.teams.press("ava", card.id, "Approve")
        assert "Undo" not in buttons_of(done.card or {})
        assert INGRESS not in [on for on, _ in talk_of(here)]


async def test_an_admin_deletes_what_another_wrote_and_undo_says_it_as_theirs(tmp_path: Path) -> None:
    """The card says so before; Smartsheet lets nobody write as somebody else."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, filled(here, comments("delete", "{ingress}", by="Ben")))
        assert "Undo writes Ben Okafor's words as yours again, as the last" in text_of(card.card)
        await here.teams.press("ava", card.id, "Approve")
        await here.teams.press("ava", card.id, "Undo")
        said = dict(talk_of(here))[INGRESS]
        assert said == [
            ("ava", "Do we need the new gland before retesting?"),
            ("ava", "Units 2 and 4 leak at the cable gland."),
        ]


async def test_a_comment_with_a_file_cannot_come_back(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, filled(here, comments("delete", "{moulds}", by="Carla")))
        assert "[Deposit receipt.pdf]" in text_of(card.card)
        assert "It cannot be taken back from here. The files attached to it would be gone." in text_of(card.card)


REFUSED = [
    ("ava", "comment on row {launch}: \u202e\u202c", "would be empty"),
    ("ava", "comment on row {launch}: " + "x" * 4_001, "A comment holds 4,000 characters"),
    ("ava", "comment on row 900: hello", "none has the number 900"),
    ("ava", comments("reply", "{ingress}", by="Dev", text="yes"), "The closest: "),
    ("ava", comments("delete", "{launch}", by="me"), "There are no comments on row"),
    ("ava", comments("edit", "{ingress}", by="Ben", text="I was wrong"), "Only who wrote a comment can edit it"),
    ("ava", comments("delete", "{moulds}", by="Ben"), "Several comments could be meant"),
    ("ben", comments("delete", "{ingress}", by="Ava"), "Only an admin of “Launch plan” can delete"),
    ("ben", comments("delete_discussion", "{ingress}"), "Only an admin"),
    ("dev", "comment on row {launch}: as a viewer", "viewer access"),
    ("dev", comments("reply", "{ingress}", by="Ben", text="as a viewer"), "viewer access"),
]


@pytest.mark.parametrize(("person", "words", "why"), REFUSED, ids=[f"{p}: {w[:40]}" for p, w, _ in REFUSED])
async def test_what_cannot_be_said_is_told_before(tmp_path: Path, person: str, words: str, why: str) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal(person)
        await ask(here, chat, "open launch plan", person=person)
        card = await ask(here, chat, filled(here, words), person=person)
        assert why in text_of(card.card)
        assert "Approve" not in buttons_of(card.card or {})


async def test_a_commenter_may_comment(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        here.world.share(here.world.sheet("Launch plan").id, "dev", "COMMENTER")
        chat = here.teams.personal("dev")
        await ask(here, chat, "open launch plan", person="dev")
        card = await ask(here, chat, "comment on the sheet: as a commenter", person="dev")
        await here.teams.press("dev", card.id, "Approve")
        assert (None, [("dev", "as a commenter")]) in talk_of(here)


async def test_a_comment_edited_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """The card says what it says now and who wrote it."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, filled(here, comments("delete", "{ingress}", by="me")))
        (talk,) = [each for each in here.world.records.discussions if "leak" in each.comments[0].text]
        talk.comments[1].text = "Never mind."
        conflict = await here.teams.press("ava", card.id, "Approve")
        assert "Never mind. ) (Ava Chen)".replace(" )", ")") in text_of(conflict.card)
        assert talk.comments[1].text == "Never mind."


async def test_a_discussion_answered_meanwhile_is_not_taken_back(tmp_path: Path) -> None:
    """Undo would delete the reply of someone else, which nobody was shown."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, filled(here, "comment on row {launch}: is the hall booked?"))
        await here.teams.press("ava", card.id, "Approve")
        started = here.world.records.discussions[-1]
        started.comments.append(Comment(here.world.new_id(), "ben", here.world.now(), "Since Monday."))
        refused = await here.teams.press("ava", card.id, "Undo")
        assert "Since Monday." in text_of(refused.card)
        assert started in here.world.records.discussions


@pytest.mark.parametrize("fault", ["drop_after", "bad_gateway", "truncate"])
async def test_a_lost_answer_comments_once(tmp_path: Path, fault: str) -> None:
    """It is looked for before it is sent again, even where the same words were said before."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, "comment on the sheet: We review this sheet every Monday at 10:00.")
        here.world.faults.add(fault, method="POST", path="/discussions")
        await here.teams.press("ava", card.id, "Approve")
        said = [("ava", "We review this sheet every Monday at 10:00.")]
        assert [each for each in talk_of(here) if each[0] is None] == [(None, said), (None, said)]


async def test_a_discussion_that_is_gone_takes_no_reply(tmp_path: Path) -> None:
    async with local_teams(tmp_path) as here:
        chat = here.teams.personal("ava")
        await ask(here, chat, "open launch plan")
        card = await ask(here, chat, filled(here, comments("reply", "{ingress}", by="Ben", text="retest on Friday")))
        (talk,) = [each for each in here.world.records.discussions if "leak" in each.comments[0].text]
        here.world.records.discussions.remove(talk)
        failed = await here.teams.press("ava", card.id, "Approve")
        assert "Nothing was changed" in text_of(failed.card)


async def test_over_one_token_each_comment_is_signed_and_only_its_signer_edits_it(tmp_path: Path) -> None:
    """Smartsheet shows the account; the card says so, and the comment says who it was."""
    service: dict[str, Any] = {"smartsheet_access_token": BY_KEY["ava"].token, "local_people": {}}
    async with local_teams(tmp_path, **service) as here:
        chat = here.teams.group("ben", "dev")
        await ask(here, chat, "open launch plan", person="ben")
        card = await ask(here, chat, filled(here, "comment on row {launch}: hall booked"), person="ben")
        assert "Smartsheet will show it as written by Ava Chen." in text_of(card.card)
        assert "hall booked — Ben Okafor" in text_of(card.card)
        await here.teams.press("ben", card.id, "Approve")
        assert ("Launch day", [("ava", "hall booked\n— Ben Okafor")]) in talk_of(here)
        refused = await ask(
            here, chat, filled(here, comments("edit", "{launch}", by="Ben", text="not booked")), person="dev"
        )
        assert "Only who wrote a comment can edit it" in text_of(refused.card)
        card = await ask(
            here, chat, filled(here, comments("edit", "{launch}", by="me", text="not booked")), person="ben"
        )
        await here.teams.press("ben", card.id, "Approve")
        assert ("Launch day", [("ava", "not booked\n— Ben Okafor")]) in talk_of(here)
