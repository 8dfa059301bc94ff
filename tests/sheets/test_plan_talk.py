"""Comments and links before they become a plan: whose comment is meant, and which addresses are attached."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.live import LiveSheet
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import opened
from bot.domain.records import Author, Comment, Discussion
from bot.errors import InvalidArguments, PermissionDenied
from bot.features.attachments.attachment_preview import link_of
from bot.features.comments.comment_author import CommentAuthor
from bot.features.comments.comment_preview import Said, matching, preview_delete, preview_edit, preview_start
from bot.features.comments.comment_target import CommentTarget
from cards import plain
from tests.builders import NOON

BEN, AVA = Author("Ben Okafor", "ben@x.example"), Author("Ava Chen", "ava@x.example")
TELLER = CommentAuthor("AVA@x.example", ZoneInfo("UTC"))
TALK = (
    Discussion(1, "Leak", 11, (Comment(1, BEN, NOON, "Units leak!"), Comment(2, AVA, NOON, "Which gland?"))),
    Discussion(2, "Rule", None, (Comment(3, AVA, NOON, "متى تنتهي"),)),
)
SHEET = LiveSheet(7, "Plan", "", 1, "COMMENTER", (), ())


@pytest.mark.parametrize(
    ("by", "words", "found"),
    [
        (None, None, [1, 2, 3]),
        ("ben", None, [1]),
        ("Ben Okafor", "units LEAK", [1]),
        ("ben@x.example", None, [1]),
        ("me", None, [2, 3]),
        (None, "متى", [3]),
        (None, "!", [1]),
        ("okafo", None, []),
    ],
)
def test_a_comment_is_found_by_whose_it_is_and_its_words(by: str | None, words: str | None, found: list[int]) -> None:
    assert [each.comment.id for each in matching(TALK, by, words, TELLER)] == found


@given(st.text(max_size=300))
def test_what_is_written_is_what_the_card_can_show(text: str) -> None:
    """Nothing is sent that a reader of the card would not see, and nothing is lost that they would."""
    try:
        (step,) = preview_start(CommentTarget(SHEET), text, TELLER).steps
    except InvalidArguments:
        assert not plain.clean(text).strip()
        return
    assert isinstance(step, ChangeRecords)
    (change,) = step.changes
    sent = opened(change.after)["text"]
    assert change.said_after == sent
    assert plain.clean(sent).replace("\u2060", "") == sent.replace("\u2060", "")


@pytest.mark.parametrize(
    ("url", "sent", "name", "kind"),
    [
        ("https://x.example", "https://x.example", "x.example", "LINK"),
        ("HTTPS://X.example/a/Plan%20B.pdf", "https://x.example/a/Plan%20B.pdf", "Plan B.pdf", "LINK"),
        ("https://bücher.example/ä?q=ö#ü", "https://xn--bcher-kva.example/%C3%A4?q=%C3%B6#%C3%BC", "ä", "LINK"),
        ("https://drive.google.com/d/1", "https://drive.google.com/d/1", "1", "GOOGLE_DRIVE"),
        ("https://team.box.com/s", "https://team.box.com/s", "s", "BOX_COM"),
        ("https://box.com.evil.example/s", "https://box.com.evil.example/s", "s", "LINK"),
    ],
)
def test_an_address_is_attached_in_plain_letters(url: str, sent: str, name: str, kind: str) -> None:
    """A host that only looks like another one is told apart; the kind follows the real host."""
    link = link_of(url, None)
    assert (link.url, link.name, link.kind) == (sent, name, kind)


@pytest.mark.parametrize(
    "url",
    ["", "x.example", "mailto:a@x.example", "javascript:alert(1)", "https://", "https://a:b@x.example", "https://x y"],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidArguments):
        link_of(url, "Spec")


@given(st.text(min_size=1, max_size=60))
def test_every_address_attached_can_be_read_on_the_card(path: str) -> None:
    """Whatever is asked for: refused, or printable letters of which the card hides none."""
    try:
        link = link_of(f"https://x.example/{path}", None)
    except InvalidArguments:
        return
    assert link.url.isascii()
    assert plain.line(link.url, 10_000).replace("\u2060", "") == link.url
    assert link.name


def test_a_viewer_comments_nowhere() -> None:
    """Locked or not, access decides."""
    with pytest.raises(PermissionDenied):
        preview_start(CommentTarget(replace(SHEET, access_level="VIEWER")), "Hello", TELLER)


SHARED = replace(TELLER, email="bot@x.example", also="ben@x.example", name="Ben Okafor", shared_as="The Service")
BOT = Author("The Service", "bot@x.example")


def shared_talk(*texts: str) -> tuple[Discussion, ...]:
    said = [Comment(number, BOT, NOON, text) for number, text in enumerate(texts, 1)]
    return (Discussion(1, "", 11, (*said, Comment(9, BEN, NOON, "from my own account"))),)


def test_where_several_write_as_one_each_signs() -> None:
    """The card says as whom it is written; the signature says whose it is, its last line whatever stands before."""
    draft = preview_start(CommentTarget(SHEET), "Hello\n— Ava Chen", SHARED)
    assert draft.warnings == ["Smartsheet will show it as written by The Service."]
    (step,) = draft.steps
    assert isinstance(step, ChangeRecords)
    assert step.changes[0].said_after == "Hello\n— Ava Chen\n— Ben Okafor"
    talk = shared_talk("A\n— Ben Okafor", "B\n— Ava Chen", "C", "D\n— Ava Chen\n— Ben Okafor")
    assert [each.comment.id for each in matching(talk, "me", None, SHARED)] == [1, 4, 9]
    assert [each.comment.id for each in matching(talk, "ava", None, SHARED)] == [2]
    assert [each.comment.id for each in matching(talk, "Ben's", None, SHARED)] == [1, 4, 9]


def test_where_several_write_as_one_nobody_edits_what_another_said() -> None:
    talk = shared_talk("A\n— Ben Okafor", "B\n— Ava Chen", "C")
    mine, hers, nobody, elsewhere = (Said(talk[0], comment) for comment in talk[0].comments)
    (step,) = preview_edit(CommentTarget(SHEET), mine, "AA", SHARED).steps
    assert isinstance(step, ChangeRecords)
    assert opened(step.changes[0].after) == {"text": "AA\n— Ben Okafor"}
    for other, why in ((hers, "not yours"), (nobody, "not yours"), (elsewhere, "with your own account")):
        with pytest.raises(PermissionDenied, match=why):
            preview_edit(CommentTarget(SHEET), other, "AA", SHARED)
        with pytest.raises(PermissionDenied):
            preview_delete(CommentTarget(SHEET), other, SHARED)
    assert preview_start(CommentTarget(SHEET), "Hello", TELLER).warnings == []
