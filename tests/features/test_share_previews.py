"""What a share comes to before anybody sees a card: given, changed, taken away, refused; nothing is read or written."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.changes.engine.preview import Draft
from bot.domain.plans import ChangeRecords
from bot.domain.policies import PlanPolicy
from bot.domain.record_changes import Record, RecordChange, Verb, canonical, opened
from bot.errors import PermissionDenied
from bot.features.sharing.share_preview import LEVELS, Shared, preview_shares

BEN, ELIF = ("Ben Okafor", "ben@northwind.example"), ("Elif Kaya", "elif@northwind.example")
OWNER = ("Ava Chen", "ava@northwind.example")


def a_share(number: int, person: tuple[str, str], level: str) -> Record:
    return Record(f"S{number}", canonical({"email": person[1].upper(), "accessLevel": level, "name": person[0]}))


HELD = (a_share(1, OWNER, "OWNER"), a_share(2, BEN, "EDITOR"))


def preview(
    people: Sequence[tuple[str, str]], level: str | None, *, own: str = "ADMIN", policy: PlanPolicy | None = None
) -> Draft:
    """The plan's draft when Carla shares the launch plan."""
    shared = Shared("sheets/7", "“Launch plan”", own, "carla@northwind.example")
    return preview_shares(shared, HELD, people, level, policy=policy or PlanPolicy())


def changes(draft: Draft) -> tuple[RecordChange, ...]:
    return tuple(change for step in draft.steps if isinstance(step, ChangeRecords) for change in step.changes)


def test_a_new_share_says_whom_and_as_what() -> None:
    """Name and address; what is sent is the address and Smartsheet's own level."""
    (change,) = changes(preview([ELIF], "EDITOR_SHARE"))
    assert (change.verb, change.kind, change.home) == (Verb.CREATE, "share", "sheets/7")
    assert (change.what, change.said_before, change.said_after) == (
        "Elif Kaya (elif@northwind.example)",
        "",
        "editor can share",
    )
    assert opened(change.after) == {"email": "elif@northwind.example", "accessLevel": "EDITOR_SHARE"}
    assert changes(preview([("", ELIF[1])], "VIEWER"))[0].what == ELIF[1]


def test_a_share_is_changed_where_there_is_one() -> None:
    """Found by address whatever its case; only the level changes; the same level again changes nothing."""
    (change,) = changes(preview([BEN], "COMMENTER"))
    assert (change.verb, change.record_id, change.said_before, change.said_after) == (
        Verb.CHANGE,
        "S2",
        "editor",
        "commenter",
    )
    assert (opened(change.before), opened(change.after)) == ({"accessLevel": "EDITOR"}, {"accessLevel": "COMMENTER"})
    draft = preview([BEN], "EDITOR")
    assert (draft.steps, draft.warnings) == ([], ["Ben Okafor is an editor already."])
    assert preview([("", BEN[1])], "EDITOR").warnings == ["ben@northwind.example is an editor already."]


def test_a_share_taken_away_keeps_what_it_was() -> None:
    """So that it can be given again; of whom nothing is shared with, it is said."""
    (change,) = changes(preview([BEN], None))
    assert (change.verb, change.record_id, change.before, change.said_before) == (
        Verb.DELETE,
        "S2",
        HELD[1].body,
        "editor",
    )
    (refused,) = preview([ELIF], None).refused
    assert (refused.where, refused.why) == (
        "Elif Kaya",
        "It is not shared with them directly; access from a workspace is taken away there.",
    )


@pytest.mark.parametrize(
    ("person", "level", "own", "why"),
    [
        (
            ("Carla Rossi", "CARLA@northwind.example"),
            "VIEWER",
            "ADMIN",
            "Smartsheet lets nobody change their own access.",
        ),
        (OWNER, "VIEWER", "OWNER", "They own it; Smartsheet transfers ownership in its own settings."),
        (ELIF, "ADMIN", "EDITOR_SHARE", "You can give and take up to your own access, editor can share."),
        (BEN, None, "EDITOR_SHARE", ""),
        (ELIF, "EDITOR_SHARE", "EDITOR_SHARE", ""),
    ],
)
def test_nobody_gives_more_than_they_have(person: tuple[str, str], level: str | None, own: str, why: str) -> None:
    """Nor changes the owner's access, or their own; up to their own level they may."""
    draft = preview([person], level, own=own)
    assert [each.why for each in draft.refused] == ([why] if why else [])
    assert bool(draft.steps) == (not why)


@pytest.mark.parametrize(("own", "said"), [("EDITOR", "editor"), ("VIEWER", "viewer"), ("", "no")])
def test_who_may_not_share_is_told_before_anything(own: str, said: str) -> None:
    """With the access they have and whom to ask."""
    with pytest.raises(PermissionDenied) as caught:
        preview([ELIF], "VIEWER", own=own)
    assert caught.value.message == f"You have {said} access to “Launch plan”, which does not allow sharing it."
    assert caught.value.hint == "Ask its owner."


def test_sharing_outside_is_warned_of_and_may_be_forbidden() -> None:
    """By domain; taking away is never outside. Where only some domains are allowed, the others are refused."""
    far = ("Pat", "pat@partner.example")
    assert preview([far, ELIF], "VIEWER").warnings == ["Outside northwind.example: pat@partner.example."]
    assert preview([ELIF], "VIEWER").warnings == []
    assert preview([far], None).warnings == []
    closed = PlanPolicy(share_domains=("northwind.example", "sister.example"))
    draft = preview([far, ELIF], "VIEWER", policy=closed)
    assert [(each.where, each.why) for each in draft.refused] == [
        ("Pat", "Sharing is allowed with northwind.example, sister.example only.")
    ]
    assert [change.what for change in changes(draft)] == ["Elif Kaya (elif@northwind.example)"]


def test_a_person_named_twice_is_shared_with_once() -> None:
    """The later name stands; several people make one step."""
    draft = preview([("Elif", ELIF[1].upper()), ELIF, ("Dev", "dev@northwind.example")], "VIEWER")
    assert [change.what for change in changes(draft)] == [
        "Elif Kaya (elif@northwind.example)",
        "Dev (dev@northwind.example)",
    ]
    assert len(draft.steps) == 1


def test_levels_are_called_as_people_call_them() -> None:
    """What the tool offers, the lowest first, by Smartsheet's names."""
    assert LEVELS == {
        "viewer": "VIEWER",
        "commenter": "COMMENTER",
        "editor": "EDITOR",
        "editor_can_share": "EDITOR_SHARE",
        "admin": "ADMIN",
    }
