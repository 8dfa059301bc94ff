"""What asking people for updates comes to before anybody sees a card, and withdrawing it; nothing is read or mailed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.changes.engine.preview import Draft
from bot.domain.live import CellContent, LiveColumn, LiveRow, LiveSheet
from bot.domain.plans import ChangeRecords
from bot.domain.policies import PlanPolicy
from bot.domain.record_changes import Record, RecordChange, Verb, canonical, opened
from bot.domain.sheets import Column, ColumnType
from bot.errors import InvalidArguments, NotFound, PermissionDenied, SheetlineError
from bot.features.update_requests.request_preview import Letter, preview_request, preview_withdrawal

COLUMNS = (
    LiveColumn(Column(1, 0, "Task", ColumnType.TEXT_NUMBER, primary=True)),
    LiveColumn(Column(2, 1, "Status", ColumnType.TEXT_NUMBER)),
    LiveColumn(Column(3, 2, "Secret", ColumnType.TEXT_NUMBER, hidden=True)),
)
ROW = LiveRow(11, 4, cells={1: CellContent('{"value":"Venue"}', "Venue")})
BEN, PAT = ("Ben Okafor", "ben@x.example"), ("", "pat@partner.example")


def a_sheet(level: str = "EDITOR") -> LiveSheet:
    return LiveSheet(7, "Launch plan", "", 3, level, COLUMNS, (ROW,))


def change(draft: Draft) -> RecordChange:
    (step,) = draft.steps
    assert isinstance(step, ChangeRecords)
    (made,) = step.changes
    return made


def request(letter: Letter, *, columns: tuple[LiveColumn, ...] = (), policy: PlanPolicy | None = None) -> Draft:
    return preview_request(a_sheet(), [ROW], columns, letter, own_email="ava@x.example", policy=policy or PlanPolicy())


def test_a_request_says_whom_what_and_that_it_is_mailed_at_once() -> None:
    """All that the mail holds; hidden columns are not asked for, and nothing goes to the asker."""
    draft = request(Letter((BEN, PAT), "", "Please."))
    made = change(draft)
    assert (made.kind, made.verb, made.home, made.said_after) == (
        "sent_request",
        Verb.CREATE,
        "sheets/7",
        "mailed at once",
    )
    assert opened(made.after) == {
        "sendTo": [{"email": "ben@x.example"}, {"email": "pat@partner.example"}],
        "rowIds": [11],
        "columnIds": [1, 2],
        "subject": "Please update Launch plan",
        "message": "Please.",
        "ccMe": False,
        "includeAttachments": False,
        "includeDiscussions": False,
    }
    assert dict(made.parts) == {
        "To": "Ben Okafor (ben@x.example), pat@partner.example",
        "Rows": "4 Venue",
        "Columns": "Task, Status",
        "Subject": "Please update Launch plan",
        "Message": "Please.",
    }
    mailed, seen, outside = draft.warnings
    assert mailed == (
        "2 people get mail from Smartsheet at once. Sent mail cannot be called back; Undo deletes the request of "
        "whoever has not answered it."
    )
    assert seen == "They see and fill in these rows even if the sheet is not shared with them."
    assert outside == "1 of them is outside x.example."


def test_a_request_of_some_columns_to_one_person_says_so() -> None:
    """One person gets mail; named twice, they get it once; inside nothing is said of outside."""
    draft = request(Letter((BEN, ("Ben", "BEN@x.example")), "Status?"), columns=COLUMNS[1:2])
    assert opened(change(draft).after)["columnIds"] == [2]
    assert dict(change(draft).parts)["Message"] == "none"
    assert draft.warnings[0].startswith("1 person gets mail")
    assert len(draft.warnings) == 2


def test_only_the_allowed_are_asked() -> None:
    """The others are refused by name or address; when nobody is left, nothing is planned."""
    only = PlanPolicy(share_domains=("x.example",))
    draft = request(Letter((BEN, PAT)), policy=only)
    assert [(r.where, r.why) for r in draft.refused] == [
        ("pat@partner.example", "Asking is allowed at x.example only.")
    ]
    assert [each["email"] for each in opened(change(draft).after)["sendTo"]] == ["ben@x.example"]
    assert request(Letter((PAT,)), policy=only).steps == []


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        (Letter((BEN,), "x" * 501), "The subject has 501 characters; Smartsheet takes 500."),
        (Letter((BEN,), "", "x" * 10_001), "The message has 10,001 characters; Smartsheet takes 10,000."),
    ],
)
def test_words_that_are_too_many_are_refused(letter: Letter, said: str) -> None:
    """Rather than cut."""
    with pytest.raises(InvalidArguments) as caught:
        request(letter)
    assert caught.value.message == said


def a_request(number: int, subject: str, *, answered: tuple[str, ...] = (), **more: Any) -> Record:
    fields = {"subject": subject, "sendTo": [{"email": "ben@x.example"}, {}], "answered": [*answered], **more}
    return Record(f"R{number}", canonical(fields))


def withdraw(asked: str, *, sent: tuple[Record, ...] = (), scheduled: tuple[Record, ...] = ()) -> Draft:
    rows = {"R1": "4 Venue"}
    return preview_withdrawal(a_sheet(), asked, scheduled=scheduled, sent=sent, rows=rows)


def test_a_sent_request_is_withdrawn_from_who_has_not_answered() -> None:
    """Found by its subject whatever its case; with whom it concerns, and that it is for good."""
    draft = withdraw("status?", sent=(a_request(1, "Status?", answered=("dev@x.example",), message="Hi"),))
    made = change(draft)
    assert (made.kind, made.record_id, made.what, made.said_before) == (
        "sent_request",
        "R1",
        "Update request",
        "waits for answers",
    )
    assert made.final == "Making it again would send its mail again."
    assert made.parts == (
        ("To", "ben@x.example, a group"),
        ("Rows", "4 Venue"),
        ("Subject", "Status?"),
        ("Message", "Hi"),
        ("Answered by", "dev@x.example"),
    )
    assert draft.warnings == ["The mail stays with the people it was sent to; answers that came in stay in the sheet."]


@pytest.mark.parametrize(("schedule", "said"), [("WEEKLY", "sent every week"), ("ONCE", "sent once, later")])
def test_a_scheduled_request_ends(schedule: str, said: str) -> None:
    """What was sent before can still be answered."""
    draft = withdraw("Weekly", scheduled=(a_request(2, "Weekly", schedule={"type": schedule}),))
    assert (change(draft).kind, change(draft).said_before) == ("update_request", said)
    assert draft.warnings == ["It is not sent any more; what was sent before can still be answered."]
    assert ("Message", "none") in change(draft).parts
    assert "Rows" not in dict(change(draft).parts)


def test_a_request_that_is_not_the_one_is_refused_with_those_there_are() -> None:
    """One that everybody answered is none; of two with one subject neither is taken."""
    done = a_request(3, "Done", answered=("a", "b"))
    refusals: list[tuple[type[SheetlineError], str, tuple[Record, ...], str, str]] = [
        (NotFound, "Done", (done,), "Launch plan has no open update request “Done”.", "Open ones: none."),
        (
            NotFound,
            "Stats",
            (a_request(1, "Status?"),),
            "Launch plan has no open update request “Stats”.",
            "Open ones: “Status?”.",
        ),
        (
            InvalidArguments,
            "A",
            (a_request(1, "A"), a_request(2, "A")),
            "Several open update requests are called “A”.",
            "Delete it in Smartsheet.",
        ),
    ]
    for kind, asked, sent, message, hint in refusals:
        with pytest.raises(kind) as caught:
            withdraw(asked, sent=sent)
        assert (caught.value.message, caught.value.hint) == (message, hint)
    with pytest.raises(PermissionDenied):
        preview_withdrawal(a_sheet("VIEWER"), "A", scheduled=(), sent=(a_request(1, "A"),), rows={})
